import {
  groupsNamedIn,
  suggestedGroup,
  type NamedGroup,
} from '../../../../../src/features/register/imports/reading/list-group';

describe('the residential group named in a text', () => {
  it.each([
    ['DANH SÁCH HỘ GIA ĐÌNH TỔ DÂN PHỐ SỐ 12 PHƯỜNG BA ĐÌNH', '12', 'Tổ dân phố số 12'],
    ['TDP 12', '12', 'TDP 12'],
    ['Tổ 12', '12', 'Tổ 12'],
    ['TDP số 12', '12', 'TDP số 12'],
    ['Tổ dân phố 12A', '12A', 'Tổ dân phố 12A'],
    ['Tổ dân phố số: 05', '5', 'Tổ dân phố số 05'],
    ['TDP12', '12', 'TDP 12'],
    ['DANH SACH TO DAN PHO SO 7', '7', 'To dan pho so 7'],
    ['Tổ dân phố số 12: 18 hộ, 52 người', '12', 'Tổ dân phố số 12'],
    ['Tổ 12 - 18 hộ', '12', 'Tổ 12'],
    ['Tổ 12, ngày 24/11/2026', '12', 'Tổ 12'],
    ['Tổ dân phố số 12'.normalize('NFD'), '12', 'Tổ dân phố số 12'],
  ])('%s', (text, code, words) => {
    expect(groupsNamedIn(text)).toEqual([{ code, words }]);
  });

  it.each([
    'DANH SÁCH NHÂN KHẨU',
    'Tổ 3 người',
    'Tổ công tác số 5',
    'Tổ 5/2026',
    'Tờ 12',
    'Tổ trưởng',
    'DS',
    'Tháng 12',
  ])('is none in %p', (text) => {
    expect(groupsNamedIn(text)).toEqual([]);
  });

  it.each(['Tổ 12, 13', 'Tổ dân phố số 12 và số 13', 'TDP 12-13', 'Tổ 12; Tổ 13'])('is more than one in %p', (text) => {
    expect(groupsNamedIn(text).map(({ code }) => code)).toEqual(['12', '13']);
  });

  it('is suggested only if title, sheet and rows name the same one', () => {
    const named = (code: string, place: NamedGroup['place']): NamedGroup => ({
      code,
      words: `Tổ ${code}`,
      place,
      rowNumber: null,
    });
    expect(suggestedGroup([named('12', 'title'), named('12', 'sheet')])).toMatchObject({ code: '12', place: 'title' });
    expect(suggestedGroup([named('12', 'title'), named('13', 'row')])).toBeNull();
    expect(suggestedGroup([])).toBeNull();
  });
});
