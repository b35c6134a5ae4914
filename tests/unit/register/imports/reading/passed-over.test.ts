import { findHeader } from '../../../../../src/features/register/imports/reading/find-header';
import { passedOverKind, wordsOf } from '../../../../../src/features/register/imports/reading/passed-over';
import type { RawRow } from '../../../../../src/features/register/imports/reading/raw-row';

const row = (...texts: string[]): RawRow => ({
  number: 5,
  cells: texts.flatMap((text, column) => (text ? [{ column, text, kind: 'text' as const }] : [])),
});
const header = findHeader([
  row('STT', 'Họ và tên', 'Ngày sinh', 'Số CCCD', 'Quan hệ với chủ hộ', 'Địa chỉ', 'Ghi chú'),
])!;

it.each<[string, string[], string | null]>([
  ['only a serial number', ['4'], 'ordinal_only'],
  ['only a serial number with a dot', ['4.'], 'ordinal_only'],
  ['a sum', ['Tổng cộng: 18 hộ'], 'total'],
  ['a sum in the name column', ['', 'Cộng'], 'total'],
  ['column numbers', ['(1)', '(2)', '(3)'], 'column_numbers'],
  ['column letters', ['A', 'B', 'C'], 'column_numbers'],
  ['a heading', ['TỔ DÂN PHỐ SỐ 12'], 'no_person'],
  ['a serial number and an address', ['4', '', '', '', '', '48 Phạm Hồng Thái'], 'no_person'],
  ['signatures', ['', '', '', '', '', 'Người lập biểu'], 'no_person'],
  ['a name alone', ['', 'Trần Thị Lan'], null],
  ['a birthday without a name', ['4', '', '24/11/1948'], null],
  ['somebody with the name of a sum', ['1', 'Tổng Thị Lan', '', '003148000001'], null],
  ['many cells without a name', ['', '', '', '', '', '48 Phạm Hồng Thái', 'nhà cuối ngõ', 'x'], null],
])('%s', (_, texts, kind) => {
  expect(passedOverKind(row(...texts), header)).toBe(kind);
});

it('a row is quoted in its words, and a long number in at most four digits', () => {
  expect(wordsOf(row('Nơi nhận:', '', ' ông  Ba', '0912345678'))).toBe('Nơi nhận: ông Ba •••• 5678');
});
