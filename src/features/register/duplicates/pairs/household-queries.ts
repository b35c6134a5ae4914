import type { Database, Reads } from '../../../../db/database';
import { PAIR_PAGE_SIZE } from './queries';

interface PairedHousehold {
  id: string;
  addressLine: string;
  code: string | null;
  headName: string | null;
  memberCount: number;
}

export interface HouseholdPairRow {
  id: string;
  score: number;
  distinctAt: Date | null;
  distinctBy: string | null;
  distinctNote: string;
  one: PairedHousehold;
  other: PairedHousehold;
}

const householdJson = (
  id: string,
) => `(SELECT json_build_object('id', h.id, 'addressLine', h.address_line, 'code', h.code,
  'headName', (SELECT r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head'),
  'memberCount', (SELECT count(*) FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)) FROM household h WHERE h.id = ${id})`;
const COLUMNS = `p.id, p.score, p.distinct_at AS "distinctAt", u.display_name AS "distinctBy", p.distinct_note AS "distinctNote", ${householdJson('p.one_id')} AS one, ${householdJson('p.other_id')} AS other`;

/** A page of households that may be duplicates, most likely first; one row more when there is another page. */
export async function listHouseholdPairs(
  { pool }: Reads,
  wardId: string,
  afterId: string | null,
): Promise<HouseholdPairRow[]> {
  const { rows } = await pool.query<HouseholdPairRow>({
    name: 'duplicates-households',
    text: `SELECT ${COLUMNS}
           FROM (SELECT * FROM duplicate_household_pair p WHERE p.ward_id = $1 AND p.distinct_at IS NULL
             AND ($2::uuid IS NULL OR (p.score, p.id) < (SELECT l.score, l.id FROM duplicate_household_pair l WHERE l.ward_id = $1 AND l.id = $2))
             ORDER BY p.score DESC, p.id DESC LIMIT ${PAIR_PAGE_SIZE + 1}) AS p
           LEFT JOIN user_account u ON u.id = p.distinct_by ORDER BY p.score DESC, p.id DESC`,
    values: [wardId, afterId],
  });
  return rows;
}

/** Null when the pair was merged or is no longer likely. */
export async function findHouseholdPair(
  { pool }: Database,
  wardId: string,
  id: string,
): Promise<HouseholdPairRow | null> {
  const { rows } = await pool.query<HouseholdPairRow>({
    name: 'duplicates-household-pair',
    text: `SELECT ${COLUMNS} FROM duplicate_household_pair p LEFT JOIN user_account u ON u.id = p.distinct_by WHERE p.ward_id = $1 AND p.id = $2`,
    values: [wardId, id],
  });
  return rows[0] ?? null;
}

export interface MemberLine {
  householdId: string;
  fullName: string;
  relation: string;
  birthDate: string | null;
  birthPrecision: 'day' | 'year' | null;
}

/** The current members of two households. */
export async function listMembers({ pool }: Reads, householdIds: readonly [string, string]): Promise<MemberLine[]> {
  const { rows } = await pool.query<MemberLine>({
    name: 'duplicates-members',
    text: `SELECT m.household_id AS "householdId", r.full_name AS "fullName", m.relation, r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision"
           FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = ANY ($1::uuid[]) AND m.valid_to IS NULL
           ORDER BY m.relation <> 'head', r.birth_date, r.sort_name`,
    values: [householdIds],
  });
  return rows;
}
