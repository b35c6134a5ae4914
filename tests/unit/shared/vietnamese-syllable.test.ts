import { familyName, personName } from '../../../prisma/seed/demo-names';
import { DemoRandom } from '../../../prisma/seed/demo-random';
import {
  hasMarks,
  isHeardAlike,
  isPossibleSyllable,
  spellingKey,
  wordsOnce,
} from '../../../src/shared/vietnamese-syllable';
import { foldVietnamese } from '../../../src/shared/vietnamese-text';

describe('a Vietnamese syllable', () => {
  it.each([
    'vi',
    'thi',
    'nguyen',
    'quynh',
    'quoc',
    'gi',
    'giang',
    'nghiem',
    'khuyen',
    'uyen',
    'yen',
    'oanh',
    'hoe',
    'thuy',
    'y',
    'khuat',
    'au',
    'bui',
  ])('could be %s', (word) => {
    expect(isPossibleSyllable(word)).toBe(true);
  });

  it.each(['trag', 'minhh', 'nh', 'vii', 'quuan', 'hugn', 'thnah', 'lna', 'x', '', 'nguyenx'])(
    'could not be %s',
    (word) => {
      expect(isPossibleSyllable(word)).toBe(false);
    },
  );

  it('could be every word of a real name', () => {
    const random = new DemoRandom(1);
    for (let year = 1930; year < 2025; year += 1) {
      for (const sex of ['female', 'male'] as const) {
        for (const word of personName(random, familyName(random), sex, year).split(' '))
          expect([word, isPossibleSyllable(foldVietnamese(word))]).toEqual([word, true]);
      }
    }
  });

  it('has one spelling wherever its tone mark stands, and with y or i', () => {
    for (const [one, other] of [
      ['Hòa', 'Hoà'],
      ['Thủy', 'Thuỷ'],
      ['Lý', 'Lí'],
      ['Mỹ', 'Mĩ'],
      ['Quý', 'Quí'],
      ['Vy', 'vi'],
      ['Hòa'.normalize('NFD'), 'Hòa'],
    ])
      expect(spellingKey(one!)).toBe(spellingKey(other!));
    for (const [one, other] of [
      ['Hoa', 'Hòa'],
      ['Thúy', 'Thúi'],
      ['Ân', 'An'],
      ['Ánh', 'Anh'],
    ])
      expect(spellingKey(one!)).not.toBe(spellingKey(other!));
  });
});

describe('a name', () => {
  it('shows whether it was typed with marks', () => {
    expect([
      hasMarks('Nguyen Thi Vi'),
      hasMarks('Nguyễn Thị Vi'),
      hasMarks('Do'),
      hasMarks('Đo'),
      hasMarks('Vi'.normalize('NFD')),
      hasMarks('Vĩ'.normalize('NFD')),
    ]).toEqual([false, true, false, true, false, true]);
  });

  it('sounds like another with a confusable first sound', () => {
    expect([
      isHeardAlike('lan', 'nan'),
      isHeardAlike('chinh', 'trinh'),
      isHeardAlike('xuan', 'suan'),
      isHeardAlike('dung', 'giung'),
    ]).toEqual([true, true, true, true]);
    expect([
      isHeardAlike('lan', 'lan'),
      isHeardAlike('lan', 'nam'),
      isHeardAlike('l', 'n'),
      isHeardAlike('hoa', 'loa'),
    ]).toEqual([false, false, false, false]);
  });

  it('counts a word repeated in a row once', () => {
    expect(wordsOnce(['Thị', 'Thị', 'Lan'])).toEqual(['Thị', 'Lan']);
    expect(wordsOnce(['Minh', 'MINH'])).toEqual(['Minh']);
    expect(wordsOnce([])).toEqual([]);
  });
});
