import { z } from 'zod';
import { queryRows, type RowReader } from '../../../db/query-rows';
import { addDays, instantOf, localDateOf, monthEndOf, monthStartOf, weekStartOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import type { OutreachRules, RoundTime } from '../../office/calendar/outreach-time';
import { hoursOf, overtimeOf, workedTimeOf } from '../team/overtime/worked-time';
import { getPlanningRules } from '../round/plan-queries';

const LOAD = z.object({ officerId: z.string(), startsAt: z.date(), endsAt: z.date() });
type Load = Omit<z.infer<typeof LOAD>, 'officerId'>;

/** By officer what a round would exceed: '4 buổi trong tuần, hạn 3'. */
export type OverLimits = ReadonlyMap<string, string>;

/**
 * What a round of this time exceeds for an officer with these other rounds, earlier and later; '' for nothing. Hours are
 * those of the overtime page. The limits are the ward's own, no law's.
 * @param others of the week and the month, without cancelled ones.
 */
export function overLimit(time: RoundTime, others: readonly Load[], { policy, calendarDays }: OutreachRules): string {
  const own = { startsAt: instantOf(time.date, time.from), endsAt: instantOf(time.date, time.to) };
  const of = (period: (date: string) => string) =>
    [...others, own].filter(({ startsAt }) => period(localDateOf(startsAt)) === period(time.date));
  const inWeek = of(weekStartOf).length;
  const minutes = of(monthStartOf).reduce((sum, load) => sum + overtimeOf(workedTimeOf(load, calendarDays)), 0);
  return [
    inWeek > policy.roundsAWeek && `${inWeek} buổi trong tuần, hạn ${policy.roundsAWeek}`,
    policy.hoursAMonth > 0 &&
      minutes > policy.hoursAMonth * 60 &&
      `${formatNumber(hoursOf(minutes))} giờ làm thêm trong tháng, hạn ${policy.hoursAMonth}`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** Which of these officers a round of this time takes beyond the ward's limits. */
export async function listOverLimit(
  db: RowReader,
  wardId: string,
  officerIds: readonly string[],
  { time, exceptRoundId }: { time: RoundTime; exceptRoundId: string },
): Promise<OverLimits> {
  const [week, month, end] = [weekStartOf(time.date), monthStartOf(time.date), monthEndOf(time.date)];
  const [from, until] = [[week, month].sort()[0]!, [addDays(week, 6), end].sort()[1]!];
  const [rules, loads] = await Promise.all([
    getPlanningRules(db, wardId, month, end),
    queryRows(db, 'rounds-officer-loads', LOAD)`
      SELECT user_id AS "officerId", starts_at AS "startsAt", ends_at AS "endsAt" FROM round_officer
      WHERE ward_id = ${wardId}::uuid AND user_id = ANY (${officerIds}::uuid[]) AND is_active AND round_id <> ${exceptRoundId}::uuid
        AND starts_at >= ${instantOf(from, '00:00')} AND starts_at < ${instantOf(addDays(until, 1), '00:00')}`,
  ]);
  return new Map(
    officerIds.flatMap((id): [string, string][] => {
      const words = overLimit(
        time,
        loads.filter(({ officerId }) => officerId === id),
        rules,
      );
      return words ? [[id, words]] : [];
    }),
  );
}

/** What is said if a round saved a moment ago took an officer beyond a limit: read again once the officers are locked. */
export const OVER_MEANWHILE = 'Có người vừa được xếp buổi khác, nay quá hạn của phường. Gửi lại.';

/** 'Nguyễn Thị Hoa: 4 buổi trong tuần, hạn 3.' */
export const overLimitSentences = (
  officers: readonly { id: string; displayName: string }[],
  chosenIds: readonly string[],
  over: OverLimits,
): string[] =>
  officers.flatMap(({ id, displayName }) =>
    chosenIds.includes(id) && over.has(id) ? [`${displayName}: ${over.get(id)}.`] : [],
  );
