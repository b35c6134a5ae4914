import { DATA_MAP } from '../data-map/data-map';
import { ERASED } from '../data-map/person-rows';

interface Change {
  table: string;
  id: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}

/**
 * The stored rows of an act (register_act.changes) without the words about these people; everything else stays, so that
 * what the act did to others can still be read. Such an act can no longer be reverted, because its rows have changed.
 */
export function scrubActSnapshots(changes: readonly Change[], ids: ReadonlySet<string>): Change[] {
  const isTheirs = ({ id, before, after }: Change) =>
    ids.has(id) || [before, after].some((snapshot) => snapshot !== null && ids.has(String(snapshot.resident_id)));
  const scrub = (table: string, snapshot: Change['before']) => {
    if (snapshot === null) return null;
    const { words } = DATA_MAP[table]!;
    return Object.fromEntries(
      Object.entries(snapshot).map(([column, value]) => [column, column in words ? emptied(value) : value]),
    );
  };
  return changes.map((change) =>
    isTheirs(change)
      ? { ...change, before: scrub(change.table, change.before), after: scrub(change.table, change.after) }
      : change,
  );
}

const emptied = (value: unknown) => (typeof value === 'string' && value !== '' ? ERASED : null);

/** The same shape with every text emptied: a row of an imported list without what was written in it. */
export function withoutTexts(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutTexts(part)]));
}
