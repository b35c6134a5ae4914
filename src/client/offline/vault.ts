// What lies on a laptop is encrypted with a random key of its officer, which in turn is wrapped with a key derived from
// the officer's password. No browser is needed here but WebCrypto: see docs/adr/0025.

/** OWASP's figure for PBKDF2 with SHA-256 (2023). */
const ITERATIONS = 600_000;
const GCM = 'AES-GCM';

/** An encrypted text. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** A data key as the laptop stores it. */
export interface WrappedKey {
  salt: Uint8Array<ArrayBuffer>;
  iterations: number;
  wrapped: Sealed;
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
const utf8 = (text: string) => new TextEncoder().encode(text);

/** A new data key, which can be wrapped. Only the unwrapped copy of it is ever kept in memory. */
export const newDataKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: GCM, length: 256 }, true, ['encrypt', 'decrypt']);

export async function wrapKey(dataKey: CryptoKey, password: string): Promise<WrappedKey> {
  const salt = random(16);
  const iv = random(12);
  const outer = await keyOfPassword(password, salt, ITERATIONS);
  const data = await crypto.subtle.wrapKey('raw', dataKey, outer, { name: GCM, iv });
  return { salt, iterations: ITERATIONS, wrapped: { iv, data } };
}

/** The data key; null if the password is not the one it was wrapped with. */
export async function unwrapKey(
  { salt, iterations, wrapped }: WrappedKey,
  password: string,
  isExtractable = false,
): Promise<CryptoKey | null> {
  const outer = await keyOfPassword(password, salt, iterations);
  const { iv, data } = wrapped;
  return crypto.subtle
    .unwrapKey('raw', data, outer, { name: GCM, iv }, { name: GCM }, isExtractable, ['encrypt', 'decrypt'])
    .catch(() => null);
}

/** Like the server, in NFC: the same keys on another keyboard layout give the same bytes. */
async function keyOfPassword(password: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', utf8(password.normalize('NFC')), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: GCM, length: 256 }, false, ['wrapKey', 'unwrapKey']);
}

/** @param place where the text is stored; what is copied to another place does not open there. */
export async function seal(key: CryptoKey, value: unknown, place: string): Promise<Sealed> {
  const iv = random(12);
  const how = { name: GCM, iv, additionalData: utf8(place) };
  return { iv, data: await crypto.subtle.encrypt(how, key, utf8(JSON.stringify(value))) };
}

/** @throws if the key does not fit, or the text was changed or moved. */
export async function open<Value>(key: CryptoKey, { iv, data }: Sealed, place: string): Promise<Value> {
  const how = { name: GCM, iv, additionalData: utf8(place) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, data))) as Value;
}

/** What a page asks the service worker. */
export type KeyMessage =
  /** Keep this key, and forget those of others. */
  | { kind: 'keep'; person: string; key: CryptoKey }
  /** Answer with the key of this officer, or null; forget those of others. */
  | { kind: 'ask'; person: string }
  /** The officer did something: the half hour begins again. */
  | { kind: 'used' }
  /** Stay awake. */
  | { kind: 'stay' }
  | { kind: 'forget' };
