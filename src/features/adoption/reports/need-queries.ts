import type { Database } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import { livesInWard } from '../../../shared/living-here';
import type { Need } from '../../../shared/needs';
import { PAGE, pageOf, type ListPage, type ReportScope } from './queries';

// Progress with the residents who need help most. The figures and the lists are built on the same fragment. $1 ward, $2
// the day of the figures.

/** Everybody who lives here and has a need, and whether the team had met and helped them by that day. */
const NEEDY = (need: string) => `
  SELECT n.resident_id AS id, n.household_id, n.need,
    EXISTS (SELECT 1 FROM visit_presence p JOIN visit v ON v.id = p.visit_id WHERE p.resident_id = n.resident_id AND v.visited_on <= $2) AS is_met,
    EXISTS (SELECT 1 FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = n.resident_id AND v.visited_on <= $2) AS is_helped
  FROM (SELECT DISTINCT resident_id, household_id, need FROM resident_needs($1, $2) ${need}) n
  JOIN resident r ON r.id = n.resident_id AND ${livesInWard('r')}`;

export interface NeedRow {
  need: Need;
  people: number;
  met: number;
  helped: number;
}

/** Every need of every resident, in no particular order. */
export async function readNeeds({ pool }: Database, wardId: string, on: LocalDate): Promise<NeedRow[]> {
  const { rows } = await pool.query<NeedRow>({
    name: 'reports-needs',
    text: `SELECT need, count(*)::int AS people, (count(*) FILTER (WHERE is_met))::int AS met, (count(*) FILTER (WHERE is_helped))::int AS helped
           FROM (${NEEDY('')}) needy GROUP BY need`,
    values: [wardId, on],
  });
  return rows;
}

export interface NeedyRow {
  id: string;
  total: number;
  fullName: string;
  birthDate: LocalDate | null;
  birthPrecision: 'day' | 'year' | null;
  addressLine: string;
  groupName: string | null;
  lastMet: LocalDate | null;
  procedures: number;
}

interface NeedFilter {
  need: Need;
  /** Null for everybody who has the need. */
  state: 'met' | 'not_met' | 'helped' | null;
}

/** Residents who have one need, by name. */
export async function listNeedy(
  { pool }: Database,
  { wardId, on }: ReportScope,
  { need, state }: NeedFilter,
  afterId: string | null,
): Promise<ListPage<NeedyRow>> {
  const { rows } = await pool.query<NeedyRow>({
    name: 'reports-list-needy',
    text: `WITH needy AS MATERIALIZED (${NEEDY('WHERE need = $3')}),
      matching AS (SELECT * FROM needy WHERE CASE $4::text WHEN 'met' THEN is_met WHEN 'not_met' THEN NOT is_met WHEN 'helped' THEN is_helped ELSE true END)
      SELECT r.id, (SELECT count(*) FROM matching)::int AS total, r.full_name AS "fullName", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision",
        h.address_line AS "addressLine", g.name AS "groupName",
        (SELECT max(v.visited_on) FROM visit_presence p JOIN visit v ON v.id = p.visit_id WHERE p.resident_id = r.id AND v.visited_on <= $2) AS "lastMet",
        (SELECT count(*) FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = r.id AND v.visited_on <= $2)::int AS procedures
      FROM matching x JOIN resident r ON r.id = x.id JOIN household h ON h.id = x.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      WHERE $5::uuid IS NULL OR (r.sort_name, r.id) > (SELECT sort_name, id FROM resident WHERE ward_id = $1 AND id = $5)
      ORDER BY r.sort_name, r.id LIMIT ${PAGE + 1}`,
    values: [wardId, on, need, state, afterId],
  });
  return pageOf(rows);
}
