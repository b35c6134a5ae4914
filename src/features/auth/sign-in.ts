import type { BaseContext } from '../../context';
import { recordEvent } from '../audit/record';
import type { Actor } from './actor';
import { countTry, createBrake } from './brakes';
import { generatePassword, hashPassword, isPasswordOf } from './passwords';
import { findAccount } from './queries';

export type SignInOutcome =
  | { ok: true; actor: Actor }
  | { ok: false; reason: 'wrong' }
  | { ok: false; reason: 'throttled'; retryAfterSeconds: number };

/**
 * Sign-in with its brakes, kept in PostgreSQL so that a restart releases nobody. Failures are counted for
 * - one account from one address: 5 in 15 minutes (guessing one password; nobody else is locked out by it),
 * - one address over all accounts: 40 in 15 minutes (one password tried on many accounts; a ward office shares one),
 * - one account from everywhere: 100 in 15 minutes (many addresses against one account).
 */
export function createSignIn(context: BaseContext) {
  const { db, now } = context;
  const brakes = [
    { limiter: createBrake(context, 'login-pair', 5), key: (username: string, address: string) => `${username}|${address}` },
    { limiter: createBrake(context, 'login-address', 40), key: (_username: string, address: string) => address },
    { limiter: createBrake(context, 'login-account', 100), key: (username: string) => username },
  ];
  // A hash to check when the account does not exist, so that both answers take as long.
  const decoy = hashPassword(generatePassword());

  return async function signIn(typedUsername: string, password: string, address: string): Promise<SignInOutcome> {
    const username = typedUsername.trim().toLowerCase().slice(0, 100);
    for (const brake of brakes) {
      const refused = await countTry(brake.limiter, brake.key(username, address));
      if (refused) {
        // Once a quarter of an hour is enough to see: a script must not fill the audit with its own noise.
        if (refused.consumedPoints === brake.limiter.points + 1) await recordRefusal('auth.throttle', username, null);
        return { ok: false, reason: 'throttled', retryAfterSeconds: Math.ceil(refused.msBeforeNext / 1000) };
      }
    }
    const account = await findAccount(db, username);
    const isRight = await isPasswordOf(account?.passwordHash ?? await decoy, password);
    if (!account || !isRight) {
      await recordRefusal('auth.refuse', username, account);
      return { ok: false, reason: 'wrong' };
    }
    const { passwordHash: _, ...actor } = account;
    await brakes[0]!.limiter.delete(brakes[0]!.key(username, address));
    for (const brake of brakes.slice(1)) await brake.limiter.reward(brake.key(username, address));
    await db.prisma.$transaction(async (tx) => {
      await tx.userAccount.update({ where: { id: actor.id }, data: { lastLoginAt: now() } });
      await recordEvent(tx, { actor, action: 'auth.sign-in', subject: { type: 'user', id: actor.id }, at: now() });
    });
    return { ok: true, actor };
  };

  async function recordRefusal(action: string, username: string, account: Actor | null): Promise<void> {
    await db.prisma.$transaction((tx) => recordEvent(tx, {
      actor: account, action, subject: { type: 'user', id: account?.id ?? null }, at: now(),
      // An unknown name may be a password typed in the wrong field: it is not kept.
      details: account ? { username } : {},
    }));
  }
}
