import type { RoundTime } from '../../office/calendar/outreach-time';
import { knownText, type KnownFace, type Officer, type OfficerAbsence, type OfficerClash } from '../round/plan-queries';
import { SHARE_WEEKS } from '../round/officer-share';
import { availabilityHint, isFreeAt } from '../round/stated-hours';
import type { OverLimits } from './limit-queries';

// The parts about hours and team that all forms of a round share.

// ---------------------------------------------------------------- hours

/** Objections to the hours of a round, in words. */
export interface OutsideHours {
  policy: string[];
  availability: string[];
  /** Who goes more than the ward allows. */
  limits: string[];
}

/** @param typedReason the written reason as it stands in the form: the field stays once something was typed. */
export function outOfHours({ policy, availability, limits }: OutsideHours, typedReason: string) {
  const reasons = [...policy, ...availability, ...limits];
  const isOnlyAvailability = policy.length === 0 && availability.length > 0;
  const isOnlyLimits = limits.length > 0 && reasons.length === limits.length;
  return {
    ...(isOnlyAvailability
      ? { title: 'Ngoài giờ rảnh của người đi', label: 'Lý do ra quân ngoài giờ rảnh' }
      : { title: 'Ngoài khung giờ ra quân', label: 'Lý do ra quân ngoài khung giờ' }),
    ...(isOnlyLimits && { title: 'Quá hạn của người đi', label: 'Lý do vẫn đi quá hạn' }),
    reasons,
    isAsked: reasons.length > 0 || typedReason !== '',
  };
}

// ---------------------------------------------------------------- team

/** A ward's officers and what is known of a time: who is free, who has another round, who is absent. */
export interface Team {
  officers: readonly Officer[];
  /** Rounds of each officer in the weeks over which evenings are shared. */
  share: ReadonlyMap<string, number>;
  clashes: readonly OfficerClash[];
  absences: readonly OfficerAbsence[];
  time: RoundTime | null;
  /** Whom the households of the chosen doors met, and refused. */
  known?: readonly KnownFace[];
  over?: OverLimits;
}

type Shares = Pick<Team, 'share' | 'time' | 'known' | 'over'>;

/** Officers who are free at that time and within the ward's limits come first, then those of whom only one is true; among them those with the fewest rounds, then whom most doors know and fewest refused. */
export function byShare(officers: readonly Officer[], { share, time, known = [], over }: Shares): Officer[] {
  const free = (officer: Officer) => Number(time !== null && isFreeAt(officer, time)) - (over?.has(officer.id) ? 1 : 0);
  const rounds = ({ id }: Officer) => share.get(id) ?? 0;
  const faces = ({ id }: Officer) =>
    known.reduce((sum, face) => sum + (face.officerId === id ? Number(face.visits > 0) - Number(face.refused) : 0), 0);
  return officers.toSorted(
    (one, other) => free(other) - free(one) || rounds(one) - rounds(other) || faces(other) - faces(one),
  );
}

/** 'đã gặp 3 nhà, 5 lần; 1 nhà lần trước chưa muốn · rảnh 18:00–21:00 · 2 buổi trong 8 tuần' */
export const shareHint = (officer: Officer, { share, time, known = [], over }: Shares): string =>
  [
    over?.get(officer.id),
    knownText(known, officer.id),
    time && availabilityHint(officer, time),
    `${share.get(officer.id) ?? 0} buổi trong ${SHARE_WEEKS} tuần`,
  ]
    .filter(Boolean)
    .join(' · ');

/** The officers that may be ticked, with what speaks for and against each at that time; those who cannot go come last. */
export function officerChoices(team: Team, chosenIds: readonly string[]) {
  const barOf = ({ id }: Officer) => {
    const clash = team.clashes.find(({ officerId }) => officerId === id);
    if (clash) return `đã có buổi ${clash.code}`;
    return team.absences.some(({ officerId }) => officerId === id) ? 'báo vắng' : '';
  };
  return byShare(team.officers, team)
    .toSorted((one, other) => Number(barOf(one) !== '') - Number(barOf(other) !== ''))
    .map((officer) => ({
      value: officer.id,
      label: officer.displayName,
      hint: barOf(officer) || shareHint(officer, team),
      checked: chosenIds.includes(officer.id),
    }));
}

/** 'Ai đi (chọn 2 người)'. */
export const teamLegend = (teamSize: number): string => `Ai đi (chọn ${teamSize} người)`;

/** What to do while the ward has too few officers for a team; '' if it has enough. */
export const teamHint = (officers: readonly Officer[], teamSize: number): string =>
  officers.length >= teamSize
    ? ''
    : 'Phường chưa đủ tài khoản thành viên đội. Nhờ người quản trị mở thêm ở Cài đặt, Tài khoản.';
