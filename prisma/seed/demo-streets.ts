import type { Address } from '../../src/shared/address';
import type { DemoRandom } from './demo-random';

interface Street {
  name: string;
  formerWard: string;
  /** The highest house number on the street. */
  lastNumber: number;
  /** Relative share of the ward's doors that lie on this street or in its alleys. */
  weight: number;
  /** Alleys that have a name of their own. */
  namedAlleys?: readonly string[];
  /** Apartment blocks: [building code, estate, floors, rooms per floor]. */
  blocks?: readonly (readonly [code: string, estate: string, floors: number, rooms: number])[];
}

/** Streets of the former phường Trúc Bạch; lengths, alleys and blocks are invented. */
const TRUC_BACH: readonly Street[] = [
  { name: 'Trúc Bạch', formerWard: 'Trúc Bạch', lastNumber: 120, weight: 7 },
  { name: 'Trấn Vũ', formerWard: 'Trúc Bạch', lastNumber: 190, weight: 7 },
  { name: 'Ngũ Xã', formerWard: 'Trúc Bạch', lastNumber: 90, weight: 6, blocks: [['B1', 'Ngũ Xã', 4, 8]] },
  { name: 'Nguyễn Khắc Hiếu', formerWard: 'Trúc Bạch', lastNumber: 48, weight: 3 },
  { name: 'Nguyễn Khắc Nhu', formerWard: 'Trúc Bạch', lastNumber: 40, weight: 3 },
  {
    name: 'Châu Long',
    formerWard: 'Trúc Bạch',
    lastNumber: 110,
    weight: 8,
    namedAlleys: ['Châu Long'],
    blocks: [['C2', 'Châu Long', 5, 8]],
  },
  { name: 'Lạc Chính', formerWard: 'Trúc Bạch', lastNumber: 44, weight: 3 },
  { name: 'Nam Tràng', formerWard: 'Trúc Bạch', lastNumber: 52, weight: 3 },
  { name: 'Phó Đức Chính', formerWard: 'Trúc Bạch', lastNumber: 130, weight: 8 },
  { name: 'Phạm Hồng Thái', formerWard: 'Trúc Bạch', lastNumber: 96, weight: 8 },
  {
    name: 'Nguyễn Trường Tộ',
    formerWard: 'Trúc Bạch',
    lastNumber: 86,
    weight: 8,
    blocks: [
      ['A3', 'Nguyễn Trường Tộ', 5, 10],
      ['A4', 'Nguyễn Trường Tộ', 5, 10],
    ],
  },
  { name: 'Yên Ninh', formerWard: 'Trúc Bạch', lastNumber: 110, weight: 8, blocks: [['D1', 'Yên Ninh', 4, 8]] },
  { name: 'Hàng Bún', formerWard: 'Trúc Bạch', lastNumber: 84, weight: 6 },
  { name: 'Cửa Bắc', formerWard: 'Trúc Bạch', lastNumber: 140, weight: 7 },
  { name: 'Đặng Dung', formerWard: 'Trúc Bạch', lastNumber: 80, weight: 6 },
  { name: 'Yên Phụ', formerWard: 'Trúc Bạch', lastNumber: 180, weight: 6 },
  { name: 'Thanh Niên', formerWard: 'Trúc Bạch', lastNumber: 60, weight: 1 },
  { name: 'Hàng Than', formerWard: 'Trúc Bạch', lastNumber: 78, weight: 6 },
  { name: 'Hòe Nhai', formerWard: 'Trúc Bạch', lastNumber: 58, weight: 5 },
  { name: 'Hàng Đậu', formerWard: 'Trúc Bạch', lastNumber: 60, weight: 3 },
  { name: 'Quán Thánh', formerWard: 'Trúc Bạch', lastNumber: 180, weight: 8 },
  { name: 'Trúc Lạc', formerWard: 'Trúc Bạch', lastNumber: 30, weight: 3, namedAlleys: ['Trúc Lạc'] },
];

/**
 * The rest of today's phường Ba Đình, for a ward of realistic size. Which former ward a street belonged to is a rough
 * guess.
 */
const REST_OF_BA_DINH: readonly Street[] = [
  { name: 'Phan Đình Phùng', formerWard: 'Quán Thánh', lastNumber: 90, weight: 8 },
  { name: 'Hoàng Hoa Thám', formerWard: 'Ngọc Hà', lastNumber: 260, weight: 20 },
  { name: 'Thụy Khuê', formerWard: 'Quán Thánh', lastNumber: 120, weight: 16 },
  {
    name: 'Đội Cấn',
    formerWard: 'Đội Cấn',
    lastNumber: 240,
    weight: 20,
    blocks: [
      ['E1', 'Đội Cấn', 5, 12],
      ['E2', 'Đội Cấn', 5, 12],
    ],
  },
  { name: 'Ngọc Hà', formerWard: 'Ngọc Hà', lastNumber: 200, weight: 20 },
  { name: 'Hùng Vương', formerWard: 'Quán Thánh', lastNumber: 60, weight: 3 },
  { name: 'Điện Biên Phủ', formerWard: 'Điện Biên', lastNumber: 80, weight: 6 },
  { name: 'Nguyễn Thái Học', formerWard: 'Điện Biên', lastNumber: 220, weight: 14 },
  { name: 'Lê Hồng Phong', formerWard: 'Điện Biên', lastNumber: 80, weight: 8 },
  { name: 'Trần Phú', formerWard: 'Điện Biên', lastNumber: 110, weight: 10 },
  { name: 'Chùa Một Cột', formerWard: 'Điện Biên', lastNumber: 30, weight: 2 },
  { name: 'Nguyễn Biểu', formerWard: 'Quán Thánh', lastNumber: 60, weight: 6 },
  { name: 'Đặng Tất', formerWard: 'Quán Thánh', lastNumber: 40, weight: 5 },
  { name: 'Hàng Cót', formerWard: 'Đồng Xuân', lastNumber: 90, weight: 6 },
  { name: 'Lý Nam Đế', formerWard: 'Cửa Đông', lastNumber: 120, weight: 10 },
  {
    name: 'Giang Văn Minh',
    formerWard: 'Kim Mã',
    lastNumber: 190,
    weight: 14,
    blocks: [['G4', 'Giang Văn Minh', 5, 12]],
  },
];

/** From this number of residents on, the ward covers all of today's phường Ba Đình. */
const WHOLE_WARD_RESIDENTS = 20_000;

function streetsFor(residents: number): readonly Street[] {
  return residents < WHOLE_WARD_RESIDENTS ? TRUC_BACH : [...TRUC_BACH, ...REST_OF_BA_DINH];
}

/** The former wards that contain the streets of a demo ward of that size. */
export function formerWardsOf(residents: number): string[] {
  return [...new Set(streetsFor(residents).map((street) => street.formerWard))];
}

/** Every door of a demo ward: about `count` distinct addresses on its streets, in alleys and in apartment blocks. */
export function demoAddresses(
  random: DemoRandom,
  count: number,
  residents: number,
): { address: Address; formerWard: string }[] {
  const streets = streetsFor(residents);
  const totalWeight = streets.reduce((sum, street) => sum + street.weight, 0);
  return streets.flatMap((street) => {
    const quota = Math.max(4, Math.ceil((count * street.weight) / totalWeight));
    return doorsOn(random, street, quota).map((door) => ({
      formerWard: street.formerWard,
      address: { ...NOWHERE, street: street.name, ...door },
    }));
  });
}

/**
 * The only former name that is certain. Streets get none, because no source was available. Sắp xếp đơn vị hành chính
 * 2023–2025: phường Nguyễn Trung Trực was merged into phường Trúc Bạch.
 */
export function demoAliases(
  newId: () => string,
  wardId: string,
): { id: string; wardId: string; kind: 'former_ward'; name: string; alias: string; note: string }[] {
  return [
    {
      id: newId(),
      wardId,
      kind: 'former_ward',
      name: 'Trúc Bạch',
      alias: 'Nguyễn Trung Trực',
      note: 'Nhập vào phường Trúc Bạch khi sắp xếp đơn vị hành chính 2023–2025.',
    },
  ];
}

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

type Door = Partial<Address>;

function doorsOn(random: DemoRandom, street: Street, quota: number): Door[] {
  const fronts = frontDoors(random, street.lastNumber).slice(0, Math.ceil(quota * 0.45));
  const blocks = quota > 40 ? (street.blocks ?? []).flatMap((block) => roomsOf(random, block)) : [];
  const doors: Door[] = [...fronts, ...blocks];
  for (const name of street.namedAlleys ?? []) {
    if (doors.length < quota)
      doors.push(...numbered(random, random.int(8, 24)).map((houseNumber) => ({ street: '', ngo: name, houseNumber })));
  }
  // An alley takes the number of the house before its entrance, and no number has more than one alley.
  for (const ngo of random.shuffled(Array.from({ length: street.lastNumber }, (_, index) => String(index + 1)))) {
    if (doors.length >= quota) break;
    doors.push(...alleyDoors(random, ngo));
  }
  return doors.slice(0, quota);
}

function frontDoors(random: DemoRandom, lastNumber: number): Door[] {
  const doors: Door[] = [];
  for (let number = 1; number <= lastNumber; number += 1) {
    if (random.chance(0.12)) continue;
    // A shop that absorbed the house next door keeps both numbers.
    if (random.chance(0.03) && number + 2 <= lastNumber) doors.push({ houseNumber: `${number}-${number + 2}` });
    else doors.push({ houseNumber: String(number) });
    if (random.chance(0.16)) doors.push({ houseNumber: `${number}A` });
    if (random.chance(0.08)) doors.push({ houseNumber: `${number}B` });
    // Several families live behind one shop front.
    if (random.chance(0.14)) doors.push({ houseNumber: String(number), floor: '2' });
    if (random.chance(0.05)) doors.push({ houseNumber: String(number), floor: '3' });
  }
  return random.shuffled(doors);
}

function alleyDoors(random: DemoRandom, ngo: string): Door[] {
  const doors: Door[] = numbered(random, random.int(6, 26)).map((houseNumber) => ({ ngo, houseNumber }));
  for (const inner of random.sample(
    numbered(random, 20),
    random.weighted([
      [0, 5],
      [1, 3],
      [2, 2],
      [3, 1],
    ]),
  )) {
    const ngach = `${ngo}/${inner}`;
    doors.push(...numbered(random, random.int(4, 14)).map((houseNumber) => ({ ngo, ngach, houseNumber })));
    if (random.chance(0.25)) {
      const hem = `${ngach}/${random.int(1, 9)}`;
      doors.push(...numbered(random, random.int(3, 8)).map((houseNumber) => ({ ngo, ngach, hem, houseNumber })));
    }
  }
  return doors;
}

/** House numbers of `count` neighbours, some with a letter. */
function numbered(random: DemoRandom, count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1)).flatMap((number) =>
    random.chance(0.1) ? [number, `${number}A`] : [number],
  );
}

function roomsOf(random: DemoRandom, [code, estate, floors, rooms]: readonly [string, string, number, number]): Door[] {
  const building = `${code} tập thể ${estate}`;
  // The estate is named after its street, so the address does not repeat the street.
  return Array.from({ length: floors }, (_, floor) =>
    Array.from({ length: rooms }, (_, room) => `${floor + 1}${String(room + 1).padStart(2, '0')}`),
  )
    .flat()
    .filter(() => random.chance(0.94))
    .map((room) => ({ street: '', building, room }));
}

const TURNS = ['rẽ trái', 'rẽ phải', 'đi thẳng'] as const;
const DOORS = [
  'cửa sắt màu xanh',
  'cửa gỗ có dán câu đối',
  'cửa nhôm kính',
  'trước cửa có giá giày',
  'cửa đối diện bể nước',
] as const;
const MARKS = [
  'cửa sắt màu xanh',
  'cửa gỗ nâu hai cánh',
  'cổng có giàn hoa giấy',
  'nhà có biển may đo',
  'cửa cuốn màu ghi',
  'nhà có bể cá trước cửa',
  'cầu thang chung bên phải',
  'nhà ba tầng quét vôi vàng',
  'cửa lùa có dán số',
  'nhà có cây khế',
  'tầng một cho thuê bán phở',
  'cổng chung ba nhà',
] as const;
const PLACES = [
  'quán nước đầu ngõ',
  'giếng cũ',
  'nhà văn hóa',
  'quán bún ốc',
  'tiệm cắt tóc',
  'miếu nhỏ',
  'trạm điện',
  'hàng xôi',
] as const;
const ENTRIES = [
  'Bấm chuông, chờ lâu một chút vì nhà sâu.',
  'Gọi điện trước khi vào.',
  'Chuông hỏng, gõ cửa sổ bên trái.',
  'Cửa trước là hàng quán, đi lối bên hông.',
  'Khóa cổng sau 21 giờ.',
] as const;

/** How a stranger finds the door in the dark; '' for most doors on a street. */
export function howToFind(random: DemoRandom, address: Address): string {
  const isInAlley = address.ngo !== '';
  const isUpstairs = address.floor !== '' || address.building !== '';
  if (!random.chance(isInAlley || isUpstairs ? 0.55 : 0.12)) return '';
  if (isUpstairs) return `Cầu thang ${random.pick(['bên hông', 'giữa nhà', 'phía sân sau'])}, ${random.pick(DOORS)}.`;
  if (!isInAlley) return `${random.pick(ENTRIES)}`;
  const way = `Qua ${random.pick(PLACES)} ${random.pick(TURNS)}, ${random.pick(MARKS)}.`;
  return random.chance(0.4) ? `${way} ${random.pick(ENTRIES)}` : way;
}
