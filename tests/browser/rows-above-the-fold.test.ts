import type { Browser, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../prisma/seed/demo-accounts';
import { launchBrowser, LAPTOP, openWindow } from '../support/browser';
import { DEMO_ACCOUNTS, runningDemoWard, signIn } from '../support/running-app';

/** The lists of the demo ward; a shorter one shows all that it has. */
const LISTS = [
  '/waiting',
  '/requests',
  '/public-requests',
  '/households',
  '/rounds',
  '/check-backs',
  '/doors-to-call',
  '/users',
  '/audit',
  '/public-services',
  '/overtime',
  '/lists/residents',
  '/lists/households',
  '/imports',
  '/answer-hours',
];
const ENOUGH = 6;
const ROWS = 'main :is(.table:not(.work-list) > tbody > tr, .work-items > li, ol.doors > li)';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningDemoWard>>;

beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningDemoWard();
  app.setNow(new Date('2026-11-26T12:00:00Z'));
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** The bottom edges of the rows of a page, in pixels from the top of the window. */
const rowsOf = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>(`[...document.querySelectorAll('${ROWS}')].map((row) => row.getBoundingClientRect().bottom)`);

/** The lists that show too few of their rows. */
async function shortOf(page: Page, lists: readonly string[]): Promise<string[]> {
  const short: string[] = [];
  for (const path of lists) {
    await page.goto(path);
    const bottoms = await rowsOf(page);
    const whole = bottoms.filter((bottom) => bottom <= LAPTOP.height).length;
    if (bottoms.length === 0 || whole < Math.min(ENOUGH, bottoms.length)) short.push(`${path}: ${whole}`);
  }
  return short;
}

test('a list shows at least six whole rows, of two lines each, on the laptop of the office', async () => {
  await app.db.pool.query(`
    INSERT INTO import_run (id, ward_id, file_name, file_sha256, status, created_by, created_at)
    SELECT gen_random_uuid(), ward_id, 'Danh sách tổ ' || n || '.xlsx', sha256(n::text::bytea), 'cancelled', id, '2026-11-20'
    FROM user_account, generate_series(1, 9) n WHERE role = 'admin'`);
  const { page, context } = await openWindow(browser, app.address, { viewport: LAPTOP });
  await signIn(page, DEMO_ACCOUNTS.admin, DEMO_PASSWORD);
  expect(await shortOf(page, LISTS)).toEqual([]);
  await context.close();
});

test('the work list begins above the fold of a phone', async () => {
  const { page, context } = await openWindow(browser, app.address, { viewport: { width: 390, height: 844 } });
  await signIn(page, DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  await page.goto('/waiting');
  expect((await rowsOf(page))[0]).toBeLessThan(844);
  await page.locator('summary', { hasText: 'Lọc' }).click();
  expect(await page.getByLabel('Loại việc').isVisible()).toBe(true);
  await context.close();
});

test('the work list shows eight whole rows of people with the longest names, too', async () => {
  await app.db.pool.query("UPDATE resident SET full_name = 'Công Tằng Tôn Nữ Nguyễn Phúc Trần Hoàng Thị Bảo Ngọc'");
  const { page, context } = await openWindow(browser, app.address, { viewport: LAPTOP });
  await signIn(page, DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  expect(await shortOf(page, ['/waiting'])).toEqual([]);
  await context.close();
});
