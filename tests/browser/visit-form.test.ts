import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openDoor, THURSDAY_EVENING, type OpenDoor } from '../features/visits/visit-form';
import { choose, follow, heading, launchBrowser, openWindow, type Window } from '../support/browser';
import { ACCOUNTS, runningApp, signIn } from '../support/running-app';

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

const save = (page: Page) => follow(page, () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).click());
const main = (page: Page) => page.getByRole('main').innerText();
const visits = () => app.db.prisma.visit.findMany({ include: { assistedProcedures: { orderBy: { position: 'asc' } }, visitPresences: true } });

test('without JavaScript the whole form works, line by line', async () => {
  // given an officer whose browser runs no script
  const { page } = await windowOf('officer', { javaScriptEnabled: false });
  await page.goto(form);

  // when two people are helped, which needs a second line
  await choose(page, 'Đã gặp');
  await choose(page, /Bà Phạm Thị Sáu/);
  await fillLine(page, 1, { resident: world.sau.id, service: world.pension.id, level: 'by_relative', result: 'submitted' });
  await page.getByRole('group', { name: 'Việc 1' }).getByLabel('Mã hồ sơ').fill('H26.12.3-261126-0007');
  await page.getByLabel('Lời hẹn').fill('mang mẫu giấy ủy quyền');
  await page.getByLabel('Làm gì tiếp').selectOption('bring_papers');
  await follow(page, () => page.getByRole('button', { name: 'Thêm việc' }).click());
  expect(await page.getByLabel('Lời hẹn').inputValue()).toBe('mang mẫu giấy ủy quyền');
  expect(await visits()).toEqual([]);
  await fillLine(page, 2, { resident: world.mai.id, service: world.residence.id, level: 'done_for', result: 'blocked' });
  const second = page.getByRole('group', { name: 'Việc 2' });
  await second.getByLabel('Vướng điều gì').selectOption({ index: 1 });

  // and a reason was forgotten, which the form says while it keeps every word
  expect((await save(page)).status).toBe(422);
  await page.getByRole('link', { name: 'Ghi vì sao đội phải làm thay.' }).click();
  await second.getByLabel('Vì sao đội làm thay').fill('mắt kém');
  expect((await save(page)).path).toMatch(/^\/visits\//);

  // then the visit is in the book with both
  const [visit, ...others] = await visits();
  expect(others).toEqual([]);
  expect(visit).toMatchObject({ outcome: 'met', nextStep: 'bring_papers', nextStepNote: 'mang mẫu giấy ủy quyền', visitPresences: [{ residentId: world.sau.id }] });
  expect(visit!.assistedProcedures).toMatchObject([
    { residentId: world.sau.id, publicServiceId: world.pension.id, portalFileCode: 'H26.12.3-261126-0007' },
    { residentId: world.mai.id, publicServiceId: world.residence.id, doneForReason: 'mắt kém', barrierId: world.barrier.id },
  ]);
});

async function fillLine(page: Page, number: number, given: { resident: string; service: string; level: string; result: string }): Promise<void> {
  const line = page.getByRole('group', { name: `Việc ${number}` });
  await line.getByLabel('Giúp ai').selectOption(given.resident);
  await line.getByLabel('Dịch vụ công').selectOption(given.service);
  await line.getByLabel('Mức giúp').selectOption(given.level);
  await line.getByLabel('Kết quả').selectOption(given.result);
}

test('what is typed of a service and fits several stays, says how many, and is not saved as none', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Đã gặp');
  await choose(page, /Bà Phạm Thị Sáu/);
  const line = page.getByRole('group', { name: 'Việc 1' });
  await line.getByLabel('Giúp ai').selectOption(world.sau.id);
  const service = line.getByLabel('Dịch vụ công');
  await service.pressSequentially('tr');
  // It is said once somebody has stopped typing, and still stands there when the field is left.
  await line.getByRole('status').filter({ hasText: '2 dịch vụ khớp “tr”: chọn một.' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await service.inputValue()).toBe('tr');
  expect(await line.getByRole('status').innerText()).toBe('2 dịch vụ khớp “tr”: chọn một.');
  await line.getByLabel('Mức giúp').selectOption('guided');
  await line.getByLabel('Kết quả').selectOption('prepared');

  expect((await save(page)).status).toBe(422);
  expect(await page.locator('#assists-0-serviceId-error').innerText()).toContain('2 dịch vụ khớp “tr”: chọn một.');
  expect(await service.inputValue()).toBe('tr');
  expect(await visits()).toEqual([]);

  // What fits only one is that one.
  await service.fill('tam tru');
  await page.keyboard.press('Tab');
  expect(await service.inputValue()).toContain('Đăng ký tạm trú');
  expect(await line.getByRole('status').innerText()).toBe('');
  await save(page);
  expect((await visits())[0]!.assistedProcedures).toMatchObject([{ publicServiceId: world.residence.id }]);
});

test('with the keyboard alone a visit is logged, from the skip link to the last field', async () => {
  const { page } = await windowOf('officer');
  const keys = page.keyboard;
  await page.goto(form);

  await keys.press('Tab');
  expect(await focused(page)).toContain('Đến nội dung chính');
  await keys.press('Enter');
  await tabTo(page, '[name=outcome]');
  await keys.press('Space');
  await tabTo(page, `[name=presence][value="${world.sau.id}"]`);
  await keys.press('Space');
  await tabTo(page, '[name="assists[0][residentId]"]');
  await keys.type('Bà Phạm Thị Sáu');
  await tabTo(page, '#assists-0-serviceId');
  await keys.type('huu tri');
  await keys.press('ArrowDown');
  await keys.press('Enter');
  await tabTo(page, '[name="assists[0][helpLevel]"]');
  await keys.press('ArrowDown');
  await tabTo(page, '[name="assists[0][result]"]');
  await keys.press('ArrowDown');
  await tabTo(page, '[name="assists[0][fileCode]"]');
  await keys.type('H26.12.3-261126-0008');
  await tabTo(page, `[name=topics][value="${world.topic.id}"]`);
  await keys.press('Space');
  await tabTo(page, `[name="levels[${world.sau.id}]"]`);
  await keys.press('ArrowDown');
  await tabTo(page, '#nextStepNote');
  await follow(page, () => keys.press('Enter'));

  expect(await main(page)).toContain('Đã lưu lượt thăm');
  const [visit] = await visits();
  expect(visit).toMatchObject({ outcome: 'met', visitPresences: [{ residentId: world.sau.id }] });
  expect(visit!.assistedProcedures).toMatchObject([{ residentId: world.sau.id, publicServiceId: world.pension.id, portalFileCode: 'H26.12.3-261126-0008' }]);
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

/** Presses Tab until the field has the focus, and checks that a person sees where the focus is. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if (!await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) continue;
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

test.each([['with JavaScript', true], ['without JavaScript', false]])('a double click on save is one visit, %s', async (_name, javaScriptEnabled) => {
  const { page } = await windowOf('officer', { javaScriptEnabled });
  await page.goto(form);
  await choose(page, 'Vắng nhà');
  await follow(page, () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).dblclick());
  await page.getByText('Đã lưu lượt thăm').first().waitFor();
  expect(await visits()).toHaveLength(1);
});

test('a session that ends while an officer types loses no word', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Chưa muốn');
  await page.getByLabel('Vì sao chưa muốn?').fill('đang nấu cơm, “để tôi nghĩ đã”');
  await page.getByLabel('Ghi chú', { exact: true }).fill('Nhà có chó.\nCổng bên trái.');

  // when the session is over
  await app.db.pool.query('DELETE FROM user_session');
  expect((await save(page)).status).toBe(401);
  expect(await main(page)).toContain('Những gì bạn vừa gõ được giữ lại');

  // then the words come back after signing in
  await page.getByLabel('Tên đăng nhập').fill(ACCOUNTS.officer);
  await page.getByLabel('Mật khẩu').fill('sai mật khẩu');
  const signInAgain = () => follow(page, () => page.getByRole('main').getByRole('button', { name: 'Đăng nhập' }).click());
  expect((await signInAgain()).status).toBe(422);
  await page.getByLabel('Mật khẩu').fill('chín con rồng qua sông');
  await signInAgain();
  expect(await heading(page)).toBe('Bạn đã đăng nhập lại');
  await follow(page, () => page.getByRole('button', { name: 'Gửi lại' }).click());
  expect(await visits()).toMatchObject([{ outcome: 'refused', refusalReason: 'đang nấu cơm, “để tôi nghĩ đã”', note: 'Nhà có chó.\nCổng bên trái.' }]);
});

test('two officers at one door: the second sees both versions and puts them together', async () => {
  const { page: first } = await windowOf('officer');
  const { page: second } = await windowOf('officer2');
  await first.goto(form);
  await second.goto(form);

  await choose(first, 'Đã gặp');
  await choose(first, /Bà Phạm Thị Sáu/);
  await first.getByLabel('Ghi chú', { exact: true }).fill('bà muốn con gái cùng nghe');
  expect((await save(first)).status).toBe(200);

  await choose(second, 'Đã gặp');
  await choose(second, /Chị Phạm Thị Mai|Cô Phạm Thị Mai/);
  await second.getByLabel('Ghi chú', { exact: true }).fill('hẹn tối thứ Bảy');
  expect((await save(second)).status).toBe(409);
  const both = await main(second);
  for (const words of ['bà muốn con gái cùng nghe', 'hẹn tối thứ Bảy', app.users.officer.displayName]) expect(both).toContain(words);
  expect(await visits()).toMatchObject([{ note: 'bà muốn con gái cùng nghe' }]);

  await follow(second, () => second.getByRole('button', { name: 'Mở bản đã lưu và thêm lời của tôi' }).click());
  await follow(second, () => second.getByRole('button', { name: 'Lưu thay đổi' }).first().click());
  const [visit, ...others] = await visits();
  expect(others).toEqual([]);
  expect(visit!.note).toContain('bà muốn con gái cùng nghe');
  expect(visit!.note).toContain('hẹn tối thứ Bảy');
  expect(visit!.visitPresences.map(({ residentId }) => residentId).sort()).toEqual([world.sau.id, world.mai.id].sort());
});

test('leaving a form with unsaved words asks first', async () => {
  const { page } = await windowOf('officer');
  await page.goto(form);
  await page.getByLabel('Ghi chú', { exact: true }).fill('Nhà có chó');
  const asked = page.waitForEvent('dialog').then(async (question) => {
    await question.dismiss();
    return question.type();
  });
  await page.getByRole('link', { name: 'Hộ dân' }).first().click();
  expect(await asked).toBe('beforeunload');
  expect(new URL(page.url()).pathname).toBe(form);
});

test('after signing out nothing of the ward is left in the browser', async () => {
  const { page, context } = await windowOf('officer');
  await page.goto(form);
  await choose(page, 'Vắng nhà');
  await save(page);
  await page.goto(`/households/${world.household.id}`);
  expect(await main(page)).toContain('Phạm Thị Sáu');
  await follow(page, () => page.getByRole('button', { name: 'Đăng xuất' }).click());

  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage), session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name), caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  expect(kept).toEqual({ local: [], session: [], databases: [], caches: [], workers: 0 });

  // and the button "back" shows nothing either
  await page.goBack();
  await page.waitForLoadState();
  expect(await page.locator('body').innerText()).not.toContain('Phạm Thị Sáu');
  expect(new URL(page.url()).pathname).toBe('/login');
  expect((await context.cookies()).every(({ httpOnly }) => httpOnly)).toBe(true);
});
