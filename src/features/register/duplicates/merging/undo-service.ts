import type { AuditAction } from '../../../../audit-vocabulary';
import type { AppContext } from '../../../../context';
import { violatedConstraint, violatesForeignKey, type Transaction } from '../../../../db/database';
import { lockRow } from '../../../../db/locks';
import type { RegisterMerge } from '../../../../generated/prisma/client';
import { readSnapshots, stillThere, withIds, writeSteps } from '../../../../db/row-snapshots';
import { addDays, formatDate, localDateOf } from '../../../../shared/dates';
import { blocked, DONE, type Blocked, type Done } from '../../../../shared/outcome';
import { keyOf } from '../../../../shared/row-snapshot';
import type { Sealer } from '../../../../shared/sealer';
import { NotFoundError } from '../../../../shared/errors';
import { done, transact } from '../../../office/audit/transact';
import type { Actor } from '../../../../actor';
import { placeIn } from '../../national-numbers/sealed-columns';
import { MERGED_REFERENCES, RECORDS, type Reference } from '../../references/references';
import { lockRecords, readNumbers, type MergeKind, type StoredNumber } from './record-queries';
import { addHistoryLine, nameOf, retryAfterDeadlock, writeHousehold, writeNumber } from './record-service';
import {
  isSnapshotErased,
  planUndo,
  SNAPSHOT_ERASED,
  UNDO_DAYS,
  type MergeSnapshot,
  type Present,
  type UndoPlan,
} from './undo-plan';

type Context = Pick<AppContext, 'db' | 'now' | 'sealer'>;
type Reader = Pick<
  Transaction,
  '$queryRaw' | 'registerMerge' | 'registerMergeNumber' | 'resident' | 'household' | 'householdMembership'
>;

type UndoOutcome = (Done & { keptId: string; removedId: string }) | Blocked;

const UNDONE: Record<MergeKind, AuditAction> = { resident: 'resident.undo-merge', household: 'household.undo-merge' };

/** A merge that may be undone, and how. */
interface Undoing {
  kind: 'possible';
  snapshot: MergeSnapshot;
  plan: UndoPlan;
  numbers: Numbers;
}

interface Numbers {
  kept: StoredNumber | null;
  removed: StoredNumber | null;
  /** Whether the kept record still has the national number that the merge gave it. */
  isAsMerged: boolean;
}

/**
 * Restores both records with the rows that referred to each before the merge. Rows written since stay with the kept
 * record. Returns the reasons when this is impossible. Undoing twice undoes once.
 */
export async function undoMerge(context: Context, actor: Actor, mergeId: string): Promise<UndoOutcome> {
  try {
    return await retryAfterDeadlock(() =>
      transact(context, actor, async (tx) => {
        await lockRow(tx, 'register_merge', { id: mergeId, wardId: actor.wardId });
        const merge = await getMergeRow(tx, actor.wardId, mergeId);
        const { keptId, removedId } = merge;
        if (merge.undoneAt) return { ...DONE, keptId, removedId };
        await lockRecords(tx, merge.kind, [keptId]);
        const prepared = await prepareUndo(tx, context.sealer, merge, context.now());
        if (prepared.kind === 'blocked') return prepared;
        if (merge.kind === 'resident') await restoreResident(tx, merge, prepared);
        else await restoreHousehold(tx, merge, prepared);
        await tx.registerMerge.update({
          where: { id: mergeId },
          data: { undoneAt: context.now(), undoneBy: actor.id },
        });
        const restored = nameOf(merge.kind, prepared.snapshot.removed);
        await addHistoryLine(tx, actor, {
          event: 'merge_undone',
          kind: merge.kind,
          keptId,
          removedName: restored,
          at: context.now(),
        });
        return { ...done(UNDONE[merge.kind], keptId, { mergeId, removedId, restored }), keptId, removedId };
      }),
    );
  } catch (error) {
    const blocker = blockerOf(error);
    if (blocker === null) throw error;
    return blocked(blocker);
  }
}

/** What undoing a merge would do, without doing it. */
export async function previewUndo({ db, sealer, now }: Context, wardId: string, mergeId: string) {
  const merge = await getMergeRow(db.prisma, wardId, mergeId);
  return prepareUndo(db.prisma, sealer, merge, now());
}

async function getMergeRow(tx: Pick<Transaction, 'registerMerge'>, wardId: string, id: string): Promise<RegisterMerge> {
  const merge = await tx.registerMerge.findFirst({ where: { id, wardId } });
  if (!merge) throw new NotFoundError();
  return merge;
}

export const openSnapshot = (sealer: Sealer, cipher: Uint8Array, { id, wardId }: { id: string; wardId: string }) =>
  JSON.parse(
    Buffer.from(sealer.openBytes(cipher, placeIn('register_merge.snapshot_cipher', wardId, id))).toString('utf8'),
  ) as MergeSnapshot;

// ------------------------------------------------------------ blockers

async function prepareUndo(tx: Reader, sealer: Sealer, merge: RegisterMerge, at: Date): Promise<Undoing | Blocked> {
  const lastDay = addDays(localDateOf(merge.mergedAt), UNDO_DAYS);
  if (merge.undoneAt) return blocked('Lần gộp này đã được hoàn tác.');
  if (isSnapshotErased(merge, localDateOf(at))) return blocked(SNAPSHOT_ERASED);
  if (!merge.snapshotCipher || localDateOf(at) > lastDay) {
    return blocked(
      `Chỉ hoàn tác được trong ${UNDO_DAYS} ngày, đến hết ${formatDate(lastDay)}. Bản lưu của hồ sơ đã gộp không còn nữa.`,
    );
  }
  const later = await findLaterMerges(tx, merge);
  if (later.length > 0) return blocked(...later);
  const snapshot = openSnapshot(sealer, merge.snapshotCipher, merge);
  const present = await readPresent(tx, merge, snapshot);
  if (!present) return blocked('Hồ sơ giữ lại không còn trong sổ.');
  const numbers = await numbersOf(tx, sealer, merge, snapshot);
  const plan = planUndo(snapshot, present, MERGED_REFERENCES[merge.kind], at);
  const blockers =
    merge.kind === 'resident'
      ? await personBlockers(tx, merge, plan, numbers)
      : await householdBlockers(tx, merge, snapshot);
  return blockers.length > 0 ? blocked(...blockers) : { kind: 'possible', snapshot, plan, numbers };
}

/** Merges of one record are undone in reverse order, because an earlier snapshot would no longer fit. */
async function findLaterMerges(tx: Reader, merge: RegisterMerge): Promise<string[]> {
  const ids = [merge.keptId, merge.removedId];
  const later = await tx.registerMerge.findMany({
    where: { seq: { gt: merge.seq }, undoneAt: null, OR: [{ keptId: { in: ids } }, { removedId: { in: ids } }] },
    orderBy: { seq: 'desc' },
    select: { mergedAt: true, removedId: true },
  });
  return later.map(({ mergedAt, removedId }) =>
    removedId === merge.keptId
      ? `Hồ sơ giữ lại đã được gộp tiếp vào hồ sơ khác ngày ${formatDate(localDateOf(mergedAt))}. Hoàn tác lần gộp đó trước.`
      : `Sau đó, ngày ${formatDate(localDateOf(mergedAt))}, một hồ sơ nữa đã được gộp vào đây. Hoàn tác lần gộp đó trước.`,
  );
}

/** The kept record, all rows that now refer to it, and all rows the merge affected, whatever they refer to now. */
async function readPresent(
  tx: Reader,
  { kind, keptId }: RegisterMerge,
  { steps }: MergeSnapshot,
): Promise<Present | null> {
  const references = MERGED_REFERENCES[kind];
  const affected = ({ name }: Reference) =>
    (steps[name] ?? []).flatMap(({ before, after }) => [before, after].filter((row) => row !== null));
  const [records, ...found] = await readSnapshots(tx, [
    withIds(RECORDS[kind], ['id'], [keptId]),
    ...references.flatMap((reference) => [
      withIds(reference, reference.refs, [keptId]),
      stillThere(reference, affected(reference)),
    ]),
  ]);
  const [kept] = records!;
  if (!kept) return null;
  const rows = references.map((reference, index) => {
    const both = [...found[2 * index]!, ...found[2 * index + 1]!];
    return [reference.name, [...new Map(both.map((row) => [keyOf(reference, row), row])).values()]] as const;
  });
  return { kept, rows: Object.fromEntries(rows) };
}

/** Both national numbers, sealed for the residents that get them back. */
async function numbersOf(tx: Reader, sealer: Sealer, merge: RegisterMerge, snapshot: MergeSnapshot): Promise<Numbers> {
  const stored = await tx.registerMergeNumber.findMany({ where: { mergeId: merge.id } });
  const of = (side: 'kept' | 'removed'): StoredNumber | null => {
    const number = stored.find((row) => row.side === side);
    if (!number) return null;
    const from = placeIn('register_merge_number.national_number_cipher', merge.wardId, merge.id, side);
    const to = placeIn(
      'resident.national_number_cipher',
      merge.wardId,
      side === 'kept' ? merge.keptId : merge.removedId,
    );
    return {
      cipher: sealer.move(number.nationalNumberCipher, from, to),
      hash: number.nationalNumberHash,
      last4: number.nationalNumberLast4,
    };
  };
  const [kept, removed] = [of('kept'), of('removed')];
  const given = snapshot.numberFrom === 'removed' ? removed : kept;
  const present = (await readNumbers(tx, [merge.keptId])).get(merge.keptId) ?? null;
  return {
    kept,
    removed,
    isAsMerged: given === null ? present === null : present !== null && Buffer.compare(given.hash, present.hash) === 0,
  };
}

async function personBlockers(tx: Reader, merge: RegisterMerge, plan: UndoPlan, numbers: Numbers): Promise<string[]> {
  const restored = [numbers.removed, numbers.isAsMerged ? numbers.kept : null].filter((number) => number !== null);
  const holders = await tx.resident.findMany({
    where: { wardId: merge.wardId, nationalNumberHash: { in: restored.map((number) => number.hash) } },
    select: { id: true, fullName: true },
  });
  const willLoseNumber = (id: string) => id === merge.keptId && numbers.isAsMerged;
  const numbered = holders
    .filter((holder) => !willLoseNumber(holder.id))
    .map(({ fullName }) => `Số định danh của một trong hai hồ sơ nay đang ghi ở hồ sơ ${fullName}. Bỏ số ở đó trước.`);
  const memberships = (plan.steps.household_membership ?? []).flatMap(({ after }) => (after ? [after] : []));
  const ownIds = [merge.keptId, merge.removedId];
  const headed = memberships
    .filter((row) => row.valid_to === null && row.relation === 'head')
    .map((row) => String(row.household_id));
  const heads = await tx.householdMembership.findMany({
    where: { householdId: { in: headed }, validTo: null, relation: 'head', residentId: { notIn: ownIds } },
    select: { resident: { select: { fullName: true } }, household: { select: { addressLine: true } } },
  });
  const householdIds = [...new Set(memberships.map((row) => String(row.household_id)))];
  const there = await tx.household.count({ where: { id: { in: householdIds } } });
  return [
    ...numbered,
    ...heads.map(
      ({ resident, household }) =>
        `Hộ ${household.addressLine} nay có chủ hộ khác: ${resident.fullName}. Đổi quan hệ của người đó trước.`,
    ),
    ...(there < householdIds.length
      ? ['Một hộ của hồ sơ đã gộp nay đã được gộp vào hộ khác. Hoàn tác lần gộp hộ đó trước.']
      : []),
  ];
}

async function codeOf(tx: Pick<Transaction, 'household'>, householdId: string): Promise<string | null> {
  const household = await tx.household.findUnique({ where: { id: householdId }, select: { code: true } });
  return household?.code ?? null;
}

async function householdBlockers(tx: Reader, merge: RegisterMerge, { codes }: MergeSnapshot): Promise<string[]> {
  const present = await codeOf(tx, merge.keptId);
  const restored = [codes!.removed, present === codes!.after ? codes!.kept : null].filter((code) => code !== null);
  const taken = await tx.household.findMany({
    where: { wardId: merge.wardId, code: { in: restored } },
    select: { id: true, code: true, addressLine: true },
  });
  return taken
    .filter(({ id }) => id !== merge.keptId || present !== codes!.after)
    .map(({ code, addressLine }) => `Mã hộ ${code} nay thuộc hộ ${addressLine}. Sửa mã ở đó trước.`);
}

/** Turns a database error into a blocker: something changed between reading and writing, or no check covered it. */
function blockerOf(error: unknown): string | null {
  const constraint = violatedConstraint(error);
  if (constraint?.includes('national_number'))
    return 'Số định danh của một trong hai hồ sơ nay đang ghi ở hồ sơ khác. Bỏ số ở đó trước.';
  if (constraint?.includes('head'))
    return 'Hộ của một trong hai hồ sơ nay có chủ hộ khác. Đổi quan hệ của người đó trước.';
  if (constraint?.includes('round_door'))
    return 'Cửa của hộ này nay nằm trong một buổi ra quân chưa đóng. Bỏ cửa khỏi buổi đó trước.';
  if (constraint !== null)
    return 'Sau khi gộp, sổ đã ghi những ngày chồng lên nhau ở hồ sơ này. Sửa các ngày đó trước.';
  if (violatesForeignKey(error))
    return 'Một hộ, một lượt thăm hoặc một người mà hồ sơ đã gộp gắn với nay không còn trong sổ.';
  return null;
}

// ------------------------------------------------------------ restoring

async function restoreResident(tx: Transaction, merge: RegisterMerge, { snapshot, plan, numbers }: Undoing) {
  await writeSteps(tx, [{ table: RECORDS.resident, steps: [{ before: null, after: snapshot.removed }] }]);
  await writeSteps(tx, [
    ...MERGED_REFERENCES.resident.map((reference) => ({ table: reference, steps: plan.steps[reference.name] ?? [] })),
    { table: RECORDS.resident, steps: [plan.kept] },
  ]);
  if (numbers.isAsMerged && snapshot.numberFrom === 'removed') await writeNumber(tx, merge.keptId, numbers.kept);
  if (numbers.removed) await writeNumber(tx, merge.removedId, numbers.removed);
}

async function restoreHousehold(tx: Transaction, merge: RegisterMerge, { snapshot, plan }: Undoing): Promise<void> {
  const { codes } = snapshot;
  const present = await codeOf(tx, merge.keptId);
  await writeSteps(tx, [{ table: RECORDS.household, steps: [{ before: null, after: snapshot.removed }] }]);
  // A round door must exist again before its visit refers to it.
  const isVisit = (reference: Reference) => reference.name === 'visit';
  const stepsOf = (references: readonly Reference[]) =>
    references.map((reference) => ({ table: reference, steps: plan.steps[reference.name] ?? [] }));
  await writeSteps(tx, stepsOf(MERGED_REFERENCES.household.filter((reference) => !isVisit(reference))));
  await writeSteps(tx, stepsOf(MERGED_REFERENCES.household.filter(isVisit)));
  await writeHousehold(tx, { before: plan.kept.before!, after: plan.kept.after! });
  await writeHousehold(tx, { before: snapshot.removed, after: snapshot.removed });
  if (present === codes!.after) await tx.household.update({ where: { id: merge.keptId }, data: { code: codes!.kept } });
  await tx.household.update({ where: { id: merge.removedId }, data: { code: codes!.removed } });
}
