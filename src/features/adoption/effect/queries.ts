import { combineReads, type Read } from '../../../db/combine-reads';
import type { Database } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import { IS_WARD_DOOR } from '../../register/households/counted-doors';
import { ADULT, adultParameters } from '../../register/residents/counted-adults';
import { IS_KNOWN } from '../figures/figure-sql';
import { getWardVersion } from '../figures/figure-queries';
import { SAMPLE_CELLS, type SampleCellRow } from '../sample/queries';
import { earlierWindow, laterWindow } from './description';

/** A residential group of today, or one that was drawn, and how far the team has come there. */
export interface ReachRow {
  groupId: string;
  name: string;
  /** Whether the group still exists. */
  isCurrent: boolean;
  doors: number;
  visitedDoors: number;
  /** The day by which the team had been at a tenth of its doors, whether they opened or not; null if it never was. */
  reachedOn: LocalDate | null;
}

const REACH = `
  SELECT g.id AS "groupId", g.name, g.valid_to IS NULL OR g.valid_to > $2::date AS "isCurrent", count(h.id)::int AS doors,
    count(v.first_on)::int AS "visitedDoors", (array_agg(v.first_on ORDER BY v.first_on))[greatest(1, ceil(count(h.id) / 10.0))] AS "reachedOn"
  FROM residential_group g LEFT JOIN household h ON h.residential_group_id = g.id AND ${IS_WARD_DOOR.text}
  LEFT JOIN (SELECT household_id, min(visited_on) AS first_on FROM visit WHERE ward_id = $1 AND visited_on <= $2 GROUP BY 1) v ON v.household_id = h.id
  WHERE g.ward_id = $1 GROUP BY g.id ORDER BY length(g.code), g.code, g.id`;

export interface DrawRow {
  id: string;
  seed: number;
  perQuarter: number;
  firstQuarter: LocalDate;
  drawnAt: Date;
  drawnByName: string;
  turns: {
    groupId: string;
    priority: number;
    position: number;
    quarter: LocalDate;
    doors: number;
    visitedDoors: number;
  }[];
}

const DRAW: Read<DrawRow> = {
  text: `SELECT d.id, d.seed, d.per_quarter AS "perQuarter", d.first_quarter AS "firstQuarter", d.drawn_at AS "drawnAt", u.display_name AS "drawnByName",
      (SELECT json_agg(json_build_object('groupId', t.residential_group_id, 'priority', t.priority, 'position', t.position, 'quarter', t.quarter,
         'doors', t.doors, 'visitedDoors', t.visited_doors) ORDER BY t.position) FROM reach_turn t WHERE t.reach_draw_id = d.id) AS turns
    FROM reach_draw d JOIN user_account u ON u.id = d.drawn_by WHERE d.ward_id = $1`,
  instants: { drawnAt: true },
};

/** Adults of a group, and how many are known to have filed in two windows of equal length. */
interface UseRow {
  groupId: string | null;
  adults: number;
  before: number;
  now: number;
}

/** $5 and $6 are the first days of the windows. A use of which only the year is known lies in neither. */
const USES: Read<UseRow> = {
  text: `SELECT a.group_id AS "groupId", count(*)::int AS adults, count(*) FILTER (WHERE u.before)::int AS before, count(*) FILTER (WHERE u.now)::int AS now
    FROM (${ADULT}) a LEFT JOIN (
      SELECT u.resident_id, bool_or(u.used_on < $6::date) AS before, bool_or(u.used_on >= $6::date) AS now FROM portal_use u
      WHERE u.ward_id = $1 AND u.used_on BETWEEN $5::date AND $2::date AND ${IS_KNOWN} AND u.how <> 'done_for' AND u.date_precision <> 'year' GROUP BY 1) u
      ON u.resident_id = a.id GROUP BY 1`,
  instants: {},
};

const readPage = combineReads<{ draw: DrawRow; reach: ReachRow; cells: SampleCellRow; uses: UseRow }>('effect-page', {
  draw: DRAW,
  reach: { text: REACH, instants: {} },
  cells: SAMPLE_CELLS,
  uses: USES,
});

export interface EffectFacts {
  draw: DrawRow | null;
  reach: ReachRow[];
  cells: SampleCellRow[];
  uses: UseRow[];
}

export async function readEffect(db: Database, wardId: string, today: LocalDate): Promise<EffectFacts> {
  const { adultAge } = await getWardVersion(db, wardId);
  const { draw, ...facts } = await readPage(db.pool, [
    ...adultParameters({ wardId, on: today, today, adultAge }),
    earlierWindow(today).from,
    laterWindow(today).from,
  ]);
  return { ...facts, draw: draw[0] ?? null };
}

/** How far the team has come in each group, for the draw. */
export async function listReach({ pool }: Database, wardId: string, today: LocalDate): Promise<ReachRow[]> {
  const { rows } = await pool.query<ReachRow>({ name: 'effect-reach', text: REACH, values: [wardId, today] });
  return rows;
}
