import { shareOf } from '../../../../src/features/adoption/indicators/indicators';
import {
  behindFirst,
  firstFullMonthEnd,
  levelOn,
  pathText,
  periodEnd,
  targetStatusOf,
  targetStatusText,
  targetInForce,
  type TargetPath,
} from '../../../../src/features/adoption/indicators/targets';

/** From 10 % on 30/09/2026 to 20 % on 31/12/2026: 92 days. */
const path: TargetPath = {
  indicator: 'knownUsers',
  groupId: null,
  period: 'Quý 4/2026',
  value: 20,
  endsOn: '2026-12-31',
  legalBasis: 'phường tự đặt',
  start: { on: '2026-09-30', value: 10 },
};
const far: TargetPath = { ...path, period: '2030', value: 70, endsOn: '2030-12-31' };

test.each([
  ['2030', '2030-12-31'],
  ['Quý 1/2027', '2027-03-31'],
  ['quý 4/2026', '2026-12-31'],
  ['Quý 5/2026', null],
  ['Tháng 2/2028', '2028-02-29'],
  ['Tháng 13/2026', null],
  ['Trước 30/7/2025', null],
])('the period %p ends on %p', (period, end) => {
  expect(periodEnd(period)).toBe(end);
});

test.each([
  ['2026-08-01', '2026-08-31'],
  ['2026-08-02', '2026-09-30'],
  ['2026-12-15', '2027-01-31'],
])('the first full month of a book begun on %s ends on %s', (from, end) => {
  expect(firstFullMonthEnd(from)).toBe(end);
});

describe('the line', () => {
  test.each([
    ['2026-09-01', 10],
    ['2026-09-30', 10],
    ['2026-11-15', 15],
    ['2026-12-31', 20],
    ['2027-02-01', 20],
  ])('on %s is at %p %%', (day, level) => {
    expect(levelOn(path, day)).toBeCloseTo(level);
  });

  it('asks to keep a target that was reached before it was set', () => {
    expect(levelOn({ ...path, value: 5 }, '2026-10-10')).toBe(5);
  });

  it('has a mark at the end of each quarter', () => {
    expect(pathText(far, '2026-11-15')).toMatch(/^đường thẳng từ 10 % ngày 30\/09\/2026; mốc 31\/12\/2026: 13,6 %$/);
  });
});

test.each([
  [208, 'vượt 8 người'],
  [200, 'đúng hướng'],
  [150, 'đúng hướng'],
  [138, 'chậm 12 người'],
  [0, 'chậm 150 người'],
])('%p of 1000 people: %s', (users, words) => {
  expect(targetStatusText(targetStatusOf(shareOf('person', users, 1000), path, '2026-11-15'), 'người')).toBe(words);
});

it('says what closes the gap to the mark of the quarter', () => {
  expect(targetStatusOf(shareOf('person', 138, 1000), path, '2026-11-15')).toEqual({
    kind: 'behind',
    count: 12,
    toMark: 62,
    markOn: '2026-12-31',
  });
});

test.each([
  ['without people', shareOf('person', 0, 0), path],
  ['without a target', shareOf('person', 1, 2), null],
  ['before the first full month is over', shareOf('person', 1, 2), { ...path, start: null }],
] as const)('nothing is compared %s', (_when, share, target) => {
  expect(targetStatusOf(share, target, '2026-11-15').kind).toBe('unknown');
});

test('groups are sorted behind first, those who lack most at the top', () => {
  const users = [138, 208, 160, 20, 0];
  const rows = users.map((count) => targetStatusOf(shareOf('person', count, count && 1000), path, '2026-11-15'));
  expect(rows.sort(behindFirst).map((standing) => targetStatusText(standing, 'người'))).toEqual([
    'chậm 130 người',
    'chậm 12 người',
    'đúng hướng',
    'vượt 8 người',
    'chưa so được',
  ]);
});

describe('the target in force', () => {
  const inForce = (on: string, groupId: string | null = null) =>
    targetInForce([far, path, { ...path, period: '2026' }, { ...far, groupId: 'a' }], {
      indicator: 'knownUsers',
      groupId,
      on,
    })?.period;

  it('is the one that ends first, the quarter before its year', () => {
    expect(inForce('2026-11-15')).toBe('Quý 4/2026');
    expect(inForce('2027-01-01')).toBe('2030');
    expect(inForce('2031-01-01')).toBeUndefined();
  });

  it('of a group is its own', () => {
    expect(inForce('2026-11-15', 'a')).toBe('2030');
    expect(inForce('2026-11-15', 'b')).toBeUndefined();
  });
});
