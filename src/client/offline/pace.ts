const FIRST_WAIT = 2;
const LONGEST_WAIT = 300;

/** Seconds to wait after so many rounds of sending in a row that got nothing through. */
export const secondsToWait = (failures: number): number =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, failures - 1));

/** Seconds before a password is tried again after so many wrong ones in a row. */
export const secondsAfterWrong = (wrong: number): number =>
  wrong < 3 ? 0 : Math.min(LONGEST_WAIT, 5 * 2 ** (wrong - 3));

/** When to send again: further and further apart while nothing goes through, and not while the server asks for a rest. */
export function createPace(now: () => Date) {
  let failures = 0;
  let rest: { from: Date; until: Date } | null = null;

  /** Seconds of the rest that are left. A clock that was put back ends it. */
  function secondsOfRest(): number {
    if (!rest || now() < rest.from) return 0;
    return Math.max(0, Math.ceil((rest.until.getTime() - now().getTime()) / 1000));
  }

  function restFor(seconds: number): void {
    rest = { from: now(), until: new Date(now().getTime() + seconds * 1000) };
  }

  /** Seconds until the next round, after one that left something unsent. */
  function secondsToNext({ hasSaved }: { hasSaved: boolean }): number {
    failures = hasSaved ? 1 : failures + 1;
    return Math.max(secondsOfRest(), secondsToWait(failures));
  }

  function startAfresh(): void {
    failures = 0;
    rest = null;
  }

  return { secondsOfRest, restFor, secondsToNext, startAfresh };
}
