import { createHousehold, createResidents, createService, createUse } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { appForEach, read, type TestAgent, THURSDAY_MORNING, words } from '../../../support/test-app';

const app = appForEach();
let staff: TestAgent;
let people: { id: string; fullName: string }[];
let service: { id: string };

/** Thursday 26 November 2026: October is the last full month. */
beforeEach(async () => {
  staff = await app.as('staff');
  const home = await createHousehold(app.db, app.ward);
  const names = Array.from({ length: 24 }, (_, index) => `Nguyễn Văn ${index}`);
  const rows = names.map((fullName) => ({ fullName, phone: '0912345678' }));
  await createResidents(app.db, app.ward, home, rows);
  people = await app.db.prisma.resident.findMany({ where: { wardId: app.ward.id }, orderBy: { sortName: 'asc' } });
  service = await createService(app.db, app.ward, { name: 'Đăng ký tạm trú' });
});

const use = ({ id: residentId }: { id: string }, usedOn = '2026-10-12', given: object = {}) => {
  const alone = { serviceId: service.id, how: 'alone', by: app.users.officer } as const;
  return createUse(app.db, app.ward, { residentId, usedOn, ...alone, ...given });
};
const draw = () => staff.post('/confirmations', {});
const drawn = () => app.db.prisma.drawnUse.findMany({ orderBy: { callOrder: 'asc' } });
const calls = () => app.db.prisma.confirmationCall.findMany({ orderBy: { recordedAt: 'asc' } });
const events = (action: string) => app.db.prisma.auditEvent.findMany({ where: { action }, orderBy: { seq: 'asc' } });
const call = async (
  id: string,
  outcome: string,
  { by = staff, ...given }: { by?: TestAgent; calledOn?: string } = {},
) => by.post(`/drawn-uses/${id}/calls`, { ...(await formOf(staff, `/drawn-uses/${id}`)), outcome, ...given });

describe('the office draws a month to be confirmed', () => {
  test('from what entered the book in it: a twentieth, rounded up, one use of a person', async () => {
    for (const person of people) await use(person);
    await use(people[0]!, '2026-10-13');
    // Not of the month, not the resident's own, and no use.
    await use(people[1]!, '2026-09-30');
    await use(people[2]!, '2026-11-01');
    await use(people[3]!, '2026-10-14', { how: 'done_for' });
    const lookup = await createService(app.db, app.ward, { kind: 'utility', name: 'Tra cứu hồ sơ', code: null });
    await use(people[4]!, '2026-10-14', { serviceId: lookup.id });
    // Dated back into September, written in October.
    const late = await use(people[5]!, '2026-09-01');
    const recordedAt = new Date('2026-10-20T02:00:00Z');
    await app.db.prisma.portalUse.update({ where: { id: late.id }, data: { recordedAt } });

    const answer = await draw();
    const made = await app.db.prisma.confirmationDraw.findFirstOrThrow();
    expect([answer.status, answer.headers.location]).toEqual([303, '/confirmations']);
    expect(made).toMatchObject({ month: new Date('2026-10-01'), population: 26 });
    expect(await drawn()).toHaveLength(2);
    expect((await events('confirmation.draw')).map(({ details }) => details)).toMatchObject([
      { month: '2026-10-01', seed: made.seed, size: 2, uses: 26 },
    ]);
    // The rule in words: by the hash of 'seed:id'.
    const { rows } = await app.db.pool.query<{ id: string }>(
      `SELECT resident_id AS id FROM portal_use u JOIN public_service s ON s.id = u.public_service_id
       WHERE u.recorded_at::date BETWEEN '2026-10-01' AND '2026-10-31' AND how <> 'done_for' AND s.kind = 'procedure'
       GROUP BY 1 ORDER BY min(encode(sha256(convert_to($1 || ':' || u.id, 'UTF8')), 'hex')) LIMIT 2`,
      [String(made.seed)],
    );
    expect((await drawn()).map(({ residentId }) => residentId)).toEqual(rows.map(({ id }) => id));
  });

  test('leaving out those who died, left or refuse to be asked', async () => {
    const [died, left, objects, callable] = people;
    for (const person of [died, left, objects, callable]) await use(person!);
    await app.db.prisma.resident.update({ where: { id: died!.id }, data: { residenceStatus: 'deceased' } });
    await app.db.prisma.householdMembership.updateMany({
      where: { residentId: left!.id },
      data: { validTo: new Date('2026-11-01') },
    });
    const by = { wardId: app.ward.id, recordedBy: app.users.staff.id, recordedAt: THURSDAY_MORNING };
    const said = { survey: false, givenBy: 'self', channel: 'telephone', saidAt: THURSDAY_MORNING } as const;
    await app.db.prisma.consent.create({ data: { ...by, ...said, residentId: objects!.id } });
    await draw();
    expect((await drawn()).map(({ residentId }) => residentId)).toEqual([callable!.id]);
  });

  test('once: a second draw changes nothing, and the database refuses one', async () => {
    await use(people[0]!);
    await draw();
    const made = await app.db.prisma.confirmationDraw.findFirstOrThrow();
    await draw();
    expect(words(await staff.get('/confirmations'))).toContain('Đã bốc thăm tháng 10/2026 trước đó');
    expect([(await drawn()).length, (await events('confirmation.draw')).length]).toEqual([1, 1]);
    const another = { ...made, id: app.users.staff.id, seed: 1 };
    await expect(app.db.prisma.confirmationDraw.create({ data: another })).rejects.toThrow('confirmation_draw_month');
    const refused = 'a draw never changes';
    await expect(app.db.pool.query('DELETE FROM confirmation_draw')).rejects.toThrow(refused);
    await expect(app.db.pool.query('UPDATE confirmation_draw SET seed = 2')).rejects.toThrow(refused);
    await expect(app.db.pool.query('DELETE FROM drawn_use')).rejects.toThrow(refused);
    await expect(app.db.pool.query('UPDATE drawn_use SET written_by = NULL')).rejects.toThrow(refused);
  });

  test('and nothing from a month without uses', async () => {
    await draw();
    expect(words(await staff.get('/confirmations'))).toContain('không có lần dùng nào mới ghi');
    expect(await app.db.prisma.confirmationDraw.count()).toBe(0);
  });
});

describe('a call about a drawn use', () => {
  let id: string;
  beforeEach(async () => {
    await use(people[0]!);
    await draw();
    ({ id } = (await drawn())[0]!);
  });
  const state = async (by = staff) => {
    const list = read(await by.get('/confirmations'));
    return list('td[data-label="Trả lời"]').text();
  };

  test('is kept once, with who called and what was said before', async () => {
    const form = { ...(await formOf(staff, `/drawn-uses/${id}`)), outcome: 'other_service' };
    for (let times = 0; times < 2; times += 1)
      expect((await staff.post(`/drawn-uses/${id}/calls`, form)).status).toBe(303);
    expect(await calls()).toMatchObject([{ outcome: 'other_service', recordedBy: app.users.staff.id }]);
    expect(await state()).toContain('Không đúng: việc khác, 26/11/2026 · Sửa');
    app.setNow(new Date('2026-11-26T03:00:00Z'));
    await call(id, 'as_recorded');
    expect(await state()).toBe('Đúng như sổ ghi, 26/11/2026');
    expect(words(await staff.get('/unusual-entries'))).toContain('1 cuộc gọi xác nhận bị ghi đè');
    expect((await events('confirmation.call')).map(({ details }) => details)).toMatchObject([
      { confirmation: 'other_service', residentId: people[0]!.id },
      { changes: [{ field: 'confirmation', before: 'other_service', after: 'as_recorded' }] },
    ]);
    // No figure changes by a call.
    expect(await app.db.prisma.portalUse.count()).toBe(1);
  });

  test('is refused below the field from who wrote the use, with what was typed', async () => {
    const officer = await app.as('officer');
    expect(words(await officer.get(`/drawn-uses/${id}`))).toContain('để người khác gọi');
    expect(await state(officer)).toContain('bạn ghi: người khác gọi');
    const refused = await call(id, 'as_recorded', { by: officer, calledOn: '26/11/2026' });
    expect([refused.status, words(refused)]).toEqual([422, expect.stringContaining('Bạn ghi hoặc sửa lần dùng này')]);
    expect(read(refused)('input[name=outcome][checked]').val()).toBe('as_recorded');
    expect([await calls(), await events('confirmation.call')]).toEqual([[], []]);
    expect((await call(id, 'as_recorded', { by: await app.as('officer2') })).status).toBe(303);
  });

  test('in vain does not take the place of an answer of the same day', async () => {
    await call(id, 'other_service');
    app.setNow(new Date('2026-11-26T03:00:00Z'));
    const refused = await call(id, 'not_reached');
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Ngày 26/11/2026 người này đã nghe máy');
    expect((await calls()).length).toBe(1);
    expect(await state()).toContain('Không đúng: việc khác');
  });

  test.each([
    [{ outcome: '' }, 'Chọn câu trả lời.'],
    [{ outcome: 'as_recorded', calledOn: '25/11/2026' }, 'Ngày này ở trước ngày bốc thăm.'],
  ])('needs an answer on a day since the draw', async ({ outcome, ...given }, message) => {
    const refused = await call(id, outcome, given);
    expect([refused.status, words(refused)]).toEqual([422, expect.stringContaining(message)]);
    expect(await calls()).toEqual([]);
  });

  test('is tried on three days, then no more', async () => {
    for (const day of ['26', '27', '28']) {
      app.setNow(new Date(`2026-11-${day}T02:00:00Z`));
      staff = await app.as('staff');
      await call(id, 'not_reached');
    }
    app.setNow(new Date('2026-11-30T02:00:00Z'));
    staff = await app.as('staff');
    expect(await state()).toBe('Không gọi được, 28/11/2026, gọi 3 lần: thôi');
    expect(words(await staff.get('/today'))).not.toContain('cuộc gọi xác nhận của');
  });

  test('is not made about a person who died or a use that is gone', async () => {
    await app.db.prisma.resident.update({ where: { id: people[0]!.id }, data: { residenceStatus: 'deceased' } });
    const dead = await call(id, 'as_recorded').catch(() => null);
    expect(dead).toBeNull(); // the page has no form
    const form = { id: app.users.admin.id, calledOn: '26/11/2026', outcome: 'as_recorded' };
    expect((await staff.post(`/drawn-uses/${id}/calls`, form)).status).toBe(422);
    await app.db.pool.query('DELETE FROM portal_use');
    expect(await state()).toContain('đã bỏ khỏi sổ: không gọi nữa');
    expect(await calls()).toEqual([]);
  });
});

test('a call is refused from who edited the visit of the use last', async () => {
  await use(people[0]!, '2026-10-12', { how: 'with_help' });
  await app.db.prisma.visit.updateMany({ data: { updatedBy: app.users.staff.id, updatedAt: THURSDAY_MORNING } });
  await draw();
  const { id } = (await drawn())[0]!;
  const form = { id: people[0]!.id, calledOn: '26/11/2026', outcome: 'as_recorded' };
  for (const [role, status] of [
    ['staff', 422],
    ['officer', 422],
    ['officer2', 303],
  ] as const)
    expect([role, (await (await app.as(role)).post(`/drawn-uses/${id}/calls`, form)).status]).toEqual([role, status]);
});

test('no draw is asked for while all who used the portal have left', async () => {
  for (const person of people.slice(0, 3)) await use(person, '2026-10-12', { how: 'with_help' });
  await app.db.prisma.resident.updateMany({ data: { residenceStatus: 'moved_out' } });
  expect(words(await staff.get('/today'))).not.toContain('lần bốc thăm gọi xác nhận');
  await staff.post('/confirmations', {});
  expect(words(await staff.get('/confirmations'))).toContain('mà còn gọi được: không bốc.');
});

test('the chairman reads numbers only, and each page says what waits', async () => {
  for (const person of people.slice(0, 3)) await use(person, '2026-10-12', { how: 'with_help' });
  expect(words(await staff.get('/today'))).toContain('lần bốc thăm gọi xác nhận của tháng 10/2026');
  await draw();
  app.setNow(new Date('2026-11-26T02:31:00Z'));
  expect(words(await staff.get('/today'))).toContain('1 cuộc gọi xác nhận của tháng 10/2026');
  const [one] = await drawn();
  await call(one!.id, 'as_recorded');
  const chairman = await app.as('chairman');
  const index = words(await chairman.get('/confirmations'));
  expect(index).toContain('Đúng như sổ ghi1 trên 1 người trả lời: 100,0 %');
  expect(index).not.toMatch(/Nguyễn Văn|Tải danh sách/);
  expect(words(await chairman.get('/reports'))).toMatch(
    /Ai ghi: [^·]+ · gọi xác nhận tháng 10: 1 trên 1 đúng \(bốc 1, khoảng 2–.?100 %\)/,
  );
  // December draws November: the chairman still reads October's share until somebody answers.
  app.setNow(new Date('2026-12-01T02:00:00Z'));
  staff = await app.as('staff');
  await use(people[5]!, '2026-11-12', { how: 'with_help' });
  await draw();
  const later = await app.as('chairman');
  expect(words(await later.get('/confirmations'))).toMatch(
    /tháng 10\/2026[^]*Tháng 11\/2026 đã bốc 1, chờ gọi\.[^]*1 trên 1 người/,
  );
  expect(words(await later.get('/reports?month=2026-11'))).toMatch(
    /gọi xác nhận tháng 10: 1 trên 1 đúng \([^)]*\); tháng 11 đã bốc, chờ gọi/,
  );
  expect(read(await staff.get('/confirmations'))('a:contains("Gọi người tiếp theo")')).toHaveLength(1);
});
