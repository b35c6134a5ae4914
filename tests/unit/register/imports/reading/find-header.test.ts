import { meaningOf } from '../../../../../src/features/register/imports/reading/columns';
import { columnsToAsk, findHeader } from '../../../../../src/features/register/imports/reading/find-header';
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
    ['Ngày cấp CCCD', 'cardIssuedOn'],
    ['Ngày cấp thẻ căn cước', 'cardIssuedOn'],
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
    ['Họ và tên chủ hộ nghèo', 'headMark'],
    ['G.tính', 'gender'],
    ['GT', 'gender'],
    ['Đ/tượng', 'priority'],
    ['Số khẩu', 'householdSize'],
    ['Tổng số nhân khẩu', 'householdSize'],
    ['Số người trong hộ', 'householdSize'],
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
    'Ngày cấp',
    'Ngày cấp CMND',
    'Nơi cấp',
    'Nơi cấp CCCD',
    'CCCD chủ hộ',
    'Họ tên cha',
    'Người cao tuổi',
    'Dạng khuyết tật',
    'Mức độ khuyết tật',
    'Bệnh nền',
    'Mức trợ cấp',
    'Mã hộ nghèo',
    'Nhân khẩu',
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

  it('finds none if no person is named, or nothing besides the name', () => {
    expect(findHeader([row(1, 'Mã', 'Số lượng')])).toBeNull();
    expect(findHeader([row(1, 'Họ tên')])).toBeNull();
  });
});

describe('the column of heads', () => {
  it('holds the names if there is no other name column', () => {
    const rows = [row(1, 'STT', 'Chủ hộ', 'Địa chỉ', 'Hộ nghèo'), row(2, '1', 'Trần Thị Lan', '1 Châu Long', 'x')];
    expect(findHeader(rows)).toMatchObject({ namesHeads: true, columns: { fullName: 1, poor: 3 } });
  });

  it('is not one of names if it marks the heads', () => {
    const marks = [row(1, 'STT', 'Chủ hộ', 'Địa chỉ'), row(2, '1', 'x', '1 Châu Long')];
    expect(findHeader(marks)).toBeNull();
    const both = [row(1, 'Họ tên', 'Chủ hộ', 'Địa chỉ'), row(2, 'Trần Thị Lan', 'x', '1 Châu Long')];
    expect(findHeader(both)).toMatchObject({ namesHeads: false, columns: { fullName: 0, headMark: 1 } });
  });
});

describe('a list whose name column is unknown', () => {
  const list = [
    row(1, 'UBND PHƯỜNG TRÚC BẠCH', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'),
    row(3, 'STT', 'Bà con', 'Năm sinh', 'Địa chỉ', 'Dân tộc', 'Cột lạ'),
    row(4, '1', 'Trần Thị Lan', '1948', '1 Châu Long', 'Kinh', 'a'),
  ];

  it('is asked about, except the columns that are known or that are never stored', () => {
    expect(findHeader(list)).toBeNull();
    expect(columnsToAsk('DS', list)).toEqual({
      sheet: 'DS',
      headerRow: 3,
      isPerson: false,
      columns: [
        { column: 1, header: 'Bà con' },
        { column: 5, header: 'Cột lạ' },
      ],
    });
  });

  it('is read as answered', () => {
    const found = findHeader(list, { ...columnsToAsk('DS', list)!, fields: { 1: 'fullName' } })!;
    expect(found).toMatchObject({
      headerRow: 3,
      lastRow: 3,
      columns: { ordinal: 0, fullName: 1, birthYear: 2, address: 3 },
    });
    expect(found.ignored.map(({ header, reason }) => `${header}: ${reason}`)).toEqual([
      'Dân tộc: dữ liệu nhạy cảm, sổ này không lưu',
      'Cột lạ: không dùng, như đã chọn',
    ]);
  });

  it('may have no header at all: its first row is a person', () => {
    const rows = [row(1, '1', 'Trần Thị Lan', '1948', 'Nữ'), row(2, '2', 'Lê Văn Hùng', '1975', 'Nam')];
    const question = columnsToAsk('', rows)!;
    expect(question).toMatchObject({ headerRow: 1, isPerson: true });
    expect(question.columns.map(({ header }) => header)).toEqual(['1', 'Trần Thị Lan', '1948', 'Nữ']);
    const found = findHeader(rows, { ...question, fields: { 1: 'fullName', 2: 'birth', 3: 'gender' } });
    expect(found).toMatchObject({ lastRow: 0, columns: { fullName: 1, birth: 2, gender: 3 } });
  });

  it('has no question if no row has several cells', () => {
    expect(columnsToAsk('DS', [row(1, 'DANH SÁCH'), row(2, 'Trần Thị Lan')])).toBeNull();
  });
});
