import { compareStrings } from '../../../shared/compare';
import {
  addDays,
  formatDayMonth,
  formatRoundTime,
  localDateOf,
  weekdayName,
  weekdayOf,
  type LocalDate,
} from '../../../shared/dates';
import { spanText } from '../../../shared/time-span';
import { capitalise } from '../../../shared/vietnamese-text';
import type { FieldErrors } from '../../../web/form';
import { hrefWith } from '../../../web/pager';
import type { RequestFile } from './file-queries';
import { USUAL } from '../planning/forms';
import { minuteOf, timeOf } from '../planner/clock';
import { offeredRounds, type Offer, type OfferNearness } from '../planner/offered-rounds';
import { DAYS_AHEAD, type QueueFacts } from './offer-queries';

const NEAR: Record<OfferNearness, string> = {
  lane: 'qua cùng ngõ',
  beside: 'qua ngõ bên cạnh',
  corner: 'qua gần đây',
  group: 'trong cùng tổ',
};

/** The planned rounds that a request can join, the best first; none while it is not accepted or already planned. */
export function offersTo(requestId: string, { asked, rounds, bufferMinutes }: QueueFacts) {
  const door = asked.get(requestId);
  return door ? offeredRounds(door, rounds, bufferMinutes).map((offer) => offered(requestId, offer)) : [];
}

function offered(requestId: string, offer: Offer<QueueFacts['rounds'][number]>) {
  const { round, nearness, at, appointment, isInTime } = offer;
  const day = localDateOf(round.startsAt);
  return {
    action: `/requests/${requestId}/placement`,
    roundId: round.id,
    href: `/rounds/${round.id}`,
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    press: `Xếp ${weekdayName(day)} ${formatDayMonth(day)}`,
    // 'Cùng ngõ · đến khoảng 19:05 · trong giờ họ muốn 19:00–20:00 · buổi BĐ-7K2'
    why: [
      capitalise(NEAR[nearness]),
      `đến khoảng ${timeOf(at)}`,
      appointment && `trong giờ họ muốn ${spanText({ from: timeOf(appointment.from), to: timeOf(appointment.to) })}`,
      !isInTime && 'sau hạn đến',
      `buổi ${round.code}`,
    ]
      .filter(Boolean)
      .join(' · '),
  };
}

/** Minutes. Longer hours that suit are no hours of a round. */
const LONGEST = 180;

type AskedDoor = NonNullable<ReturnType<QueueFacts['asked']['get']>>;

/**
 * A new round with the door of a request, on the first day and at the hours that its household asked for, once the door
 * is neither paused nor in a closed area; '' while its pause has no end.
 */
function newRoundHref({ householdId, wishes, pausedUntil, closures }: AskedDoor, today: LocalDate): string {
  const start = pausedUntil ?? today;
  if (start === 'infinity') return '';
  const isOpen = (day: LocalDate) => day > start && !closures.some(({ from, until }) => from <= day && day <= until);
  const days = Array.from({ length: 2 * DAYS_AHEAD }, (_, index) => addDays(start, index + 1)).filter(isOpen);
  const asked = wishes.map(({ dates, weekdays, from, to }) => ({
    date: dates ? dates.find(isOpen) : days.find((day) => weekdays?.includes(weekdayOf(day))),
    // Of an hour in the usual evening: from then on, so that the team does not wait for it.
    ...(minuteOf(to) - minuteOf(from) <= LONGEST && { from, to: from >= USUAL.from && to < USUAL.to ? USUAL.to : to }),
  }));
  const [first] = asked.sort((one, other) => compareStrings(one.date ?? 'later', other.date ?? 'later'));
  const anyDay = pausedUntil !== null || closures.length > 0 ? days[0] : undefined;
  return hrefWith('/rounds/new', { mode: 'list', doors: householdId, ...first, date: first?.date ?? anyDay });
}

const SHOWN = 4;

/** Null for a request that needs no round: it is closed, not accepted, or planned already. */
export function placementOf(file: RequestFile, facts: QueueFacts, errors: FieldErrors, today: LocalDate) {
  const error = errors.placement ?? errors.roundId ?? '';
  const door = facts.asked.get(file.id);
  if (!door && error === '') return null;
  const offers = offersTo(file.id, facts).slice(0, SHOWN);
  const planHref = door ? newRoundHref(door, today) : '';
  const none = planHref
    ? `Trong ${DAYS_AHEAD} ngày tới chưa có buổi nào đi gần đây vào giờ thuận tiện mà còn chỗ. Hãy lập buổi mới: cửa này được ưu tiên khi xếp.`
    : 'Chưa xếp vào buổi nào được.';
  return { offers, none: door && offers.length === 0 ? none : '', planHref, error };
}
