import { closureText, type AreaClosure } from '../../../shared/area-closures';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { absenceTime } from '../team/absences/absence-time';
import type { OutreachRules } from '../../office/calendar/outreach-time';
import { openObjections } from '../../office/calendar/round-objections';

/** An officer of a round, and an absence at its time. */
export interface AbsentOfficer {
  displayName: string;
  startsAt: Date;
  endsAt: Date;
}

export interface PlannedRound {
  startsAt: Date;
  endsAt: Date;
  officers: readonly string[];
  /** The kinds of objections that the round's written reason answers. */
  answeredObjections: readonly string[];
  absences: readonly AbsentOfficer[];
  /** Members of the team who are no longer officers of the ward. */
  goneOfficers: readonly string[];
  /** Areas closed on its day, with the number of its open doors there. */
  closures?: readonly (AreaClosure & { doors: number })[];
}

/**
 * Why a planned round needs a review, in Vietnamese sentences; empty if it can go as it is. An absence, a holiday, or a
 * change of policy or account may have come after the round was planned.
 */
export const reviewReasons = (round: PlannedRound, rules: OutreachRules): string[] =>
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
