import type { DemoRandom } from '../../../prisma/seed/demo-random';

/** The owner of a waiting step; what a killed owner waits for never comes. */
export interface Owner {
  isAlive: boolean;
}

/** Things of the network, which outlive every browser. */
export const NOBODY: Owner = { isAlive: true };

/** What may happen next. One thing happens at a time, in an order drawn by chance, so a seed gives the same run again. */
export class Moments {
  count = 0;
  private waiting: { owner: Owner; happen: () => void }[] = [];

  constructor(private readonly random: DemoRandom) {}

  later(owner: Owner, happen: () => void): void {
    this.waiting.push({ owner, happen });
  }

  /** Two moments: it happens, then the caller learns of it. Its owner may be killed before, between and after. */
  call<Result>(owner: Owner, act: () => Result): Promise<Result> {
    return new Promise((resolve, reject) =>
      this.later(owner, () => {
        const outcome = outcomeOf(act);
        this.later(owner, () => ('result' in outcome ? resolve(outcome.result) : reject(outcome.error)));
      }),
    );
  }

  /** Lets one thing happen, and all owners react to it. False if nothing is left. */
  async next(): Promise<boolean> {
    this.waiting = this.waiting.filter(({ owner }) => owner.isAlive);
    if (this.waiting.length === 0) return false;
    const { happen } = this.waiting.splice(this.random.int(0, this.waiting.length - 1), 1)[0]!;
    this.count += 1;
    happen();
    await new Promise(setImmediate);
    return true;
  }
}

function outcomeOf<Result>(act: () => Result): { result: Result } | { error: unknown } {
  try {
    return { result: act() };
  } catch (error) {
    return { error };
  }
}
