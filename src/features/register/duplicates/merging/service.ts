import { z } from 'zod';
import type { AuditAction } from '../../../../audit-vocabulary';
import { newIdAt } from '../../../../shared/new-id';
import type { AppContext } from '../../../../context';
import type { Transaction } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { readSnapshots, withIds, writeSteps } from '../../../../db/row-snapshots';
import { localDateOf } from '../../../../shared/dates';
import type { Sealer } from '../../../../shared/sealer';
import { blocked, DONE, STALE, type Blocked, type Done, type Stale } from '../../../../shared/outcome';
import { keyOf, stepsBetween, type RowSnapshot, type RowStep } from '../../../../shared/row-snapshot';
import { done, transact } from '../../../office/audit/transact';
import type { Actor } from '../../../../actor';
import { placeIn } from '../../national-numbers/sealed-columns';
import { MERGED_REFERENCES, RECORDS } from '../../references/references';
import { HOUSEHOLD_MERGE, mergeHouseholds, sharedOpenRounds, type HouseholdChoices } from './household-merge';
import { auditOfChoices } from './merged-fields';
import { PERSON_MERGE, type PersonChoices } from './person-fields';
import {
  findOpenDoors,
  householdSide,
  lockRecords,
  personSide,
  readNumbers,
  readRecordPair,
  type RecordPair,
  type MergeKind,
} from './record-queries';
import { addHistoryLine, nameOf, retryAfterDeadlock, writeHousehold, writeNumber } from './record-service';
import { mergeResidents, type ReferringRows } from './resident-merge';
import { fingerprintOfHouseholds, fingerprintOfPeople } from './fingerprint';
import type { MergeSnapshot } from './undo-plan';

type Context = Pick<AppContext, 'db' | 'now' | 'sealer'>;

/** A reviewer's decision about a pair; `fingerprint` stands for what was shown. */
export interface MergeDecision<Choices> {
  pairId: string;
  keptId: string;
  removedId: string;
  fingerprint: string;
  choices: Choices;
}

/** `headless`: addresses of households that now have members but no head. */
export type MergeOutcome = (Done & { mergeId: string; headless: string[] }) | Stale | Blocked;

interface Merged {
  kind: 'merged';
  kept: RowSnapshot;
  rows: ReferringRows;
  numberFrom: 'kept' | 'removed';
  codeFrom: 'kept' | 'removed';
  /** Households that lose their head through the merge. */
  leftAsHead: string[];
  audit: object;
}

/**
 * Merges two residents: the kept one gets the chosen values and all rows that refer to either; the other is removed
 * from the register. All or nothing. Sending the form twice merges once.
 */
export const mergeTwoResidents = async (
  context: Context,
  actor: Actor,
  decision: MergeDecision<PersonChoices>,
): Promise<MergeOutcome> =>
  mergeTwo(context, actor, { kind: 'resident', decision }, async (tx, both) => {
    const ids = [decision.keptId, decision.removedId];
    if ((await tx.dataErasure.count({ where: { wardId: actor.wardId, erasedId: { in: ids } } })) > 0)
      return blocked('Dữ liệu của một trong hai người đã xóa: không gộp vào ai được nữa.');
    const [kept, removed] = [personSide(both, decision.keptId), personSide(both, decision.removedId)];
    if (fingerprintOfPeople([kept, removed]) !== decision.fingerprint) return STALE;
    const now = context.now();
    const merged = mergeResidents({
      kept: both.records.get(decision.keptId)!,
      removed: both.records.get(decision.removedId)!,
      rows: both.rows,
      choices: decision.choices,
      today: localDateOf(now),
      now,
      actorId: actor.id,
      newId: () => newIdAt(now),
    });
    return {
      kind: 'merged',
      ...merged,
      numberFrom: decision.choices.national_number === 'removed' ? 'removed' : 'kept',
      codeFrom: 'kept',
      audit: auditOfChoices(PERSON_MERGE, { kept, removed, choices: decision.choices }),
    };
  });

/** Merges two households with all their members and rows. Sending the form twice merges once. */
export const mergeTwoHouseholds = async (
  context: Context,
  actor: Actor,
  decision: MergeDecision<HouseholdChoices>,
): Promise<MergeOutcome> =>
  mergeTwo(context, actor, { kind: 'household', decision }, async (tx, both) => {
    const [kept, removed] = [householdSide(both, decision.keptId), householdSide(both, decision.removedId)];
    if (fingerprintOfHouseholds([kept, removed]) !== decision.fingerprint) return STALE;
    const rounds = sharedOpenRounds(await findOpenDoors(tx, [decision.keptId, decision.removedId]));
    if (rounds.length > 0) {
      return blocked(
        `Cả hai hộ đang chờ gõ cửa trong buổi ra quân chưa đóng: ${rounds.join(', ')}. Bỏ một cửa khỏi buổi của nó, rồi gộp.`,
      );
    }
    const now = context.now();
    const merged = mergeHouseholds({
      kept: both.records.get(decision.keptId)!,
      removed: both.records.get(decision.removedId)!,
      rows: both.rows,
      choices: decision.choices,
      today: localDateOf(now),
      now,
    });
    return {
      kind: 'merged',
      ...merged,
      numberFrom: 'kept',
      codeFrom: decision.choices.code === 'removed' ? 'removed' : 'kept',
      leftAsHead: [],
      audit: auditOfChoices(HOUSEHOLD_MERGE, { kept, removed, choices: decision.choices }),
    };
  });

const MERGED: Record<MergeKind, AuditAction> = { resident: 'resident.merge', household: 'household.merge' };

async function mergeTwo<Choices>(
  context: Context,
  actor: Actor,
  { kind, decision }: { kind: MergeKind; decision: MergeDecision<Choices> },
  plan: (tx: Transaction, both: RecordPair) => Promise<Merged | Stale | Blocked>,
): Promise<MergeOutcome> {
  const ids = [decision.keptId, decision.removedId] as const;
  return retryAfterDeadlock(() =>
    transact(context, actor, async (tx) => {
      await lockRecords(tx, kind, ids);
      const before = await tx.registerMerge.findFirst({
        where: { wardId: actor.wardId, pairId: decision.pairId, undoneAt: null },
        select: { id: true },
      });
      if (before) return { ...DONE, mergeId: before.id, headless: [] };
      const both = await readRecordPair(tx, actor.wardId, kind, ids);
      const planned = await plan(tx, both);
      if (planned.kind !== 'merged') return planned;

      const at = context.now();
      const mergeId = newIdAt(at);
      await tx.registerMerge.create({
        data: {
          id: mergeId,
          wardId: actor.wardId,
          kind,
          pairId: decision.pairId,
          keptId: decision.keptId,
          removedId: decision.removedId,
          mergedBy: actor.id,
          mergedAt: at,
        },
      });
      const steps = Object.fromEntries(
        MERGED_REFERENCES[kind].map((reference) => [
          reference.name,
          stepsBetween(reference, both.rows[reference.name] ?? [], planned.rows[reference.name] ?? []),
        ]),
      );
      if (kind === 'resident')
        await moveResident(
          { tx, sealer: context.sealer, wardId: actor.wardId, mergeId },
          { decision, both, planned, steps },
        );
      else await moveHousehold(tx, { decision, both, planned, steps });

      const [[after]] = await readSnapshots(tx, [withIds(RECORDS[kind], ['id'], [decision.keptId])]);
      const eventId = await addHistoryLine(tx, actor, {
        event: 'merged',
        kind,
        keptId: decision.keptId,
        removedName: nameOf(kind, both.records.get(decision.removedId)!),
        at: context.now(),
      });
      const snapshot: MergeSnapshot = {
        kept: { before: both.records.get(decision.keptId)!, after: after! },
        removed: both.records.get(decision.removedId)!,
        steps,
        known: Object.fromEntries(
          MERGED_REFERENCES[kind].map((reference) => [
            reference.name,
            [
              ...(both.rows[reference.name] ?? []).map((row) => keyOf(reference, row)),
              ...(reference.name === 'register_event' ? [eventId] : []),
            ],
          ]),
        ),
        codes: kind === 'household' ? codesOf(both, decision, planned) : null,
        numberFrom: planned.numberFrom,
      };
      const snapshotCipher = context.sealer.sealBytes(
        Buffer.from(JSON.stringify(snapshot), 'utf8'),
        placeIn('register_merge.snapshot_cipher', actor.wardId, mergeId),
      );
      await tx.registerMerge.update({ where: { id: mergeId }, data: { snapshotCipher } });
      const headless = await findHeadless(tx, planned.leftAsHead);
      const event = done(MERGED[kind], decision.keptId, { ...planned.audit, mergeId, removedId: decision.removedId });
      return { ...event, mergeId, headless };
    }),
  );
}

type Steps = Record<string, RowStep[]>;

/** Two records as read, the merged record, and the steps for all rows that refer to them. */
interface Move {
  decision: MergeDecision<unknown>;
  both: RecordPair;
  planned: Merged;
  steps: Steps;
}

const tableSteps = (kind: MergeKind, steps: Steps, only?: (name: string) => boolean) =>
  MERGED_REFERENCES[kind]
    .filter((reference) => !only || only(reference.name))
    .map((reference) => ({ table: reference, steps: steps[reference.name] ?? [] }));

async function moveResident(
  { tx, sealer, wardId, mergeId }: { tx: Transaction; sealer: Sealer; wardId: string; mergeId: string },
  { decision: { keptId, removedId }, both, planned, steps }: Move,
): Promise<void> {
  const stored = await readNumbers(tx, [keptId, removedId]);
  const numbers = [
    ['kept', keptId, stored.get(keptId)],
    ['removed', removedId, stored.get(removedId)],
  ] as const;
  const placeOf = (id: string) => placeIn('resident.national_number_cipher', wardId, id);
  await tx.registerMergeNumber.createMany({
    data: numbers.flatMap(([side, id, number]) =>
      number
        ? [
            {
              mergeId,
              side,
              wardId,
              nationalNumberCipher: sealer.move(
                number.cipher,
                placeOf(id),
                placeIn('register_merge_number.national_number_cipher', wardId, mergeId, side),
              ),
              nationalNumberHash: number.hash,
              nationalNumberLast4: number.last4,
            },
          ]
        : [],
    ),
  });
  // A number is unique, so it must leave one record before the other gets it.
  const isMoving = planned.numberFrom === 'removed';
  const moving = stored.get(removedId);
  if (isMoving) await writeNumber(tx, removedId, null);
  await writeSteps(tx, [
    ...tableSteps('resident', steps),
    { table: RECORDS.resident, steps: [{ before: both.records.get(keptId)!, after: planned.kept }] },
  ]);
  if (isMoving)
    await writeNumber(
      tx,
      keptId,
      moving ? { ...moving, cipher: sealer.move(moving.cipher, placeOf(removedId), placeOf(keptId)) } : null,
    );
  await tx.resident.delete({ where: { id: removedId } });
}

async function moveHousehold(tx: Transaction, { decision: { keptId, removedId }, both, planned, steps }: Move) {
  // A visit must release its round door before the door is deleted.
  await writeSteps(
    tx,
    tableSteps('household', steps, (reference) => reference === 'visit'),
  );
  await writeSteps(
    tx,
    tableSteps('household', steps, (reference) => reference !== 'visit'),
  );
  if (planned.codeFrom === 'removed') await tx.household.update({ where: { id: removedId }, data: { code: null } });
  await writeHousehold(tx, { before: both.records.get(keptId)!, after: planned.kept });
  if (planned.codeFrom === 'removed')
    await tx.household.update({ where: { id: keptId }, data: { code: both.households.get(removedId)!.code } });
  await tx.household.delete({ where: { id: removedId } });
}

function codesOf(
  { households }: RecordPair,
  { keptId, removedId }: MergeDecision<unknown>,
  { codeFrom }: Merged,
): MergeSnapshot['codes'] {
  const [kept, removed] = [households.get(keptId)!.code, households.get(removedId)!.code];
  return { kept, removed, after: codeFrom === 'removed' ? removed : kept };
}

async function findHeadless(tx: Transaction, householdIds: readonly string[]): Promise<string[]> {
  const rows = await queryRows(tx, 'merging-headless', z.object({ addressLine: z.string() }))`
      SELECT h.address_line AS "addressLine" FROM household h
    WHERE h.id = ANY (${householdIds}::uuid[]) AND EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)
      AND NOT EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head') ORDER BY h.walk_order`;
  return rows.map((row) => row.addressLine);
}
