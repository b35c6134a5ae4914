import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

export interface SealedNumber {
  /** A sealed value, see `createSealer`. */
  cipher: Uint8Array<ArrayBuffer>;
  /** Keyed hash by which the number is found without being opened. */
  hash: Uint8Array<ArrayBuffer>;
  /** The only digits ever shown without a logged reason. */
  last4: string;
}

/** The keys in force at one time. Values name the set they were sealed with. */
export interface KeySet {
  /** 32 bytes for AES-256-GCM. */
  sealingKey: Buffer;
  /** 32 bytes for HMAC-SHA-256. */
  lookupKey: Buffer;
}

export interface Sealer {
  /** Seals a national number (12 digits as text) with the present keys. */
  seal(nationalNumber: string): SealedNumber;
  /** @throws SealError when no key of the ring opens it, or it was changed. */
  open(cipher: Uint8Array): string;
  /** What is stored beside a number sealed now. To look a number up, take `hashes`. */
  hash(nationalNumber: string): Uint8Array<ArrayBuffer>;
  /** Under every key of the ring, the present one first: while keys are being changed, rows under both are found. */
  hashes(nationalNumber: string): Uint8Array<ArrayBuffer>[];
  /** Seals any content, for example a file, as `seal` does a number. */
  sealBytes(content: Uint8Array): Uint8Array<ArrayBuffer>;
  openBytes(cipher: Uint8Array): Uint8Array<ArrayBuffer>;
  /** The first bytes of every value sealed with the present keys; any other value is due to be sealed anew. */
  readonly presentPrefix: Uint8Array<ArrayBuffer>;
}

/** A sealed value that no key of the ring opens. */
export class SealError extends Error {}

/** Without a name of its keys: written before keys could be changed. */
const NAMELESS = 1;
const NAMED = 2;
const NAME_LENGTH = 4;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Seals national numbers and other secrets at rest: with `present`, and opens what `old` sealed too, so that keys can be
 * changed while the application runs.
 *
 * A sealed value: version byte 2, four bytes that name the key set, 12-byte nonce, 16-byte tag, AES-256-GCM ciphertext.
 * Version 1 has no name; every key of the ring is tried on it.
 */
export function createSealer(present: KeySet, old: KeySet | null = null): Sealer {
  const presentPrefix = prefixOf(present);
  const ring: NamedKeySet[] = [{ ...present, prefix: presentPrefix }, ...(old ? [{ ...old, prefix: prefixOf(old) }] : [])];
  const hash = (nationalNumber: string) => keyedHash(present.lookupKey, nationalNumber);
  const sealBytes = (content: Uint8Array) => {
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', present.sealingKey, nonce).setAAD(presentPrefix);
    const body = Buffer.concat([cipher.update(content), cipher.final()]);
    return Uint8Array.from(Buffer.concat([presentPrefix, nonce, cipher.getAuthTag(), body]));
  };
  const openBytes = (sealed: Uint8Array) => Uint8Array.from(openWith(ring, Buffer.from(sealed)));
  return {
    hash,
    hashes: (nationalNumber) => ring.filter(({ lookupKey }, index) => index === 0 || !lookupKey.equals(present.lookupKey))
      .map(({ lookupKey }) => keyedHash(lookupKey, nationalNumber)),
    seal: (nationalNumber) => ({
      cipher: sealBytes(Buffer.from(nationalNumber, 'utf8')), hash: hash(nationalNumber), last4: nationalNumber.slice(-4),
    }),
    open: (cipher) => Buffer.from(openBytes(cipher)).toString('utf8'),
    sealBytes,
    openBytes,
    presentPrefix,
  };
}

function keyedHash(lookupKey: Buffer, nationalNumber: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHmac('sha256', lookupKey).update(nationalNumber, 'utf8').digest());
}

/** Both keys make the name: a set in which either is new has another one. */
function prefixOf({ sealingKey, lookupKey }: KeySet): Uint8Array<ArrayBuffer> {
  const name = createHash('sha256').update('go-cua key set').update(sealingKey).update(lookupKey).digest().subarray(0, NAME_LENGTH);
  return Uint8Array.from([NAMED, ...name]);
}

interface NamedKeySet extends KeySet {
  prefix: Uint8Array;
}

function openWith(ring: readonly NamedKeySet[], sealed: Buffer): Buffer {
  if (sealed[0] === NAMED) {
    const keys = ring.find(({ prefix }) => sealed.subarray(0, prefix.length).equals(prefix));
    if (keys) return decipher(keys, sealed, 1 + NAME_LENGTH);
  } else if (sealed[0] === NAMELESS) {
    for (const keys of ring) {
      try {
        return decipher(keys, sealed, 1);
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
      }
    }
  }
  throw new SealError('no key of the ring opens this value');
}

/** @param start where the nonce begins; a named value is bound to its name. */
function decipher({ sealingKey }: KeySet, sealed: Buffer, start: number): Buffer {
  const body = start + NONCE_LENGTH + TAG_LENGTH;
  if (sealed.length < body) throw new SealError('a sealed value is cut short');
  const opening = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(start, start + NONCE_LENGTH));
  opening.setAuthTag(sealed.subarray(start + NONCE_LENGTH, body));
  if (start > 1) opening.setAAD(sealed.subarray(0, start));
  try {
    return Buffer.concat([opening.update(sealed.subarray(body)), opening.final()]);
  } catch {
    throw new SealError('a sealed value was changed, or sealed with another key');
  }
}
