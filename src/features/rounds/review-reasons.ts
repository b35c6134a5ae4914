import { formatDayMonth, localDateOf, weekdayName } from '../../shared/dates';
import { capitalise } from '../../shared/vietnamese-text';
import type { OutreachRules } from '../calendar/outreach-time';
import { openObjections } from '../calendar/round-objections';

export interface PlannedRound {
  startsAt: Date;
  endsAt: Date;
  officers: readonly string[];
  /** The kinds of objections that the round's written reason answers. */
  answeredObjections: readonly string[];
  /** Officers of the round who have an absence at its time. */
  absentOfficers: readonly string[];
  /** Officers of the round who are no officers of the ward any more. */
  goneOfficers: readonly string[];
}

/**
 * Why a planned round must be looked at again, in Vietnamese sentences; none when it can go as it is. An absence, a
 * holiday, a change of policy or of an account may have come after the round.
 */
export function reviewReasons(round: PlannedRound, rules: OutreachRules): string[] {
  const date = localDateOf(round.startsAt);
  return [
    ...round.absentOfficers.map((name) => `${name} báo vắng ${weekdayName(date)} ${formatDayMonth(date)}: đổi người, đổi giờ hoặc hủy buổi.`),
    ...round.goneOfficers.map((name) => `${name} không còn trong đội: đổi người hoặc hủy buổi.`),
    ...openObjections({ ...round, teamSize: round.officers.length }, rules).map(({ sentence }) => sentence),
  ].map(capitalise);
}
