import fc from 'fast-check';
import {
  escapeLikePattern,
  foldVietnamese,
  normaliseLines,
  normalisePersonName,
  normaliseText,
  splitPersonName,
  uncapitalise,
} from '../../../src/shared/vietnamese-text';

describe('foldVietnamese', () => {
  test.each([
    ['Hòa', 'hoa'],
    ['Hoà', 'hoa'],
    ['Đặng Thị Ngọc Ánh', 'dang thi ngoc anh'],
    ['ĐẶNG THỊ NGỌC ÁNH'.normalize('NFD'), 'dang thi ngoc anh'],
    ['Nguyễn Trường Tộ', 'nguyen truong to'],
    ['\u00a0 Trúc \t\n Bạch\u00a0', 'truc bach'],
    ['', ''],
    ['Æ Ω', 'Æ Ω'],
  ])('folds %j to %j', (text, folded) => {
    expect(foldVietnamese(text)).toBe(folded);
  });

  test('folds a folded text to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const folded = foldVietnamese(text);
        expect(foldVietnamese(folded)).toBe(folded);
      }),
    );
  });
});

test('normaliseText removes invisible characters', () => {
  expect(normaliseText('\u202eNguyễn\u200b Thị\u00ad \u2066Vi\u2069\ufeff')).toBe('Nguyễn Thị Vi');
  expect(normaliseText(`Nguye\u200b\u0302\u0303n`)).toBe('Nguyễn');
  // No XML, and so no Word document, can hold these.
  expect(normaliseText('Tổ\u0007 1\u001b\ufffe\v2\u007f')).toBe('Tổ 1 2');
  expect(normaliseLines('Gọi\u0001\ftrước.\n\tBấm')).toBe('Gọi trước.\n\tBấm');
});

test('normaliseText joins decomposed letters and collapses whitespace', () => {
  expect(normaliseText(`  ${'Trúc'.normalize('NFD')}\u00a0\n Bạch `)).toBe('Trúc Bạch'.normalize('NFC'));
});

test('normaliseLines keeps the lines and drops invisible characters', () => {
  expect(normaliseLines(` \u200bGọi \u00adtrước.\r\nBấm ${'chuông'.normalize('NFD')}.\n\u2060 `)).toBe(
    'Gọi trước.\nBấm chuông.',
  );
});

describe('normalisePersonName', () => {
  test.each([
    ['NGUYỄN THỊ VI', 'Nguyễn Thị Vi'],
    ['nguyễn  thị vi', 'Nguyễn Thị Vi'],
    ['ĐỖ ÁNH'.normalize('NFD'), 'Đỗ Ánh'],
    ["H'HEN NIÊ", "H'Hen Niê"],
    ['Trần McDonald', 'Trần McDonald'],
    ['', ''],
  ])('writes %j as %j', (text, name) => {
    expect(normalisePersonName(text)).toBe(name.normalize('NFC'));
  });
});

describe('splitPersonName', () => {
  test.each([
    ['Nguyễn Thị Ngọc Vi', { familyName: 'Nguyễn', middleName: 'Thị Ngọc', givenName: 'Vi' }],
    ['Lê Vi', { familyName: 'Lê', middleName: '', givenName: 'Vi' }],
    [' Vi ', { familyName: '', middleName: '', givenName: 'Vi' }],
    ['', { familyName: '', middleName: '', givenName: '' }],
  ])('splits %j', (fullName, parts) => {
    expect(splitPersonName(fullName)).toEqual(parts);
  });
});

test('escapeLikePattern makes wildcards literal', () => {
  expect(escapeLikePattern('50%_a\\b')).toBe('50\\%\\_a\\\\b');
});

test('uncapitalise leaves abbreviations and codes as they are', () => {
  expect(['Vắng nhà', 'SIM chính chủ', 'VNeID', 'P304', 'Ở nhà', ''].map(uncapitalise)).toEqual([
    'vắng nhà',
    'SIM chính chủ',
    'VNeID',
    'P304',
    'ở nhà',
    '',
  ]);
});
