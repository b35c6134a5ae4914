import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createHousehold } from '../support/factories';
import { follow, launchBrowser, openWindow, type Window } from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { ACCOUNTS } from '../support/two-wards';

const LANE = `/lanes/${encodeURIComponent('pho truc bach, ben so chan')}`;

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let windows: Window[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  app = await runningApp();
  for (const address of [
    '2 Trúc Bạch',
    '4 Trúc Bạch',
    '1 ngõ 4 Trúc Bạch',
    '6 Trúc Bạch',
    '8 Trúc Bạch',
    '1 Trúc Bạch',
  ])
    await createHousehold(app.db, app.ward, { address });
  windows = [];
});
afterEach(async () => {
  await Promise.all(windows.map((window) => window.context.close()));
  await app.close();
  expect(windows.flatMap((window) => window.troubles)).toEqual([]);
});

async function lane(options: BrowserContextOptions = {}): Promise<Page> {
  const window = await openWindow(browser, app.address, options);
  windows.push(window);
  await signIn(window.page, ACCOUNTS.staff);
  await window.page.goto(LANE);
  return window.page;
}

const shown = (page: Page) => page.locator('[data-walk-item] .walk-what > a').allInnerTexts();
async function stored(): Promise<string[]> {
  const rows = await app.db.prisma.household.findMany({
    where: { laneKey: 'pho truc bach, ben so chan' },
    orderBy: { walkOrder: 'asc' },
    select: { addressLine: true },
  });
  return rows.map((row) => row.addressLine);
}
/** Waits until the answer has come and has updated the list. */
const saved = (page: Page, words: RegExp) =>
  page.locator('[data-walk-said]').filter({ hasText: words }).waitFor({ state: 'attached' });

test('without JavaScript, a door moves up and down by its buttons, and further by the form', async () => {
  const page = await lane({ javaScriptEnabled: false, viewport: { width: 390, height: 400 } });
  await follow(page, () => page.getByRole('button', { name: /^Xuống 2 Trúc Bạch$/ }).click());
  // The page opens at the door that moved, and still says that it did.
  const { y, height } = (await page.getByRole('main').getByRole('status').first().boundingBox())!;
  expect(y >= 0 && y + height <= 400).toBe(true);
  expect(await shown(page)).toEqual(['4 Trúc Bạch', '2 Trúc Bạch', 'Ngõ 4 Trúc Bạch', '6 Trúc Bạch', '8 Trúc Bạch']);
  await page.getByLabel('Đưa').selectOption({ label: '8 Trúc Bạch' });
  await page.getByLabel('trước').check();
  await page.getByLabel('Của', { exact: true }).selectOption({ label: '4 Trúc Bạch' });
  await follow(page, () => page.getByRole('button', { name: 'Đưa đến đó' }).click());
  expect(await stored()).toEqual(['8 Trúc Bạch', '4 Trúc Bạch', '2 Trúc Bạch', '6 Trúc Bạch']);
});

test('Alt and the arrow keys move the focused door, which keeps the focus', async () => {
  const page = await lane();
  await page.getByRole('link', { name: '2 Trúc Bạch', exact: true }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await saved(page, /2 Trúc Bạch ra sau 6 Trúc Bạch/);
  expect(await stored()).toEqual(['4 Trúc Bạch', '6 Trúc Bạch', '2 Trúc Bạch', '8 Trúc Bạch']);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('2 Trúc Bạch');
});

test('a door is dragged by its handle with the mouse and with a finger', async () => {
  const page = await lane();
  const handle = (name: string) =>
    page
      .locator('[data-walk-item]', { has: page.getByRole('link', { name, exact: true }) })
      .locator('[data-walk-handle]');
  const [from, to] = [await handle('8 Trúc Bạch').boundingBox(), await handle('2 Trúc Bạch').boundingBox()];
  await page.mouse.move(from!.x + 10, from!.y + 20);
  await page.mouse.down();
  await page.mouse.move(to!.x + 10, to!.y + 40, { steps: 8 });
  await page.mouse.move(to!.x + 10, to!.y + 2, { steps: 4 });
  await page.mouse.up();
  await saved(page, /8 Trúc Bạch ra trước 2 Trúc Bạch/);
  expect(await stored()).toEqual(['8 Trúc Bạch', '2 Trúc Bạch', '4 Trúc Bạch', '6 Trúc Bạch']);

  const phone = await lane({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const touch = await phone.context().newCDPSession(phone);
  const box = async (name: string) =>
    (await phone
      .locator('[data-walk-item]', { has: phone.getByRole('link', { name, exact: true }) })
      .locator('[data-walk-handle]')
      .boundingBox())!;
  await phone.locator('[data-walk-list]').scrollIntoViewIfNeeded();
  const [finger, there] = [await box('8 Trúc Bạch'), await box('4 Trúc Bạch')];
  const at = (y: number) => [{ x: finger.x + 20, y }];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(finger.y + 20) });
  for (let y = finger.y + 20; y <= there.y + 40; y += 10)
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(y) });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await saved(phone, /8 Trúc Bạch ra sau 4 Trúc Bạch/);
  expect(await stored()).toEqual(['2 Trúc Bạch', '4 Trúc Bạch', '8 Trúc Bạch', '6 Trúc Bạch']);
});

test('a move on an outdated page leads to the page that shows both orders', async () => {
  const page = await lane();
  const other = await lane();
  await other.getByRole('link', { name: '8 Trúc Bạch', exact: true }).focus();
  await other.keyboard.press('Alt+ArrowUp');
  await saved(other, /8 Trúc Bạch/);
  await page.getByRole('link', { name: '2 Trúc Bạch', exact: true }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('heading', { name: /người khác đã đổi thứ tự/ }).waitFor();
  expect(await page.getByRole('main').innerText()).toContain('đưa 2 Trúc Bạch ra sau 4 Trúc Bạch');
  windows[0]!.troubles.length = 0; // the browser reports the 409
});

test('the coverage board is one stop for Tab, and the arrow keys go from door to door', async () => {
  const window = await openWindow(browser, app.address);
  windows.push(window);
  const { page } = window;
  await signIn(page, ACCOUNTS.officer);
  await page.goto('/coverage');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await page.locator('.board a.cell').first().focus();
  const walk: (string | null | undefined)[] = [await focused()];
  for (const key of ['ArrowRight', 'End', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'Home', 'ArrowLeft']) {
    await page.keyboard.press(key);
    walk.push(await focused());
  }
  expect(walk.map((name) => name?.split(',')[0])).toEqual(['2', '4', '8', '1', '1', '1', '1', '8']);
  expect(await page.locator('.board a.cell[tabindex="0"], .board a.cell:not([tabindex])').count()).toBe(1);
  expect((await follow(page, () => page.keyboard.press('Enter'))).path).toMatch(/^\/households\//);
});
