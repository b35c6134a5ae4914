import {
  checkNationalNumber,
  maskNationalNumber,
  PROVINCES_BY_CODE,
  restoreLeadingZeros,
  spaceNationalNumber,
} from '../../../src/shared/national-number';

// Made-up numbers: province codes 003 and 099 are not assigned, and if a listed code is needed the serial is 000000.
const WOMAN_OF_1948 = '003148000123';
const UNKNOWN_PROVINCE = expect.stringContaining('(003)');

describe('checkNationalNumber', () => {
  test('accepts 12 digits that agree with what is known of the holder', () => {
    expect(checkNationalNumber('001000000000').ok).toBe(true);
    expect(checkNationalNumber('001000000000', { sex: 'male', birthYear: 1900 })).toEqual({
      ok: true,
      value: '001000000000',
      warnings: [],
    });
  });

  test('drops spaces, hyphens and the apostrophe of Excel', () => {
    expect(checkNationalNumber(" '003 148-000 123 ")).toMatchObject({ ok: true, value: WOMAN_OF_1948 });
  });

  test('only warns of a province code that is not in the list', () => {
    expect(checkNationalNumber(WOMAN_OF_1948, { sex: 'female', birthYear: 1948 })).toEqual({
      ok: true,
      value: WOMAN_OF_1948,
      warnings: [UNKNOWN_PROVINCE],
    });
  });

  test.each([
    [{ sex: 'male' }, 'giới tính'],
    [{ birthYear: 2048 }, 'thế kỷ'],
    [{ birthYear: 1949 }, 'năm sinh'],
  ] as const)('warns when %j does not match', (holder, warning) => {
    expect(checkNationalNumber(WOMAN_OF_1948, holder)).toEqual({
      ok: true,
      value: WOMAN_OF_1948,
      warnings: [UNKNOWN_PROVINCE, expect.stringContaining(warning)],
    });
  });

  test.each([
    [0, 'male', 1990],
    [1, 'female', 1990],
    [2, 'male', 2015],
    [3, 'female', 2000],
  ] as const)('fourth digit %d: %s born in %d', (digit, sex, birthYear) => {
    const number = `001${digit}${String(birthYear % 100).padStart(2, '0')}000000`;
    expect(checkNationalNumber(number, { sex, birthYear })).toMatchObject({ warnings: [] });
  });

  test.each([
    ['', 'Nhập số'],
    ['012345678', 'CMND cũ'],
    ['1.2345E+11', 'Excel'],
    ['1,2345e11', 'Excel'],
    ['12345678', '12 chữ số'],
    ['00115000123', 'có 11 chữ số'],
    ['0011500012', 'có 10 chữ số'],
    ['99148000123', 'có 11 chữ số'],
    ['0031480001234', '12 chữ số'],
    ['3148000123.0', '12 chữ số'],
    ['00314800012a', '12 chữ số'],
    ['000000000000', 'lặp lại'],
    ['111 111 111 111', 'lặp lại'],
    ['003448000123', 'sinh từ năm 2100'],
    ['003999000123', 'sinh từ năm 2100'],
  ])('refuses %j: %s', (text, message) => {
    expect(checkNationalNumber(text)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });
});

test.each([
  ['3148000123', WOMAN_OF_1948],
  ['99148000123', '099148000123'],
  ['003148000123', null],
  ['00314800012', null],
  ['148000123', null],
  ['3148000123.5', null],
])('the zeros that a numeric cell lost: %s is %s', (digits, value) => {
  expect(restoreLeadingZeros(digits)).toBe(value);
});

test.each([
  ['003226000123', true],
  ['003227000123', false],
  ['003399000123', false],
  ['003199000123', true],
])('in 2026 %s can be a person’s: %s', (number, expected) => {
  const result = checkNationalNumber(number, { thisYear: 2026 });
  expect(result.ok).toBe(expected);
  if (!result.ok) expect(result.message).toMatch(/sinh năm 20\d\d, năm chưa đến/);
  expect(checkNationalNumber(number).ok).toBe(true);
});

test('the list holds the 63 provinces', () => {
  expect(PROVINCES_BY_CODE.size).toBe(63);
  expect([...PROVINCES_BY_CODE.keys()]).toEqual([...PROVINCES_BY_CODE.keys()].toSorted());
});

test('a whole number is spaced for reading aloud', () => {
  expect(spaceNationalNumber('001046012345')).toBe('001 046 012 345');
});

test('a masked number shows only its last four digits', () => {
  expect(maskNationalNumber('1234')).toBe('•••• •••• 1234');
});
