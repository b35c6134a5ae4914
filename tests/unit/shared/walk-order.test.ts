import fc from 'fast-check';
import { parseAddress } from '../../../src/shared/address';
import { walkOrderKey, walkPath } from '../../../src/shared/walk-order';

const keyOf = (text: string) => walkOrderKey(parseAddress(text)!);
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

const WALKS: Record<string, string[]> = {
  'up the even side and back down the odd side': [
    '2 Trúc Bạch',
    '18 Trúc Bạch',
    '120 Trúc Bạch',
    '11 Trúc Bạch',
    '7 Trúc Bạch',
    '1 Trúc Bạch',
  ],
  'letters after numbers, ranges at their first number, a house behind after the one before it': [
    '18 Trúc Bạch',
    '18-20 Trúc Bạch',
    'sau 18 Trúc Bạch',
    '18A Trúc Bạch',
    'sau 18A Trúc Bạch',
    '18B Trúc Bạch',
    '18BIS Trúc Bạch',
    '20 Trúc Bạch',
  ],
  'the same from the other end on the way back': [
    '43 Trúc Bạch',
    '41B Trúc Bạch',
    '41A Trúc Bạch',
    '41-43 Trúc Bạch',
    '41 Trúc Bạch',
    '39 Trúc Bạch',
  ],
  'an alley at its mouth, which is after the door of its number': [
    '12 Trúc Bạch',
    '1 ngõ 12 Trúc Bạch',
    '2 ngõ 12 Trúc Bạch',
    '3 ngõ 12 Trúc Bạch',
    '12A Trúc Bạch',
    '14 Trúc Bạch',
    '43 Trúc Bạch',
    '1 ngõ 41 Trúc Bạch',
    '2 ngõ 41 Trúc Bạch',
    '41 Trúc Bạch',
  ],
  'an alley inside an alley at its mouth too': [
    '8 ngõ 12 Trúc Bạch',
    '2 ngách 12/8 Trúc Bạch',
    '6 hẻm 12/8/4 Trúc Bạch',
    '5 ngách 12/8 Trúc Bạch',
    '9 ngõ 12 Trúc Bạch',
  ],
  'a building at its number; in it floor by floor, room by room': [
    '18 Núi Trúc',
    '20 Núi Trúc',
    'P5 tầng trệt tòa Lancaster, 20 Núi Trúc',
    'P3 tầng lửng tòa Lancaster, 20 Núi Trúc',
    'P9 tầng 2 tòa Lancaster, 20 Núi Trúc',
    'P101 tầng 2 tòa Lancaster, 20 Núi Trúc',
    'P1 tầng 10 tòa Lancaster, 20 Núi Trúc',
    '22 Núi Trúc',
  ],
  'upstairs after the ground floor': [
    'tầng hầm, 48A Trúc Bạch',
    'tầng 2, 48A Trúc Bạch',
    'tầng 10, 48A Trúc Bạch',
    '50 Trúc Bạch',
  ],
  'what has no number, or only says what it is near, after the numbers': [
    '120 Trúc Bạch',
    '1 Trúc Bạch',
    'A5 Trúc Bạch',
    'đối diện 15 Trúc Bạch',
    'Trúc Bạch',
    '2 ngõ Trúc Lạc, phố Trúc Bạch',
  ],
  'the same in an alley': ['9 ngõ 12 Trúc Bạch', 'đối diện 7 ngõ 12 Trúc Bạch', 'ngõ 12 Trúc Bạch', '14 Trúc Bạch'],
  'buildings without a number after the doors of the street, by code': [
    '99 Trúc Bạch',
    'P1 nhà C2 Trúc Bạch',
    'P2 nhà C2 Trúc Bạch',
    'P1 nhà C10 Trúc Bạch',
  ],
  'an alley or an estate that names no street with the street of its name': [
    '5 Châu Long',
    '5 ngõ Châu Long',
    '4 Hàng Than',
    'P2 nhà 3 tập thể Hóa Chất',
    '1 Hòe Nhai',
    '2 Trúc Bạch',
  ],
  'streets by name, and no street last': ['1 Cửa Bắc', '1 Đặng Dung', '1 Yên Phụ', '5 ngõ 12'],
};

test.each(Object.entries(WALKS))('the walk goes %s', (_, walk) => {
  const keys = walk.map(keyOf);
  expect(keys.toSorted(byBytes)).toEqual(keys);
  expect(new Set(keys).size).toBe(walk.length);
});

test('a door lies in the street, its side and each alley on the way', () => {
  expect(walkPath(parseAddress('6 hẻm 41/15/8 Trúc Bạch')!)).toEqual({
    blocks: ['truc-bach ', '1 ', '999958 ~ 0 ', '000015  1 ', '000008  1 '],
    door: '000006  0   ',
  });
});

test('the key is ASCII, so that the database sorts any address by bytes', () => {
  const text = fc.string({ unit: 'binary' });
  const wild = fc.record({
    houseNumber: text,
    hem: text,
    ngach: text,
    ngo: text,
    street: text,
    building: text,
    floor: text,
    room: text,
  });
  fc.assert(
    fc.property(wild, (address) => {
      expect(walkOrderKey(address)).toMatch(/^[a-z0-9 ~-]*$/);
    }),
  );
});
