import type { LocalTime } from '../../../shared/dates';

/** '18:30' → 1110, minutes after midnight. */
export const minuteOf = (time: LocalTime): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** 1110.4 → '18:30'; stays within the day. */
export function timeOf(minute: number): LocalTime {
  const whole = Math.min(1439, Math.max(0, Math.floor(minute)));
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}
