import { officerChoices, type Team } from '../../../../src/features/rounds/planning/time-and-team';

const officer = (id: string, free: Team['officers'][number]['free'] = []) => ({
  id,
  displayName: id,
  free,
  hasPattern: free.length > 0,
});
const EVENING = [{ from: '18:00', to: '21:00' }];
const span = { startsAt: new Date(0), endsAt: new Date(1) };
const team: Team = {
  officers: [
    officer('away', EVENING),
    officer('busy', EVENING),
    officer('unknown'),
    officer('often', EVENING),
    officer('seldom', EVENING),
  ],
  share: new Map([
    ['often', 5],
    ['seldom', 2],
  ]),
  time: { date: '2026-11-27', from: '18:30', to: '20:30' },
  clashes: [{ officerId: 'busy', displayName: 'busy', code: 'BĐ-1', ...span }],
  absences: [{ officerId: 'away', displayName: 'away', ...span }],
};

test('the free come first, the least used first among them; who cannot go comes last', () => {
  expect(officerChoices(team, ['often']).map(({ value, hint, checked }) => [value, hint, checked])).toEqual([
    ['seldom', 'rảnh 18:00–21:00 · 2 buổi trong 8 tuần', false],
    ['often', 'rảnh 18:00–21:00 · 5 buổi trong 8 tuần', true],
    ['unknown', 'chưa ghi lịch rảnh · 0 buổi trong 8 tuần', false],
    ['away', 'báo vắng', false],
    ['busy', 'đã có buổi BĐ-1', false],
  ]);
});

test('an officer who is only beyond the limits, or only not free, comes before one who is both', () => {
  const both = {
    ...team,
    over: new Map([
      ['often', '4 buổi trong tuần, hạn 3'],
      ['unknown', '4 buổi trong tuần, hạn 3'],
    ]),
  };
  const share = new Map([...team.share, ['unknown', 0]]);
  const order = officerChoices({ ...both, share, absences: [], clashes: [] }, []).map(({ value }) => value);
  expect(order).toEqual(['away', 'busy', 'seldom', 'often', 'unknown']);
});

test('of those who went as often the one whom more doors know comes first, and the hint says so', () => {
  const known = [
    { doorId: 'a', officerId: 'often', visits: 2, refused: false },
    { doorId: 'b', officerId: 'often', visits: 1, refused: false },
    { doorId: 'a', officerId: 'seldom', visits: 1, refused: false },
    { doorId: 'c', officerId: 'seldom', visits: 0, refused: true },
  ];
  const choices = officerChoices({ ...team, share: new Map(), known }, []);
  expect(choices.slice(0, 2).map(({ value, hint }) => [value, hint])).toEqual([
    ['often', 'đã gặp 2 nhà, 3 lần · rảnh 18:00–21:00 · 0 buổi trong 8 tuần'],
    ['seldom', 'đã gặp 1 nhà, 1 lần; 1 nhà lần trước chưa muốn · rảnh 18:00–21:00 · 0 buổi trong 8 tuần'],
  ]);
});
