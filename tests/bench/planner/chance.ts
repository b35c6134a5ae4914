/**
 * Chance without memory: the same words always draw the same number. What happens in the simulated ward on a day thus
 * never depends on who was asked before, and all ways of planning meet the same ward.
 */

/** A number in [0, 1) for these words. */
export function draw(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const word of words) {
    const text = String(word);
    for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ 0x2f, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

/** A standard normal number for these words (Box and Muller). */
export function drawNormal(...words: readonly (string | number)[]): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(...words, 'radius')));
  return radius * Math.cos(2 * Math.PI * draw(...words, 'angle'));
}

/** A stream of numbers, for things made once and in a fixed order. */
export class Stream {
  private count = 0;

  constructor(
    private readonly seed: number,
    private readonly name: string,
  ) {}

  /** [0, 1) */
  next(): number {
    this.count += 1;
    return draw(this.seed, this.name, this.count);
  }

  normal(): number {
    this.count += 1;
    return drawNormal(this.seed, this.name, this.count);
  }

  isTrue(chance: number): boolean {
    return this.next() < chance;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of the keys, by weight. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    const entries = Object.entries(weights) as [Key, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      rest -= weight;
      if (rest < 0) return key;
    }
    return entries.at(-1)![0];
  }

  /**
   * A share around `mean`, between 0 and 1: the larger `firmness`, the closer to the mean (a beta, by normal
   * approximation).
   */
  share(mean: number, firmness: number): number {
    const spread = Math.sqrt((mean * (1 - mean)) / (firmness + 1));
    return Math.min(0.99, Math.max(0.01, mean + spread * this.normal()));
  }
}
