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
 * What an officer's rounds exceed in the week and the month of a date, in words; '' for nothing. Hours are those of the
 * overtime page.
 * @param loads earlier and later rounds, without cancelled ones.
 */
function overLimit(date: string, loads: readonly Load[], { policy, calendarDays }: OutreachRules): string {
  const of = (period: (date: string) => string) =>
    loads.filter(({ startsAt }) => period(localDateOf(startsAt)) === period(date));
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

/** By round what it takes its officers beyond, beside all other rounds and those of the list before it within the limits. */
export async function listOverLimits(
  db: RowReader,
  wardId: string,
  rounds: readonly (RoundTime & { id: string; officerIds: readonly string[] })[],
  known?: OutreachRules,
): Promise<ReadonlyMap<string, OverLimits>> {
  const dates = rounds.map(({ date }) => date).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) return new Map();
  const from = [weekStartOf(first), monthStartOf(first)].sort()[0]!;
  const until = [addDays(weekStartOf(last), 6), monthEndOf(last)].sort()[1]!;
  const rules = known ?? (await getPlanningRules(db, wardId, monthStartOf(first), monthEndOf(last)));
  const loads = await queryRows(db, 'rounds-officer-loads', LOAD)`
      SELECT user_id AS "officerId", starts_at AS "startsAt", ends_at AS "endsAt" FROM round_officer
      WHERE ward_id = ${wardId}::uuid AND user_id = ANY (${rounds.flatMap(({ officerIds }) => officerIds)}::uuid[]) AND is_active
        AND round_id <> ALL (${rounds.map(({ id }) => id)}::uuid[])
        AND starts_at >= ${instantOf(from, '00:00')} AND starts_at < ${instantOf(addDays(until, 1), '00:00')}`;
  return new Map(
    rounds.map(({ id, officerIds, date, ...time }): [string, OverLimits] => {
      const span = { startsAt: instantOf(date, time.from), endsAt: instantOf(date, time.to) };
      const over = officerIds.flatMap((each): [string, string][] => {
        const own = loads.filter(({ officerId }) => officerId === each);
        const words = overLimit(date, [...own, span], rules);
        return words ? [[each, words]] : [];
      });
      if (over.length === 0) loads.push(...officerIds.map((officerId) => ({ officerId, ...span })));
      return [id, new Map(over)];
    }),
  );
}

/** Which of these officers a round of this time takes beyond the ward's limits. `rules`: those of its month, if they are read. */
export const listOverLimit = async (
  db: RowReader,
  wardId: string,
  officerIds: readonly string[],
  { time, exceptRoundId: id, rules }: { time: RoundTime; exceptRoundId: string; rules?: OutreachRules },
): Promise<OverLimits> => (await listOverLimits(db, wardId, [{ ...time, id, officerIds }], rules)).get(id)!;

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
