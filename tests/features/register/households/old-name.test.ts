import { randomUUID } from 'node:crypto';
import { createHousehold } from '../../../support/factories';
import { agentForEach, appForEach, read, textsOf, words } from '../../../support/test-app';

// The old names are invented: no street of Hà Nội was ever called this.

const app = appForEach();
const staff = agentForEach(app, 'staff');
let home: { id: string };

beforeEach(async () => {
  home = await createHousehold(app.db, app.ward, { address: '12 Trúc Bạch' });
  await createHousehold(app.db, app.ward, { address: '3 Cầu Mây' });
  const alias = { wardId: app.ward.id, kind: 'street' as const };
  await app.db.prisma.placeAlias.createMany({
    data: [
      { ...alias, name: 'Trúc Bạch', alias: 'Hàng Gió' },
      { ...alias, name: 'Châu Long', alias: 'Cầu Mây' },
    ],
  });
});

const ask = async (address: string, more = '') =>
  staff.get(`/households/new?address=${encodeURIComponent(address)}${more}`);
const streetOn = (response: Awaited<ReturnType<typeof ask>>) => read(response)('input[name=street]').attr('value');
const lines = async () =>
  (await app.db.prisma.household.findMany({ where: { wardId: app.ward.id }, orderBy: { addressLine: 'asc' } })).map(
    (row) => row.addressLine,
  );

test('a new household under an old name is offered the official name and similar doors', async () => {
  const page = await ask('12 hàng gió');
  expect(streetOn(page)).toBe('Trúc Bạch');
  expect(words(page)).toContain('“Hàng Gió” là tên cũ của Trúc Bạch. Đã điền tên đang dùng.');
  expect(words(page)).toContain('Đã có trong sổ, có phải cửa này không? 12');
});

test('the typed name is kept on request', async () => {
  const kept = read(await ask('14 Hàng Gió'))('.alert a').attr('href')!;
  const page = await staff.get(kept);
  expect(streetOn(page)).toBe('Hàng Gió');
  const saved = await staff.post('/households', {
    id: randomUUID(),
    placeName: read(page)('input[name=placeName]').attr('value'),
    houseNumber: '14',
    street: 'Hàng Gió',
  });
  expect(saved.status).toBe(303);
  expect(await lines()).toContain('14 Hàng Gió');
});

test('an ambiguous name is kept as typed: the register has a street of that name', async () => {
  const page = await ask('5 Cầu Mây');
  expect(streetOn(page)).toBe('Cầu Mây');
  expect(words(page)).toContain('“Cầu Mây” có thể là tên cũ của Châu Long, nên vẫn giữ chữ đã gõ.');
  expect((await staff.post('/households', { id: randomUUID(), houseNumber: '5', street: 'Cầu Mây' })).status).toBe(303);
  expect(await lines()).toContain('5 Cầu Mây');
});

test('a form with an old name asks which name to write, keeps its input, and writes the chosen one', async () => {
  const id = randomUUID();
  const before = await lines();
  const asked = await staff.post('/households', { id, address: '14 Hàng Gió', note: 'cửa xanh' });
  expect(asked.status).toBe(422);
  expect(read(asked)('input[name=address]').last().attr('value')).toBe('14 Hàng Gió');
  expect(read(asked)('textarea[name=note]').text()).toContain('cửa xanh');
  expect(textsOf(read(asked)('button[name=placeName]'))).toEqual(['Ghi Trúc Bạch', 'Giữ Hàng Gió']);
  expect(await lines()).toEqual(before);
  expect((await staff.post('/households', { id, address: '14 Hàng Gió', placeName: 'official' })).status).toBe(303);
  expect(await lines()).toEqual([...before, '14 Trúc Bạch'].toSorted());
});

test('a corrected address is asked about too', async () => {
  const form = { version: '1', address: '12 hang gio', occupancy: 'occupied' };
  const asked = await staff.post(`/households/${home.id}/edit`, form);
  expect(asked.status).toBe(422);
  expect(words(asked)).toContain('là tên cũ của Trúc Bạch');
  expect((await staff.post(`/households/${home.id}/edit`, { ...form, placeName: 'typed' })).status).toBe(303);
  expect((await lines())[0]).toMatch(/^12 Hang Gio$/);
});
