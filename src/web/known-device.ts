import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Config } from '../config';
import { isSignatureOf, ownCookie, signatureOf } from './own-cookie';

/** Enough for a shared office machine; beyond that, the account with the oldest sign-in is forgotten. */
const MAX_ACCOUNTS = 8;
const KEPT_MS = 180 * 86_400_000;
const PURPOSE = 'known device';

/**
 * Browsers that signed in here before (OWASP calls this device cookies). The cookie holds a random name of the browser
 * and, for each account that signed in with it, a signature over both. Nothing in it identifies the accounts.
 */
export function knownDevices(config: Config) {
  const cookie = ownCookie(config, 'go-cua-device');

  function read(req: Request): { device: string; marks: string[] } | null {
    const [device, ...marks] = cookie.read(req)?.split('.') ?? [];
    return device ? { device, marks } : null;
  }

  const isMarkOf = (device: string, username: string) => (mark: string) =>
    isSignatureOf(config, PURPOSE, `${device} ${username}`, mark);

  return {
    /** The random name of a browser in which this account signed in before, otherwise null. */
    find(req: Request, username: string): string | null {
      const known = read(req);
      return known?.marks.some(isMarkOf(known.device, username)) ? known.device : null;
    },
    /** The random name of a browser in which some account signed in before, otherwise null. */
    nameOf: (req: Request): string | null => read(req)?.device ?? null,
    /** Call it once the right password was given. */
    remember(req: Request, res: Response, username: string): void {
      const { device, marks } = read(req) ?? { device: randomBytes(16).toString('base64url'), marks: [] };
      const isMark = isMarkOf(device, username);
      const kept = [
        signatureOf(config, PURPOSE, `${device} ${username}`),
        ...marks.filter((mark) => !isMark(mark)),
      ].slice(0, MAX_ACCOUNTS);
      cookie.write(res, [device, ...kept].join('.'), KEPT_MS);
    },
  };
}
