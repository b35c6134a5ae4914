import {
  DIFFERING_ORDER,
  followedFields,
  appendNote,
  compareBirths,
  compareNames,
  compareReadiness,
  compareValues,
  type FactComparison,
} from '../../../../../src/features/register/imports/comparing/field-rules';
import type { BirthDate } from '../../../../../src/shared/dates';

const born = (text: string): BirthDate =>
  text.length === 4 ? { date: `${text}-01-01`, precision: 'year' } : { date: text, precision: 'day' };

describe('a list compared with the register', () => {
  it.each<[string, string, FactComparison]>([
    ['Trần Thị Lan', 'TRẦN THỊ LAN', 'same'],
    ['Trần Thị Lan', 'Tran Thi Lan', 'same'],
    ['Tran Thi Lan', 'Trần Thị Lan', 'richer'],
    ['Trần Thị Lan', 'Trần Thị Lân', 'differs'],
    ['Trần Thị Lan', 'Trần Thị Mai', 'differs'],
    ['TRAN THI LAN', 'Trần Thị Lan', 'richer'],
    ['Trần Thị Hòa', 'Trần Thị Hoà', 'same'],
    ['Trần Thị Hòa', 'Trần Thị Hoà'.normalize('NFD'), 'same'],
    ['Trần Thị Hòa', 'Trần Thị Hóa', 'differs'],
    ['Trần Thị Vy', 'Trần Thị Vi', 'differs'],
  ])('names: %s, list says %s: %s', (known, listed, standing) => {
    expect(compareNames(known, listed)).toBe(standing);
  });

  it.each<[string | null, string, FactComparison]>([
    [null, '1948', 'fills'],
    ['1948-11-24', '1948', 'same'],
    ['1948', '1948-11-24', 'richer'],
    ['1948', '1948', 'same'],
    ['1948-11-24', '1948-11-24', 'same'],
    ['1948-11-24', '1948-11-25', 'differs'],
    ['1948-11-24', '1949', 'differs'],
    ['1948', '1949-01-01', 'differs'],
  ])('births: %s, list says %s: %s', (known, listed, standing) => {
    expect(compareBirths(known === null ? null : born(known), born(listed))).toBe(standing);
  });

  it.each<[string | null, string, FactComparison]>([
    [null, '0912345678', 'fills'],
    ['0912345678', '0912345678', 'same'],
    ['0912345678', '0987654321', 'differs'],
  ])('phones and the like: %s, list says %s: %s', (known, listed, standing) => {
    expect(compareValues(known, listed)).toBe(standing);
  });

  it('adds a note to the existing ones, once', () => {
    expect(appendNote('', 'có chó dữ')).toBe('có chó dữ');
    expect(appendNote('ở một mình', 'có chó dữ')).toBe('ở một mình\ncó chó dữ');
    expect(appendNote('ở một mình\ncó chó dữ', 'Có chó dữ')).toBeNull();
    expect(appendNote('x'.repeat(1_995), 'có chó dữ')).toBeNull();
  });

  it.each([
    ['none', 'level_2', 'richer'],
    ['level_1', 'level_2_inactive', 'richer'],
    ['level_2', 'none', 'differs'],
    ['level_2', 'level_1', 'differs'],
    ['locked', 'level_2', 'differs'],
    ['unknown', 'none', 'fills'],
    [undefined, 'level_1', 'fills'],
    ['level_2', 'unknown', 'same'],
    ['level_2', 'level_2', 'same'],
  ] as const)('VNeID: %s, list says %s: %s', (known, listed, standing) => {
    expect(compareReadiness('vneidLevel', known, listed)).toBe(standing);
  });

  it('tells yes from no, and both from an empty cell', () => {
    expect(compareReadiness('livesAlone', 'no', 'yes')).toBe('differs');
    expect(compareReadiness('livesAlone', 'unknown', 'yes')).toBe('fills');
    expect(compareReadiness('smartphone', 'none', 'own')).toBe('differs');
  });
});

describe('where register and list differ', () => {
  it('a list of households wins on who lives there, never on numbers and what was seen at the door', () => {
    expect(followedFields({}, false)).toEqual(['name', 'birth', 'gender', 'phone', 'residence', 'temporaryUntil']);
  });

  it('a list about people wins only on phones', () => {
    expect(followedFields({}, true)).toEqual(['phone']);
  });

  it("the reviewer's choice wins", () => {
    expect(followedFields({ phone: 'register', readiness: 'list', nationalNumber: 'list' }, true)).toEqual([
      'nationalNumber',
      'readiness',
    ]);
    expect(followedFields(Object.fromEntries(DIFFERING_ORDER.map((field) => [field, 'register'])), false)).toEqual([]);
  });
});
