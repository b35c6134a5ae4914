import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { openDatabase, type Database } from '../../../../src/db/database';
import { computeFigures, type Figures } from '../../../../src/features/adoption/figures/figures';
import type { CountedWard } from '../../../../src/features/adoption/figures/incremental-counts';
import { createUser, createWard } from '../../../support/factories';
import { PATIENCE_MS } from '../../../support/patience';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database';
import { diceOf, writeBooks } from './random-book';

// What was counted once is counted again only for those about whom something was written since.

const TODAY = '2026-11-26';
const PART_SIZE = 15;

let database: TestDatabase;
let db: Database;
let wardId: string;
let counted: CountedWard;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined, 5, PATIENCE_MS);
  const ward = await createWard(db, { code: 'TB', name: 'Phường' });
  wardId = ward.id;
  const account = { role: 'staff', username: 'staff', displayName: 'x', passwordHash: randomUUID() } as const;
  const user = await createUser(db, ward, account);
  await writeBooks(db, [{ ward: { id: ward.id, userId: user.id }, dice: diceOf(26), households: 60 }], TODAY);
  await db.pool.query('ANALYZE');
  counted = (await compute(null)).counted;
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

type Reads = Parameters<typeof computeFigures>[0];

async function compute(before: CountedWard | null, reads: Reads = db) {
  const scope = { wardId, on: TODAY, today: TODAY, adultAge: 18 };
  return computeFigures(reads, scope, { wardName: 'Phường', readAt: new Date(0) }, { before, partSize: PART_SIZE });
}

/** How many parts were counted again. */
const countedAgain = (after: CountedWard, before: CountedWard) => {
  const kept = new Set<unknown>([...before.people, ...before.doors].map(({ counts }) => counts));
  return [...after.people, ...after.doors].filter(({ counts }) => !kept.has(counts)).length;
};

/** Figures without the picture, which says the same as its points. */
const plain = ({ trendImage: _, ...figures }: Figures) => figures;

const ONE = 'ORDER BY random() LIMIT 1';
const anyOf = (table: string, where = 'true') => `(SELECT id FROM ${table} WHERE ward_id = $1 AND ${where} ${ONE})`;
const another = (table: string) => `(SELECT id FROM ${table} other WHERE ward_id = $1 ${ONE})`;

/** What may be written about a resident; each is done to some row, three times. */
const WRITTEN: [what: string, sql: string][] = [
  ['a person moves out', `UPDATE resident SET residence_status = 'moved_out' WHERE id = ${anyOf('resident')}`],
  ['a birth date is corrected', `UPDATE resident SET birth_date = birth_date - 10000 WHERE id = ${anyOf('resident')}`],
  [
    'a person moves to another home',
    `UPDATE household_membership SET household_id = ${another('household')} WHERE id = ${anyOf('household_membership', 'valid_to IS NULL')}`,
  ],
  [
    'a home changes its group',
    `UPDATE household SET residential_group_id = ${another('residential_group')} WHERE id = ${anyOf('household')}`,
  ],
  ['a home stands empty', `UPDATE household SET occupancy = 'vacant' WHERE id = ${anyOf('household')}`],
  [
    'a visit happened earlier',
    // Not the first of the register: that one would change the first day of its figures, and so all parts.
    `UPDATE visit SET visited_on = visited_on - 40 WHERE id = ${anyOf('visit', 'visited_on - 40 > (SELECT min(visited_on) FROM visit early WHERE early.ward_id = $1)')}`,
  ],
  [
    'a visit met somebody',
    `UPDATE visit SET met_somebody = true, outcome = 'met' WHERE id = ${anyOf('visit', 'NOT met_somebody')}`,
  ],
  [
    'a visit was at another door',
    `UPDATE visit SET household_id = ${another('household')} WHERE id = ${anyOf('visit')}`,
  ],
  [
    'a line is about another person',
    `UPDATE assisted_procedure SET resident_id = ${another('resident')} WHERE id = ${anyOf('assisted_procedure', "result <> 'submitted'")}`,
  ],
  ['a use is dropped', `DELETE FROM portal_use WHERE id = ${anyOf('portal_use')}`],
  ['a use was on another day', `UPDATE portal_use SET used_on = used_on - 200 WHERE id = ${anyOf('portal_use')}`],
  ['a check is dropped', `DELETE FROM check_back WHERE id = ${anyOf('check_back', "outcome = 'stuck'")}`],
  [
    'a check came to nothing',
    `UPDATE check_back SET outcome = 'not_reached', barrier_id = NULL WHERE id = ${anyOf('check_back', "outcome = 'alone'")}`,
  ],
  [
    'a person who was drawn is another',
    `UPDATE check_draw_member SET resident_id = ${another('resident')} WHERE id = ${anyOf('check_draw_member')}`,
  ],
  [
    'a level is corrected',
    `UPDATE readiness SET vneid_level = 'level_2', lives_alone = 'yes' WHERE id = ${anyOf('readiness', 'is_latest')}`,
  ],
  ['a fact ends', `DELETE FROM priority_fact WHERE id = ${anyOf('priority_fact')}`],
  ['a pause ends', `DELETE FROM household_pause WHERE id = ${anyOf('household_pause')}`],
  ['a request came later', `UPDATE support_request SET received_on = $2::date WHERE id = ${anyOf('support_request')}`],
  ['a file is done', `UPDATE file_status SET status = 9 WHERE id = ${anyOf('file_status')}`],
  [
    'a topic was not taught',
    `DELETE FROM topic_taught WHERE ctid = (SELECT ctid FROM topic_taught WHERE ward_id = $1 ${ONE})`,
  ],
];

test.each(WRITTEN)('%s: what is counted again equals a full count', async (_what, sql) => {
  for (let times = 0; times < 3; times += 1) {
    await db.pool
      .query({ text: sql.includes('$2') ? sql : `${sql} AND $2::date IS NOT NULL`, values: [wardId, TODAY] })
      .catch((error: pg.DatabaseError) => {
        // A rule of the database refused this row; another one will do.
        if (!/^23/.test(error.code ?? '')) throw error;
      });
    const again = await compute(counted);
    expect(plain(again.figures)).toEqual(plain((await compute(null)).figures));
    expect(countedAgain(again.counted, counted)).toBeLessThan(counted.people.length + counted.doors.length);
    counted = again.counted;
  }
});

test('nothing is counted again if nothing was written', async () => {
  const { counted: again } = await compute(counted);
  expect(countedAgain(again, counted)).toBe(0);
});

test('an act that is committed late is not missed', async () => {
  const client = await db.pool.connect();
  await client.query('BEGIN');
  await client.query(
    `UPDATE resident SET residence_status = 'deceased' WHERE ward_id = $1 AND residence_status = 'permanent'`,
    [wardId],
  );
  await db.pool.query(`UPDATE readiness SET vneid_level = 'locked' WHERE id = ${anyOf('readiness', 'is_latest')}`, [
    wardId,
  ]);
  const meanwhile = await compute(counted);
  await client.query('COMMIT');
  client.release();
  const { figures, counted: after } = await compute(meanwhile.counted);
  expect(plain(figures)).toEqual(plain((await compute(null)).figures));
  counted = after;
});

test('a service that is counted otherwise changes all parts', async () => {
  await db.pool.query(`UPDATE public_service SET office_trip_minutes = 77 WHERE ward_id = $1`, [wardId]);
  const { figures, counted: again } = await compute(counted);
  expect(countedAgain(again, counted)).toBe(again.people.length + again.doors.length);
  expect(plain(figures)).toEqual(plain((await compute(null)).figures));
});

test('every table that a part reads notes whom a change is about', async () => {
  const read = new Set<string>();
  const reads: Reads = {
    pool: {
      async query(statement) {
        if (/^WITH (resident|household) AS NOT MATERIALIZED/.test(statement.text)) {
          const plan = await db.pool.query<{ 'QUERY PLAN': unknown }>(
            `EXPLAIN (FORMAT JSON) ${statement.text}`,
            statement.values,
          );
          for (const [, table] of JSON.stringify(plan.rows).matchAll(/"Relation Name":"(\w+)"/g)) read.add(table!);
        }
        return db.pool.query(statement);
      },
    },
  };
  await compute(null, reads);
  // A version of a guide never changes, and a ticked step notes whom it was taught.
  for (const table of ['guide_step', 'service_guide']) read.delete(table);
  // A closure, and a result that closes or reopens, marks its request, which notes the door.
  for (const table of ['support_request_closure', 'support_request_service']) read.delete(table);
  const { rows } = await db.pool.query<{ name: string; events: number }>(
    `SELECT tgrelid::regclass::text AS name, count(*)::int AS events FROM pg_trigger WHERE tgname LIKE 'note_figure_change_on_%' GROUP BY 1`,
  );
  expect([...new Set(rows.map(({ events }) => events))]).toEqual([3]);
  expect(rows.map(({ name }) => name).toSorted()).toEqual([...read].toSorted());
});
