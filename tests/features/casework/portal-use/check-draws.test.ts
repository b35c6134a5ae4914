import { listDueChecks } from '../../../../src/features/casework/portal-use/check-queries';
import { dueWave } from '../../../../src/features/casework/portal-use/waves';
import type { CheckBackOutcome } from '../../../../src/generated/prisma/enums';
import { addDays, type LocalDate } from '../../../../src/shared/dates';
import { createBarrier, createHousehold, createResident, createService } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { appForEach, attributesOf, read, type TestAgent, words } from '../../../support/test-app';
import { createLesson, oldMotherAndDaughter } from '../../../support/worlds/casework';
import { diceOf } from '../../adoption/figures/random-book';

const TODAY: LocalDate = '2026-11-26';
/** A lesson of this day is 150 days old on 16 November. */
const HALF_A_YEAR_AGO: LocalDate = '2026-06-19';

const app = appForEach();
let staff: TestAgent;
let world: Awaited<ReturnType<typeof oldMotherAndDaughter>>;
let services: { id: string }[];
beforeEach(async () => {
  staff = await app.as('staff');
  world = await oldMotherAndDaughter(app);
  services = [
    await createService(app.db, app.ward, { name: 'Đăng ký tạm trú' }),
    await createService(app.db, app.ward, { name: 'Lý lịch tư pháp' }),
  ];
});

const teach = (on: LocalDate, residentId = world.mother.id, service = services[0]!) =>
  createLesson(app, { household: world.home, residentId, serviceId: service.id, on });
const path = (residentId = world.mother.id) => `/residents/${residentId}/check-backs`;
const listed = async () => attributesOf(read(await staff.get('/check-backs'))('tbody a'), 'href');
const draw = (size: string) => staff.post('/check-backs/draw', { size });
const answer = (service: { id: string }, given: Record<string, string>) =>
  Object.fromEntries(Object.entries(given).map(([part, value]) => [`answers[${service.id}][${part}]`, value]));
const members = () => app.db.prisma.checkDrawMember.findMany({ orderBy: { callOrder: 'asc' } });
const checks = () => app.db.prisma.checkBack.findMany();

describe('the office draws whom it asks half a year after a lesson', () => {
  beforeEach(async () => {
    await teach(HALF_A_YEAR_AGO);
    await teach(HALF_A_YEAR_AGO, world.daughter.id);
  });

  test('before the draw nobody is asked; then those who were drawn, and the others are refused', async () => {
    expect(await listed()).toEqual([]);
    expect(words(await staff.get('/check-backs'))).toContain('2 người học từ 150 ngày trước');
    expect((await draw('1')).status).toBe(303);
    const [drawn] = await members();
    expect(await members()).toHaveLength(1);
    expect(await app.db.prisma.checkDraw.findMany()).toMatchObject([
      {
        population: 2,
        month: new Date('2026-11-01'),
        dueFrom: new Date('2026-08-28'),
        dueUntil: new Date('2026-11-30'),
      },
    ]);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'check-draw.draw' } })).toBe(1);
    expect(await listed()).toEqual([path(drawn!.residentId)]);
    expect(words(await staff.get('/check-backs'))).toContain('bốc 1 trong 2 người của tháng 11/2026');

    const other = drawn!.residentId === world.mother.id ? world.daughter.id : world.mother.id;
    expect(words(await staff.get(path(other)))).toContain('không được bốc thăm');
    const said = { ...answer(services[0]!, { outcome: 'alone' }), checkedOn: '26/11/2026' };
    const refused = await staff.post(path(other), said);
    expect(refused.status).toBe(422);
    expect(read(refused)(`#answers-${services[0]!.id}-outcome-error`).text()).toContain('không được bốc thăm');
    expect(await checks()).toEqual([]);
    expect((await staff.post(path(drawn!.residentId), said)).status).toBe(303);
    expect([await listed(), (await checks()).length]).toEqual([[], 1]);
  });

  test('once a month: a second draw changes nothing, and the database refuses a change', async () => {
    await Promise.all([draw('1'), draw('2')]);
    const before = await members();
    await draw('2');
    expect(await members()).toEqual(before);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'check-draw.draw' } })).toBe(1);
    await expect(app.db.prisma.checkDraw.updateMany({ data: { seed: 1 } })).rejects.toThrow('a draw never changes');
    await expect(app.db.prisma.checkDrawMember.deleteMany()).rejects.toThrow('a draw never changes');
  });

  test.each(['', '0', 'nhiều', '20000'])('a size of %j is refused beside the field', async (size) => {
    const refused = await draw(size);
    expect(refused.status).toBe(422);
    expect(read(refused)('#size-error').text()).not.toBe('');
    expect(read(refused)('#size').val()).toBe(size);
    expect(await members()).toEqual([]);
  });

  test('leaves out who refuses to be asked, left, or was taught again since', async () => {
    await teach('2026-08-01');
    await app.db.prisma.resident.update({ where: { id: world.daughter.id }, data: { residenceStatus: 'moved_out' } });
    await draw('5');
    expect(await members()).toEqual([]);
  });

  test('next month draws those who became due since, and nobody twice', async () => {
    await draw('5');
    const newcomer = await createResident(app.db, app.ward, { household: world.home, relation: 'child' });
    await teach('2026-07-20', newcomer.id);
    app.setNow(new Date('2026-12-20T02:00:00Z'));
    staff = await app.as('staff');
    await draw('5');
    expect((await members()).map(({ residentId }) => residentId).toSorted()).toEqual(
      [world.mother.id, world.daughter.id, newcomer.id].toSorted(),
    );
  });
});

describe('one call', () => {
  beforeEach(async () => {
    await teach('2026-11-10');
    await teach('2026-10-20', world.mother.id, services[1]);
  });

  test('asks about all services of the person: one row, one form, an answer each', async () => {
    expect(await listed()).toEqual([path()]);
    const form = await formOf(staff, path());
    const missing = await staff.post(path(), { ...form, ...answer(services[0]!, { outcome: 'alone' }) });
    expect(missing.status).toBe(422);
    expect(read(missing)(`#answers-${services[1]!.id}-outcome-error`).text()).toContain('Chọn kết quả hỏi lại.');
    const whole = {
      ...form,
      ...answer(services[0]!, { outcome: 'alone' }),
      ...answer(services[1]!, { outcome: 'with_somebody', helper: 'family' }),
    };
    for (let times = 0; times < 2; times += 1) expect((await staff.post(path(), whole)).status).toBe(303);
    expect((await checks()).map(({ outcome, helper }) => [outcome, helper]).toSorted()).toEqual([
      ['alone', null],
      ['with_somebody', 'family'],
    ]);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'resident.record-check-back' } })).toBe(1);
  });

  test('not reached is said of one service for all; with another answer it is refused', async () => {
    const form = await formOf(staff, path());
    const unreached = answer(services[0]!, { outcome: 'not_reached' });
    const mixed = await staff.post(path(), { ...form, ...unreached, ...answer(services[1]!, { outcome: 'alone' }) });
    expect(mixed.status).toBe(422);
    expect(read(mixed)(`#answers-${services[1]!.id}-outcome-error`).text()).toContain('Chọn giống nhau');
    await staff.post(path(), { ...form, ...unreached });
    expect((await checks()).map(({ outcome }) => outcome)).toEqual(['not_reached', 'not_reached']);
  });

  test('who did it with them is asked when somebody did', async () => {
    const form = { ...(await formOf(staff, path())), ...answer(services[1]!, { outcome: 'not_needed' }) };
    const errorOf = async (given: Record<string, string>) => {
      const refused = await staff.post(path(), { ...form, ...answer(services[0]!, given) });
      return read(refused)(`#answers-${services[0]!.id}-helper-error`).text();
    };
    expect(await errorOf({ outcome: 'with_somebody' })).toBe('Lỗi: Chọn ai cùng làm.');
    expect(await errorOf({ outcome: 'alone', helper: 'family' })).toContain('Chỉ chọn khi có người cùng làm');
    expect(await checks()).toEqual([]);
  });

  test('ends all questions when the person wants no more, and the officer may correct it on that day', async () => {
    const form = await formOf(staff, path());
    await staff.post(path(), { ...form, ...answer(services[0]!, { outcome: 'declined' }) });
    await teach('2026-11-15', world.mother.id, await createService(app.db, app.ward, { name: 'Khai sinh' }));
    expect(await listed()).toEqual([]);
    expect(read(await staff.get(path()))('[name$="[outcome]"]:checked').length).toBe(2);
    const corrected = services.map((service) => answer(service, { outcome: 'not_reached' }));
    await staff.post(path(), Object.assign({ ...form }, ...corrected));
    expect(await listed()).toEqual([path()]);
  });
});

test('the list and the rule agree about random lessons, calls and draws', async () => {
  const dice = diceOf(Number(process.env.BOOK_SEED ?? Math.floor(Math.random() * 1e9)));
  const barrier = await createBarrier(app.db, app.ward, 'Quên mật khẩu');
  const household = await createHousehold(app.db, app.ward);
  const drawnBy = { wardId: app.ward.id, seed: 1, population: 9, drawnBy: app.users.staff.id, drawnAt: new Date() };
  const draws = [
    { dueFrom: '2026-06-01', dueUntil: '2026-10-01' },
    { dueFrom: '2026-10-02', dueUntil: '2026-11-30' },
  ];
  const ids = draws.map(() => crypto.randomUUID());
  for (const [index, { dueFrom, dueUntil }] of draws.entries())
    await app.db.prisma.checkDraw.create({
      data: {
        id: ids[index]!,
        month: new Date(`2026-1${index}-01`),
        dueFrom: new Date(dueFrom),
        dueUntil: new Date(dueUntil),
        ...drawnBy,
      },
    });
  const expected: string[] = [];
  for (let person = 0; person < 60; person += 1) {
    const { id } = await createResident(app.db, app.ward, { household, relation: 'child' });
    const taughtOn = addDays(TODAY, -dice.int(0, 250));
    await createLesson(app, { household, residentId: id, serviceId: services[0]!.id, on: taughtOn });
    const past: { on: LocalDate; outcome: CheckBackOutcome }[] = [];
    for (let call = dice.int(0, 4); call > 0; call -= 1) {
      const on = addDays(taughtOn, dice.int(7, 245));
      const outcome = dice.chance(0.6) ? 'not_reached' : dice.one(['alone', 'stuck', 'not_needed'] as const);
      if (on <= TODAY) past.push({ on, outcome });
    }
    await app.db.prisma.checkBack.createMany({
      data: past.map(({ on, outcome }) => ({
        wardId: app.ward.id,
        residentId: id,
        publicServiceId: services[0]!.id,
        taughtOn: new Date(taughtOn),
        checkedOn: new Date(on),
        outcome,
        barrierId: outcome === 'stuck' ? barrier.id : null,
        recordedBy: app.users.staff.id,
        recordedAt: new Date(),
      })),
    });
    const own = ids.filter(() => dice.chance(0.5));
    await app.db.prisma.checkDrawMember.createMany({
      data: own.map((checkDrawId) => ({ wardId: app.ward.id, checkDrawId, residentId: id, callOrder: person + 1 })),
    });
    const due = addDays(taughtOn, 150);
    const isDrawn = draws.some(
      ({ dueFrom, dueUntil }, index) => own.includes(ids[index]!) && dueFrom <= due && due <= dueUntil,
    );
    if (dueWave({ taughtOn, isDrawn, past }, TODAY)) expected.push(id);
  }
  const found: string[] = [];
  for (let rows = await listDueChecks(app.db, { wardId: app.ward.id, today: TODAY }, null); rows.length > 0;) {
    found.push(...rows.slice(0, 40).map(({ residentId }) => residentId));
    rows = rows.length > 40 ? await listDueChecks(app.db, { wardId: app.ward.id, today: TODAY }, rows[39]!) : [];
  }
  expect(found.toSorted()).toEqual(expected.toSorted());
});
