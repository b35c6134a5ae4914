import {
  canWithdraw,
  senderState,
  type SenderFacts,
} from '../../../../src/features/casework/public-requests/sender-state';

const round = { startsAt: '2026-11-26T11:30:00Z', endsAt: '2026-11-26T14:00:00Z' };
const matched = (request: Partial<NonNullable<SenderFacts['request']>>): SenderFacts => ({
  outcome: 'matched',
  refusal: null,
  request: { isAccepted: true, closure: null, round: null, ...request },
});

test.each<[string, SenderFacts, string, boolean]>([
  ['nobody looked at it', { outcome: null, refusal: null, request: null }, 'received', true],
  ['matched, not accepted', matched({ isAccepted: false }), 'received', true],
  ['on a round for another reason before it was accepted', matched({ isAccepted: false, round }), 'received', true],
  ['accepted', matched({}), 'received', true],
  ['accepted and on a round', matched({ round }), 'planned', true],
  ['visited', matched({ closure: 'done' }), 'done', false],
  ['declined after it was matched', matched({ closure: 'declined' }), 'declined', false],
  ['withdrawn after it was matched', matched({ closure: 'withdrawn' }), 'withdrawn', false],
  ['declined', { outcome: 'declined', refusal: 'outside_ward', request: null }, 'declined', false],
  ['withdrawn', { outcome: 'withdrawn', refusal: null, request: null }, 'withdrawn', false],
])('%s', (_what, facts, kind, isWithdrawable) => {
  const state = senderState(facts);
  expect([state.kind, canWithdraw(state)]).toEqual([kind, isWithdrawable]);
});
