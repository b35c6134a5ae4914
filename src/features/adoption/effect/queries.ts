import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { IS_KNOWN_USE } from '../../office/catalogue/portal-kinds';
import { IS_WARD_DOOR } from '../../register/households/counted-doors';
import { adultsOf } from '../../register/residents/counted-adults';
import { getWardVersion } from '../figures/figure-queries';
import { CALL_SIDE_COUNT, calledDoors, type CallSideCount } from '../figures/called-doors';
import { APPROACH_COUNT, secondTries, type ApproachCount } from '../figures/second-tries';
import { readPractice, type PracticeFacts } from '../practice/queries';
import { listSampleCells, type SampleCellRow } from '../sample/queries';
import { earlierWindow, laterWindow } from './description';

/** A residential group of today, or one that was drawn, and how far the team has come there. */
const REACH_ROW = z.object({
  groupId: z.string(),
  name: z.string(),
  /** Whether the group still exists. */
  isCurrent: z.boolean(),
  doors: z.number(),
  visitedDoors: z.number(),
  /** The day by which the team had been at a tenth of its doors, whether they opened or not; null if it never was. */
  reachedOn: z.string().nullable(),
});
export type ReachRow = z.infer<typeof REACH_ROW>;

/** How far the team has come in each group. */
export const listReach = (db: Reads, wardId: string, today: LocalDate): Promise<ReachRow[]> =>
  queryRows(db, 'effect-reach', REACH_ROW)`
      SELECT g.id AS "groupId", g.name, g.valid_to IS NULL OR g.valid_to > ${today} AS "isCurrent", count(h.id)::int AS doors,
        count(v.first_on)::int AS "visitedDoors", (array_agg(v.first_on ORDER BY v.first_on))[greatest(1, ceil(count(h.id) / 10.0))] AS "reachedOn"
      FROM residential_group g LEFT JOIN household h ON h.residential_group_id = g.id AND ${IS_WARD_DOOR}
      LEFT JOIN (SELECT household_id, min(visited_on) AS first_on FROM visit WHERE ward_id = ${wardId} AND visited_on <= ${today} GROUP BY 1) v ON v.household_id = h.id
      WHERE g.ward_id = ${wardId} GROUP BY g.id ORDER BY length(g.code), g.code, g.id`;

const DRAW_ROW = z.object({
  id: z.string(),
  seed: z.number(),
  perQuarter: z.number(),
  firstQuarter: z.string(),
  drawnAt: z.date(),
  drawnByName: z.string(),
  turns: z.array(
    z.object({
      groupId: z.string(),
      priority: z.number(),
      position: z.number(),
      quarter: z.string(),
      doors: z.number(),
      visitedDoors: z.number(),
    }),
  ),
});
export type DrawRow = z.infer<typeof DRAW_ROW>;

/** Adults of a group, and how many are known to have filed in two windows of equal length. */
const USE_ROW = z.object({ groupId: z.string().nullable(), adults: z.number(), before: z.number(), now: z.number() });
type UseRow = z.infer<typeof USE_ROW>;

export interface EffectFacts {
  draw: DrawRow | null;
  reach: ReachRow[];
  cells: SampleCellRow[];
  uses: UseRow[];
  practice: PracticeFacts;
  secondTries: ApproachCount[];
  called: CallSideCount[];
}

export async function readEffect(db: Reads, wardId: string, today: LocalDate): Promise<EffectFacts> {
  const { adultAge } = await getWardVersion(db, wardId);
  const [[draw], reach, cells, uses, practice, approaches, called] = await Promise.all([
    queryRows(db, 'effect-draw', DRAW_ROW)`
        SELECT d.id, d.seed, d.per_quarter AS "perQuarter", d.first_quarter AS "firstQuarter", d.drawn_at AS "drawnAt", u.display_name AS "drawnByName",
          (SELECT json_agg(json_build_object('groupId', t.residential_group_id, 'priority', t.priority, 'position', t.position, 'quarter', t.quarter,
             'doors', t.doors, 'visitedDoors', t.visited_doors) ORDER BY t.position) FROM reach_turn t WHERE t.reach_draw_id = d.id) AS turns
        FROM reach_draw d JOIN user_account u ON u.id = d.drawn_by WHERE d.ward_id = ${wardId}`,
    listReach(db, wardId, today),
    listSampleCells(db, wardId),
    listUses(db, { wardId, today, adultAge }),
    readPractice(db, wardId, today),
    queryRows(db, 'effect-second-tries', APPROACH_COUNT)`
        SELECT approach, count(*)::int AS tries, (count(*) FILTER (WHERE is_open))::int AS opened FROM (${secondTries({ wardId, on: today })}) tried GROUP BY 1`,
    queryRows(db, 'effect-called-doors', CALL_SIDE_COUNT)`
        SELECT side, count(*)::int AS doors, count(met_on)::int AS met FROM (${calledDoors({ wardId, on: today })}) counted GROUP BY 1`,
  ]);
  return { draw: draw ?? null, reach, cells, uses, practice, secondTries: approaches, called };
}

/** A use of which only the year is known lies in neither window. */
function listUses(db: Reads, scope: { wardId: string; today: LocalDate; adultAge: number }): Promise<UseRow[]> {
  const { wardId, today } = scope;
  const later = laterWindow(today).from;
  return queryRows(db, 'effect-uses', USE_ROW)`
      SELECT a.group_id AS "groupId", count(*)::int AS adults, count(*) FILTER (WHERE u.before)::int AS before, count(*) FILTER (WHERE u.now)::int AS now
      FROM (${adultsOf(scope)}) a LEFT JOIN (
        SELECT u.resident_id, bool_or(u.used_on < ${later}) AS before, bool_or(u.used_on >= ${later}) AS now FROM portal_use u
        WHERE u.ward_id = ${wardId} AND u.used_on BETWEEN ${earlierWindow(today).from} AND ${today} AND ${IS_KNOWN_USE} AND u.how <> 'done_for' AND u.date_precision <> 'year' GROUP BY 1) u
        ON u.resident_id = a.id GROUP BY 1`;
}
