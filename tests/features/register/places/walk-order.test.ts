import fc from 'fast-check';
import type { Address } from '../../../../src/shared/address';
import { walkPath } from '../../../../src/shared/walk-order';
import { createHousehold } from '../../../support/factories';
import { sharedApp } from '../../../support/test-app';
import { runs } from '../../../support/runs';

// The natural order is defined in TypeScript and in SQL, and both must agree on every address.

const PIECES = [
  '1',
  '2',
  '41',
  '48A',
  '18-20',
  '000',
  '007',
  '1234567',
  '0123456',
  '999999',
  'A5',
  '12BIS',
  'sau 48',
  'cạnh 7',
  'đối diện 15',
  '/',
  '41/',
  'Châu Long',
  'ngõ',
  'Trúc Bạch',
  'tập thể ',
  'C2',
  'trệt',
  'hầm',
  'lửng',
  'Đ',
  'ß',
  '😀',
  ' ',
  '-',
  '.',
  'số',
  '\u0301',
  'a',
  'Z',
];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((pieces) => pieces.join('')) },
  { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).filter((wild) => !wild.includes('\0')) },
);
const address: fc.Arbitrary<Address> = fc.record({
  houseNumber: text,
  hem: text,
  ngach: text,
  ngo: text,
  street: text,
  building: text,
  floor: text,
  room: text,
});

const app = sharedApp();

test('the walking order is the same in the program and in the database', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(address, { minLength: 1, maxLength: 60 }), async (addresses) => {
      const column = (field: keyof Address) => addresses.map((one) => one[field]);
      const { rows } = await app.db.pool.query<{ path: string[] }>(
        `SELECT walk_order_path(number, hem, ngach, ngo, street, building, floor, room) AS path
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) WITH ORDINALITY
         AS given (number, hem, ngach, ngo, street, building, floor, room, at) ORDER BY at`,
        [
          column('houseNumber'),
          column('hem'),
          column('ngach'),
          column('ngo'),
          column('street'),
          column('building'),
          column('floor'),
          column('room'),
        ],
      );
      expect(rows.map((row) => row.path)).toEqual(
        addresses.map((one) => [...walkPath(one).blocks, walkPath(one).door]),
      );
    }),
    { numRuns: runs(60) },
  );
});

test('a door’s place follows its address, whatever order is written', async () => {
  const door = await createHousehold(app.db, app.ward, { address: '12 Trúc Bạch', walkOrder: 'nonsense' });
  const place = async () => (await app.db.prisma.household.findUniqueOrThrow({ where: { id: door.id } })).walkOrder;
  expect(await place()).toBe('truc-bach 0 000012  0   ');
  await app.db.prisma.household.update({ where: { id: door.id }, data: { houseNumber: '14', walkOrder: 'nonsense' } });
  expect(await place()).toBe('truc-bach 0 000014  0   ');
});
