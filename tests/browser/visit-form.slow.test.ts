import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ASSIST_RESULTS, HELP_LEVELS, NEXT_STEPS, VNEID_LEVELS } from '../../src/shared/labels';
import { createResident } from '../support/factories';
import { openDoor, THURSDAY_EVENING, type OpenDoor } from '../support/worlds/door';
import {
  choose,
  chooseOther,
  follow,
  heading,
  launchBrowser,
  openWindow,
  part,
  pick,
  unfold,
  writeNote,
  type Window,
} from '../support/browser';
import { cuttableLine } from '../support/cuttable-line';
import { eventually } from '../support/patience';
import { runningApp, signIn } from '../support/running-app';
import { ACCOUNTS } from '../support/two-wards';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let world: OpenDoor;
let form: string;
let windows: Window[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  app = await runningApp();
  app.setNow(THURSDAY_EVENING);
  world = await openDoor(app);
  form = `/round-doors/${world.door.id}/visit`;
  windows = [];
});
afterEach(async () => {
  await Promise.all(windows.map((window) => window.context.close()));
  await app.close();
  expect(windows.flatMap((window) => window.troubles)).toEqual([]);
});

async function windowOf(account: keyof typeof ACCOUNTS, options: BrowserContextOptions = {}): Promise<Window> {
  const window = await openWindow(browser, app.address, options);
  windows.push(window);
  await signIn(window.page, ACCOUNTS[account]);
  return window;
}

const save = (page: Page) =>
  follow(page, () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).click());
const main = (page: Page) => page.getByRole('main').innerText();
const visits = () =>
  app.db.prisma.visit.findMany({
    include: { assistedProcedures: { orderBy: { position: 'asc' } }, visitPresences: true },
  });

const levels = () => app.db.prisma.readiness.findMany({ where: { source: 'visit' } });

test('without JavaScript the whole form works, line by line', async () => {
  // given an officer whose browser runs no script
  const { page } = await windowOf('officer', { javaScriptEnabled: false });
  await page.goto(form);

  // when two people are helped, which needs a second line
  await choose(page, 'Đã gặp');
  await choose(page, /Bà Phạm Thị Sáu/);
  await fillLine(page, 1, {
    resident: world.sau.id,
    service: world.pension.id,
    level: 'by_relative',
    result: 'submitted',
  });
  await page.getByRole('group', { name: 'Việc 1' }).getByLabel('Mã hồ sơ').fill('H26.12.3-261126-0007');
  await unfold(page, 'VNeID');
  await follow(page, () => part(page, 'VNeID').getByRole('button', { name: 'Hiện câu hỏi' }).click());
  await page.locator(`select[name="levels[${world.sau.id}]"]`).selectOption('level_2');
  await unfold(page, 'hẹn tiếp');
  await page.getByLabel('Làm gì tiếp').selectOption('bring_papers');
  await page.getByLabel('Lời hẹn').fill('mang mẫu giấy ủy quyền');
  await page.getByLabel('Hẹn ngày').fill('7/12');
  await follow(page, () => page.getByRole('button', { name: 'Thêm việc' }).click());
  expect(await page.getByLabel('Lời hẹn').inputValue()).toBe('mang mẫu giấy ủy quyền');
  expect(await visits()).toEqual([]);
  await fillLine(page, 2, {
    resident: world.mai.id,
    service: world.residence.id,
    level: 'done_for',
    result: 'blocked',
  });
  const second = page.getByRole('group', { name: 'Việc 2' });
  await second.getByLabel('Vướng điều gì').selectOption({ index: 1 });

  // and a reason was forgotten, which the form reports while keeping every word
  expect((await save(page)).status).toBe(422);
  await page.getByRole('link', { name: 'Ghi vì sao đội phải làm thay.' }).click();
  await second.getByLabel('Vì sao đội làm thay').fill('mắt kém');
  expect((await save(page)).path).toMatch(/^\/visits\//);

  // then the visit is stored with both
  const [visit, ...others] = await visits();
  expect(others).toEqual([]);
  expect(visit).toMatchObject({
    outcome: 'met',
    nextStep: 'bring_papers',
    nextStepNote: 'mang mẫu giấy ủy quyền',
    nextStepDue: new Date('2026-12-07'),
    visitPresences: [{ residentId: world.sau.id }],
  });
  expect(visit!.assistedProcedures).toMatchObject([
    { residentId: world.sau.id, publicServiceId: world.pension.id, portalFileCode: 'H26.12.3-261126-0007' },
    {
      residentId: world.mai.id,
      publicServiceId: world.residence.id,
      doneForReason: 'mắt kém',
      barrierId: world.barrier.id,
    },
  ]);
  expect(await levels()).toMatchObject([{ residentId: world.sau.id, vneidLevel: 'level_2' }]);
});

test('in the home of five each person present has the same questions, and an error opens its part', async () => {
  const child = { household: world.household, relation: 'child', vneidLevel: 'level_1' } as const;
  await createResident(app.db, app.ward, { ...child, fullName: 'Phạm Văn Tư', gender: 'male' });
  const an = await createResident(app.db, app.ward, { ...child, fullName: 'Phạm An <Út> "Bé"' });
  const { page } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Đã gặp');
  const asked = part(page, 'hỏi Cổng').locator('.asked:not([hidden])');
  expect([await asked.count(), await part(page, 'hỏi Cổng').locator('.asked').count()]).toEqual([0, 7]);
  await choose(page, 'Phạm An <Út> "Bé"');
  await page.locator('summary', { hasText: 'Người mới, người khác' }).click();
  await page.getByLabel('Họ tên').first().fill('Lê Thị Tám');
  await page.getByLabel('Là ai trong nhà').first().selectOption('tenant');
  await unfold(page, 'VNeID');
  await pick(part(page, 'VNeID'), /Phạm An <Út> "Bé"$/, VNEID_LEVELS.level_2);
  expect(await part(page, 'VNeID').innerText()).toContain('Như cũ: mức 1');
  await unfold(page, 'hỏi Cổng');
  const names = [expect.stringMatching(/Phạm An <Út> "Bé"$/), 'Lê Thị Tám'];
  expect(await asked.locator('legend').allInnerTexts()).toEqual(names);
  await asked.first().getByText('Có, tự bấm máy').click();
  const service = page.locator(`[name="answers[${an.id}][serviceText]"]`);
  await service.fill('câu cá');

  expect((await save(page)).status).toBe(422);
  expect(await part(page, 'hỏi Cổng').locator('.field-error').innerText()).toContain('Không có dịch vụ nào khớp');
  expect(await asked.locator('legend').allInnerTexts()).toEqual(names);
  await service.fill('đăng ký tạm trú');
  expect((await save(page)).path).toMatch(/^\/visits\//);
  expect(await levels()).toContainEqual(expect.objectContaining({ residentId: an.id, vneidLevel: 'level_2' }));
  expect(await answers()).toMatchObject([{ residentId: an.id, publicServiceId: world.residence.id }]);
});

async function fillLine(
  page: Page,
  number: number,
  given: { resident: string; service: string; level: string; result: string },
): Promise<void> {
  const line = page.getByRole('group', { name: `Việc ${number}` });
  await line.getByLabel('Giúp ai').selectOption(given.resident);
  await line.getByLabel('Dịch vụ công').selectOption(given.service);
  await line.getByLabel('Mức giúp').selectOption(given.level);
  await line.getByLabel('Kết quả').selectOption(given.result);
}

test('in an English browser too, days and hours are typed day first, and tiles name the usual days', async () => {
  const { page } = await windowOf('officer', { locale: 'en-US' });
  await page.clock.setFixedTime(THURSDAY_EVENING);
  await page.goto(form);
  await chooseOther(page, 'Hẹn lại');
  const day = page.getByLabel('Hẹn ngày', { exact: true });
  for (const [typed, date] of [
    ['7/12', '07/12/2026'],
    ['0712', '07/12/2026'],
    ['31/2', '31/2'],
  ]) {
    await day.fill(typed!);
    await day.press('Tab');
    expect([typed, await day.inputValue()]).toEqual([typed, date]);
  }
  await page.getByText('T7 28/11').click();
  expect(await day.inputValue()).toBe('28/11/2026');
  await page.getByLabel('Hẹn từ giờ').fill('1930');
  await page.getByLabel('Hẹn đến giờ').fill('20h15');
  await page.getByLabel('Hẹn đến giờ').press('Tab');
  expect(await page.getByLabel('Hẹn đến giờ').inputValue()).toBe('20:15');
  expect(await page.getByRole('group', { name: 'Hẹn ngày nào' }).getByRole('radio', { checked: true }).count()).toBe(1);
  expect((await save(page)).path).toMatch(/^\/visits\//);
  expect(await main(page)).toContain('28/11');
  expect((await visits())[0]).toMatchObject({ nextStepDue: new Date('2026-11-28'), outcome: 'come_back_later' });
});

test('a typed service that matches several stays, shows how many, and is not saved as none', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Đã gặp');
  await choose(page, /Bà Phạm Thị Sáu/);
  const line = page.getByRole('group', { name: 'Việc 1' });
  await pick(line, 'Giúp ai', /Phạm Thị Sáu/);
  const service = line.getByLabel('Dịch vụ công');
  await service.pressSequentially('tr');
  // The message appears once typing has stopped, and is still there when the field is left.
  await line.getByRole('status').filter({ hasText: '2 dịch vụ khớp “tr”: chọn một.' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await service.inputValue()).toBe('tr');
  expect(await line.getByRole('status').innerText()).toBe('2 dịch vụ khớp “tr”: chọn một.');
  await pick(line, 'Mức giúp', HELP_LEVELS.guided);
  await pick(line, 'Kết quả', ASSIST_RESULTS.prepared);

  expect((await save(page)).status).toBe(422);
  expect(await page.locator('#assists-0-serviceId-error').innerText()).toContain('2 dịch vụ khớp “tr”: chọn một.');
  expect(await service.inputValue()).toBe('tr');
  expect(await visits()).toEqual([]);

  // A text with a single match selects it.
  await service.fill('tam tru');
  await page.keyboard.press('Tab');
  expect(await service.inputValue()).toContain('Đăng ký tạm trú');
  expect(await line.getByRole('status').innerText()).toBe('');
  await save(page);
  expect((await visits())[0]!.assistedProcedures).toMatchObject([{ publicServiceId: world.residence.id }]);
});

test('an officer logs a visit by keyboard alone, from the skip link to the last field', async () => {
  const { page } = await windowOf('officer');
  const keys = page.keyboard;
  // The form begins at its first question; everything before it can be reached all the same.
  await page.goto(form);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('outcome');
  await page.evaluate(() => document.querySelector<HTMLElement>('.skip-link')!.focus());
  expect(await focused(page)).toContain('Đến nội dung chính');
  await keys.press('Enter');
  await tabTo(page, '[name=outcome]');
  await keys.press('Space');
  await tabTo(page, `[name=presence][value="${world.sau.id}"]`);
  await keys.press('Space');
  await tabTo(page, '#assists-0-residentId input');
  await keys.press('Space');
  await tabTo(page, '#assists-0-serviceId');
  await keys.type('huu tri');
  await keys.press('ArrowDown');
  await keys.press('Enter');
  // Choosing the service went on to the next question.
  expect(await page.evaluate(() => document.activeElement!.matches('#assists-0-helpLevel input'))).toBe(true);
  await keys.press('ArrowDown');
  await tabTo(page, '#assists-0-result input');
  await keys.press('Space');
  await tabTo(page, '[name="assists[0][fileCode]"]');
  await keys.type('H26.12.3-261126-0008');
  await openByKeys(page, 'n');
  await tabTo(page, `[name=topics][value="${world.topic.id}"]`);
  await keys.press('Space');
  await openByKeys(page, 'd');
  await tabTo(page, `#levels-${world.sau.id} input`);
  await keys.press('ArrowDown');
  // One key answers who used the portal, and another tells the service if it is known.
  await openByKeys(page, 'q');
  await tabTo(page, `[name="answers[${world.sau.id}][answer]"]`);
  await keys.press('ArrowRight');
  await tabTo(page, `[name="answers[${world.sau.id}][serviceText]"]`);
  await keys.type('Đăng ký tạm trú');
  // Enter alone never saves half a visit.
  await openByKeys(page, 'i');
  await tabTo(page, '#nextStep input');
  await keys.press('ArrowDown');
  await keys.press('ArrowDown');
  await tabTo(page, '#nextStepNote');
  await keys.press('Enter');
  await tabTo(page, '.visit-actions button');
  await follow(page, () => keys.press('Enter'));

  expect(await main(page)).toContain('Đã lưu lượt thăm');
  const [visit] = await visits();
  expect(visit).toMatchObject({ outcome: 'met', visitPresences: [{ residentId: world.sau.id }] });
  expect(visit!.assistedProcedures).toMatchObject([
    { residentId: world.sau.id, publicServiceId: world.pension.id, portalFileCode: 'H26.12.3-261126-0008' },
  ]);
  expect(await answers()).toMatchObject([
    { residentId: world.sau.id, answer: 'alone', publicServiceId: world.residence.id },
  ]);
});

test('a letter opens a part, also from one in which there is nothing to answer yet', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  expect(await main(page)).toContain('Đánh dấu ai có mặt ở trên trước.');
  expect(await focused(page)).toContain('VNeID');
  await page.keyboard.press('u');
  await page.keyboard.type('chuông hỏng');
  expect(await page.locator('[name=note]').inputValue()).toBe('chuông hỏng');
});

/** Opens a folded part as a keyboard without its letters does, and leaves the focus on its heading. */
async function openByKeys(page: Page, letter: string): Promise<void> {
  await tabTo(page, `details[data-part-key=${letter}] > summary`);
  await page.keyboard.press('Space');
  await page.locator(`details[data-part-key=${letter}][open]`).waitFor();
  await page.locator(`details[data-part-key=${letter}] > summary`).focus();
}

const answers = () => app.db.prisma.portalQuestion.findMany();

test('who used the portal is asked of those who were met, and one tap answers it', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Đã gặp');
  const asked = page.locator('.asked:not([hidden])');
  const details = asked.locator('.when-used');
  expect(await asked.count()).toBe(0);
  await unfold(page, 'hỏi Cổng');
  await page.getByText('Đánh dấu ai có mặt ở trên: ai đến lúc hỏi thì hiện ở đây.').waitFor();

  await choose(page, /Bà Phạm Thị Sáu/);
  expect(await asked.getByRole('group').allInnerTexts()).toEqual([expect.stringMatching(/^Bà Phạm Thị Sáu/)]);
  expect(await details.isVisible()).toBe(false);
  await asked.getByText('Có, người nhà bấm máy').click();
  expect(await details.isVisible()).toBe(true);
  await asked.getByText('Không nộp lần nào').click();
  expect(await details.isVisible()).toBe(false);
  // What was put in stays in sight, whatever is answered then.
  await asked.getByText('Có, người nhà bấm máy').click();
  await asked.getByLabel('Tháng nộp').selectOption({ label: 'tháng 10/2026' });
  await asked.getByText('Chưa hỏi').click();
  expect(await details.isVisible()).toBe(true);
  expect((await save(page)).status).toBe(422);
  expect(await asked.locator('.field-error').innerText()).toContain('Chọn câu trả lời, hoặc xóa dịch vụ và tháng.');
  await asked.getByText('Có, người nhà bấm máy').click();
  await save(page);
  expect(await answers()).toMatchObject([{ answer: 'with_family', usedMonth: new Date('2026-10-01') }]);
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

/** Presses Tab until the field has the focus, and checks that the focus is visible. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if (!(await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector))) continue;
    const isSeen = await page.evaluate(() => {
      const field = document.activeElement!;
      const shown = field.closest('.choice')?.querySelector('.choice-card') ?? field;
      const { outlineStyle, boxShadow } = getComputedStyle(shown);
      const { top, bottom } = shown.getBoundingClientRect();
      return (outlineStyle !== 'none' || boxShadow !== 'none') && bottom > 0 && top < innerHeight;
    });
    if (!isSeen) throw new Error(`the focus on ${selector} cannot be seen`);
    return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

test.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a double click on save is one visit, %s', async (_name, javaScriptEnabled) => {
  const { page } = await windowOf('officer', { javaScriptEnabled });
  await page.goto(form);
  await chooseOther(page, 'Không vào được');
  await follow(page, () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).dblclick());
  await page.getByText('Đã lưu lượt thăm').first().waitFor();
  expect(await visits()).toHaveLength(1);
});

test('a session that ends while an officer types loses no word', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Chưa muốn');
  await page.getByLabel('Lý do khác').fill('đang nấu cơm, “để tôi nghĩ đã”');
  await writeNote(page, 'Nhà có chó.\nCổng bên trái.');

  // when the session is over
  await app.db.pool.query('DELETE FROM user_session');
  expect((await save(page)).status).toBe(401);
  expect(await main(page)).toContain('Những gì bạn vừa gõ được giữ lại');

  // then the words come back after signing in
  await page.getByLabel('Tên đăng nhập').fill(ACCOUNTS.officer);
  await page.getByLabel('Mật khẩu').fill('sai mật khẩu');
  const signInAgain = () =>
    follow(page, () => page.getByRole('main').getByRole('button', { name: 'Đăng nhập' }).click());
  expect((await signInAgain()).status).toBe(422);
  await page.getByLabel('Mật khẩu').fill('chín con rồng qua sông');
  await signInAgain();
  expect(await heading(page)).toBe('Bạn đã đăng nhập lại');
  await follow(page, () => page.getByRole('button', { name: 'Gửi lại' }).click());
  expect(await visits()).toMatchObject([
    { outcome: 'refused', refusalReason: 'đang nấu cơm, “để tôi nghĩ đã”', note: 'Nhà có chó.\nCổng bên trái.' },
  ]);
});

describe('when the network is gone at the moment of saving', () => {
  const keptNames = () => page.evaluate(() => Object.keys(sessionStorage));
  const putBack = () => page.locator('[data-put-back]').innerText();

  let line: Awaited<ReturnType<typeof cuttableLine>>;
  let page: Page;

  // The browser reports every failed request, which is not a problem here.
  beforeEach(async () => {
    line = await cuttableLine(app.address);
    ({ page } = await openWindow(browser, line.address));
    await signIn(page, ACCOUNTS.officer);
  });
  afterEach(async () => {
    await page.context().close();
    await line.cut();
  });

  async function fillEverything(): Promise<void> {
    await choose(page, 'Đã gặp');
    await choose(page, /Bà Phạm Thị Sáu/);
    await page.getByText('Người mới, người khác').click();
    await page.getByLabel('Người khác').fill('Bác tổ trưởng');
    const first = page.getByRole('group', { name: 'Việc 1' });
    await pick(first, 'Giúp ai', /Phạm Thị Sáu/);
    await first.getByLabel('Dịch vụ công').fill('hưu trí');
    await page.keyboard.press('Tab');
    await pick(first, 'Mức giúp', HELP_LEVELS.done_for);
    await first.getByLabel('Vì sao đội làm thay').fill('mắt kém');
    await pick(first, 'Kết quả', ASSIST_RESULTS.prepared);
    await page.getByRole('button', { name: 'Thêm việc' }).click();
    const second = page.getByRole('group', { name: 'Việc 2' });
    await pick(second, 'Giúp ai', /Phạm Thị Mai/);
    await second.getByLabel('Dịch vụ công').fill('tr');
    await page.keyboard.press('Tab');
    await second.locator('summary', { hasText: 'Ghi chú' }).click();
    await second.getByLabel('Ghi chú của việc này').fill('hỏi lại tên thủ tục');
    await unfold(page, 'điều đã nói');
    await choose(page, 'Mã OTP, passcode, mật khẩu');
    await unfold(page, 'VNeID');
    await pick(part(page, 'VNeID'), /Phạm Thị Sáu/, VNEID_LEVELS.level_2);
    await unfold(page, 'hỏi Cổng');
    await page.locator('.asked:not([hidden])').first().getByText('Có, tự bấm máy').click();
    await page.locator(`[name="answers[${world.sau.id}][serviceText]"]`).fill('đăng ký tạm trú');
    await unfold(page, 'hẹn tiếp');
    await pick(page, 'Làm gì tiếp', NEXT_STEPS.revisit);
    await page.getByLabel('Hẹn ngày').fill('2026-11-30');
    await page.getByLabel('Lời hẹn').fill('mang mẫu giấy ủy quyền');
    await writeNote(page, 'Nhà có chó.\nCổng bên trái.');
    await page.getByLabel('Giờ đến').fill('19:12');
  }

  /** Everything that the form would send, except the page's token. */
  const wordsIn = () =>
    page.evaluate(() =>
      [...new FormData(document.querySelector<HTMLFormElement>('form[data-visit-form]')!)]
        .map(([name, value]) => `${name}=${String(value)}`)
        .filter((field) => !field.startsWith('_csrf='))
        .sort(),
    );

  /** Presses save on a cut line, and opens the page again when it is mended. */
  async function saveInVain(): Promise<void> {
    await line.cut();
    await page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).click();
    await page.getByText('Chưa gửi được, còn nguyên trên trang này.').waitFor();
    await line.mend();
    page.once('dialog', (question) => void question.accept());
    await page.reload();
  }

  test('an officer stays at the form, finds every word again, may drop them, and saves them as one visit', async () => {
    await page.goto(form);
    await fillEverything();
    const words = await wordsIn();
    await saveInVain();
    await page.getByText(/^Đã đặt lại những gì gõ dở trên trang này lúc \d\d:\d\d\.$/).waitFor();
    expect(await wordsIn()).toEqual(words);
    expect(await page.getByRole('group', { name: 'Việc 2' }).getByRole('status').innerText()).toBe(
      '2 dịch vụ khớp “tr”: chọn một.',
    );
    expect(await page.getByRole('group', { name: 'Việc 1' }).getByLabel('Dịch vụ công').inputValue()).toContain(
      'Trợ cấp hưu trí xã hội',
    );

    // Dropping them gives the form as it is for all officers, and going away and back restores nothing.
    await page.getByRole('button', { name: 'Bỏ những gì gõ dở' }).click();
    expect(await page.getByLabel('Ghi chú', { exact: true }).inputValue()).toBe('');
    expect(await page.locator('[data-repeat-row]').count()).toBe(1);
    expect(await keptNames()).toEqual([]);
    await page.reload();
    expect(await putBack()).toBe('');

    // The server's own answer to a form overrides what the browser kept of it.
    await fillEverything();
    await saveInVain();
    await page.getByText('Đã đặt lại những gì gõ dở').waitFor();
    expect((await save(page)).status).toBe(422);
    expect(await putBack()).toBe('');
    expect(await page.getByLabel('Ghi chú', { exact: true }).inputValue()).toBe('Nhà có chó.\nCổng bên trái.');
    const second = page.getByRole('group', { name: 'Việc 2' });
    await second.getByLabel('Dịch vụ công').fill('tạm trú');
    await pick(second, 'Mức giúp', HELP_LEVELS.guided);
    await pick(second, 'Kết quả', ASSIST_RESULTS.prepared);
    expect((await save(page)).path).toMatch(/^\/visits\//);
    expect(await keptNames()).toEqual([]);
    expect(await visits()).toMatchObject([
      {
        note: 'Nhà có chó.\nCổng bên trái.',
        othersPresent: 'Bác tổ trưởng',
        assistedProcedures: [{ doneForReason: 'mắt kém' }, { note: 'hỏi lại tên thủ tục' }],
      },
    ]);
  });

  test('a line that the officer removed does not come back', async () => {
    await page.goto(form);
    await fillEverything();
    await page.getByRole('group', { name: 'Việc 2' }).getByRole('button', { name: 'Bỏ việc này' }).click();
    const words = await wordsIn();
    page.once('dialog', (question) => void question.accept());
    await page.reload();
    await page.getByText('Đã đặt lại những gì gõ dở').waitFor();
    expect(await wordsIn()).toEqual(words);
  });

  test('nothing is restored after an acknowledged save, even if its answer was lost', async () => {
    const outside = `/households/${world.household.id}/visits/new`;
    await page.goto(outside);
    await chooseOther(page, 'Không vào được');
    await writeNote(page, 'lần một');
    await save(page);
    await page.goBack();
    await page.goto(outside);
    expect([await putBack(), await page.getByLabel('Ghi chú', { exact: true }).inputValue()]).toEqual(['', '']);

    // The form reaches the server, but its answer does not reach the officer.
    await chooseOther(page, 'Không vào được');
    await writeNote(page, 'lần hai');
    await page.evaluate(async () => {
      const sent = document.querySelector<HTMLFormElement>('form[data-visit-form]')!;
      await fetch(sent.action, {
        method: 'POST',
        body: new URLSearchParams([...new FormData(sent)].map(([name, value]) => [name, String(value)])),
        redirect: 'manual',
      });
    });
    expect(await visits()).toHaveLength(2);
    await saveInVain();
    expect(await main(page)).toContain('Đã lưu lượt thăm');
    expect([await putBack(), await page.getByLabel('Ghi chú', { exact: true }).inputValue()]).toEqual(['', '']);
    expect(await keptNames()).toEqual([]);
    expect(await visits()).toHaveLength(2);
  });

  test('another officer in the same tab finds nothing, nor does any user after signing out', async () => {
    const write = async () => {
      await page.goto(form);
      await choose(page, 'Chưa muốn');
      await writeNote(page, 'chỉ mình tôi biết');
      expect(await keptNames()).toHaveLength(1);
    };
    await write();
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('_csrf');
    // The session ends by itself; its officer finds the words again, another one does not.
    await app.db.pool.query('DELETE FROM user_session');
    page.on('dialog', (question) => void question.accept());
    await signIn(page, ACCOUNTS.officer);
    await page.goto(form);
    await page.getByText('Đã đặt lại những gì gõ dở').waitFor();
    await app.db.pool.query('DELETE FROM user_session');
    await signIn(page, ACCOUNTS.officer2);
    expect(await keptNames()).toEqual([]);
    await page.goto(form);
    expect([await putBack(), await page.getByLabel('Ghi chú', { exact: true }).inputValue()]).toEqual(['', '']);

    await write();
    await follow(page, () => page.getByRole('button', { name: 'Đăng xuất' }).click());
    expect(await keptNames()).toEqual([]);
  });
});

test('two officers at one door: the second sees both versions and combines them', async () => {
  const { page: first } = await windowOf('officer');
  const { page: second } = await windowOf('officer2');
  await first.goto(form);
  await second.goto(form);

  await choose(first, 'Đã gặp');
  await choose(first, /Bà Phạm Thị Sáu/);
  await writeNote(first, 'bà muốn con gái cùng nghe');
  expect((await save(first)).status).toBe(200);

  await choose(second, 'Đã gặp');
  await choose(second, /Chị Phạm Thị Mai|Cô Phạm Thị Mai/);
  await writeNote(second, 'hẹn tối thứ Bảy');
  expect((await save(second)).status).toBe(409);
  const both = await main(second);
  for (const words of ['bà muốn con gái cùng nghe', 'hẹn tối thứ Bảy', app.users.officer.displayName])
    expect(both).toContain(words);
  expect(await visits()).toMatchObject([{ note: 'bà muốn con gái cùng nghe' }]);

  await follow(second, () => second.getByRole('button', { name: 'Mở bản đã lưu và thêm lời của tôi' }).click());
  await follow(second, () => second.getByRole('button', { name: 'Lưu thay đổi' }).first().click());
  const [visit, ...others] = await visits();
  expect(others).toEqual([]);
  expect(visit!.note).toContain('bà muốn con gái cùng nghe');
  expect(visit!.note).toContain('hẹn tối thứ Bảy');
  expect(visit!.visitPresences.map(({ residentId }) => residentId).sort()).toEqual([world.sau.id, world.mai.id].sort());
});

describe('a form that was left half filled in', () => {
  const drafts = () => app.db.prisma.formDraft.count();
  const draftsAre = (count: number) =>
    eventually(
      async () => (await drafts()) === count,
      () => `the drafts never became ${count}`,
    );
  const noteOf = (page: Page) => page.getByLabel('Ghi chú', { exact: true });
  const offer = (page: Page) => page.getByText(/^Bạn gõ dở trang này lúc \d\d:\d\d, chưa gửi\. Chọn rồi hãy gõ tiếp/);

  async function leaveHalf(path = form): Promise<void> {
    const { page } = await windowOf('officer');
    await page.goto(path);
    await chooseOther(page, 'Không vào được');
    await writeNote(page, 'Bà Tư còn ngại');
    await draftsAre(1);
    await page.close();
  }

  test('is offered on another device, taken, and forgotten once sent', async () => {
    await leaveHalf();
    const { page } = await windowOf('officer');
    await page.goto(form);
    await offer(page).waitFor();
    // What is typed meanwhile is not written over what was kept.
    await chooseOther(page, 'Không vào được');
    await writeNote(page, 'Câu khác');
    await page.getByRole('button', { name: 'Lấy lại' }).click();
    await page.getByText('Đã đặt lại những gì gõ dở').waitFor();
    expect(await noteOf(page).inputValue()).toBe('Bà Tư còn ngại');
    await save(page);
    expect(await visits()).toMatchObject([{ outcome: 'cannot_reach', note: 'Bà Tư còn ngại' }]);
    expect(await drafts()).toBe(0);
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
  });

  test('is dropped with one press, and not offered again; a colleague is offered nothing', async () => {
    await leaveHalf();
    const { page: other } = await windowOf('officer2');
    const answered = other.waitForResponse(/\/drafts\?/);
    await other.goto(form);
    await answered;
    expect(await other.locator('[data-put-back]').innerText()).toBe('');
    const { page } = await windowOf('officer');
    await page.goto(form);
    await offer(page).waitFor();
    await page.getByRole('button', { name: 'Bỏ', exact: true }).click();
    await draftsAre(0);
    expect(await noteOf(page).inputValue()).toBe('');
    await page.close();

    // What was typed while the offer stood is kept in its place.
    await leaveHalf();
    const { page: again } = await windowOf('officer');
    await again.goto(form);
    await offer(again).waitFor();
    await chooseOther(again, 'Không vào được');
    await writeNote(again, 'Câu khác');
    await again.getByRole('button', { name: 'Bỏ', exact: true }).click();
    const sent = await again.waitForRequest(
      (request) => request.method() === 'POST' && request.url().endsWith('/drafts'),
    );
    expect(sent.postData()).toContain(encodeURIComponent('Câu khác').replaceAll('%20', '+'));
  });

  test('of an older version of the record does not overwrite the newer one', async () => {
    const path = `/households/${world.household.id}/requests`;
    const { page: writing } = await windowOf('staff');
    await writing.goto(`${path}/new`);
    await writing.getByLabel('Người dân cần giúp việc gì?').fill('cài VNeID');
    await writing.getByLabel('Đề nghị đến từ đâu').selectOption('phone');
    await follow(writing, () => writing.getByRole('button', { name: /^Ghi/ }).click());
    const { id } = await app.db.prisma.supportRequest.findFirstOrThrow();
    await writing.goto(`/requests/${id}/edit`);
    await writing.getByLabel('Người dân cần giúp việc gì?').fill('lời cũ');
    await draftsAre(1);
    await writing.close();
    await app.db.prisma.supportRequest.update({ where: { id }, data: { what: 'lời mới', version: { increment: 1 } } });

    const { page } = await windowOf('staff');
    await page.goto(`/requests/${id}/edit`);
    await page.getByRole('button', { name: 'Lấy lại' }).click();
    const answer = await follow(page, () => page.getByRole('button', { name: 'Lưu', exact: false }).first().click());
    expect(answer.status).toBe(409);
    expect(await main(page)).toContain('lời mới');
  });
});

test('leaving a form with unsaved words asks first', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Chưa muốn');
  await writeNote(page, 'Nhà có chó');
  const asked = page.waitForEvent('dialog').then(async (question) => {
    await question.dismiss();
    return question.type();
  });
  await page.getByRole('link', { name: 'Hộ dân' }).first().click();
  expect(await asked).toBe('beforeunload');
  expect(new URL(page.url()).pathname).toBe(form);
});

test('nothing of the ward is left in the browser after signing out', async () => {
  const { page, context } = await windowOf('officer');
  await page.goto(form);
  await chooseOther(page, 'Không vào được');
  await writeNote(page, 'Nhà có chó');
  await follow(page, () => page.getByRole('button', { name: /^Lưu/ }).last().click());
  await page.goto(`/households/${world.household.id}`);
  expect(await main(page)).toContain('Phạm Thị Sáu');
  await follow(page, () => page.getByRole('button', { name: 'Đăng xuất' }).click());

  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  expect(kept).toEqual({ local: [], session: [], databases: [], caches: [], workers: 0 });

  // and the back button shows nothing either
  await page.goBack();
  await page.waitForLoadState();
  expect(await page.locator('body').innerText()).not.toContain('Phạm Thị Sáu');
  expect(new URL(page.url()).pathname).toBe('/login');
  expect((await context.cookies()).every(({ httpOnly }) => httpOnly)).toBe(true);
});

test('another outcome offers to drop what no longer fits, at once, and puts it back until the visit is saved', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Đã gặp');
  await choose(page, /Bà Phạm Thị Sáu/);
  await page.getByLabel('Dịch vụ công').first().fill('tạm trú');
  await page.keyboard.press('Enter');
  await writeNote(page, 'cửa khóa');
  const offer = page.locator('.visit-drop');

  await page.getByRole('button', { name: /Vắng nhà/ }).click();
  expect(await offer.innerText()).toMatch(/Chọn “Vắng nhà” thì phải bỏ.*Bà Phạm Thị Sáu.*Đăng ký tạm trú/s);
  await chooseOther(page, 'Không vào được');
  expect(await offer.innerText()).toContain('Chọn “Không vào được”');
  await page.getByRole('button', { name: 'Bỏ phần không còn hợp' }).click();
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await offer.waitFor();
  expect(await page.getByRole('checkbox', { name: /Bà Phạm Thị Sáu/ }).isChecked()).toBe(true);
  expect(await page.getByLabel('Dịch vụ công').first().inputValue()).toContain('Đăng ký tạm trú');

  await page.getByRole('button', { name: 'Bỏ phần không còn hợp' }).click();
  await follow(page, () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).click());
  expect(await visits()).toMatchObject([
    { outcome: 'cannot_reach', note: 'cửa khóa', assistedProcedures: [], visitPresences: [] },
  ]);
});
