// A ward's list of invented people, the same in every run.
import writeExcelFile from 'write-excel-file/node';

const FAMILIES = 'Nguyễn,Trần,Lê,Phạm,Nguyễn,Hoàng,Vũ,Nguyễn,Đặng,Bùi,Đỗ,Nguyễn,Ngô,Dương,Lý'.split(',');
const MIDDLES =
  'Văn,Thị,Đức,Minh,Thu,Quang,Ngọc,Thị Thanh,Thị Minh,Hữu,Xuân,Đình,Công,Thị Thu,Thị Ngọc,Bá,Trọng,Thị Hồng,Khánh,Gia'.split(
    ',',
  );
const GIVEN =
  'An Anh Bình Bích Châu Chi Cường Dũng Dung Đạt Đông Giang Hà Hạnh Hải Hằng Hiền Hoa Hòa Hùng Huy Hương Khánh Khoa Lan Linh Long Loan Mai Minh Nam Nga Ngân Nhung Oanh Phúc Phương Quân Quỳnh Sơn Tâm Tân Thảo Thắng Thành Thủy Tiến Toàn Trang Trung Tú Tuấn Tùng Uyên Vân Vi Việt Vinh Xuân Yến'.split(
    ' ',
  );
const STREETS = 'Phạm Hồng Thái,Trúc Bạch,Châu Long,Ngũ Xã,Trấn Vũ,Nguyễn Khắc Hiếu,Đặng Dung,Phó Đức Chính'.split(',');

const COLUMNS =
  'STT,Mã hộ,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Điện thoại,Quan hệ với chủ hộ,Địa chỉ,Tổ dân phố,Thường trú/Tạm trú,VNeID,Ghi chú'.split(
    ',',
  );

/** Households of four in the streets of the demo ward, as a workbook: every name, number and phone is made up. */
export async function householdList(people) {
  // A fixed random sequence.
  let seed = 26;
  const pick = (list) => list[(seed = (seed * 48_271) % 2_147_483_647) % list.length];
  const text = (value) => ({ value, type: String });
  const rows = [COLUMNS];
  for (let i = 0; i < people; i += 1) {
    const home = Math.floor(i / 4);
    const year = 1940 + ((i * 7) % 70);
    const sex = i % 2;
    const number = `098${(year < 2000 ? 0 : 2) + sex}${String(year % 100).padStart(2, '0')}${String(i).padStart(6, '0')}`;
    rows.push([
      i + 1,
      text(i % 4 === 0 ? `B${String(home).padStart(5, '0')}` : ''),
      text(`${pick(FAMILIES)} ${pick(MIDDLES)} ${pick(GIVEN)}`.toUpperCase()),
      text(`${1 + (i % 28)}/${1 + (i % 12)}/${year}`),
      sex ? 'Nữ' : 'Nam',
      text(number),
      text(`09${String(10_000_000 + i)}`),
      ['Chủ hộ', 'Vợ', 'Con', 'Con'][i % 4],
      text(i % 4 === 0 ? `Số ${1 + (home % 97)} ngõ ${1 + (home % 61)} phố ${STREETS[home % 8]}` : ''),
      text(`Tổ ${1 + (home % 20)}`),
      'Thường trú',
      i % 3 ? 'Mức 2' : 'Chưa có',
      text(`dòng ${i}`),
    ]);
  }
  return writeExcelFile(rows).toBuffer();
}
