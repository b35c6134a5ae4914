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

/** A new round with the door of a request, on the first day and at the hours that its household asked for. */
function newRoundHref({ householdId, wishes }: Pick<RequestFile, 'householdId' | 'wishes'>, today: LocalDate): string {
  const week = Array.from({ length: 7 }, (_, index) => addDays(today, index + 1));
  const asked = wishes.map(({ dates, weekdays, from, to }) => ({
    date: dates ? dates.find((day) => day > today) : week.find((day) => weekdays?.includes(weekdayOf(day))),
    ...(minuteOf(to) - minuteOf(from) > LONGEST || (from >= USUAL.from && to <= USUAL.to) ? {} : { from, to }),
  }));
  const [first] = asked.sort((one, other) => compareStrings(one.date ?? 'later', other.date ?? 'later'));
  return hrefWith('/rounds/new', { mode: 'list', doors: householdId, ...first });
}

const SHOWN = 4;

/** Null for a request that needs no round: it is closed, not accepted, or planned already. */
export function placementOf(file: RequestFile, facts: QueueFacts, errors: FieldErrors, today: LocalDate) {
  const error = errors.placement ?? errors.roundId ?? '';
  if (!facts.asked.has(file.id) && error === '') return null;
  const offers = offersTo(file.id, facts).slice(0, SHOWN);
  return {
    offers,
    none:
      offers.length > 0
        ? ''
        : `Trong ${DAYS_AHEAD} ngày tới chưa có buổi nào đi gần đây vào giờ thuận tiện mà còn chỗ. Hãy lập buổi mới: cửa này được ưu tiên khi xếp.`,
    planHref: newRoundHref(file, today),
    error,
  };
}
