import type { LocalTime } from './dates';

/** A period within one day. */
export interface TimeSpan {
  from: LocalTime;
  to: LocalTime;
}

const LEADING_ZERO = /^0(?=\d:)/;

/** '8:00–11:00'. */
export const spanText = ({ from, to }: TimeSpan): string => `${hourText(from)}–${hourText(to)}`;

/** '8:00'. */
export const hourText = (time: LocalTime): string => time.replace(LEADING_ZERO, '');

/**
 * What is wrong with two typed hours, and beside which of them to say it; null if nothing is. The first may stand alone
 * ('khoảng 19 giờ'), the second may not. @param from, to 'HH:MM', or '' if nothing was typed.
 */
export function spanProblem(from: LocalTime | '', to: LocalTime | ''): { at: 'from' | 'to'; message: string } | null {
  if (to !== '' && from === '') return { at: 'from', message: 'Ghi cả giờ bắt đầu.' };
  if (to !== '' && to <= from) return { at: 'to', message: 'Giờ kết thúc phải sau giờ bắt đầu.' };
  return null;
}
