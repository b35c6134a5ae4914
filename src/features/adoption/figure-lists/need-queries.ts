import type { Database, Reads } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import type { Need } from '../../../shared/needs';
import { IS_PRIORITY, needy, type ReportScope } from '../figures/figure-sql';
import { pageOf, type ListPage, type Place } from './paging';

// Progress with the residents who need help most. The figures and the lists are built on the same fragment.

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
           FROM (${needy('', 'need')}) needy GROUP BY need`,
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
  /** 'priority': any need that makes a resident a priority. */
  need: Need | 'priority';
  /** Null for all residents with the need. */
  state: 'met' | 'not_met' | 'helped' | null;
}

/** Residents who have one need, or any of the priority ones, by name. */
export async function listNeedy(
  { pool }: Reads,
  { wardId, on }: ReportScope,
  { need, state }: NeedFilter,
  place: Place,
): Promise<ListPage<NeedyRow>> {
  const isPriority = need === 'priority';
  const people = isPriority
    ? needy(`WHERE $3::text IS NOT NULL AND ${IS_PRIORITY}`, `'priority'`)
    : needy('WHERE need = $3', 'need');
  const { rows } = await pool.query<NeedyRow>({
    name: `${isPriority ? 'reports-list-priority' : 'reports-list-needy'}-${place.size}`,
    text: `WITH needy AS MATERIALIZED (${people}),
      matching AS (SELECT * FROM needy WHERE CASE $4::text WHEN 'met' THEN is_met WHEN 'not_met' THEN NOT is_met WHEN 'helped' THEN is_helped ELSE true END)
      SELECT r.id, (SELECT count(*) FROM matching)::int AS total, r.full_name AS "fullName", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision",
        h.address_line AS "addressLine", g.name AS "groupName",
        (SELECT max(v.visited_on) FROM visit_presence p JOIN visit v ON v.id = p.visit_id WHERE p.resident_id = r.id AND v.visited_on <= $2) AS "lastMet",
        (SELECT count(*) FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = r.id AND v.visited_on <= $2)::int AS procedures
      FROM matching x JOIN resident r ON r.id = x.id JOIN household h ON h.id = x.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      WHERE $5::uuid IS NULL OR (r.sort_name, r.id) > (SELECT sort_name, id FROM resident WHERE ward_id = $1 AND id = $5)
      ORDER BY r.sort_name, r.id LIMIT ${place.size + 1}`,
    values: [wardId, on, need, state, place.after],
  });
  return pageOf(rows, place);
}
