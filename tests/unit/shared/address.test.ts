import fc from 'fast-check';
import { formatAddress, laneOf, parseAddress, walkOrderKey, type Address } from '../../../src/shared/address';

const NOWHERE: Address = { houseNumber: '', hem: '', ngach: '', ngo: '', street: '', building: '', floor: '', room: '' };
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
  ['48A Phạm Hồng Thái, tổ dân phố số 12, phường Ba Đình, thành phố Hà Nội', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái, P.Ba Đình, TP.Hà Nội', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái phường Trúc Bạch quận Ba Đình', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['48A Phạm Hồng Thái, Trúc Bạch, Q. Ba Đình, Việt Nam', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['Tổ 12, 48A Phạm Hồng Thái', { houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['18-20 Trúc Bạch', { houseNumber: '18-20', street: 'Trúc Bạch' }],
  ['Số 18 – 20 phố Trúc Bạch', { houseNumber: '18-20', street: 'Trúc Bạch' }],
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
  // Buildings
  ['Phòng 304, nhà C2, phố Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['P304 nhà C2 Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['p.304 nhà c2 trúc bạch, p. ba đình', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['P. 304 - C2 Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['P304-C2 Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['304 nhà C2 Trúc Bạch', { room: '304', building: 'C2', street: 'Trúc Bạch' }],
  ['Phòng số 304 tầng 3 nhà 12 Trúc Bạch', { room: '304', floor: '3', building: '12', street: 'Trúc Bạch' }],
  ['P304 nhà C2 tập thể Hóa Chất', { room: '304', building: 'C2 tập thể Hóa Chất' }],
  ['P304 C2 KTT Hóa Chất, 20 Trúc Bạch', { houseNumber: '20', room: '304', building: 'C2 tập thể Hóa Chất', street: 'Trúc Bạch' }],
  ['P12 khu tập thể Hóa Chất, phố Trúc Bạch', { room: '12', building: 'tập thể Hóa Chất', street: 'Trúc Bạch' }],
  ['tầng trệt, 48A Phạm Hồng Thái', { floor: 'trệt', houseNumber: '48A', street: 'Phạm Hồng Thái' }],
  ['P5 tòa nhà Lancaster, 20 Núi Trúc', { room: '5', building: 'Lancaster', houseNumber: '20', street: 'Núi Trúc' }],
  ['15 Cửa Bắc (tầng 2)', { floor: '2', houseNumber: '15', street: 'Cửa Bắc' }],
  ['Căn hộ 1203 chung cư Vườn Đào', { room: '1203', building: 'Vườn Đào' }],
  ['P304 nhà C2 ngõ 12 Trúc Bạch', { room: '304', building: 'C2', ngo: '12', street: 'Trúc Bạch' }],
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

  test('never throws, however the words are jumbled', () => {
    const words = fc.constantFrom(
      'ngõ', 'ngách', 'hẻm', 'số', 'nhà', 'tòa', 'tầng', 'P.', 'P304', 'tập thể', 'phố', 'đường', 'tổ', 'phường', 'Ba Đình',
      'C2', '12', '12/8', '41/15/8', '5A', '18-20', 'Trúc', 'Bạch', 'CHÂU LONG', ',', '-', '/', '.', ':', 'x',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (list) => {
        expect(() => parseAddress(list.join(' '))).not.toThrow();
      }),
    );
  });
});

const street = fc.constantFrom('Trúc Bạch', 'Phạm Hồng Thái', 'Phó Đức Chính', 'Ngũ Xã', 'Hàng Đậu', 'Hoè Nhai', 'Nguyễn Trường Tộ');
const alleyNumber = fc.oneof(
  fc.integer({ min: 1, max: 300 }).map(String),
  fc.integer({ min: 1, max: 99 }).map((number) => `${number}A`),
);
const houseNumber = fc.oneof(
  alleyNumber,
  fc.integer({ min: 1, max: 98 }).map((number) => `${number}-${number + 2}`),
  fc.constantFrom('A5', 'B12', '12BIS', '9Đ'),
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
const building = fc.constantFrom('C2', 'A', 'CT1', '17T5', '12', 'Lancaster', 'tập thể Hóa Chất', 'C2 tập thể Hóa Chất', '5 tập thể Hóa Chất');
const indoors = fc.oneof(
  fc.record({ building, floor: maybe(fc.constantFrom('3', 'trệt')), room: maybe(fc.constantFrom('304', '12A')) }),
  fc.record({ building: fc.constant(''), floor: maybe(fc.constantFrom('2', 'hầm')), room: fc.constant('') }),
);
const anyAddress: fc.Arbitrary<Address> = fc
  .oneof(
    fc.record({ alley: numberedAlley, street }),
    fc.record({ alley: namedAlley, street: maybe(street) }),
  )
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
    [{ room: '304', floor: '3', building: 'Lancaster', houseNumber: '20', street: 'Núi Trúc' }, 'P304 tầng 3 tòa Lancaster, 20 Núi Trúc'],
    [{ floor: '2', houseNumber: '48A', street: 'Phạm Hồng Thái' }, 'tầng 2, 48A Phạm Hồng Thái'],
    [NOWHERE, ''],
  ])('writes %j as %j', (parts, line) => {
    expect(formatAddress(addressOf(parts))).toBe(line);
  });

  test('is read back to the same address', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('laneOf', () => {
  test.each([
    ['48A Phạm Hồng Thái', 'Phố Phạm Hồng Thái, bên số chẵn'],
    ['18-20 Trúc Bạch', 'Phố Trúc Bạch, bên số chẵn'],
    ['7 Trúc Bạch', 'Phố Trúc Bạch, bên số lẻ'],
    ['A5 Trúc Bạch', 'Phố Trúc Bạch'],
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

  test('has one key for one lane, whatever the door and the placing of the accent', () => {
    expect(laneOf(parseAddress('2 Hòe Nhai')!).key).toBe(laneOf(parseAddress('40 Hoè Nhai')!).key);
    expect(laneOf(parseAddress('2 Hòe Nhai')!).key).not.toBe(laneOf(parseAddress('3 Hòe Nhai')!).key);
  });

  test('says so when the street is not known', () => {
    expect(laneOf(addressOf({ houseNumber: '5' })).label).toBe('Chưa rõ phố, bên số lẻ');
  });
});

describe('walkOrderKey', () => {
  const WALK = [
    '5 ngõ Châu Long',
    '7 ngõ Châu Long',
    '4 ngách 2 ngõ Châu Long',
    '48 Phạm Hồng Thái',
    '48A Phạm Hồng Thái',
    'tầng 2, 48A Phạm Hồng Thái',
    'tầng 10, 48A Phạm Hồng Thái',
    '50 Phạm Hồng Thái',
    '100 Phạm Hồng Thái',
    '1 Phạm Hồng Thái',
    '2 Trúc Bạch',
    '18 Trúc Bạch',
    '18-20 Trúc Bạch',
    '18A Trúc Bạch',
    '22 Trúc Bạch',
    '7 Trúc Bạch',
    '11 Trúc Bạch',
    'A5 Trúc Bạch',
    '2 ngõ 9 Trúc Bạch',
    '3 ngõ 9 Trúc Bạch',
    '10 ngõ 9 Trúc Bạch',
    'P101 nhà C2 ngõ 9 Trúc Bạch',
    '1 ngõ 12 Trúc Bạch',
    '2 ngách 12/8 Trúc Bạch',
    '1 ngách 12/15 Trúc Bạch',
    '6 hẻm 12/15/8 Trúc Bạch',
    '6 hẻm 12/15/10 Trúc Bạch',
    '1 ngõ 41 Trúc Bạch',
    '1 Trúc Lạc',
  ];

  test('sorts by bytes into walking order', () => {
    const keys = WALK.map((text) => walkOrderKey(parseAddress(text)!));
    expect(keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(keys);
    expect(new Set(keys).size).toBe(WALK.length);
  });

  test('sorts rooms of a building by floor and room, after the numbered doors of the street', () => {
    const walk = ['99 Trúc Bạch', 'P9 tầng 1 nhà C2 Trúc Bạch', 'P101 tầng 1 nhà C2 Trúc Bạch', 'P1 tầng 2 nhà C2 Trúc Bạch', 'P1 nhà C10 Trúc Bạch'];
    const keys = walk.map((text) => walkOrderKey(parseAddress(text)!));
    expect(keys.toSorted()).toEqual(keys);
  });

  test('is ASCII for any address', () => {
    const text = fc.string({ unit: 'binary' });
    const wild = fc.record({ houseNumber: text, hem: text, ngach: text, ngo: text, street: text, building: text, floor: text, room: text });
    fc.assert(
      fc.property(fc.oneof(anyAddress, wild), (address) => {
        expect(walkOrderKey(address)).toMatch(/^[a-z0-9 -]*$/);
      }),
    );
  });
});
