import { raw } from '../../../shared/sql';
import type { Database, Reads } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import type { Need } from '../../../shared/needs';
import { pausesOn } from '../../../shared/pauses';
import { MET_SOMEBODY } from '../../register/households/counted-doors';
import type { BoardDoor, AssessedFacts } from './board';
import type { BoardQuery } from './forms';

/** Maximum number of doors on one board. A bigger ward starts with a page of its groups. */
export const MAX_BOARD_DOORS = 3000;

export interface GroupChoice {
  id: string;
  name: string;
}

/** The ward's current groups, its number of doors, and how many of them belong to no group. */
export async function getWardOutline(
  { pool }: Reads,
  wardId: string,
): Promise<{ wardName: string; doors: number; ungrouped: number; groups: GroupChoice[] }> {
  const { rows } = await pool.query<{ wardName: string; doors: number; ungrouped: number; groups: GroupChoice[] }>({
    name: 'coverage-outline',
    text: `SELECT w.name AS "wardName", d.doors, d.ungrouped,
             (SELECT coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) ORDER BY lpad(substring(g.code FROM '\\d+'), 6, '0'), g.code), '[]')
              FROM residential_group g WHERE g.ward_id = w.id AND g.valid_to IS NULL) AS groups
           FROM ward w, LATERAL (
             SELECT count(*)::int AS doors, (count(*) FILTER (WHERE h.residential_group_id IS NULL))::int AS ungrouped FROM household h WHERE h.ward_id = w.id) d
           WHERE w.id = $1`,
    values: [wardId],
  });
  return rows[0]!;
}

const PAUSED = `EXISTS (SELECT 1 FROM ${pausesOn(raw('$2')).text} p WHERE p.household_id = h.id)`;

/** Doors in walking order with the facts of their state: at most `limit`, starting after the cursor door. */
export async function listBoardDoors(
  { pool }: Database,
  wardId: string,
  { group, need, after }: BoardQuery,
  { today, limit }: { today: LocalDate; limit: number },
): Promise<BoardDoor[]> {
  const values: unknown[] = [wardId, today, limit];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = ['h.ward_id = $1'];
  if (group.kind === 'none') conditions.push('h.residential_group_id IS NULL');
  if (group.kind === 'group') conditions.push(`h.residential_group_id = ${parameter(group.id)}`);
  const total = `(SELECT count(*)::int FROM household h WHERE ${conditions.join(' AND ')})`;
  if (after) {
    const door = parameter(after);
    conditions.push(
      `(h.walk_order, h.id) > ((SELECT walk_order FROM household WHERE ward_id = $1 AND id = ${door}), ${door}::uuid)`,
    );
  }
  const needy = need ? `WITH needy AS MATERIALIZED (${whoNeeds(parameter(need))})` : '';
  const { rows } = await pool.query<BoardDoor>({
    name: ['coverage-doors', group.kind, after ? 'after' : '', need ? 'need' : ''].filter(Boolean).join('-'),
    text: `${needy}
      SELECT h.id, h.house_number AS "houseNumber", h.floor, h.room, h.lane_key AS "laneKey", h.lane_label AS "laneLabel", h.occupancy,
        v."lastOutcome", coalesce(v."wasMet", false) AS "wasMet", coalesce(v."wasHelped", false) AS "wasHelped", v."lastVisitOn",
        ${PAUSED} AS "isPaused", ${need ? 'EXISTS (SELECT 1 FROM needy n WHERE n.household_id = h.id)' : 'true'} AS "hasNeed", ${total} AS total
      FROM (SELECT * FROM household h WHERE ${conditions.join(' AND ')} ORDER BY h.walk_order, h.id LIMIT $3) h
      LEFT JOIN LATERAL (
        SELECT (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS "lastOutcome", bool_or(${MET_SOMEBODY.text}) AS "wasMet", max(v.visited_on) AS "lastVisitOn",
          bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)) AS "wasHelped"
        FROM visit v WHERE v.household_id = h.id) v ON true
      ORDER BY h.walk_order, h.id`,
    values,
  });
  return rows;
}

/** Households with a resident who has a need. $1 is the ward, $2 today. */
function whoNeeds(need: string): string {
  return `SELECT DISTINCT household_id FROM resident_needs($1, $2) WHERE need = ${need}`;
}

/** Doors that share all facts of their state and their group. */
export interface DoorTally extends AssessedFacts {
  groupId: string | null;
  doors: number;
}

/** The whole ward as rows of doors with equal facts. Scans each table once instead of looking up door by door. */
export async function tallyDoors(
  { pool }: Database,
  wardId: string,
  need: Need | null,
  today: LocalDate,
): Promise<DoorTally[]> {
  const { rows } = await pool.query<DoorTally>({
    name: need ? 'coverage-alike-need' : 'coverage-alike',
    text: `WITH ${need ? `needy AS MATERIALIZED (${whoNeeds('$3')}),` : ''}
      visits AS MATERIALIZED (
        SELECT v.household_id, (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS "lastOutcome", bool_or(${MET_SOMEBODY.text}) AS "wasMet", max(v.visited_on) AS "lastVisitOn"
        FROM visit v WHERE v.ward_id = $1 GROUP BY v.household_id),
      helped AS MATERIALIZED (SELECT DISTINCT x.household_id FROM assisted_procedure a JOIN visit x ON x.id = a.visit_id WHERE a.ward_id = $1),
      paused AS MATERIALIZED (
        SELECT DISTINCT p.household_id FROM ${pausesOn(raw('$2')).text} p WHERE p.ward_id = $1)
      SELECT h.residential_group_id AS "groupId", h.occupancy, v."lastOutcome", coalesce(v."wasMet", false) AS "wasMet", v."lastVisitOn",
        e.household_id IS NOT NULL AS "wasHelped", p.household_id IS NOT NULL AS "isPaused", ${need ? 'n.household_id IS NOT NULL' : 'true'} AS "hasNeed", count(*)::int AS doors
      FROM household h
      LEFT JOIN visits v ON v.household_id = h.id
      LEFT JOIN helped e ON e.household_id = h.id
      LEFT JOIN paused p ON p.household_id = h.id
      ${need ? 'LEFT JOIN needy n ON n.household_id = h.id' : ''}
      WHERE h.ward_id = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
    values: need ? [wardId, today, need] : [wardId, today],
  });
  return rows;
}
