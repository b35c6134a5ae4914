import type { DayKind } from '../../office/calendar/outreach-time';

/**
 * The hours of a week in which people's habits differ: single hours on weekday evenings, halves of a day at weekends. A
 * holiday counts as a Sunday.
 */
export const BANDS = [
  { kind: 'weekday', from: 0, to: 17, words: 'ngày thường trước 17 giờ' },
  { kind: 'weekday', from: 17, to: 18, words: 'ngày thường lúc 17 giờ' },
  { kind: 'weekday', from: 18, to: 19, words: 'ngày thường lúc 18 giờ' },
  { kind: 'weekday', from: 19, to: 20, words: 'ngày thường lúc 19 giờ' },
  { kind: 'weekday', from: 20, to: 24, words: 'ngày thường sau 20 giờ' },
  { kind: 'saturday', from: 0, to: 12, words: 'sáng thứ Bảy' },
  { kind: 'saturday', from: 12, to: 18, words: 'chiều thứ Bảy' },
  { kind: 'saturday', from: 18, to: 24, words: 'tối thứ Bảy' },
  { kind: 'sunday', from: 0, to: 12, words: 'sáng Chủ nhật' },
  { kind: 'sunday', from: 12, to: 18, words: 'chiều Chủ nhật' },
  { kind: 'sunday', from: 18, to: 24, words: 'tối Chủ nhật' },
] as const satisfies readonly { kind: Exclude<DayKind, 'holiday'>; from: number; to: number; words: string }[];

export const BAND_COUNT = BANDS.length;

/** The index in BANDS of a minute after midnight on such a day. */
export function bandOf(kind: DayKind, minute: number): number {
  const hour = Math.min(23, Math.floor(minute / 60));
  const dayKind = kind === 'holiday' ? 'sunday' : kind;
  return BANDS.findIndex((band) => band.kind === dayKind && hour >= band.from && hour < band.to);
}

/** Whether a band lies in the evening of its day. */
export const isEvening = (band: number): boolean => BANDS[band]!.from >= 17;

const ALIKE = { same: 1, sameEvenings: 0.7, samePart: 0.6, other: 0.4 };
/** Habits depend on the weekday: a try on a Tuesday tells less about Thursdays. */
const OTHER_WEEKDAY = 0.7;

/**
 * How much a try in one band tells about another, from 0 to 1.
 * @param isSameWeekday whether both are on the same day of the week.
 */
export function likeness(a: number, b: number, isSameWeekday: boolean): number {
  const [first, second] = [BANDS[a]!, BANDS[b]!];
  const ofDay = isSameWeekday || first.kind !== 'weekday' || second.kind !== 'weekday' ? 1 : OTHER_WEEKDAY;
  if (a === b) return ALIKE.same * ofDay;
  if (first.kind === 'weekday' && second.kind === 'weekday') return ALIKE.sameEvenings * ofDay;
  const isSamePart = first.kind !== 'weekday' && second.kind !== 'weekday' && first.from === second.from;
  return isSamePart ? ALIKE.samePart : ALIKE.other;
}
