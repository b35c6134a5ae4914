import type { Address } from '../../src/shared/address';
import type { DemoRandom } from './demo-random';

interface Street {
  name: string;
  /** The highest house number on the street. */
  lastNumber: number;
  /** Relative share of the ward's doors that lie on this street or in its alleys. */
  weight: number;
  /** One of its alleys has the name of the street, not a number. */
  hasNamedAlley?: true;
  /** The codes of its apartment blocks, which are named after the street. */
  blocks?: string;
}

/** The former ward of all streets below. */
export const FORMER_WARD = 'Trúc Bạch';

/** Streets of the former phường Trúc Bạch; lengths, alleys and blocks are invented. */
const STREETS: readonly Street[] = [
  { name: 'Trúc Bạch', lastNumber: 120, weight: 7 },
  { name: 'Trấn Vũ', lastNumber: 190, weight: 7 },
  { name: 'Ngũ Xã', lastNumber: 90, weight: 6, blocks: 'B1' },
  { name: 'Nguyễn Khắc Hiếu', lastNumber: 48, weight: 3 },
  { name: 'Nguyễn Khắc Nhu', lastNumber: 40, weight: 3 },
  { name: 'Châu Long', lastNumber: 110, weight: 8, hasNamedAlley: true, blocks: 'C2' },
  { name: 'Lạc Chính', lastNumber: 44, weight: 3 },
  { name: 'Nam Tràng', lastNumber: 52, weight: 3 },
  { name: 'Phó Đức Chính', lastNumber: 130, weight: 8 },
  { name: 'Phạm Hồng Thái', lastNumber: 96, weight: 8 },
  { name: 'Nguyễn Trường Tộ', lastNumber: 86, weight: 8, blocks: 'A3 A4' },
  { name: 'Yên Ninh', lastNumber: 110, weight: 8, blocks: 'D1' },
  { name: 'Hàng Bún', lastNumber: 84, weight: 6 },
  { name: 'Cửa Bắc', lastNumber: 140, weight: 7 },
  { name: 'Đặng Dung', lastNumber: 80, weight: 6 },
  { name: 'Yên Phụ', lastNumber: 180, weight: 6 },
  { name: 'Thanh Niên', lastNumber: 60, weight: 1 },
  { name: 'Hàng Than', lastNumber: 78, weight: 6 },
  { name: 'Hòe Nhai', lastNumber: 58, weight: 5 },
  { name: 'Hàng Đậu', lastNumber: 60, weight: 3 },
  { name: 'Quán Thánh', lastNumber: 180, weight: 8 },
  { name: 'Trúc Lạc', lastNumber: 30, weight: 3, hasNamedAlley: true },
];

/** Every door of a demo ward: about `count` distinct addresses on its streets, in alleys and in apartment blocks. */
export function demoAddresses(random: DemoRandom, count: number): Address[] {
  const totalWeight = STREETS.reduce((sum, street) => sum + street.weight, 0);
  return STREETS.flatMap((street) => {
    const quota = Math.max(4, Math.ceil((count * street.weight) / totalWeight));
    return doorsOn(random, street, quota).map((door) => ({ ...NOWHERE, street: street.name, ...door }));
  });
}

const NOWHERE = { houseNumber: '', hem: '', ngach: '', ngo: '', street: '', building: '', floor: '', room: '' };

type Door = Partial<Address>;

function doorsOn(random: DemoRandom, { name, lastNumber, hasNamedAlley, blocks = '' }: Street, quota: number): Door[] {
  const doors = frontDoors(random, lastNumber).slice(0, Math.ceil(quota * 0.45));
  if (quota > 40 && blocks) doors.push(...blocks.split(' ').flatMap((code) => roomsOf(random, code, name)));
  if (hasNamedAlley && doors.length < quota)
    doors.push(...numbered(random, random.int(8, 24)).map((houseNumber) => ({ street: '', ngo: name, houseNumber })));
  // An alley takes the number of the house before its entrance, and no number has more than one alley.
  for (const ngo of random.shuffled(Array.from({ length: lastNumber }, (_, index) => String(index + 1)))) {
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
    doors.push({ houseNumber: random.chance(0.03) ? `${number}-${number + 2}` : String(number) });
    if (random.chance(0.16)) doors.push({ houseNumber: `${number}A` });
    // Several families live behind one shop front.
    if (random.chance(0.14)) doors.push({ houseNumber: String(number), floor: '2' });
  }
  return random.shuffled(doors);
}

function alleyDoors(random: DemoRandom, ngo: string): Door[] {
  const doors: Door[] = numbered(random, random.int(6, 26)).map((houseNumber) => ({ ngo, houseNumber }));
  for (const inner of random.sample(numbered(random, 20), Number(random.byWeight({ 0: 5, 1: 3, 2: 2, 3: 1 })))) {
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

function roomsOf(random: DemoRandom, code: string, street: string): Door[] {
  const building = `${code} tập thể ${street}`;
  const rooms = [1, 2, 3, 4, 5].flatMap((floor) => Array.from({ length: 9 }, (_, room) => `${floor}0${room + 1}`));
  return rooms.filter(() => random.chance(0.94)).map((room) => ({ street: '', building, room }));
}

const TURNS = ['rẽ trái', 'rẽ phải', 'đi thẳng'] as const;
const MARKS = ['cửa sắt màu xanh', 'cổng có giàn hoa giấy', 'nhà có biển may đo', 'nhà có cây khế'];
const PLACES = ['quán nước đầu ngõ', 'giếng cũ', 'nhà văn hóa', 'tiệm cắt tóc', 'miếu nhỏ', 'trạm điện'] as const;
const ENTRIES = [
  'Bấm chuông, chờ lâu một chút vì nhà sâu.',
  'Chuông hỏng, gõ cửa sổ bên trái.',
  'Khóa cổng sau 21 giờ.',
];

/** How a stranger finds the door in the dark; '' for most doors on a street. */
export function howToFind(random: DemoRandom, address: Address): string {
  const isInAlley = address.ngo !== '';
  const isUpstairs = address.floor !== '' || address.building !== '';
  if (!random.chance(isInAlley || isUpstairs ? 0.55 : 0.12)) return '';
  if (isUpstairs) return `Cầu thang ${random.pick(['bên hông', 'giữa nhà', 'phía sân sau'])}, ${random.pick(MARKS)}.`;
  if (!isInAlley) return random.pick(ENTRIES);
  const way = `Qua ${random.pick(PLACES)} ${random.pick(TURNS)}, ${random.pick(MARKS)}.`;
  return random.chance(0.4) ? `${way} ${random.pick(ENTRIES)}` : way;
}
