import { createPause } from '../../../support/worlds/rounds';
import { gzipSync } from 'node:zlib';
import { demoAddresses } from '../../../../prisma/seed/demo-streets';
import { DemoRandom } from '../../../../prisma/seed/demo-random';
import type { DoorOutcome } from '../../../../src/generated/prisma/enums';
import { addressColumns } from '../../../../src/features/register/households/address-fields';
import { createHelp } from '../../../support/casework-factories';
import { createGroup, createHousehold, createResident, createService, createVisit } from '../../../support/factories';
import { appForEach, attributesOf, cellsOf, read, type TestApp, textsOf, words } from '../../../support/test-app';

const app = appForEach();

const cellsOn = async (path: string, role: Parameters<TestApp['as']>[0] = 'staff') => {
  const page = read(await (await app.as(role)).get(path));
  return attributesOf(page('.board .cell'), 'aria-label');
};
const visit = (household: { id: string }, outcome: DoorOutcome, on: string) =>
  createVisit(app.db, app.ward, { household, by: app.users.officer, outcome, arrivedAt: new Date(`${on}T12:00:00Z`) });

describe('a street with a door in every state', () => {
  let doors: Record<string, { id: string }>;
  let group: { id: string };
  beforeEach(async () => {
    group = await createGroup(app.db, app.ward, '12');
    doors = {};
    for (const number of ['2', '4', '6', '8', '10', '12', '14A'])
      doors[number] = await createHousehold(app.db, app.ward, {
        address: `${number} Trúc Bạch`,
        occupancy: number === '12' ? 'vacant' : 'occupied',
        residentialGroupId: number === '2' ? null : group.id,
      });
    await visit(doors['4']!, 'nobody_home', '2026-11-20');
    await visit(doors['6']!, 'met', '2026-11-12');
    const helped = await visit(doors['8']!, 'met', '2025-10-01');
    const resident = await createResident(app.db, app.ward, { household: doors['8']!, birthYear: 1940 });
    const service = await createService(app.db, app.ward);
    await createHelp(app, { visitId: helped.id, residentId: resident.id, publicServiceId: service.id });
    await visit(doors['10']!, 'refused', '2026-11-25');
    await createPause(app, doors['14A']!.id);
    await createHousehold(app.db, app.otherWard, { address: '99 Trúc Bạch' });
  });

  test('shows cells in walking order with their state and last visit', async () => {
    expect(await cellsOn('/coverage')).toEqual([
      '2, chưa đến',
      '4, vắng đến nay 20/11',
      '6, đã gặp 12/11',
      '8, đã giúp 01/10/2025',
      '10, chưa muốn 25/11',
      '12, nhà trống, vắng lâu',
      '14A, tạm dừng',
    ]);
  });

  test('counts the doors of each state, in total and per lane, and links each cell to its door', async () => {
    const page = read(await (await app.as('staff')).get('/coverage'));
    expect(page('.board a.cell').first().attr('href')).toBe(`/households/${doors['2']!.id}`);
    expect(textsOf(page('.legend b'))).toEqual(['1', '1', '1', '1', '1', '1', '1']);
    expect(page('.board-head p').text().replaceAll('\u00a0', ' ')).toBe(
      '7 cửa: G 1 · M 1 · V 1 · T 1 · – 1 · K 1 · C 1',
    );
    expect(page('.page-head-context').text()).toContain(
      'Cửa đã gặp: 33,3 %, 2 trên 6 cửa đang có người ở · không tính 1 cửa trống hoặc vắng lâu',
    );
  });

  test('doors outside the filter keep their places without a state', async () => {
    expect(await cellsOn('/coverage?since=30')).toEqual([
      '2, chưa đến',
      '4, ngoài lọc',
      '6, ngoài lọc',
      '8, đã giúp 01/10/2025',
      '10, ngoài lọc',
      '12, nhà trống, vắng lâu',
      '14A, tạm dừng',
    ]);
    for (const [query, left] of [
      ['since=never', ['2, chưa đến', '12, nhà trống, vắng lâu', '14A, tạm dừng']],
      ['state=met', ['6, đã gặp 12/11']],
      ['need=aged_80', ['8, đã giúp 01/10/2025']],
    ] as const)
      expect((await cellsOn(`/coverage?${query}`)).filter((name) => !name.endsWith('ngoài lọc'))).toEqual(left);
    expect(words(await (await app.as('staff')).get('/coverage?need=aged_80'))).toContain('Đang lọc: 1 trong 7 cửa');
    expect(await cellsOn('/coverage?group=x&need=y&since=5&state=z&after=w')).toHaveLength(7);
    // Each reading is logged, with the selected need.
    const reading = { action: 'coverage.open', actorId: app.users.staff.id, isChange: false };
    const details = { path: ['need'], equals: 'aged_80' };
    expect(await app.db.prisma.auditEvent.count({ where: { ...reading, details } })).toBe(2);
  });

  test('each group has its own board, and so do doors without a group', async () => {
    expect(await cellsOn(`/coverage?group=${group.id}`)).toHaveLength(6);
    expect(await cellsOn('/coverage?group=none')).toEqual(['2, chưa đến']);
  });

  test('the chairman sees the cells, but no links and no needs', async () => {
    const answer = await (await app.as('chairman')).get('/coverage?need=aged_80');
    const page = read(answer);
    expect(page('.board .cell')).toHaveLength(7);
    expect(page('.board a')).toHaveLength(0);
    expect(page('select[name=need]')).toHaveLength(0);
    expect(page('.cell-out')).toHaveLength(0);
  });

  test('another ward’s doors are not on it, and a group of another ward is empty', async () => {
    const others = await app.as('staff', 'other');
    expect(words(await others.get(`/coverage?group=${group.id}`))).toContain('Chưa có cửa nào ở đây');
    expect(await cellsOn('/coverage')).toHaveLength(7);
  });
});

/** Doors of the demo's streets, with a visit at every other one. */
async function manyDoors(count: number, groupId: string | null): Promise<void> {
  const addresses = demoAddresses(new DemoRandom(7), count).slice(0, count);
  const wardId = app.ward.id;
  await app.db.prisma.household.createMany({
    data: addresses.map((address) => ({ ...addressColumns(address), wardId, residentialGroupId: groupId })),
  });
  await app.db.pool.query(
    `INSERT INTO visit (id, ward_id, household_id, client_key, outcome, met_somebody, arrived_at, visited_on, logged_by, logged_at)
     SELECT gen_random_uuid(), $1, id, gen_random_uuid(), (ARRAY['met', 'nobody_home', 'refused'])[1 + n % 3]::door_outcome, n % 3 = 0, at, at::date, $2, at
     FROM (SELECT id, n, timestamptz '2026-11-20 12:00Z' - n % 150 * interval '1 day' AS at
           FROM (SELECT id, (row_number() OVER (ORDER BY walk_order))::int AS n FROM household WHERE ward_id = $1) AS numbered WHERE n % 2 = 0) AS visits`,
    [wardId, app.users.officer.id],
  );
}

test('a page of 2,500 doors is below 150 KB compressed', async () => {
  await manyDoors(2500, null);
  const answer = await (await app.as('staff')).get('/coverage');
  expect(read(answer)('.board a.cell')).toHaveLength(2500);
  expect(gzipSync(answer.text).length).toBeLessThan(150_000);
});

test('a ward of more than 3,000 doors starts with its groups, whose numbers add up; each has its board', async () => {
  const group = await createGroup(app.db, app.ward, '7');
  await manyDoors(3050, group.id);
  await createHousehold(app.db, app.ward, { address: '2 Phố Xa' });
  const staff = await app.as('staff');
  const page = read(await staff.get('/coverage'));
  expect(page('.board')).toHaveLength(0);
  const rows = cellsOf(page('.coverage-groups tbody tr'), 'th, td').map((row) =>
    row.map((cell) => cell.replace('.', '')),
  );
  expect(rows.map(([name, met]) => [name, met])).toEqual([
    ['Tổ 7', '508 / 3050'],
    ['Chưa rõ tổ', '0 / 1'],
  ]);
  for (const [, met, ...states] of rows)
    expect(states.reduce((sum, count) => sum + Number(count), 0)).toBe(Number(met!.split(' / ')[1]));
  const board = read(await staff.get(page('.coverage-groups a').first().attr('href')!));
  expect(board('.board a.cell')).toHaveLength(3000);
  const next = read(await staff.get(board('a[rel=next]').attr('href')!));
  expect(next('.board a.cell')).toHaveLength(50);
  expect([board, next].map((each) => each('.pager span').text())).toEqual(['Trang 1/2', 'Trang 2/2']);
  expect(next('a[rel=next]')).toHaveLength(0);
});
