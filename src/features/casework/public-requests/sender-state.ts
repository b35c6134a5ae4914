import type {
  PublicRequestOutcomeKind,
  PublicRequestRefusal,
  RequestClosureKind,
} from '../../../generated/prisma/enums';
import { requestState } from '../requests/request-words';

/** What became of a public request, and of the support request that it became. */
export interface SenderFacts {
  outcome: PublicRequestOutcomeKind | null;
  refusal: PublicRequestRefusal | null;
  /** Null unless matched. */
  request: {
    isAccepted: boolean;
    closure: RequestClosureKind | null;
    /** The open round on which the household has a door; when it was closed or the visit came, null. */
    round: { startsAt: string; endsAt: string } | null;
  } | null;
}

/**
 * What the sender may know. A matched request reads as received until a round is planned for it after the office
 * accepted it: whether the register knows the sender cannot be told from it. A planned round is the request's own news.
 */
export type SenderState =
  | { kind: 'received' }
  | { kind: 'planned'; startsAt: Date; endsAt: Date }
  | { kind: 'done' }
  | { kind: 'declined'; refusal: PublicRequestRefusal }
  | { kind: 'withdrawn' };

export function senderState({ outcome, refusal, request }: SenderFacts): SenderState {
  if (outcome === 'withdrawn') return { kind: 'withdrawn' };
  if (outcome === 'declined') return { kind: 'declined', refusal: refusal ?? 'other' };
  if (!request) return { kind: 'received' };
  const { round } = request;
  switch (requestState({ ...request, isOnRound: round !== null })) {
    case 'planned':
      return { kind: 'planned', startsAt: new Date(round!.startsAt), endsAt: new Date(round!.endsAt) };
    case 'done':
      return { kind: 'done' };
    case 'declined':
      return { kind: 'declined', refusal: 'other' };
    case 'withdrawn':
      return { kind: 'withdrawn' };
    case 'new':
    case 'accepted':
      return { kind: 'received' };
  }
}

/** Whether the sender may still take the request back. */
export function canWithdraw({ kind }: SenderState): boolean {
  return kind === 'received' || kind === 'planned';
}
