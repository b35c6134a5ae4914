import { z } from 'zod';
import type { Reads } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { HouseholdRelation } from '../../../../generated/prisma/enums';
import { BIRTH_COLUMNS } from '../../../../shared/row-schemas';
import { constant, empty, raw, sql, type Sql } from '../../../../shared/sql';
import { PAIR_OF_RECORDS, PAIR_PAGE_SIZE } from './queries';

const PAIRED_HOUSEHOLD = z.object({
  id: z.string(),
  addressLine: z.string(),
  code: z.string().nullable(),
  headName: z.string().nullable(),
  memberCount: z.number(),
});
const HOUSEHOLD_PAIR_ROW = PAIR_OF_RECORDS.extend({ one: PAIRED_HOUSEHOLD, other: PAIRED_HOUSEHOLD });
export type HouseholdPairRow = z.infer<typeof HOUSEHOLD_PAIR_ROW>;

const householdJson = (id: string): Sql =>
  sql`(SELECT json_build_object('id', h.id, 'addressLine', h.address_line, 'code', h.code,
  'headName', (SELECT r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head'),
  'memberCount', (SELECT count(*) FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)) FROM household h WHERE h.id = ${raw(id)})`;
const COLUMNS = sql`p.id, p.score, p.distinct_at AS "distinctAt", u.display_name AS "distinctBy", p.distinct_note AS "distinctNote", ${householdJson('p.one_id')} AS one, ${householdJson('p.other_id')} AS other`;

/** A page of households that may be duplicates, most likely first; one row more when there is another page. */
export const listHouseholdPairs = (db: Reads, wardId: string, after: string | null): Promise<HouseholdPairRow[]> =>
  queryRows(db, 'duplicates-households', HOUSEHOLD_PAIR_ROW)`SELECT ${COLUMNS}
      FROM (SELECT * FROM duplicate_household_pair p WHERE p.ward_id = ${wardId} AND p.distinct_at IS NULL
        ${after ? sql`AND (p.score, p.id) < (SELECT l.score, l.id FROM duplicate_household_pair l WHERE l.ward_id = ${wardId} AND l.id = ${after})` : empty}
        ORDER BY p.score DESC, p.id DESC LIMIT ${constant(PAIR_PAGE_SIZE + 1)}) AS p
      LEFT JOIN user_account u ON u.id = p.distinct_by ORDER BY p.score DESC, p.id DESC`;

/** Null when the pair was merged or is no longer likely. */
export async function findHouseholdPair(db: Reads, wardId: string, id: string): Promise<HouseholdPairRow | null> {
  const [pair] = await queryRows(db, 'duplicates-household-pair', HOUSEHOLD_PAIR_ROW)`
      SELECT ${COLUMNS} FROM duplicate_household_pair p LEFT JOIN user_account u ON u.id = p.distinct_by WHERE p.ward_id = ${wardId} AND p.id = ${id}`;
  return pair ?? null;
}

const MEMBER_LINE = z.object({
  householdId: z.string(),
  fullName: z.string(),
  relation: z.enum(HouseholdRelation),
  ...BIRTH_COLUMNS,
});
export type MemberLine = z.infer<typeof MEMBER_LINE>;

export const listMembers = (db: Reads, householdIds: readonly [string, string]): Promise<MemberLine[]> =>
  queryRows(db, 'duplicates-members', MEMBER_LINE)`
      SELECT m.household_id AS "householdId", r.full_name AS "fullName", m.relation, r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision"
      FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = ANY (${householdIds}::uuid[]) AND m.valid_to IS NULL
      ORDER BY m.relation <> 'head', r.birth_date, r.sort_name`;
