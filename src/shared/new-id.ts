import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';

let sequence = randomInt(2 ** 31);

/**
 * The id of a row that the program makes: it begins with `at`, the moment that the row stores too; ids of one moment go
 * up. `v7()` alone reads the clock itself, and counts on from its last id when the clock was set back. An id that a form
 * brings, so that sending it twice makes one record, is older than its row: nothing may read a time from an id.
 */
export function newIdAt(at: Date): string {
  sequence = (sequence + 1) % 2 ** 32;
  return v7({ msecs: at.getTime(), seq: sequence });
}
