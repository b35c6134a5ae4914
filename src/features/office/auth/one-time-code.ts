import { Secret, TOTP } from 'otpauth';
import { randomGroups } from './passwords';

// Codes of an authenticator application (RFC 6238): six digits, a new one every 30 seconds. Pure but for the random part.

const PERIOD_SECONDS = 30;
/** A code of the step before and after counts too, for clocks that differ. */
const STEPS_AROUND = 1;
const ISSUER = 'Gõ Cửa';

/** A new secret of 20 random bytes. */
export const newSecret = (): Uint8Array<ArrayBuffer> => Uint8Array.from(new Secret({ size: 20 }).bytes);

const totpOf = (secret: Uint8Array, username: string) =>
  new TOTP({
    issuer: ISSUER,
    label: username,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
    period: PERIOD_SECONDS,
  });

/** The secret for the application: `uri` for a QR code, `typed` in groups of four to type by hand. */
export function keyOf(secret: Uint8Array, username: string): { uri: string; typed: string } {
  const totp = totpOf(secret, username);
  return { uri: totp.toString(), typed: totp.secret.base32.replace(/(.{4})(?=.)/g, '$1 ') };
}

/** The time step whose code this is, within one step of now; null for a wrong code. */
export function stepOfCode(secret: Uint8Array, code: string, at: Date): number | null {
  const totp = totpOf(secret, '');
  const delta = totp.validate({ token: code, timestamp: at.getTime(), window: STEPS_AROUND });
  return delta === null ? null : totp.counter({ timestamp: at.getTime() }) + delta;
}

const CODES = 10;
const HALF = 5;

/** Ten random codes to write down, each of ten easy letters (about 49 bits): 'k7mpd-3xqwa'. */
export const newRecoveryCodes = (): string[] => Array.from({ length: CODES }, () => randomGroups(2, HALF));

/** What the user typed: a code of the application, or a recovery code in the form that is hashed; null if neither. */
export function readCode(typed: string): { kind: 'app' | 'recovery'; code: string } | null {
  const text = typed.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (/^\d{6}$/.test(text)) return { kind: 'app', code: text };
  return text.length === 2 * HALF ? { kind: 'recovery', code: `${text.slice(0, HALF)}-${text.slice(HALF)}` } : null;
}
