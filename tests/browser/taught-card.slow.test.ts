import type { Browser, Page } from 'playwright-core';
import { ASSIST_RESULTS, HELP_LEVELS } from '../../src/shared/labels';
import { createGuide } from '../support/factories';
import { choose, follow, launchBrowser, openWindow, pick, type Window } from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { ACCOUNTS } from '../support/two-wards';
import { openDoor, THURSDAY_EVENING, type OpenDoor } from '../support/worlds/door';
import { bringAxe, problemsOf } from './page-checks';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let world: OpenDoor;
let window: Window;
let page: Page;

/** Six steps, each of two full lines: the longest that the card promises to hold on one side. */
const SIX: [string, string][] = [
  ['Mở Cổng Dịch vụ công', 'dichvucong.gov.vn, trên điện thoại'],
  ['Bấm “Đăng nhập”, chọn VNeID', 'tự gõ mật khẩu, không đưa cho ai'],
  ['Gõ vào ô tìm: “hưu trí xã hội”', 'chọn dòng có mã 1.014027'],
  ['Bấm “Nộp hồ sơ”, điền tờ khai', 'chụp giấy tờ khi máy hỏi'],
  ['Ghi địa chỉ nhận kết quả', 'ở Hà Nội, giấy về qua bưu chính'],
  ['Chép lại mã hồ sơ', 'có mã thì xem được hồ sơ đến đâu'],
];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  app = await runningApp();
  app.setNow(THURSDAY_EVENING);
  world = await openDoor(app);
  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { phone: '02438290000' } });
  await createGuide(app.db, app.ward, world.pension, {
    title: 'Nộp hồ sơ trợ cấp hưu trí xã hội',
    steps: SIX,
    prerequisites: ['Điện thoại có mạng và đã cài VNeID'],
    firstTaskId: world.account.id,
  });
  window = await openWindow(browser, app.address);
  await bringAxe(window.context);
  page = window.page;
  await signIn(page, ACCOUNTS.officer);
  await page.goto(`/round-doors/${world.door.id}/visit`);
});
afterEach(async () => {
  await window.context.close();
  await app.close();
  expect(window.troubles).toEqual([]);
});

const line = (number: number) => page.getByRole('group', { name: `Việc ${number}`, exact: true });
async function fillLine(): Promise<void> {
  await choose(page, 'Đã gặp');
  await choose(page, /Bà Phạm Thị Sáu/);
  await pick(line(1), 'Giúp ai', /Bà Phạm Thị Sáu/);
  await line(1).getByRole('combobox', { name: 'Dịch vụ công' }).fill('hưu trí');
  await page.keyboard.press('Tab');
  await pick(line(1), 'Mức giúp', HELP_LEVELS.watched);
  await pick(line(1), 'Kết quả', ASSIST_RESULTS.prepared);
}

test('six steps taught at the door become one A5 page in large print, and a page for the phone', async () => {
  await fillLine();
  const parts = await line(1).locator('legend:visible').allInnerTexts();
  expect(parts.map((words) => words.split(' ').slice(0, 2).join(' '))).toEqual([
    'Việc 1',
    'Giúp ai',
    'Mức giúp',
    'Các bước',
    'Kết quả',
  ]);
  await line(1).getByRole('button', { name: 'Cả 6 bước' }).click();
  for (const [action] of SIX) expect(await page.getByRole('checkbox', { name: action }).isChecked()).toBe(true);
  expect(await problemsOf(page)).toEqual([]);
  await follow(page, () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).click());
  await follow(page, () => page.getByRole('link', { name: 'Thẻ các bước đã dạy' }).click());
  expect(await problemsOf(page)).toEqual([]);

  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) =>
    [width, height].map((points) => Math.round((Number(points) / 72) * 25.4)),
  );
  expect(boxes).toEqual([[148, 210]]);
  await page.emulateMedia({ media: 'print' });
  const sizes = await page
    .locator('.taught-card :is(p, h2, b, span:not(.blank), li)')
    .evaluateAll((parts) => parts.map((part) => parseFloat(getComputedStyle(part).fontSize) * 0.75));
  expect(Math.min(...sizes)).toBeGreaterThan(15.99);
  await page.emulateMedia({ media: 'screen' });

  await page.getByText('Cho bà con quét mã').click();
  await page.locator('.taught-qr a').click();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Nộp hồ sơ trợ cấp hưu trí xã hội');
  expect(await page.getByRole('listitem').count()).toBe(6);
  expect(await problemsOf(page)).toEqual([]);
});

test('the steps follow the chosen service, and come back after the page was left', async () => {
  await fillLine();
  await page.getByRole('checkbox', { name: 'Bấm “Đăng nhập”' }).check();
  await page.reload();
  expect(await page.getByRole('checkbox', { name: 'Bấm “Đăng nhập”' }).isChecked()).toBe(true);
  expect(await page.getByRole('checkbox', { name: 'Chép lại mã hồ sơ' }).isChecked()).toBe(false);
  await line(1).getByRole('combobox', { name: 'Dịch vụ công' }).fill('tạm trú');
  await page.keyboard.press('Tab');
  await line(1).getByText('Chưa soạn các bước của dịch vụ này.').waitFor();
  expect(await page.getByRole('checkbox', { name: 'Bấm “Đăng nhập”' }).count()).toBe(0);
});

test('a resident without level 2 gets it as the first task in one tap', async () => {
  await fillLine();
  await line(1).getByText('Bà Phạm Thị Sáu mới có VNeID mức 1.').waitFor();
  await page.getByRole('checkbox', { name: 'Bấm “Đăng nhập”' }).check();
  await line(1).getByRole('button', { name: 'Làm trước: Kích hoạt VNeID mức 2' }).click();
  expect(
    await line(1)
      .getByRole('radio', { name: /Bà Phạm Thị Sáu/ })
      .isChecked(),
  ).toBe(true);
  expect(await line(1).getByRole('combobox', { name: 'Dịch vụ công' }).inputValue()).toBe('Kích hoạt VNeID mức 2');
  expect(await page.getByRole('button', { name: /^Làm trước/ }).count()).toBe(0);

  // What comes first on the form is saved first, and shown first.
  await pick(line(1), 'Mức giúp', HELP_LEVELS.guided);
  await pick(line(1), 'Kết quả', ASSIST_RESULTS.not_needed);
  await follow(page, () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).click());
  const { id, assistedProcedures } = await app.db.prisma.visit.findFirstOrThrow({
    include: { assistedProcedures: { orderBy: { position: 'asc' }, include: { stepsTaught: true } } },
  });
  expect(assistedProcedures).toMatchObject([
    { publicServiceId: world.account.id, helpLevel: 'guided', result: 'not_needed', stepsTaught: [] },
    { publicServiceId: world.pension.id, helpLevel: 'watched', result: 'prepared', stepsTaught: [{}] },
  ]);
  await page.goto(`/visits/${id}`);
  expect(await page.getByRole('main').innerText()).toMatch(/Kích hoạt VNeID mức 2.*Nộp hồ sơ trợ cấp hưu trí xã hội/s);
});
