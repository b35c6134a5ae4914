import type { Browser, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../prisma/seed/demo-accounts';
import { launchBrowser, LAPTOP, openWindow, PHONE } from '../support/browser';
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
  const { page, context } = await openWindow(browser, app.address, { viewport: PHONE });
  await signIn(page, DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  await page.goto('/waiting');
  expect((await rowsOf(page))[0]).toBeLessThan(PHONE.height);
  await page.locator('summary', { hasText: 'Lọc' }).click();
  expect(await page.getByLabel('Loại việc').isVisible()).toBe(true);
  await context.close();
});

test('on a phone tonight begins with its first door, four screens hold twelve, and letters of keys are left out', async () => {
  const { page, context } = await openWindow(browser, app.address, { viewport: PHONE, hasTouch: true, isMobile: true });
  await signIn(page, DEMO_ACCOUNTS.officer, DEMO_PASSWORD);
  await page.goto('/tonight');
  const rows = await rowsOf(page);
  const bar = (await page.locator('.next-door').boundingBox())!;
  expect(rows[0]).toBeLessThan(bar.y);
  const perDoor = (rows.at(-1)! - rows[0]!) / (rows.length - 1);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  expect(height + (12 - rows.length) * perDoor).toBeLessThan(4 * PHONE.height);
  await page.getByText('Khác', { exact: true }).click();
  for (const name of ['In phiếu đi cửa', 'Nhà bên mời đội', 'Ghi lời dặn cho buổi'])
    expect(await page.getByRole('link', { name }).isVisible()).toBe(true);
  expect(await page.getByRole('button', { name: 'Mang theo' }).isVisible()).toBe(true);

  await page.locator('.next-door a').click();
  await page.locator('.choice [data-key]').first().waitFor({ state: 'attached' });
  expect(await page.locator('kbd:visible').count()).toBe(0);
  await context.close();
  const laptop = await openWindow(browser, app.address, { viewport: LAPTOP });
  await signIn(laptop.page, DEMO_ACCOUNTS.officer, DEMO_PASSWORD);
  await laptop.page.goto('/tonight');
  await laptop.page.locator('.doors-next a').first().click();
  await laptop.page.locator('.choice kbd').first().waitFor();
  await laptop.context.close();
});

test('a visit entered late asks first when and why, and its first screen is one of a phone', async () => {
  const { page, context } = await openWindow(browser, app.address, { viewport: PHONE, hasTouch: true, isMobile: true });
  await signIn(page, DEMO_ACCOUNTS.officer, DEMO_PASSWORD);
  await page.goto('/tonight');
  const door = await page.locator('.next-door a').getAttribute('href');
  app.setNow(new Date('2026-11-27T12:00:00Z'));
  // The session of the evening before is over.
  await signIn(page, DEMO_ACCOUNTS.officer, DEMO_PASSWORD);
  await page.goto(door!);
  const named = await page
    .locator('.visit-form :is(input, select, textarea):visible')
    .evaluateAll((fields) => fields.map((field) => field.getAttribute('name')));
  expect(named.slice(0, 4)).toEqual(['arrivedOn', 'arrivedTime', 'lateReason', 'outcome']);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(PHONE.height);
  app.setNow(new Date('2026-11-26T12:00:00Z'));
  await context.close();
});

test('no round takes more than two lines of its list, nor one under review', async () => {
  const { page, context } = await openWindow(browser, app.address, { viewport: LAPTOP });
  await signIn(page, DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  for (const path of ['/rounds', '/rounds?view=review']) {
    await page.goto(path);
    const heights = await page.locator('main tbody tr').evaluateAll((rows) => rows.map((row) => row.clientHeight));
    expect([path, heights.length > 0, Math.max(...heights) <= 57]).toEqual([path, true, true]);
  }
  await context.close();
});

test('the visit form is at most 90 kB for a household of five, for one of eight, and with eight to ask back', async () => {
  const { page, context } = await openWindow(browser, app.address);
  await signIn(page, DEMO_ACCOUNTS.officer, DEMO_PASSWORD);
  const sizesOf = async (members: number) => {
    const { rows } = await app.db.pool.query<{ id: string }>(
      `SELECT household_id AS id FROM household_membership WHERE valid_to IS NULL GROUP BY 1 HAVING count(*) = $1`,
      [members],
    );
    return Promise.all(
      rows.map(async ({ id }) => (await (await page.request.get(`/households/${id}/visits/new`)).body()).length),
    );
  };
  const fives = await sizesOf(5);
  await app.db.pool.query(`
    WITH full_home AS (SELECT household_id FROM household_membership WHERE valid_to IS NULL GROUP BY 1 HAVING count(*) = 5 LIMIT 1)
    UPDATE household_membership SET household_id = full_home.household_id FROM full_home WHERE id IN (
      SELECT membership.id FROM household_membership membership JOIN full_home ON membership.household_id <> full_home.household_id
      WHERE valid_to IS NULL AND relation <> 'head' LIMIT 3)`);
  const eights = await sizesOf(8);
  // Each of the eight was taught a service weeks ago and is to be asked about it.
  await app.db.pool.query(`
    INSERT INTO assisted_procedure (id, ward_id, visit_id, position, resident_id, public_service_id, help_level, result)
    SELECT gen_random_uuid(), person.ward_id, lesson.id, 100 + row_number() OVER (), person.resident_id, service.id, 'guided', 'not_needed'
    FROM household_membership person
    JOIN (SELECT household_id FROM household_membership WHERE valid_to IS NULL GROUP BY 1 HAVING count(*) = 8) home USING (household_id),
      (SELECT id FROM visit WHERE visited_on BETWEEN '2026-10-20' AND '2026-11-15' LIMIT 1) lesson, (SELECT id FROM public_service WHERE kind = 'procedure' LIMIT 1) service
    WHERE person.valid_to IS NULL`);
  const taught = await sizesOf(8);
  expect([fives.length > 0, eights.length, taught[0]! > eights[0]!]).toEqual([true, 1, true]);
  expect(Math.max(...fives, ...eights, ...taught)).toBeLessThanOrEqual(90_000);
  await context.close();
});

test('the work list shows eight whole rows of people with the longest names, too', async () => {
  await app.db.pool.query("UPDATE resident SET full_name = 'Công Tằng Tôn Nữ Nguyễn Phúc Trần Hoàng Thị Bảo Ngọc'");
  const { page, context } = await openWindow(browser, app.address, { viewport: LAPTOP });
  await signIn(page, DEMO_ACCOUNTS.staff, DEMO_PASSWORD);
  expect(await shortOf(page, ['/waiting'])).toEqual([]);
  await context.close();
});
