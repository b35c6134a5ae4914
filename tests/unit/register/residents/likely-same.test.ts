import { whyLikelySame, type PersonFacts } from '../../../../src/features/register/residents/likely-same';

const person = (given: Partial<PersonFacts>): PersonFacts => ({
  fullName: 'Nguyễn Thị Vi',
  birth: { date: '1948-11-24', precision: 'day' },
  phone: null,
  householdId: null,
  ...given,
});

describe('who might be the person being entered', () => {
  it('is a resident with the same given name and day of birth, whatever the family name', () => {
    expect(whyLikelySame(person({ fullName: 'Trần Thị Vi' }), person({ fullName: 'nguyen vi' }))).toEqual([
      'cùng tên, cùng ngày sinh',
    ]);
  });

  it('is a resident of the same year if one side knows only the year', () => {
    expect(whyLikelySame(person({ birth: { date: '1948-01-01', precision: 'year' } }), person({}))).toEqual([
      'cùng tên, cùng năm sinh',
    ]);
  });

  it('is not a resident born on another day of the same year', () => {
    expect(whyLikelySame(person({ birth: { date: '1948-11-25', precision: 'day' } }), person({}))).toEqual([]);
  });

  it('is not a resident with another given name', () => {
    expect(whyLikelySame(person({ fullName: 'Nguyễn Thị Vy' }), person({}))).toEqual([]);
  });

  it('needs the whole name if a birth date is not known', () => {
    expect(whyLikelySame(person({ birth: null }), person({}))).toEqual(['cùng họ tên, chưa rõ ngày sinh']);
    expect(whyLikelySame(person({ birth: null, fullName: 'Trần Thị Vi' }), person({}))).toEqual([]);
  });

  it('counts a phone only if it is not shared by the household', () => {
    const known = person({ fullName: 'Lê An', phone: '0912345678', householdId: 'a' });
    expect(whyLikelySame(known, person({ phone: '0912345678', householdId: 'b' }))).toEqual(['cùng số điện thoại']);
    expect(whyLikelySame(known, person({ phone: '0912345678', householdId: 'a' }))).toEqual([]);
  });
});
