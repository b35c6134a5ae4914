import { closureText } from '../../../shared/area-closures';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { absenceTime } from '../team/absences/absence-time';
import type { OutreachRules } from '../../office/calendar/outreach-time';
import { openObjections } from '../../office/calendar/round-objections';
import type { RoundAhead } from './queries';

type Reviewed = Pick<
  RoundAhead,
  'startsAt' | 'endsAt' | 'officers' | 'answeredObjections' | 'absences' | 'goneOfficers'
>;

/**
 * Why a planned round needs a review, in Vietnamese sentences; empty if it can go as it is. An absence, a holiday, or a
 * change of policy or account may have come after the round was planned.
 */
export const reviewReasons = (round: Reviewed & Partial<RoundAhead>, rules: OutreachRules): string[] =>
  [
    ...round.absences.map(
      (absence) =>
        `${absence.displayName} báo vắng ${uncapitalise(absenceTime(absence))}: đổi người, đổi giờ hoặc hủy buổi.`,
    ),
    ...round.goneOfficers.map((name) => `${name} không còn trong đội: đổi người hoặc hủy buổi.`),
    ...(round.closures ?? []).map(
      (closure) => `${closureText(closure)}: bỏ ${closure.doors} cửa ở đó, đổi ngày hoặc hủy buổi.`,
    ),
    ...openObjections({ ...round, teamSize: round.officers.length }, rules).map(({ sentence }) => sentence),
  ].map(capitalise);
