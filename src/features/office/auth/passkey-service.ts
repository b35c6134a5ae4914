import type { Context } from '../../../context';
import type { Actor } from '../../../actor';
import { invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { newIdAt } from '../../../shared/new-id';
import { done, transact, verb } from '../audit/transact';
import { counterOf, newKeyOf, type KeyAnswer, type Site } from './passkeys';
import { codesIfNone, dropCodesOfNothing, lastFactor, lockFactors, storeCodes } from './second-factor-service';
import { endSessions } from './service';

/** Enough for every machine that one person uses. */
const MOST_KEYS = 10;

/** The question that a device has answered: where it was asked, and its challenge. */
interface Question {
  site: Site;
  challenge: string;
}

/**
 * Adds a passkey. An account without unused recovery codes gets new ones with it. Its other sessions end, as at every
 * change of the second step.
 */
export async function addPasskey(
  { db, now }: Context,
  actor: Actor,
  {
    name,
    answer,
    site,
    challenge,
    keepSessionId,
  }: Question & { name: string; answer: KeyAnswer; keepSessionId: string },
): Promise<(Done & { codes: readonly string[] | null }) | Unchanged | Invalid> {
  // The form was sent twice.
  if (await db.prisma.passkey.count({ where: { userId: actor.id, credentialId: answer.id } })) return UNCHANGED;
  const key = await newKeyOf(site, challenge, answer);
  if (!key) return invalid({ name: 'Máy chưa tạo được khóa cho lần hỏi này. Bấm lại.' });
  const fresh = await codesIfNone(db, actor);
  return transact({ db, now }, actor, async (tx) => {
    await lockFactors(tx, actor);
    if ((await tx.passkey.count({ where: { userId: actor.id } })) >= MOST_KEYS)
      return invalid({ name: `Đã có ${MOST_KEYS} khóa. Gỡ bớt một khóa trước.` });
    const at = now();
    const { count } = await tx.passkey.createMany({
      data: [{ id: newIdAt(at), ...key, name, wardId: actor.wardId, userId: actor.id, createdAt: at }],
      skipDuplicates: true,
    });
    if (count === 0) return UNCHANGED;
    if (fresh) await storeCodes(tx, actor, fresh, at);
    await endSessions(tx, actor.id, keepSessionId);
    const subject = { type: 'user', id: actor.id };
    return { ...done('auth.add-passkey', subject, { passkey: name }), codes: fresh?.codes ?? null };
  });
}

/** Removes one of the account's own passkeys. */
export const removePasskey = verb(
  async ({ tx, actor }, { id, keepSessionId }: { id: string; keepSessionId: string }) => {
    const factors = await lockFactors(tx, actor);
    const key = await tx.passkey.findFirst({ where: { id, userId: actor.id }, select: { name: true } });
    if (!key) return UNCHANGED;
    const blocked = lastFactor(factors);
    if (blocked) return blocked;
    await tx.passkey.delete({ where: { id } });
    await dropCodesOfNothing(tx, actor, factors);
    await endSessions(tx, actor.id, keepSessionId);
    const subject = { type: 'user', id: actor.id };
    return done('auth.remove-passkey', subject, { passkey: key.name });
  },
);

/**
 * Signs in with a passkey of this account. An answer works once, even if two browsers send it at the same time.
 * @returns the key's name; null for a wrong or used answer, or another account's key.
 */
export async function usePasskey(
  { db, now }: Context,
  actor: Actor,
  { answer, site, challenge }: Question & { answer: KeyAnswer },
): Promise<string | null> {
  const key = await db.prisma.passkey.findFirst({ where: { userId: actor.id, credentialId: answer.id } });
  if (!key) return null;
  const counter = await counterOf(site, challenge, answer, { ...key, counter: Number(key.counter) });
  if (counter === null) return null;
  const { count } = await db.prisma.passkey.updateMany({
    where: { id: key.id, counter: key.counter, lastChallenge: { not: challenge } },
    data: { counter, lastChallenge: challenge, lastUsedAt: now() },
  });
  return count === 1 ? key.name : null;
}
