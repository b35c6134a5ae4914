import { CODE_ALPHABET } from '../../../../src/shared/spoken-code';
import {
  isCodeHeard,
  isCodeNearlyHeard,
  readHeardCode,
  roundCode,
  wardLetters,
} from '../../../../src/features/rounds/round/round-code';
import { aboutMet } from '../../../../src/features/rounds/round/met-labels';
import { roundArea } from '../../../../src/features/rounds/round/round-area';

describe('the check code of a round', () => {
  it.each([
    ['Phường Ba Đình', 'BĐ'],
    ['Phường Hoàn Kiếm', 'HK'],
    ['Xã Ô Diên', 'ÔD'],
    ['Đặc khu Phú Quốc', 'PQ'],
    ['Phường Văn Miếu - Quốc Tử Giám', 'VMQT'],
  ])('begins with the letters of %s', (name, letters) => {
    expect(wardLetters(name)).toBe(letters);
  });

  it('ends in three characters that are not confused', () => {
    const numbers = [4, 9, 0];
    expect(roundCode('Phường Ba Đình', () => numbers.shift()!)).toBe('BĐ-7D2');
    expect(CODE_ALPHABET).not.toMatch(/[0OIL1SZB5]/);
  });
});

describe('a check code read out on the phone', () => {
  it.each([['BĐ-7K2'], ['bđ 7k2'], ['bd7k2'], ['7k2'], [' 7 K 2. ']])('%j is the round BĐ-7K2', (said) => {
    expect(isCodeHeard('BĐ-7K2', readHeardCode(said)!)).toBe(true);
  });

  it('is not the code of another ward, nor a lookalike', () => {
    expect(isCodeHeard('BĐ-7K2', readHeardCode('HK-7K2')!)).toBe(false);
    expect(isCodeHeard('BĐ-7K2', readHeardCode('7K3')!)).toBe(false);
    expect(isCodeNearlyHeard('BĐ-7K2', readHeardCode('7K3')!)).toBe(true);
    expect(isCodeNearlyHeard('BĐ-7K2', readHeardCode('HK-7K3')!)).toBe(false);
    expect(isCodeNearlyHeard('BĐ-7K2', readHeardCode('7M3')!)).toBe(false);
    expect(isCodeNearlyHeard('BĐ-7K2', readHeardCode('7K2')!)).toBe(false);
  });

  it.each([[''], ['7K'], ['BĐ-7K0'], ['BĐ-ABC'], ['BĐQHX-7K2'], ['%'], ['buổi tối nay'], ['nhật ký'], ['kế hoạch']])(
    '%j cannot be one',
    (said) => {
      expect(readHeardCode(said)).toBeNull();
    },
  );

  it('every code that can be given out is found', () => {
    for (const ward of ['Phường Ba Đình', 'Xã Ô Diên', 'Phường Văn Miếu - Quốc Tử Giám']) {
      for (let number = 0; number < CODE_ALPHABET.length; number += 1) {
        const code = roundCode(ward, () => number);
        expect(isCodeHeard(code, readHeardCode(code)!)).toBe(true);
      }
    }
  });
});

describe('the area of a round in words', () => {
  it.each([
    [['Phố Phạm Hồng Thái, bên số chẵn', 'Phố Phạm Hồng Thái, bên số chẵn'], 'Phố Phạm Hồng Thái'],
    [
      ['Phố Phạm Hồng Thái, bên số chẵn', 'Phố Phạm Hồng Thái, bên số lẻ', 'Ngõ Châu Long'],
      'Phố Phạm Hồng Thái và ngõ Châu Long',
    ],
    [
      ['Phố Trúc Bạch', 'Ngõ 12 Trúc Bạch', 'Ngách 12/8 Trúc Bạch'],
      'Phố Trúc Bạch, ngõ 12 Trúc Bạch và ngách 12/8 Trúc Bạch',
    ],
    [['Phố A', 'Phố B', 'Phố C', 'Phố D', 'Phố E'], 'Phố A, phố B, phố C và 2 nơi khác'],
    [[], ''],
  ])('%j', (labels, area) => {
    expect(roundArea(labels)).toBe(area);
  });
});

describe('how many doors will be met', () => {
  it.each([
    [7.8, 'khoảng 8'],
    [7.4, 'khoảng 7'],
    [0.6, 'khoảng 1'],
    [0.3, 'chưa đến 1'],
    [1204.2, 'khoảng 1.204'],
  ])('%d is a whole number of doors, given as an estimate', (expected, said) => {
    expect(aboutMet(expected)).toBe(said);
  });
});
