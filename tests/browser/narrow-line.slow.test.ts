import type { Response } from 'supertest';
import { createLine } from '../../src/client/offline/line';
import { canGoByItself, createQueue } from '../../src/client/offline/queue';
import { createResident } from '../support/factories';
import { fieldsOf, type Fields } from '../support/forms';
import { narrowLine, type NarrowLine } from '../support/narrow-line';
import { Disk, storeOn } from '../support/offline-simulator/disk';
import { runningApp } from '../support/running-app';
import { TestAgent } from '../support/test-app';
import { PASSWORD } from '../support/two-wards';
import { THURSDAY_EVENING } from '../support/worlds/door';
import { eveningRound, street } from '../support/worlds/rounds';

// The queue of a laptop sends over one bar of signal. All parts are the real ones but the store, which is in memory.

const VISITS = 20;
const ONE_BAR = { bitsPerSecond: 64_000, loss: 0.2, delay: 50 };
const AIM_SECONDS = 60;

let app: Awaited<ReturnType<typeof runningApp>>;
let line: NarrowLine;
let cookie: string;
const { fetch } = globalThis;

beforeEach(async () => {
  app = await runningApp();
  app.setNow(THURSDAY_EVENING);
  line = await narrowLine(app.address, ONE_BAR, 1);
  // What a browser adds: the address of the page, and the cookie.
  globalThis.fetch = (path, init) =>
    fetch(new URL(path as string, line.address), { ...init, headers: { ...init?.headers, Cookie: cookie } });
});
afterEach(async () => {
  globalThis.fetch = fetch;
  await line.close();
  await app.close();
});

test('twenty visits that wait on a laptop go in within a minute at 64 kbit/s and 20 % loss, each once', async () => {
  const { carriedRoundId, forms } = await carryEvening();
  const author = app.users.officer.id;
  const queue = createQueue({
    store: storeOn(new Disk(), async (act) => act()),
    line: createLine(carriedRoundId),
    lock: { run: (work) => work() },
    now: () => THURSDAY_EVENING,
    author,
  });
  for (const { path, fields } of forms)
    await queue.save({ key: fields.clientKey as string, path, label: path, fields: pairs(fields) });

  const begin = performance.now();
  while ((await queue.state()).visits.some(canGoByItself)) await queue.sendNow();
  const seconds = (performance.now() - begin) / 1000;

  expect(line.packets.lost).toBeGreaterThan(VISITS / 2);
  expect(seconds).toBeLessThan(AIM_SECONDS);
  const visits = await app.db.prisma.visit.findMany({ select: { clientKey: true, loggedBy: true } });
  expect(visits.map(({ clientKey }) => clientKey).sort()).toEqual(forms.map(({ fields }) => fields.clientKey).sort());
  expect(new Set(visits.map(({ loggedBy }) => loggedBy))).toEqual(new Set([author]));
});

/** Takes a round along, with two people behind each door, and fills in its forms: the first of them opened. */
async function carryEvening(): Promise<{ carriedRoundId: string; forms: { path: string; fields: Fields }[] }> {
  const households = await street(app, VISITS);
  const met = new Map<string, string>();
  for (const household of households) {
    const { id } = await createResident(app.db, app.ward, { household, birthYear: 1945 });
    await createResident(app.db, app.ward, { household, birthYear: 1972, relation: 'child' });
    met.set(household.id, id);
  }
  const round = await eveningRound(app, { households });
  const officer = new TestAgent(app.app);
  await officer.signIn(app.users.officer.username, PASSWORD);
  const carried = await officer.asScript('/carried-rounds', {
    roundId: round.id,
    laptopName: 'Máy số 2',
    currentPassword: PASSWORD,
  });
  // The session of a laptop that carries a round is a new one.
  cookie = (carried.headers['set-cookie'] as unknown as string[]).map((one) => one.split(';')[0]).join('; ');
  const { id, pages } = carried.body as { id: string; pages: { path: string; html: string }[] };
  const forms = pages
    .filter(({ path }) => path !== '/tonight')
    .map(({ path, html }) => {
      const fields = fieldsOf({ text: html } as Response, 'form[data-visit-form]');
      const typed = { outcome: 'met', 'presence[]': met.get(fields.householdId as string)!, note: 'Nhà có chó' };
      return { path, fields: { ...fields, ...typed } as Fields };
    });
  return { carriedRoundId: id, forms };
}

const pairs = (fields: Fields): [string, string][] =>
  Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
