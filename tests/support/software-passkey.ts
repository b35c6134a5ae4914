import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

// A passkey without a device: answers as a browser does, and can be told to answer wrongly.

interface Question {
  challenge: string;
  /** At which site the browser stands. */
  origin: string;
}

/** Its format, and its parts. */
type Statement = [string, Map<string, unknown>];

const USER_PRESENT = 0x01;
const HOLDS_KEY = 0x40;
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Uint8Array) => Buffer.from(data).toString('base64url');

/** A key pair of one device (ES256), for the site that `origin` names at its creation. */
export class SoftwarePasskey {
  private readonly id = randomBytes(32);
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** What the page's script sends for a new key. @param statement what the device says about itself. */
  creation({ challenge, origin }: Question, [format, statement]: Statement = ['none', new Map()]): string {
    const { x, y } = this.keys.publicKey.export({ format: 'jwk' });
    const publicKey = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Uint8Array.from(Buffer.from(x!, 'base64url'))],
        [-3, Uint8Array.from(Buffer.from(y!, 'base64url'))],
      ]),
    );
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const authData = Buffer.concat([
      authenticatorData(origin, USER_PRESENT | HOLDS_KEY, 0),
      Buffer.alloc(16), // no maker's name
      length,
      this.id,
      publicKey,
    ]);
    const attestationObject = isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', format],
        ['attStmt', statement],
        ['authData', Uint8Array.from(authData)],
      ]) as Parameters<typeof isoCBOR.encode>[0],
    );
    return this.answer({
      clientDataJSON: base64url(clientData('webauthn.create', { challenge, origin })),
      attestationObject: base64url(attestationObject),
      transports: ['internal'],
    });
  }

  /** What the page's script sends to sign in. @param counter how often this device says it has signed. */
  signature({ challenge, origin }: Question, counter: number): string {
    const data = clientData('webauthn.get', { challenge, origin });
    const authData = authenticatorData(origin, USER_PRESENT, counter);
    const signature = createSign('sha256')
      .update(Buffer.concat([authData, sha256(data)]))
      .sign(this.keys.privateKey);
    return this.answer({
      clientDataJSON: base64url(data),
      authenticatorData: base64url(authData),
      signature: base64url(signature),
    });
  }

  private answer(response: object): string {
    const id = base64url(this.id);
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }
}

const clientData = (type: string, question: Question) => Buffer.from(JSON.stringify({ type, ...question }));

function authenticatorData(origin: string, flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(new URL(origin).hostname), Buffer.from([flags]), count]);
}
