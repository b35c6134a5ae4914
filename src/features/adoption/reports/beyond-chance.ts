// Whether two counts of equally long spans, or two shares, differ by more than chance. Pure.

/**
 * Chance alone says so less often than once in 100 pairs of spans; one in 20 would cry wolf twice a year with two
 * tests a month. The margin also covers that files come in clumps, several from one visit.
 */
const LEVEL = 0.01;

/**
 * Whether a count changed between two equally long spans: of all that was counted, each had the same chance to fall
 * into either (exact two-sided binomial test, the conditional comparison of two Poisson counts).
 */
export function isCountChanged(before: number, now: number): boolean {
  const [total, fewer] = [before + now, Math.min(before, now)];
  let term = Math.exp(lnChoose(total, fewer) - total * Math.LN2);
  let tail = 0;
  for (let count = fewer; count >= 0; count -= 1) {
    tail += term;
    term *= count / (total - count + 1);
  }
  return 2 * tail < LEVEL;
}

/** Whether a share rose: Fisher's exact test, one tail of it. */
export function isShareRisen(before: [part: number, whole: number], now: [part: number, whole: number]): boolean {
  const [part, whole] = now;
  const [parts, all] = [before[0] + part, before[1] + whole];
  let term = Math.exp(lnChoose(parts, part) + lnChoose(all - parts, whole - part) - lnChoose(all, whole));
  let tail = 0;
  for (let count = part; count <= Math.min(parts, whole); count += 1) {
    tail += term;
    term *= ((parts - count) * (whole - count)) / ((count + 1) * (all - parts - whole + count + 1));
  }
  return 2 * tail < LEVEL;
}

function lnChoose(whole: number, part: number): number {
  let sum = 0;
  for (let index = 1; index <= part; index += 1) sum += Math.log((whole - part + index) / index);
  return sum;
}
