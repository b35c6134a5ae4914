import { CODE_ALPHABET, roundCode, wardLetters } from '../../../src/features/rounds/round-code';
import { roundArea } from '../../../src/features/rounds/round-area';

describe('the check code of a round', () => {
  it.each([['Phường Ba Đình', 'BĐ'], ['Phường Hoàn Kiếm', 'HK'], ['Xã Ô Diên', 'ÔD'], ['Đặc khu Phú Quốc', 'PQ'], ['Phường Văn Miếu - Quốc Tử Giám', 'VMQT']])(
    'begins with the letters of %s', (name, letters) => {
      expect(wardLetters(name)).toBe(letters);
    });

  it('ends in three characters nobody confuses', () => {
    const numbers = [4, 9, 0];
    expect(roundCode('Phường Ba Đình', () => numbers.shift()!)).toBe('BĐ-7D2');
    expect(CODE_ALPHABET).not.toMatch(/[0OIL1SZB5]/);
  });
});

describe('the area of a round in words', () => {
  it.each([
    [['Phố Phạm Hồng Thái, bên số chẵn', 'Phố Phạm Hồng Thái, bên số chẵn'], 'Phố Phạm Hồng Thái'],
    [['Phố Phạm Hồng Thái, bên số chẵn', 'Phố Phạm Hồng Thái, bên số lẻ', 'Ngõ Châu Long'], 'Phố Phạm Hồng Thái và ngõ Châu Long'],
    [['Phố Trúc Bạch', 'Ngõ 12 Trúc Bạch', 'Ngách 12/8 Trúc Bạch'], 'Phố Trúc Bạch, ngõ 12 Trúc Bạch và ngách 12/8 Trúc Bạch'],
    [['Phố A', 'Phố B', 'Phố C', 'Phố D', 'Phố E'], 'Phố A, phố B, phố C và 2 nơi khác'],
    [[], ''],
  ])('%j', (labels, area) => {
    expect(roundArea(labels)).toBe(area);
  });
});
