import { weekdayName } from '../../../shared/dates';
import type { RoundTime } from '../../office/calendar/outreach-time';
import type { Officer } from './plan-queries';

/** The objection that an officer goes outside their availability, among those a written reason answers. */
export const OUTSIDE_AVAILABILITY = 'availability';

/** The objection that an officer goes more than the ward allows. */
export const OVER_LIMIT = 'work_limit';

/** Whether a round lies entirely within one stretch of the officer's free time. */
export const isFreeAt = ({ free }: Officer, { from, to }: RoundTime): boolean =>
  free.some((window) => from >= window.from && to <= window.to);

/** Whether a round lies outside an officer's stated availability. An officer without any can be sent at any hour. */
export const isOutsideStated = (officer: Officer, time: RoundTime): boolean =>
  officer.hasPattern && !isFreeAt(officer, time);

/** 'rảnh 18:00–21:00', 'chỉ rảnh 19:30–21:00', 'không rảnh thứ Năm', 'chưa ghi lịch rảnh'. */
export function availabilityHint(officer: Officer, time: RoundTime): string {
  if (!officer.hasPattern) return 'chưa ghi lịch rảnh';
  if (officer.free.length === 0) return `không rảnh ${weekdayName(time.date)}`;
  const hours = officer.free.map((window) => `${window.from}–${window.to}`).join(', ');
  return isFreeAt(officer, time) ? `rảnh ${hours}` : `chỉ rảnh ${hours}`;
}

/**
 * Objections to a round's time from the availability of its officers, in Vietnamese sentences. Only a written reason
 * overrides them.
 * @param officers with their availability for the weekday of the round.
 */
export const availabilityObjections = (officers: readonly Officer[], chosenIds: readonly string[], time: RoundTime) =>
  officers
    .filter((officer) => chosenIds.includes(officer.id) && isOutsideStated(officer, time))
    .map((officer) => {
      const hint = availabilityHint(officer, time);
      return officer.free.length === 0
        ? `${officer.displayName} ${hint}.`
        : `${officer.displayName} ${hint} ${weekdayName(time.date)}.`;
    });

/**
 * A written reason with what it answers, on a `tag` and in a sentence (`about`), for every page of a round.
 * @param answered the kinds of objections that applied when the reason was written.
 */
export function writtenReason(reason: string | null, answered: readonly string[]) {
  if (reason === null) return null;
  if (answered.length === 1 && answered[0] === OVER_LIMIT)
    return { tag: 'Quá số buổi, giờ', about: 'Quá số buổi, giờ của người đi', reason };
  const isOutside = answered.includes(OUTSIDE_AVAILABILITY);
  if (!isOutside) return { tag: 'Ngoài khung giờ', about: 'Ngoài khung giờ ra quân', reason };
  return answered.every((kind) => kind === OUTSIDE_AVAILABILITY || kind === OVER_LIMIT)
    ? { tag: 'Ngoài giờ rảnh', about: 'Ngoài giờ rảnh của người đi', reason }
    : { tag: 'Ngoài khung giờ', about: 'Ngoài khung giờ ra quân và giờ rảnh của người đi', reason };
}

interface Reasoned {
  outOfHoursReason: string | null;
  answeredObjections: string[];
}

/** A round's reason and what it answers, once all of its team go within the ward's limits. */
export const inLimits = ({ outOfHoursReason, answeredObjections }: Reasoned): Reasoned => ({
  outOfHoursReason: answeredObjections.join() === OVER_LIMIT ? null : outOfHoursReason,
  answeredObjections: answeredObjections.filter((kind) => kind !== OVER_LIMIT),
});

/**
 * Adds why an officer goes outside their hours or limits to the round's own reason, replacing the reason of that kind
 * given for an earlier team.
 */
export function withReason(round: Reasoned, kinds: readonly string[], reason: string): Reasoned {
  const others = round.answeredObjections.filter((kind) => !kinds.includes(kind));
  const isAdded = round.outOfHoursReason !== null && others.length > 0;
  return {
    outOfHoursReason: isAdded ? `${round.outOfHoursReason}; ${reason}` : reason,
    answeredObjections: [...others, ...kinds],
  };
}
