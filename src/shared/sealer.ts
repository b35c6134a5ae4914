import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

export interface SealedNumber {
  /** Version byte, 12-byte nonce, 16-byte tag, AES-256-GCM ciphertext. */
  cipher: Uint8Array<ArrayBuffer>;
  /** Keyed hash by which the number is found without being opened. */
  hash: Uint8Array<ArrayBuffer>;
  /** The only digits ever shown without a logged reason. */
  last4: string;
}

export interface Sealer {
  seal(nationalNumber: string): SealedNumber;
  open(cipher: Uint8Array): string;
  hash(nationalNumber: string): Uint8Array<ArrayBuffer>;
}

const VERSION = 1;

/**
 * Seals national numbers (12 digits as text) at rest.
 * @param sealingKey 32 bytes for AES-256-GCM; @param lookupKey 32 bytes for HMAC-SHA-256.
 * `open` throws when the cipher was changed or sealed with another key.
 */
export function createSealer(sealingKey: Buffer, lookupKey: Buffer): Sealer {
  const hash = (nationalNumber: string) =>
    Uint8Array.from(createHmac('sha256', lookupKey).update(nationalNumber, 'utf8').digest());
  return {
    hash,
    seal(nationalNumber) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce);
      const body = Buffer.concat([cipher.update(nationalNumber, 'utf8'), cipher.final()]);
      return {
        cipher: Uint8Array.from(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body])),
        hash: hash(nationalNumber),
        last4: nationalNumber.slice(-4),
      };
    },
    open(sealed) {
      if (sealed[0] !== VERSION) throw new Error('unknown version of a sealed number');
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(1, 13));
      decipher.setAuthTag(sealed.subarray(13, 29));
      return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8');
    },
  };
}
