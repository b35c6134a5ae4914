import { z } from 'zod';
import type { Reads } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { Gender } from '../../../../generated/prisma/enums';
import { birthSql } from '../../../../shared/birth-sql';
import { BIRTH } from '../../../../shared/row-schemas';
import { changesOf } from '../../../../shared/change-count';
import { constant, raw, sql } from '../../../../shared/sql';
import { readPerson } from '../../residents/same-person';
import type { BlockedPerson } from './blocks';

/**
 * Records of one person nearly always share at least one of these. Only records in a common block are compared, which
 * is why a search takes minutes and not days.
 */
const BLOCKS = {
  'given name and year': sql`regexp_replace(r.name_folded, '^.* ', '') || ' ' || extract(year FROM r.birth_date)`,
  'day of birth': sql`CASE WHEN r.birth_precision = 'day' THEN r.birth_date::text END`,
  phone: sql`r.phone`,
  address: sql`nullif(h.address_folded, '')`,
  'last digits of the national number': sql`r.national_number_last4`,
} as const;

/** One batch is fetched and parsed within a few milliseconds. */
const BATCH = 100;

/** The columns the score needs, of a resident `r` living at `h`. */
export const SCORED_COLUMNS = sql`r.id, r.full_name AS "fullName", ${birthSql('r')} AS birth, r.gender, r.phone,
  encode(r.national_number_hash, 'hex') AS "numberHash", r.national_number_last4 AS last4, h.id AS "householdId", h.address_folded AS "addressFolded"`;

export const SCORED_ROW = z.object({
  id: z.string(),
  fullName: z.string(),
  birth: BIRTH.nullable(),
  gender: z.enum(Gender).nullable(),
  phone: z.string().nullable(),
  numberHash: z.string().nullable(),
  last4: z.string().nullable(),
  householdId: z.string().nullable(),
  addressFolded: z.string().nullable(),
});
const BLOCKED_ROW = SCORED_ROW.extend({ block: z.string() });

/**
 * Yields the people of a ward, except those whose data were erased, block by block through a cursor, so that only one
 * block is held in memory. Must run in one state of the database.
 * @param pace awaited after every step, so that other work gets its turn.
 */
export async function* peopleInBlocks({ pool }: Reads, wardId: string, pace: () => Promise<void>) {
  for (const key of Object.values(BLOCKS)) {
    await pool.query(sql`DECLARE people NO SCROLL CURSOR FOR
      SELECT * FROM (
        SELECT ${SCORED_COLUMNS}, ${key} AS block FROM resident r
        LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
        WHERE r.ward_id = ${wardId} AND NOT EXISTS (SELECT FROM data_erasure e WHERE e.erased_id = r.id)) AS blocked
      WHERE block IS NOT NULL ORDER BY block COLLATE "C", id`);
    let block: BlockedPerson[] = [];
    for (;;) {
      const rows = await queryRows(pool, 'duplicates-blocks', BLOCKED_ROW)`FETCH ${constant(BATCH)} FROM people`;
      for (const row of rows) {
        const person: BlockedPerson = { ...readPerson(row), id: row.id, block: row.block };
        if (block.length > 0 && block[0]!.block !== person.block) {
          if (block.length > 1) yield block;
          block = [];
          await pace();
        }
        block.push(person);
      }
      if (rows.length < BATCH) break;
    }
    if (block.length > 1) yield block;
    await pool.query(sql`CLOSE people`);
  }
}

const WARD_SEARCH = z.object({
  wardId: z.string(),
  /** Number of changes to the ward's data so far, and when its last search began. */
  changes: z.number(),
  searchedChanges: z.number().nullable(),
  requestedAt: z.date().nullable(),
  beganAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
});
export type WardSearch = z.infer<typeof WARD_SEARCH>;

/** The search state of every ward, requested searches first. */
export const listWardSearches = (db: Reads): Promise<WardSearch[]> =>
  queryRows(db, 'duplicates-ward-searches', WARD_SEARCH)`
      SELECT w.id AS "wardId", ${changesOf(raw('w.id'))} AS changes, s.book_changes AS "searchedChanges", s.requested_at AS "requestedAt",
        s.began_at AS "beganAt", s.finished_at AS "finishedAt"
      FROM ward w LEFT JOIN duplicate_search s ON s.ward_id = w.id
      ORDER BY s.requested_at NULLS LAST, s.finished_at NULLS FIRST, w.id`;
