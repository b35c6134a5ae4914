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
  ['a sum with counts below other columns', ['', 'Tổng cộng', '18', '17', '', '12 hộ'], 'total'],
  ['a heading', ['Danh sách hộ kinh doanh'], 'no_person'],
  ['the heading of a group', ['TỔ DÂN PHỐ SỐ 12'], 'section'],
  ['the heading of a group in the name column', ['I', 'TỔ DÂN PHỐ SỐ 7 (12 hộ)'], 'section'],
  ['the heading of a group without a number', ['', 'Tổ dân phố Ngọc Hà'], 'section'],
  ['a serial number and an address', ['4', '', '', '', '', '48 Phạm Hồng Thái'], 'no_person'],
  ['signatures', ['', '', '', '', '', 'Người lập biểu'], 'signature'],
  ['who made the list, in the name column', ['', 'Người lập: Trần Văn B'], 'signature'],
  ['who made the list, with a telephone', ['', 'Cán bộ lập biểu', '', '', '', '', '0912345678'], 'signature'],
  ['where to sign', ['', '(Ký, ghi rõ họ tên)', '', '', '(Ký tên, đóng dấu)'], 'signature'],
  ['two titles to sign under', ['', 'Xác nhận của UBND', '', '', 'TỔ TRƯỞNG'], 'signature'],
  ['a title below the birthdays', ['', '', 'Tổ trưởng tổ dân phố'], 'signature'],
  ['the day of signing', ['', '', 'Trúc Bạch, ngày 20 tháng 11 năm 2026'], 'signature'],
  ['the day of signing, to be filled in', ['', 'Ngày … tháng … năm 2026'], 'signature'],
  ['a name with a colon', ['', 'Lập biểu: Trần Văn B'], 'signature'],
  ['a person whose name is typed with a colon', ['3', 'Chủ hộ: Trần Văn B', '1950'], null],
  ['a family name like a title', ['3', 'Tô Trường Giang'], null],
  ['a person who leads a group', ['3', 'Trần Văn B', '1950', '', 'Chủ hộ', '', 'Tổ trưởng'], null],
  ['a name alone', ['', 'Trần Thị Lan'], null],
  ['a birthday without a name', ['4', '', '24/11/1948'], null],
  ['a person with the name of a sum', ['1', 'Tổng Thị Lan', '', '003148000001'], null],
  ['many cells without a name', ['', '', '', '', '', '48 Phạm Hồng Thái', 'nhà cuối ngõ', 'x'], null],
])('%s', (_, texts, kind) => {
  expect(passedOverKind(row(...texts), header)).toBe(kind);
});

it('a name below a signature is of who signed, unless its row says more', () => {
  expect(passedOverKind(row('', 'Trần Văn B', '', '', 'Lê Thị C'), header, true)).toBe('signature');
  expect(passedOverKind(row('4', 'Trần Văn B'), header, true)).toBeNull();
  expect(passedOverKind(row('', 'Trần Văn B', '1950'), header, true)).toBeNull();
  expect(passedOverKind(row('', 'Trần Văn B', '', '', 'Con'), header, true)).toBeNull();
});

it('a row is quoted in its words, and a long number in at most four digits', () => {
  expect(wordsOf(row('Nơi nhận:', '', ' ông  Ba', '0912345678'))).toBe('Nơi nhận: ông Ba •••• 5678');
});
