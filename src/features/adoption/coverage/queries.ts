import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import type { Need } from '../../../shared/needs';
import { pausesOn } from '../../../shared/pauses';
import { constant, empty, sql, type Sql } from '../../../shared/sql';
import { MET_SOMEBODY } from '../../register/households/counted-doors';
import { ASSESSED_FACTS, BOARD_DOOR, type BoardDoor } from './board';
import type { BoardQuery } from './forms';

/** Maximum number of doors on one board. A bigger ward starts with a page of its groups. */
export const MAX_BOARD_DOORS = 3000;

const GROUP_CHOICE = z.object({ id: z.string(), name: z.string() });
export type GroupChoice = z.infer<typeof GROUP_CHOICE>;

const WARD_OUTLINE = z.object({
  wardName: z.string(),
  doors: z.number(),
  ungrouped: z.number(),
  groups: z.array(GROUP_CHOICE),
});

/** The ward's current groups, its number of doors, and how many of them belong to no group. */
export const getWardOutline = (db: Reads, wardId: string): Promise<z.infer<typeof WARD_OUTLINE>> =>
  queryRow(db, 'coverage-outline', WARD_OUTLINE)`
      SELECT w.name AS "wardName", d.doors, d.ungrouped,
        (SELECT coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) ORDER BY lpad(substring(g.code FROM '\\d+'), 6, '0'), g.code), '[]')
         FROM residential_group g WHERE g.ward_id = w.id AND g.valid_to IS NULL) AS groups
      FROM ward w, LATERAL (
        SELECT count(*)::int AS doors, (count(*) FILTER (WHERE h.residential_group_id IS NULL))::int AS ungrouped FROM household h WHERE h.ward_id = w.id) d
      WHERE w.id = ${wardId}`;

/** A door of the board, with how many doors the ward or the group has. */
const LISTED_DOOR = BOARD_DOOR.extend({ total: z.number() });

/** Doors in walking order with the facts of their state: at most `limit`, starting after the cursor door. */
export async function listBoardDoors(
  db: Reads,
  wardId: string,
  { group, need, after }: BoardQuery,
  { today, limit }: { today: LocalDate; limit: number },
): Promise<BoardDoor[]> {
  const ofGroup = {
    ward: empty,
    none: sql`AND h.residential_group_id IS NULL`,
    group: sql`AND h.residential_group_id = ${group.kind === 'group' ? group.id : null}`,
  }[group.kind];
  return queryRows(db, 'coverage-doors', LISTED_DOOR)`
      ${need ? sql`WITH needy AS MATERIALIZED (${whoNeeds(wardId, need, today)})` : empty}
      SELECT h.id, h.house_number AS "houseNumber", h.floor, h.room, h.lane_key AS "laneKey", h.lane_label AS "laneLabel", h.occupancy,
        v."lastOutcome", coalesce(v."wasMet", false) AS "wasMet", coalesce(v."wasHelped", false) AS "wasHelped", v."lastVisitOn",
        EXISTS (SELECT 1 FROM ${pausesOn(today)} p WHERE p.household_id = h.id) AS "isPaused",
        ${need ? sql`EXISTS (SELECT 1 FROM needy n WHERE n.household_id = h.id)` : sql`true`} AS "hasNeed",
        (SELECT count(*)::int FROM household h WHERE h.ward_id = ${wardId} ${ofGroup}) AS total
      FROM (SELECT * FROM household h WHERE h.ward_id = ${wardId} ${ofGroup}
        ${after ? sql`AND (h.walk_order, h.id) > (SELECT walk_order, id FROM household WHERE ward_id = ${wardId} AND id = ${after})` : empty}
        ORDER BY h.walk_order, h.id LIMIT ${constant(limit)}) h
      LEFT JOIN LATERAL (
        SELECT (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS "lastOutcome", bool_or(${MET_SOMEBODY}) AS "wasMet", max(v.visited_on) AS "lastVisitOn",
          bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)) AS "wasHelped"
        FROM visit v WHERE v.household_id = h.id) v ON true
      ORDER BY h.walk_order, h.id`;
}

/** SQL: households with a resident who has a need. */
const whoNeeds = (wardId: string, need: Need, today: LocalDate): Sql =>
  sql`SELECT DISTINCT household_id FROM resident_needs(${wardId}, ${today}) WHERE need = ${need}`;

/** Doors that share all facts of their state and their group. */
const DOOR_TALLY = ASSESSED_FACTS.extend({ groupId: z.string().nullable(), doors: z.number() });
export type DoorTally = z.infer<typeof DOOR_TALLY>;

/** The whole ward as rows of doors with equal facts. Scans each table once instead of looking up door by door. */
export const tallyDoors = async (
  db: Reads,
  wardId: string,
  need: Need | null,
  today: LocalDate,
): Promise<DoorTally[]> => queryRows(db, 'coverage-tally', DOOR_TALLY)`
      WITH ${need ? sql`needy AS MATERIALIZED (${whoNeeds(wardId, need, today)}),` : empty}
      visits AS MATERIALIZED (
        SELECT v.household_id, (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS "lastOutcome", bool_or(${MET_SOMEBODY}) AS "wasMet", max(v.visited_on) AS "lastVisitOn"
        FROM visit v WHERE v.ward_id = ${wardId} GROUP BY v.household_id),
      helped AS MATERIALIZED (SELECT DISTINCT x.household_id FROM assisted_procedure a JOIN visit x ON x.id = a.visit_id WHERE a.ward_id = ${wardId}),
      paused AS MATERIALIZED (SELECT DISTINCT p.household_id FROM ${pausesOn(today)} p WHERE p.ward_id = ${wardId})
      SELECT h.residential_group_id AS "groupId", h.occupancy, v."lastOutcome", coalesce(v."wasMet", false) AS "wasMet", v."lastVisitOn",
        e.household_id IS NOT NULL AS "wasHelped", p.household_id IS NOT NULL AS "isPaused", ${need ? sql`n.household_id IS NOT NULL` : sql`true`} AS "hasNeed", count(*)::int AS doors
      FROM household h
      LEFT JOIN visits v ON v.household_id = h.id
      LEFT JOIN helped e ON e.household_id = h.id
      LEFT JOIN paused p ON p.household_id = h.id
      ${need ? sql`LEFT JOIN needy n ON n.household_id = h.id` : empty}
      WHERE h.ward_id = ${wardId} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
