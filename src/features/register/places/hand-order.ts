// Sort keys for items moved by hand, between the keys of their neighbours, which keep theirs.

/** In byte order; the characters of natural keys (src/shared/walk-order.ts). */
const LETTERS = ' -0123456789abcdefghijklmnopqrstuvwxyz~';

export interface WalkItem {
  id: string;
  key: string;
  /** The sort key that follows from the address. */
  natural: string;
  /** A block's key is the prefix of all keys inside it and ends in a space; a door has one key. */
  isBlock: boolean;
}

export type MoveSide = 'before' | 'after';

/** The items with `id` moved next to `targetId`; null when either is missing. */
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
 * The new keys, by id, that place an item where it stands in `order`. Changes its own key, and those of the items
 * behind it only where there is no room. null means the natural key, which is used wherever it fits.
 * @param order the items in the desired order, each with its current key.
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

/** Keys for consecutive items between two keys; null when there is no room. */
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

/** The key after which the next item can start: a block ends behind everything inside it. */
const endOf = ({ key, isBlock }: Pick<WalkItem, 'key' | 'isBlock'>): string =>
  isBlock ? `${key.slice(0, -1)}${LETTERS[1]}` : key;

/**
 * A key after `lower` ('' is the beginning) and before `upper` (null is the end), in byte order; null when there is
 * none. It never ends in the lowest character and is never a prefix of `upper`, so that it can become a block's key.
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

/**
 * The exclusive upper limit of the character at a position: one past the last character without a bound, -1 beyond the
 * end of the bound.
 */
function limitAt(bound: string | null, at: number): number {
  if (bound === null) return LETTERS.length;
  return at < bound.length ? LETTERS.indexOf(bound[at]!) : -1;
}
