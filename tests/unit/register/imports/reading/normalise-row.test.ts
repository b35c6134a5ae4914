import { findHeader } from '../../../../../src/features/register/imports/reading/find-header';
import { groupCodeOf } from '../../../../../src/features/register/imports/reading/list-group';
import { normaliseRow } from '../../../../../src/features/register/imports/reading/normalise-row';
import { isOldFontText } from '../../../../../src/features/register/imports/reading/old-fonts';
import { passedOverKind } from '../../../../../src/features/register/imports/reading/passed-over';
import type { RawCell, RawRow } from '../../../../../src/features/register/imports/reading/raw-row';
import { formatAddress } from '../../../../../src/shared/address';

const TODAY = '2026-11-26';
type Value = string | Pick<RawCell, 'text' | 'kind'>;
const number = (text: string) => ({ text, kind: 'number' as const });
const date = (text: string) => ({ text, kind: 'date' as const });

/** One row under the given headers, keyed by header. */
function normalise(cells: Record<string, Value>) {
  const rowOf = (at: number, values: readonly Value[]): RawRow => ({
    number: at,
    cells: values.flatMap((value, column) =>
      value === ''
        ? []
        : [typeof value === 'string' ? { column, text: value, kind: 'text' as const } : { column, ...value }],
    ),
  });
  const header = findHeader([rowOf(1, Object.keys(cells))])!;
  const row = rowOf(7, Object.values(cells));
  return passedOverKind(row, header) ? null : normaliseRow(row, header, TODAY);
}
const person = (cells: Record<string, Value>) =>
  normalise({ 'Họ tên': 'Trần Thị Lan', 'Ghi chú': 'x', ...cells })!.person;
const place = (cells: Record<string, Value>) =>
  normalise({ 'Họ tên': 'Trần Thị Lan', 'Ghi chú': 'x', ...cells })!.place;
const problem = (cells: Record<string, Value>) => person(cells).problems[0];

describe('birth dates', () => {
  it.each<[string, Value, string, string]>([
    ['a date as text', '24/11/1948', '1948-11-24', 'day'],
    ['one digit', '4/3/1948', '1948-03-04', 'day'],
    ['dots', '24.11.1948', '1948-11-24', 'day'],
    ['spaces', '24 / 11 / 1948', '1948-11-24', 'day'],
    ['a date cell', date('1948-11-24'), '1948-11-24', 'day'],
    ['a serial date', number('17861'), '1948-11-24', 'day'],
    ['a serial date as text', '17861', '1948-11-24', 'day'],
    ['a year', number('1948'), '1948-01-01', 'year'],
    ['a year as text', '1948', '1948-01-01', 'year'],
    ['an unknown day', '00/00/1948', '1948-01-01', 'year'],
    ['a two-digit year', '24/11/48', '1948-11-24', 'day'],
    ['midnight', '1948-11-24 00:00:00', '1948-11-24', 'day'],
  ])('reads %s', (_, value, day, precision) => {
    expect(person({ 'Ngày sinh': value })).toMatchObject({ birth: { date: day, precision }, problems: [] });
  });

  it.each<[Value, string]>([
    ['31/02/1950', 'Tháng 2 không có ngày 31.'],
    ['29/02/25', 'Tháng 2 năm 2025 không có ngày 29.'],
    ['11/24/1948', 'Không có tháng 24.'],
    ['24/11/2030', 'tương lai'],
    ['1900', 'Tuổi quá 125'],
    ['năm Mậu Tý', 'không đọc được'],
  ])('names the cell that holds %p', (value, message) => {
    expect(problem({ 'Ngày sinh': value })).toMatchObject({
      cell: 'C7',
      column: 'Ngày sinh',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['Ngày cấp thẻ căn cước', '27/11/2030', 'Ngày này chưa đến.'],
    ['Ngày cấp thẻ căn cước', '23/11/1948', 'Ngày này trước ngày sinh.'],
    ['Hạn tạm trú', '23/11/1948', 'Ngày này trước ngày sinh.'],
    ['Hạn tạm trú', '27/11/2030', undefined],
  ])('%s %s: %s', (column, value, message) => {
    expect(problem({ 'Ngày sinh': '24/11/1948', [column]: value })?.message).toBe(message);
  });

  it('takes the sex from the column that holds the year', () => {
    expect(person({ Nam: '', Nữ: '1948' })).toMatchObject({ gender: 'female', birth: { date: '1948-01-01' } });
    expect(person({ Nam: 'x', Nữ: '' })).toMatchObject({ gender: 'male', birth: null });
  });

  it('joins day, month and year', () => {
    expect(person({ Ngày: '5', Tháng: '3', Năm: '1948' }).birth).toEqual({ date: '1948-03-05', precision: 'day' });
    expect(problem({ Ngày: '31', Tháng: '4', Năm: '1948' })!.message).toBe('Tháng 4 không có ngày 31.');
  });
});

describe('numbers', () => {
  it('restores the leading zeros that Excel dropped from a numeric cell, and says so', () => {
    expect(person({ 'Số CCCD': number('1048000123'), 'Điện thoại': number('912345678') })).toMatchObject({
      nationalNumber: '001048000123',
      phone: '0912345678',
      problems: [],
      warnings: [{ cell: 'C7', message: expect.stringContaining('Đã thêm lại số 0') }],
    });
  });

  it.each(['00308300005', '8300500123', '30830000512'])(
    'refuses a text with too few digits and does not turn it into another number: %s',
    (text) => {
      expect(person({ 'Số CCCD': text })).toMatchObject({
        nationalNumber: null,
        warnings: [],
        problems: [{ cell: 'C7', message: expect.stringContaining(`có ${text.length} chữ số`) }],
      });
    },
  );

  it('refuses scientific notation and never repeats a whole number', () => {
    const wrong = problem({ 'Số CCCD': '1,05E+10' });
    expect(wrong).toMatchObject({ cell: 'C7', message: expect.stringContaining('1,23E+11') });
    expect(problem({ 'Số CCCD': '0010480001' + '234' })!.value).toBe('•••• 1234');
  });

  it('keeps the first of two phones and says so', () => {
    const { phone, warnings } = person({ 'Điện thoại': '0912 345 678 / 0987.654.321' });
    expect([phone, warnings.length]).toEqual(['0912345678', 1]);
  });

  it('names a phone that is only a zero', () => {
    const { phone, problems, warnings } = person({ 'Điện thoại': number('0') });
    expect([phone, problems]).toEqual([null, []]);
    expect(warnings).toEqual([expect.objectContaining({ cell: 'C7', value: '0' })]);
  });

  it.each<[Value, number | null, number]>([
    [number('4'), 4, 0],
    ['4 khẩu', 4, 0],
    ['', null, 0],
    ['đông', null, 1],
  ])('reads %p as the size of a household', (value, size, warnings) => {
    expect(place({ 'Số khẩu': value }).size).toBe(size);
    expect(person({ 'Số khẩu': value }).warnings).toHaveLength(warnings);
  });
});

describe('what belongs to another person, or is none of our business', () => {
  it('never takes a relative’s number for the person’s own: it is that of a helper', () => {
    const { phone, problems, relatives } = person({
      'ĐIỆN THOẠI NGƯỜI THÂN': number('912345678'),
      'Họ tên người thân': 'Lê Thị Hà',
      'Quan hệ với người thân': 'Con gái',
    });
    expect({ phone, problems }).toEqual({ phone: null, problems: [] });
    expect(relatives).toEqual([{ name: 'Lê Thị Hà', tie: 'con gái', phone: '0912345678' }]);
    expect(person({ 'Điện thoại': '0987654321', 'Điện thoại người thân': '123' })).toMatchObject({
      phone: '0987654321',
      problems: [{ value: '123', message: expect.stringContaining('Số của người thân không gọi được') }],
    });
    expect(person({ 'Họ tên người thân': 'Lê Thị Hà' }).problems).toHaveLength(1);
  });

  it('keeps no national number that stands in another column', () => {
    expect(person({ 'Điện thoại': '003148000001' }).problems[0]!.value).toBe('•••• 0001');
  });

  it('drops a note about illness and repeats it nowhere, but keeps that the person can hardly move', () => {
    const bedridden = person({ 'Ghi chú': 'Bà NẰM LIỆT GIƯỜNG 3 năm' });
    expect(bedridden).toMatchObject({
      note: '',
      readiness: { hardToMove: 'yes' },
      problems: [],
      warnings: [{ cell: 'B7', value: '', message: expect.stringContaining('không lưu cả ô, chỉ lấy ý đi lại khó') }],
    });
    expect(JSON.stringify(bedridden)).not.toMatch(/liệt/i);
    expect(person({ 'Ghi chú': 'bị tai biến' })).toMatchObject({
      note: '',
      readiness: {},
      warnings: [{ message: expect.stringMatching(/không lưu cả ô\. /) }],
    });
    expect(person({ 'Ghi chú': 'nam liet'.normalize('NFD'), 'Đi lại khó': 'không' }).readiness).toEqual({
      hardToMove: 'no',
    });
    expect(person({ 'Đối tượng': 'Tâm thần' }).warnings[0]!.value).toBe('');
  });

  it.each([
    'bệnh nền',
    'ung thư gan',
    'Tiểu đường',
    'đang nằm viện',
    'sa sút trí tuệ',
    'ốm nặng',
    'chạy thận',
    'tâm thần phân liệt',
  ])('takes %s for illness', (text) => {
    expect(person({ 'Ghi chú': text }).note).toBe('');
  });

  it.each([
    'con liệt sĩ',
    'bệnh binh 2/3',
    'nhà gần bệnh viện',
    'điếc một tai',
    'có chó dữ',
    'ngồi xe lăn',
    'ôm con nhỏ',
    'làm ở viện Tim',
  ])('keeps %s', (text) => {
    expect(person({ 'Ghi chú': text })).toMatchObject({ note: text, warnings: [] });
  });
});

describe('words', () => {
  it('composes, trims and fixes the case of a name', () => {
    expect(person({ 'Họ tên': '\u00a0NGUYỄN  THỊ\u00a0VI '.normalize('NFD') }).fullName).toBe('Nguyễn Thị Vi');
  });

  it.each([
    ['Chủ hộ', 'head'],
    ['CH', 'head'],
    ['vợ', 'wife'],
    ['Con trai', 'child'],
    ['con dâu', 'daughter_in_law'],
    ['Bà', 'grandmother'],
    ['Bố vợ', 'father_in_law'],
    ['Cháu ngoại', 'grandchild'],
    ['Ở thuê', 'lodger'],
  ])('%s is %s', (text, relation) => {
    expect(person({ 'Quan hệ với chủ hộ': text })).toMatchObject({ relation, relationNote: '' });
  });

  it('keeps the words of an unknown relation', () => {
    expect(person({ 'Quan hệ với chủ hộ': 'bạn thân' })).toMatchObject({ relation: 'other', relationNote: 'bạn thân' });
  });

  it.each([
    ['x', 'yes'],
    ['X', 'yes'],
    ['có', 'yes'],
    ['1', 'yes'],
    ['✓', 'yes'],
    ['không', 'no'],
    ['0', 'no'],
  ])('%s is %s', (text, answer) => {
    expect(person({ 'Sống một mình': text }).readiness).toEqual({ livesAlone: answer });
  });

  it.each([
    ['Mức 2', 'level_2'],
    ['mức độ 1', 'level_1'],
    ['Chưa có', 'none'],
    ['2', 'level_2'],
    ['Mức 2, chưa kích hoạt', 'level_2_inactive'],
  ])('VNeID %s is %s', (text, level) => {
    expect(person({ VNeID: text }).readiness).toEqual({ vneidLevel: level });
  });

  it('accepts a mark under VNeID mức 2', () => {
    expect(person({ 'VNeID mức 2': 'x' }).readiness).toEqual({ vneidLevel: 'level_2' });
    expect(person({ 'VNeID mức 2': '' }).readiness).toEqual({});
  });

  it.each(['NguyÔn ThÞ H¹nh', 'TrÇn V¨n §øc', 'Ph¹m Hoµng', 'NguyÔn Thanh Hïng'])(
    'recognises %s as an old font',
    (text) => {
      expect(isOldFontText(text)).toBe(true);
      expect(problem({ 'Họ tên': text })!.message).toContain('phông cũ');
    },
  );

  it.each(['Nguyễn Thị Hạnh', 'TRẦN VĂN ĐỨC', 'Jean-François Müller', 'Ngô Ý Lan', 'Ông Ích Khiêm'])(
    'leaves %s alone',
    (text) => {
      expect(isOldFontText(text)).toBe(false);
    },
  );
});

describe('places', () => {
  it.each<[Record<string, Value>, string]>([
    [{ 'Địa chỉ': 'Số 6, ngõ 12 phố Trúc Bạch, phường Trúc Bạch, quận Ba Đình' }, '6 ngõ 12 Trúc Bạch'],
    [{ 'Số nhà': '6', Ngõ: '41', Ngách: '15', Phố: 'trúc bạch' }, '6 ngách 41/15 Trúc Bạch'],
    [{ 'Số nhà': number('48'), Phố: 'Phạm Hồng Thái' }, '48 Phạm Hồng Thái'],
    [{ 'Số nhà': '12/8', Phố: 'Trúc Bạch' }, '8 ngõ 12 Trúc Bạch'],
    [{ 'Số nhà': '48', 'Địa chỉ': 'Phạm Hồng Thái' }, '48 Phạm Hồng Thái'],
  ])('%j is %s', (cells, line) => {
    expect(formatAddress(place(cells).address!)).toBe(line);
  });

  it('says that Excel turned 12/8 into a date', () => {
    expect(problem({ 'Số nhà': date('2026-08-12'), Phố: 'Trúc Bạch' })!.message).toContain(
      'đổi số này thành ngày tháng',
    );
  });

  it('says what an address lacks', () => {
    expect(problem({ 'Địa chỉ': '48' })!.message).toContain('thiếu phố, ngõ hoặc tòa nhà');
  });

  it.each([
    ['Tổ dân phố số 03', '3'],
    ['TDP 12a', '12A'],
    ['Tổ 7', '7'],
    ['12', '12'],
    ['', null],
  ])('group %p is %p', (text, code) => {
    expect(groupCodeOf(text)).toBe(code);
  });
});

describe('rows that are not people', () => {
  it.each([
    [{ STT: '', 'Họ tên': 'Tổng cộng: 20 người', 'Năm sinh': '' }],
    [{ STT: 'Tổng số', 'Họ tên': '', 'Năm sinh': '20' }],
    [{ STT: '(1)', 'Họ tên': '(2)', 'Năm sinh': '(3)' }],
    [{ STT: '', 'Họ tên': '', 'Năm sinh': '', 'Địa chỉ': 'Hà Nội, ngày 24 tháng 11' }],
  ])('%j', (cells) => {
    expect(normalise(cells)).toBeNull();
  });

  it('keeps a family name that looks like a total, and a person without a name', () => {
    expect(normalise({ 'Họ tên': 'Tống Văn Cộng', 'Năm sinh': '1950' })!.person.fullName).toBe('Tống Văn Cộng');
    expect(normalise({ 'Họ tên': '', 'Năm sinh': '1950' })!.person.problems[0]!.message).toBe('Thiếu họ tên.');
  });
});

describe('priority groups', () => {
  const kinds = (cells: Record<string, Value>) => person(cells).facts.kinds;

  it('reads a mark, or any words but a no, in a column of their own', () => {
    expect(kinds({ 'Hộ nghèo': 'x', 'Hộ cận nghèo': '' })).toEqual(['poor']);
    expect(kinds({ 'Hộ nghèo': '0', 'Hộ cận nghèo': '1' })).toEqual(['near_poor']);
    expect(
      kinds({ 'Người khuyết tật': 'Nặng', 'Người có công': 'Thương binh 2/4', 'Bảo trợ xã hội': 'không' }),
    ).toEqual(['disabled', 'policy_family']);
  });

  it('reads which kind of poverty a shared column names, and asks if it names none', () => {
    expect(kinds({ 'Hộ nghèo/cận nghèo': 'Cận nghèo' })).toEqual(['near_poor']);
    expect(kinds({ 'Diện hộ': 'Hộ nghèo' })).toEqual(['poor']);
    expect(problem({ 'Hộ nghèo/cận nghèo': 'x' })).toMatchObject({
      cell: 'C7',
      message: expect.stringContaining('Ghi rõ'),
    });
    expect(problem({ 'Hộ nghèo': 'x', 'Hộ cận nghèo': 'x' })!.message).toContain('chỉ để một trong hai');
  });

  it('reads free text, and says what it did not understand', () => {
    expect(kinds({ 'Đối tượng ưu tiên': 'Hộ cận nghèo; NKT; con liệt sĩ' })).toEqual([
      'near_poor',
      'disabled',
      'policy_family',
    ]);
    expect(person({ 'Đối tượng': 'Người già neo đơn' })).toMatchObject({
      readiness: { livesAlone: 'yes' },
      warnings: [],
    });
    expect(kinds({ 'Đối tượng': 'Thoát nghèo 2025' })).toEqual([]);
    expect(person({ 'Đối tượng': 'Loại B' }).warnings[0]!.message).toContain('Không rõ');
  });

  it('keeps the decision and its date, and warns of a date it cannot read', () => {
    expect(person({ 'Hộ nghèo': 'x', 'Số quyết định': '15/QĐ-UBND', 'Ngày quyết định': '01/07/2026' }).facts).toEqual({
      kinds: ['poor'],
      basis: '15/QĐ-UBND',
      from: '2026-07-01',
    });
    expect(person({ 'Hộ nghèo': 'x', 'Ngày công nhận': 'tháng bảy' })).toMatchObject({
      facts: { from: null },
      problems: [],
      warnings: [{ cell: 'D7', message: 'Không thấy ngày trong ô này. Lấy ngày nhập.' }],
    });
    expect(person({ 'Hộ nghèo': 'x', 'Ngày công nhận': 'QĐ 15 ngày 31/06/2026' })).toMatchObject({
      facts: { from: null },
      warnings: [{ message: 'Tháng 6 không có ngày 31. Lấy ngày nhập.' }],
    });
  });

  it('treats every row of a list whose only name is the head’s as a head', () => {
    expect(
      normalise({ 'Họ tên chủ hộ': 'Trần Thị Lan', 'Năm sinh': '1948', 'Địa chỉ': '48 Phạm Hồng Thái' })!.person,
    ).toMatchObject({ fullName: 'Trần Thị Lan', relation: 'head' });
  });
});

describe('a national number in another column', () => {
  const NUMBER = '001 048 000 123';
  it.each(['Ghi chú', 'Quan hệ với chủ hộ', 'Phường cũ', 'Địa chỉ', 'Số nhà', 'Họ tên'])(
    '%s: is not kept',
    (column) => {
      const { person: read, place: home } = normalise({
        'Họ tên': 'Trần Thị Lan',
        'Ghi chú': 'x',
        [column]: `số ${NUMBER} phố Trúc Bạch`,
      })!;
      expect(JSON.stringify([read, home])).not.toMatch(/048.?000/);
      expect(read.problems[0]).toMatchObject({ column, value: expect.stringContaining('•••• 0123') });
    },
  );

  it('a code of a household may consist of digits, and a note may name a file', () => {
    expect(place({ 'Mã hộ': '001048000123', 'Địa chỉ': '48 Phạm Hồng Thái' }).code).toBe('001048000123');
    expect(person({ 'Ghi chú': 'hồ sơ H26-261124-0007' })).toMatchObject({
      note: 'hồ sơ H26-261124-0007',
      problems: [],
    });
  });
});
