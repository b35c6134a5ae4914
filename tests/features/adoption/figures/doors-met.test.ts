import { createPause } from '../../../support/worlds/rounds';
import { createHelp } from '../../../support/casework-factories';
import { createGroup, createHousehold, createService, createResident, createVisit } from '../../../support/factories';
import { read, sharedApp, type TestAgent, textsOf, words } from '../../../support/test-app';

// One definition of a ward's doors and of a met door, on every page (households/counted-doors.ts).

const app = sharedApp();
let staff: TestAgent;
let chairman: TestAgent;
beforeAll(async () => {
  [staff, chairman] = [await app.as('staff'), await app.as('chairman')];
  const { db, ward, users } = app;
  const group = await createGroup(db, ward, '12');
  const door = (given: object = {}) => createHousehold(db, ward, { residentialGroupId: group.id, ...given });
  const visit = (household: { id: string }, given: object = {}) =>
    createVisit(db, ward, { household, by: users.officer, ...given });
  const met = async (given: object = {}) => {
    const household = await door(given);
    await visit(household);
    return household;
  };
  const later = { arrivedAt: new Date('2026-11-24T12:00:00Z') };

  await met();
  const helped = await met({ residentialGroupId: null });
  const resident = await createResident(db, ward, { household: helped });
  const service = await createService(db, ward);
  await createHelp(app, {
    visitId: (await visit(helped, later)).id,
    residentId: resident.id,
    publicServiceId: service.id,
  });
  await visit(await met(), { ...later, outcome: 'refused' });
  const paused = await met();
  await createPause(app, paused.id);
  await met({ occupancy: 'vacant' });
  await met({ occupancy: 'long_absent' });
  await visit(await door(), { metSomebody: false });
  await visit(await door(), { outcome: 'nobody_home' });
  await door();
});

/** 'a / b' or 'a trên b' as two numbers. */
const pair = (text: string | undefined) =>
  /(\d+) (?:\/|trên) (\d+)/
    .exec(text ?? '')
    ?.slice(1)
    .map(Number);

test('the report and the coverage board say the same two numbers', async () => {
  const [report, board] = [words(await chairman.get('/reports')), words(await chairman.get('/coverage'))];
  expect(pair(/\d+ trên \d+ cửa đang có người ở/.exec(report)?.[0])).toEqual([4, 7]);
  expect(pair(/\d+ trên \d+ cửa đang có người ở/.exec(board)?.[0])).toEqual([4, 7]);
  expect(board).toContain(
    'Cửa đã gặp: 57,1 %, 4 trên 7 cửa đang có người ở, trong đó 2 cửa nay chưa muốn hoặc tạm dừng · không tính 2 cửa trống hoặc vắng lâu',
  );
});

test('the groups of the report add up to it, and the lists behind the figures are as long', async () => {
  const page = read(await chairman.get('/reports'));
  const groups = page('[aria-labelledby=groups] tbody tr')
    .toArray()
    .map((row) => textsOf(page(row).find('th, td').slice(0, 2)));
  expect(groups).toEqual([
    ['12', '3/6'],
    ['Chưa xếp tổ', '1/1'],
  ]);
  expect(words(await chairman.get('/reports/doors?reached=yes'))).toContain('4 cửa đang có người ở');
  expect(words(await chairman.get('/reports/doors?reached=no'))).toContain('3 cửa đang có người ở');
  expect(words(await chairman.get('/reports/visits?reached=yes'))).toContain('6 hộ khác nhau');
});

test('the filter of the lists matches the same doors', async () => {
  expect(words(await staff.get('/lists/households?met=yes'))).toContain('4 hộ');
  expect(words(await staff.get('/lists/households?met=no'))).toContain('3 hộ');
  expect(words(await staff.get('/lists/households?met=yes'))).toContain('Cửa đang có người ở: đã gặp');
  expect(words(await staff.get('/lists/residents?met=yes'))).toContain('1 người');
});

test('a visit with the outcome "met" that names no resident keeps its outcome but counts nowhere', async () => {
  const visit = await app.db.prisma.visit.findFirstOrThrow({ where: { outcome: 'met', metSomebody: false } });
  expect(words(await staff.get(`/visits/${visit.id}`))).toContain('Đã gặp');
  expect(words(await staff.get(`/households/${visit.householdId}`))).toContain('Vắng đến nay');
  expect(read(await staff.get('/coverage?state=met'))('.board .cell-met')).toHaveLength(1);
});
