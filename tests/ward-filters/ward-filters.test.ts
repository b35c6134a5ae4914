import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Response } from 'supertest';
import { jobs } from '../../src/features';
import { hashPassword } from '../../src/features/office/auth/passwords';
import type { UserRole } from '../../src/generated/prisma/enums';
import type { Route } from '../../src/web/route';
import { everyRecord, mayAsk, ROLES, type EveryRecord } from '../support/every-record';
import { createUser, createWard } from '../support/factories';
import { TestAgent } from '../support/test-app';
import { PASSWORD } from '../support/two-wards';
import { callCommands, callDirectly, callWithoutOfficers } from './direct-calls';
import { COMMON_NAME, EMPTY_WARD, fillFurther, KNOWN } from './full-ward';
import { StatementBook } from './statement-book';
import { unreachedConditions } from './sources';
import { addToTwin } from './twin-alone';
import { createTwinWard, twinOf, twinRows } from './twin-ward';
import { anew, cursorsOf, fillAndSend, formsOf, linksOf, withTwins, type SeenForm } from './walk';
import { walkImport } from './walk-import';
import { walkParticulars } from './walk-particulars';

// Takes each ward condition out of each statement in turn. Three wards stand in one database: a full one, its twin with
// the same names and keys under other ids, and one that is empty. Accounts of the full ward open every page, link and
// form of their own, and again with the twin's ids; accounts of the empty ward ask for the full ward's.

/** Forms that end something come last, or the others would find nothing. */
const ENDS =
  /removal|retire|merge|erasure|deactivation|sessions-end|withdraw|cancel|clos|death|departure|revoc|decline|end|reversion|loss/;
/** Forms that answer what is open: if all were answered, the pages of what is open would be empty. */
const USES_UP = /newcomers|duplicates|imports|\/(data-requests|breaches|referrals|public-requests|requests)\/[0-9a-f]/;
/** Forms that would sign the walker out. */
const KEEPS_OUT = /^\/(password|second-factor|logout)/;
const SEARCHES = [
  'nguyen thi',
  'tran van an',
  'Nguyễn',
  '1948',
  '0912000222',
  '12 chau long',
  '001048000001',
  'kh',
  COMMON_NAME,
  `${KNOWN.fullName} 1950`,
];
const HALF_AN_HOUR = 1_800_000;

let world: EveryRecord;
let routes: Route[];
let book: StatementBook;
const own = {} as Record<UserRole, TestAgent>;
const strangers = {} as Record<UserRole, TestAgent>;
const forms = new Map<string, SeenForm>();
const links = new Map<string, { role: UserRole; href: string }>();
const walked = new Set<string>();

beforeAll(async () => {
  world = await everyRecord();
  const { db, app } = world.app;
  const { id: wardId } = await db.prisma.ward.findFirstOrThrow();
  for (const role of ROLES) own[role] = await world.as(role);
  routes = world.routes.filter(({ permission, path }) => permission !== 'public' && path !== '/logout');
  await fillTheWard();
  const particular = await fillFurther(world);
  await createTwinWard(db.pool, wardId);
  const emptyWard = await createWard(db, { code: EMPTY_WARD, name: 'Phường Hoàn Kiếm' });
  await addToTwin(db.pool, twinOf(wardId));
  await db.pool.query(
    `UPDATE ward SET retention = '{"goneYears": 5, "wordsYears": 2, "refusedMonths": 12, "voiceMonths": 12, "leftoverDays": 30, "readingMonths": 12, "unusedDays": 90, "warnedDays": 60}' WHERE id = $1`,
    [wardId],
  );
  const passwordHash = await hashPassword(PASSWORD);
  for (const role of ROLES) {
    await createUser(db, emptyWard, { role, username: `${role}-hk`, displayName: `Hoàng ${role}`, passwordHash });
    strangers[role] = new TestAgent(app);
    await strangers[role].signIn(`${role}-hk`, PASSWORD);
  }
  book = new StatementBook([wardId, emptyWard.id], emptyWard.id, await twinRows(db.pool, wardId));
  await walkPages();
  await walkLinks();
  await walkSearches();
  await walkImport(world, book, own.staff, wardId);
  await walkParticulars(world, book, own, { wardId, ...particular });
  await callDirectly(world, book, wardId);
  await walkForms();
  await walkPages(); // what the forms have made since
  await walkLinks();
  await callWithoutOfficers(world, book, emptyWard.id);
  for (const { name } of jobs) await book.during(`job ${name}`, () => world.app.runJob(name));
  await callCommands(world, book, wardId);
}, HALF_AN_HOUR);
afterAll(async () => {
  book?.close();
  await world.app.close();
});

const walkerOf = (route: Route) => ROLES.find((role) => mayAsk(role, route))!;

/** Before there is another ward: sends every form that ends nothing, and adds what forms cannot, so that pages are fuller. */
async function fillTheWard(): Promise<void> {
  for (const route of routes.filter(({ method }) => method === 'get')) await look(route);
  for (const { role, action, fields } of forms.values()) {
    if ([ENDS, USES_UP, KEEPS_OUT].some((kind) => kind.test(action))) continue;
    await fillAndSend(own[role], action, anew(fields));
  }
  for (const { name } of jobs) await world.app.runJob(name);
  const { pool } = world.app.db;
  await pool.query('UPDATE support_request SET promised_by = received_on WHERE is_open AND promised_by > received_on');
  await pool.query(`INSERT INTO calendar_day (id, ward_id, date, kind, name, status, source)
    SELECT gen_random_uuid(), ward_id, date '2026-11-28', kind, name, status, source FROM calendar_day LIMIT 1`);
}

/** Opens the page and notes its links and forms. */
async function look(route: Route): Promise<void> {
  const role = walkerOf(route);
  const address = world.addressOf(route.path);
  const page = await own[role].get(address);
  if (page.status !== 200 || !page.type.includes('html')) return;
  noteLinks(linksOf(page, address), role);
  if (!route.path.includes('/:')) noteLinks(cursorsOf(page, address), role);
  for (const [kind, form] of formsOf(page, address)) if (!forms.has(kind)) forms.set(kind, { role, ...form });
}

async function walkPages(): Promise<void> {
  for (const route of routes) {
    const role = walkerOf(route);
    const address = world.addressOf(route.path);
    const name = `${route.method} ${route.path}`;
    if (twinOf(address) !== address)
      await book.during(`twin ${name}`, () => sendNothing(own[role], route, twinOf(address)));
    if (route.method === 'get') {
      await book.during(`stranger ${name}`, () => strangers[role].get(address));
      await book.during(`own ${name}`, () => look(route));
    }
  }
}

function sendNothing(agent: TestAgent, { method, upload }: Route, address: string): Promise<Response> {
  if (method === 'get') return agent.get(address);
  return upload
    ? agent.upload(address, upload.field, { content: Buffer.from(''), name: 'rỗng.xlsx' })
    : agent.post(address);
}

/** Follows the links seen so far, each once, and notes those on the pages behind them. */
async function walkLinks(): Promise<void> {
  for (const [kind, { role, href }] of [...links].filter(([each]) => !walked.has(each))) {
    walked.add(kind);
    if (twinOf(href) !== href) await book.during(`twin ${href}`, () => own[role].get(twinOf(href)));
    const page = await book.during(`own ${href}`, () => own[role].get(href));
    if (page.status === 200 && page.type.includes('html')) noteLinks(linksOf(page, href), role);
  }
}

function noteLinks(seen: Map<string, string>, role: UserRole): void {
  for (const [kind, href] of seen) if (!links.has(kind)) links.set(kind, { role, href });
}

async function walkSearches(): Promise<void> {
  for (const q of SEARCHES) {
    for (const agent of [strangers.staff, own.staff])
      await book.during(`search ${q}`, async () => {
        const { headers } = await agent.post('/searches', { q });
        if (headers.location) await agent.get(headers.location);
      });
  }
}

async function walkForms(): Promise<void> {
  await world.app.db.pool.query('DELETE FROM rate_limit');
  const inOrder = [...forms.values()]
    .filter(({ action }) => !KEEPS_OUT.test(action))
    .toSorted((one, other) => Number(ENDS.test(one.action)) - Number(ENDS.test(other.action)));
  for (const { role, action, fields } of inOrder) {
    const agent = own[role];
    const sent = await book.during(`own form ${action}`, () => fillAndSend(agent, action, anew(fields)));
    for (const twin of withTwins(sent)) await book.during(`twin form ${action}`, () => agent.post(action, twin));
    if (twinOf(action) !== action)
      await book.during(`twin form ${action}`, () => agent.post(twinOf(action), anew(sent)));
  }
}

const linesOf = (file: string) =>
  readFileSync(join(__dirname, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

test('every ward condition is read, and most are noticed when they are taken out', () => {
  expect([...book.unread]).toEqual([]);
  const filters = [...book.filters.values()];
  const noticed = filters.filter(({ caughtBy }) => caughtBy !== null);
  const otherwise = filters.filter(({ caughtBy, isNoticedOtherwise }) => caughtBy === null && isNoticedOtherwise);
  const seconds = filters.filter(
    (filter) => filter.caughtBy === null && !filter.isNoticedOtherwise && filter.isEffective,
  );
  const unnoticed = filters.length - noticed.length - otherwise.length - seconds.length;
  console.log(
    `${book.statements.size} statements, ${filters.length} ward conditions: ${noticed.length} noticed, ${otherwise.length} noticed with other values, ${seconds.length} second locks, ${unnoticed} others`,
  );
  expect(noticed.length + otherwise.length).toBeGreaterThan(650);
});

test('no condition is unnoticed, but for second locks with a reason', () => {
  const listed = new Set(linesOf('second-locks.txt').filter((line) => !line.startsWith('!')));
  const unnoticed = [...book.filters]
    .filter(([, filter]) => filter.caughtBy === null && !filter.isNoticedOtherwise && !filter.isEffective)
    .map(([surroundings]) => surroundings);
  // A new one? Give the twin a row that the condition holds back (twin-alone.ts), or let a request send it otherwise.
  expect(unnoticed.filter((surroundings) => !listed.has(surroundings))).toEqual([]);
  expect([...listed].filter((surroundings) => !book.filters.has(surroundings))).toEqual([]);
});

test('the references that make a condition a second lock carry the ward', async () => {
  const { rows } = await world.app.db.pool.query<{ reference: string }>(
    `SELECT c.conrelid::regclass::text || '.' || a.attname || ' -> ' || c.confrelid::regclass::text AS reference
     FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2]
     JOIN pg_attribute w ON w.attrelid = c.conrelid AND w.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 2 AND w.attname IN ('ward_id', 'chain_id')`,
  );
  const declared = rows.map(({ reference }) => reference);
  const named = linesOf('second-locks.txt').filter((line) => line.startsWith('! '));
  expect(named.filter((line) => !declared.includes(line.slice(2)))).toEqual([]);
});

test('what is asked without a ward and without an id is meant for all wards', () => {
  const listed = linesOf('for-all-wards.txt');
  // A new one? Give it its ward, or write its beginning into the file under a reason. Commands are meant for all.
  const unlisted = [...book.unbound].filter(
    ([shape, request]) => !request.startsWith('command ') && !listed.some((start) => shape.startsWith(start)),
  );
  expect(unlisted).toEqual([]);
});

test('every hand-written ward condition is sent', () => {
  // A new one? Let a page, link or form of the walk send its statement, or call its function (direct-calls.ts).
  expect(unreachedConditions(book.statements.keys())).toEqual([]);
});

test('no request is answered with a record of another ward', () => {
  // The log says what its own accounts asked for. Jobs look for what is due in all wards, and commands are for all.
  const leaks = [...book.leaks].filter(
    ([shape, request]) => !shape.includes('FROM audit_event WHERE chain_id = $') && !/^(job|command) /.test(request),
  );
  expect(leaks).toEqual([]);
  const inJobs = new Set([...book.leaks.values()].filter((request) => request.startsWith('job ')));
  expect([...inJobs].toSorted()).toEqual(['job audit seal', 'job find-duplicates', 'job retention']);
});
