import { createGroup, createHousehold, createRound } from '../../../support/factories';
import { oneMoment } from '../../../support/one-moment';
import { fieldsOf } from '../../../support/forms';
import { agentForEach, appForEach, read, textsOf, words, type TestAgent } from '../../../support/test-app';

const app = appForEach();
const staff = agentForEach(app, 'staff');
let doors: Record<string, string>;

const LANE_KEY = encodeURIComponent('pho truc bach, ben so chan');
const LANE = `/lanes/${LANE_KEY}`;
const STREET = '/streets/truc-bach';

beforeEach(async () => {
  doors = {};
  for (const address of [
    '2 Trúc Bạch',
    '4 Trúc Bạch',
    '6 Trúc Bạch',
    '1 Trúc Bạch',
    '1 ngõ 4 Trúc Bạch',
    '2 ngách 4/1 Trúc Bạch',
    '5 ngõ 4 Trúc Bạch',
    '2 Châu Long',
    '1 Yên Phụ',
  ]) {
    doors[address] = (await createHousehold(app.db, app.ward, { address })).id;
  }
});

/** The whole ward in walking order, as every list reads it. */
async function walk(): Promise<string[]> {
  const rows = await app.db.prisma.household.findMany({
    where: { wardId: app.ward.id },
    orderBy: [{ walkOrder: 'asc' }, { id: 'asc' }],
    select: { addressLine: true },
  });
  return rows.map((row) => row.addressLine);
}

async function handOrders(): Promise<string[]> {
  const rows = await app.db.prisma.household.findMany({
    where: { handOrder: { not: null } },
    select: { addressLine: true },
  });
  return rows.map((row) => row.addressLine);
}

const versionOn = async (path: string) =>
  read(await staff.get(path))('input[name=version]')
    .first()
    .attr('value')!;
const move = async (path: string, item: string, side: string, target: string) =>
  staff.post(`${path}/moves`, { version: await versionOn(path), item, side, target });
const arrangements = () => app.db.prisma.auditEvent.count({ where: { action: { startsWith: 'lane.' } } });

const NATURAL = [
  '2 Châu Long',
  '2 Trúc Bạch',
  '4 Trúc Bạch',
  '1 ngõ 4 Trúc Bạch',
  '2 ngách 4/1 Trúc Bạch',
  '5 ngõ 4 Trúc Bạch',
  '6 Trúc Bạch',
  '1 Trúc Bạch',
  '1 Yên Phụ',
];

test('a lane shows its doors and the alleys where they branch off, in walking order', async () => {
  expect(await walk()).toEqual(NATURAL);
  const page = read(await staff.get(LANE));
  expect(page('h1').text()).toBe('Phố Trúc Bạch, bên số chẵn');
  expect(textsOf(page('[data-walk-item] .walk-what > a'))).toEqual([
    '2 Trúc Bạch',
    '4 Trúc Bạch',
    'Ngõ 4 Trúc Bạch',
    '6 Trúc Bạch',
  ]);
  expect(page('.walk-lanes').text()).toContain('Ngách 4/1 Trúc Bạch');
});

test('a door moved behind another stays there, moves nothing else, and is logged', async () => {
  const moved = await move(LANE, doors['2 Trúc Bạch']!, 'after', doors['6 Trúc Bạch']!);
  expect(moved.status).toBe(303);
  expect(await walk()).toEqual([
    '2 Châu Long',
    '4 Trúc Bạch',
    '1 ngõ 4 Trúc Bạch',
    '2 ngách 4/1 Trúc Bạch',
    '5 ngõ 4 Trúc Bạch',
    '6 Trúc Bạch',
    '2 Trúc Bạch',
    '1 Trúc Bạch',
    '1 Yên Phụ',
  ]);
  expect(await handOrders()).toEqual(['2 Trúc Bạch']);
  const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'lane.arrange' } });
  expect(event.details).toEqual({ moved: '2 Trúc Bạch', placedAfter: '6 Trúc Bạch' });
  expect(words(await staff.get(LANE))).toContain('Đã đưa 2 Trúc Bạch ra sau 6 Trúc Bạch. ');
});

test('the button of a row does the same', async () => {
  const page = read(await staff.get(LANE));
  const down = page(`[data-walk-item="${doors['2 Trúc Bạch']}"] button[name=move]`).last().attr('value')!;
  await staff.post(`${LANE}/moves`, { version: await versionOn(LANE), move: down });
  expect((await walk()).slice(1, 3)).toEqual(['4 Trúc Bạch', '2 Trúc Bạch']);
});

test('an alley moves with everything inside it, and back', async () => {
  const alley = 'truc-bach 0 000004  1 ';
  await move(LANE, alley, 'before', doors['2 Trúc Bạch']!);
  expect((await walk()).slice(1, 7)).toEqual([
    '1 ngõ 4 Trúc Bạch',
    '2 ngách 4/1 Trúc Bạch',
    '5 ngõ 4 Trúc Bạch',
    '2 Trúc Bạch',
    '4 Trúc Bạch',
    '6 Trúc Bạch',
  ]);
  const restored = await staff.post(`${LANE}/natural-order`, { version: await versionOn(LANE) });
  expect(restored.status).toBe(303);
  expect(await walk()).toEqual(NATURAL);
});

test('streets follow one another, and so do the sides of a street', async () => {
  await move('/lanes', 'yen-phu ', 'before', 'chau-long ');
  expect((await walk()).slice(0, 2)).toEqual(['1 Yên Phụ', '2 Châu Long']);
  await move(STREET, 'truc-bach 1 ', 'before', 'truc-bach 0 ');
  expect((await walk()).slice(2, 4)).toEqual(['1 Trúc Bạch', '2 Trúc Bạch']);
  // What was moved inside moves along when the street moves again.
  await move(LANE, doors['6 Trúc Bạch']!, 'before', doors['2 Trúc Bạch']!);
  await move('/lanes', 'truc-bach ', 'before', 'yen-phu ');
  expect(await walk()).toEqual([
    '1 Trúc Bạch',
    '6 Trúc Bạch',
    '2 Trúc Bạch',
    '4 Trúc Bạch',
    '1 ngõ 4 Trúc Bạch',
    '2 ngách 4/1 Trúc Bạch',
    '5 ngõ 4 Trúc Bạch',
    '1 Yên Phụ',
    '2 Châu Long',
  ]);
});

test('a door added later finds its place, and an address entered again keeps the arrangement', async () => {
  await move(LANE, doors['2 Trúc Bạch']!, 'after', doors['6 Trúc Bạch']!);
  await createHousehold(app.db, app.ward, { address: '5 ngõ 4 Trúc Bạch' });
  await createHousehold(app.db, app.ward, { address: '8 Trúc Bạch' });
  await app.db.pool.query(
    "UPDATE household SET street = street, house_number = house_number, walk_order = 'imported' WHERE ward_id = $1",
    [app.ward.id],
  );
  const after = await walk();
  expect(after.slice(after.indexOf('6 Trúc Bạch'), after.indexOf('1 Trúc Bạch')).toSorted()).toEqual([
    '2 Trúc Bạch',
    '6 Trúc Bạch',
    '8 Trúc Bạch',
  ]);
  expect(after.indexOf('2 Trúc Bạch')).toBeGreaterThan(after.indexOf('6 Trúc Bạch'));
  expect(after.filter((address) => address === '5 ngõ 4 Trúc Bạch')).toHaveLength(2);
});

test('a door whose address is corrected to another lane takes its natural place there', async () => {
  await move(LANE, doors['2 Trúc Bạch']!, 'after', doors['6 Trúc Bạch']!);
  const form = read(await staff.get(`/households/${doors['2 Trúc Bạch']}/edit`));
  await staff.post(`/households/${doors['2 Trúc Bạch']}/edit`, {
    version: form('input[name=version]').attr('value'),
    address: '4 Châu Long',
    occupancy: 'occupied',
  });
  expect((await walk()).slice(0, 2)).toEqual(['2 Châu Long', '4 Châu Long']);
  expect(await handOrders()).toEqual([]);
});

test('the register and the doors offered for a round follow the order', async () => {
  await move(LANE, doors['2 Trúc Bạch']!, 'after', doors['6 Trúc Bạch']!);
  const strong = async (path: string) => {
    const page = read(await staff.get(path));
    return [...new Set(textsOf(page('.doors strong')))];
  };
  const arranged = ['4 Trúc Bạch', '6 Trúc Bạch', '2 Trúc Bạch'];
  for (const path of [`/households?lane=${LANE_KEY}`, `/rounds/new?lanes=${LANE_KEY}`]) {
    expect(await strong(path)).toEqual(arranged);
  }
});

test('a stale page shows both versions, and the move can be applied to the new order', async () => {
  const version = await versionOn(LANE);
  await move(LANE, doors['2 Trúc Bạch']!, 'after', doors['4 Trúc Bạch']!);
  const before = await walk();
  const conflict = await staff.post(`${LANE}/moves`, {
    version,
    item: doors['6 Trúc Bạch'],
    side: 'before',
    target: doors['2 Trúc Bạch'],
  });
  expect(conflict.status).toBe(409);
  expect(words(conflict)).toContain('đưa 6 Trúc Bạch ra trước 2 Trúc Bạch');
  expect(words(conflict)).toContain('4 Trúc Bạch → 2 Trúc Bạch → Ngõ 4 Trúc Bạch → 6 Trúc Bạch');
  expect(words(conflict)).toContain('Trần Văn Phòng');
  expect(await walk()).toEqual(before);
  const page = read(conflict);
  const fields = fieldsOf(conflict, '.version-yours');
  expect((await staff.post(page('.version-yours form').attr('action')!, fields)).status).toBe(303);
  expect((await walk()).indexOf('6 Trúc Bạch')).toBeLessThan((await walk()).indexOf('2 Trúc Bạch'));
});

test('the same move sent twice is one', async () => {
  const version = await versionOn(LANE);
  const form = { version, item: doors['2 Trúc Bạch'], side: 'after', target: doors['6 Trúc Bạch'] };
  await staff.post(`${LANE}/moves`, form);
  expect((await staff.post(`${LANE}/moves`, form)).status).toBe(303);
  expect(await arrangements()).toBe(1);
});

test('of two moves at once, one is made and the other is reported as stale', async () => {
  const version = await versionOn(LANE);
  const sent = await Promise.all([
    staff.post(`${LANE}/moves`, { version, item: doors['2 Trúc Bạch'], side: 'after', target: doors['4 Trúc Bạch'] }),
    staff.post(`${LANE}/moves`, { version, item: doors['6 Trúc Bạch'], side: 'before', target: doors['2 Trúc Bạch'] }),
  ]);
  expect(sent.map(({ status }) => status).toSorted()).toEqual([303, 409]);
  expect(await arrangements()).toBe(1);
});

test.each([
  [{ item: '', side: 'after', target: '' }, 'Chọn cửa nào và đưa đến đâu.'],
  [{ item: 'x', side: 'after', target: 'x' }, 'Chọn hai chỗ khác nhau.'],
  [{ item: 'x', side: 'beside', target: 'y' }, 'Chọn cửa nào và đưa đến đâu.'],
  [{ move: 'gibberish' }, 'Chọn cửa nào và đưa đến đâu.'],
  [{ item: '01930000-0000-7000-8000-000000000000', side: 'after', target: 'y' }, 'không còn ở đây'],
])('%j is refused and changes nothing', async (fields, message) => {
  const answer = await staff.post(`${LANE}/moves`, { version: await versionOn(LANE), ...fields });
  expect(answer.status).toBe(422);
  expect(words(answer)).toContain(message);
  expect(await walk()).toEqual(NATURAL);
  expect(await arrangements()).toBe(0);
});

test('an officer reads the order without a button to change it', async () => {
  const page = read(await (await app.as('officer')).get(LANE));
  expect(page('button[name=move]')).toHaveLength(0);
});

test('planned rounds keep the order they were planned in', async () => {
  await createGroup(app.db, app.ward);
  const round = await createRound(app.db, app.ward, {
    by: app.users.staff,
    officers: [app.users.officer],
    households: [{ id: doors['2 Trúc Bạch']! }, { id: doors['6 Trúc Bạch']! }],
  });
  await move(LANE, doors['2 Trúc Bạch']!, 'after', doors['6 Trúc Bạch']!);
  const page = words(await staff.get(`/rounds/${round.id}`));
  expect(page.indexOf('2 Trúc Bạch')).toBeLessThan(page.indexOf('6 Trúc Bạch'));
});

test('the doors in an alley that moves are locked by id, as an act on two of its households locks them', async () => {
  const first = doors['5 ngõ 4 Trúc Bạch']!;
  const { id: second } = await createHousehold(app.db, app.ward, { address: '3 ngõ 4 Trúc Bạch' });
  // A changed row is stored behind the others: an update finds it last, in walking order as in the order of storage.
  await app.db.prisma.household.update({ where: { id: first }, data: { note: 'Nhà cuối ngõ' } });
  const moment = await oneMoment(app.context.config.databaseUrl!);
  const form = {
    version: await versionOn(LANE),
    item: 'truc-bach 0 000004  1 ',
    side: 'before',
    target: doors['2 Trúc Bạch']!,
  };
  const [moved] = await moment.pressAtOnce<Awaited<ReturnType<TestAgent['post']>> | void>(
    'SELECT 1 FROM household WHERE id = ANY ($1::uuid[]) FOR UPDATE',
    [second],
    [
      () => staff.post(`${LANE}/moves`, form),
      // The act's first household. It waits only if the move, which waits for the second one, holds it already.
      async () => {
        await app.db.pool.query('SELECT 1 FROM household WHERE id = $1 FOR UPDATE', [first]);
      },
    ],
  );
  await moment.close();
  expect(moved!.status).toBe(303);
});
