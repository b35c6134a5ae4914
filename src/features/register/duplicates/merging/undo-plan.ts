import { addDays, localDateOf, type LocalDate } from '../../../../shared/dates';
import { changedColumns, keyOf, stepsBetween, type RowSnapshot, type RowStep } from '../../../../shared/row-snapshot';
import { isNewer } from './person-fields';
import { freePart, type Span } from './timeline';
import type { Reference } from '../../references/references';

/** A merge can be undone for this many days; then its snapshot is destroyed. */
export const UNDO_DAYS = 30;

/** Why a merge cannot be undone any more when an erasure emptied its snapshot. */
export const SNAPSHOT_ERASED =
  'Dữ liệu của người trong hồ sơ này đã xóa theo yêu cầu hoặc theo hạn giữ, cả bản lưu để hoàn tác: không tách lại được.';

/** Whether an erasure emptied the snapshot: of a valid merge nothing else does until the last day of undoing. */
export const isSnapshotErased = (
  { mergedAt, undoneAt, snapshotCipher }: { mergedAt: Date; undoneAt: Date | null; snapshotCipher: Uint8Array | null },
  today: LocalDate,
): boolean => snapshotCipher === null && undoneAt === null && today <= addDays(localDateOf(mergedAt), UNDO_DAYS);

/** What a merge stores so that it can be undone. */
export interface MergeSnapshot {
  kept: { before: RowSnapshot; after: RowSnapshot };
  removed: RowSnapshot;
  /** The change of each affected row, by reference. */
  steps: Readonly<Record<string, readonly RowStep[]>>;
  /** The keys of all rows that referred to either record, to recognise rows added later. */
  known: Readonly<Record<string, readonly string[]>>;
  /** Household codes; national numbers are sealed elsewhere. Null for residents. */
  codes: { kept: string | null; removed: string | null; after: string | null } | null;
  /** Whose national number the merged person got. */
  numberFrom: 'kept' | 'removed';
}

/** What undoing would write, and what the reviewer should know beforehand. */
export interface UndoPlan {
  kept: RowStep;
  steps: Record<string, RowStep[]>;
  /** Columns of the kept record that were changed after the merge: they keep their current values. */
  keptFields: string[];
  /** Rows added after the merge, by reference: they stay with the kept record. */
  added: Record<string, number>;
  /** Rows of the merge that were later deleted or assigned to another person, by reference: they stay that way. */
  changedSince: Record<string, number>;
}

/** Spans of days that must not overlap, and the columns within which they must not overlap. */
const SPANS: Readonly<Record<string, { from: string; to: string; within: readonly string[] }>> = {
  household_membership: { from: 'valid_from', to: 'valid_to', within: ['resident_id'] },
  resident_absence: { from: 'absent_from', to: 'ended_on', within: ['resident_id'] },
  unoccupied_period: { from: 'began_on', to: 'ended_on', within: ['household_id'] },
  priority_fact: { from: 'valid_from', to: 'valid_to', within: ['resident_id', 'household_id', 'kind'] },
};

/** The span rule of a reference, if it forbids overlaps within the merged record. */
function spansOf(reference: Reference): (typeof SPANS)[string] | null {
  const spans = SPANS[reference.name];
  return spans?.within.some((column) => reference.refs.includes(column)) ? spans : null;
}

const ALWAYS_NEW = ['version', 'updated_at'];

/** The kept record, and all rows that refer to it or were affected by the merge, as they are now. */
export interface Present {
  kept: RowSnapshot;
  rows: Readonly<Record<string, readonly RowSnapshot[]>>;
}

/**
 * Plans how both records get back their state before the merge. Pure: depends only on the snapshot and the present.
 * Rows written after the merge stay with the kept record. If their days overlap, restored rows of the kept record are
 * shortened, never those of the removed one.
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
    const rows = present[reference.name] ?? [];
    const known = new Set(snapshot.known[reference.name] ?? []);
    const made = new Set(
      (snapshot.steps[reference.name] ?? []).flatMap(({ after }) => (after ? [keyOf(reference, after)] : [])),
    );
    const fresh = rows.filter((row) => !known.has(keyOf(reference, row)) && !made.has(keyOf(reference, row)));
    const target = restoreReference(reference, snapshot, { rows, fresh }, plan);
    plan.steps[reference.name] = stepsBetween(reference, rows, target);
    if (fresh.length > 0) plan.added[reference.name] = fresh.length;
  }
  return plan;
}

function restoredRecord({ kept: { before, after } }: MergeSnapshot, current: RowSnapshot, plan: UndoPlan): RowSnapshot {
  const restored: Record<string, unknown> = { ...current };
  for (const column of changedColumns(before, after).filter((each) => !ALWAYS_NEW.includes(each))) {
    if (isSame(current[column], after[column])) restored[column] = before[column];
    else plan.keptFields.push(column);
  }
  return restored;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function restoreReference(
  reference: Reference,
  snapshot: MergeSnapshot,
  { rows, fresh }: { rows: readonly RowSnapshot[]; fresh: readonly RowSnapshot[] },
  plan: UndoPlan,
): RowSnapshot[] {
  const target = new Map(rows.map((row) => [keyOf(reference, row), row]));
  const steps = snapshot.steps[reference.name] ?? [];
  const missed = () => {
    plan.changedSince[reference.name] = (plan.changedSince[reference.name] ?? 0) + 1;
  };
  for (const step of steps) {
    if (!step.before) target.delete(keyOf(reference, step.after!));
    else if (!step.after) {
      if (isStillReferenced(reference, step.before, rows, snapshot))
        target.set(keyOf(reference, step.before), step.before);
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
  if (reference.name === 'readiness') return withLatest(restored, fresh, snapshot);
  if (reference.name.startsWith('duplicate'))
    return restored.filter(
      (row) =>
        !fresh.includes(row) ||
        !restored.some((other) => other !== row && other.one_id === row.one_id && other.other_id === row.other_id),
    );
  return restored;
}

/** If the merged person was removed from a visit or a session after the merge, neither record is put back on it. */
function isStillReferenced(
  reference: Reference,
  before: RowSnapshot,
  rows: readonly RowSnapshot[],
  { kept }: MergeSnapshot,
): boolean {
  // Without an id of their own, rows are a list of people that belongs to what the rest of the key names.
  const owner = reference.key.includes('id') ? undefined : reference.key.find((key) => !reference.refs.includes(key));
  return owner === undefined || rows.some((row) => row[owner] === before[owner] && row.resident_id === kept.before.id);
}

/** The row before the merge, except for columns changed since; null when it was assigned to another record since. */
function restoredRow(
  reference: Reference,
  { before, after }: { before: RowSnapshot; after: RowSnapshot },
  current: RowSnapshot,
  snapshot: MergeSnapshot,
): RowSnapshot | null {
  const changed = changedColumns(before, after);
  if (changed.some((column) => reference.refs.includes(column) && !isSame(current[column], after[column]))) return null;
  // Rows of the removed record are restored exactly: changes since the merge concerned the kept record.
  if (spansOf(reference) && reference.refs.some((column) => before[column] === snapshot.removed.id)) return before;
  return {
    ...current,
    ...Object.fromEntries(
      changed.filter((column) => isSame(current[column], after[column])).map((column) => [column, before[column]]),
    ),
  };
}

/** Shortens restored spans of the kept record where they overlap rows added since. */
function withRoomFor(
  { from, to, within }: (typeof SPANS)[string],
  reference: Reference,
  rows: readonly RowSnapshot[],
  { kept, steps }: MergeSnapshot,
): RowSnapshot[] {
  const touched = new Set(
    (steps[reference.name] ?? []).flatMap(({ before }) => (before ? [keyOf(reference, before)] : [])),
  );
  const isOfKept = (row: RowSnapshot) => reference.refs.some((column) => row[column] === kept.before.id);
  const canBeShortened = (row: RowSnapshot) => touched.has(keyOf(reference, row)) && isOfKept(row);
  const spanOf = (row: RowSnapshot): Span => ({ from: String(row[from]), to: row[to] as string | null });
  const placed = rows.filter((row) => !canBeShortened(row));
  for (const row of rows.filter(canBeShortened)) {
    const neighbours = placed.filter((other) => within.every((column) => isSame(other[column], row[column])));
    const part = freePart(spanOf(row), neighbours.map(spanOf));
    placed.push({ ...row, [from]: part.from, [to]: part.to });
  }
  return placed;
}

/** Each record gets one latest row: as before, unless a newer row was added since or the latest was deleted. */
function withLatest(
  rows: readonly RowSnapshot[],
  fresh: readonly RowSnapshot[],
  { kept, removed }: MergeSnapshot,
): RowSnapshot[] {
  const latestOf = (id: unknown): RowSnapshot | null => {
    const own = rows.filter((row) => row.resident_id === id);
    const old = own.filter((row) => !fresh.includes(row));
    const newestOf = (list: readonly RowSnapshot[]) =>
      list.reduce<RowSnapshot | null>((newest, row) => (isNewer(row as never, newest as never) ? row : newest), null);
    const before = old.find((row) => row.is_latest === true) ?? newestOf(old);
    const since = newestOf(own.filter((row) => fresh.includes(row)));
    return since && (!before || String(since.recorded_on) >= String(before.recorded_on)) ? since : before;
  };
  const latest = [latestOf(kept.before.id), latestOf(removed.id)];
  return rows.map((row) => ({ ...row, is_latest: latest.includes(row) }));
}
