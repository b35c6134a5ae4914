import type { Figures } from '../../../../src/features/adoption/figures/figures';
import type { BehindFigures } from '../../../../src/features/adoption/reports/writer-queries';
import { writersModel, writersText } from '../../../../src/features/adoption/reports/writers-pages';

const hoa = { name: 'Nguyễn Thị Hoa', rows: 43 };
const nam = { name: 'Trịnh Đức Nam', rows: 30 };
const yen = { name: 'Phan Phương Yến', rows: 27 };

test.each([
  [[], ''],
  [[hoa], 'Ai ghi: Nguyễn Thị Hoa'],
  [[nam, hoa, yen], 'Ai ghi: 3 người, nhiều nhất Nguyễn Thị Hoa 43 %'],
])('who wrote the rows is said in one line', (writers, words) => {
  expect(writersText(writers)).toBe(words);
});

const states = { to_call: 1, confirmed: 11, different: 1, declined: 0, not_reached: 2, not_called: 0 };
const behind: BehindFigures = {
  sample: [],
  known: [hoa, nam],
  corrections: 2,
  draw: { month: '2026-10-01', states, waiting: null },
};
const count = { recordedByName: 'Trần Văn Phòng' } as Figures['officialCounts'][number];
const none = { sample: 0, users: 0, portal: 0 };
const textOf = (parts: readonly { text: string }[]) => parts.map(({ text }) => text).join('');

test('the line of each headline names its writers, what calls confirmed, and what is to be asked about', () => {
  const lines = writersModel({ officialCounts: [count] }, behind, { ...none, users: 2 });
  expect(lines.sample).toEqual([]);
  expect(textOf(lines.users)).toMatch(
    /^Ai ghi: 2 người, nhiều nhất Nguyễn Thị Hoa 59 % · gọi xác nhận tháng 10: 11 trên 12 đúng \(bốc 15, khoảng 61–.?99 %\) · 2 điều đáng hỏi lại$/,
  );
  expect(lines.users.map(({ href }) => href).filter(Boolean)).toEqual([
    '/confirmations?month=2026-10',
    '/unusual-entries',
  ]);
  expect(textOf(lines.portal)).toBe('Ai ghi: Trần Văn Phòng, đã sửa 2 lần');
});

test('calls are said only once somebody answered', () => {
  const draw = { month: '2026-10-01', waiting: null, states: { ...states, confirmed: 0, different: 0 } };
  const lines = writersModel({ officialCounts: [] }, { ...behind, corrections: 0, draw }, none);
  expect([textOf(lines.users), textOf(lines.portal)]).toEqual(['Ai ghi: 2 người, nhiều nhất Nguyễn Thị Hoa 59 %', '']);
});

test('a newer draw without an answer is named beside the share of the one before', () => {
  const draw = { month: '2026-09-01', states, waiting: '2026-10-01' };
  const { users } = writersModel({ officialCounts: [] }, { ...behind, draw }, none);
  expect(textOf(users)).toMatch(/gọi xác nhận tháng 9: 11 trên 12 đúng \(.*\); tháng 10 đã bốc, chờ gọi$/);
});
