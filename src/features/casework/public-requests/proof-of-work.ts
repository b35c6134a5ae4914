import { randomInt } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { z } from 'zod';
import type { Config } from '../../../config';
import { signatureOf } from '../../../web/own-cookie';

/** Rounds of PBKDF2 in one attempt: about 2 ms on a desk, 10 ms on an old telephone. */
const ROUNDS = 5_000;
/** Attempts until the answer, at hardness 1: some five seconds on an old telephone, while its owner types. */
const ATTEMPTS = { least: 150, most: 450 };

const solvedProof = z.object({
  challenge: z.object({
    parameters: z.looseObject({
      algorithm: z.string(),
      nonce: z.string(),
      salt: z.string(),
      cost: z.number(),
      keyLength: z.number(),
      keyPrefix: z.string(),
      data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string(), time: z.number().optional() }),
});

/**
 * ALTCHA's proof of work: the browser tries numbers until one gives the asked key. Each challenge is made for one page
 * of one ticket. Its age is the ticket's, so that one clock counts.
 */
export function createProofOfWork(config: Config) {
  const secrets = {
    hmacSignatureSecret: signatureOf(config, 'proof of work', 'challenge'),
    hmacKeySignatureSecret: signatureOf(config, 'proof of work', 'key'),
  };
  return {
    /** @param hardness multiplies the attempts; 1 in quiet times. */
    async challengeFor(ticketId: string, hardness: number): Promise<string> {
      const challenge = await createChallenge({
        ...secrets,
        algorithm: 'PBKDF2/SHA-256',
        cost: ROUNDS,
        counter: randomInt(ATTEMPTS.least * hardness, ATTEMPTS.most * hardness),
        deriveKey,
        data: { ticket: ticketId },
      });
      return JSON.stringify(challenge);
    },

    /** Whether a page's hidden field holds the solution of the challenge made for that ticket. */
    async isSolved(ticketId: string, text: string): Promise<boolean> {
      const proof = readProof(text);
      if (!proof || proof.challenge.parameters.data.ticket !== ticketId) return false;
      const { verified } = await verifySolution({ ...secrets, ...proof, deriveKey });
      return verified;
    },
  };
}

/** Longer texts are not read. */
const LONGEST = 4_000;

function readProof(text: string) {
  if (text === '' || text.length > LONGEST) return null;
  try {
    return solvedProof.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
