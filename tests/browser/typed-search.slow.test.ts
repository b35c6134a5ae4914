import type { Browser, Page } from 'playwright-core';
import { follow, launchBrowser, openWindow, type Window } from '../support/browser';
import { createHousehold, createResident } from '../support/factories';
import { runningApp, signIn } from '../support/running-app';
import { bringAxe, problemsOf } from './page-checks';
import { ACCOUNTS } from '../support/two-wards';

const RESULTS = '**/search-results';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let home: { id: string };

beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningApp();
  home = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
  for (const fullName of ['Nguyễn Thị Vi', 'Nguyễn Thị Vinh', 'Trần Văn Nam'])
    await createResident(app.db, app.ward, {
      fullName,
      birthYear: 1948,
      household: fullName.endsWith('Vi') ? home : undefined,
    });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const box = (page: Page) => page.getByLabel('Tìm người, cửa, mã, trang');
const people = (page: Page) => page.locator('.people strong').allInnerTexts();
const status = (page: Page) => page.locator('[data-search-status]');
const says = (page: Page, words: RegExp) => page.locator('[data-search-status]').filter({ hasText: words }).waitFor();
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.innerText || document.activeElement.value');

/** An office user's window on the register, and every address it requested. */
async function atRegister(options = {}): Promise<Window & { addresses: string[] }> {
  const window = await openWindow(browser, app.address, options);
  const addresses: string[] = [];
  window.context.on('request', (request) => addresses.push(request.url()));
  await bringAxe(window.context);
  await signIn(window.page, ACCOUNTS.staff);
  await window.page.goto('/households');
  return { ...window, addresses };
}

test('a user sees results while typing, walks through them by arrow keys, and finds them again when coming back', async () => {
  const { page, context, troubles, addresses } = await atRegister();
  await box(page).pressSequentially('nguyen thi v', { delay: 20 });
  await says(page, /^2 người$/);
  expect(await people(page)).toEqual(['Nguyễn Thị Vi', 'Nguyễn Thị Vinh']);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Hộ dân');
  expect(await page.getByLabel('Lọc sổ').isVisible()).toBe(false);
  expect(await problemsOf(page)).toEqual([]);

  await box(page).focus();
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Nguyễn Thị Vi');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Nguyễn Thị Vinh');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Nguyễn Thị Vinh');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toBe('nguyen thi v');

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/residents/*');
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Nguyễn Thị Vi');
  await page.goBack();
  expect(await box(page).inputValue()).toBe('nguyen thi v');
  expect(await people(page)).toEqual(['Nguyễn Thị Vi', 'Nguyễn Thị Vinh']);

  await page.keyboard.press('Escape');
  await box(page).press('Escape');
  expect(await box(page).inputValue()).toBe('');
  expect(await people(page)).toEqual([]);
  expect(addresses.filter((address) => /nguyen|thi/i.test(address))).toEqual([]);
  expect(troubles).toEqual([]);
  await context.close();
});

test('an emptied box brings the register back', async () => {
  const { page, context } = await atRegister();
  await box(page).fill('vi');
  await says(page, /người/);
  await box(page).fill('');
  await page.getByLabel('Lọc sổ').waitFor();
  expect(await status(page).innerText()).toBe('');
  expect(await people(page)).toEqual([]);
  await context.close();
});

test('a late answer never replaces a newer one', async () => {
  const { page, context } = await atRegister();
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let asked = 0;
  await page.route(RESULTS, async (route) => {
    asked += 1;
    if (asked === 1) await held;
    await route.continue().catch(() => undefined); // the page has given up on it
  });
  await box(page).fill('tran');
  await page.waitForRequest(RESULTS);
  await box(page).fill('vinh');
  await says(page, /^1 người$/);
  letGo();
  await page.waitForTimeout(300);
  expect(await people(page)).toEqual(['Nguyễn Thị Vinh']);
  await context.close();
});

test('without network, database or session the page says so, keeps the words, and Enter still searches', async () => {
  const { page, context } = await atRegister();
  await context.setOffline(true);
  await box(page).fill('vinh');
  await says(page, /mất mạng.*bấm Enter/);
  expect(await page.getByLabel('Lọc sổ').isVisible()).toBe(true);
  await context.setOffline(false);
  await says(page, /^1 người$/);

  await page.route(RESULTS, (route) => route.fulfill({ status: 503, body: 'away' }));
  await box(page).fill('nam');
  await says(page, /cơ sở dữ liệu.*bấm Enter/);
  expect(await people(page)).toEqual([]);
  const answer = await follow(page, () => box(page).press('Enter'));
  expect(answer).toMatchObject({ status: 200, path: expect.stringMatching(/^\/search\?words=/) });
  expect(await people(page)).toEqual(['Trần Văn Nam']);
  await page.unroute(RESULTS);

  await app.db.pool.query('DELETE FROM user_session');
  await box(page).fill('vinh');
  await says(page, /Phiên làm việc đã hết/);
  await box(page).press('Enter');
  await page.getByText('Những gì bạn vừa gõ được giữ lại').waitFor();
  await context.close();
});

test('without a script, Enter finds the same', async () => {
  const { page, context, addresses } = await atRegister({ javaScriptEnabled: false });
  await box(page).fill('nguyen thi v');
  await follow(page, () => box(page).press('Enter'));
  expect(await people(page)).toEqual(['Nguyễn Thị Vi', 'Nguyễn Thị Vinh']);
  expect(addresses.filter((address) => /nguyen/i.test(address))).toEqual([]);
  await context.close();
});

test('a user who adds a person or opens a household sees the candidate people and doors', async () => {
  const { page, context, troubles } = await atRegister();
  await page.goto(`/residents/new?household=${home.id}`);
  await page.getByLabel('Họ tên').pressSequentially('Phạm Thị Vi', { delay: 10 });
  await page.getByLabel('Ngày sinh').fill('1948');
  await page.getByText('1 người trong sổ có thể là người này. Xem trước khi thêm').waitFor();
  const line = page.locator('.candidates li');
  expect((await line.innerText()).replace(/\s+/g, ' ')).toBe(
    'Nguyễn Thị Vi (mở ở thẻ mới) 78 tuổi, sinh 1948 · 48 Phạm Hồng Thái cùng tên, cùng năm sinh',
  );
  expect(await page.locator('[data-candidates-status]').innerText()).toBe('1 người trong sổ có thể là người này');
  expect(await problemsOf(page)).toEqual([]);
  await page.getByLabel('Họ tên').fill('Phạm Thị Kiều');
  await line.waitFor({ state: 'detached' });

  await page.goto('/households/new');
  await page.getByLabel('Địa chỉ').fill('48 pham hong');
  await page.getByRole('heading', { name: '1 cửa đã có trong sổ, có phải cửa này không?' }).waitFor();
  expect(await problemsOf(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await context.close();
});
