import { formatDayMonth, localDateOf, localTimeOf, weekdayName } from '../../shared/dates';
import { capitalise } from '../../shared/vietnamese-text';
import { judgeRoundTime, type CalendarFact, type OutreachPolicy } from '../calendar/outreach-time';

export interface PlannedRound {
  startsAt: Date;
  endsAt: Date;
  /** Written when the round was planned outside the policy: its time has been judged by a person. */
  outOfHoursReason: string | null;
  /** Officers of the round who have an absence at its time. */
  absentOfficers: readonly string[];
}

/**
 * Why a planned round must be looked at again, in Vietnamese sentences; none when it can go as it is. An absence, a
 * holiday or a change of policy may have come after the round. `calendarDays` of other dates are ignored.
 */
export function reviewReasons(round: PlannedRound, policy: OutreachPolicy, calendarDays: readonly CalendarFact[]): string[] {
  const date = localDateOf(round.startsAt);
  const judgement = judgeRoundTime({ date, from: localTimeOf(round.startsAt), to: localTimeOf(round.endsAt), policy, calendarDays });
  return [
    ...round.absentOfficers.map((name) => `${name} báo vắng ${weekdayName(date)} ${formatDayMonth(date)}: đổi người, đổi giờ hoặc hủy buổi.`),
    ...(judgement.allowed || round.outOfHoursReason !== null ? [] : judgement.reasons),
  ].map(capitalise);
}
