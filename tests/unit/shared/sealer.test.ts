import { createCipheriv, randomBytes } from 'node:crypto';
import { createSealer, SealError, TamperedError, type KeySet } from '../../../src/shared/sealer';

const NUMBER = '003148001234';
const PLACE = 'resident.national_number_cipher ward-1 person-1';
const keySet = (byte: number): KeySet => ({
  sealingKey: Buffer.alloc(32, byte),
  lookupKey: Buffer.alloc(32, byte + 100),
});
const FIRST = keySet(1);
const SECOND = keySet(2);

/** A number as it was sealed before values named their keys. */
function sealNameless({ sealingKey }: KeySet, text: string): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body]);
}

/** A number as it was sealed when values named their keys but were not yet bound to a row. */
function sealUnbound(keys: KeySet, text: string): Uint8Array {
  const prefix = Buffer.from(createSealer(keys).presentPrefix);
  prefix[0] = 2;
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keys.sealingKey, nonce).setAAD(prefix);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([prefix, nonce, cipher.getAuthTag(), body]);
}

describe('a sealed number', () => {
  test('opens with its key, never looks the same twice, and shows its last four digits', () => {
    const sealer = createSealer(FIRST);
    const sealed = sealer.seal(NUMBER, PLACE);
    expect(sealer.open(sealed.cipher, PLACE, sealed.hash)).toBe(NUMBER);
    expect(sealed.last4).toBe('1234');
    expect(Buffer.from(sealer.seal(NUMBER, PLACE).cipher).equals(Buffer.from(sealed.cipher))).toBe(false);
    expect(Buffer.from(sealed.cipher).includes(NUMBER)).toBe(false);
  });

  test('is found by a hash that only the lookup key gives', () => {
    expect(createSealer(FIRST).hash(NUMBER)).toEqual(createSealer(FIRST).seal(NUMBER, PLACE).hash);
    expect(createSealer(FIRST).hash(NUMBER)).not.toEqual(createSealer(SECOND).hash(NUMBER));
  });

  test.each([0, 1, 5, 20, 34])('is refused if it was changed at byte %i', (at) => {
    const sealer = createSealer(FIRST);
    const changed = Buffer.from(sealer.seal(NUMBER, PLACE).cipher);
    changed[at]! ^= 1;
    expect(() => sealer.open(changed, PLACE, null)).toThrow(SealError);
  });

  test.each([0, 1, 5, 20, 32])('is refused if only %i bytes are left', (length) => {
    const sealer = createSealer(FIRST);
    expect(() => sealer.open(sealer.seal(NUMBER, PLACE).cipher.subarray(0, length), PLACE, null)).toThrow(SealError);
  });

  test('is bound to the name of its keys', () => {
    const renamed = Buffer.from(createSealer({ ...FIRST, lookupKey: SECOND.lookupKey }).seal(NUMBER, PLACE).cipher);
    Buffer.from(createSealer(FIRST).presentPrefix).copy(renamed);
    expect(() => createSealer(FIRST).open(renamed, PLACE, null)).toThrow(SealError);
  });
});

describe('a sealed value is bound to its row', () => {
  const sealer = createSealer(FIRST);
  const ELSEWHERE = PLACE.replace('person-1', 'person-2');

  test('a value copied to another row does not open there', () => {
    const { cipher, hash } = sealer.seal(NUMBER, PLACE);
    expect(() => sealer.open(cipher, ELSEWHERE, hash)).toThrow(TamperedError);
    expect(() => sealer.openBytes(cipher, ELSEWHERE)).toThrow(TamperedError);
  });

  test('a number beside the hash of another one does not open', () => {
    const { cipher } = sealer.seal(NUMBER, PLACE);
    expect(() => sealer.open(cipher, PLACE, sealer.hash('003148009999'))).toThrow(TamperedError);
  });

  test('a moved value opens only in the new row', () => {
    const moved = sealer.move(sealer.seal(NUMBER, PLACE).cipher, PLACE, ELSEWHERE);
    expect(sealer.open(moved, ELSEWHERE, null)).toBe(NUMBER);
    expect(() => sealer.open(moved, PLACE, null)).toThrow(TamperedError);
  });

  test('a value that does not open is moved as it is, and opens no better than before', () => {
    const foreign = createSealer(SECOND).seal(NUMBER, PLACE).cipher;
    expect(sealer.move(foreign, PLACE, ELSEWHERE)).toEqual(foreign);
    const stolen = sealer.seal(NUMBER, ELSEWHERE).cipher;
    expect(() => sealer.open(sealer.move(stolen, PLACE, 'import_row 1'), 'import_row 1', null)).toThrow(TamperedError);
  });

  test('a value from before values were bound opens, and is due to be sealed again', () => {
    const unbound = sealUnbound(FIRST, NUMBER);
    expect(sealer.open(unbound, PLACE, sealer.hash(NUMBER))).toBe(NUMBER);
    expect(() => sealer.open(unbound, PLACE, sealer.hash('003148009999'))).toThrow(TamperedError);
    expect(Buffer.from(unbound).subarray(0, 5).equals(Buffer.from(sealer.presentPrefix))).toBe(false);
  });
});

describe('a ring of new and old keys', () => {
  const ring = createSealer(SECOND, FIRST);

  test('opens what either key sealed, including values from before they named their keys', () => {
    expect(ring.open(createSealer(FIRST).seal(NUMBER, PLACE).cipher, PLACE, null)).toBe(NUMBER);
    expect(ring.open(createSealer(SECOND).seal(NUMBER, PLACE).cipher, PLACE, null)).toBe(NUMBER);
    expect(ring.open(sealNameless(FIRST, NUMBER), PLACE, null)).toBe(NUMBER);
    expect(ring.open(sealNameless(SECOND, NUMBER), PLACE, null)).toBe(NUMBER);
  });

  test('seals with the new keys and says so in the first bytes', () => {
    const { cipher, hash } = ring.seal(NUMBER, PLACE);
    expect(createSealer(SECOND).open(cipher, PLACE, hash)).toBe(NUMBER);
    expect(hash).toEqual(createSealer(SECOND).hash(NUMBER));
    const isPresent = (value: Uint8Array) =>
      Buffer.from(value).subarray(0, ring.presentPrefix.length).equals(Buffer.from(ring.presentPrefix));
    expect(
      [cipher, createSealer(FIRST).seal(NUMBER, PLACE).cipher, sealNameless(SECOND, NUMBER)].map(isPresent),
    ).toEqual([true, false, false]);
  });

  test('takes a hash beside a number under either', () => {
    const { cipher, hash } = createSealer(FIRST).seal(NUMBER, PLACE);
    expect(ring.open(cipher, PLACE, hash)).toBe(NUMBER);
    expect(ring.open(cipher, PLACE, ring.hash(NUMBER))).toBe(NUMBER);
    expect(() => ring.open(cipher, PLACE, createSealer(keySet(3)).hash(NUMBER))).toThrow(TamperedError);
  });

  test('tells the sets apart even if only one of the two keys is new', () => {
    const sealing = createSealer({ ...FIRST, sealingKey: SECOND.sealingKey }, FIRST);
    expect(sealing.open(createSealer(FIRST).seal(NUMBER, PLACE).cipher, PLACE, null)).toBe(NUMBER);
    const lookup = createSealer({ ...FIRST, lookupKey: SECOND.lookupKey }, FIRST);
    expect(lookup.open(createSealer(FIRST).seal(NUMBER, PLACE).cipher, PLACE, null)).toBe(NUMBER);
    expect(lookup.presentPrefix).not.toEqual(createSealer(FIRST).presentPrefix);
  });

  test('does not open what a third key sealed', () => {
    expect(() => ring.open(createSealer(keySet(3)).seal(NUMBER, PLACE).cipher, PLACE, null)).toThrow(SealError);
    expect(() => ring.open(sealNameless(keySet(3), NUMBER), PLACE, null)).toThrow(SealError);
  });

  test('seals whole files too', () => {
    const file = randomBytes(100_000);
    const sealed = createSealer(FIRST).sealBytes(file, PLACE);
    expect(Buffer.from(ring.openBytes(sealed, PLACE)).equals(file)).toBe(true);
    expect(Buffer.from(ring.openBytes(ring.sealBytes(new Uint8Array(), PLACE), PLACE)).length).toBe(0);
  });
});
