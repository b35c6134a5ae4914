import type { Browser, Page } from 'playwright-core';
import { createHousehold, createResident, createRound } from '../support/factories';
import { follow, launchBrowser, openWindow } from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { ACCOUNTS } from '../support/two-wards';

const DOORS = 12;
const MOST_KEYS_A_DOOR = 7;
/** The morning after the round. */
const FRIDAY_MORNING = new Date('2026-11-27T02:00:00Z');

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  app = await runningApp();
});
afterEach(() => app.close());

/** Presses keys one after the other, as fingers do: 'Control+Enter' is two. Returns how many. */
async function press(page: Page, ...keys: string[]): Promise<number> {
  for (const key of keys) await page.keyboard.press(key);
  return keys.flatMap((key) => key.split('+')).length;
}

test('a paper sheet of twelve doors is typed with the keyboard alone, at most seven keys a door', async () => {
  const households = [];
  for (let number = 1; number <= DOORS; number += 1)
    households.push(await createHousehold(app.db, app.ward, { address: `${number} Châu Long` }));
  await createResident(app.db, app.ward, { fullName: 'Phạm Thị Sáu', household: households[11]! });
  const round = await createRound(app.db, app.ward, { by: app.users.staff, officers: [app.users.officer], households });
  app.setNow(FRIDAY_MORNING);
  const { page, context, troubles } = await openWindow(browser, app.address);
  await signIn(page, ACCOUNTS.officer);
  await page.goto(`/rounds/${round.id}/sheet/visits`);

  let keys = 0;
  // No answer at ten doors, one that cannot be reached, and one person who lives alone and was met.
  for (let door = 0; door < 10; door += 1) keys += await press(page, 'v', ...`18${30 + door}`, 'Enter');
  keys += await press(page, 'k', ...'1905', 'Enter');
  keys += await press(page, 'g', ...'1915', 'Enter', 'Enter');
  await page.keyboard.type('mất mạng');
  const { path } = await follow(page, () => press(page, 'Control+Enter').then(() => {}));

  expect(path).toBe(`/rounds/${round.id}/sheet/visits`);
  expect(await page.locator('.alert').allInnerTexts()).toContainEqual(expect.stringContaining('Đã lưu 12 lượt thăm.'));
  const visits = await app.db.prisma.visit.findMany({
    include: { visitPresences: true },
    orderBy: { arrivedAt: 'asc' },
  });
  expect(visits.map(({ outcome }) => outcome)).toEqual([
    ...Array.from({ length: 10 }, () => 'nobody_home'),
    'cannot_reach',
    'met',
  ]);
  expect(visits[11]!.visitPresences).toHaveLength(1);
  expect(new Set(visits.map(({ lateReason }) => lateReason))).toEqual(new Set(['mất mạng']));
  expect(keys / DOORS).toBeLessThanOrEqual(MOST_KEYS_A_DOOR);
  expect(troubles).toEqual([]);
  await context.close();
});

test('the printed sheet of 18 doors fits four pages, with room for the level, the topics and the answer', async () => {
  const households = [];
  for (let number = 1; number <= 18; number += 1) {
    const howToFind = 'Cổng xanh, bấm chuông hai lần, đi hết ngõ';
    const household = await createHousehold(app.db, app.ward, { address: `${number} ngõ Châu Long`, howToFind });
    await createResident(app.db, app.ward, {
      fullName: 'Nguyễn Thị Phương Thảo',
      birthDate: '1945-03-02',
      vneidLevel: 'level_1',
      household,
    });
    const husband = { fullName: 'Lê Văn Nam', birthDate: '1941-01-20', gender: 'male', relation: 'husband' } as const;
    await createResident(app.db, app.ward, { ...husband, household });
    households.push(household);
  }
  const by = app.users.staff;
  const round = await createRound(app.db, app.ward, { by, officers: [app.users.officer], households });
  const { page, context } = await openWindow(browser, app.address);
  await signIn(page, ACCOUNTS.officer);
  await page.goto(`/rounds/${round.id}/sheet`);
  for (const room of ['VNeID mức:', 'Đã nói:', 'Tự nộp trên Cổng:'])
    expect(await page.getByText(room).count()).toBe(18);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/MediaBox/g)!.length).toBeLessThanOrEqual(4);
  await context.close();
});
