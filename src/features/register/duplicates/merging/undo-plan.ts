import { changedColumns, keyOf, stepsBetween, type RowImage, type RowStep } from '../../../../shared/row-image';
import { isNewer } from './person-fields';
import { freePart, type Span } from './timeline';
import type { Reference } from './references';

/** So many days a merge can be undone; then its snapshot is destroyed. */
export const UNDO_DAYS = 30;

/** What a merge left behind, so that it can be undone. */
export interface MergeSnapshot {
  kept: { before: RowImage; after: RowImage };
  removed: RowImage;
  /** What became of each row that was touched, by reference. */
  steps: Readonly<Record<string, readonly RowStep[]>>;
  /** The keys of every row that hung on either side, so that what came later is told apart. */
  known: Readonly<Record<string, readonly string[]>>;
  /** Household codes; national numbers are kept sealed elsewhere. Null for residents. */
  codes: { kept: string | null; removed: string | null; after: string | null } | null;
  /** Whose national number the merged person got. */
  numberFrom: 'kept' | 'removed';
}

/** What undoing would write, and what of it the reviewer should know before. */
export interface UndoPlan {
  kept: RowStep;
  steps: Record<string, RowStep[]>;
  /** Columns of the kept record that were changed since: they stay as they are now. */
  keptFields: string[];
  /** Rows that came since, by reference: they stay with the kept record. */
  added: Record<string, number>;
  /** Rows the merge had touched that are gone or were given to somebody else since, by reference: they stay so. */
  changedSince: Record<string, number>;
}

/** Stretches of days that must not overlap, and what they must not overlap within. */
const SPANS: Readonly<Record<string, { from: string; to: string; within: readonly string[] }>> = {
  household_membership: { from: 'valid_from', to: 'valid_to', within: ['resident_id'] },
  resident_absence: { from: 'absent_from', to: 'ended_on', within: ['resident_id'] },
  unoccupied_period: { from: 'began_on', to: 'ended_on', within: ['household_id'] },
  priority_fact: { from: 'valid_from', to: 'valid_to', within: ['resident_id', 'household_id', 'kind'] },
};

/** The rule of a reference's days, when it is the kept record whose days must not overlap. */
function spansOf(reference: Reference): (typeof SPANS)[string] | null {
  const spans = SPANS[reference.id];
  return spans?.within.some((column) => reference.refs.includes(column)) ? spans : null;
}

const ALWAYS_NEW = ['version', 'updated_at'];

/** The kept record, and everything that hangs on it or was touched by the merge, by reference, as it is now. */
export interface Present {
  kept: RowImage;
  rows: Readonly<Record<string, readonly RowImage[]>>;
}

/**
 * How both records become what they were. Pure: the snapshot and the present. What was written since stays with the kept record; days it needs are taken from the restored
 * rows of the kept record, never from those of the other.
 */
export function planUndo(
  snapshot: MergeSnapshot,
  { kept, rows: present }: Present,
  references: readonly Reference[],
  at: Date,
): UndoPlan {
  const plan: UndoPlan = {
    kept: { before: kept, after: kept },
    steps: {},
    keptFields: [],
    added: {},
    changedSince: {},
  };
  plan.kept = {
    before: kept,
    after: { ...restoredRecord(snapshot, kept, plan), version: Number(kept.version) + 1, updated_at: at.toISOString() },
  };
  for (const reference of references) {
    const rows = present[reference.id] ?? [];
    const known = new Set(snapshot.known[reference.id] ?? []);
    const made = new Set(
      (snapshot.steps[reference.id] ?? []).flatMap(({ after }) => (after ? [keyOf(reference, after)] : [])),
    );
    const fresh = rows.filter((row) => !known.has(keyOf(reference, row)) && !made.has(keyOf(reference, row)));
    const target = restoreReference(reference, snapshot, { rows, fresh }, plan);
    plan.steps[reference.id] = stepsBetween(reference, rows, target);
    if (fresh.length > 0) plan.added[reference.id] = fresh.length;
  }
  return plan;
}

function restoredRecord({ kept: { before, after } }: MergeSnapshot, current: RowImage, plan: UndoPlan): RowImage {
  const restored: Record<string, unknown> = { ...current };
  for (const column of changedColumns(before, after).filter((each) => !ALWAYS_NEW.includes(each))) {
    if (isSame(current[column], after[column])) restored[column] = before[column];
    else plan.keptFields.push(column);
  }
  return restored;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function restoreReference(
  reference: Reference,
  snapshot: MergeSnapshot,
  { rows, fresh }: { rows: readonly RowImage[]; fresh: readonly RowImage[] },
  plan: UndoPlan,
): RowImage[] {
  const target = new Map(rows.map((row) => [keyOf(reference, row), row]));
  const steps = snapshot.steps[reference.id] ?? [];
  const missed = () => {
    plan.changedSince[reference.id] = (plan.changedSince[reference.id] ?? 0) + 1;
  };
  for (const step of steps) {
    if (!step.before) target.delete(keyOf(reference, step.after!));
    else if (!step.after) {
      if (isStillMeant(reference, step.before, rows, snapshot)) target.set(keyOf(reference, step.before), step.before);
      else missed();
    } else {
      const current = target.get(keyOf(reference, step.after));
      const restored = current && restoredRow(reference, { before: step.before, after: step.after }, current, snapshot);
      if (restored) target.set(keyOf(reference, restored), restored);
      else missed();
    }
  }
  const restored = [...target.values()];
  const spans = spansOf(reference);
  if (spans) return withRoomFor(spans, reference, restored, snapshot);
  if (reference.id === 'readiness') return withLatest(restored, fresh, snapshot);
  if (reference.id.startsWith('duplicate'))
    return restored.filter(
      (row) =>
        !fresh.includes(row) ||
        !restored.some((other) => other !== row && other.one_id === row.one_id && other.other_id === row.other_id),
    );
  return restored;
}

/** Somebody struck the merged person off a visit since: then neither of the two is put back on it. */
function isStillMeant(
  reference: Reference,
  before: RowImage,
  rows: readonly RowImage[],
  { kept }: MergeSnapshot,
): boolean {
  return (
    reference.id !== 'visit_presence' ||
    rows.some((row) => row.visit_id === before.visit_id && row.resident_id === kept.before.id)
  );
}

/** The row as it was, columns changed since apart; null when it was given to another record since. */
function restoredRow(
  reference: Reference,
  { before, after }: { before: RowImage; after: RowImage },
  current: RowImage,
  snapshot: MergeSnapshot,
): RowImage | null {
  const changed = changedColumns(before, after);
  if (changed.some((column) => reference.refs.includes(column) && !isSame(current[column], after[column]))) return null;
  // The removed record comes back exactly as it was; what was written since was written of the kept one.
  if (spansOf(reference) && reference.refs.some((column) => before[column] === snapshot.removed.id)) return before;
  return {
    ...current,
    ...Object.fromEntries(
      changed.filter((column) => isSame(current[column], after[column])).map((column) => [column, before[column]]),
    ),
  };
}

/** Restored days of the kept record give way to what was written of it since. */
function withRoomFor(
  { from, to, within }: (typeof SPANS)[string],
  reference: Reference,
  rows: readonly RowImage[],
  { kept, steps }: MergeSnapshot,
): RowImage[] {
  const touched = new Set(
    (steps[reference.id] ?? []).flatMap(({ before }) => (before ? [keyOf(reference, before)] : [])),
  );
  const isOfKept = (row: RowImage) => reference.refs.some((column) => row[column] === kept.before.id);
  const mayGiveWay = (row: RowImage) => touched.has(keyOf(reference, row)) && isOfKept(row);
  const spanOf = (row: RowImage): Span => ({ from: String(row[from]), to: row[to] as string | null });
  const placed = rows.filter((row) => !mayGiveWay(row));
  for (const row of rows.filter(mayGiveWay)) {
    const neighbours = placed.filter((other) => within.every((column) => isSame(other[column], row[column])));
    const part = freePart(spanOf(row), neighbours.map(spanOf));
    placed.push({ ...row, [from]: part.from, [to]: part.to });
  }
  return placed;
}

/** One latest row each: as it was, unless something newer was written since or the latest is gone. */
function withLatest(
  rows: readonly RowImage[],
  fresh: readonly RowImage[],
  { kept, removed }: MergeSnapshot,
): RowImage[] {
  const latestOf = (id: unknown): RowImage | null => {
    const own = rows.filter((row) => row.resident_id === id);
    const old = own.filter((row) => !fresh.includes(row));
    const newestOf = (list: readonly RowImage[]) =>
      list.reduce<RowImage | null>((newest, row) => (isNewer(row as never, newest as never) ? row : newest), null);
    const before = old.find((row) => row.is_latest === true) ?? newestOf(old);
    const since = newestOf(own.filter((row) => fresh.includes(row)));
    return since && (!before || String(since.recorded_on) >= String(before.recorded_on)) ? since : before;
  };
  const latest = [latestOf(kept.before.id), latestOf(removed.id)];
  return rows.map((row) => ({ ...row, is_latest: latest.includes(row) }));
}
