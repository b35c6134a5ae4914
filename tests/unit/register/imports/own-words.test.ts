import { smartphoneOf } from '../../../../src/features/register/imports/reading/cell-labels';
import { meaningOf } from '../../../../src/features/register/imports/reading/columns';
import { SMARTPHONES } from '../../../../src/shared/labels';

describe('labels that the register itself writes to lists', () => {
  it('the last four digits of a number are left alone: they are not a number', () => {
    for (const header of ['Bốn số cuối căn cước', '4 số cuối CCCD'])
      expect(meaningOf(header)).toEqual({ kind: 'ignored', reason: 'chỉ là bốn số cuối' });
    expect(meaningOf('Số CCCD')).toMatchObject({ field: 'nationalNumber' });
  });

  it('“cần” is not “căn”', () => {
    expect(meaningOf('Cần người giúp')).toMatchObject({ field: 'needsHelper' });
    expect(meaningOf('Cần hỗ trợ')).toMatchObject({ field: 'needsHelper' });
    for (const header of ['Căn hộ', 'Mã căn', 'Căn số']) expect(meaningOf(header)).toMatchObject({ field: 'unit' });
  });

  it('the owner of a telephone is known', () => {
    expect(Object.values(SMARTPHONES).map(smartphoneOf)).toEqual(Object.keys(SMARTPHONES));
    expect(['x', 'có', ''].map(smartphoneOf)).toEqual([null, null, null]);
  });
});
