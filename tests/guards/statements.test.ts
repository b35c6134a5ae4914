import pg from 'pg';
import type { UserRole } from '../../src/generated/prisma/enums';
import { DEMO_PASSWORD } from '../../prisma/seed/demo-accounts';
import type { AuditLabels } from '../../src/audit-vocabulary';
import { auditLabelsOf } from '../../src/features/office/audit/labels';
import { features } from '../../src/features';
import { isId } from '../../src/web/form';
import type { Route } from '../../src/web/route';
import { everyRecord, mayAsk, ROLES, type EveryRecord } from '../support/every-record';
import { demoApp, type TestAgent } from '../support/test-app';

/** Session, event of the reading, and what the page shows. */
const MOST_STATEMENTS = 15;
/** The first reading fills the application's caches. */
const READINGS = 2;
/**
 * The form of a visit, which the code of a card fills, and the page that records steps. The forms of a resident, here with
 * a number or without a household, are in card-reading.test.ts.
 */
const WITH_DEVICE = ['/households/:id/visits/new', '/public-services/:id/sounds'];
/** A page may ask the same about two things, such as two days. */
const MOST_TIMES = 2;

let world: EveryRecord;
const agents = {} as Record<UserRole, TestAgent>;
/** The texts that were sent. */
let statements: string[] = [];

beforeAll(async () => {
  world = await everyRecord();
  for (const role of ROLES) agents[role] = await world.as(role);
  const { query } = pg.Client.prototype;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function count(this: pg.Client, ...given: unknown[]) {
    const [asked] = given as [string | { text: string }];
    statements.push(typeof asked === 'string' ? asked : asked.text);
    return (query as (...all: unknown[]) => unknown).apply(this, given) as never;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await world.app.close();
});

test('a page sends at most fifteen statements, and only those that need them may use the camera or the microphone', async () => {
  const found: string[] = [];
  const withDevice: string[] = [];
  for (const route of pagesOf(world.routes)) {
    const { sent, headers } = await readingOf(route, agents, world.addressOf(route.path));
    if (sent.length > MOST_STATEMENTS) found.push(`${route.path}: ${sent.length} statements`);
    if (!headers['permissions-policy']?.startsWith('camera=(), microphone=(),')) withDevice.push(route.path);
  }
  expect(found).toEqual([]);
  expect(withDevice.toSorted()).toEqual(WITH_DEVICE);
});

test('a list sends no statement once for each of its rows', async () => {
  const demo = await demoApp();
  const accounts = { admin: 'admin', staff: 'vanphong', officer: 'doivien1', chairman: 'chutich' };
  const readers = {} as Record<UserRole, TestAgent>;
  for (const role of ROLES) {
    readers[role] = demo.anonymous();
    await readers[role].signIn(accounts[role], DEMO_PASSWORD);
  }
  const found: string[] = [];
  for (const route of pagesOf(world.routes).filter(({ path }) => !path.includes(':'))) {
    const { sent } = await readingOf(route, readers, route.path);
    const asked = new Set(sent.filter((text) => sent.filter((other) => other === text).length > MOST_TIMES));
    for (const text of asked) found.push(`${route.path}: ${text.slice(0, 200)}`);
  }
  await demo.close();
  // One statement for all rows instead: a join, or WHERE id = ANY (…).
  expect(found).toEqual([]);
});

/** Ids and secrets are left out of the log's page. */
const isShown = (name: string, value: unknown) =>
  !/password|hash|cipher|token|secret|nationalNumber(?!Last4)/i.test(name) &&
  !(Array.isArray(value) ? value : [value]).every((item) => item === null || item === '' || isId(item));

/** 'action: name' for each detail that the log's page would show in the words of the code. */
function unnamedIn(labels: AuditLabels, action: string, details: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    if (name === 'changes' && Array.isArray(value))
      return (value as { field: string; before: unknown; after: unknown }[]).flatMap(({ field, before, after }) =>
        [before, after].flatMap((side) => unnamedIn(labels, action, { [field]: side })),
      );
    if (!isShown(name, value)) return [];
    const items: unknown[] = Array.isArray(value) ? value : [value];
    return [
      ...(name in labels.fields ? [] : [`${action}: ${name}`]),
      ...items.flatMap((item) => {
        if (item instanceof Object) return unnamedIn(labels, action, item as Record<string, unknown>);
        // A lower-case word of the code, which no officer types.
        const isCode = typeof item === 'string' && /^[a-z]+(?:[_-][a-z]+)+$/.test(item);
        return isCode && labels.values[name]?.[item] === undefined ? [`${action}: ${name} ${item}`] : [];
      }),
    ];
  });
}

test('the log says in Vietnamese what was read and done', async () => {
  const labels = auditLabelsOf(features);
  const { rows } = await world.app.db.pool.query<{ action: string; details: Record<string, unknown> }>(
    "SELECT DISTINCT action, details FROM audit_event WHERE details <> '{}'",
  );
  const faults = rows.flatMap(({ action, details }) => unnamedIn(labels, action, details));
  // A fault? Name the detail, or the value, in the audit words of its room (routes.ts).
  expect([...new Set(faults)].toSorted()).toEqual([]);
});

const pagesOf = (routes: readonly Route[]) =>
  routes.filter(({ method, permission }) => method === 'get' && permission !== 'public');

/** What the last of several readings sends, by the first role that may open the page, and the headers of its answer. */
async function readingOf(route: Route, readers: typeof agents, address: string) {
  const agent = readers[ROLES.find((role) => mayAsk(role, route))!];
  let headers: Partial<Record<string, string>> = {};
  for (let reading = 0; reading < READINGS; reading += 1) {
    statements = [];
    ({ headers } = await agent.get(address));
  }
  return { sent: statements, headers };
}
