import type { BaseContext } from '../../../context';
import { countTry, createRateLimit } from '../../office/auth/rate-limits';
import { TICKET_HOURS } from './form-ticket';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/**
 * Points in a quarter of an hour. A request weighs 1 if the browser did the proof of work, otherwise UNCHECKED_WEIGHT:
 * an address sends 30 or 6, a telephone 15 or 3. A mobile network puts thousands of people behind one address, and a
 * group's leader asks for a whole alley on one evening.
 */
const ADDRESS_POINTS = 30;
const PHONE_POINTS = 15;
const UNCHECKED_WEIGHT = 5;
/** A day's points of one address. */
const ADDRESS_DAY_POINTS = 150;
/** Requests without proof of work that a ward takes in an hour, from all addresses together. */
const UNCHECKED_PER_HOUR = 60;
/** After so many requests in an hour to one ward, the proof of work gets harder. */
const HARDER_AFTER = 40;
const HARDEST = 8;

export interface Sending {
  wardId: string;
  /** As `callerAddress` says it. */
  address: string;
  /** Null for a form that asks for none. */
  phone: string | null;
  isChecked: boolean;
}

/** Which limit a request ran into, for the words of its page. */
export interface Refused {
  by: 'address' | 'phone' | 'unchecked';
  seconds: number;
}

/** The limits of the public form (docs/adr/0029). Nothing but these counts is kept of an address. */
export function createSendingRateLimits(context: BaseContext) {
  const address = createRateLimit(context, 'ask-address', ADDRESS_POINTS);
  const addressDay = createRateLimit(context, 'ask-address-day', ADDRESS_DAY_POINTS, DAY);
  const phone = createRateLimit(context, 'ask-phone', PHONE_POINTS);
  const unchecked = createRateLimit(context, 'ask-unchecked', UNCHECKED_PER_HOUR, HOUR);
  const received = createRateLimit(context, 'ask-received', Number.MAX_SAFE_INTEGER, HOUR);
  const proofs = createRateLimit(context, 'ask-proof', 1, TICKET_HOURS * HOUR);

  return {
    /** Counts one request; null if it may be stored. */
    async admit(sending: Sending): Promise<Refused | null> {
      const weight = sending.isChecked ? 1 : UNCHECKED_WEIGHT;
      const limits = [
        { by: 'address', rateLimit: address, key: sending.address, weight },
        { by: 'address', rateLimit: addressDay, key: sending.address, weight },
        ...(sending.phone === null
          ? []
          : [{ by: 'phone', rateLimit: phone, key: `${sending.wardId} ${sending.phone}`, weight } as const]),
        ...(sending.isChecked
          ? []
          : [{ by: 'unchecked', rateLimit: unchecked, key: sending.wardId, weight: 1 } as const]),
      ] as const;
      for (const { by, rateLimit, key, weight: points } of limits) {
        const refused = await countTry(rateLimit, key, points);
        if (refused) return { by, seconds: Math.ceil(refused.msBeforeNext / 1000) };
      }
      await received.consume(sending.wardId);
      return null;
    },

    /** Uses up the challenge of a ticket: true the first time only. */
    async useProof(ticketId: string): Promise<boolean> {
      return (await countTry(proofs, ticketId)) === null;
    },

    /** For a request that was not stored: its sender may send it again. */
    async giveBackProof(ticketId: string): Promise<void> {
      await proofs.delete(ticketId);
    },

    /** How hard the next challenge of a ward is: 1 in quiet times, at most 8. */
    async hardnessFor(wardId: string): Promise<number> {
      const lately = (await received.get(wardId))?.consumedPoints ?? 0;
      return Math.min(HARDEST, 1 + Math.floor(lately / HARDER_AFTER));
    },
  };
}

/** What one guess of a code counts against. */
interface CodeGuess {
  phone: string;
  address: string;
}

/**
 * Guesses of a code: 10 for a telephone from one address, 60 from one address over all telephones, 40 for one telephone
 * from everywhere, in a quarter of an hour. A code is one of 387 million.
 */
export const codeRateLimits = (context: BaseContext) => [
  {
    limiter: createRateLimit(context, 'ask-code-pair', 10),
    key: ({ phone, address }: CodeGuess) => `${phone}|${address}`,
  },
  { limiter: createRateLimit(context, 'ask-code-address', 60), key: ({ address }: CodeGuess) => address },
  { limiter: createRateLimit(context, 'ask-code-phone', 40), key: ({ phone }: CodeGuess) => phone },
];
