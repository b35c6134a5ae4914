import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

interface SealedNumber {
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

/** What a database stores to recognise a key set: a code of each key that reveals neither. */
export interface KeyCheck {
  sealingCheck: Uint8Array;
  /** Stored in place of `sealingCheck` once events are sealed: without the key the earlier one cannot be put back. */
  begunCheck: Uint8Array;
  lookupCheck: Uint8Array;
}

/** Which keys of a set a value was sealed with; also 'neither' for a value that was changed. */
type KeyFit = 'both' | 'sealing' | 'neither';

/**
 * Where a sealed value is stored: table and column, ward, row. It is authenticated with the value, so that a value
 * copied to another row does not open there.
 */
export type Place = string;

/**
 * The place in the row of a ward's table that a value is sealed for.
 * @param column 'table.column'. @param key the row's primary key.
 */
export function placeOfRow(column: string, wardId: string, key: readonly (string | number)[]): Place {
  // An id may arrive in capitals; the database stores it in lower case.
  return [column, wardId, ...key].join(' ').toLowerCase();
}

export interface Sealer {
  /** Seals a national number (12 digits as text) with the current keys, for one place. */
  seal(nationalNumber: string, place: Place): SealedNumber;
  /**
   * Opens a number. `hash` is the keyed hash stored beside it, null in a column that has none.
   * @throws SealError if no key of the ring opens it, it was changed or moved, or the hash is that of another number.
   */
  open(cipher: Uint8Array, place: Place, hash: Uint8Array | null): string;
  /**
   * Seals a value again for the row it moves to. A value that does not open stays as it is, and opens there no more
   * than here.
   */
  move(cipher: Uint8Array, from: Place, to: Place): Uint8Array<ArrayBuffer>;
  /** What is stored beside a sealed number, and by which it is found. */
  hash(nationalNumber: string): Uint8Array<ArrayBuffer>;
  /** Seals any content, for example a file, as `seal` does a number. */
  sealBytes(content: Uint8Array, place: Place): Uint8Array<ArrayBuffer>;
  /** @throws SealError if no key of the ring opens it, or it was changed or moved. */
  openBytes(cipher: Uint8Array, place: Place): Uint8Array<ArrayBuffer>;
  /** Signs a text for a purpose with the current sealing key, which the signature names. */
  sign(purpose: SignedPurpose, text: string): string;
  /** 'fits'; 'altered': the key is in the ring, but text or signature were changed; 'unknown': no key of the ring. */
  verifySignature(purpose: SignedPurpose, text: string, signature: string): 'fits' | 'altered' | 'unknown';
  /**
   * The first bytes of every value sealed for its place with the current keys; any other value must be sealed again.
   */
  readonly presentPrefix: Uint8Array<ArrayBuffer>;
  /** One for every key set of the ring, the current one first. */
  readonly checks: readonly KeyCheck[];
  /** How a stored value fits the ring, for a database that holds no checks: the best fit among its sets. */
  fitOf(cipher: Uint8Array, place: Place, hash: Uint8Array | null): KeyFit;
}

/** A line of the list of erased people, or what an archive states about itself. */
type SignedPurpose = 'erasure' | 'archive';

/** A sealed value does not open: no key of the ring fits, or see `TamperedError`. */
export class SealError extends Error {}

/** The key fits, but the value was changed, or moved here from another row, outside the application. */
export class TamperedError extends SealError {}

/** Names no keys: written before keys could be rotated. */
const NAMELESS = 1;
/** Names its keys, but opens in any row: written before values were bound to their place. */
const UNBOUND = 2;
const BOUND = 3;
const NAME_LENGTH = 4;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Seals national numbers and other secrets at rest with `present`. Also opens what `old` sealed, for the commands that
 * seal it again (`keys:rotate`, `restore`); the program itself has one key set.
 *
 * A sealed value: version byte 3, four bytes that name the key set, 12-byte nonce, 16-byte tag, AES-256-GCM ciphertext.
 * Authenticated with it: these first five bytes and the place. Version 2 is not bound to a place. Version 1 does not
 * name its keys either; every key of the ring is tried on it.
 */
export function createSealer(present: KeySet, old: KeySet | null = null): Sealer {
  const presentPrefix = prefixOf(present);
  const ring: NamedKeySet[] = [
    { ...present, prefix: presentPrefix },
    ...(old ? [{ ...old, prefix: prefixOf(old) }] : []),
  ];
  const hash = (nationalNumber: string) => keyedHash(present.lookupKey, nationalNumber);
  const sealBytes = (content: Uint8Array, place: Place) => {
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', present.sealingKey, nonce).setAAD(boundTo(presentPrefix, place));
    const body = Buffer.concat([cipher.update(content), cipher.final()]);
    return Uint8Array.from(Buffer.concat([presentPrefix, nonce, cipher.getAuthTag(), body]));
  };
  const openBytes = (sealed: Uint8Array, place: Place) => Uint8Array.from(openWith(ring, Buffer.from(sealed), place));
  const isHashOf = (nationalNumber: string, storedHash: Uint8Array) =>
    ring.some(({ lookupKey }) => Buffer.compare(keyedHash(lookupKey, nationalNumber), storedHash) === 0);
  return {
    hash,
    seal: (nationalNumber, place) => ({
      cipher: sealBytes(Buffer.from(nationalNumber, 'utf8'), place),
      hash: hash(nationalNumber),
      last4: nationalNumber.slice(-4),
    }),
    open(cipher, place, storedHash) {
      const nationalNumber = Buffer.from(openBytes(cipher, place)).toString('utf8');
      if (storedHash !== null && !isHashOf(nationalNumber, storedHash)) {
        throw new TamperedError('the hash beside a sealed number is that of another one');
      }
      return nationalNumber;
    },
    move(cipher, from, to) {
      try {
        return sealBytes(openBytes(cipher, from), to);
      } catch (error) {
        if (error instanceof SealError) return Uint8Array.from(cipher);
        throw error;
      }
    },
    sealBytes,
    openBytes,
    sign: (purpose, text) => signatureOf(present, purpose, text),
    verifySignature(purpose, text, signature) {
      const own = ring.map((keys) => signatureOf(keys, purpose, text));
      if (own.includes(signature)) return 'fits';
      return own.some((known) => nameIn(known) === nameIn(signature)) ? 'altered' : 'unknown';
    },
    presentPrefix,
    checks: ring.map(checkOf),
    fitOf(cipher, place, storedHash) {
      const fits = ring.map((keys) => fitWith(keys, Buffer.from(cipher), place, storedHash));
      return (['both', 'sealing'] as const).find((fit) => fits.includes(fit)) ?? 'neither';
    },
  };
}

/** "name.code": the name tells which key it was, and nothing about the key. */
function signatureOf({ sealingKey }: KeySet, purpose: SignedPurpose, text: string): string {
  const code = (content: string) => createHmac('sha256', sealingKey).update(`go-cua ${content}`).digest('base64url');
  return `${code('signing key').slice(0, 8)}.${code(`${purpose}\n${text}`)}`;
}

const nameIn = (signature: string) => signature.split('.')[0];

function checkOf({ sealingKey, lookupKey }: KeySet): KeyCheck {
  // A national number is twelve digits, so no keyed hash of one ever equals the check.
  const check = (key: Buffer, name: string) =>
    Uint8Array.from(createHmac('sha256', key).update(`go-cua key check: ${name}`).digest());
  return {
    sealingCheck: check(sealingKey, 'sealing'),
    begunCheck: check(sealingKey, 'sealing, events sealed'),
    lookupCheck: check(lookupKey, 'lookup'),
  };
}

/** Tries the sealing key whatever set the value names: the name alone does not tell which of the two keys differs. */
function fitWith(keys: NamedKeySet, sealed: Buffer, place: Place, storedHash: Uint8Array | null): KeyFit {
  const isNamed = sealed[0] !== NAMELESS;
  const prefix = sealed.subarray(0, isNamed ? 1 + NAME_LENGTH : 1);
  const authenticated = { [NAMELESS]: null, [UNBOUND]: prefix, [BOUND]: boundTo(prefix, place) }[sealed[0]!];
  if (authenticated === undefined) return 'neither';
  try {
    const content = decipher(keys, sealed, { start: prefix.length, authenticated });
    const isLookupKey = isNamed
      ? prefix.subarray(1).equals(keys.prefix.subarray(1))
      : storedHash === null || Buffer.compare(keyedHash(keys.lookupKey, content.toString('utf8')), storedHash) === 0;
    return isLookupKey ? 'both' : 'sealing';
  } catch (error) {
    if (error instanceof SealError) return 'neither';
    throw error;
  }
}

const keyedHash = (lookupKey: Buffer, nationalNumber: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(createHmac('sha256', lookupKey).update(nationalNumber, 'utf8').digest());

/** Both keys make up the name: a set with either key changed has another name. */
function prefixOf({ sealingKey, lookupKey }: KeySet): Uint8Array<ArrayBuffer> {
  const name = createHash('sha256')
    .update('go-cua key set')
    .update(sealingKey)
    .update(lookupKey)
    .digest()
    .subarray(0, NAME_LENGTH);
  return Uint8Array.from([BOUND, ...name]);
}

const boundTo = (prefix: Uint8Array, place: Place): Buffer => Buffer.concat([prefix, Buffer.from(place, 'utf8')]);

interface NamedKeySet extends KeySet {
  prefix: Uint8Array;
}

function openWith(ring: readonly NamedKeySet[], sealed: Buffer, place: Place): Buffer {
  const [version] = sealed;
  if (version === BOUND || version === UNBOUND) {
    const name = sealed.subarray(1, 1 + NAME_LENGTH);
    const keys = ring.find(({ prefix }) => name.equals(prefix.subarray(1)));
    const prefix = sealed.subarray(0, 1 + NAME_LENGTH);
    if (keys)
      return decipher(keys, sealed, {
        start: prefix.length,
        authenticated: version === BOUND ? boundTo(prefix, place) : prefix,
      });
  } else if (version === NAMELESS) {
    for (const keys of ring) {
      try {
        return decipher(keys, sealed, { start: 1, authenticated: null });
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
      }
    }
  }
  throw new SealError('no key of the ring opens this value');
}

/** `start`: where the nonce begins; `authenticated`: what the value is bound to. */
function decipher(
  { sealingKey }: KeySet,
  sealed: Buffer,
  { start, authenticated }: { start: number; authenticated: Uint8Array | null },
): Buffer {
  const body = start + NONCE_LENGTH + TAG_LENGTH;
  if (sealed.length < body) throw new TamperedError('a sealed value is cut short');
  const opening = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(start, start + NONCE_LENGTH));
  opening.setAuthTag(sealed.subarray(start + NONCE_LENGTH, body));
  if (authenticated) opening.setAAD(authenticated);
  try {
    return Buffer.concat([opening.update(sealed.subarray(body)), opening.final()]);
  } catch {
    throw new TamperedError('a sealed value was changed or moved');
  }
}
