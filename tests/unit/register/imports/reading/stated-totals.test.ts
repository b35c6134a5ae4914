import { findHeader } from '../../../../../src/features/register/imports/reading/find-header';
import type { RawRow } from '../../../../../src/features/register/imports/reading/raw-row';
import {
  compareTotal,
  statedTotal,
  wholeTotals,
} from '../../../../../src/features/register/imports/reading/stated-totals';

const row = (...texts: string[]): RawRow => ({
  number: 25,
  cells: texts.flatMap((text, column) => (text ? [{ column, text, kind: 'text' as const }] : [])),
});
const total = (households: number | null, people: number | null, unnamed: number | null = null) => ({
  households,
  people,
  unnamed,
});

describe('a total that a row states', () => {
  it.each<[string, string[], ReturnType<typeof total>]>([
    ['households and people', ['Tổng cộng: 18 hộ, 52 người'], total(18, 52)],
    ['capitals', ['TỔNG SỐ: 18 HỘ - 52 NHÂN KHẨU'], total(18, 52)],
    ['no accents', ['Tong so: 18 ho, 52 khau'], total(18, 52)],
    ['cells of their own', ['', 'Tổng số hộ:', '18', 'Tổng số người:', '1.052'], total(18, 1052)],
    ['one of the two', ['Cộng: 18 hộ'], total(18, null)],
    ['a sentence', ['Danh sách này có 52 người.'], total(null, 52)],
    ['a total and its parts', ['Tổng số 120 hộ, trong đó 18 hộ nghèo, 40 người'], total(120, null)],
    ['the elderly', ['Tổng cộng: 25 cụ'], total(null, 25)],
    ['a number of anything else', ['Tổng cộng: 18'], total(null, null, 18)],
    ['the same in the next cell', ['Tổng cộng', '18'], total(null, null, 18)],
  ])('is read from %s', (_, texts, expected) => {
    expect(statedTotal(row(...texts), null)).toMatchObject({ rowNumber: 25, ...expected });
  });

  it.each([
    ['BẢNG TỔNG HỢP HỘ NGHÈO NĂM 2026'],
    ['Tổ công nghệ số cộng đồng 12 người'],
    ['Danh sách 15 hộ nghèo'],
    ['Tổng số: 18 hồ sơ, 5 phiếu'],
    ['Tổng cộng'],
    ['18'],
  ])('is not %p', (text) => {
    expect(statedTotal(row(text), null)).toBeNull();
  });

  it('is not a column total', () => {
    const header = findHeader([row('STT', 'Họ tên', 'Năm sinh', 'Mức trợ cấp')])!;
    expect(statedTotal(row('Tổng cộng', '', '', '9000'), header)).toBeNull();
    expect(statedTotal(row('Tổng cộng', '18'), header)).toMatchObject({ unnamed: 18 });
  });
});

describe('the totals of a whole list', () => {
  it('are those above the header, and below it the last of each kind', () => {
    const at = (rowNumber: number, stated: ReturnType<typeof total>) => ({ rowNumber, words: '', ...stated });
    const rows = [
      at(2, total(30, null)),
      at(9, total(5, 20)),
      at(15, total(13, 32)),
      at(20, total(18, null)),
      at(21, total(null, 52)),
    ];
    expect(wholeTotals(rows, 4).map(({ rowNumber }) => rowNumber)).toEqual([2, 20, 21]);
  });
});

describe('a stated total compared with the rows read', () => {
  const compare = (stated: ReturnType<typeof total>, households: number | null, people: number | null) =>
    compareTotal({ rowNumber: 25, words: '', ...stated }, { households, people });

  it.each([
    ['agrees', total(18, 52), 18, 52],
    ['differs', total(18, 52), 17, 52],
    ['differs', total(18, 52), 18, 50],
    // A list of heads counts people it does not name.
    ['unknown', total(18, 52), 18, null],
    ['differs', total(18, 52), 17, null],
    ['agrees', total(null, null, 18), 18, 52],
    ['agrees', total(null, null, 52), 18, 52],
    ['differs', total(null, null, 20), 18, 52],
  ] as const)('%s', (expected, stated, households, people) => {
    expect(compare(stated, households, people)).toBe(expected);
  });
});
