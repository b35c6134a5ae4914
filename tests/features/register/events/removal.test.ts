import { randomUUID } from 'node:crypto';
import { LIST_HEADER } from '../../../fixtures/lists';
import { createHousehold, createRound, createVisit } from '../../../support/factories';
import { ImportDesk, registerRows } from '../imports/import-desk';
import { read, sharedAgent, sharedApp, words } from '../../../support/test-app';
import { createReadiness } from '../../../support/worlds/register';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');

/** A household with people typed in by the office. */
async function home(...people: { fullName: string; relation: string }[]) {
  const household = await createHousehold(app.db, app.ward);
  const ids: string[] = [];
  for (const person of people) {
    const id = randomUUID();
    const sent = await staff.post('/residents', {
      id,
      householdId: household.id,
      birth: '1950',
      gender: 'female',
      residenceStatus: 'permanent',
      arrival: 'moved_in',
      since: '2026-11-20',
      place: 'Nam Định',
      ...person,
    });
    expect(sent.status).toBe(303);
    ids.push(id);
  }
  return { household, ids };
}
const actIdOn = async (path: string) => String(read(await staff.get(`${path}/edit`))('input[name=actId]').val());
/** The rows that belong to a record, as they are kept. */
const rowsOf = async (residentId: string) => ({
  resident: await app.db.prisma.resident.findUnique({ where: { id: residentId } }),
  memberships: await app.db.prisma.householdMembership.findMany({ where: { residentId } }),
  keys: await app.db.prisma
    .$queryRaw`SELECT * FROM resident_search_key WHERE resident_id = ${residentId}::uuid ORDER BY 1, 2, 3`,
});
describe('a person made by mistake', () => {
  it('is removed once with their arrival, and put back as they were', async () => {
    const { household, ids } = await home({ fullName: 'Trần Thị Nhầm', relation: 'head' });
    const path = `/residents/${ids[0]!}`;
    const before = await rowsOf(ids[0]!);
    const actId = await actIdOn(path);
    for (const _ of [1, 2]) expect((await staff.post(`${path}/removal`, { actId })).status).toBe(303);
    const button = read(await staff.get(`/households/${household.id}`))('form[action$="/reversion"]');
    expect((await staff.get(path)).status).toBe(404);
    expect(await rowsOf(ids[0]!)).toEqual({ resident: null, memberships: [], keys: [] });
    const history = words(await staff.get(`/households/${household.id}/history`));
    expect(history).toContain('Bỏ hồ sơ lập nhầm');
    expect(history).not.toContain('chuyển đến từ Nam Định');

    const back = await staff.post(button.attr('action')!, { reason: String(button.find('[name=reason]').val()) });
    expect(back.headers.location).toBe(`/households/${household.id}`);
    expect(await rowsOf(ids[0]!)).toEqual(before);
    expect(words(await staff.get(`${path}/history`))).toContain('Chuyển đến');
    // And removed again, by another act.
    expect((await staff.post(`${path}/removal`, { actId: await actIdOn(path) })).status).toBe(303);
    expect((await staff.get(path)).status).toBe(404);
  });

  it('stays while something hangs on them, which the page names', async () => {
    const { household, ids } = await home(
      { fullName: 'Lê Văn Chủ', relation: 'head' },
      { fullName: 'Lê Thị Con', relation: 'child' },
    );
    const refused = async (id: string, why: string) => {
      const answer = await staff.post(`/residents/${id}/removal`, { actId: randomUUID() });
      expect([answer.status, (await staff.get(`/residents/${id}`)).status]).toEqual([422, 200]);
      expect(words(answer)).toContain(why);
    };
    await refused(ids[0]!, 'người khác trong hộ của chủ hộ này');
    const visit = await createVisit(app.db, app.ward, { household, by: app.users.officer });
    await app.db.prisma.visitPresence.create({ data: { wardId: app.ward.id, visitId: visit.id, residentId: ids[1]! } });
    await refused(ids[1]!, '1 lượt có mặt');
  });
});

describe('a person who came with an imported list', () => {
  const list = (...people: [name: string, birth: string, relation: string, ...more: string[]][]) => [
    [...LIST_HEADER, 'VNeID', 'Khuyết tật'],
    ...people.map(([name, birth, relation, address = '', cccd = '', vneid = '', disabled = '']) => [
      ...['', '', name, birth, '', cccd],
      ...['', relation, address, '', vneid, disabled],
    ]),
  ];
  const idOf = async (fullName: string) => (await app.db.prisma.resident.findFirstOrThrow({ where: { fullName } })).id;
  const remove = async (id: string) =>
    staff.post(`/residents/${id}/removal`, { actId: await actIdOn(`/residents/${id}`) });

  it('is removed with what the list said of them, though their door is in a round, and put back', async () => {
    const desk = new ImportDesk(app, staff);
    const path = await desk.bring(
      list(['Hồ Thị Chủ', '1950', 'Chủ hộ', '3 Ngũ Xã'], ['Hồ Văn Nhầm', '1980', 'Con', '', '', 'Mức 2', 'x']),
    );
    const id = await idOf('Hồ Văn Nhầm');
    const { householdId } = await app.db.prisma.householdMembership.findFirstOrThrow({ where: { residentId: id } });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [{ id: householdId! }],
    });
    const [before, rows] = [await registerRows(app), await desk.rows(path)];

    const removed = await remove(id);
    expect(removed.headers.location).toBe(`/households/${householdId}`);
    expect(await app.db.prisma.resident.count({ where: { id } })).toBe(0);
    expect(await app.db.prisma.priorityFact.count()).toBe(0);
    const button = read(await staff.get(removed.headers.location!))('form[action$="/reversion"]').first();
    expect(words(await staff.get(path))).toContain('Hồ Văn Nhầm');
    await staff.post(button.attr('action')!, { reason: 'Bỏ nhầm' });
    expect(await desk.rows(path)).toEqual(rows);
    const after = await registerRows(app);
    for (const table of ['resident', 'household_membership', 'readiness', 'priority_fact', 'resident_search_key'])
      expect([table, after[table]]).toEqual([table, before[table]]);

    // What was recorded about them later keeps them.
    await app.db.prisma.readiness.updateMany({ where: { residentId: id }, data: { isLatest: false } });
    await createReadiness(app, id, { recordedOn: app.context.now(), vneidLevel: 'none' });
    const refused = await remove(id);
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('1 lần ghi mức sẵn sàng');
    expect(words(refused)).not.toContain('dòng danh sách nhập');
  });

  it('no longer keeps the list from being reverted, and a number that came with it is gone', async () => {
    const desk = new ImportDesk(app, staff);
    const before = await registerRows(app);
    const path = await desk.bring(
      list(
        ['Hồ Thị Hai', '1951', 'Chủ hộ', '5 Ngũ Xã'],
        ['Hồ Văn Ba', '1980', 'Con', '', '003080000004', 'Mức 2', 'x'],
      ),
    );
    const removed = await remove(await idOf('Hồ Văn Ba'));
    expect(words(await staff.get(removed.headers.location!))).toContain('hoàn tác thì phải ghi lại số');
    expect(await desk.revert(path)).toBe('reverted');
    const after = await registerRows(app);
    for (const table of ['resident', 'household', 'household_membership', 'readiness', 'priority_fact'])
      expect([table, after[table]]).toEqual([table, before[table]]);
  });
});

describe('the relatives whom an imported list made digital helpers', () => {
  const helpers = () => app.db.prisma.digitalHelper.findMany({ orderBy: { phone: 'asc' } });
  const remove = async (path: string) => staff.post(`${path}/removal`, { actId: await actIdOn(path) });
  const undo = async (path: string) => {
    const button = read(await staff.get(path))('form[action$="/reversion"]').first();
    return staff.post(button.attr('action')!, { reason: 'Bỏ nhầm' });
  };

  it('go with the person and the household of the list, and come back with them', async () => {
    const desk = new ImportDesk(app, staff);
    const before = await registerRows(app);
    const list = await desk.bring([
      ['Họ tên', 'Năm sinh', 'Quan hệ với chủ hộ', 'Địa chỉ', 'SĐT người thân'],
      ['Bùi Thị Chủ', 1950, 'Chủ hộ', '9 Ngũ Xã', '0912000021 (con gái Hà)'],
      ['Bùi Văn Nhầm', 1980, 'Con', '', '0912000022 (vợ Mai)'],
    ]);
    const written = await helpers();
    expect(written.map(({ name }) => name)).toEqual(['Hà', 'Mai']);
    const { householdId } = await app.db.prisma.householdMembership.findFirstOrThrow({
      where: { residentId: written[0]!.helpedId! },
    });
    const household = `/households/${householdId}`;
    const idOf = async (fullName: string) =>
      `/residents/${(await app.db.prisma.resident.findFirstOrThrow({ where: { fullName } })).id}`;

    expect((await remove(await idOf('Bùi Văn Nhầm'))).status).toBe(303);
    expect(await helpers()).toEqual([written[0]]);
    expect((await undo(household)).status).toBe(303);
    expect(await helpers()).toEqual(written);
    for (const name of ['Bùi Văn Nhầm', 'Bùi Thị Chủ']) expect((await remove(await idOf(name))).status).toBe(303);

    expect(await helpers()).toEqual([]);
    expect((await remove(household)).status).toBe(303);
    expect(await desk.revert(list)).toBe('reverted');
    const after = await registerRows(app);
    for (const table of ['resident', 'household', 'digital_helper'])
      expect([table, after[table]]).toEqual([table, before[table]]);
  });

  it('stay with what the office corrected, and keep the person; otherwise they go with them', async () => {
    const desk = new ImportDesk(app, staff);
    await desk.bring([
      ['Họ tên', 'Năm sinh', 'Quan hệ với chủ hộ', 'Địa chỉ', 'SĐT người thân'],
      ['Đỗ Thị Một', 1950, 'Chủ hộ', '11 Ngũ Xã', '0912000031 (con gái Hà)'],
    ]);
    const [helper] = await helpers();
    const correct = (version: number) =>
      app.db.prisma.digitalHelper.update({ where: { id: helper!.id }, data: { version } });
    const resident = await app.db.prisma.resident.findFirstOrThrow({ where: { fullName: 'Đỗ Thị Một' } });
    const path = `/residents/${resident.id}`;
    await correct(2);
    const refused = await remove(path);
    expect([refused.status, words(refused).includes('1 lần giúp hay được giúp số')]).toEqual([422, true]);
    await correct(1);
    const removed = await remove(path);
    expect(removed.status).toBe(303);
    expect(await helpers()).toEqual([]);
    expect((await undo(removed.headers.location!)).status).toBe(303);
    expect(await helpers()).toEqual([helper]);
  });
});

describe('a household made by mistake', () => {
  it('is removed once it is empty, and put back as it was', async () => {
    const { household, ids } = await home({ fullName: 'Phạm Thị Lạc', relation: 'head' });
    const path = `/households/${household.id}`;
    const full = await staff.post(`${path}/removal`, { actId: randomUUID() });
    expect(full.status).toBe(422);
    expect(words(full)).toContain('1 lần có người ở trong hộ');
    await staff.post(`/residents/${ids[0]!}/removal`, { actId: await actIdOn(`/residents/${ids[0]!}`) });
    const before = await app.db.prisma.household.findUniqueOrThrow({ where: { id: household.id } });
    const actId = await actIdOn(path);
    for (const _ of [1, 2]) expect((await staff.post(`${path}/removal`, { actId })).status).toBe(303);
    expect((await staff.get(path)).status).toBe(404);
    const back = await staff.post(`/register-acts/${actId}/reversion`, { reason: 'Bỏ nhầm' });
    expect(back.headers.location).toBe(path);
    expect(await app.db.prisma.household.findUniqueOrThrow({ where: { id: household.id } })).toEqual(before);
    expect(words(await staff.get(`${path}/history`))).toContain('Bỏ hồ sơ lập nhầm');
  });
});
