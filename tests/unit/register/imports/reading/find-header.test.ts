import { meaningOf } from '../../../../../src/features/register/imports/reading/columns';
import { findHeader } from '../../../../../src/features/register/imports/reading/find-header';
import type { RawRow } from '../../../../../src/features/register/imports/reading/raw-row';

const row = (number: number, ...texts: string[]): RawRow => ({
  number,
  cells: texts.flatMap((text, column) => (text ? [{ column, text, kind: 'text' as const }] : [])),
});

describe('what a header means', () => {
  it.each([
    ['Họ và tên', 'fullName'],
    ['HỌ TÊN (*)', 'fullName'],
    ['Ho va ten', 'fullName'],
    ['Họ, chữ đệm và tên khai sinh', 'fullName'],
    ['Họ tên chủ hộ và các thành viên', 'fullName'],
    ['Tên', 'givenName'],
    ['Họ và tên đệm', 'namePrefix'],
    ['Mã hộ', 'householdCode'],
    ['Số hộ khẩu', 'householdCode'],
    ['Mã căn/hộ', 'unit'],
    ['Số CCCD', 'nationalNumber'],
    ['CCCD/Số định danh', 'nationalNumber'],
    ['Số định danh cá nhân', 'nationalNumber'],
    ['CMND/CCCD', 'nationalNumber'],
    ['Ngày, tháng, năm sinh', 'birth'],
    ['Ngày sinh', 'birth'],
    ['Năm sinh', 'birthYear'],
    ['Nam', 'male'],
    ['Năm', 'birthYear'],
    ['Nữ', 'female'],
    ['SĐT', 'phone'],
    ['Số điện thoại liên hệ', 'phone'],
    ['Điện thoại thông minh', 'smartphone'],
    ['ĐIỆN THOẠI NGƯỜI THÂN', 'relativePhone'],
    ['SĐT con cháu', 'relativePhone'],
    ['Số điện thoại liên hệ người nhà', 'relativePhone'],
    ['Họ tên người thân', 'relativeName'],
    ['NGƯỜI THÂN', 'relativeName'],
    ['SIM chính chủ', 'sim'],
    ['Quan hệ với chủ hộ', 'relation'],
    ['Chủ hộ', 'headMark'],
    ['Tổ dân phố', 'group'],
    ['TDP', 'group'],
    ['Tổ', 'group'],
    ['Địa chỉ hiện nay', 'address'],
    ['Nơi thường trú', 'address'],
    ['Thường trú/Tạm trú', 'residence'],
    ['Thường trú', 'permanentMark'],
    ['Số nhà', 'houseNumber'],
    ['Ngõ', 'ngo'],
    ['Đường phố', 'street'],
    ['VNeID', 'vneid'],
    ['VNeID mức 2', 'vneidLevel2Mark'],
    ['Ghi chú', 'note'],
    ['STT', 'ordinal'],
    ['Hộ nghèo', 'poor'],
    ['Hộ cận nghèo', 'nearPoor'],
    ['Cận nghèo', 'nearPoor'],
    ['Hộ nghèo/hộ cận nghèo', 'povertyKind'],
    ['Hộ nghèo, cận nghèo', 'povertyKind'],
    ['Diện hộ', 'povertyKind'],
    ['Người khuyết tật', 'disabled'],
    ['NKT', 'disabled'],
    ['Người có công', 'policyFamily'],
    ['Gia đình chính sách', 'policyFamily'],
    ['Thương binh, bệnh binh', 'policyFamily'],
    ['Đối tượng BTXH', 'socialProtection'],
    ['Bảo trợ xã hội', 'socialProtection'],
    ['Đối tượng ưu tiên', 'priority'],
    ['Đối tượng', 'priority'],
    ['Diện', 'priority'],
    ['Đối tượng chính sách', 'priority'],
    ['Cần người giúp', 'needsHelper'],
    ['Căn hộ', 'unit'],
    ['Số quyết định', 'factBasis'],
    ['Số QĐ', 'factBasis'],
    ['Số giấy chứng nhận', 'factBasis'],
    ['Ngày quyết định', 'factFrom'],
    ['Ngày công nhận', 'factFrom'],
    ['Hưởng từ ngày', 'factFrom'],
    ['Người neo đơn', 'livesAlone'],
  ])('%s → %s', (header, field) => {
    expect(meaningOf(header)).toMatchObject({ kind: 'field', field });
  });

  it.each([
    'Ngày cấp CCCD',
    'Nơi cấp',
    'CCCD chủ hộ',
    'Họ tên cha',
    'Người cao tuổi',
    'Dạng khuyết tật',
    'Mức độ khuyết tật',
    'Bệnh nền',
    'Mức trợ cấp',
    'Mã hộ nghèo',
    'Số khẩu',
    'Dân tộc',
    'Tôn giáo',
    'Đảng viên',
    'Số BHYT',
  ])('%s is left out with a reason', (header) => {
    expect(meaningOf(header).kind).toBe('ignored');
  });

  it('finds a decomposed header', () => {
    expect(meaningOf('Họ và tên'.normalize('NFD'))).toMatchObject({ field: 'fullName' });
    expect(meaningOf('Năm'.normalize('NFD'))).toMatchObject({ field: 'birthYear' });
  });
});

describe('finding the header', () => {
  it('skips titles and finds the row with the most columns', () => {
    const header = findHeader([
      row(1, 'UBND PHƯỜNG BA ĐÌNH'),
      row(2, '', 'DANH SÁCH HỌ TÊN NHÂN KHẨU'),
      row(5, 'STT', 'Họ tên', 'Năm sinh', 'Màu mắt'),
      row(6, '1', 'An', '1950'),
    ]);
    expect(header).toMatchObject({
      headerRow: 5,
      lastRow: 5,
      columns: { fullName: 1, birthYear: 2 },
      ignored: [{ column: 'D', header: 'Màu mắt', reason: 'không rõ là gì' }],
    });
  });

  it('reads a header of two rows', () => {
    const header = findHeader([
      row(3, 'STT', 'Họ và tên', 'Năm sinh', '', 'Địa chỉ'),
      row(4, '', '', 'Nam', 'Nữ', ''),
      row(5, '1', 'An', '1950'),
    ]);
    expect(header).toMatchObject({
      headerRow: 3,
      lastRow: 4,
      columns: { fullName: 1, male: 2, female: 3, address: 4 },
    });
    expect(header!.columns.birthYear).toBeUndefined();
  });

  it('keeps the better of two columns for one field and says so', () => {
    const header = findHeader([row(1, 'Họ tên', 'Nơi thường trú', 'Địa chỉ hiện nay')]);
    expect(header!.columns.address).toBe(2);
    expect(header!.ignored).toEqual([
      { column: 'B', header: 'Nơi thường trú', reason: 'đã có cột khác cho “Địa chỉ”' },
    ]);
  });

  it('finds none if nobody is named, or nothing besides the name', () => {
    expect(findHeader([row(1, 'Mã', 'Số lượng')])).toBeNull();
    expect(findHeader([row(1, 'Họ tên')])).toBeNull();
  });
});
