import { BANDS, isEvening } from './day-bands';
import type { DoorClass } from './door-class';

// What to expect before the ward has tries of its own. These are judgements, not figures from a source: doors open more
// often later in the evening; older people are also home by day; single people and tenants are out most. A few dozen of
// the ward's own tries outweigh them.

/** The chance, by band, that an otherwise unknown door opens. */
const OPENS = [0.3, 0.42, 0.5, 0.58, 0.58, 0.5, 0.45, 0.5, 0.5, 0.45, 0.5] as const satisfies Record<number, number>;

/** Added to the log-odds: by day and at weekends before evening, and in the evening. */
const CLASS_SHIFT: Record<DoorClass, { day: number; evening: number }> = {
  unknown: { day: 0, evening: 0 },
  old_only: { day: 0.7, evening: 0.7 },
  old_with_others: { day: 0.7, evening: 0.8 },
  children: { day: 0, evening: 0.3 },
  grown_ups: { day: -0.2, evening: -0.1 },
  one_grown_up: { day: -0.5, evening: -0.5 },
  temporary: { day: -0.7, evening: -0.5 },
};

/** Log-odds that the door opens. */
export function priorLogOdds(band: number, doorClass: DoorClass): number {
  const opens = OPENS[band]!;
  return Math.log(opens / (1 - opens)) + CLASS_SHIFT[doorClass][isEvening(band) ? 'evening' : 'day'];
}

if (OPENS.length !== BANDS.length) throw new Error('Every band has its prior chance.');
