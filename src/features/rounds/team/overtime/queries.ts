import type { Database } from '../../../../db/database';
import { addDays, addMonths, instantOf, type LocalDate } from '../../../../shared/dates';
import { getPlanningRules } from '../../round/plan-queries';
import { monthHours, type OfficerHours, type WalkedRound } from './month-hours';

/**
 * Rounds that began in a month of Hà Nội time and are over or closed, without the cancelled ones: one row for each
 * officer of the team, or only those of `userId`. Sorted by the officer's given name, then by time.
 * @param month its first day.
 */
async function listWalkedRounds(
  { pool }: Database,
  wardId: string,
  month: LocalDate,
  { now, userId }: { now: Date; userId: string | null },
): Promise<WalkedRound[]> {
  const { rows } = await pool.query<WalkedRound>({
    name: 'overtime-rounds',
    text: `SELECT u.id AS "officerId", u.display_name AS officer, r.id AS "roundId", r.code, r.area, r.starts_at AS "startsAt", r.ends_at AS "endsAt", n.doors, n.logged AS "loggedDoors"
           FROM round r JOIN round_officer o ON o.round_id = r.id JOIN user_account u ON u.id = o.user_id
           LEFT JOIN round_closure c ON c.round_id = r.id
           CROSS JOIN LATERAL (SELECT count(*)::int AS doors, count(v.id)::int AS logged FROM round_door d LEFT JOIN visit v ON v.round_door_id = d.id WHERE d.round_id = r.id) n
           WHERE r.ward_id = $1 AND r.starts_at >= $2 AND r.starts_at < $3 AND (r.ends_at <= $4 OR c.kind = 'closed') AND c.kind IS DISTINCT FROM 'cancelled'
             AND ($5::uuid IS NULL OR o.user_id = $5)
           ORDER BY person_sort_name(u.display_name) COLLATE "vi-VN-x-icu", u.id, r.starts_at, r.id`,
    values: [wardId, instantOf(month, '00:00'), instantOf(addMonths(month, 1), '00:00'), now, userId],
  });
  return rows;
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

/** What one officer did at doors in a month. */
export interface DoorWork {
  /** Different doors with a visit, whatever its outcome. */
  doors: number;
  /** Different people who were helped on those visits. */
  people: number;
}

/**
 * The doors and people of `userId` in a month, by the day of the visit. A visit counts for those it names; if it names
 * none, for the user who logged it and for the whole team of its round. @param month its first day.
 */
export async function readDoorWork(
  { pool }: Database,
  wardId: string,
  month: LocalDate,
  userId: string,
): Promise<DoorWork> {
  const { rows } = await pool.query<DoorWork>({
    name: 'overtime-door-work',
    text: `SELECT count(DISTINCT v.household_id)::int AS doors, count(DISTINCT p.resident_id)::int AS people
           FROM visit v LEFT JOIN assisted_procedure p ON p.visit_id = v.id
           WHERE v.ward_id = $1 AND v.visited_on >= $3 AND v.visited_on < $4
             AND CASE WHEN EXISTS (SELECT FROM visit_officer o WHERE o.visit_id = v.id)
               THEN EXISTS (SELECT FROM visit_officer o WHERE o.visit_id = v.id AND o.user_id = $2)
               ELSE v.logged_by = $2 OR v.round_id IN (SELECT o.round_id FROM round_officer o WHERE o.user_id = $2) END`,
    values: [wardId, userId, month, addMonths(month, 1)],
  });
  return rows[0]!;
}
