import { compareStrings } from '../../../shared/compare';
import {
  addDays,
  addMonths,
  daysBetween,
  formatDate,
  monthEndOf,
  quarterStartOf,
  type LocalDate,
} from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import type { Share, Unit } from './indicators';

// What the ward wants to reach, and by when. The way to a far target is a straight line: an assumption of this
// application, which no rule prescribes (docs/adr/0034).

/** The indicators with a share that may have a target, by the names under which the ward's targets are stored. */
export const TARGETED = {
  knownUsers: 'Tỷ lệ người trưởng thành đã dùng dịch vụ công trực tuyến',
  doorsReached: 'Tỷ lệ cửa đã gặp',
  level2: 'Tỷ lệ người lớn có VNeID mức 2',
  priorityHelped: 'Tỷ lệ người ưu tiên đã giúp',
} as const;
export type TargetedIndicator = keyof typeof TARGETED;

/** The indicator that a stored name means; null for one that the application has no share of. */
export const targetedIndicator = (name: string): TargetedIndicator | null =>
  (Object.keys(TARGETED) as TargetedIndicator[]).find((key) => TARGETED[key] === name) ?? null;

/** A target, and the line that leads to it. Values in per cent. */
export interface TargetPath {
  indicator: TargetedIndicator;
  /** Null for the whole ward. */
  groupId: string | null;
  /** '2030', 'Quý 4/2026' or 'Tháng 12/2026'. */
  period: string;
  value: number;
  /** The last day of the period. */
  endsOn: LocalDate;
  legalBasis: string;
  /** Where the line begins; null while the first full month of the book is not over. */
  start: { on: LocalDate; value: number } | null;
}

/** The last day of a period, '2030', 'Quý 4/2026' or 'Tháng 12/2026'; null for other words. */
export function periodEnd(period: string): LocalDate | null {
  const [, quarter, month, year] = /^(?:Quý ([1-4])\/|Tháng (0?[1-9]|1[0-2])\/)?(20\d\d)$/i.exec(period) ?? [];
  if (year === undefined) return null;
  return monthEndOf(`${year}-${String(month ?? Number(quarter ?? 4) * 3).padStart(2, '0')}-01`);
}

/** The last day of the date's calendar quarter. */
const quarterEnd = (date: LocalDate): LocalDate => addDays(addMonths(quarterStartOf(date), 3), -1);

/** The last day of the first calendar month that lies wholly in a book begun on `bookFrom`. */
export function firstFullMonthEnd(bookFrom: LocalDate): LocalDate {
  const first = bookFrom.endsWith('-01') ? bookFrom : addMonths(`${bookFrom.slice(0, 7)}-01`, 1);
  return addDays(addMonths(first, 1), -1);
}

/**
 * The target to compare with: of the targets whose period has not ended and that were set by this day, the one that
 * ends first; of a year, its last quarter and its last month, the shortest.
 */
export function targetInForce(
  targets: readonly TargetPath[],
  { indicator, groupId, on }: { indicator: TargetedIndicator; groupId: string | null; on: LocalDate },
): TargetPath | null {
  const [first] = targets
    .filter((target) => target.indicator === indicator && target.groupId === groupId && target.endsOn >= on)
    .sort((a, b) => compareStrings(a.endsOn, b.endsOn) || b.period.length - a.period.length);
  return first ?? null;
}

/** How a share stands against its target on a day, in people or doors. */
export interface TargetStatus {
  kind: 'ahead' | 'on-track' | 'behind' | 'unknown';
  /** Ahead: beyond the quarter's mark. Behind: short of the line today. Otherwise 0. */
  count: number;
  /** Missing for the quarter's mark. */
  toMark: number;
  /** The last day of the quarter, or of the target's period if that is earlier. */
  markOn: LocalDate;
}

/**
 * The line rises evenly from the share on the day the target was set (or at the end of the first full month of the book)
 * to the target at the end of its period; its height at a quarter's end is the quarter's mark. Behind is who lies
 * below the line today; ahead, who has passed the mark already; in between is on track. A share that began above its
 * target has to keep it.
 * @param target null if there is none. @param on the day of the figures.
 */
export function targetStatusOf(share: Share<Unit>, target: TargetPath | null, on: LocalDate): TargetStatus {
  const markOn = markDay(target, on);
  const [numerator, denominator] = [share.numerator.value, share.denominator.value];
  if (!target?.start || denominator === 0) return { kind: 'unknown', count: 0, toMark: 0, markOn };
  const needed = (day: LocalDate) => Math.ceil((denominator * levelOn(target, day)) / 100 - 1e-9);
  const [now, mark] = [needed(on), needed(markOn)];
  const toMark = Math.max(0, mark - numerator);
  if (numerator > mark) return { kind: 'ahead', count: numerator - mark, toMark, markOn };
  return numerator >= now
    ? { kind: 'on-track', count: 0, toMark, markOn }
    : { kind: 'behind', count: now - numerator, toMark, markOn };
}

const markDay = (target: TargetPath | null, on: LocalDate): LocalDate =>
  target && target.endsOn < quarterEnd(on) ? target.endsOn : quarterEnd(on);

/** The height of the line on a day, in per cent; the target itself after its end, and if the start was above it. */
export function levelOn({ start, value, endsOn }: TargetPath, day: LocalDate): number {
  if (!start || start.value >= value || day >= endsOn) return value;
  if (day <= start.on) return start.value;
  return start.value + ((value - start.value) * daysBetween(start.on, day)) / daysBetween(start.on, endsOn);
}

/** 'vượt 8 người', 'đúng hướng', 'chậm 12 người'. @param unit what the share counts, 'người' or 'cửa'. */
export function targetStatusText({ kind, count }: TargetStatus, unit: string): string {
  if (kind === 'unknown') return 'chưa so được';
  if (kind === 'on-track') return 'đúng hướng';
  return `${kind === 'ahead' ? 'vượt' : 'chậm'} ${formatNumber(count)} ${unit}`;
}

/** Behind first, those who lack most at the top; then on track, then ahead; what cannot be compared is last. */
export function behindFirst(a: TargetStatus, b: TargetStatus): number {
  const place = { behind: 0, 'on-track': 1, ahead: 2, unknown: 3 };
  return place[a.kind] - place[b.kind] || (a.kind === 'ahead' ? a.count - b.count : b.count - a.count);
}

/** '70 % (2030; Quyết định 1588/QĐ-TTg ngày 17/12/2024)'. */
export const targetText = ({ value, period, legalBasis }: TargetPath): string =>
  `${formatNumber(value)} % (${period}; ${legalBasis})`;

/** Where the line begins and the mark of the quarter, so that a reader can check the words. */
export function pathText(target: TargetPath, on: LocalDate): string {
  if (!target.start) return 'đường đi tới mục tiêu bắt đầu khi sổ đủ một tháng trọn';
  const markOn = markDay(target, on);
  const percent = (value: number) => `${formatNumber(Math.round(value * 10) / 10)} %`;
  return `đường thẳng từ ${percent(target.start.value)} ngày ${formatDate(target.start.on)}; mốc ${formatDate(markOn)}: ${percent(levelOn(target, markOn))}`;
}
