import { newIdAt } from '../../../shared/new-id';
import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import { lockOrNotFound } from '../../../db/locks';
import { onConstraint } from '../../../db/on-constraint';
import { SealError, TamperedError, type Sealer } from '../../../shared/sealer';
import { DONE, invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { logEvent } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { placeIn } from './sealed-columns';

type Context = Pick<AppContext, 'db' | 'now' | 'sealer'>;

/** Another resident of the ward already has that national number. */
export interface NumberTaken extends Invalid {
  numberHolderId?: string;
}

const NUMBER_TAKEN = 'Số định danh này đã có trong sổ của phường, ở hồ sơ khác.';

export interface NumberColumns {
  nationalNumberCipher: Uint8Array<ArrayBuffer> | null;
  nationalNumberHash: Uint8Array<ArrayBuffer> | null;
  nationalNumberLast4: string | null;
}

/** The columns for a number; null removes it. */
export function numberColumns(
  sealer: Sealer,
  number: string | null,
  { id, wardId }: { id: string; wardId: string },
): NumberColumns {
  if (number === null) return { nationalNumberCipher: null, nationalNumberHash: null, nationalNumberLast4: null };
  const { cipher, hash, last4 } = sealer.seal(number, placeIn('resident.national_number_cipher', wardId, id));
  return { nationalNumberCipher: cipher, nationalNumberHash: hash, nationalNumberLast4: last4 };
}

/** Whether the stored hash belongs to the number. */
export const isStoredNumber = (sealer: Sealer, storedHash: Uint8Array | null, number: string): boolean =>
  storedHash !== null && Buffer.compare(storedHash, sealer.hash(number)) === 0;

/** Another resident of the ward with the same number; null when there is none. */
export async function findNumberTaken(
  tx: Transaction,
  sealer: Sealer,
  number: string,
  { id, wardId }: { id: string; wardId: string },
): Promise<NumberTaken | null> {
  const holder = await tx.resident.findFirst({
    where: { wardId, nationalNumberHash: sealer.hash(number), id: { not: id } },
    select: { id: true },
  });
  return holder && { ...invalid({ nationalNumber: NUMBER_TAKEN }), numberHolderId: holder.id };
}

/** If two users enter one number at the same moment, the unique index accepts one; the other gets the error message. */
export const catchNumberTaken = <Result>(write: () => Promise<Result>): Promise<Result | NumberTaken> =>
  onConstraint<NumberTaken, Result>({ resident_national_number: invalid({ nationalNumber: NUMBER_TAKEN }) }, write);

/** A sealed number that cannot be opened; `reason` says why, as a sentence. */
interface Unreadable {
  kind: 'unreadable';
  reason: string;
}

const KEY_LOST = 'Số này được mã hóa bằng khóa mà máy chủ không còn giữ. Báo quản trị máy chủ: cần đặt lại khóa cũ.';
const TAMPERED =
  'Số này đã bị đổi hoặc chuyển chỗ trong cơ sở dữ liệu, ngoài Gõ Cửa, nên không hiện ra. Báo ngay quản trị máy chủ; đối chiếu với thẻ của người dân rồi ghi lại số.';

async function catchUnreadable<Outcome>(open: () => Outcome | Promise<Outcome>): Promise<Outcome | Unreadable> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof TamperedError) return { kind: 'unreadable', reason: TAMPERED };
    if (error instanceof SealError) return { kind: 'unreadable', reason: KEY_LOST };
    throw error;
  }
}

export async function openNumber(
  sealer: Sealer,
  wardId: string,
  { id, cipher, hash }: { id: string; cipher: Uint8Array; hash: Uint8Array | null },
): Promise<{ kind: 'opened'; number: string } | Unreadable> {
  const place = placeIn('resident.national_number_cipher', wardId, id);
  return catchUnreadable(() => ({ kind: 'opened' as const, number: sealer.open(cipher, place, hash) }));
}

/**
 * Stores both numbers of a change, sealed, and logs the change with both numbers masked. Call it in the transaction
 * that writes the resident's row.
 */
export async function keepNumberChange(
  tx: Transaction,
  sealer: Sealer,
  actor: Actor,
  {
    residentId,
    before,
    after,
    at,
    reversesId = null,
  }: { residentId: string; before: NumberColumns; after: NumberColumns; at: Date; reversesId?: string | null },
): Promise<void> {
  const { wardId } = actor;
  const id = newIdAt(at);
  const from = placeIn('resident.national_number_cipher', wardId, residentId);
  const keptIn = (column: 'before_cipher' | 'after_cipher', { nationalNumberCipher }: NumberColumns) =>
    nationalNumberCipher &&
    sealer.move(nationalNumberCipher, from, placeIn(`national_number_change.${column}`, wardId, id));
  await tx.nationalNumberChange.create({
    data: {
      id,
      wardId,
      residentId,
      beforeCipher: keptIn('before_cipher', before),
      beforeLast4: before.nationalNumberLast4,
      afterCipher: keptIn('after_cipher', after),
      afterLast4: after.nationalNumberLast4,
      changedBy: actor.id,
      changedAt: at,
      reversesId,
    },
  });
  const action = reversesId === null ? 'resident.change-number' : 'resident.put-number-back';
  const change = { field: 'last4', before: before.nationalNumberLast4, after: after.nationalNumberLast4 };
  await logEvent(tx, { actor, at }, action, residentId, { changeId: id, changes: [change] });
}

type PutBack =
  | Done
  | Unchanged
  | NumberTaken
  /** Nothing was written: the user has not confirmed what the reversal would do. */
  | { kind: 'unconfirmed'; fullName: string; before: string | null; after: string | null }
  /** Nothing was written: the number was changed again since. */
  | { kind: 'changed-again' }
  | Unreadable;

/** Restores the resident's number from before a change. Doing it twice does nothing more. */
export async function putNumberBack(
  { db, now, sealer }: Context,
  actor: Actor,
  { residentId, changeId, isSure }: { residentId: string; changeId: string; isSure: boolean },
): Promise<PutBack> {
  const write = () =>
    db.prisma.$transaction(async (tx): Promise<PutBack> => {
      await lockOrNotFound(tx, 'resident', { id: residentId, wardId: actor.wardId });
      const resident = await tx.resident.findUniqueOrThrow({ where: { id: residentId } });
      const change = await tx.nationalNumberChange.findFirst({
        where: { id: changeId, residentId },
        include: { reversedBy: { select: { id: true } } },
      });
      if (!change) throw new NotFoundError();
      if (change.reversedBy.length > 0) return UNCHANGED;
      const { nationalNumberCipher: cipher, nationalNumberHash: hash } = resident;
      const present =
        cipher && sealer.open(cipher, placeIn('resident.national_number_cipher', actor.wardId, residentId), hash);
      const keptIn = (column: 'before_cipher' | 'after_cipher', kept: Uint8Array | null) =>
        kept && sealer.open(kept, placeIn(`national_number_change.${column}`, actor.wardId, changeId), null);
      if (present !== keptIn('after_cipher', change.afterCipher)) return { kind: 'changed-again' };
      const number = keptIn('before_cipher', change.beforeCipher);
      const taken = number !== null && (await findNumberTaken(tx, sealer, number, resident));
      if (taken) return taken;
      if (!isSure)
        return {
          kind: 'unconfirmed',
          fullName: resident.fullName,
          before: resident.nationalNumberLast4,
          after: change.beforeLast4,
        };
      const columns = numberColumns(sealer, number, resident);
      await tx.resident.update({
        where: { id: residentId },
        data: { ...columns, version: { increment: 1 }, updatedAt: now() },
      });
      await keepNumberChange(tx, sealer, actor, {
        residentId,
        before: resident,
        after: columns,
        at: now(),
        reversesId: changeId,
      });
      return DONE;
    });
  return catchUnreadable(() => catchNumberTaken(write));
}
