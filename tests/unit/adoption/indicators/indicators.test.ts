import {
  countOf,
  formatCount,
  fractionText,
  INDICATORS,
  percentOf,
  shareOf,
  sumOf,
  type Count,
} from '../../../../src/features/adoption/indicators/indicators';

const people = countOf('person', 1004);
const files = countOf('file', 88);

test('a count says its unit, and a share its denominator', () => {
  expect(formatCount(people)).toBe('1.004 người');
  expect(formatCount(files)).toBe('88 hồ sơ');
  const share = shareOf('person', 1004, 5942);
  expect([percentOf(share), fractionText(share, 'người từ 18 tuổi')]).toEqual([
    '16,9 %',
    '1.004 trên 5.942 người từ 18 tuổi',
  ]);
  expect(percentOf(shareOf('file', 0, 0))).toBe('chưa có');
});

test('counts of one unit add up', () => {
  expect(sumOf('person', [people, countOf('person', 6)])).toEqual({ unit: 'person', value: 1010 });
});

test('people and files do not mix', () => {
  // Compiled, not run: `tsc` fails if one of these lines is no error any more.
  const mixed = () => {
    // @ts-expect-error: counts are no numbers.
    const sum = people + files;
    // @ts-expect-error: files are no people.
    sumOf('person', [people, files]);
    // @ts-expect-error: a count of people is not a count of files.
    const wrong: Count<'file'> = people;
    return [sum, wrong];
  };
  expect(mixed).toBeInstanceOf(Function);
});

test.each(Object.entries(INDICATORS))('%s is defined in full', (_key, indicator) => {
  expect(Object.values(indicator).filter((words) => words.trim() === '')).toEqual([]);
});

test('no two figures have the same name', () => {
  const names = Object.values(INDICATORS).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
