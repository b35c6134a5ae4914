import { HOUSEHOLD_ORDERS, RESIDENT_ORDERS } from '../../../../src/features/register/lists/orders';
import { doorState } from '../../../../src/features/register/households/door-state';
import { doorStateSql } from '../../../../src/features/register/lists/conditions';
import { sql } from '../../../../src/shared/sql';
import type { DoorOutcome, HouseholdOccupancy } from '../../../../src/generated/prisma/enums';
import { createHousehold, createResident, createService, createVisit } from '../../../support/factories';
import { read, sharedAgent, sharedApp } from '../../../support/test-app';
import { createPause } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');

beforeAll(async () => {
  await fillWard();
});

/** 130 people in 60 doors, with every kind of equal and missing key: names, birth dates, visits, households, codes. */
async function fillWard() {
  const { db, ward } = app;
  const homes = [];
  for (let index = 0; index < 60; index += 1) {
    homes.push(
      await createHousehold(db, ward, {
        address: `${1 + (index % 20)} Châu Long`,
        code: index % 3 === 0 ? null : `H${index}`,
      }),
    );
  }
  const names = ['Nguyễn Thị Vi', 'Trần Văn Đức', 'Lê Thị An', 'Lê Thị Ân', 'An'];
  for (let index = 0; index < 130; index += 1) {
    const home = homes[index % 70];
    const isFirst = index < 60;
    await createResident(db, ward, {
      fullName: names[index % names.length]!,
      birthDate: `19${40 + (index % 7)}-05-20`,
      ...(home && { household: home, relation: isFirst && index % 4 !== 0 ? 'head' : 'child' }),
    });
  }
  await db.pool.query(
    'UPDATE resident SET birth_date = NULL, birth_precision = NULL WHERE id IN (SELECT id FROM resident ORDER BY id LIMIT 60)',
  );
  for (const [index, household] of homes.entries()) {
    if (index % 2 === 0)
      await createVisit(db, ward, {
        household,
        by: app.users.officer,
        arrivedAt: new Date(Date.UTC(2026, 9, 1 + (index % 6), 12)),
      });
  }
}

async function pageOf(path: string) {
  const $ = read(await staff.get(path));
  const ids = $('.list-table tbody tr td:first-child a')
    .map((_, link) => $(link).attr('href')!.split('/').pop())
    .get();
  return { ids, next: $('a[rel=next]').attr('href') ?? null, previous: $('a[rel=prev]').attr('href') ?? null };
}

/** The same orders written again, as one sort of everything. */
const SORTED: Record<string, Record<string, string>> = {
  residents: {
    name: 'r.sort_name, r.id',
    walk: `h.walk_order NULLS LAST, h.id, m.relation <> 'head', CASE WHEN h.id IS NULL THEN r.sort_name END, r.id`,
    oldest: 'r.birth_date NULLS LAST, r.id',
    youngest: 'r.birth_date DESC NULLS LAST, CASE WHEN r.birth_date IS NOT NULL THEN r.id END DESC, r.id',
    waiting: `h.id IS NULL, seen NULLS FIRST, h.walk_order, h.id, CASE WHEN seen IS NULL THEN m.relation <> 'head' END, CASE WHEN h.id IS NULL THEN r.sort_name END, r.id`,
    recent: `h.id IS NULL, seen DESC NULLS LAST, CASE WHEN seen IS NOT NULL THEN h.walk_order END DESC, CASE WHEN seen IS NOT NULL THEN h.id END DESC,
      CASE WHEN seen IS NOT NULL THEN r.id END DESC, h.walk_order, h.id, m.relation <> 'head', CASE WHEN h.id IS NULL THEN r.sort_name END, r.id`,
  },
  households: {
    walk: 'h.walk_order, h.id',
    head: 'head.sort_name NULLS LAST, CASE WHEN head.id IS NULL THEN h.walk_order END, h.id',
    code: 'length(h.code) NULLS LAST, h.code, CASE WHEN h.code IS NULL THEN h.walk_order END, h.id',
    waiting: 'seen NULLS FIRST, h.walk_order, h.id',
    recent:
      'seen DESC NULLS LAST, CASE WHEN seen IS NOT NULL THEN h.walk_order END DESC, CASE WHEN seen IS NOT NULL THEN h.id END DESC, h.walk_order, h.id',
  },
};

async function inOneStatement(subject: string, sort: string): Promise<string[]> {
  const seen = '(SELECT max(visited_on) FROM visit v WHERE v.household_id = h.id)';
  const from =
    subject === 'residents'
      ? 'r.id FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id LEFT JOIN household h ON h.id = m.household_id'
      : `h.id FROM household h LEFT JOIN household_membership m ON m.household_id = h.id AND m.relation = 'head' LEFT JOIN resident head ON head.id = m.resident_id`;
  const { rows } = await app.db.pool.query<{ id: string }>(
    `SELECT ${from} ORDER BY ${SORTED[subject]![sort]!.replaceAll('seen', seen)}`,
  );
  return rows.map(({ id }) => id);
}

describe.each([
  ['residents', RESIDENT_ORDERS, 130],
  ['households', HOUSEHOLD_ORDERS, 60],
] as const)('paging through %s', (subject, orders, total) => {
  test.each(Object.keys(orders))('the order %s visits every row once, forwards and backwards', async (sort) => {
    const forwards: string[][] = [];
    let path: string | null = `/lists/${subject}?sort=${sort}`;
    let last = path;
    for (; path && forwards.length < 10;) {
      const page = await pageOf(path);
      forwards.push(page.ids);
      last = path;
      path = page.next;
    }
    const all = forwards.flat();
    expect(all).toHaveLength(total);
    expect(all).toEqual(await inOneStatement(subject, sort));

    const backwards: string[][] = [];
    for (let back: string | null = last; back && backwards.length < 10;) {
      const page = await pageOf(back);
      backwards.unshift(page.ids);
      back = page.previous;
    }
    // The way back begins with the short last page; the first page it ends on is a full one again.
    expect(backwards[0]).toEqual(forwards[0]);
    expect(backwards.flat().filter((id, index, ids) => ids.indexOf(id) === index)).toEqual(all);
  });
});

test('a page starts at its row’s current position, even if the row no longer matches the filter', async () => {
  const first = await pageOf('/lists/residents?sort=name');
  const anchor = first.ids.at(-1)!;
  await app.db.prisma.resident.update({ where: { id: anchor }, data: { residenceStatus: 'deceased' } });
  const second = await pageOf(first.next!);
  expect(second.ids).toHaveLength(50);
  expect(first.ids).not.toEqual(expect.arrayContaining([second.ids[0]!]));
  await app.db.prisma.resident.update({ where: { id: anchor }, data: { residenceStatus: 'permanent' } });
});

test('the state of a door is the same in SQL and in door-state.ts', async () => {
  const { db, ward } = app;
  const service = await createService(db, ward);
  const outcomes = [
    [],
    ['nobody_home'],
    ['met'],
    ['met nobody'],
    ['refused'],
    ['met', 'refused'],
    ['refused', 'met'],
    ['met', 'nobody_home'],
    ['cannot_reach', 'come_back_later'],
  ] as const;
  const expected = new Map<string, string>();
  for (const occupancy of ['occupied', 'vacant', 'long_absent'] as HouseholdOccupancy[]) {
    for (const isPaused of [false, true]) {
      for (const visits of outcomes) {
        for (const wasHelped of visits.length > 0 ? [false, true] : [false]) {
          const household = await createHousehold(db, ward, { occupancy });
          const resident = await createResident(db, ward, { household });
          for (const [index, said] of visits.entries()) {
            const visit = await createVisit(db, ward, {
              household,
              by: app.users.officer,
              ...(said === 'met nobody' ? { metSomebody: false } : { outcome: said }),
              arrivedAt: new Date(Date.UTC(2026, 8, 1 + index, 12)),
            });
            if (wasHelped && index === 0) {
              await db.prisma.assistedProcedure.create({
                data: {
                  wardId: ward.id,
                  visitId: visit.id,
                  position: 1,
                  residentId: resident.id,
                  publicServiceId: service.id,
                  helpLevel: 'guided',
                  result: 'prepared',
                },
              });
            }
          }
          if (isPaused) {
            await createPause(app, household.id, { kind: 'refusal', pausedFrom: new Date('2026-11-01') });
          }
          expected.set(
            household.id,
            doorState({
              occupancy,
              isPaused,
              lastOutcome: (visits.at(-1)?.replace('met nobody', 'met') as DoorOutcome) ?? null,
              wasMet: (visits as readonly string[]).includes('met'),
              wasHelped,
            }),
          );
        }
      }
    }
  }
  const { rows } = await db.pool.query<{ id: string; state: string }>(
    sql`SELECT h.id, ${doorStateSql('2026-11-26')} AS state FROM household h WHERE h.id = ANY (${[...expected.keys()]}::uuid[])`,
  );
  expect(Object.fromEntries(rows.map(({ id, state }) => [id, state]))).toEqual(Object.fromEntries(expected));
});
