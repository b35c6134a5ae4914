import { addressedName, honorificOf } from '../../../src/shared/honorific';

const TODAY = '2026-11-26';
const born = (year: number) => ({ date: `${year}-01-01`, precision: 'year' as const });

describe('how a resident is addressed', () => {
  it.each([
    ['female', born(1945), 'Bà'],
    ['male', born(1966), 'Ông'],
    ['male', born(1967), 'Anh'],
    ['female', born(1990), 'Chị'],
    ['male', born(2010), 'Cháu'],
    ['female', null, 'Bà'],
    ['male', null, 'Ông'],
    [null, born(1945), ''],
  ] as const)('%s, %j: %s', (gender, birth, expected) => {
    expect(honorificOf(gender, birth, TODAY)).toBe(expected);
  });

  it('stands before the whole name', () => {
    expect(addressedName({ fullName: 'Hoàng Thị Ngát', gender: 'female', birth: born(1945) }, TODAY)).toBe(
      'Bà Hoàng Thị Ngát',
    );
    expect(addressedName({ fullName: 'Vũ Minh', gender: null, birth: null }, TODAY)).toBe('Vũ Minh');
  });
});
