import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { createHousehold, createVisit } from '../../../support/factories';
import { eventually } from '../../../support/patience';
import { appForEach, read, type TestAgent, words } from '../../../support/test-app';

// No reader waits long for new figures: the last ones are shown, with their minute.

const app = appForEach({}, { figuresPatienceMs: 20 });
let chairman: TestAgent;
let staff: TestAgent;
beforeEach(async () => {
  [chairman, staff] = [await app.as('chairman'), await app.as('staff')];
});

const NOTE = /Số liệu lúc (\d\d:\d\d), số mới đang được tính\. Xem số mới/;
const doorsMet = (page: string) => /(\d+) trên \d+ cửa đang có người ở/.exec(page)![1];

/** A door more is met, and an audit event makes the ward's chain longer. */
const meetSomebody = async () => {
  const household = await createHousehold(app.db, app.ward);
  await createVisit(app.db, app.ward, { household, by: app.users.officer });
  const group = { id: randomUUID(), code: household.id.slice(-6), name: 'Tổ', validFrom: '01/07/2025' };
  expect((await staff.post('/residential-groups', group)).status).toBe(303);
};

/** New figures, and nothing else, wait until the returned function is called, as if the ward were very large. */
async function holdFigures(): Promise<() => Promise<void>> {
  const client = await app.db.pool.connect();
  await client.query('BEGIN; LOCK TABLE indicator_target');
  return async () => {
    await client.query('COMMIT');
    client.release();
  };
}

const newestPage = () =>
  eventually(
    async () => {
      const page = words(await chairman.get('/reports'));
      return !NOTE.test(page) && page;
    },
    () => 'the newest figures never came',
  );

test('while new figures are computed, the last ones are shown with their minute', async () => {
  await meetSomebody();
  expect(doorsMet(await newestPage())).toBe('1');
  await meetSomebody();
  const release = await holdFigures();
  app.setNow(new Date('2026-11-26T03:30:00Z'));
  const response = await chairman.get('/reports');
  expect(NOTE.exec(words(response))![1]).toBe('09:00');
  expect(doorsMet(words(response))).toBe('1');
  expect(read(response)('.report-state a').attr('href')).toBe('/reports?month=2026-11');
  await release();
  expect(doorsMet(await newestPage())).toBe('2');
});

test('a change during the computation is not taken for counted', async () => {
  await meetSomebody();
  await newestPage();
  await meetSomebody();
  const release = await holdFigures();
  expect(words(await chairman.get('/reports'))).toMatch(NOTE);
  await meetSomebody();
  expect(words(await chairman.get('/reports'))).toMatch(NOTE);
  await release();
  expect(doorsMet(await newestPage())).toBe('3');
});

test('figures of yesterday are never shown in the place of new ones', async () => {
  await meetSomebody();
  await newestPage();
  await meetSomebody();
  const release = await holdFigures();
  app.setNow(new Date('2026-11-27T02:00:00Z'));
  const waiting = (await app.as('chairman')).get('/reports').then(words);
  const isHeld = async () =>
    (
      await app.db.pool.query(
        'SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND NOT l.granted',
      )
    ).rowCount === 1;
  await eventually(isHeld, () => 'nothing was computed');
  await setTimeout(100); // five times the patience
  await release();
  const page = await waiting;
  expect(page).not.toMatch(NOTE);
  expect(doorsMet(page)).toBe('2');
});
