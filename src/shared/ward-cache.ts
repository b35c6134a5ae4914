/** A ward as a request found it: its state (change-count.ts). Unknown outside a session. */
export interface WardState {
  readonly wardId: string;
  readonly wardState?: string;
}

interface Kept<Value> {
  wardId: string;
  version: string;
  value: Promise<Value>;
}

const MINUTE_MS = 60_000;

/**
 * Keeps what pages read about a ward until the ward changes, at most until the minute is over. A request gets a kept
 * value only if the ward is in the same state as when the value began to be read, so every change that the log knows is
 * in it; what is written without one (by a job) may be missing until the minute is over. Because it is read again in
 * each minute, it may depend on the time to the minute. All readers get the same value and must not change it.
 * @param most values kept at a time; beyond it the one read longest ago is dropped.
 * @returns a function of the database, the ward, what the value depends on besides (`key`, the time), and how it is read.
 */
export function wardCache<Value>(
  most: number,
): (db: object, ward: WardState, asked: { key?: string; now: Date }, read: () => Promise<Value>) => Promise<Value> {
  const keepers = new WeakMap<object, Map<string, Kept<Value>>>();

  return (db, { wardId, wardState }, { key = '', now }, read) => {
    if (wardState === undefined) return read();
    const keeper = keepers.get(db) ?? new Map<string, Kept<Value>>();
    keepers.set(db, keeper);
    const place = `${wardId} ${key}`;
    const version = `${wardState} ${Math.floor(now.getTime() / MINUTE_MS)}`;
    const known = keeper.get(place);
    if (known?.version === version) return known.value;
    const entry = { wardId, version, value: read() };
    // What was read of the ward in another state is not asked for again.
    for (const [other, of] of keeper) if (of.wardId === wardId && of.version !== version) keeper.delete(other);
    if (keeper.size >= most) keeper.delete(keeper.keys().next().value!);
    keeper.set(place, entry);
    entry.value.catch(() => {
      if (keeper.get(place) === entry) keeper.delete(place);
    });
    return entry.value;
  };
}
