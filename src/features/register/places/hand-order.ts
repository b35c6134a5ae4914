// Keys for what is put elsewhere by hand, between the keys of what stands beside it: nothing else gets another key.

/** In the order of their bytes; the letters of the natural keys (src/shared/walk-order.ts). */
const LETTERS = ' -0123456789abcdefghijklmnopqrstuvwxyz~';

export interface WalkItem {
  id: string;
  /** Its place now. */
  key: string;
  /** Its place by the address. */
  natural: string;
  /** A block is the beginning of the keys of all inside it, and ends in a space; a door is one key. */
  isBlock: boolean;
}

export type MoveSide = 'before' | 'after';

/** The items with `id` put beside `targetId`; null when one of the two is not among them. */
export function moved<Item extends { id: string }>(
  items: readonly Item[],
  id: string,
  side: MoveSide,
  targetId: string,
): Item[] | null {
  const item = items.find((one) => one.id === id);
  const others = items.filter((one) => one.id !== id);
  const target = others.findIndex((one) => one.id === targetId);
  if (!item || target === -1) return null;
  others.splice(side === 'before' ? target : target + 1, 0, item);
  return others;
}

/**
 * The new keys that put an item where it stands in `order`, by id: its own, and those of doors behind it only where their
 * keys leave no room. null stands for the natural key, which is taken back wherever it fits. `order` holds the items as they
 * should be, each with the key it has now.
 */
export function keysFor(order: readonly WalkItem[], id: string): Map<string, string | null> {
  const from = order.findIndex((item) => item.id === id);
  const lower = from === 0 ? '' : endOf(order[from - 1]!);
  for (let to = from + 1; ; to += 1) {
    const upper = order[to]?.key ?? null;
    if (upper !== null && upper <= lower) continue;
    const keys = spread(order.slice(from, to), lower, upper);
    if (keys) return keys;
  }
}

/** Keys for items that follow each other between two keys; null when there is no room. */
function spread(items: readonly WalkItem[], lower: string, upper: string | null): Map<string, string | null> | null {
  const keys = new Map<string, string | null>();
  let last = lower;
  for (const item of items) {
    const fits = item.natural > last && (upper === null || endOf({ ...item, key: item.natural }) < upper);
    const key = fits ? item.natural : newKey(item, last, upper);
    if (key === null) return null;
    keys.set(item.id, fits ? null : key);
    last = endOf({ ...item, key });
  }
  return keys;
}

function newKey({ isBlock }: WalkItem, lower: string, upper: string | null): string | null {
  const between = keyBetween(lower, upper);
  return between !== null && isBlock ? `${between} ` : between;
}

/** The key after which the next item may stand: a block ends behind everything inside it. */
function endOf({ key, isBlock }: Pick<WalkItem, 'key' | 'isBlock'>): string {
  return isBlock ? `${key.slice(0, -1)}${LETTERS[1]}` : key;
}

/**
 * A key after `lower` ('' is the beginning) and before `upper` (null is the end), in plain byte order; null when there is
 * none. It never ends in the lowest letter and is never the beginning of `upper`, so that a block can be made of it.
 */
export function keyBetween(lower: string, upper: string | null): string | null {
  let shared = '';
  let bound = upper;
  for (let at = 0; ; at += 1) {
    const low = at < lower.length ? LETTERS.indexOf(lower[at]!) : 0;
    const high = limitAt(bound, at);
    if (high === -1) return null;
    if (high - low > 1) return shared + LETTERS[Math.floor((low + high) / 2)]!;
    if (high > low) bound = null;
    shared += LETTERS[low]!;
  }
}

/** The letter below which a key has to stay at a place: one past the last without a bound, -1 behind the end of it. */
function limitAt(bound: string | null, at: number): number {
  if (bound === null) return LETTERS.length;
  return at < bound.length ? LETTERS.indexOf(bound[at]!) : -1;
}
