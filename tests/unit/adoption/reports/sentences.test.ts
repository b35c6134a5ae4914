import { countOf } from '../../../../src/features/adoption/indicators/indicators';
import type { SampleRow } from '../../../../src/features/adoption/sample/queries';
import { sentencesOf, sentenceText, type SentenceFacts } from '../../../../src/features/adoption/reports/sentences';
import { runs } from '../../../support/runs';
import { diceOf, type Dice } from '../../../features/adoption/figures/random-book';

const SEED = Number(process.env.BOOK_SEED ?? Math.floor(Math.random() * 1e9));

const group = (number: number, doors: number, doorsReached: number) => ({
  groupId: `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`,
  groupName: `Tổ dân phố số ${number}`,
  doors,
  doorsReached,
  doorsReachedBefore: 0,
  doorsHelped: 0,
  adults: 100,
  users: 0,
});

const sampleOf = (id: string, quarter: string, strata: readonly (readonly [answered: number, alone: number])[]) =>
  ({ id, quarter, strata: strata.map(([answered, alone]) => ({ population: 300, answered, alone })) }) as SampleRow;

const activity = (visits: number, files: number, doneFor: number) => ({
  visits,
  files,
  doneFor,
  households: 0,
  residents: 0,
});

const QUIET: SentenceFacts = {
  scope: { wardId: 'ward', on: '2026-11-30', today: '2026-11-30', adultAge: 18 },
  month: {
    activity: activity(120, 100, 10),
    now: { from: '2026-11-01', to: '2026-11-30', activity: activity(120, 100, 10) },
    before: { from: '2026-10-01', to: '2026-10-30', activity: activity(120, 100, 10) },
  },
  groups: [group(1, 10, 5)],
  taught: { all: countOf('person', 80), unasked: countOf('person', 3) },
  samples: [],
  overdue: 0,
  openMonth: null,
};

const monthOf = (before: [visits: number, files: number, doneFor: number], now: typeof before) => ({
  month: {
    activity: activity(...now),
    now: { ...QUIET.month.now, activity: activity(...now) },
    before: { ...QUIET.month.before, activity: activity(...before) },
  },
});

const said = (given: Partial<SentenceFacts>) => sentencesOf({ ...QUIET, ...given }).map(sentenceText);

test('the groups not met of a past month open its own list of doors', () => {
  const scope = { ...QUIET.scope, today: '2026-12-02' };
  const groups = [group(1, 10, 5), group(2, 10, 0), group(3, 10, 0)];
  expect(sentencesOf({ ...QUIET, scope, groups }).map(({ action }) => action)).toEqual([
    { label: 'Xem các cửa', href: '/reports/doors?reached=no&until=2026-11-30' },
  ]);
});

test('nothing is said while nothing changed beyond chance and nothing is to be done', () => {
  expect(said({})).toEqual([]);
  expect(said(monthOf([120, 100, 10], [120, 80, 12]))).toEqual([]);
});

test('the three heaviest sentences, each with its numbers and the list behind it', () => {
  const facts = {
    ...QUIET,
    ...monthOf([292, 144, 12], [260, 96, 8]),
    groups: [group(1, 10, 5), ...[4, 8, 9, 17, 18].map((number) => group(number, 20, 0)), group(20, 0, 0)],
    taught: { all: countOf('person', 480), unasked: countOf('person', 385) },
    overdue: 2,
    openMonth: '2026-10-01',
  };
  const sentences = sentencesOf(facts);
  expect(sentences.map(sentenceText)).toEqual([
    'Tháng 11 nộp 96 hồ sơ, giảm một phần ba so với 30 ngày đầu tháng 10 (144); lượt thăm cũng giảm 11 %.',
    'Năm tổ chưa gặp cửa nào: 4, 8, 9, 17, 18.',
    '385 người đã dạy, chưa ai hỏi lại.',
  ]);
  expect(sentences.map(({ tone, action }) => [tone, action.href])).toEqual([
    ['worse', '/stuck-files?month=2026-11'],
    ['to-do', '/coverage'],
    ['to-do', '/reports/taught?result=unasked&until=2026-11-30'],
  ]);
});

test('a button opens the files of the whole month where the comparison leaves out its last day', () => {
  const { month } = monthOf([300, 100, 5], [300, 200, 60]);
  const days = {
    now: { ...month.now, from: '2026-10-01', to: '2026-10-30' },
    before: { ...month.before, from: '2026-09-01', to: '2026-09-30' },
  };
  const scope = { ...QUIET.scope, on: '2026-10-31' };
  const sentences = sentencesOf({ ...QUIET, scope, month: { ...month, ...days } });
  expect(sentences.map(({ kind, action }) => [kind, action.href])).toEqual([
    ['files', '/reports/files?from=2026-10-01&until=2026-10-31'],
    ['done-for', '/reports/files?how=done_for&from=2026-10-01&until=2026-10-31'],
  ]);
});

test('what waits is said when nothing heavier is', () => {
  expect(said({ overdue: 2, openMonth: '2026-10-01' })).toEqual([
    '2 đề nghị đã quá hạn mà đội chưa đến.',
    'Tháng 10/2026 chưa chốt, số còn có thể đổi.',
  ]);
  expect(
    said({
      taught: { all: countOf('person', 40), unasked: countOf('person', 40) },
    }),
  ).toEqual(['40 người đã dạy, chưa ai hỏi lại.']);
  // Where nobody was met at all, the team has not begun.
  expect(said({ groups: [group(1, 10, 0), group(2, 10, 0)] })).toEqual([]);
});

test('a month that is longer than the one before is compared by its first days', () => {
  const [scope, { month }] = [{ ...QUIET.scope, on: '2027-03-31' }, monthOf([50, 20, 0], [51, 60, 0])];
  const now = { ...month.now, from: '2027-03-01', to: '2027-03-28' };
  const before = { ...month.before, from: '2027-02-01', to: '2027-02-28' };
  expect(said({ scope, month: { ...month, now, before } })).toEqual([
    '28 ngày đầu tháng 3 nộp 60 hồ sơ, tăng 200 % so với 28 ngày đầu tháng 2 (20); lượt thăm gần như không đổi.',
  ]);
});

test('a share of files that the team did itself is said when it rose, not when it fell', () => {
  expect(said(monthOf([100, 100, 5], [100, 100, 30]))).toEqual([
    'Tháng 11 đội làm thay 30 % hồ sơ (30 trên 100), 30 ngày đầu tháng 10 là 5 %.',
  ]);
  expect(said(monthOf([100, 100, 30], [100, 100, 5]))).toEqual([]);
});

test('the sample is said when its share changed beyond its intervals', () => {
  const before = sampleOf('a', '2026-07-01', [[100, 10]]);
  expect(said({ samples: [sampleOf('b', '2026-10-01', [[100, 40]]), before] })).toEqual([
    'Theo mẫu hỏi, người lớn tự nộp trên Cổng tăng từ 10 % lên 40 % so với quý 3/2026.',
  ]);
  expect(said({ samples: [sampleOf('b', '2026-10-01', [[100, 12]]), before] })).toEqual([]);
});

// ------------------------------------------------------------ random wards

const poisson = (dice: Dice, mean: number): number => {
  let [count, left] = [0, mean];
  for (;;) {
    left += Math.log((dice.int(0, 999_999) + 0.5) / 1_000_000);
    if (left < 0) return count;
    count += 1;
  }
};
const among = (dice: Dice, whole: number, share: number) =>
  Array.from({ length: whole }).filter(() => dice.chance(share)).length;

function randomFacts(dice: Dice): SentenceFacts {
  const span = (): [number, number, number] => {
    const files = poisson(dice, dice.int(0, 150));
    return [poisson(dice, dice.int(0, 300)), files, among(dice, files, dice.one([0, 0.1, 0.5]))];
  };
  const strata = () => Array.from({ length: 3 }, () => dice.int(0, 60)).map((n) => [n, dice.int(0, n)] as const);
  return {
    ...QUIET,
    ...monthOf(span(), span()),
    groups: Array.from({ length: dice.int(0, 20) }, (_, index) => {
      const doors = dice.int(0, 40);
      return group(index + 1, doors, dice.chance(0.3) ? 0 : dice.int(0, doors));
    }),
    taught: { all: countOf('person', 500), unasked: countOf('person', dice.int(0, 300)) },
    samples: [sampleOf('b', '2026-10-01', strata()), sampleOf('a', '2026-07-01', strata())].slice(0, dice.int(0, 2)),
    overdue: dice.int(0, 8),
    openMonth: dice.chance(0.5) ? '2026-10-01' : null,
  };
}

const numbersOf = (text: string) => (text.match(/\d[\d.]*/g) ?? []).map((digits) => Number(digits.replaceAll('.', '')));
/** The share as a whole per cent, halves up, in whole numbers: 57 of 200 is 29 %, not the 28.4999… of 0.285. */
const near = (part: number, whole: number) => Math.floor((200 * part + whole) / (2 * whole));

test('in 200 random wards every number that is said follows from the figures, and every sentence opens a list', () => {
  const kinds = new Set<string>();
  for (let index = 0; index < 200; index += 1) {
    const facts = randomFacts(diceOf(SEED + index));
    const { now, before } = facts.month;
    const [n, b] = [now.activity, before.activity];
    const sentences = sentencesOf(facts);
    expect(sentences.length).toBeLessThanOrEqual(3);
    expect(sentences.map(({ weight }) => weight)).toEqual(
      sentences.map(({ weight }) => weight).toSorted((x, y) => y - x),
    );
    for (const sentence of sentences) {
      kinds.add(sentence.kind);
      const text = sentenceText(sentence);
      const name = `BOOK_SEED=${SEED}, ward ${index}: ${text}`;
      expect([name, sentence.action.href]).toEqual([name, expect.stringMatching(/^\/[a-z-]+/)]);
      expect([name, sentence.parts.filter(({ isKey }) => isKey).length]).toEqual([name, 1]);
      const numbers = numbersOf(text);
      if (sentence.kind === 'files') {
        expect([name, numbers.slice(0, 2)]).toEqual([name, [11, n.files]]);
        expect([name, text]).toEqual([name, expect.stringContaining(`30 ngày đầu tháng 10 (${b.files})`)]);
        expect([name, text]).toEqual([name, expect.stringContaining(n.files < b.files ? ', giảm ' : ', tăng ')]);
        const visits = /lượt thăm (cũng|lại) (giảm|tăng) ([\d.]+) %/.exec(text);
        if (visits) {
          const percent = near(Math.abs(n.visits - b.visits), b.visits);
          expect([name, Number(visits[3]!.replaceAll('.', ''))]).toEqual([name, percent]);
          expect([name, visits[2]]).toEqual([name, n.visits < b.visits ? 'giảm' : 'tăng']);
          expect([name, visits[1]]).toEqual([name, n.visits < b.visits === n.files < b.files ? 'cũng' : 'lại']);
        }
      } else if (sentence.kind === 'groups') {
        const unmet = facts.groups.flatMap((row, at) => (row.doors > 0 && row.doorsReached === 0 ? [at + 1] : []));
        const words = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười'];
        expect([name, text.split(' tổ ')[0]!.toLowerCase()]).toEqual([
          name,
          words[unmet.length] ?? String(unmet.length),
        ]);
        expect([name, numbersOf(text.split(':')[1]!)]).toEqual([name, unmet]);
      } else if (sentence.kind === 'asked-back') {
        expect([name, numbers]).toEqual([name, [facts.taught!.unasked.value]]);
      } else if (sentence.kind === 'done-for') {
        expect([name, numbers]).toEqual([
          name,
          [11, near(n.doneFor!, n.files), n.doneFor, n.files, 30, 10, near(b.doneFor!, b.files)],
        ]);
        expect([name, n.doneFor! / n.files > b.doneFor! / b.files]).toEqual([name, true]);
      } else if (sentence.kind === 'sample') {
        const shareIn = ({ strata }: SampleRow) => {
          const counted = strata.filter(({ answered }) => answered > 0);
          return (100 * counted.reduce((sum, { answered, alone }) => sum + alone / answered, 0)) / counted.length;
        };
        const [newest, older] = (facts.samples as [SampleRow, SampleRow]).map(shareIn) as [number, number];
        const off = Math.max(Math.abs(numbers[0]! - older), Math.abs(numbers[1]! - newest));
        expect([name, off < 0.501]).toEqual([name, true]);
        expect([name, text.includes(' tăng ')]).toEqual([name, newest > older]);
      } else if (sentence.kind === 'overdue') expect([name, numbers]).toEqual([name, [facts.overdue]]);
      else expect([name, numbers]).toEqual([name, [10, 2026]]);
    }
  }
  expect([...kinds].toSorted()).toEqual(
    ['asked-back', 'done-for', 'files', 'groups', 'open-month', 'overdue', 'sample'].toSorted(),
  );
});

// Two months of one distribution: a sentence of a change is a false alarm. The rates of 15,000 months were 0.9 % with
// files that come singly, 4.1 % with one or two files from each visit, 2.9 % with a new sample beside them.
test.each([
  ['files that come singly', 1, false],
  ['one or two files from each visit', 2, false],
  ['a new sample of the same ward', 1, true],
] as const)('at most 5 of 100 months speak of a change that is none: %s', (_with, most, hasSample) => {
  const dice = diceOf(SEED);
  const months = runs(1500);
  const filesOf = (visits: number) =>
    Array.from({ length: visits }, () => dice.int(1, most)).reduce((a, b) => a + b, 0);
  let alarms = 0;
  for (let index = 0; index < months; index += 1) {
    const [mean, share, users] = [dice.int(5, 120), dice.one([0.05, 0.1, 0.3]), dice.one([0.1, 0.26, 0.5])];
    const span = (): [number, number, number] => {
      const visits = poisson(dice, mean);
      const files = filesOf(visits);
      return [visits, files, among(dice, files, share)];
    };
    const sample = (id: string) =>
      sampleOf(
        id,
        '2026-10-01',
        [50, 60, 70].map((n) => [n, among(dice, n, users)] as const),
      );
    const samples = hasSample ? [sample('b'), sample('a')] : [];
    if (sentencesOf({ ...QUIET, ...monthOf(span(), span()), samples }).length > 0) alarms += 1;
  }
  // Three standard errors of the simulation above 5 %.
  expect(alarms / months).toBeLessThan(0.05 + 3 * Math.sqrt(0.05 / months));
});
