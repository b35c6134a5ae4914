import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { UserRole } from '../../src/generated/prisma/enums';
import type { AuditLabels } from '../../src/audit-vocabulary';
import { auditLabelsOf } from '../../src/features/office/audit/labels';
import { features } from '../../src/features';
import { isId } from '../../src/web/form';
import type { Route } from '../../src/web/route';
import { everyRecord, mayAsk, ROLES, type EveryRecord } from '../support/every-record';
import type { TestAgent } from '../support/test-app';

/** Session, page, audit. */
const MOST_STATEMENTS = 3;
/** The first reading fills the application's caches. */
const READINGS = 3;

let world: EveryRecord;
const agents = {} as Record<UserRole, TestAgent>;
let statements = 0;

beforeAll(async () => {
  world = await everyRecord();
  for (const role of ROLES) agents[role] = await world.as(role);
  const { query } = pg.Client.prototype;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function count(this: pg.Client, ...given: unknown[]) {
    statements += 1;
    return (query as (...all: unknown[]) => unknown).apply(this, given) as never;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await world.app.close();
});

test('a page sends PostgreSQL at most three statements, or no more than the table allows', async () => {
  const table = readFileSync(join(__dirname, 'statements-per-page.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const found: string[] = [];
  for (const route of world.routes.filter(({ method, permission }) => method === 'get' && permission !== 'public')) {
    const count = await statementsOf(route);
    if (count > MOST_STATEMENTS) found.push(`${route.path}: ${count}`);
  }
  // A new line? Read with fewer statements (src/db/combine-reads.ts, in-one-statement.ts). A missing one? Lower or remove
  // it: the table may only shrink.
  expect(found.toSorted()).toEqual(table.toSorted());
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
  // A fault? Name the detail, or the value, in the audit-labels.ts of its room.
  expect([...new Set(faults)].toSorted()).toEqual([]);
});

/** The fewest statements of several readings, by the first role that may open the page. */
async function statementsOf(route: Route): Promise<number> {
  const agent = agents[ROLES.find((role) => mayAsk(role, route))!];
  const counts: number[] = [];
  for (let reading = 0; reading < READINGS; reading += 1) {
    statements = 0;
    await agent.get(world.addressOf(route.path));
    counts.push(statements);
  }
  return Math.min(...counts);
}
