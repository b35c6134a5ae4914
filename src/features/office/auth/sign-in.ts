import type { AuditAction } from '../../../audit-vocabulary';
import type { BaseContext, SignInOutcome } from '../../../context';
import { logEvent } from '../audit/transact';
import { recordSignIn } from './service';
import type { Actor } from '../../../actor';
import { countGuess, createRateLimit, forgiveGuess, type RateLimitOn } from './rate-limits';
import { FIRST_PASSWORD_HOURS, generatePassword, hashPassword, isPasswordOf } from './passwords';
import { findAccount } from './queries';

/** The administrator knows a first password and may have written it down, so it expires (OWASP ASVS 5.0, 6.4.1). */
const FIRST_PASSWORD_MS = FIRST_PASSWORD_HOURS * 3_600_000;

interface SignInAttempt {
  /** As returned by `accountName`. */
  username: string;
  password: string;
  address: string;
  /** The browser, if it signed in to this account before; null for a stranger. */
  device: string | null;
}

/** The stored form of a username, from what the user typed. */
export const accountName = (typed: string): string => typed.trim().toLowerCase().slice(0, 100);

/** A hash to check if the account does not exist, so that both answers take equally long. The same for all applications. */
let decoy: Promise<string> | undefined;

/**
 * Sign-in with its rate limits, stored in PostgreSQL so that a restart does not reset them. Failures of unknown browsers are
 * counted for
 * - one account from one address: 5 in 15 minutes (guessing one password; no other user is locked out by it),
 * - one address over all accounts: 40 in 15 minutes (one password tried on many accounts; a ward office shares an
 *   address),
 * - one account from everywhere: 100 in 15 minutes (many addresses against one account).
 * A browser that signed in to the account before has a limit of its own, 5 failures: guesses by strangers, whether from
 * the office's address or against the account, do not lock out people who work there every day.
 */
export function createSignIn(context: BaseContext) {
  const { db, now } = context;
  const onStrangers: RateLimitOn<SignInAttempt>[] = [
    { limiter: createRateLimit(context, 'login-pair', 5), key: ({ username, address }) => `${username}|${address}` },
    { limiter: createRateLimit(context, 'login-address', 40), key: ({ address }) => address },
    { limiter: createRateLimit(context, 'login-account', 100), key: ({ username }) => username },
  ];
  const onKnownDevices: RateLimitOn<SignInAttempt>[] = [
    { limiter: createRateLimit(context, 'login-device', 5), key: ({ username, device }) => `${username}|${device}` },
  ];
  decoy ??= hashPassword(generatePassword());

  return async function signIn(attempt: SignInAttempt): Promise<SignInOutcome> {
    const { username, password } = attempt;
    const rateLimits = attempt.device === null ? onStrangers : onKnownDevices;
    const limited = await countGuess(rateLimits, attempt);
    if (limited) {
      const { refused, rateLimit } = limited;
      // One entry per quarter of an hour is enough: a script must not flood the audit log.
      if (refused.consumedPoints === rateLimit.limiter.points + 1) await recordRefusal('auth.throttle', username, null);
      return { kind: 'throttled', retryAfterSeconds: Math.ceil(refused.msBeforeNext / 1000) };
    }
    const account = await findAccount(db, username);
    const isRight = await isPasswordOf(account?.passwordHash ?? (await decoy!), password);
    if (!account || !isRight) {
      await recordRefusal('auth.refuse', username, account);
      return { kind: 'wrong' };
    }
    const { passwordHash: _, firstPasswordAt, hasFactor, requiresFactor, ...actor } = account;
    if (
      actor.mustChangePassword &&
      firstPasswordAt &&
      now().getTime() - firstPasswordAt.getTime() > FIRST_PASSWORD_MS
    ) {
      await recordRefusal('auth.refuse-first-password', username, account);
      return { kind: 'expired' };
    }
    await forgiveGuess(rateLimits, attempt);
    if (hasFactor) return { kind: 'code', actor };
    await recordSignIn(context, actor);
    return { kind: 'done', actor, mustEnrol: requiresFactor };
  };

  async function recordRefusal(action: AuditAction, username: string, account: Actor | null): Promise<void> {
    const subject = { type: 'user', id: account?.id ?? null };
    await db.prisma.$transaction((tx) =>
      logEvent(tx, { actor: account, at: now() }, action, subject, account ? { username } : {}),
    );
  }
}
