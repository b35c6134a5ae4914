import fc from 'fast-check';
import {
  LIKELY_SAME,
  NEARLY_SURE,
  samePerson,
  type KnownFacts,
} from '../../../../../src/features/register/residents/same-person';

const VI: KnownFacts = {
  fullName: 'Nguyễn Thị Thanh Vi',
  birth: { date: '1950-03-12', precision: 'day' },
  gender: 'female',
  phone: '0912345678',
  numberHash: 'aa',
  last4: '1234',
  householdId: 'h1',
  addressFolded: '48 pham hong thai',
};
const ELSEWHERE = { householdId: 'h2', addressFolded: '7 chau long' };
const NO_NUMBER = { numberHash: null, last4: null };
const score = (one: Partial<KnownFacts>, other: Partial<KnownFacts>) =>
  samePerson({ ...VI, ...one }, { ...VI, ...NO_NUMBER, ...other }).score;
const day = (date: string) => ({ birth: { date, precision: 'day' as const } });
const year = (of: number) => ({ birth: { date: `${of}-01-01`, precision: 'year' as const } });

describe('two records of one person', () => {
  it.each([
    ['written in another Unicode form', { fullName: 'Nguyễn Thị Thanh Vi'.normalize('NFD') }],
    ['without marks', { fullName: 'NGUYEN THI THANH VI' }],
    ['with a word twice', { fullName: 'Nguyễn Thị Thị Thanh Vi' }],
    ['with a typo that makes no syllable', { fullName: 'Nguyễn Thị Thanh Vii' }],
    ['with another family name', { fullName: 'Trần Thị Thanh Vi' }],
    ['without the middle name', { fullName: 'Nguyễn Vi' }],
    ['with y for i', { fullName: 'Nguyễn Thị Thanh Vy' }],
    ['with day and month swapped', day('1950-12-03')],
    ['with one wrong digit in the date', day('1950-03-17')],
    ['with the year only', year(1950)],
    ['with 1 January for the unknown day', day('1950-01-01')],
    ['with no birth date', { birth: null }],
    ['in another household at the same address', { householdId: 'h9' }],
    ['with the wrong gender', { gender: 'male' as const }],
    ['with a national number that has the same last digits', { numberHash: 'bb', last4: '1234' }],
  ])('are found: %s', (_, other) => {
    expect(score({}, other)).toBeGreaterThan(LIKELY_SAME);
  });

  it('are certain with one national number, whatever else is written', () => {
    expect(samePerson(VI, { ...VI, fullName: 'Lê Văn Hùng', ...day('1999-01-02'), ...ELSEWHERE })).toEqual({
      score: 1,
      alike: ['cùng số định danh'],
      unlike: [],
    });
  });

  it('are found by birthday and phone after a move', () => {
    expect(score({}, ELSEWHERE)).toBeGreaterThan(NEARLY_SURE);
  });

  it('say why, and what speaks against it', () => {
    expect(samePerson(VI, { ...VI, ...NO_NUMBER, ...ELSEWHERE, ...day('1950-12-03') })).toMatchObject({
      alike: ['cùng tên', 'cùng tên đệm', 'ngày và tháng sinh đảo nhau', 'cùng số điện thoại'],
      unlike: ['khác nơi ở'],
    });
  });
});

describe('two people', () => {
  it.each([
    ['twins', { fullName: 'Nguyễn Thị Thanh Hà' }],
    ['twins whose names differ in a tone', { fullName: 'Nguyễn Thị Thanh Vĩ', phone: '0987654321' }],
    ['twins whose names differ in a letter', { fullName: 'Nguyễn Thị Thanh Vu', phone: null }],
    [
      'twins with one phone and two national numbers',
      { fullName: 'Nguyễn Thị Thanh Vĩ', numberHash: 'bb', last4: '1235' },
    ],
    ['a brother and a sister on one phone', { fullName: 'Nguyễn Thị Thanh Vĩ', gender: 'male' as const }],
    ['siblings born in one year on one phone', { fullName: 'Nguyễn Thị Thanh Vĩ', ...day('1950-11-20') }],
    ['siblings whose birthday is unknown', { fullName: 'Nguyễn Thị Thanh Vĩ', ...day('1950-01-01') }],
    ['twins whose middle names differ', { fullName: 'Nguyễn Thị Hồng Vĩ' }],
    ['namesakes of one family, years apart', day('1954-07-01')],
    ['namesakes of two generations', day('1981-03-12')],
    ['namesakes with different national numbers', { numberHash: 'bb', last4: '9876' }],
    ['namesakes with different numbers elsewhere', { numberHash: 'bb', last4: '9876', phone: null, ...ELSEWHERE }],
    ['husband and wife', { fullName: 'Trần Văn Hùng', gender: 'male' as const, ...day('1948-05-05') }],
    ['a mother and her daughter on one phone', { fullName: 'Trần Thị Thanh Hà', ...day('1975-08-01') }],
  ])('stay two: %s', (_, other) => {
    expect(score({}, other)).toBeLessThan(LIKELY_SAME);
  });

  it('stay two if a name needs no marks: Minh Anh and Minh Ánh with one birthday', () => {
    const child = { ...VI, ...NO_NUMBER, ...day('2019-04-05'), phone: null };
    expect(
      samePerson({ ...child, fullName: 'Phan Minh Anh' }, { ...child, fullName: 'Phan Minh Ánh' }).score,
    ).toBeLessThan(LIKELY_SAME);
    expect(
      samePerson({ ...child, fullName: 'Nguyen Minh Anh' }, { ...child, fullName: 'Nguyễn Minh Ánh' }).score,
    ).toBeGreaterThan(LIKELY_SAME);
  });

  it('stay two with one given name and one year if nothing else is known', () => {
    expect(score({ phone: null, ...year(1950) }, { phone: null, ...ELSEWHERE, ...year(1950) })).toBeLessThan(
      LIKELY_SAME,
    );
  });
});

describe('names one tone or letter apart, in one home with one birthday and one phone', () => {
  it.each([
    ['a tone', { fullName: 'Nguyễn Thị Thanh Vị' }, 'tên chỉ khác dấu'],
    ['a letter', { fullName: 'Nguyễn Thị Thanh Vu' }, 'tên khác nhau một chữ cái'],
    [
      'a tone, in another household at the address',
      { fullName: 'Nguyễn Thị Thanh Vị', householdId: 'h9' },
      'tên chỉ khác dấu',
    ],
    ['a tone, if the gender is not known', { fullName: 'Nguyễn Thị Thanh Vị', gender: null }, 'tên chỉ khác dấu'],
  ])('are a question, never almost certain: %s', (_, other, words) => {
    const found = samePerson(VI, { ...VI, ...NO_NUMBER, ...other });
    expect(found.score).toBeGreaterThan(LIKELY_SAME);
    expect(found.score).toBeLessThan(0.5);
    expect(found.unlike).toEqual([`${words}, có thể là hai người sinh đôi`]);
    expect(found.alike).toEqual(expect.arrayContaining(['cùng ngày sinh', 'cùng số điện thoại']));
  });
});

describe('the score', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('', ' ', 'Vi', 'Nguyễn Thị Vi', '%_\\', 'Ⅷ', '👩‍👩‍👧'));
  const facts = fc.record({
    fullName: text,
    birth: fc.option(
      fc.record({
        date: fc.constantFrom('1950-01-01', '2000-12-31', '1899-02-28'),
        precision: fc.constantFrom('day' as const, 'year' as const),
      }),
    ),
    gender: fc.option(fc.constantFrom('male' as const, 'female' as const)),
    phone: fc.option(fc.constantFrom('0912345678', '0987654321')),
    numberHash: fc.option(fc.constantFrom('aa', 'bb')),
    last4: fc.option(fc.constantFrom('1234', '1243')),
    householdId: fc.option(fc.constantFrom('h1', 'h2')),
    addressFolded: fc.option(text),
  });

  it('lies between 0 and 1 and is the same in both directions, whatever the records hold', () => {
    fc.assert(
      fc.property(facts, facts, (one, other) => {
        const { score: there } = samePerson(one, other);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThanOrEqual(1);
        expect(samePerson(other, one).score).toBeCloseTo(there, 12);
      }),
    );
  });
});
