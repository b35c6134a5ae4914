import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { BaseContext } from '../../src/context';
import { findAccount } from '../../src/features/office/auth/queries';
import { recordSignIn } from '../../src/features/office/auth/service';
import { knownDevices } from '../../src/web/known-device';

/** What a browser holds after signing in. */
export interface HeldSession {
  cookies: string[];
  /** The token of its forms. */
  token: string;
}

/**
 * Signs an account in without the page, the password and the rate limits: tests/unit/office/auth/session-fixture.test.ts
 * compares what it writes with what the form writes. Null for an account that has more to do than give its password.
 */
export async function sessionFixture(context: BaseContext, username: string): Promise<HeldSession | null> {
  const { config, db, now } = context;
  const account = await findAccount(db, username);
  if (!account || account.hasFactor || account.requiresFactor || account.mustChangePassword) return null;
  const { passwordHash: _, firstPasswordAt: _at, hasFactor: _has, requiresFactor: _requires, ...actor } = account;
  await recordSignIn(context, actor);
  const maxAge = 14 * 3_600_000;
  const expires = new Date(Date.now() + maxAge);
  const token = randomBytes(32).toString('hex');
  const id = randomUUID();
  const session = {
    cookie: { originalMaxAge: maxAge, expires, secure: false, httpOnly: true, path: '/', sameSite: 'lax' },
    passport: { user: account.id },
    startedAt: now().getTime(),
    seenAt: now().getTime(),
    csrfToken: token,
  };
  await db.pool.query('INSERT INTO user_session (sid, sess, expire) VALUES ($1, $2, $3)', [id, session, expires]);
  const signature = createHmac('sha256', config.sessionSecret).update(id).digest('base64').replace(/=+$/, '');
  const cookies = [`go-cua=${encodeURIComponent(`s:${id}.${signature}`)}; Path=/`];
  const response = { cookie: (name: string, value: string) => cookies.push(`${name}=${value}; Path=/`) };
  knownDevices(config).remember({ headers: {} } as Request, response as unknown as Response, username);
  return { cookies, token };
}
