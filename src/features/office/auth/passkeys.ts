import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransportFuture,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Request } from 'express';
import { z } from 'zod';
import { ownOrigin } from '../../../web/own-origin';

// What browsers and devices say about passkeys (WebAuthn), made and checked with @simplewebauthn/server. Nothing here
// knows the database.

/** The site that a passkey is made for; browsers use it nowhere else. */
export interface Site {
  /** 'gocua.phuong.vn', the "relying party id". */
  id: string;
  /** 'https://gocua.phuong.vn'. */
  origin: string;
}

interface StoredKey {
  /** In base64url, as browsers name it. */
  credentialId: string;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
}

/** The words that stand for a key while it is looked for: 'usb', 'internal'. */
type NamedKey = Pick<StoredKey, 'credentialId' | 'transports'>;

/** Loaded at the first use: it takes a sixth of a second, and many wards never need it. */
const library = () => import('@simplewebauthn/server');

/** The site of this request; null where browsers offer no passkeys: over plain HTTP, and at an address without a name. */
export function siteOf(req: Request): Site | null {
  const address = ownOrigin(req);
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, origin } = new URL(address);
  const isSecure = protocol === 'https:' || hostname === 'localhost';
  const isNamed = isIP(hostname) === 0 && !hostname.startsWith('[');
  return isSecure && isNamed ? { id: hostname, origin } : null;
}

/** 32 random bytes in base64url. A device signs them, so that an answer belongs to one question. */
export const newChallenge = (): string => randomBytes(32).toString('base64url');

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(base64url, 'base64url'));

const descriptorOf = ({ credentialId, transports }: NamedKey) => ({
  id: credentialId,
  transports: transports as AuthenticatorTransportFuture[],
});

/**
 * What a browser needs to make a new key. The device is asked to check its owner (finger, face, PIN) if it can; it need
 * not, because the password has been checked (docs/adr/0044).
 * @param own the keys of the account: a device makes no second one.
 */
export async function creationOptions(
  site: Site,
  challenge: string,
  account: { id: string; username: string; displayName: string },
  own: readonly NamedKey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: 'Gõ Cửa',
    rpID: site.id,
    userID: Uint8Array.from(Buffer.from(account.id)),
    userName: account.username,
    userDisplayName: account.displayName,
    challenge: bytesOf(challenge),
    attestationType: 'none',
    excludeCredentials: own.map(descriptorOf),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
}

/** What a browser needs to sign with one of these keys. */
export async function requestOptions(
  site: Site,
  challenge: string,
  keys: readonly NamedKey[],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: site.id,
    challenge: bytesOf(challenge),
    allowCredentials: keys.map(descriptorOf),
    userVerification: 'preferred',
  });
}

/** An answer of a browser, of which only the key's id has been checked. */
export type KeyAnswer = { id: string } & Record<string, unknown>;

// An id has at most 1,023 bytes (WebAuthn, 4).
const answerSchema = z.looseObject({ id: z.string().regex(/^[\w-]{1,1364}$/) });
const transportsSchema = z
  .array(z.string().regex(/^[a-z-]{1,20}$/))
  .max(8)
  .catch([]);

/** Reads what the page's script put into its form; null for anything else. */
export function readAnswer(text: string): KeyAnswer | null {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Statements about a device whose check reads nothing but the answer. For others the library asks a server whether the
 * maker's certificate was revoked, at an address that the answer names.
 */
const STATEMENTS = new Set(['none', 'packed']);
const statementSchema = z.object({ response: z.object({ attestationObject: z.string() }) });

async function hasPlainStatement(answer: KeyAnswer): Promise<boolean> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers');
  const { attestationObject } = statementSchema.parse(answer).response;
  return STATEMENTS.has(decodeAttestationObject(bytesOf(attestationObject)).get('fmt'));
}

/** The key that a device has made for this question; null if the answer is not one to it. */
export async function newKeyOf(site: Site, challenge: string, answer: KeyAnswer): Promise<StoredKey | null> {
  const { verifyRegistrationResponse } = await library();
  if (!(await orNull(hasPlainStatement(answer)))) return null;
  const verified = await orNull(
    verifyRegistrationResponse({
      response: answer as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: false,
    }),
  );
  if (!verified?.verified) return null;
  const { id, publicKey, counter, transports } = verified.registrationInfo.credential;
  return { credentialId: id, publicKey, counter, transports: transportsSchema.parse(transports) };
}

/**
 * The key's count of signatures after this one; null if the answer is not one to this question, by this key, or if the
 * count has not grown, which shows a copied key.
 */
export async function counterOf(
  site: Site,
  challenge: string,
  answer: KeyAnswer,
  { credentialId, publicKey, counter }: StoredKey,
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await library();
  const verified = await orNull(
    verifyAuthenticationResponse({
      response: answer as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      credential: { id: credentialId, publicKey, counter },
      requireUserVerification: false,
    }),
  );
  return verified?.verified ? verified.authenticationInfo.newCounter : null;
}

/** The library throws for whatever is wrong with an answer; what it computes with is nothing but the answer. */
const orNull = <Checked>(checking: Promise<Checked>): Promise<Checked | null> => checking.catch(() => null);
