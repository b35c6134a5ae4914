import {
  isOpenState,
  requestStatus,
  type RequestEvent,
} from '../../../../src/features/casework/requests/request-state';

const round = { id: 'round', code: 'BĐ-7K2', startsAt: '2026-11-26T11:30:00Z', endsAt: '2026-11-26T14:00:00Z' };
const dated = { at: '2026-11-25T02:00:00Z', by: 'Cô Hạnh' };
const recorded: RequestEvent = { kind: 'recorded', ...dated };
const accepted: RequestEvent = { kind: 'accepted', ...dated };
const placed = (placementId: string): RequestEvent => ({ kind: 'placed', placementId, round, ...dated });
const left = (placementId: string): RequestEvent => ({ kind: 'left', placementId, round, why: 'removed', ...dated });
const closed = (closureId: string, as: 'done' | 'declined' | 'withdrawn'): RequestEvent => ({
  ...{ kind: 'closed', closureId, as, reason: '', visitId: null, ...dated },
});
const reopened = (closureId: string): RequestEvent => ({ kind: 'reopened', closureId, ...dated });

test.each<[string, RequestEvent[], string, boolean]>([
  ['recorded', [], 'new', false],
  ['accepted', [accepted], 'accepted', false],
  ['placed', [accepted, placed('one')], 'planned', true],
  ['recorded while its door stood on a round', [placed('one')], 'new', true],
  ['accepted then', [placed('one'), accepted], 'planned', true],
  ['taken off its round', [accepted, placed('one'), left('one')], 'accepted', false],
  ['placed again', [accepted, placed('one'), left('one'), placed('two')], 'planned', true],
  ['visited', [accepted, placed('one'), left('one'), closed('one', 'done')], 'done', false],
  ['declined before it was accepted', [closed('one', 'declined')], 'declined', false],
  [
    'withdrawn while its door stays on a round',
    [accepted, placed('one'), closed('one', 'withdrawn')],
    'withdrawn',
    false,
  ],
  ['reopened', [closed('one', 'declined'), reopened('one')], 'new', false],
  ['reopened after acceptance', [accepted, closed('one', 'withdrawn'), reopened('one')], 'accepted', false],
  [
    'reopened while its door stands on a round',
    [accepted, closed('one', 'done'), placed('two'), reopened('one')],
    'planned',
    true,
  ],
  [
    'done by another visit at the moment it was reopened',
    [accepted, closed('one', 'done'), closed('two', 'done'), reopened('one')],
    'done',
    false,
  ],
])('a request that was %s is as expected', (_what, events, expected, isOnRound) => {
  const { state, round: on } = requestStatus([recorded, ...events]);
  expect([state, on !== null]).toEqual([expected, isOnRound]);
  expect(isOpenState(state)).toBe(['new', 'accepted', 'planned'].includes(expected));
});
