import { z } from 'zod';
import type { Database } from '../../../../db/database';
import { queryRow, queryRows } from '../../../../db/query-rows';
import { addDays, addMonths, instantOf, type LocalDate } from '../../../../shared/dates';
import { empty, sql } from '../../../../shared/sql';
import { getPlanningRules } from '../../round/plan-queries';
import { monthHours, WALKED_ROUND, type OfficerHours, type WalkedRound } from './month-hours';

/**
 * Rounds that began in a month of Hà Nội time and are over or closed, without the cancelled ones: one row for each
 * officer of the team, or only those of `userId`. Sorted by the officer's given name, then by time.
 * @param month its first day.
 */
function listWalkedRounds(
  db: Database,
  wardId: string,
  month: LocalDate,
  { now, userId }: { now: Date; userId: string | null },
): Promise<WalkedRound[]> {
  const [from, to] = [instantOf(month, '00:00'), instantOf(addMonths(month, 1), '00:00')];
  return queryRows(db, 'overtime-rounds', WALKED_ROUND)`
      SELECT u.id AS "officerId", u.display_name AS officer, r.id AS "roundId", r.code, r.area, r.starts_at AS "startsAt", r.ends_at AS "endsAt", n.doors, n.logged AS "loggedDoors",
             CASE WHEN 'work_limit' = ANY (r.answered_objections) THEN r.out_of_hours_reason END AS "overLimitReason"
           FROM round r JOIN round_officer o ON o.round_id = r.id JOIN user_account u ON u.id = o.user_id
           LEFT JOIN round_closure c ON c.round_id = r.id
           CROSS JOIN LATERAL (SELECT count(*)::int AS doors, count(v.id)::int AS logged FROM round_door d LEFT JOIN visit v ON v.round_door_id = d.id WHERE d.round_id = r.id) n
           WHERE r.ward_id = ${wardId} AND r.starts_at >= ${from} AND r.starts_at < ${to} AND (r.ends_at <= ${now} OR c.kind = 'closed') AND c.kind IS DISTINCT FROM 'cancelled'
             ${userId === null ? empty : sql`AND o.user_id = ${userId}`}
           ORDER BY person_sort_name(u.display_name) COLLATE "vi-VN-x-icu", u.id, r.starts_at, r.id`;
}

/** The hours that officers worked in a month, or only those of `userId`. @param month its first day. */
export async function listHoursOfMonth(
  db: Database,
  wardId: string,
  month: LocalDate,
  asked: { now: Date; userId: string | null },
): Promise<OfficerHours[]> {
  const walked = await listWalkedRounds(db, wardId, month, asked);
  const { calendarDays } = await getPlanningRules(db, wardId, month, addDays(addMonths(month, 1), -1));
  return monthHours(walked, calendarDays);
}

const DOOR_WORK = z.object({
  /** Different doors with a visit, whatever its outcome. */
  doors: z.number(),
  /** Different people who were helped on those visits. */
  people: z.number(),
});
/** What one officer did at doors in a month. */
export type DoorWork = z.infer<typeof DOOR_WORK>;

/**
 * The doors and people of `userId` in a month, by the day of the visit. A visit counts for those it names; if it names
 * none, for the user who logged it and for the whole team of its round. @param month its first day.
 */
export const readDoorWork = (db: Database, wardId: string, month: LocalDate, userId: string) =>
  queryRow(db, 'overtime-door-work', DOOR_WORK)`
      SELECT count(DISTINCT v.household_id)::int AS doors, count(DISTINCT p.resident_id)::int AS people
           FROM visit v LEFT JOIN assisted_procedure p ON p.visit_id = v.id
           WHERE v.ward_id = ${wardId} AND v.visited_on >= ${month} AND v.visited_on < ${addMonths(month, 1)}
             AND CASE WHEN EXISTS (SELECT FROM visit_officer o WHERE o.visit_id = v.id)
               THEN EXISTS (SELECT FROM visit_officer o WHERE o.visit_id = v.id AND o.user_id = ${userId})
               ELSE v.logged_by = ${userId} OR v.round_id IN (SELECT o.round_id FROM round_officer o WHERE o.user_id = ${userId}) END`;
