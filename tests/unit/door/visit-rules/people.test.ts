import { addressedInText, doorTitle, mayHoldEid } from '../../../../src/features/door/visit-rules/people';
import { relationLabel } from '../../../../src/shared/relation-labels';

describe('people at the door', () => {
  it('are described by age and gender', () => {
    expect(addressedInText('Phạm Thị Sáu', 'female', 81)).toBe('bà Phạm Thị Sáu');
    expect(addressedInText('Vũ Khôi', 'male', 17)).toBe('cháu Vũ Khôi');
    expect(addressedInText('Phạm Thị Sáu', null, 81)).toBe('Phạm Thị Sáu');
  });

  it('get a one-word relation if the gender determines it', () => {
    expect(relationLabel('child', 'male')).toBe('con trai');
    expect(relationLabel('child', null)).toBe('Con đẻ');
    expect(relationLabel('lodger', 'female')).toBe('Ở nhờ, ở thuê');
  });

  it('are asked for a VNeID level from age 14 on, or when one is on record', () => {
    const bornOn = (date: string | null) => ({
      birth: date ? { date, precision: 'day' as const } : null,
      vneidLevel: null,
    });
    expect(mayHoldEid(bornOn('2012-11-26'), '2026-11-26')).toBe(true);
    expect(mayHoldEid(bornOn('2012-11-27'), '2026-11-26')).toBe(false);
    expect(mayHoldEid({ ...bornOn('2012-11-27'), vneidLevel: 'level_1' }, '2026-11-26')).toBe(true);
    expect(mayHoldEid(bornOn(null), '2026-11-26')).toBe(true);
  });

  it('live behind a number or a name', () => {
    expect(doorTitle('52 Phạm Hồng Thái')).toBe('Số 52 Phạm Hồng Thái');
    expect(doorTitle('nhà C2, tập thể Hóa Chất')).toBe('Nhà C2, tập thể Hóa Chất');
  });
});
