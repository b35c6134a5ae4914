import { announcementOf, cardsFor } from '../../../../src/features/rounds/papers/pages';
import { validateCode } from '../../../../src/features/rounds/papers/code-answer';

const at = (time: string, day = 26) => new Date(`2026-11-${day}T${time}:00+07:00`);
const round = { startsAt: at('18:30'), endsAt: at('20:45'), closure: null };

describe('what a code says about a visitor at the door', () => {
  it.each([
    ['under-way', at('18:30')],
    ['under-way', at('20:44')],
    ['near', at('18:05')],
    ['near', at('20:45')],
    ['later-today', at('17:59')],
    ['over-today', at('21:15')],
    ['other-day', at('19:00', 25)],
    ['other-day', at('00:00', 27)],
  ] as const)('%s at %s', (verdict, now) => {
    expect(validateCode(round, now)).toBe(verdict);
  });

  it('it is never the team if the round was cancelled, and only possibly if it was closed early', () => {
    expect(validateCode({ ...round, closure: 'cancelled' }, at('19:00'))).toBe('cancelled');
    expect(validateCode({ ...round, closure: 'closed' }, at('19:00'))).toBe('near');
  });
});

describe('the announcement of a round', () => {
  it.each([
    ['2026-11-23', { by: '2026-11-23', daysLeft: 3, isInTime: true }],
    ['2026-11-24', { by: '2026-11-23', daysLeft: 2, isInTime: false }],
    ['2026-11-27', { by: '2026-11-23', daysLeft: -1, isInTime: false }],
  ])('seen on %s', (today, expected) => {
    expect(announcementOf('2026-11-26', today)).toEqual(expected);
  });
});

test.each([
  [0, 8],
  [1, 8],
  [8, 8],
  [9, 16],
  [60, 64],
])('%i doors need %i cards, in whole pages', (doors, cards) => {
  expect(cardsFor(doors)).toBe(cards);
});
