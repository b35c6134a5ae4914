import type { Sql } from '../../../../src/shared/sql';
import type { Database } from '../../../../src/db/database';
import type { ListSubject } from '../../../../src/generated/prisma/enums';
import {
  filtersOf,
  type FilterDefinition,
  type FilterKey,
  type ListFilter,
} from '../../../../src/features/register/lists/filters';
import { ordersOf } from '../../../../src/features/register/lists/orders';
import { isEmptyFor } from '../../../../src/features/register/lists/queries';
import { countStatement, idsStatement } from '../../../../src/features/register/lists/statements';
import { createGroup, createHousehold, createResident, createVisit } from '../../../support/factories';
import { read, unusedTestApp, type TestAgent, type TestApp } from '../../../support/test-app';

let app: TestApp;
let staff: TestAgent;
let groupId: string;
let laneKey: string;

beforeAll(async () => {
  app = await unusedTestApp();
  staff = await app.as('staff');
  const group = await createGroup(app.db, app.ward);
  groupId = group.id;
  for (let index = 0; index < 40; index += 1) {
    const household = await createHousehold(app.db, app.ward, { residentialGroupId: index % 2 ? group.id : null });
    laneKey = household.laneKey;
    for (const relation of ['head', 'child', 'other'] as const)
      await createResident(app.db, app.ward, { household, relation });
    if (index % 3 === 0)
      await createVisit(app.db, app.ward, {
        household,
        by: app.users.officer,
        arrivedAt: new Date('2026-10-20T12:00:00Z'),
      });
  }
  await app.db.pool.query('ANALYZE');
});
afterAll(() => app.close());

const SUBJECTS: readonly ListSubject[] = ['residents', 'households'];

function choicesOf(definition: FilterDefinition): string[] {
  switch (definition.kind) {
    case 'choice':
    case 'all-of':
      return Object.keys(definition.options);
    case 'age':
      return ['60'];
    case 'group':
      return [groupId, 'none'];
    case 'lane':
      return [laneKey];
  }
}

const filtersAlone = (subject: ListSubject): ListFilter[] => [
  {},
  ...filtersOf(subject).flatMap(([key, definition]) => choicesOf(definition).map((value) => ({ [key]: [value] }))),
];

/** Every two filters of a list, each with one of its values. */
function filtersInPairs(subject: ListSubject): Partial<Record<FilterKey, string>>[] {
  const all = filtersOf(subject).map(([key, definition]) => [key, choicesOf(definition).at(-1)!] as const);
  return all.flatMap(([key, value], index) =>
    all.slice(index + 1).map(([otherKey, otherValue]) => ({ [key]: value, [otherKey]: otherValue })),
  );
}

interface Plan {
  'Parent Relationship'?: string;
  'Join Filter'?: string;
  Plans?: Plan[];
}

/**
 * Joins of the list's own tables that compare row with row, planned without values. The days
 * of last visits are exempt because they are one small set; a plan names their door by the set or, where it reads it
 * without a scan of its own, by the visits.
 */
async function slowJoins({ pool }: Database, { text }: Sql): Promise<string[]> {
  const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
  const joinsOf = (plan: Plan): string[] => [
    ...(plan['Join Filter'] ? [plan['Join Filter']] : []),
    ...(plan.Plans ?? []).filter((inner) => inner['Parent Relationship'] !== 'SubPlan').flatMap(joinsOf),
  ];
  return joinsOf(rows[0]!['QUERY PLAN'][0].Plan).filter((join) => !/\b(?:seen|visit)\.household_id\b/.test(join));
}

test.each(SUBJECTS)(
  'a list of %s never compares every door with every member, whatever its filters and order',
  async (subject) => {
    const scope = { subject, wardId: app.ward.id, today: '2026-11-26' };
    const slow: unknown[] = [];
    for (const filter of filtersAlone(subject)) {
      const statements = [countStatement(scope, filter, 10_000)];
      for (const { segments } of Object.values(ordersOf(subject))) {
        for (const segment of segments)
          if (!isEmptyFor(filter, segment))
            statements.push(idsStatement(scope, filter, segment, { beyond: null, limit: 51 }));
      }
      for (const statement of statements) {
        const joins = await slowJoins(app.db, statement);
        if (joins.length > 0) slow.push({ filter, joins, text: statement.text });
      }
    }
    expect(slow).toEqual([]);
  },
);

test.each(SUBJECTS)('any two filters of a list of %s can be combined', async (subject) => {
  const refused: string[] = [];
  for (const filter of filtersInPairs(subject)) {
    const query = new URLSearchParams(filter as Record<string, string>).toString();
    const { status } = await staff.get(`/lists/${subject}?${query}`);
    if (status !== 200) refused.push(`${query}: ${status}`);
  }
  expect(refused).toEqual([]);
});

it('a search both with and without a household finds no resident, in any order', async () => {
  await createResident(app.db, app.ward, { fullName: 'Người Lạ' });
  const shown = async (query: string) => {
    const page = await staff.get(`/lists/residents?relation=no_household&${query}`);
    expect([query, page.status]).toEqual([query, 200]);
    return read(page)('.list-table tbody tr').length;
  };
  expect(await shown('sort=name')).toBe(1);
  for (const sort of Object.keys(ordersOf('residents'))) {
    for (const door of [
      'visit=never',
      'met=no',
      'door=never',
      `group=${groupId}`,
      'group=none',
      `lane=${encodeURIComponent(laneKey)}`,
    ]) {
      expect([door, sort, await shown(`${door}&sort=${sort}`)]).toEqual([door, sort, 0]);
    }
  }
});
