import type { OutreachPolicy } from '../../office/calendar/outreach-time';
import { minuteOf } from './clock';
import { bandOf } from './day-bands';

/** The bands in which the ward's policy lets rounds go out at all. Holidays with windows count as Sundays. */
export function offeredBands({ windows }: Pick<OutreachPolicy, 'windows'>): number[] {
  const bands = new Set<number>();
  for (const kind of ['weekday', 'saturday', 'sunday', 'holiday'] as const) {
    for (const { from, to } of windows[kind]) {
      for (let minute = minuteOf(from); minute < minuteOf(to); minute += 30) bands.add(bandOf(kind, minute));
    }
  }
  return [...bands].sort((a, b) => a - b);
}
