/**
 * The value for an age: that of the first band whose upper limit is above it. The last band ends at Infinity.
 * @param bands by rising age, each with the age at which it ends (exclusive).
 */
export function atAge<Value>(age: number, bands: readonly (readonly [below: number, value: Value])[]): Value {
  return bands.find(([below]) => age < below)![1];
}

/** A seeded random generator: the same seed gives the same draws, so that the demo ward is the same every time. */
export class DemoRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** The next draw of mulberry32, 32 bits. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  fraction(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both inclusive. */
  int(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.fraction() * items.length)]!;
  }

  /** The first item that fits, from a random one on. */
  find<Item>(items: readonly Item[], fits: (item: Item) => boolean): Item | undefined {
    return items.slice(this.int(0, items.length - 1)).find(fits) ?? items.find(fits);
  }

  /** One of the items, with a probability proportional to its weight. */
  weighted<Item>(items: readonly (readonly [item: Item, weight: number])[]): Item {
    let rest = this.fraction() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest < 0) return item;
    }
    return items.at(-1)![0];
  }

  /** One of the keys, with a probability proportional to its weight. */
  byWeight<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key {
    return this.weighted(Object.entries(weights) as [Key, number][]);
  }

  /** A shuffled copy of the items. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const copy = [...items];
    for (let index = copy.length - 1; index > 0; index -= 1) {
      const other = this.int(0, index);
      [copy[index], copy[other]] = [copy[other]!, copy[index]!];
    }
    return copy;
  }

  /** `count` different items, or all of them when there are fewer. */
  sample<Item>(items: readonly Item[], count: number): Item[] {
    return this.shuffled(items).slice(0, count);
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.int(0, 9)).join('');
  }

  hex(count: number): string {
    let text = '';
    while (text.length < count) text += this.int(0, 0xffffff).toString(16).padStart(6, '0');
    return text.slice(0, count);
  }
}

/** Ids in the shape of UUIDv7: the timestamp counts up from `since`, the rest is random. */
export function demoIds(random: DemoRandom, since: Date): () => string {
  let time = since.getTime();
  return () => {
    time += 1;
    const timePart = time.toString(16).padStart(12, '0');
    return `${timePart.slice(0, 8)}-${timePart.slice(8)}-7${random.hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${random.hex(3)}-${random.hex(12)}`;
  };
}
