import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryMaybe, queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { livesInWard } from '../../../shared/living-here';
import { constant, sql } from '../../../shared/sql';
import { drawnDay, latestLessons, refusesChecks } from './asking';
import { DRAWN_WAVE, nextDraw, type DrawnDays } from './waves';

// Who is asked half a year after a lesson: a draw a month.

const DRAW_ROW = z.object({
  month: z.string(),
  dueUntil: z.string(),
  seed: z.number(),
  population: z.number(),
  drawn: z.number(),
  drawnAt: z.date(),
  drawnByName: z.string(),
});
export type CheckDrawRow = z.infer<typeof DRAW_ROW>;

/** The newest draw of a ward; null before the first. */
export const findLastDraw = (db: Reads, wardId: string): Promise<CheckDrawRow | null> =>
  queryMaybe(db, 'check-draw-last', DRAW_ROW)`
      SELECT x.month, x.due_until AS "dueUntil", x.seed, x.population, x.drawn_at AS "drawnAt", u.display_name AS "drawnByName",
        (SELECT count(*)::int FROM check_draw_member m WHERE m.ward_id = x.ward_id AND m.check_draw_id = x.id) AS drawn
      FROM check_draw x JOIN user_account u ON u.id = x.drawn_by WHERE x.ward_id = ${wardId} ORDER BY x.month DESC LIMIT 1`;

interface Frame {
  wardId: string;
  today: LocalDate;
  days: DrawnDays;
}

/** SQL: the residents who can be drawn; those who left or refuse to be asked cannot. */
const frameOf = ({ wardId, today, days }: Frame) => sql`
  SELECT DISTINCT lesson.resident_id AS id
  FROM (${latestLessons(sql`v.ward_id = ${wardId} AND v.visited_on BETWEEN ${days.from}::date - ${constant(DRAWN_WAVE.from)} AND ${today}::date`)}) lesson
  JOIN resident r ON r.id = lesson.resident_id AND ${livesInWard('r')}
  WHERE ${drawnDay('lesson')} BETWEEN ${days.from}::date AND ${days.until}::date AND NOT ${refusesChecks('lesson.resident_id')}`;

const DRAWN_ROW = z.object({ id: z.string(), population: z.number() });

/**
 * Draws residents in the order of a hash of the seed and the resident's id: the same seed and register draw the same.
 * @param size how many at most. Each row carries the number of those who could be drawn.
 */
export const drawLearners = (db: Reads, { seed, size, ...frame }: Frame & { seed: number; size: number }) =>
  queryRows(db, 'check-drawing', DRAWN_ROW)`
      SELECT id, (count(*) OVER ())::int AS population FROM (${frameOf(frame)}) frame
      ORDER BY sha256(convert_to(${String(seed)} || ':' || id, 'UTF8')) LIMIT ${size}`;

/** What the page of calls says about draws. `toDraw`: how many people this month's draw would draw from; null if it is drawn. */
export async function getDrawState(db: Reads, wardId: string, today: LocalDate) {
  const last = await findLastDraw(db, wardId);
  const days = nextDraw(last?.dueUntil ?? null, today);
  if (!days) return { last, toDraw: null };
  const [first] = await drawLearners(db, { wardId, today, days, seed: 0, size: 1 });
  return { last, toDraw: first?.population ?? 0 };
}
