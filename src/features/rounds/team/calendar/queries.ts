import { combineReads } from '../../../../db/combine-reads';
import type { Database } from '../../../../db/database';
import type { CalendarDayKind, CalendarDayStatus, RoundClosureKind } from '../../../../generated/prisma/enums';
import { addDays, instantOf, type LocalDate } from '../../../../shared/dates';

export interface MonthFacts {
  days: { date: LocalDate; kind: CalendarDayKind; name: string; status: CalendarDayStatus }[];
  rounds: {
    id: string;
    code: string;
    startsAt: Date;
    endsAt: Date;
    officers: string[];
    officerIds: string[];
    closure: RoundClosureKind | null;
  }[];
  absences: { userId: string; displayName: string; startsAt: Date; endsAt: Date }[];
  /** The weekly pattern of every active officer. */
  availability: { userId: string; displayName: string; weekday: number; from: string; to: string }[];
}

/** $1 the ward, $2 and $3 the first and the last day, $4 and $5 the instants at which they begin and end. */
const readMonth = combineReads<{ [Part in keyof MonthFacts]: MonthFacts[Part][number] }>('team-calendar', {
  days: {
    text: 'SELECT date, kind, name, status FROM calendar_day WHERE ward_id = $1 AND date BETWEEN $2 AND $3 ORDER BY date, kind',
    instants: {},
  },
  rounds: {
    text: `SELECT r.id, r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt", c.kind AS closure,
             (SELECT coalesce(array_agg(u.display_name ORDER BY u.display_name), '{}')
              FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = r.id) AS officers,
             (SELECT coalesce(array_agg(o.user_id), '{}') FROM round_officer o WHERE o.round_id = r.id AND o.is_active) AS "officerIds"
           FROM round r LEFT JOIN round_closure c ON c.round_id = r.id
           WHERE r.ward_id = $1 AND r.starts_at >= $4 AND r.starts_at < $5 ORDER BY r.starts_at, r.id`,
    instants: { startsAt: true, endsAt: true },
  },
  absences: {
    text: `SELECT a.user_id AS "userId", u.display_name AS "displayName", a.starts_at AS "startsAt", a.ends_at AS "endsAt"
           FROM absence a JOIN user_account u ON u.id = a.user_id
           WHERE a.ward_id = $1 AND a.ends_at > $4 AND a.starts_at < $5 ORDER BY a.starts_at, a.id`,
    instants: { startsAt: true, endsAt: true },
  },
  availability: {
    text: `SELECT u.id AS "userId", u.display_name AS "displayName", a.weekday, a.from_time AS "from", a.to_time AS "to"
           FROM officer_availability a JOIN user_account u ON u.id = a.user_id
           WHERE a.ward_id = $1 AND u.role = 'officer' AND u.disabled_at IS NULL
           ORDER BY a.weekday, person_sort_name(u.display_name) COLLATE "vi-VN-x-icu", u.id, a.from_time`,
    instants: {},
  },
});

/** What the team's calendar shows from one date to another, both included. */
export function findMonthFacts(
  { pool }: Database,
  wardId: string,
  from: LocalDate,
  to: LocalDate,
): Promise<MonthFacts> {
  return readMonth(pool, [wardId, from, to, instantOf(from, '00:00'), instantOf(addDays(to, 1), '00:00')]);
}
