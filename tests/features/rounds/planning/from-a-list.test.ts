import { createHousehold, createRequest, createResident } from '../../../support/factories';
import { agentForEach, appForEach, attributesOf, read, words, type TestAgent } from '../../../support/test-app';
import { at, eveningRound, freeOnWeekdays } from '../../../support/worlds/rounds';

const app = appForEach();
const staff = agentForEach(app, 'staff');

beforeEach(async () => {
  await freeOnWeekdays(app);
});

const LINK = 'Đưa vào buổi các cửa ở trang này';
const linkOn = async (agent: TestAgent, path: string): Promise<string> =>
  read(await agent.get(path))(`a:contains("${LINK}")`).attr('href') ?? '';
/** The doors that the form of a new round has ticked, by their addresses. */
const tickedAt = async (href: string): Promise<string[]> => {
  const page = read(await staff.get(href));
  return attributesOf(page('input[name="doors"]:checked, input[type="hidden"][name="doors"]'), 'value');
};

test('the office takes the doors of a list of people, of doors or of requests into a round, each door once', async () => {
  const [one, other] = [
    await createHousehold(app.db, app.ward, { address: '2 Hàng Than' }),
    await createHousehold(app.db, app.ward, { address: '4 Hàng Than' }),
  ];
  for (const household of [one, other]) await createResident(app.db, app.ward, { household, birthYear: 1950 });
  await createResident(app.db, app.ward, { household: one, birthYear: 1952, relation: 'husband' });
  await createResident(app.db, app.ward, { fullName: 'Trần Văn Sơn', residenceStatus: 'elsewhere' });
  const guests = '/lists/residents?status=elsewhere';
  expect([words(await staff.get(guests)).includes('Trần Văn Sơn'), await linkOn(staff, guests)]).toEqual([true, '']);
  await createRequest(app.db, app.ward, { household: other, by: app.users.staff });
  expect((await tickedAt(await linkOn(staff, '/lists/residents'))).toSorted()).toEqual([one.id, other.id].toSorted());
  expect((await tickedAt(await linkOn(staff, '/lists/households'))).toSorted()).toEqual([one.id, other.id].toSorted());
  const href = await linkOn(staff, '/requests');
  expect(await tickedAt(href)).toEqual([other.id]);
  expect(await linkOn(await app.as('officer'), '/requests')).toBe('');

  const { code } = await eveningRound(app, { households: [other], startsAt: at('18:30', 27) });
  expect(await tickedAt(href)).toEqual([]);
  expect(words(await staff.get(href))).toContain(`đang ở buổi ${code}`);
});

test('of a list that is too long for an evening its first doors go, in walking order; the rest is left below', async () => {
  const doors = [];
  for (let number = 10; number < 40; number += 1)
    doors.push(await createHousehold(app.db, app.ward, { address: `${number} Hàng Than` }));
  const listed = doors.map(({ id }) => id).reverse();
  const href = `/rounds/new?mode=list&doors=${listed.join('&doors=')}`;
  const ticked = await tickedAt(href);
  expect(ticked.length).toBeGreaterThan(3);
  const inOrder = await app.db.prisma.household.findMany({
    where: { id: { in: listed.slice(0, ticked.length) } },
    orderBy: { walkOrder: 'asc' },
  });
  expect(ticked).toEqual(inOrder.map(({ id }) => id));
  const page = words(await staff.get(href));
  expect(page).toContain(`Danh sách có 30 cửa; buổi này đi ${ticked.length} cửa, lấy từ đầu danh sách, vừa giờ`);
  expect(page).toContain('Để lại, không gợi ý lại');
  await app.db.prisma.household.updateMany({ data: { occupancy: 'vacant' } });
  expect(words(await staff.get(href))).toContain('Danh sách có 30 cửa; buổi này chưa đi được cửa nào.');
});

test('people and doors of another ward are in no round of this one', async () => {
  const far = await createHousehold(app.db, app.otherWard, { address: '2 Xa Lạ' });
  const stranger = await createResident(app.db, app.otherWard, { household: far, birthYear: 1950 });
  for (const query of [`people=${stranger.id}`, `doors=${far.id}`]) {
    const href = `/rounds/new?mode=list&${query}`;
    expect(await tickedAt(href)).toEqual([]);
    expect(words(await staff.get(href))).not.toContain('Xa Lạ');
  }
});

test('a new round for a request opens with its door, on the day and at the hours that were asked for', async () => {
  const household = await createHousehold(app.db, app.ward, { address: '6 Hàng Than' });
  const newRound = async (wishes: { onDate?: string; weekdays?: number[]; from: string; to: string }[]) => {
    const { id } = await createRequest(app.db, app.ward, { household, by: app.users.staff, wishes });
    const href = read(await staff.get(`/requests/${id}`))('a:contains("Lập buổi mới")').attr('href')!;
    const page = read(await staff.get(href));
    expect(await tickedAt(href)).toEqual([household.id]);
    return [page('#date').val(), page('#from').val(), page('#to').val()];
  };
  // Today is Thursday the 26th.
  expect(
    await newRound([
      { weekdays: [6], from: '08:00', to: '11:00' },
      { onDate: '2026-11-27', from: '19:00', to: '20:00' },
    ]),
  ).toEqual(['27/11/2026', '19:00', '20:30']);
  expect(await newRound([{ weekdays: [6], from: '08:00', to: '11:00' }])).toEqual(['28/11/2026', '08:00', '11:00']);
  const [, ...usual] = await newRound([{ weekdays: [7], from: '00:00', to: '23:59' }]);
  expect(usual).toEqual(['18:30', '20:30']);
});

test('doors that share an address are told apart by their heads', async () => {
  const doors = await Promise.all([1, 2, 3].map(() => createHousehold(app.db, app.ward, { address: '8 Hàng Than' })));
  await createResident(app.db, app.ward, { household: doors[0]!, birthYear: 1950, fullName: 'Vũ Thị Nhất' });
  await createResident(app.db, app.ward, { household: doors[1]!, birthYear: 1950, fullName: 'Ngô Văn Nhị' });
  const page = words(await staff.get(`/rounds/new?mode=list&doors=${doors.map(({ id }) => id).join('&doors=')}`));
  for (const shown of ['8 Hàng Than, hộ Vũ Thị Nhất', '8 Hàng Than, hộ Ngô Văn Nhị']) expect(page).toContain(shown);
});
