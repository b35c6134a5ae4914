import type { Browser } from 'playwright-core';
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
];
const ENOUGH = 8;
const ROWS = 'main :is(.table > tbody > tr, ol.doors > li)';

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

test('a list shows at least eight whole rows on the laptop of the office', async () => {
  const { page, context } = await openWindow(browser, app.address, { viewport: LAPTOP });
  await signIn(page, DEMO_ACCOUNTS.admin, DEMO_PASSWORD);
  const short: string[] = [];
  for (const path of LISTS) {
    await page.goto(path);
    const bottoms = await page.evaluate<number[]>(
      `[...document.querySelectorAll('${ROWS}')].map((row) => row.getBoundingClientRect().bottom)`,
    );
    const whole = bottoms.filter((bottom) => bottom <= LAPTOP.height).length;
    if (bottoms.length === 0 || whole < Math.min(ENOUGH, bottoms.length)) short.push(`${path}: ${whole}`);
  }
  await context.close();
  expect(short).toEqual([]);
});
