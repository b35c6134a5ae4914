import { formatDayMonth, type LocalDate } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { formatNumber } from '../../../shared/numbers';
import { formatCount, type Count, type Share, type Unit } from '../indicators/indicators';
import type { GroupRow } from './figure-queries';
import type { Figures } from './figures';

// How the chairman's page writes figures, and the links to the lists behind them.

/** A piece of a sentence; `href` is '' for plain words. */
export interface Part {
  text: string;
  href: string;
  /** What the eye should find first. */
  isKey?: true;
}

export const plain = (text: string): Part => ({ text, href: '' });

/** A sentence as parts: its words are plain, and so is a value that is a text. */
export const sentence = (
  words: TemplateStringsArray,
  ...values: readonly (string | Part | readonly Part[])[]
): Part[] =>
  words
    .flatMap((text, index) => [text, values[index] ?? []].flat())
    .flatMap((part) => (typeof part === 'string' ? plain(part) : part))
    .filter(({ text }) => text !== '');

/** The address of the list behind a figure, as of the day of the figure. */
export const listHref = (name: string, until: LocalDate, filter: Record<string, string> = {}): string =>
  `/reports/${name}?${new URLSearchParams({ ...filter, until }).toString()}`;

/** A count as a link to its list: '57 hộ'. */
export const linked = (count: Count<Unit>, href: string): Part => ({ text: formatCount(count), href });

/** '+4,1 điểm phần trăm'. */
export function points(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return `${rounded < 0 ? '−' : '+'}${formatNumber(Math.abs(rounded))} điểm phần trăm`;
}

/** The change from one share to another in percentage points; 0 while one of them has no denominator. */
export function pointsBetween(from: Share<Unit>, to: Share<Unit>): number {
  const percent = ({ numerator, denominator }: Share<Unit>) => (100 * numerator.value) / denominator.value;
  return from.denominator.value === 0 || to.denominator.value === 0 ? 0 : percent(to) - percent(from);
}

/** 'Tổ 5', 'Tổ 5 (trước 15/10: Tổ 4)' in the month in which the name changed. */
export function groupTitle({ groupName, formerName }: Pick<GroupRow, 'groupName' | 'formerName'>): string {
  const name = shortGroupName(groupName ?? 'Chưa xếp tổ');
  return formerName ? `${name} (trước ${formatDayMonth(formerName.until)}: ${shortGroupName(formerName.name)})` : name;
}

/** Why groups do not tell what the visits did; where the order was drawn, what does. A month closed before knows neither. */
export function causeText({ isOrderDrawn }: Pick<Figures, 'isOrderDrawn'>): string {
  if (isOrderDrawn === undefined) return 'So các tổ với nhau không cho biết nguyên nhân.';
  return isOrderDrawn
    ? 'Từ ngày bốc thăm, thứ tự đến các tổ còn lại là do bốc thăm: bao nhiêu phần thay đổi là nhờ đội, xem “Đội đến có ích không?”.'
    : 'Tổ nào đội đến trước không do bốc thăm, nên so các tổ với nhau không cho biết nguyên nhân.';
}
