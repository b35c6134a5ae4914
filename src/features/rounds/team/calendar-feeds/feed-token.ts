import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A new token: 256 random bits as 43 URL-safe characters. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** The stored form of a token: its SHA-256. Looking up the hash does not reveal how much of a guess was right. */
export const hashOf = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(token).digest());
