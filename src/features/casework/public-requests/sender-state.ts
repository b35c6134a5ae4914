import { z } from 'zod';
import { PublicRequestOutcomeKind, PublicRequestRefusal } from '../../../generated/prisma/enums';
import { REQUEST_EVENT, requestStatus } from '../requests/request-state';

/** What became of a public request, and of the support request that it became. */
export const SENDER_FACTS = z.object({
  outcome: z.enum(PublicRequestOutcomeKind).nullable(),
  refusal: z.enum(PublicRequestRefusal).nullable(),
  /** What happened to the support request, in order; null unless matched. */
  events: z.array(REQUEST_EVENT).nullable(),
});
export type SenderFacts = z.infer<typeof SENDER_FACTS>;

/**
 * What the sender may know. A matched request reads as received until a round is planned for it after the office
 * accepted it: whether the register knows the sender cannot be told from it. A planned round is the request's own news.
 */
export type SenderState =
  | { kind: 'received' | 'done' | 'withdrawn' }
  | { kind: 'planned'; startsAt: Date; endsAt: Date }
  | { kind: 'declined'; refusal: PublicRequestRefusal };

export function senderState({ outcome, refusal, events }: SenderFacts): SenderState {
  if (outcome === 'withdrawn') return { kind: 'withdrawn' };
  if (outcome === 'declined') return { kind: 'declined', refusal: refusal ?? 'other' };
  if (!events) return { kind: 'received' };
  const { state, round } = requestStatus(events);
  if (state === 'planned') return { kind: state, startsAt: new Date(round!.startsAt), endsAt: new Date(round!.endsAt) };
  if (state === 'declined') return { kind: state, refusal: 'other' };
  return { kind: state === 'new' || state === 'accepted' ? 'received' : state };
}

/** Whether the sender may still take the request back. */
export const canWithdraw = ({ kind }: SenderState): boolean => kind === 'received' || kind === 'planned';
