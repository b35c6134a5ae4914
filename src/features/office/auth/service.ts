import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { AppContext } from '../../../context';
import type { Database, Transaction } from '../../../db/database';
import { DONE, invalid, type Done, type Invalid } from '../../../shared/outcome';
import { done, transact, verb } from '../audit/transact';
import type { Actor } from '../../../actor';
import { countTry, createRateLimit } from './rate-limits';
import { hashPassword, isPasswordOf, passwordProblem } from './passwords';

/**
 * Changes one's own password and ends every session of the account except `keepSessionId`. `rateLimit` stops an
 * attacker who sits down at a signed-in machine and guesses.
 */
export async function changePassword(
  { db, now }: AppContext,
  actor: Actor,
  form: { currentPassword: string; newPassword: string },
  { rateLimit, keepSessionId }: { rateLimit: RateLimiterPostgres; keepSessionId: string },
): Promise<Done | Invalid> {
  const problem = passwordProblem(form.newPassword, actor.username);
  if (problem) return invalid({ newPassword: problem });
  const confirmed = await confirmPassword(db, actor, form.currentPassword, rateLimit);
  if (confirmed.kind === 'invalid') return confirmed;
  const newHash = await hashPassword(form.newPassword);
  return transact({ db, now }, actor, async (tx) => {
    await tx.userAccount.update({
      where: { id: actor.id },
      data: { passwordHash: newHash, mustChangePassword: false, firstPasswordAt: null, version: { increment: 1 } },
    });
    await endSessions(tx, actor.id, keepSessionId);
    return done('auth.change-password', { type: 'user', id: actor.id });
  });
}

/** Whether the user of a signed-in machine knows the account's password; `rateLimit` stops guesses. */
export async function confirmPassword(
  { prisma }: Database,
  { id, username }: Actor,
  currentPassword: string,
  rateLimit: RateLimiterPostgres,
): Promise<Done | Invalid> {
  const refused = await countTry(rateLimit, username);
  if (refused) {
    return invalid({
      currentPassword: `Sai quá nhiều lần. Hãy chờ ${Math.ceil(refused.msBeforeNext / 60_000)} phút rồi thử lại.`,
    });
  }
  const { passwordHash } = await prisma.userAccount.findUniqueOrThrow({
    where: { id },
    select: { passwordHash: true },
  });
  if (!(await isPasswordOf(passwordHash, currentPassword)))
    return invalid({ currentPassword: 'Mật khẩu đang dùng chưa đúng.' });
  await rateLimit.delete(username);
  return DONE;
}

/** Ends all sessions of an account except one, also those in which only the password was given yet. */
export const endSessions = async (tx: Transaction, userId: string, exceptSessionId = ''): Promise<number> =>
  tx.$executeRaw`DELETE FROM user_session WHERE ${userId} IN (sess -> 'passport' ->> 'user', sess -> 'awaitingCode' ->> 'userId') AND sid <> ${exceptSessionId}`;

/** Key of the rate limit on guesses of one's current password. */
const PASSWORD_BRAKE = 'own-password';
export const createPasswordRateLimit = (context: AppContext) => createRateLimit(context, PASSWORD_BRAKE, 5);

/** Key of the rate limit on guesses of codes, and on the set-up of a second step. */
const CODE_BRAKE = 'login-code';
export const createCodeRateLimit = (context: AppContext) => createRateLimit(context, CODE_BRAKE, 5);

/** Lets an account try again at once, because its owner got a new password from the administrator. */
export async function forgetRefusals(tx: Transaction, username: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM rate_limit WHERE key IN (${`login-account:${username}`}, ${`${PASSWORD_BRAKE}:${username}`}) OR starts_with(key, ${`login-pair:${username}|`}) OR starts_with(key, ${`login-device:${username}|`}) OR key = ${`${CODE_BRAKE}:${username}`}`;
}

/** Logs a sign-in. @param details which code was given, for an account with a second step. */
export const recordSignIn = verb(async ({ tx, actor, now }, details: Record<string, string> = {}) => {
  await tx.userAccount.update({ where: { id: actor.id }, data: { lastLoginAt: now() } });
  return done('auth.sign-in', { type: 'user', id: actor.id }, details);
});

export const recordRefusedStep = verb(async ({ actor }, action: 'auth.refuse-code' | 'auth.refuse-passkey') =>
  done(action, { type: 'user', id: actor.id }),
);

/** Logs that the owner ended a session. */
export const recordSignOut = verb(async ({ actor }) => done('auth.sign-out', { type: 'user', id: actor.id }));
