import { BAND_COUNT, likeness } from './day-bands';

/** One try at a door, as input for its tendency. */
export interface PastTry {
  band: number;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  isAnswered: boolean;
  /** Log-odds of an answer to this try at an average door of the same kind. */
  expected: number;
}

/** Standard deviation of a door's own log-odds. Households differ far more than their ages tell. */
const SPREAD = 1.3;
const STEPS = [-2.4, -1.8, -1.2, -0.6, 0, 0.6, 1.2, 1.8, 2.4].map((step) => step * SPREAD);
const LOG_WEIGHTS = STEPS.map((step) => -((step / SPREAD) ** 2) / 2);
const likenessTable = (isSameWeekday: boolean) =>
  Array.from({ length: BAND_COUNT }, (_, a) =>
    Array.from({ length: BAND_COUNT }, (_unused, b) => likeness(a, b, isSameWeekday)),
  );
const SAME_WEEKDAY = likenessTable(true);
const OTHER_WEEKDAY = likenessTable(false);

/**
 * The chance that this door opens in a band of a weekday: the expectation for similar doors, adjusted by the door's own
 * tries. A door has a tendency (log-odds, normal around 0). Every try updates it by how far the answer lay from the
 * expectation, with more weight the more alike its hour is (a tempered likelihood, summed over nine steps of the
 * tendency).
 * @param count number of tries to use, from the start of the list.
 */
export function chanceAfter(
  tries: readonly PastTry[],
  { band, weekday, expected }: Omit<PastTry, 'isAnswered'>,
  count = tries.length,
): number {
  let total = 0;
  let answered = 0;
  const alike = { same: SAME_WEEKDAY[band]!, other: OTHER_WEEKDAY[band]! };
  for (let step = 0; step < STEPS.length; step += 1) {
    const tendency = STEPS[step]!;
    let logWeight = LOG_WEIGHTS[step]!;
    for (let index = 0; index < count; index += 1) {
      const pastTry = tries[index]!;
      const logOdds = pastTry.expected + tendency;
      logWeight -=
        (pastTry.weekday === weekday ? alike.same : alike.other)[pastTry.band]! *
        Math.log1p(Math.exp(pastTry.isAnswered ? -logOdds : logOdds));
    }
    const weight = Math.exp(logWeight);
    total += weight;
    answered += weight / (1 + Math.exp(-(expected + tendency)));
  }
  return answered / total;
}
