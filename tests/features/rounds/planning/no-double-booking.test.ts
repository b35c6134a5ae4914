import { createHousehold, createRound, type TestUser } from '../../../support/factories';
import { oneMoment, type OneMoment } from '../../../support/one-moment';
import { clear, read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { createAbsence, joinTeam, roundForm } from '../../../support/worlds/rounds';

/**
 * What two people press at the same moment. A third connection holds what both need; both requests are seen waiting in
 * the database, each in a transaction on its own connection; then it releases them.
 */
let app: TestApp;
let staff: TestAgent;
let admin: TestAgent;
let officer: TestAgent;
let moment: OneMoment;

beforeAll(async () => {
  app = await testApp();
  [staff, admin, officer] = [await app.as('staff'), await app.as('admin'), await app.as('officer')];
  moment = await oneMoment(app.context.config.databaseUrl!);
});
afterAll(async () => {
  await moment.close();
  await app.close();
});
afterEach(() => clear(app, 'roundClosure', 'round', 'absence'));

const EVENING = { startsAt: new Date('2026-11-27T11:30:00Z'), endsAt: new Date('2026-11-27T13:30:00Z') };
const plan = (doors: { id: string }[], given: object = {}) =>
  roundForm(app, { date: '2026-11-27', doors: doors.map(({ id }) => id), note: 'Giữ chữ này', ...given });
const absence = { from: '27/11/2026', fromTime: '', to: '27/11/2026', toTime: '', reason: 'Về quê' };

const OFFICERS = 'SELECT 1 FROM user_account WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE';
const HOUSEHOLDS = 'SELECT 1 FROM household WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE';
const team = () => [app.users.officer.id, app.users.officer2.id];

describe('two people who press at the same moment', () => {
  it('plan overlapping rounds of one officer: the first is planned, the second person is told who is where and when', async () => {
    const [one, two] = [await createHousehold(app.db, app.ward), await createHousehold(app.db, app.ward)];
    const [first, second] = await moment.pressAtOnce(OFFICERS, team(), [
      () => staff.post('/rounds', plan([one])),
      () => admin.post('/rounds', plan([two], { from: '19:30', to: '21:00' })),
    ]);
    expect([first!.status, second!.status]).toEqual([303, 422]);
    const round = await app.db.prisma.round.findFirstOrThrow();
    expect(words(second!)).toContain(`Nguyễn Thị Đội đã có buổi ${round.code}, tối thứ Sáu 27/11, 18:30–20:30.`);
    expect(read(second!)('textarea[name="note"]').val()).toBe('Giữ chữ này');
    expect(read(second!)('#from').val()).toBe('19:30');
    expect(await app.db.prisma.round.count()).toBe(1);
  });

  it('plan one door twice with different teams: the first has it, the second person is told on which round it is', async () => {
    const door = await createHousehold(app.db, app.ward, { address: '48A Phạm Hồng Thái' });
    const later = plan([door], { date: '2026-11-28', from: '14:30', to: '16:30' });
    const [first, second] = await moment.pressAtOnce(
      HOUSEHOLDS,
      [door.id],
      [() => staff.post('/rounds', plan([door])), () => admin.post('/rounds', later)],
    );
    expect([first!.status, second!.status]).toEqual([303, 422]);
    const round = await app.db.prisma.round.findFirstOrThrow();
    expect(words(second!)).toContain(`48A Phạm Hồng Thái: đang ở buổi ${round.code}, tối thứ Sáu 27/11, 18:30–20:30.`);
    expect(read(second!)('textarea[name="note"]').val()).toBe('Giữ chữ này');
    expect(await app.db.prisma.roundDoor.count({ where: { householdId: door.id, isOpen: true } })).toBe(1);
  });

  it('report an absence and, a moment later, plan a round: the round is refused', async () => {
    const door = await createHousehold(app.db, app.ward);
    const [absent, planned] = await moment.pressAtOnce(OFFICERS, team(), [
      () => officer.post('/absences', { userId: app.users.officer.id, ...absence }),
      () => staff.post('/rounds', plan([door])),
    ]);
    expect([absent!.status, planned!.status]).toEqual([303, 422]);
    expect(words(planned!)).toContain('Nguyễn Thị Đội báo vắng thứ Sáu 27/11.');
    expect(read(planned!)('textarea[name="note"]').val()).toBe('Giữ chữ này');
    expect([await app.db.prisma.absence.count(), await app.db.prisma.round.count()]).toEqual([1, 0]);
  });

  it('plan a round and, a moment later, report an absence: the absence asks, and then the round needs a review', async () => {
    const door = await createHousehold(app.db, app.ward);
    const typed = { userId: app.users.officer.id, ...absence };
    const [planned, asked] = await moment.pressAtOnce(OFFICERS, team(), [
      () => staff.post('/rounds', plan([door])),
      () => officer.post('/absences', typed),
    ]);
    expect([planned!.status, asked!.status]).toEqual([303, 200]);
    expect(words(asked!)).toContain('1 buổi ra quân đã lập trong thời gian vắng');
    expect(await app.db.prisma.absence.count()).toBe(0);
    expect((await officer.post('/absences', { ...typed, confirmed: 'yes' })).status).toBe(303);
    expect(words(await staff.get('/rounds?view=review'))).toContain('Nguyễn Thị Đội báo vắng thứ Sáu 27/11');
  });

  it('move a round onto an evening and report an absence for it: the move is refused and keeps what was typed', async () => {
    const round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer, app.users.officer2],
      startsAt: new Date('2026-12-01T11:30:00Z'),
      endsAt: new Date('2026-12-01T13:30:00Z'),
    });
    const move = {
      version: '1',
      date: '2026-11-27',
      from: '18:30',
      to: '20:30',
      officers: team(),
      note: 'Giữ chữ này',
      outOfHoursReason: '',
    };
    const [absent, moved] = await moment.pressAtOnce(OFFICERS, team(), [
      () => officer.post('/absences', { userId: app.users.officer.id, ...absence }),
      () => staff.post(`/rounds/${round.id}/edit`, move),
    ]);
    expect([absent!.status, moved!.status]).toEqual([303, 422]);
    expect(words(moved!)).toContain('Nguyễn Thị Đội báo vắng thứ Sáu 27/11.');
    expect(read(moved!)('#note').val()).toBe('Giữ chữ này');
    expect(await app.db.prisma.round.findUniqueOrThrow({ where: { id: round.id } })).toMatchObject({
      startsAt: new Date('2026-12-01T11:30:00Z'),
      version: 1,
    });
  });

  it('put one officer on two rounds in place of others: one of the two is refused', async () => {
    const third = await joinTeam(app);
    const round = async (user: TestUser) =>
      createRound(app.db, app.ward, { by: app.users.staff, officers: [user], ...EVENING });
    const [one, two] = [await round(app.users.officer), await round(app.users.officer2)];
    const [first, second] = await moment.pressAtOnce(
      OFFICERS,
      [third.id],
      [
        () => staff.post(`/rounds/${one.id}/replacement`, { version: '1', out: app.users.officer.id, in: third.id }),
        () => admin.post(`/rounds/${two.id}/replacement`, { version: '1', out: app.users.officer2.id, in: third.id }),
      ],
    );
    expect([first!.status, second!.status]).toEqual([303, 422]);
    expect(words(second!)).toContain(`Lê Thị Hòa đã có buổi ${one.code}, tối thứ Sáu 27/11, 18:30–20:30.`);
    await app.db.prisma.round.deleteMany();
    await app.db.prisma.userAccount.delete({ where: { id: third.id } });
  });
});

describe('the database itself', () => {
  const away = (span = EVENING) => createAbsence(app, app.users.officer.id, { ...span });

  it('puts no officer on a round at the time of an absence, moves no round there, and brings none back', async () => {
    const { id } = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      startsAt: new Date('2026-12-01T11:30:00Z'),
    });
    const { id: cancelled } = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      ...EVENING,
    });
    await app.db.prisma.roundOfficer.updateMany({ where: { roundId: cancelled }, data: { isActive: false } });
    await away();
    await expect(
      createRound(app.db, app.ward, { by: app.users.staff, officers: [app.users.officer], ...EVENING }),
    ).rejects.toThrow('round_officer_not_absent');
    await expect(app.db.prisma.roundOfficer.updateMany({ where: { roundId: id }, data: EVENING })).rejects.toThrow(
      'round_officer_not_absent',
    );
    await expect(
      app.db.prisma.roundOfficer.updateMany({ where: { roundId: cancelled }, data: { isActive: true } }),
    ).rejects.toThrow('round_officer_not_absent');
  });

  it('accepts a round that begins as the absence ends', async () => {
    await away({ startsAt: new Date('2026-11-27T09:00:00Z'), endsAt: EVENING.startsAt });
    await expect(
      createRound(app.db, app.ward, { by: app.users.staff, officers: [app.users.officer], ...EVENING }),
    ).resolves.toBeDefined();
  });
});
