import type { RoundTime } from '../../office/calendar/outreach-time';
import type { Officer, OfficerAbsence, OfficerClash } from '../round/plan-queries';
import { availabilityHint } from '../round/stated-hours';

// The parts about hours and team that all forms of a round share.

// ---------------------------------------------------------------- hours

/** Objections to the hours of a round, in words. */
export interface OutsideHours {
  /** From the ward's policy. */
  policy: string[];
  /** From the officers' availability. */
  availability: string[];
}

/** @param typedReason the written reason as it stands in the form: the field stays once something was typed. */
export function outOfHours({ policy, availability }: OutsideHours, typedReason: string) {
  const reasons = [...policy, ...availability];
  const isOnlyAvailability = policy.length === 0 && availability.length > 0;
  return {
    title: isOnlyAvailability ? 'Ngoài giờ rảnh của người đi' : 'Ngoài khung giờ ra quân',
    label: isOnlyAvailability ? 'Lý do ra quân ngoài giờ rảnh' : 'Lý do ra quân ngoài khung giờ',
    reasons,
    isAsked: reasons.length > 0 || typedReason !== '',
  };
}

// ---------------------------------------------------------------- team

/** A ward's officers and what is known of a time: who is free, who has another round, who is absent. */
export interface Team {
  officers: readonly Officer[];
  clashes: readonly OfficerClash[];
  absences: readonly OfficerAbsence[];
  time: RoundTime | null;
}

/** The officers that may be ticked, with what speaks for and against each at that time. */
export function officerChoices({ officers, clashes, absences, time }: Team, chosenIds: readonly string[]) {
  const hintOf = (officer: Officer) => {
    const clash = clashes.find(({ officerId }) => officerId === officer.id);
    if (clash) return `đã có buổi ${clash.code}`;
    if (absences.some(({ officerId }) => officerId === officer.id)) return 'báo vắng';
    return time ? availabilityHint(officer, time) : '';
  };
  return officers.map((officer) => ({
    value: officer.id,
    label: officer.displayName,
    hint: hintOf(officer),
    checked: chosenIds.includes(officer.id),
  }));
}

/** 'Ai đi (chọn 2 người)'. */
export function teamLegend(teamSize: number): string {
  return `Ai đi (chọn ${teamSize} người)`;
}

/** What to do while the ward has too few officers for a team; '' if it has enough. */
export function teamHint(officers: readonly Officer[], teamSize: number): string {
  return officers.length >= teamSize
    ? ''
    : 'Phường chưa đủ tài khoản thành viên đội. Nhờ người quản trị mở thêm ở Cài đặt, Tài khoản.';
}
