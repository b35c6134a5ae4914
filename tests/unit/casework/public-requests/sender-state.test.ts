import {
  canWithdraw,
  senderState,
  type SenderFacts,
} from '../../../../src/features/casework/public-requests/sender-state';
import type { RequestEvent } from '../../../../src/features/casework/requests/request-state';

const at = '2026-11-25T02:00:00Z';
const round = { id: 'round', code: 'BĐ-7K2', startsAt: '2026-11-26T11:30:00Z', endsAt: '2026-11-26T14:00:00Z' };
const recorded: RequestEvent = { kind: 'recorded', at, by: 'Cô Hạnh' };
const accepted: RequestEvent = { kind: 'accepted', at, by: 'Cô Hạnh' };
const placed: RequestEvent = { kind: 'placed', placementId: 'one', round, at, by: 'Cô Hạnh' };
const closed = (as: 'done' | 'declined' | 'withdrawn'): RequestEvent => ({
  ...{ kind: 'closed', closureId: 'one', as, reason: '', visitId: null, at, by: null },
});
const matched = (...events: RequestEvent[]): SenderFacts => ({
  outcome: 'matched',
  refusal: null,
  events: [recorded, ...events],
});

test.each<[string, SenderFacts, string, boolean]>([
  ['not looked at yet', { outcome: null, refusal: null, events: null }, 'received', true],
  ['matched, not accepted', matched(), 'received', true],
  ['on a round for another reason before it was accepted', matched(placed), 'received', true],
  ['accepted', matched(accepted), 'received', true],
  ['accepted and on a round', matched(accepted, placed), 'planned', true],
  ['visited', matched(accepted, closed('done')), 'done', false],
  ['declined after it was matched', matched(accepted, closed('declined')), 'declined', false],
  ['withdrawn after it was matched', matched(accepted, closed('withdrawn')), 'withdrawn', false],
  ['declined', { outcome: 'declined', refusal: 'outside_ward', events: null }, 'declined', false],
  ['withdrawn', { outcome: 'withdrawn', refusal: null, events: null }, 'withdrawn', false],
])('%s', (_what, facts, kind, isWithdrawable) => {
  const state = senderState(facts);
  expect([state.kind, canWithdraw(state)]).toEqual([kind, isWithdrawable]);
});
