import { z } from 'zod';
import { newIdAt } from '../../../shared/new-id';
import type { AppContext, BaseContext, Context } from '../../../context';
import type { Database, Transaction } from '../../../db/database';
import { lockRow } from '../../../db/locks';
import { queryRow, queryRows } from '../../../db/query-rows';
import { REQUIRES_FACTOR, type Actor } from '../../../actor';
import { invalid, UNCHANGED, type Blocked } from '../../../shared/outcome';
import { placeOfRow } from '../../../shared/sealer';
import { done, transact, verb } from '../audit/transact';
import { newRecoveryCodes, newSecret, readCode, stepOfCode } from './one-time-code';
import { hashPassword, isPasswordOf } from './passwords';
import { endSessions } from './service';

const placeOf = (actor: Actor, id: string) => placeOfRow('second_factor.secret_cipher', actor.wardId, [id]);

const FACTOR_ROW = z.object({
  /** An authenticator application that is being set up. */
  pendingId: z.string().nullable(),
  secret: z.instanceof(Uint8Array).nullable(),
  /** An authenticator application gives codes. */
  hasApp: z.boolean(),
  /** The oldest first. */
  passkeys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      credentialId: z.string(),
      transports: z.array(z.string()),
      createdAt: z.string(),
      lastUsedAt: z.string().nullable(),
    }),
  ),
  recoveryCodesLeft: z.number(),
  isRequired: z.boolean(),
});
type FactorRow = z.infer<typeof FACTOR_ROW>;

export interface FactorState extends Pick<FactorRow, 'hasApp' | 'recoveryCodesLeft' | 'isRequired'> {
  /** Of an application that is being set up. */
  pendingSecret: Uint8Array | null;
  passkeys: (Omit<FactorRow['passkeys'][number], 'createdAt' | 'lastUsedAt'> & {
    createdAt: Date;
    lastUsedAt: Date | null;
  })[];
}

/** Which second steps the account has, and whether its ward requires one of its role. */
export async function getFactorState(
  { db, sealer }: Pick<AppContext, 'db' | 'sealer'>,
  actor: Actor,
): Promise<FactorState> {
  const [row] = await queryRows(db, 'auth-factor-state', FACTOR_ROW)`
      SELECT pending.id AS "pendingId", pending.secret_cipher AS secret, ${REQUIRES_FACTOR} AS "isRequired",
        EXISTS (SELECT FROM second_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "hasApp",
        (SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'credentialId', p.credential_id, 'transports', p.transports,
            'createdAt', p.created_at, 'lastUsedAt', p.last_used_at) ORDER BY p.created_at, p.id), '[]')
          FROM passkey p WHERE p.user_id = u.id) AS passkeys,
        (SELECT count(*) FROM recovery_code c WHERE c.user_id = u.id AND c.used_at IS NULL)::int AS "recoveryCodesLeft"
      FROM user_account u JOIN ward w ON w.id = u.ward_id
        LEFT JOIN second_factor pending ON pending.user_id = u.id AND pending.confirmed_at IS NULL WHERE u.id = ${actor.id}`;
  const { pendingId, secret, passkeys, ...state } = row!;
  return {
    ...state,
    pendingSecret: pendingId && secret ? sealer.openBytes(secret, placeOf(actor, pendingId)) : null,
    passkeys: passkeys.map(({ createdAt, lastUsedAt, ...key }) => ({
      ...key,
      createdAt: new Date(createdAt),
      lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
    })),
  };
}

/** Begins to set up an application, again if the last try was never confirmed. One that is set up counts until then. */
export async function startFactor({ db, sealer, now }: Pick<AppContext, 'db' | 'sealer' | 'now'>, actor: Actor) {
  const id = newIdAt(now());
  const secretCipher = sealer.sealBytes(newSecret(), placeOf(actor, id));
  await db.prisma.$transaction(async (tx) => {
    await tx.secondFactor.deleteMany({ where: { userId: actor.id, confirmedAt: null } });
    await tx.secondFactor.createMany({
      data: [{ id, wardId: actor.wardId, userId: actor.id, secretCipher }],
      skipDuplicates: true,
    });
  });
}

/**
 * Confirms the application with a first code; it takes the place of an earlier one. An account without unused
 * recovery codes gets new ones with it. Like every change of the second step, it ends the account's other sessions.
 */
export async function confirmFactor(
  { db, sealer, now }: Pick<AppContext, 'db' | 'sealer' | 'now'>,
  actor: Actor,
  { typed, keepSessionId }: { typed: string; keepSessionId: string },
) {
  const fresh = await codesIfNone(db, actor);
  return transact({ db, now }, actor, async (tx) => {
    await lockFactors(tx, actor);
    const pending = await tx.secondFactor.findFirst({ where: { userId: actor.id, confirmedAt: null } });
    if (!pending) return UNCHANGED;
    const secret = sealer.openBytes(pending.secretCipher, placeOf(actor, pending.id));
    const step = stepOfCode(secret, readCode(typed)?.code ?? '', now());
    if (step === null) return invalid({ code: 'Mã chưa đúng. Xem lại giờ của điện thoại, rồi gõ mã đang hiện.' });
    const { count } = await tx.secondFactor.deleteMany({ where: { userId: actor.id, confirmedAt: { not: null } } });
    const at = now();
    await tx.secondFactor.update({ where: { id: pending.id }, data: { confirmedAt: at, lastStep: step } });
    if (fresh) await storeCodes(tx, actor, fresh, at);
    await endSessions(tx, actor.id, keepSessionId);
    const action = count === 0 ? 'auth.add-factor' : 'auth.change-factor';
    return { ...done(action, { type: 'user', id: actor.id }), codes: fresh?.codes ?? null };
  });
}

/** Removes the application of one's own account. */
export const removeApp = verb(async ({ tx, actor }, keepSessionId: string) => {
  const factors = await lockFactors(tx, actor);
  const where = { userId: actor.id, confirmedAt: { not: null } };
  if ((await tx.secondFactor.count({ where })) === 0) return UNCHANGED;
  const blocked = lastFactor(factors);
  if (blocked) return blocked;
  await tx.secondFactor.deleteMany({ where });
  await dropCodesOfNothing(tx, actor, factors);
  await endSessions(tx, actor.id, keepSessionId);
  return done('auth.remove-factor', { type: 'user', id: actor.id }, { username: actor.username });
});

/** Replaces the recovery codes of an account that has a second step. */
export async function renewRecoveryCodes(context: Context, actor: Actor, keepSessionId: string) {
  const fresh = await freshCodes();
  return transact(context, actor, async (tx) => {
    const { count } = await lockFactors(tx, actor);
    if (count === 0) return UNCHANGED;
    const at = context.now();
    await storeCodes(tx, actor, fresh, at);
    await endSessions(tx, actor.id, keepSessionId);
    return { ...done('auth.renew-codes', { type: 'user', id: actor.id }), codes: fresh.codes };
  });
}

/** Deletes every second step of an account and its recovery codes. @returns whether it had one. */
export async function dropFactors(tx: Transaction, userId: string): Promise<boolean> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  const keys = await tx.passkey.deleteMany({ where: { userId } });
  const apps = await tx.secondFactor.deleteMany({ where: { userId, confirmedAt: { not: null } } });
  await tx.secondFactor.deleteMany({ where: { userId } });
  return keys.count + apps.count > 0;
}

/** How many second steps an account has, and whether its ward requires one. */
const FACTORS = z.object({ count: z.number(), isRequired: z.boolean() });
type Factors = z.infer<typeof FACTORS>;

/** Counts the account's second steps, and keeps another request from changing them meanwhile. */
export async function lockFactors(tx: Transaction, { id, wardId }: Actor): Promise<Factors> {
  await lockRow(tx, 'user_account', { id, wardId }, 'NO KEY UPDATE');
  return queryRow(tx, 'auth-factors', FACTORS)`
      SELECT ((SELECT count(*) FROM second_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
        + (SELECT count(*) FROM passkey p WHERE p.user_id = u.id))::int AS count, ${REQUIRES_FACTOR} AS "isRequired"
      FROM user_account u JOIN ward w ON w.id = u.ward_id WHERE u.id = ${id}::uuid`;
}

/** Why nothing more may be removed; null if it may. */
export const lastFactor = ({ count, isRequired }: Factors): Blocked | null =>
  isRequired && count === 1
    ? {
        kind: 'blocked',
        blockers: ['Vai trò của bạn phải có xác minh hai bước: thêm khóa hay ứng dụng khác trước, rồi mới gỡ cái này.'],
      }
    : null;

/** Deletes the recovery codes when the account's last second step goes. */
export async function dropCodesOfNothing(tx: Transaction, { id: userId }: Actor, { count }: Factors): Promise<void> {
  if (count === 1) await tx.recoveryCode.deleteMany({ where: { userId } });
}

/** Recovery codes to show once, and their hashes to store. */
interface FreshCodes {
  codes: readonly string[];
  hashes: readonly string[];
}

async function freshCodes(): Promise<FreshCodes> {
  const codes = newRecoveryCodes();
  const hashes = await Promise.all(codes.map(hashPassword));
  return { codes, hashes };
}

/** New recovery codes for an account without unused ones. Hashing takes long: outside a transaction. */
export const codesIfNone = async ({ prisma }: Database, { id: userId }: Actor): Promise<FreshCodes | null> =>
  (await prisma.recoveryCode.count({ where: { userId, usedAt: null } })) === 0 ? freshCodes() : null;

export async function storeCodes(tx: Transaction, { id: userId, wardId }: Actor, { hashes }: FreshCodes, at: Date) {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: hashes.map((codeHash) => ({ id: newIdAt(at), wardId, userId, codeHash })) });
}

/**
 * Uses a code of the application or a recovery code. Each works once, even if two browsers send it at the same time (OWASP
 * ASVS 5.0, 6.5.1).
 * @returns which kind it was; null for a wrong or used code.
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
  const step =
    factor && stepOfCode(sealer.openBytes(factor.secretCipher, placeOf(actor, factor.id)), given.code, now());
  if (!factor || step === null) return null;
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
