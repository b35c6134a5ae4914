import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createHousehold } from '../support/factories';
import { follow, launchBrowser, openWindow, type Window } from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { bringAxe, problemsOf } from './page-checks';
import { ACCOUNTS } from '../support/two-wards';
import { freeOnWeekdays } from '../support/worlds/rounds';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let windows: Window[];

beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningApp();
  for (let number = 2; number <= 40; number += 2)
    await createHousehold(app.db, app.ward, { address: `${number} Hàng Than` });
});
afterAll(async () => {
  await app?.close();
  await browser?.close();
});

beforeEach(() => {
  windows = [];
});
afterEach(async () => {
  await Promise.all(windows.map((window) => window.context.close()));
  expect(windows.flatMap((window) => window.troubles)).toEqual([]);
});

/** The form with a suggested evening. */
async function suggested(options: BrowserContextOptions = {}): Promise<Page> {
  const window = await openWindow(browser, app.address, options);
  windows.push(window);
  await bringAxe(window.context);
  await signIn(window.page, ACCOUNTS.staff);
  await window.page.goto('/rounds/new');
  await follow(window.page, () => window.page.getByRole('button', { name: 'Gợi ý cửa' }).click());
  return window.page;
}

const rows = (page: Page) => page.locator('[data-row]');
const addresses = (page: Page) => rows(page).locator('.doors-what > strong').allInnerTexts();
const times = (page: Page) => rows(page).locator('.evening-at').allInnerTexts();
/** Waits until the change is answered and the answer is on the page. */
async function answered(page: Page, change: () => Promise<unknown>): Promise<void> {
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === '/rounds/effects');
  await change();
  await (await answer).finished();
  await page.locator('#evening:not([aria-busy])').waitFor();
}

test('a suggested evening is usable by all officers, on a laptop, zoomed in, and on a phone', async () => {
  expect(await problemsOf(await suggested())).toEqual([]);
});

test('Alt and the arrow keys move the focused door, which keeps the focus, and the times follow', async () => {
  const page = await suggested();
  const [first, second, third] = (await addresses(page)) as [string, string, string];
  const before = await times(page);
  await rows(page).first().getByLabel('Thứ tự').focus();
  await answered(page, () => page.keyboard.press('Alt+ArrowDown'));
  expect((await addresses(page)).slice(0, 3)).toEqual([second, first, third]);
  expect((await times(page))[0]).toBe(before[0]);
  expect(
    await page.evaluate(() => document.activeElement?.closest('[data-row]')?.querySelector('strong')?.textContent),
  ).toBe(first);
  expect(await rows(page).nth(1).getByLabel('Thứ tự').inputValue()).toBe('2');
  expect(await page.locator('[data-evening-status]').textContent()).toMatch(
    /^Dự kiến gặp khoảng \d+ trong \d+ cửa kịp giờ/,
  );
});

test('ticks and typed text are kept while an answer is on its way', async () => {
  const page = await suggested();
  const fifth = (await addresses(page))[4];
  const asked = async (change: () => Promise<unknown>) =>
    Promise.all([page.waitForRequest('**/rounds/effects'), change()]);
  let answers = 0;
  await page.route('**/rounds/effects', async (route) => {
    answers += 1;
    if (answers < 3) await page.waitForTimeout(1000);
    await route.continue().catch(() => {}); // no page waits for it any more
  });
  await asked(() => rows(page).first().getByLabel(/Giữ/).check());
  await page.locator('#team label', { hasText: 'Nguyễn Thị Đội' }).click();
  await asked(() => page.locator('#team label', { hasText: 'Phạm Minh Viên' }).click());
  await rows(page).nth(4).getByLabel('Thứ tự').fill('1');
  await page.waitForTimeout(1500);
  expect(await rows(page).nth(4).getByLabel('Thứ tự').inputValue()).toBe('1');
  await answered(page, () => page.keyboard.press('Tab'));
  expect((await addresses(page))[1]).toBe(fifth);
  expect(await page.locator('#team input:checked').count()).toBe(2);
  expect(await page.locator('[data-row] [name=locked]:checked').count()).toBe(1);
});

test('a door is dragged by its handle', async () => {
  const page = await suggested();
  const [first, second, third] = (await addresses(page)) as [string, string, string];
  await rows(page).nth(2).scrollIntoViewIfNeeded();
  const [from, to] = [
    (await rows(page).nth(2).locator('[data-row-handle]').boundingBox())!,
    (await rows(page).first().locator('[data-row-handle]').boundingBox())!,
  ];
  await answered(page, async () => {
    await page.mouse.move(from.x + 10, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + 60, { steps: 8 });
    await page.mouse.move(to.x + 10, to.y + 2, { steps: 4 });
    await page.mouse.up();
  });
  expect((await addresses(page)).slice(0, 3)).toEqual([third, first, second]);
});

test('a removed door shows its effect at once, a later end makes room again, and the round is planned as it stands', async () => {
  const page = await suggested();
  const [first] = (await addresses(page)) as [string];
  await answered(page, () =>
    rows(page)
      .first()
      .getByLabel(/Đi đến/)
      .uncheck(),
  );
  expect(await addresses(page)).not.toContain(first);
  expect(await page.getByRole('main').innerText()).toContain('Để lại, không gợi ý lại');
  const effect = () => page.locator('.evening-effect').innerText();
  const before = await effect();
  await answered(page, () =>
    page
      .getByLabel('Đến', { exact: false })
      .first()
      .fill('19:30')
      .then(() => page.keyboard.press('Tab')),
  );
  expect(await effect()).not.toBe(before);
  expect(await page.locator('#round-time').innerText()).toMatch(/18:30–\u2060?19:30/);
  const order = await addresses(page);
  for (const officer of ['Nguyễn Thị Đội', 'Phạm Minh Viên'])
    await page.locator('#team label', { hasText: officer }).click();
  expect((await follow(page, () => page.getByRole('button', { name: 'Lập buổi' }).click())).path).toMatch(
    /^\/rounds\/[0-9a-f-]{36}$/,
  );
  const stored = await app.db.prisma.roundDoor.findMany({ orderBy: { position: 'asc' }, include: { household: true } });
  expect(stored.map((door) => door.household.addressLine)).toEqual(order);
  await app.db.prisma.round.deleteMany();
});

test('doors ticked by hand are counted at once against the limit, and a new day is announced at once', async () => {
  const street = await Promise.all(
    Array.from({ length: 61 }, (_, index) =>
      createHousehold(app.db, app.ward, { address: `${2 * index + 1} Hàng Vôi` }),
    ),
  );
  const window = await openWindow(browser, app.address);
  windows.push(window);
  const { page } = window;
  await bringAxe(window.context);
  await signIn(page, ACCOUNTS.staff);
  await page.goto('/rounds/new');
  await page.locator('.lane-choices label', { hasText: 'Hàng Vôi' }).click();
  await follow(page, () => page.getByRole('button', { name: 'Xem cửa' }).click());
  const count = () => page.locator('[data-door-count]').innerText();
  const chosen = await page.locator('input[name=doors]:checked').count();
  expect(await count()).toBe(`${chosen} cửa, nhiều nhất 60`);
  await page.locator('input[name=doors]').nth(chosen).check();
  expect(await count()).toBe(`${chosen + 1} cửa, nhiều nhất 60`);
  await page
    .locator('input[name=doors]:not(:checked)')
    .evaluateAll((boxes) => boxes.forEach((box) => (box as HTMLInputElement).click()));
  await page.locator('input[name=doors]').last().scrollIntoViewIfNeeded();
  expect(await count()).toBe('61 cửa, nhiều nhất 60: bỏ bớt 1 cửa');
  expect(await page.locator('[data-door-count]').evaluate((line) => line.getBoundingClientRect().top)).toBe(0);

  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === '/rounds/draft');
  await page.getByLabel('Ngày').fill('2026-12-05');
  await page.keyboard.press('Tab');
  await (await answer).finished();
  const time = /^Tối thứ Bảy 05\/12, 18:30–\u2060?20:30$/;
  await page.locator('#round-time', { hasText: time }).waitFor();
  expect(await page.locator('[data-evening-status]').textContent()).toMatch(time);
  expect(await count()).toBe('61 cửa, nhiều nhất 60: bỏ bớt 1 cửa');
  expect(await problemsOf(page)).toEqual([]);
  await app.db.prisma.household.deleteMany({ where: { id: { in: street.map(({ id }) => id) } } });
});

test('without JavaScript, the numbers and the button do the same', async () => {
  const page = await suggested({ javaScriptEnabled: false });
  const [first, second] = (await addresses(page)) as [string, string];
  await rows(page).first().getByLabel('Thứ tự').fill('2');
  await rows(page).nth(1).getByLabel('Thứ tự').fill('1');
  await follow(page, () => page.getByRole('button', { name: 'Tính lại giờ' }).click());
  expect((await addresses(page)).slice(0, 2)).toEqual([second, first]);
  expect((await times(page))[0]).toBe('18:30');
});

test('a proposed round is changed by keyboard, with its effect at once, and appears as planned on the page of the week', async () => {
  await freeOnWeekdays(app);
  const window = await openWindow(browser, app.address);
  windows.push(window);
  const { page } = window;
  await signIn(page, ACCOUNTS.staff);
  await page.goto('/round-proposals');
  const { path: week } = await follow(page, () => page.getByRole('button', { name: 'Xếp thử' }).click());
  await page
    .getByRole('link', { name: /^Sửa buổi/ })
    .first()
    .focus();
  await follow(page, () => page.keyboard.press('Enter'));
  const [first, second] = (await addresses(page)) as [string, string];
  await rows(page).first().getByLabel('Thứ tự').focus();
  await answered(page, () => page.keyboard.press('Alt+ArrowDown'));
  await page.getByLabel(`Đi đến ${first}`).focus();
  await answered(page, () => page.keyboard.press('Space'));
  expect((await addresses(page))[0]).toBe(second);
  expect(await page.locator('[data-evening-status]').textContent()).toMatch(
    /^Dự kiến gặp khoảng \d+ trong \d+ cửa kịp giờ/,
  );
  const order = await addresses(page);
  expect((await follow(page, () => page.getByRole('button', { name: 'Lập buổi' }).click())).path).toBe(week);
  expect(await page.getByRole('main').innerText()).toContain(`Khác đề xuất: không đi ${first}`);
  const stored = await app.db.prisma.roundDoor.findMany({ orderBy: { position: 'asc' }, include: { household: true } });
  expect(stored.map((door) => door.household.addressLine)).toEqual(order);
  await app.db.prisma.round.deleteMany();
});
