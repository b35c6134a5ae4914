import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Config } from '../config';

/**
 * A cookie of this site besides the session's, inaccessible to scripts and other sites. Its values consist of letters,
 * digits, '-', '_' and '.'.
 */
interface OwnCookie {
  /** Null if the request has none. */
  read(req: Request): string | null;
  /** @param maxAgeMs how long the browser keeps it; without it, until the browser is closed. */
  write(res: Response, value: string, maxAgeMs?: number): void;
}

/** @param name without the prefix that binds a secure cookie to this exact host. */
export function ownCookie({ cookieSecure }: Config, name: string): OwnCookie {
  const fullName = cookieSecure ? `__Host-${name}` : name;
  const pattern = new RegExp(`(?:^|;\\s*)${fullName}=([\\w.-]+)(?:;|$)`);
  return {
    read: (req) => pattern.exec(req.headers.cookie ?? '')?.[1] ?? null,
    write(res, value, maxAgeMs) {
      // As with the session cookie: a secure cookie is not set over plain HTTP.
      if (cookieSecure && !res.req.secure) return;
      res.cookie(fullName, value, {
        httpOnly: true,
        sameSite: 'lax',
        secure: cookieSecure,
        path: '/',
        ...(maxAgeMs !== undefined && { maxAge: maxAgeMs }),
      });
    },
  };
}

/**
 * A signature over a text that only this installation can make. @param purpose keeps signatures of different things
 * apart.
 */
export const signatureOf = ({ sessionSecret }: Config, purpose: string, text: string): string =>
  createHmac('sha256', sessionSecret).update(`${purpose}\0${text}`).digest('base64url');

/** Compares in constant time. */
export function isSignatureOf(config: Config, purpose: string, text: string, given: string): boolean {
  const [expected, found] = [Buffer.from(signatureOf(config, purpose, text)), Buffer.from(given)];
  return expected.length === found.length && timingSafeEqual(expected, found);
}
