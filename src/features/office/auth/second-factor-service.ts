import { v7 as newId } from 'uuid';
import type { AppContext, BaseContext } from '../../../context';
import type { Database, Transaction } from '../../../db/database';
import type { Actor } from '../../../actor';
import { DONE, invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { placeOfRow } from '../../../shared/sealer';
import { NotFoundError } from '../../../web/errors';
import { recordEvent } from '../audit/record';
import { newRecoveryCodes, newSecret, readCode, stepOfCode } from './one-time-code';
import { hashPassword, isPasswordOf } from './passwords';
import { REQUIRES_FACTOR } from './queries';

const placeOf = (actor: Actor, id: string) => placeOfRow('second_factor.secret_cipher', actor.wardId, [id]);

export interface FactorState {
  isConfirmed: boolean;
  /** Of a factor that is not confirmed yet. */
  secret: Uint8Array | null;
  recoveryCodesLeft: number;
  isRequired: boolean;
}

/** Whether the account has a second step, and whether its ward requires one of its role. */
export async function getFactorState(
  { db, sealer }: Pick<AppContext, 'db' | 'sealer'>,
  actor: Actor,
): Promise<FactorState> {
  const { rows } = await db.pool.query<{
    id: string | null;
    secret: Buffer | null;
    isConfirmed: boolean;
    left: number;
    isRequired: boolean;
  }>({
    name: 'auth-factor-state',
    text: `SELECT f.id, f.secret_cipher AS secret, f.confirmed_at IS NOT NULL AS "isConfirmed",
        (SELECT count(*) FROM recovery_code c WHERE c.user_id = u.id AND c.used_at IS NULL)::int AS left,
        ${REQUIRES_FACTOR} AS "isRequired"
      FROM user_account u JOIN ward w ON w.id = u.ward_id LEFT JOIN second_factor f ON f.user_id = u.id WHERE u.id = $1`,
    values: [actor.id],
  });
  const { id, secret, isConfirmed, left, isRequired } = rows[0]!;
  return {
    isConfirmed,
    secret: id && secret && !isConfirmed ? sealer.openBytes(secret, placeOf(actor, id)) : null,
    recoveryCodesLeft: left,
    isRequired,
  };
}

/** Begins to set up a second step, again if the last try was never confirmed; does nothing if the account has one. */
export async function startFactor({ db, sealer }: Pick<AppContext, 'db' | 'sealer'>, actor: Actor): Promise<void> {
  const id = newId();
  const secretCipher = sealer.sealBytes(newSecret(), placeOf(actor, id));
  await db.prisma.$transaction(async (tx) => {
    await tx.secondFactor.deleteMany({ where: { userId: actor.id, confirmedAt: null } });
    await tx.secondFactor.createMany({
      data: [{ id, wardId: actor.wardId, userId: actor.id, secretCipher }],
      skipDuplicates: true,
    });
  });
}

/** Confirms the second step with a first code, and returns the recovery codes, which are stored as hashes only. */
export async function confirmFactor(
  { db, sealer, now }: Pick<AppContext, 'db' | 'sealer' | 'now'>,
  actor: Actor,
  typed: string,
): Promise<(Done & { codes: string[] }) | Unchanged | Invalid> {
  const codes = newRecoveryCodes();
  const hashes = await Promise.all(codes.map(hashPassword));
  return db.prisma.$transaction(async (tx): Promise<(Done & { codes: string[] }) | Unchanged | Invalid> => {
    const factor = await tx.secondFactor.findUnique({ where: { userId: actor.id } });
    if (!factor || factor.confirmedAt) return UNCHANGED;
    const secret = sealer.openBytes(factor.secretCipher, placeOf(actor, factor.id));
    const step = stepOfCode(secret, readCode(typed)?.code ?? '', now());
    if (step === null) return invalid({ code: 'Mã chưa đúng. Xem lại giờ của điện thoại, rồi gõ mã đang hiện.' });
    await tx.secondFactor.update({ where: { id: factor.id }, data: { confirmedAt: now(), lastStep: step } });
    await tx.recoveryCode.deleteMany({ where: { userId: actor.id } });
    await tx.recoveryCode.createMany({
      data: hashes.map((codeHash) => ({ wardId: actor.wardId, userId: actor.id, codeHash })),
    });
    await recordEvent(tx, { actor, action: 'auth.add-factor', subject: { type: 'user', id: actor.id }, at: now() });
    return { ...DONE, codes };
  });
}

/** Removes the second step of one's own account. */
export function removeOwnFactor({ db, now }: Pick<AppContext, 'db' | 'now'>, actor: Actor): Promise<Done | Unchanged> {
  return db.prisma.$transaction((tx) =>
    removeFactor(tx, { actor, user: actor, action: 'auth.remove-factor', at: now() }),
  );
}

/** Removes the second step of an account: `action` says whether its owner or an administrator does it. */
export async function removeFactor(
  tx: Transaction,
  {
    actor,
    user,
    action,
    at,
  }: {
    actor: Actor;
    user: { id: string; username: string };
    action: 'auth.remove-factor' | 'user.reset-factor';
    at: Date;
  },
): Promise<Done | Unchanged> {
  if (!(await dropFactor(tx, user.id))) return UNCHANGED;
  await recordEvent(tx, {
    actor,
    action,
    subject: { type: 'user', id: user.id },
    details: { username: user.username },
    at,
  });
  return DONE;
}

/** Deletes the second step and the recovery codes. @returns whether there was a confirmed one. */
export async function dropFactor(tx: Transaction, userId: string): Promise<boolean> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  const dropped = await tx.secondFactor.findUnique({ where: { userId }, select: { confirmedAt: true } });
  await tx.secondFactor.deleteMany({ where: { userId } });
  return Boolean(dropped?.confirmedAt);
}

/**
 * Uses a code of the application or a recovery code. Each works once, even if two browsers send it at the same time (OWASP
 * ASVS 5.0, 6.5.1).
 * @returns which kind it was; null for a wrong or used code.
 * @throws NotFoundError if the account's second step was removed meanwhile.
 */
export async function useCode(
  { db, sealer, now }: Pick<BaseContext, 'db' | 'sealer' | 'now'>,
  actor: Actor,
  typed: string,
): Promise<'app' | 'recovery' | null> {
  const given = readCode(typed);
  if (!given) return null;
  if (given.kind === 'recovery') return (await useRecoveryCode(db, actor, given.code, now())) ? 'recovery' : null;
  const factor = await db.prisma.secondFactor.findFirst({ where: { userId: actor.id, confirmedAt: { not: null } } });
  if (!factor) throw new NotFoundError();
  const step = stepOfCode(sealer.openBytes(factor.secretCipher, placeOf(actor, factor.id)), given.code, now());
  if (step === null) return null;
  const { count } = await db.prisma.secondFactor.updateMany({
    where: { id: factor.id, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count === 1 ? 'app' : null;
}

async function useRecoveryCode({ prisma }: Database, { id: userId }: Actor, code: string, at: Date): Promise<boolean> {
  for (const { id, codeHash } of await prisma.recoveryCode.findMany({ where: { userId, usedAt: null } })) {
    if (!(await isPasswordOf(codeHash, code))) continue;
    const { count } = await prisma.recoveryCode.updateMany({ where: { id, usedAt: null }, data: { usedAt: at } });
    return count === 1;
  }
  return false;
}
