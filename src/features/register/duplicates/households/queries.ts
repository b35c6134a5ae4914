import type { Database } from '../../../../db/database';
import { NotFoundError } from '../../../../web/errors';

export const PAGE_SIZE = 30;

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
  { pool }: Database,
  wardId: string,
  afterId: string | null,
): Promise<HouseholdPairRow[]> {
  const after = afterId
    ? 'AND (p.score, p.id) < ((SELECT score FROM duplicate_household_pair WHERE ward_id = $1 AND id = $2), $2::uuid)'
    : '';
  const { rows } = await pool.query<HouseholdPairRow>({
    name: afterId ? 'duplicates-households-after' : 'duplicates-households',
    text: `SELECT ${COLUMNS}
           FROM (SELECT * FROM duplicate_household_pair p WHERE p.ward_id = $1 AND p.distinct_at IS NULL ${after} ORDER BY p.score DESC, p.id DESC LIMIT ${PAGE_SIZE + 1}) AS p
           LEFT JOIN user_account u ON u.id = p.distinct_by ORDER BY p.score DESC, p.id DESC`,
    values: afterId ? [wardId, afterId] : [wardId],
  });
  return rows;
}

export async function getHouseholdPair({ pool }: Database, wardId: string, id: string): Promise<HouseholdPairRow> {
  const { rows } = await pool.query<HouseholdPairRow>({
    name: 'duplicates-household-pair',
    text: `SELECT ${COLUMNS} FROM duplicate_household_pair p LEFT JOIN user_account u ON u.id = p.distinct_by WHERE p.ward_id = $1 AND p.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0])
    throw new NotFoundError('Cặp này không còn trong danh sách: hai hộ đã được gộp, hoặc không còn giống nhau.');
  return rows[0];
}

export interface MemberLine {
  id: string;
  fullName: string;
  relation: string;
  relationNote: string;
  birthDate: string | null;
  birthPrecision: 'day' | 'year' | null;
}

/** The current members of a household. */
export async function readMembers({ pool }: Database, householdId: string): Promise<MemberLine[]> {
  const { rows } = await pool.query<MemberLine>({
    name: 'duplicates-members',
    text: `SELECT r.id, r.full_name AS "fullName", m.relation, m.relation_note AS "relationNote", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision"
           FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = $1 AND m.valid_to IS NULL ORDER BY m.relation <> 'head', r.birth_date, r.sort_name`,
    values: [householdId],
  });
  return rows;
}
