import fc from 'fast-check';
import { formatAddress, laneOf, parseAddress, type Address } from '../../../src/shared/address';
import { runs } from '../../support/runs';

const NOWHERE: Address = {
  houseNumber: '',
  hem: '',
  ngach: '',
  ngo: '',
  street: '',
  building: '',
  floor: '',
  room: '',
};
const addressOf = (parts: Partial<Address>): Address => ({ ...NOWHERE, ...parts });

const HEM_41_15_8 = { hem: '41/15/8', ngach: '41/15', ngo: '41', street: 'Trúc Bạch' };
const NGACH_12_8 = { ngach: '12/8', ngo: '12', street: 'Trúc Bạch' };

const READINGS: [string, Partial<Address>][] = [
  // Doors on a street
  ['48A Phạm Hồng Thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48a phạm hồng thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48 A Phạm Hồng Thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['SỐ 48A PHỐ PHẠM HỒNG THÁI', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['Số nhà 48A, phố Phạm Hồng Thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['Nhà số 48A Phạm Hồng Thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['nhà 48A Phạm Hồng Thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['SN 48A, P. Phạm Hồng Thái, P. Ba Đình', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái'.normalize('NFD'), { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['  48A \u00a0 Phạm  Hồng Thái. ', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['Phố Phạm Hồng Thái, số 48A', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái Ba Đình Hà Nội', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  [
    '48A Phạm Hồng Thái, tổ dân phố số 12, phường Ba Đình, thành phố Hà Nội',
    { houseNumber: '48A', street: 'Phạm Hồng Thái' },
  ],
  ['48A Phạm Hồng Thái, P.Ba Đình, TP.Hà Nội', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái phường Trúc Bạch quận Ba Đình', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái, Trúc Bạch, Q. Ba Đình, Việt Nam', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['Tổ 12, 48A Phạm Hồng Thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['18-20 Trúc Bạch', { houseNumber: '18-20', street: 'Trúc Bạch' }],
  ['Số 18 – 20 phố Trúc Bạch', { houseNumber: '18-20', street: 'Trúc Bạch' }],
  ['2 Hàng Đường', { houseNumber: '2', street: 'Hàng Đường' }],
  ['5 ngõ 3 hang duong, phường Hoàn Kiếm', { houseNumber: '5', ngo: '3', street: 'Hang Duong' }],
  ['5B đường Thanh Niên', { houseNumber: '5B', street: 'Thanh Niên' }],
  ['5 đ. Yên Phụ', { houseNumber: '5', street: 'Yên Phụ' }],
  ['12 bis Hàng Bún', { houseNumber: '12BIS', street: 'Hàng Bún' }],
  ['A5 Nguyễn Khắc Nhu', { houseNumber: 'A5', street: 'Nguyễn Khắc Nhu' }],
  ['7 Ngũ Xã', { houseNumber: '7', street: 'Ngũ Xã' }],
  ['12 Phó Đức Chính', { houseNumber: '12', street: 'Phó Đức Chính' }],
  ['12 Pho Duc Chinh', { houseNumber: '12', street: 'Pho Duc Chinh' }],
  ['30 Ngô Quyền', { houseNumber: '30', street: 'Ngô Quyền' }],
  ['48 Quan Thanh, quan Ba Dinh, Ha Noi', { houseNumber: '48', street: 'Quan Thanh' }],
  ['so 48 pho quan thanh phuong ba dinh', { houseNumber: '48', street: 'Quan Thanh' }],
  ['40 Nhà Chung', { houseNumber: '40', street: 'Nhà Chung' }],
  ['Trúc Bạch', { street: 'Trúc Bạch' }],
  ['số 1 Thanh Niên (chùa Trấn Quốc)', { houseNumber: '1', street: 'Thanh Niên' }],
  ['#12 Hàng Than', { houseNumber: '12', street: 'Hàng Than' }],
  ['No. 12 Hàng Than', { houseNumber: '12', street: 'Hàng Than' }],
  ['12.A Hàng Than', { houseNumber: '12A', street: 'Hàng Than' }],
  ['12 A1 Hàng Than', { houseNumber: '12A1', street: 'Hàng Than' }],
  ['48a.phạm hồng thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['Phạm Hồng Thái 48A', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['12 phố 339', { houseNumber: '12', street: '339' }],
  ['12 đường 19/5', { houseNumber: '12', street: '19/5' }],
  ['48B tổ 13 cụm 3 phố Đội Cấn', { houseNumber: '48B', street: 'Đội Cấn' }],
  ['48B Đội Cấn tổ 13', { houseNumber: '48B', street: 'Đội Cấn' }],
  // Several numbers, old numbers, none
  ['48-50 Phạm Hồng Thái', { houseNumber: '48-50', street: 'Phạm Hồng Thái' }],
  ['48A-48B Phạm Hồng Thái', { houseNumber: '48A-48B', street: 'Phạm Hồng Thái' }],
  ['12-14-16 Hàng Than', { houseNumber: '12-14-16', street: 'Hàng Than' }],
  ['12, 14, 16 Hàng Than', { houseNumber: '12-14-16', street: 'Hàng Than' }],
  ['48+50 Phạm Hồng Thái', { houseNumber: '48-50', street: 'Phạm Hồng Thái' }],
  ['48 & 50 Phạm Hồng Thái', { houseNumber: '48-50', street: 'Phạm Hồng Thái' }],
  ['số 48 và 50 Phạm Hồng Thái', { houseNumber: '48-50', street: 'Phạm Hồng Thái' }],
  ['12 (số cũ 10) Hàng Than', { houseNumber: '12', street: 'Hàng Than' }],
  ['số cũ 10, số mới 12 Hàng Than', { houseNumber: '12', street: 'Hàng Than' }],
  ['không số, ngõ 12 Trúc Bạch', { ngo: '12', street: 'Trúc Bạch' }],
  ['Nhà chưa có số, ngõ Châu Long', { ngo: 'Châu Long' }],
  // Described by another door
  ['nhà sau 48A Phạm Hồng Thái', { houseNumber: 'sau 48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái (nhà sau)', { houseNumber: 'sau 48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái, nhà trong', { houseNumber: 'sau 48A', street: 'Phạm Hồng Thái' }],
  ['phía sau số nhà 15 ngõ 12 Trúc Bạch', { houseNumber: 'sau 15', ngo: '12', street: 'Trúc Bạch' }],
  ['sau 12/8 Trúc Bạch', { houseNumber: 'sau 8', ngo: '12', street: 'Trúc Bạch' }],
  ['Đối diện 20 Nguyễn Trường Tộ', { houseNumber: 'đối diện 20', street: 'Nguyễn Trường Tộ' }],
  ['nhà đối diện số 15 ngõ 12 Trúc Bạch', { houseNumber: 'đối diện 15', ngo: '12', street: 'Trúc Bạch' }],
  ['bên cạnh nhà 7 Ngũ Xã', { houseNumber: 'cạnh 7', street: 'Ngũ Xã' }],
  ['gần số 9 ngõ 12 Trúc Bạch', { houseNumber: 'gần 9', ngo: '12', street: 'Trúc Bạch' }],
  // Alleys
  ['Số 6, hẻm 41/15/8 phố Trúc Bạch', { houseNumber: '6', ...HEM_41_15_8 }],
  ['6 hẻm 41/15/8 Trúc Bạch', { houseNumber: '6', ...HEM_41_15_8 }],
  ['41/15/8/6 Trúc Bạch', { houseNumber: '6', ...HEM_41_15_8 }],
  ['số 6 hẻm 8 ngách 15 ngõ 41 Trúc Bạch', { houseNumber: '6', ...HEM_41_15_8 }],
  ['ngõ 41, ngách 41/15, hẻm 41/15/8, số 6, Trúc Bạch', { houseNumber: '6', ...HEM_41_15_8 }],
  ['SỐ 6 - HẺM 41/15/8 - TRÚC BẠCH - BA ĐÌNH - HÀ NỘI', { houseNumber: '6', ...HEM_41_15_8 }],
  ['Số 6 ngõ 41/15 Trúc Bạch', { houseNumber: '6', ngach: '41/15', ngo: '41', street: 'Trúc Bạch' }],
  ['ngõ 41 ngách 15 số 6 Trúc Bạch', { houseNumber: '6', ngach: '41/15', ngo: '41', street: 'Trúc Bạch' }],
  ['ngách 12 ngõ 12 Trúc Bạch số 3', { houseNumber: '3', ngach: '12/12', ngo: '12', street: 'Trúc Bạch' }],
  ['12/8 Trúc Bạch', { houseNumber: '8', ngo: '12', street: 'Trúc Bạch' }],
  ['số 12/8A phố Trúc Bạch', { houseNumber: '8A', ngo: '12', street: 'Trúc Bạch' }],
  ['12 / 8 Trúc Bạch, tổ 12, phường Ba Đình, Hà Nội', { houseNumber: '8', ngo: '12', street: 'Trúc Bạch' }],
  ['Số 12/8 ngõ 12 Trúc Bạch', { houseNumber: '8', ngo: '12', street: 'Trúc Bạch' }],
  ['12 ngõ 12 Trúc Bạch', { houseNumber: '12', ngo: '12', street: 'Trúc Bạch' }],
  ['5 ngách 12/8 Trúc Bạch', { houseNumber: '5', ...NGACH_12_8 }],
  ['5 ngõ số 12 Trúc Bạch', { houseNumber: '5', ngo: '12', street: 'Trúc Bạch' }],
  ['So 5 ngo 12 Truc Bach', { houseNumber: '5', ngo: '12', street: 'Truc Bach' }],
  ['số 5 ngõ12 P. Trúc Bạch', { houseNumber: '5', ngo: '12', street: 'Trúc Bạch' }],
  ['số 5 ngõ 12, P. Ba Đình', { houseNumber: '5', ngo: '12' }],
  ['số 9, ngõ 12 Trúc Bạch (đi vào 50m)', { houseNumber: '9', ngo: '12', street: 'Trúc Bạch' }],
  ['Ngõ 12 Trúc Bạch', { ngo: '12', street: 'Trúc Bạch' }],
  ['số 5 ngõ Châu Long', { houseNumber: '5', ngo: 'Châu Long' }],
  ['5 NGÕ CHÂU LONG, P. TRÚC BẠCH', { houseNumber: '5', ngo: 'Châu Long' }],
  ['5 ngõ Châu Long, phố Châu Long', { houseNumber: '5', ngo: 'Châu Long', street: 'Châu Long' }],
  ['5 ngách 3 ngõ Châu Long', { houseNumber: '5', ngach: '3', ngo: 'Châu Long' }],
  ['3/5 ngõ Trúc Lạc', { houseNumber: '5', ngach: '3', ngo: 'Trúc Lạc' }],
  ['ngõ Châu Long', { ngo: 'Châu Long' }],
  ['7 ngõ Trúc Lạc phố Trúc Bạch', { houseNumber: '7', ngo: 'Trúc Lạc', street: 'Trúc Bạch' }],
  ['7 Ngõ Trúc Lạc, P. Trúc Bạch', { houseNumber: '7', ngo: 'Trúc Lạc' }],
  ['5 ngách 15/41 ngõ 41 Trúc Bạch', { houseNumber: '5', ngach: '41/15', ngo: '41', street: 'Trúc Bạch' }],
  ['6/41 ngõ 41 Trúc Bạch', { houseNumber: '6', ngo: '41', street: 'Trúc Bạch' }],
  ['6 hẻm 8 ngách 41/15 Trúc Bạch', { houseNumber: '6', ...HEM_41_15_8 }],
  [
    'số nhà 12A ngõ 34 ngách 5 hẻm 2 phố Quán Thánh',
    { houseNumber: '12A', hem: '34/5/2', ngach: '34/5', ngo: '34', street: 'Quán Thánh' },
  ],
  ['9 ng. 12 Trúc Bạch', { houseNumber: '9', ngo: '12', street: 'Trúc Bạch' }],
  ['SN 9, Ngh 12/8 Trúc Bạch', { houseNumber: '9', ...NGACH_12_8 }],
  ['số 9 ngách số 8 ngõ số 12 phố Trúc Bạch', { houseNumber: '9', ...NGACH_12_8 }],
  ['Trúc Bạch, ngõ 12 số 9', { houseNumber: '9', ngo: '12', street: 'Trúc Bạch' }],
  ['Trúc Bạch, 12/9', { houseNumber: '9', ngo: '12', street: 'Trúc Bạch' }],
  ['tổ 5, ngõ 12, số 9, Trúc Bạch', { houseNumber: '9', ngo: '12', street: 'Trúc Bạch' }],
  ['9 ngõ 12 tổ 5 Trúc Bạch', { houseNumber: '9', ngo: '12', street: 'Trúc Bạch' }],
  ['TDP 5 - ngõ 12 Trúc Bạch - SN 9', { houseNumber: '9', ngo: '12', street: 'Trúc Bạch' }],
  // Buildings
  ['Phòng 304, nhà C2, phố Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['P304 nhà C2 Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['p.304 nhà c2 trúc bạch, p. ba đình', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['P. 304 - C2 Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['P304-C2 Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['304 nhà C2 Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['Phòng số 304 tầng 3 nhà 12 Trúc Bạch', { room: '304', floor: '3', building: '12', street: 'Trúc Bạch' }],
  ['P304 nhà C2 tập thể Hóa Chất', { room: '304', building: 'C2 tập thể Hóa Chất' }],
  [
    'P304 C2 KTT Hóa Chất, 20 Trúc Bạch',
    { houseNumber: '20', room: '304', building: 'C2 tập thể Hóa Chất', street: 'Trúc Bạch' },
  ],
  ['P12 khu tập thể Hóa Chất, phố Trúc Bạch', { room: '12', building: 'tập thể Hóa Chất', street: 'Trúc Bạch' }],
  ['tầng trệt, 48A Phạm Hồng Thái', { floor: 'trệt', houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['P5 tòa nhà Lancaster, 20 Núi Trúc', { room: '5', building: 'Lancaster', houseNumber: '20', street: 'Núi Trúc' }],
  ['15 Cửa Bắc (tầng 2)', { floor: '2', houseNumber: '15', street: 'Cửa Bắc' }],
  ['Căn hộ 1203 chung cư Vườn Đào', { room: '1203', building: 'Vườn Đào' }],
  ['P304 nhà C2 ngõ 12 Trúc Bạch', { room: '304', building: 'C2', ngo: '12', street: 'Trúc Bạch' }],
  ['P304 nhà C2', { room: '304', building: 'C2' }],
  ['304-C2 tập thể Châu Long', { room: '304', building: 'C2 tập thể Châu Long' }],
  ['304 C2 tập thể Châu Long', { room: '304', building: 'C2 tập thể Châu Long' }],
  ['C2-304 TT Châu Long', { room: '304', building: 'C2 tập thể Châu Long' }],
  ['Số 304 nhà C2 khu tập thể Châu Long', { room: '304', building: 'C2 tập thể Châu Long' }],
  ['B1 P12 TT Ngũ Xã', { room: '12', building: 'B1 tập thể Ngũ Xã' }],
  ['A3 tập thể Nguyễn Trường Tộ P502', { room: '502', building: 'A3 tập thể Nguyễn Trường Tộ' }],
  ['Khối 3 phòng 2 tập thể Hóa Chất', { room: '2', building: '3 tập thể Hóa Chất' }],
  ['dãy B phòng 2 tập thể Hóa Chất', { room: '2', building: 'B tập thể Hóa Chất' }],
  ['Đơn nguyên 2, phòng 304, nhà C2, Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['1205 CT1 Núi Trúc', { room: '1205', building: 'CT1', street: 'Núi Trúc' }],
  ['Căn 1203 tòa B chung cư Vườn Đào', { room: '1203', building: 'B chung cư Vườn Đào' }],
  ['CC Lancaster, căn 5', { room: '5', building: 'Lancaster' }],
  [
    'Tòa CT1, tầng 12, căn 1205, 20 Núi Trúc',
    { room: '1205', floor: '12', building: 'CT1', houseNumber: '20', street: 'Núi Trúc' },
  ],
  ['gác 2, 15 Cửa Bắc', { floor: '2', houseNumber: '15', street: 'Cửa Bắc' }],
  ['15 Cửa Bắc gác 2', { floor: '2', houseNumber: '15', street: 'Cửa Bắc' }],
  ['lầu 3 số 15 Cửa Bắc', { floor: '3', houseNumber: '15', street: 'Cửa Bắc' }],
  ['T3 15 Cửa Bắc', { floor: '3', houseNumber: '15', street: 'Cửa Bắc' }],
  ['15 Cửa Bắc, phòng 12', { room: '12', houseNumber: '15', street: 'Cửa Bắc' }],
];

describe('parseAddress', () => {
  test.each(READINGS)('reads %j', (text, expected) => {
    expect(parseAddress(text)).toEqual(addressOf(expected));
  });

  test.each(['', '   ', '48A', '???', 'Hà Nội', 'tổ 12, phường Ba Đình, thành phố Hà Nội', 'P. Ba Đình', '0912345678'])(
    'finds no door in %j',
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );

  test.each(READINGS)('prints %j so that it reads the same', (_, expected) => {
    const address = addressOf(expected);
    expect(parseAddress(formatAddress(address))).toEqual(address);
  });

  test('never throws, however the words are jumbled', () => {
    const words = fc.constantFrom(
      'sau',
      'đối diện',
      'cạnh',
      'cũ',
      'không số',
      'và',
      '+',
      'chung cư',
      'dãy',
      'gác',
      'ngõ',
      'ngách',
      'hẻm',
      'số',
      'nhà',
      'tòa',
      'tầng',
      'P.',
      'P304',
      'tập thể',
      'phố',
      'đường',
      'tổ',
      'phường',
      'Ba Đình',
      'C2',
      '12',
      '12/8',
      '41/15/8',
      '5A',
      '18-20',
      'Trúc',
      'Bạch',
      'CHÂU LONG',
      ',',
      '-',
      '/',
      '.',
      ':',
      'x',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (list) => {
        expect(() => parseAddress(list.join(' '))).not.toThrow();
      }),
    );
  });
});

const street = fc.constantFrom(
  'Trúc Bạch',
  'Phạm Hồng Thái',
  'Phó Đức Chính',
  'Ngũ Xã',
  'Hàng Đậu',
  'Hoè Nhai',
  'Nguyễn Trường Tộ',
  '339',
  '19/5',
);
const alleyNumber = fc.oneof(
  fc.integer({ min: 1, max: 300 }).map(String),
  fc.integer({ min: 1, max: 99 }).map((number) => `${number}A`),
);
const houseNumber = fc.oneof(
  alleyNumber,
  fc.integer({ min: 1, max: 98 }).map((number) => `${number}-${number + 2}`),
  fc.constantFrom('A5', 'B12', '12BIS', '9Đ', '12-14-16', 'sau 48A', 'đối diện 15', 'cạnh 7', 'gần 9'),
);
const numberedAlley = fc.array(alleyNumber, { maxLength: 3 }).map((path) => ({
  ngo: path[0] ?? '',
  ngach: path.length > 1 ? path.slice(0, 2).join('/') : '',
  hem: path.length > 2 ? path.join('/') : '',
}));
const namedAlley = fc
  .record({ ngo: fc.constantFrom('Châu Long', 'Trúc Lạc'), path: fc.array(alleyNumber, { maxLength: 2 }) })
  .map(({ ngo, path }) => ({ ngo, ngach: path[0] ?? '', hem: path.length > 1 ? path.join('/') : '' }));
const maybe = (part: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), part);
const building = fc.constantFrom(
  'C2',
  'A',
  'CT1',
  '17T5',
  '12',
  'Lancaster',
  'tập thể Hóa Chất',
  'C2 tập thể Hóa Chất',
  '5 tập thể Hóa Chất',
  'B chung cư Vườn Đào',
);
const indoors = fc.oneof(
  fc.record({ building, floor: maybe(fc.constantFrom('3', 'trệt')), room: maybe(fc.constantFrom('304', '12A')) }),
  fc.record({ building: fc.constant(''), floor: maybe(fc.constantFrom('2', 'hầm')), room: fc.constant('') }),
  fc.record({ building: fc.constant(''), floor: fc.constant(''), room: fc.constantFrom('12', '3B') }),
);
const anyAddress: fc.Arbitrary<Address> = fc
  .oneof(fc.record({ alley: numberedAlley, street }), fc.record({ alley: namedAlley, street: maybe(street) }))
  .chain(({ alley, street }) =>
    fc.record({ houseNumber: maybe(houseNumber), indoors }).map((door) => ({
      ...alley,
      street,
      houseNumber: door.houseNumber,
      ...door.indoors,
    })),
  );

describe('formatAddress', () => {
  test.each<[Partial<Address>, string]>([
    [{ houseNumber: '6', ...HEM_41_15_8 }, '6 hẻm 41/15/8 Trúc Bạch'],
    [{ houseNumber: '5', ...NGACH_12_8 }, '5 ngách 12/8 Trúc Bạch'],
    [{ houseNumber: '8', ngo: '12', street: 'Trúc Bạch' }, '8 ngõ 12 Trúc Bạch'],
    [{ houseNumber: '48A', street: 'Phạm Hồng Thái' }, '48A Phạm Hồng Thái'],
    [{ houseNumber: '5', ngo: 'Châu Long' }, '5 ngõ Châu Long'],
    [{ houseNumber: '5', ngo: 'Châu Long', street: 'Trúc Bạch' }, '5 ngõ Châu Long, phố Trúc Bạch'],
    [{ houseNumber: '6', hem: '3/8', ngach: '3', ngo: 'Châu Long' }, '6 hẻm 3/8 ngõ Châu Long'],
    [{ room: '304', building: 'C2', street: 'Trúc Bạch' }, 'P304 nhà C2 Trúc Bạch'],
    [
      { room: '304', floor: '3', building: 'Lancaster', houseNumber: '20', street: 'Núi Trúc' },
      'P304 tầng 3 tòa Lancaster, 20 Núi Trúc',
    ],
    [{ floor: '2', houseNumber: '48A', street: 'Phạm Hồng Thái' }, 'tầng 2, 48A Phạm Hồng Thái'],
    [NOWHERE, ''],
  ])('writes %j as %j', (parts, line) => {
    expect(formatAddress(addressOf(parts))).toBe(line);
  });

  test('parses back to the same address', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('laneOf', () => {
  test.each([
    ['48A Phạm Hồng Thái', 'Phố Phạm Hồng Thái, bên số chẵn'],
    ['18-20 Trúc Bạch', 'Phố Trúc Bạch, bên số chẵn'],
    ['7 Trúc Bạch', 'Phố Trúc Bạch, bên số lẻ'],
    ['A5 Trúc Bạch', 'Phố Trúc Bạch'],
    ['sau 48A Phạm Hồng Thái', 'Phố Phạm Hồng Thái, bên số chẵn'],
    ['đối diện 48A Phạm Hồng Thái', 'Phố Phạm Hồng Thái'],
    ['Trúc Bạch', 'Phố Trúc Bạch'],
    ['tầng 2, 48A Phạm Hồng Thái', 'Phố Phạm Hồng Thái, bên số chẵn'],
    ['5 ngõ Châu Long', 'Ngõ Châu Long'],
    ['12/8 Trúc Bạch', 'Ngõ 12 Trúc Bạch'],
    ['5 ngách 12/8 Trúc Bạch', 'Ngách 12/8 Trúc Bạch'],
    ['6 hẻm 41/15/8 Trúc Bạch', 'Hẻm 41/15/8 Trúc Bạch'],
    ['P304 nhà C2 Trúc Bạch', 'Nhà C2 Trúc Bạch'],
    ['P304 tầng 3 nhà C2 tập thể Hóa Chất', 'Nhà C2 tập thể Hóa Chất'],
  ])('puts %j in %j', (text, label) => {
    expect(laneOf(parseAddress(text)!).label).toBe(label);
  });

  test('has one key for one lane, whatever the door or the placing of the accent', () => {
    expect(laneOf(parseAddress('2 Hòe Nhai')!).key).toBe(laneOf(parseAddress('40 Hoè Nhai')!).key);
    expect(laneOf(parseAddress('2 Hòe Nhai')!).key).not.toBe(laneOf(parseAddress('3 Hòe Nhai')!).key);
  });

  test('says so if the street is not known', () => {
    expect(laneOf(addressOf({ houseNumber: '5' })).label).toBe('Chưa rõ phố, bên số lẻ');
  });
});
