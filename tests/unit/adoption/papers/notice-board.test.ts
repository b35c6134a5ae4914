import fc from 'fast-check';
import {
  noticeBoard,
  type NoticeBoard,
  noticeBoardPage,
  publishable,
  PUBLISHED_STEP,
} from '../../../../src/features/adoption/papers/pages';
import { countOf } from '../../../../src/features/adoption/indicators/indicators';
import { exampleFigures } from './example-figures';

// A reader collects the sheets of several months and computes: sums and differences of any groups, totals and months.
// They must not be able to show that some group holds one to four people or households.

interface Month {
  groups: { doorsReached: number; users: number }[];
  helped: number;
  visits: number;
  files: number;
}

const boardOf = ({ groups, helped, visits, files }: Month): NoticeBoard => {
  const example = exampleFigures();
  return noticeBoard({
    ...example,
    groups: groups.map((group, index) => ({
      ...example.groups[0]!,
      groupId: `${index}`,
      groupName: `${index}`,
      ...group,
    })),
    helped: countOf('person', helped),
    month: { ...example.month, activity: { ...example.month.activity, visits, files } },
  });
};

/** Every number on a sheet. */
const printedOn = ({ groups, users, helped, month }: NoticeBoard) => [
  ...groups.flatMap((group) => [group.doorsReached, group.users]),
  users,
  helped,
  month.visits,
  month.files,
];
/** The same numbers, if nothing had been rounded. */
const exactOn = ({ groups, helped, visits, files }: Month) => [
  ...groups.flatMap((group) => [group.doorsReached, group.users]),
  groups.reduce((sum, { users }) => sum + users, 0),
  helped,
  visits,
  files,
];

const count = fc.oneof(fc.nat(12), fc.nat(600));
const months = fc.integer({ min: 1, max: 12 }).chain((groups) =>
  fc.array(
    fc.record({
      groups: fc.array(fc.record({ doorsReached: count, users: count }), { minLength: groups, maxLength: groups }),
      helped: count,
      visits: count,
      files: count,
    }),
    { minLength: 1, maxLength: 4 },
  ),
);

test('the sheets as printed could be the truth: printing that ward gives the same sheets', () => {
  fc.assert(
    fc.property(months, (book) => {
      for (const month of book) {
        const board = boardOf(month);
        const asPrinted = { ...board.month, groups: board.groups, helped: board.helped };
        expect(boardOf(asPrinted)).toEqual(board);
        expect(exactOn(asPrinted)).toEqual(printedOn(board));
      }
    }),
  );
});

test('and it keeps what is common knowledge: no count is below zero, none shrinks that only grows, no part exceeds its whole', () => {
  fc.assert(
    fc.property(count, count, (one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      expect(publishable(less)).toBeLessThanOrEqual(publishable(more));
      expect(publishable(less)).toBeGreaterThanOrEqual(0);
      expect(publishable(less)).toBeLessThanOrEqual(less);
    }),
  );
});

test('in that ward no sum or difference over groups, totals and months is one to four', () => {
  fc.assert(
    fc.property(
      months,
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 200, maxLength: 200 }),
      (book, factors) => {
        const cells = book.flatMap((month) => printedOn(boardOf(month)));
        const derived = cells.reduce((sum, cell, index) => sum + cell * factors[index % factors.length]!, 0);
        expect(Math.abs(derived) % PUBLISHED_STEP).toBe(0);
        const pairs = cells.flatMap((cell, index) =>
          cells.slice(index + 1).flatMap((other) => [cell + other, Math.abs(cell - other)]),
        );
        expect(pairs.filter((value) => value % PUBLISHED_STEP !== 0)).toEqual([]);
      },
    ),
  );
});

/** Every choice of `of` for each of `length` places. */
function choices<Value>(of: readonly Value[], length: number): Value[][] {
  return length === 0 ? [[]] : choices(of, length - 1).flatMap((rest) => of.map((value) => [...rest, value]));
}

/**
 * The attack itself, exhaustively: all small wards of two groups over two months in which counts only grow, sorted by
 * the sheets they print. For each pile of wards that look alike, and each sum and difference, the values it may have.
 */
function provenSmall(print: (groups: number[]) => number[]): string[] {
  const upTo = 2 * PUBLISHED_STEP;
  const wards = choices(
    Array.from({ length: upTo }, (_, value) => value),
    4,
  ).filter(([a, b, aLater, bLater]) => a! <= aLater! && b! <= bLater!);
  const piles = new Map<string, number[][]>();
  for (const ward of wards) {
    const sheets = JSON.stringify([print(ward.slice(0, 2)), print(ward.slice(2))]);
    piles.set(sheets, [...(piles.get(sheets) ?? []), ward]);
  }
  const combinations = choices([-1, 0, 1], 4);
  return [...piles].flatMap(([sheets, pile]) =>
    combinations
      .filter((factors) =>
        pile.every((ward) => {
          const value = ward.reduce((sum, cell, index) => sum + cell * factors[index]!, 0);
          return value >= 1 && value < PUBLISHED_STEP;
        }),
      )
      .map((factors) => `${sheets} ${factors.join(' ')}`),
  );
}

test('an attacker with every sheet of every small ward proves nothing about one to four people', () => {
  const printed = (users: number[]) =>
    printedOn(
      boardOf({ groups: users.map((each) => ({ doorsReached: 0, users: each })), helped: 0, visits: 0, files: 0 }),
    );
  expect(provenSmall(printed)).toEqual([]);
});

test('the same attacker succeeds against weaker rules, so the attack is a real one', () => {
  const hideSmall = (value: number) => (value < PUBLISHED_STEP ? -1 : value);
  const sum = (users: number[]) => users.reduce((total, each) => total + each, 0);
  expect(provenSmall((users) => users.map(hideSmall))).not.toEqual([]);
  expect(provenSmall((users) => [...users.map(publishable), sum(users)])).not.toEqual([]);
});

test('below five the sheet says no number, and above it says “at least”', () => {
  const [, other] = exampleFigures().groups;
  const model = noticeBoardPage(
    exampleFigures({
      groups: [
        { ...other!, doorsReached: 4, users: 123 },
        { ...other!, groupName: null, doorsReached: 0, users: 5 },
      ],
      helped: countOf('person', 3),
    }),
    { kind: 'open', readAt: new Date('2026-12-02T01:30:00Z') },
    null,
  ).model;
  expect(model.columns).toEqual([
    [
      { name: 'Tổ 2', doorsReached: 'dưới 5', users: '120' },
      { name: 'Chưa xếp tổ', doorsReached: 'dưới 5', users: '5' },
    ],
  ]);
  expect(model.numbers.map(({ figure }) => figure)).toEqual(['ít nhất 120', 'ít nhất 60', 'dưới 5', 'ít nhất 125']);
});

test('a ward of 67 groups fills three columns of about the same length', () => {
  const [group] = exampleFigures().groups;
  const model = noticeBoardPage(
    exampleFigures({ groups: Array.from({ length: 67 }, () => group!) }),
    { kind: 'open', readAt: new Date('2026-12-02T01:30:00Z') },
    null,
  ).model;
  expect(model.columns.map(({ length }) => length)).toEqual([23, 23, 21]);
});
