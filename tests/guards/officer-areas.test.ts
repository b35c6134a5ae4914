import pg from 'pg';
import type { AppContext } from '../../src/context';
import { hashPassword } from '../../src/features/office/auth/passwords';
import { opensFile } from '../../src/features/register/places/area-queries';
import { keepToArea } from '../../src/web/middleware/keep-to-area';
import type { Route } from '../../src/web/route';
import { everyRecord, mayAsk, type EveryRecord } from '../support/every-record';
import { createUser } from '../support/factories';
import { read, TestAgent } from '../support/test-app';
import { PASSWORD } from '../support/two-wards';

/** What an officer may ask for by an id that is no file: lists, catalogues, an officer's own things. */
const NO_FILES = [
  'absences',
  'carried-rounds',
  'follow-up-ends',
  'group-sessions',
  'lanes',
  'privacy-notices',
  'public-services',
  'saved-views',
  'situations',
  'streets',
];
const NO_FILE_OF_ROUND = ['', 'return'];
/** First words of addresses without an id: lists, forms and an officer's own things. `round-papers` are of their own rounds. */
const WITHOUT_ID = `absences answer-hours area-reasons availability barriers briefings calendar calendar-feed card-readings
  carried-rounds check-backs confirmations coverage drafts due due-rules follow-up-ends group-sessions
  headless-households help households lanes list-files lists login logout near-misses overtime password
  place-aliases portal-statuses privacy-notices public-requests public-services referrals requests
  residential-groups round-papers rounds search search-results searches second-factor settings situations
  stuck-files team-calendar today tonight visit-guides visits waiting`;

let world: EveryRecord;
let officer: TestAgent;
let routes: Route[];
let files: Route[];
/** Statements that look for a file's place. */
let lookUps = 0;
/** What the pages answered while the ward did not want it. */
let opened: string[];
let lookUpsBefore: number;

beforeAll(async () => {
  world = await everyRecord();
  const { db, app } = world.app;
  const ward = await db.prisma.ward.findFirstOrThrow();
  await createUser(db, ward, {
    role: 'officer',
    username: 'ngoai.dia.ban',
    displayName: 'Đỗ Ngoài',
    passwordHash: await hashPassword(PASSWORD),
  });
  officer = new TestAgent(app);
  await officer.signIn('ngoai.dia.ban', PASSWORD);
  // One about a door; of a lane it would be no file.
  const home = await db.prisma.household.findFirstOrThrow();
  await db.prisma.briefing.updateMany({
    data: { householdId: home.id, roundId: null, laneKey: null, scamPattern: null },
  });
  routes = world.routes.filter((route) => route.permission !== 'public' && mayAsk('officer', route));
  files = routes.filter(({ path }) => opensFile(path));
  const { query } = pg.Client.prototype;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function count(this: pg.Client, ...given: unknown[]) {
    const [asked] = given as [string | { text: string }];
    if ((typeof asked === 'string' ? asked : asked.text).includes('&& u.area')) lookUps += 1;
    return (query as (...all: unknown[]) => unknown).apply(this, given) as never;
  });
  opened = await statusesOf(gets());
  lookUpsBefore = lookUps;
});
afterAll(async () => {
  jest.restoreAllMocks();
  await world.app.close();
});

const limitTo = (area: string[]) =>
  Promise.all([
    world.app.db.prisma.ward.updateMany({ data: { officersKeepToArea: true } }),
    world.app.db.prisma.userAccount.updateMany({ where: { username: 'ngoai.dia.ban' }, data: { area } }),
  ]);
const named = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;
const isAsked = (answer: Awaited<ReturnType<TestAgent['get']>>) =>
  answer.status === 403 && read(answer)('form[action="/area-reasons"]').length === 1;
const gets = () => files.filter(({ method }) => method === 'get');

async function statusesOf(some: readonly Route[]): Promise<string[]> {
  const found: string[] = [];
  for (const route of some) found.push(`${route.path} ${(await officer.get(world.addressOf(route.path))).status}`);
  return found;
}

test('every address with an id is a file, or is said to be none', () => {
  const others = routes.filter(({ path }) => path.includes(':') && !opensFile(path)).map(({ path }) => path.split('/'));
  // A new one? If it shows or changes what is about one home or person, it belongs into RECORDS of area-queries.
  expect([...new Set(others.map(([, place]) => place))].toSorted()).toEqual([...NO_FILES, 'rounds'].toSorted());
  const ofRounds = others.filter(([, place]) => place === 'rounds').map(([, , , below = '']) => below);
  expect([...new Set(ofRounds)].toSorted()).toEqual(NO_FILE_OF_ROUND);
  const withoutId = routes.filter(({ path }) => !path.includes(':')).map(({ path }) => path.split('/')[1]);
  expect([...new Set(withoutId)].toSorted()).toEqual(WITHOUT_ID.split(/\s+/));
  expect(files.filter(({ upload, permission }) => upload || permission === 'signed-in')).toEqual([]);
});

test('as long as the ward does not want it, no statement is sent for it, and files open', async () => {
  expect(opened.filter((status) => status.endsWith(' 403'))).toEqual([]);
  expect(lookUpsBefore).toBe(0);
});

test('outside, every file asks for a reason, by one statement, and nothing changes', async () => {
  await limitTo([]);
  const changes = () => world.app.db.prisma.auditEvent.count({ where: { isChange: true } });
  const before = await changes();
  const open: string[] = [];
  for (const route of files) {
    lookUps = 0;
    const address = world.addressOf(route.path);
    const answer = await (route.method === 'get' ? officer.get(address) : officer.post(address));
    if (!isAsked(answer) || lookUps !== 1) open.push(`${named(route)}: ${answer.status}, ${lookUps} statements`);
    const returnTo = String(read(answer)('[name=returnTo]').val());
    expect(returnTo).toMatch(route.method === 'get' ? address : /^\/(?:households|residents|rounds)\/[0-9a-f-]{36}$/);
  }
  expect(open).toEqual([]);
  expect(await changes()).toBe(before);
});

test('other routes, such as lists, are as they were: nothing is put before them', () => {
  const guard = keepToArea(world.app.context.config, opensFile, () => Promise.resolve(null));
  const guarded = guard({ routes: () => routes }).routes({} as AppContext);
  const changed = routes.filter((route, index) => guarded[index] !== route).map(named);
  expect(changed.toSorted()).toEqual([...files.map(named), 'POST /visits'].toSorted());
});

test('inside, files open as if there were no areas; papers of a round of others open with a reason', async () => {
  const homes = await world.app.db.prisma.household.findMany({ distinct: ['laneKey'], select: { laneKey: true } });
  await limitTo(homes.map(({ laneKey }) => laneKey));
  const roundId = world.addressOf('/rounds/:id').split('/')[2]!;
  expect((await statusesOf(gets())).filter((status, index) => status !== opened[index])).toEqual(
    gets().flatMap(({ path }) => (path.startsWith('/rounds/') ? [`${path} 403`] : [])),
  );
  await officer.post('/area-reasons', { returnTo: `/rounds/${roundId}`, reason: 'Thay người ốm' });
  expect(await statusesOf(gets())).toEqual(opened);
});
