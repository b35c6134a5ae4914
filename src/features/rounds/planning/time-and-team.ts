import type { RoundTime } from '../../office/calendar/outreach-time';
import { knownText, type KnownFace, type Officer, type OfficerAbsence, type OfficerClash } from '../round/plan-queries';
import { SHARE_WEEKS } from '../round/officer-share';
import { availabilityHint, isFreeAt } from '../round/stated-hours';

// The parts about hours and team that all forms of a round share.

// ---------------------------------------------------------------- hours

/** Objections to the hours of a round, in words. */
export interface OutsideHours {
  policy: string[];
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
  /** Rounds of each officer in the weeks over which evenings are shared. */
  share: ReadonlyMap<string, number>;
  clashes: readonly OfficerClash[];
  absences: readonly OfficerAbsence[];
  time: RoundTime | null;
  /** Who met the households of the chosen doors. */
  known?: readonly KnownFace[];
}

type Shares = Pick<Team, 'share' | 'time' | 'known'>;

/** Officers who are free at that time come first, among them those with the fewest rounds, then whom most doors know. */
export function byShare(officers: readonly Officer[], { share, time, known = [] }: Shares): Officer[] {
  const free = (officer: Officer) => Number(time !== null && isFreeAt(officer, time));
  const rounds = ({ id }: Officer) => share.get(id) ?? 0;
  const faces = ({ id }: Officer) => known.filter(({ officerId }) => officerId === id).length;
  return officers.toSorted(
    (one, other) => free(other) - free(one) || rounds(one) - rounds(other) || faces(other) - faces(one),
  );
}

/** 'đã gặp 3 nhà, 5 lần · rảnh 18:00–21:00 · 2 buổi trong 8 tuần' */
export const shareHint = (officer: Officer, { share, time, known = [] }: Shares): string =>
  [
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
