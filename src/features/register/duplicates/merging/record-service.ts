import { newIdAt } from '../../../../shared/new-id';
import type { Actor } from '../../../../actor';
import { toDbDate } from '../../../../db/dates';
import { isDeadlock, type Transaction } from '../../../../db/database';
import { writeSteps } from '../../../../db/row-snapshots';
import type { RegisterEventKind } from '../../../../generated/prisma/enums';
import { localDateOf } from '../../../../shared/dates';
import type { RowSnapshot } from '../../../../shared/row-snapshot';
import { RECORDS } from '../../references/references';
import type { MergeKind, StoredNumber } from './record-queries';

// What merging and undoing both write.

export async function writeNumber(tx: Transaction, residentId: string, number: StoredNumber | null): Promise<void> {
  await tx.resident.update({
    where: { id: residentId },
    data: {
      nationalNumberCipher: number?.cipher ?? null,
      nationalNumberHash: number?.hash ?? null,
      nationalNumberLast4: number?.last4 ?? null,
    },
  });
}

/**
 * A trigger gives a household that changes lanes its natural place in the walk; a manual place must be written
 * afterwards.
 */
export async function writeHousehold(tx: Transaction, step: { before: RowSnapshot; after: RowSnapshot }) {
  await writeSteps(tx, [{ table: RECORDS.household, steps: [step] }]);
  await tx.household.update({
    where: { id: String(step.after.id) },
    data: { handOrder: step.after.hand_order as string | null },
  });
}

/** The name of a record in its history: a person's name with the birth year, or an address. */
export function nameOf(kind: MergeKind, record: RowSnapshot): string {
  if (kind === 'household') return String(record.address_line);
  return [String(record.full_name), record.birth_date && `sinh ${String(record.birth_date).slice(0, 4)}`]
    .filter(Boolean)
    .join(', ');
}

/** Adds a line to the history of the kept record and of its household; returns the line's id. */
export async function addHistoryLine(
  tx: Transaction,
  actor: Actor,
  {
    event,
    kind,
    keptId,
    removedName,
    at,
  }: { event: RegisterEventKind; kind: MergeKind; keptId: string; removedName: string; at: Date },
): Promise<string> {
  const membership =
    kind === 'resident'
      ? await tx.householdMembership.findFirst({
          where: { residentId: keptId, validTo: null },
          select: { householdId: true },
        })
      : null;
  const id = newIdAt(at);
  await tx.registerEvent.create({
    data: {
      id,
      wardId: actor.wardId,
      kind: event,
      happenedOn: toDbDate(localDateOf(at)),
      householdId: kind === 'household' ? keptId : (membership?.householdId ?? null),
      residentId: kind === 'resident' ? keptId : null,
      note: removedName,
      recordedBy: actor.id,
      recordedAt: at,
    },
  });
  return id;
}

/** Retries after a deadlock: another transaction may hold a line of a visit while waiting for its resident. */
export async function retryAfterDeadlock<Result>(work: () => Promise<Result>, tries = 3): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (tries > 1 && isDeadlock(error)) return retryAfterDeadlock(work, tries - 1);
    throw error;
  }
}
