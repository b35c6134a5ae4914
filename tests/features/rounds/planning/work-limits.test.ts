import { createUser } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { oneMoment } from '../../../support/one-moment';
import { expectRefused, read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';
import { at, clearWeek, eveningRound, roundForm, street, type Door } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
let doors: Door[];
let third: Awaited<ReturnType<typeof createUser>>;

beforeAll(async () => {
  doors = await street(app, 12);
  third = await createUser(app.db, app.ward, {
    username: 'doi3',
    displayName: 'Đỗ Văn Ba',
    role: 'officer',
    passwordHash: 'x',
  });
});
afterEach(async () => {
  await clearWeek(app);
  await limits({});
});

const limits = async (given: object) => {
  const { outreachPolicy } = await app.db.prisma.ward.findUniqueOrThrow({ where: { id: app.ward.id } });
  const policy = { ...(outreachPolicy as object), roundsAWeek: 3, hoursAMonth: 0, ...given };
  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { outreachPolicy: policy } });
};
/** Evenings of this week, of these officers; the next is their fourth. */
const threeEvenings = (officers = [app.users.officer, third]) =>
  Promise.all(
    [23, 24, 25].map((day) => eveningRound(app, { officers, startsAt: at('18:30', day), endsAt: at('20:45', day) })),
  );
const FOURTH = 'Nguyễn Thị Đội: 4 buổi trong tuần, hạn 3.';
const REASON = 'Người kia ốm, nhà đã hẹn';
const tonight = () => app.db.prisma.round.findMany({ where: { startsAt: { gte: at('18:00') } } });

describe('an evening beyond the limit of the week', () => {
  test('is said with its number, and planned only with a written reason, which the overtime page shows', async () => {
    await threeEvenings([app.users.officer]);
    const form = roundForm(app, { doors: [doors[0]!.id] });
    const refused = await staff.post('/rounds', form);
    expectRefused(refused, 'outOfHoursReason', FOURTH);
    expect(read(refused)('#outside').text()).toContain('Quá hạn của người đi');
    expect(await tonight()).toEqual([]);

    for (const _ of [1, 2])
      expect((await staff.post('/rounds', { ...form, outOfHoursReason: REASON })).status).toBe(303);
    expect(await tonight()).toMatchObject([{ outOfHoursReason: REASON, answeredObjections: ['work_limit'] }]);
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({
      where: { action: 'round.plan', subjectId: form.id },
    });
    expect(event.details).toMatchObject({ outOfHoursReason: REASON });
    expect(words(await staff.get(`/rounds/${form.id}`))).toContain('Quá số buổi, giờ của người đi');
    expect(words(await staff.get('/rounds'))).toContain('Quá số buổi, giờ');
    app.setNow(at('21:00'));
    const hours = words(
      await (await app.as('chairman')).get(`/overtime?month=2026-11&officer=${app.users.officer.id}`),
    );
    expect(hours).toContain(`Có người quá hạn của phường: ${REASON}`);
    app.setNow(at('09:00'));
  });

  test('puts an officer behind those within it, with the number', async () => {
    await threeEvenings([app.users.officer]);
    const page = read(await staff.get('/rounds/new?date=26/11/2026&from=18:30&to=20:30'));
    const choices = textsOf(page('#team .choice'));
    expect(choices.at(-1)).toContain('Nguyễn Thị Đội 4 buổi trong tuần, hạn 3');
  });

  test('is asked about when a team or day is changed, and when an officer goes in place of another', async () => {
    await threeEvenings();
    const round = await eveningRound(app, { officers: [app.users.officer2], households: [doors[0]!] });
    await limits({ teamSize: 1 });
    const edit = { ...(await formOf(staff, `/rounds/${round.id}/edit`)), officers: [app.users.officer.id] };
    const refused = await staff.post(`/rounds/${round.id}/edit`, edit);
    expectRefused(refused, 'outOfHoursReason', FOURTH);
    const path = `/rounds/${round.id}/replacement`;
    const swap = { version: '1', out: app.users.officer2.id, in: third.id, outOfHoursReason: '' };
    expect(read(await staff.get(path))('#outOfHoursReason').length).toBe(1);
    const kept = await staff.post(path, swap);
    expectRefused(kept, 'outOfHoursReason', 'Đỗ Văn Ba: 4 buổi trong tuần, hạn 3.');
    expect(await tonight()).toMatchObject([{ outOfHoursReason: null, version: 1 }]);
    for (const _ of [1, 2]) expect((await staff.post(path, { ...swap, outOfHoursReason: REASON })).status).toBe(303);
    expect(await tonight()).toMatchObject([
      { outOfHoursReason: REASON, answeredObjections: ['work_limit'], version: 2 },
    ]);
    await limits({ teamSize: 2 });
  });

  test('is not answered by a reason written for something else', async () => {
    await threeEvenings([third]);
    const form = roundForm(app, {
      doors: [doors[0]!.id],
      from: '16:00',
      to: '18:00',
      outOfHoursReason: 'Nhà hẹn chiều',
    });
    expect((await staff.post('/rounds', form)).status).toBe(303);
    const [planned] = await app.db.prisma.round.findMany({ where: { id: form.id } });
    const path = `/rounds/${form.id}/edit`;
    const edit = { ...(await formOf(staff, path)), officers: [app.users.officer.id, third.id] };
    const refused = await staff.post(path, edit);
    expect([refused.status, read(refused)('#outOfHoursReason-error').text()]).toEqual([
      422,
      expect.stringMatching(/Đỗ Văn Ba: 4 buổi trong tuần, hạn 3\. Ghi thêm lý do/),
    ]);
    expect(await app.db.prisma.round.findMany({ where: { id: form.id } })).toEqual([planned]);
    const outOfHoursReason = 'Nhà hẹn chiều; người kia ốm';
    expect((await staff.post(path, { ...edit, outOfHoursReason })).status).toBe(303);
    const log = words(await (await app.as('admin')).get('/audit?group=round'));
    expect(log).toMatch(/lý do ấy ghi cho ngoài khung ngày làm việc, quá số buổi hoặc giờ/);
    const { answeredObjections } = await app.db.prisma.round.findUniqueOrThrow({ where: { id: form.id } });
    expect(answeredObjections).toEqual([...planned!.answeredObjections, 'work_limit']);
  });

  test('needs no reason any more once an officer within the limit goes in place of the other', async () => {
    await threeEvenings([app.users.officer]);
    const form = roundForm(app, { doors: [doors[0]!.id], outOfHoursReason: REASON });
    expect((await staff.post('/rounds', form)).status).toBe(303);
    const swap = { version: '1', out: app.users.officer2.id, in: third.id, outOfHoursReason: '' };
    expect((await staff.post(`/rounds/${form.id}/replacement`, swap)).status).toBe(303);
    expect(await tonight()).toMatchObject([{ outOfHoursReason: REASON, answeredObjections: ['work_limit'] }]);
    const back = { version: '2', out: app.users.officer.id, in: app.users.officer2.id, outOfHoursReason: '' };
    for (const _ of [1, 2]) expect((await staff.post(`/rounds/${form.id}/replacement`, back)).status).toBe(303);
    expect(await tonight()).toMatchObject([{ outOfHoursReason: null, answeredObjections: [], version: 3 }]);
  });

  test('keeps a cancelled round cancelled until a reason is written', async () => {
    const round = await eveningRound(app, { households: [doors[0]!] });
    expect((await staff.post(`/rounds/${round.id}/cancellation`, { version: '1', reason: 'Mưa to' })).status).toBe(303);
    await threeEvenings([app.users.officer]);
    app.setNow(at('09:20'));
    const path = `/rounds/${round.id}/restoration`;
    const refused = await staff.post(path);
    expectRefused(refused, 'outOfHoursReason', FOURTH);
    expect(await app.db.prisma.roundClosure.count()).toBe(1);
    for (const _ of [1, 2]) expect((await staff.post(path, { outOfHoursReason: REASON })).status).toBe(303);
    expect(await app.db.prisma.roundClosure.count()).toBe(0);
    expect(await tonight()).toMatchObject([{ outOfHoursReason: REASON, answeredObjections: ['work_limit'] }]);
    app.setNow(at('09:00'));
  });

  test('is not asked about for the earlier rounds of the week: not for their note, nor when one is cancelled by mistake', async () => {
    const [, , wednesday] = await threeEvenings([app.users.officer]);
    await app.db.prisma.round.updateMany({ data: { createdAt: at('08:00') } });
    const { id } = wednesday!;
    await app.db.prisma.round.update({ where: { id }, data: { endsAt: at('20:45', 27), startsAt: at('18:30', 27) } });
    const form = roundForm(app, { doors: [doors[0]!.id], outOfHoursReason: REASON });
    expect((await staff.post('/rounds', form)).status).toBe(303);
    await limits({ teamSize: 1 });
    const path = `/rounds/${id}/edit`;
    for (const _ of [1, 2])
      expect((await staff.post(path, { ...(await formOf(staff, path)), note: 'Mang ô' })).status).toBe(303);
    const { version, ...noted } = await app.db.prisma.round.findUniqueOrThrow({ where: { id } });
    expect(noted).toMatchObject({ note: 'Mang ô', outOfHoursReason: null, answeredObjections: [] });

    app.setNow(at('09:05'));
    const slip = { version: String(version), reason: 'Bấm nhầm buổi' };
    expect((await staff.post(`/rounds/${id}/cancellation`, slip)).status).toBe(303);
    app.setNow(at('09:10'));
    await app.db.prisma.round.update({ where: { id: form.id }, data: { createdAt: at('09:06') } });
    expect((await staff.post(`/rounds/${id}/restoration`)).status).toBe(422);
    await app.db.prisma.round.update({ where: { id: form.id }, data: { createdAt: at('09:00') } });
    expect((await staff.post(`/rounds/${id}/restoration`)).status).toBe(303);
    expect(await app.db.prisma.roundClosure.count()).toBe(0);
    await limits({ teamSize: 2 });
    app.setNow(at('09:00'));
  });
});

test('an officer whom two users plan at one moment goes beyond the limit of the week on one round at most', async () => {
  const officers = [app.users.officer.id, third.id];
  await threeEvenings([app.users.officer]);
  await app.db.prisma.round.deleteMany({ where: { startsAt: at('18:30', 25) } });
  const forms = ['26', '27'].map((day, index) =>
    roundForm(app, { date: `2026-11-${day}`, officers, doors: [doors[index]!.id] }),
  );
  const path = '/rounds';
  const moment = await oneMoment(app.context.config.databaseUrl!);
  const answers = await moment.pressAtOnce(
    'SELECT FROM user_account WHERE id = ANY ($1::uuid[]) FOR UPDATE',
    officers,
    forms.map((form) => () => staff.post(path, form)),
  );
  await moment.close();
  expect(answers.map(({ status }) => status)).toEqual([303, 422]);
  expect(words(answers[1]!)).toContain('Có người vừa được xếp buổi khác, nay quá hạn của phường. Gửi lại.');
  expect(read(answers[1]!)('#outOfHoursReason').length).toBe(1);
  expect(await tonight()).toHaveLength(1);
  expect((await staff.post(path, { ...forms[1], outOfHoursReason: REASON })).status).toBe(303);
});

test('hours beyond the limit of the month are said with their number; without a limit nothing is', async () => {
  await Promise.all(
    [2, 3, 9, 10].map((day) =>
      eveningRound(app, {
        startsAt: new Date(`2026-11-${String(day).padStart(2, '0')}T11:30:00Z`),
        endsAt: new Date(`2026-11-${String(day).padStart(2, '0')}T13:30:00Z`),
      }),
    ),
  );
  const form = roundForm(app, { doors: [doors[0]!.id] });
  await limits({ hoursAMonth: 9 });
  const refused = await staff.post('/rounds', form);
  expect(read(refused)('#outOfHoursReason-error').text()).toContain(
    'Nguyễn Thị Đội: 10 giờ làm thêm trong tháng, hạn 9. Phạm Minh Viên: 10 giờ làm thêm trong tháng, hạn 9.',
  );
  await limits({ hoursAMonth: 10 });
  expect((await staff.post('/rounds', form)).status).toBe(303);
});
