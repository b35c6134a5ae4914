import { z } from 'zod';
import type { Database } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { RoundClosureKind } from '../../../../generated/prisma/enums';
import { AREA_CLOSURE } from '../../../../shared/area-closures';
import { addDays, instantOf, type LocalDate } from '../../../../shared/dates';
import { CALENDAR_FACT } from '../../../office/calendar/outreach-time';

const MONTH_ROUND = z.object({
  id: z.string(),
  code: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  closure: z.enum(RoundClosureKind).nullable(),
  officers: z.array(z.string()),
  officerIds: z.array(z.string()),
});
const ABSENCE = z.object({ userId: z.string(), displayName: z.string(), startsAt: z.date(), endsAt: z.date() });
const AVAILABILITY = z.object({
  userId: z.string(),
  displayName: z.string(),
  weekday: z.number(),
  from: z.string(),
  to: z.string(),
});

/**
 * What the team's calendar shows from one date to another, both included: `closures` also of all later days, `availability`
 * is the weekly pattern of every active officer.
 */
export async function findMonthFacts(db: Database, wardId: string, from: LocalDate, to: LocalDate) {
  const [begins, ends] = [instantOf(from, '00:00'), instantOf(addDays(to, 1), '00:00')];
  const [days, rounds, absences, availability, closures] = await Promise.all([
    queryRows(db, 'team-calendar-days', CALENDAR_FACT)`
        SELECT date, kind, name, status FROM calendar_day WHERE ward_id = ${wardId} AND date BETWEEN ${from} AND ${to} ORDER BY date, kind`,
    queryRows(db, 'team-calendar-rounds', MONTH_ROUND)`
        SELECT r.id, r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt", c.kind AS closure,
          (SELECT coalesce(array_agg(u.display_name ORDER BY u.display_name), '{}')
           FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = r.id) AS officers,
          (SELECT coalesce(array_agg(o.user_id), '{}') FROM round_officer o WHERE o.round_id = r.id AND o.is_active) AS "officerIds"
        FROM round r LEFT JOIN round_closure c ON c.round_id = r.id
        WHERE r.ward_id = ${wardId} AND r.starts_at >= ${begins} AND r.starts_at < ${ends} ORDER BY r.starts_at, r.id`,
    queryRows(db, 'team-calendar-absences', ABSENCE)`
        SELECT a.user_id AS "userId", u.display_name AS "displayName", a.starts_at AS "startsAt", a.ends_at AS "endsAt"
        FROM absence a JOIN user_account u ON u.id = a.user_id
        WHERE a.ward_id = ${wardId} AND a.ends_at > ${begins} AND a.starts_at < ${ends} ORDER BY a.starts_at, a.id`,
    queryRows(db, 'team-calendar-availability', AVAILABILITY)`
        SELECT u.id AS "userId", u.display_name AS "displayName", a.weekday, a.from_time AS "from", a.to_time AS "to"
        FROM officer_availability a JOIN user_account u ON u.id = a.user_id
        WHERE a.ward_id = ${wardId} AND u.role = 'officer' AND u.disabled_at IS NULL
        ORDER BY a.weekday, person_sort_name(u.display_name) COLLATE "vi-VN-x-icu", u.id, a.from_time`,
    queryRows(db, 'team-calendar-closures', AREA_CLOSURE.extend({ id: z.string() }))`
        SELECT id, label, reason, closed_from AS "from", closed_until AS "until" FROM area_closure
        WHERE ward_id = ${wardId} AND closed_until >= ${from} ORDER BY closed_from, label, id LIMIT 200`,
  ]);
  return { days, rounds, absences, availability, closures };
}
export type MonthFacts = Awaited<ReturnType<typeof findMonthFacts>>;
