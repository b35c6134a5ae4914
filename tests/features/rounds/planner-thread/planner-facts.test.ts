import type { Database } from '../../../../src/db/database';
import {
  knownWardOf,
  plannerInputOf,
  type KnownWard,
} from '../../../../src/features/rounds/planner-thread/planner-facts';
import { readPlannerFacts } from '../../../../src/features/rounds/planner-thread/planner-queries';
import {
  createCall,
  createHousehold,
  createRequest,
  createResident,
  createRound,
  createVisit,
} from '../../../support/factories';
import { shippedRules } from '../../../support/worlds/due';
import { sharedApp, THURSDAY_MORNING } from '../../../support/test-app';
import { createAbsence, createPause } from '../../../support/worlds/rounds';

describe('what the planner is told about a ward', () => {
  const app = sharedApp();
  let doors: Awaited<ReturnType<typeof createHousehold>>[];
  beforeAll(async () => {
    doors = await Promise.all(
      ['2', '4', '6'].map((number) => createHousehold(app.db, app.ward, { address: `${number} Hàng Than` })),
    );
    await createHousehold(app.db, app.otherWard, { address: '1 Tràng Tiền' });
  });

  const known = async (db: Database = app.db): Promise<KnownWard> =>
    knownWardOf(await readPlannerFacts(db, app.ward.id, '2026-11-26'));
  const doorOf = (ward: KnownWard, door: { id: string }) => ward.doors.find(({ id }) => id === door.id)!;

  it('is every door of the ward and none of another, with its residents, their needs and whether it can be called', async () => {
    await createResident(app.db, app.ward, {
      household: doors[0]!,
      birthYear: 1944,
      vneidLevel: 'none',
      phone: '0912345678',
    });
    await createResident(app.db, app.ward, {
      household: doors[0]!,
      relation: 'child',
      residenceStatus: 'temporary',
      birthDate: '1990-03-04',
    });
    await createResident(app.db, app.ward, { household: doors[0]!, relation: 'child', residenceStatus: 'moved_out' });
    const ward = await known();
    expect(ward.doors.map(({ id }) => id).sort()).toEqual(doors.map(({ id }) => id).sort());
    const door = doorOf(ward, doors[0]!);
    expect(door).toMatchObject({
      laneLabel: 'Phố Hàng Than, bên số chẵn',
      occupancy: 'occupied',
      pause: null,
      hasPhone: true,
    });
    expect(door.residents).toHaveLength(2);
    expect(door.residents.find(({ isTemporary }) => !isTemporary)).toMatchObject({
      birth: { date: '1944-01-01', precision: 'year' },
      needs: expect.arrayContaining(['aged_80', 'no_vneid_level_2']) as string[],
    });
    expect(doorOf(ward, doors[1]!)).toMatchObject({ hasPhone: false, residents: [] });
  });

  it('is what falls due, with the days on which it is open: later rounds are told too', async () => {
    await shippedRules(app);
    const { id } = await createResident(app.db, app.ward, { household: doors[2]!, birthDate: '1952-06-15' });
    // Issued over two years before 60 and never renewed.
    await app.db.prisma.resident.update({ where: { id }, data: { cardIssuedOn: new Date('2010-01-01') } });
    const [resident] = doorOf(await known(), doors[2]!).residents;
    expect(resident!.due).toEqual(
      expect.arrayContaining([
        ['social_pension_75', '2027-06-15', '2027-06-15', '2027-04-16', '2027-08-14'],
        ['card_60', '2012-06-15', '2012-06-15', '2012-04-16', 'infinity'],
      ]),
    );
  });

  it('is the longest of the current pauses', async () => {
    const pause = (kind: 'mourning' | 'refusal', pausedUntil: string | null, lifted = false) =>
      createPause(app, doors[1]!.id, {
        kind,
        pausedFrom: new Date('2026-11-01'),
        pausedUntil: pausedUntil && new Date(pausedUntil),
        ...(lifted && { liftedAt: THURSDAY_MORNING, liftedBy: app.users.staff.id }),
      });
    await pause('refusal', '2026-11-25');
    await pause('refusal', null, true);
    await pause('mourning', '2026-12-30');
    expect(doorOf(await known(), doors[1]!).pause).toEqual({ kind: 'mourning', until: '2026-12-30' });
    await app.db.prisma.householdPause.deleteMany();
  });

  it('is the tries of a year with their local hours, when a door was last met before, and what the last visit promised', async () => {
    const visit = (arrivedAt: string, outcome: 'met' | 'nobody_home') =>
      createVisit(app.db, app.ward, {
        household: doors[0]!,
        by: app.users.officer,
        outcome,
        arrivedAt: new Date(arrivedAt),
      });
    await visit('2025-01-07T11:00:00Z', 'met');
    await visit('2025-02-07T11:00:00Z', 'met');
    await visit('2025-03-07T11:00:00Z', 'nobody_home');
    const last = await visit('2026-11-20T12:05:00Z', 'met');
    await app.db.prisma.visit.update({
      where: { id: last.id },
      data: { nextStep: 'revisit', leftAt: new Date('2026-11-20T12:30:00Z') },
    });
    const { tries, followUps } = await known();
    expect(tries.map(({ date, arrivedAt, leftAt, outcome }) => [date, arrivedAt, leftAt, outcome]).sort()).toEqual([
      ['2025-02-07', '18:00', null, 'met'],
      ['2026-11-20', '19:05', '19:30', 'met'],
    ]);
    expect(followUps).toEqual([
      { id: last.id, doorId: doors[0]!.id, dueOn: '2026-11-27', at: null, what: 'quay lại nhà' },
    ]);
    const promisedAt = async (nextStepFrom: string, nextStepTo: string | null) => {
      await app.db.prisma.visit.update({
        where: { id: last.id },
        data: { nextStepDue: new Date('2026-11-30'), nextStepFrom, nextStepTo },
      });
      return (await known()).followUps.map(({ dueOn, at }) => [dueOn, at]);
    };
    expect(await promisedAt('19:00', '20:30')).toEqual([['2026-11-30', { from: '19:00', to: '20:30' }]]);
    expect(await promisedAt('19:30', null)).toEqual([['2026-11-30', { from: '19:30', to: '20:00' }]]);
    // The office pressed "Không cần nữa" on the work list; being called in vain would not have ended it.
    const end = await app.db.prisma.followUpEnd.create({
      data: {
        wardId: app.ward.id,
        kind: 'promise',
        subjectId: last.id,
        factKey: 'revisit-2026-11-30',
        outcome: 'not_reached',
        pressId: last.id,
        endedOn: new Date('2026-11-25'),
        endedBy: app.users.staff.id,
        endedAt: new Date('2026-11-25'),
      },
    });
    expect((await known()).followUps).toHaveLength(1);
    await app.db.prisma.followUpEnd.update({ where: { id: end.id }, data: { outcome: 'not_needed' } });
    expect((await known()).followUps).toEqual([]);
    await app.db.prisma.followUpEnd.update({
      where: { id: end.id },
      data: { undoneAt: new Date('2026-11-26'), undoneBy: app.users.staff.id },
    });
    expect((await known()).followUps).toHaveLength(1);
    await visit('2026-11-23T12:00:00Z', 'nobody_home');
    expect((await known()).followUps).toEqual([]);
  });

  it('does not count a door as met by a visit that says "met" and names no resident', async () => {
    const visit = (arrivedAt: string) =>
      createVisit(app.db, app.ward, {
        household: doors[2]!,
        by: app.users.officer,
        metSomebody: false,
        arrivedAt: new Date(arrivedAt),
      });
    await visit('2025-02-07T11:00:00Z');
    await visit('2026-11-20T12:05:00Z');
    const { tries } = await known();
    expect(tries.filter(({ doorId }) => doorId === doors[2]!.id)).toMatchObject([
      { date: '2026-11-20', outcome: 'come_back_later' },
    ]);
    await app.db.prisma.visit.deleteMany({ where: { householdId: doors[2]!.id } });
  });

  it('is the open requests, the rounds that hold doors however old, and the officers with their days off', async () => {
    const request = await createRequest(app.db, app.ward, {
      household: doors[2]!,
      by: app.users.staff,
      wishes: [{ weekdays: [7], from: '08:00', to: '10:00' }],
    });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [doors[2]!],
      startsAt: new Date('2026-06-01T11:30:00Z'),
    });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      startsAt: new Date('2026-06-02T11:30:00Z'),
    });
    await createAbsence(app, app.users.officer.id, {
      id: request.id,
      startsAt: new Date('2026-11-29T17:00:00Z'),
      endsAt: new Date('2026-12-01T17:00:00Z'),
    });
    const ward = await known();
    expect(ward.requests).toMatchObject([
      { id: request.id, doorId: doors[2]!.id, wishes: [{ weekdays: [7], from: '08:00', to: '10:00' }] },
    ]);
    expect(ward.rounds).toEqual([
      {
        date: '2026-06-01',
        from: '18:30',
        to: '20:45',
        officerIds: [app.users.officer.id],
        openDoorIds: [doors[2]!.id],
        isCancelled: false,
      },
    ]);
    const { officers } = plannerInputOf(ward, { kind: 'week', from: '2026-11-30', to: '2026-12-06' });
    expect(officers.map(({ name }) => name).sort()).toEqual(['Nguyễn Thị Đội', 'Phạm Minh Viên']);
    expect(officers.find(({ id }) => id === app.users.officer.id)!.absences).toEqual([
      { from: '2026-11-30', to: '2026-12-01' },
    ]);
  });

  it('is the hours of an absence that begins or ends within a day, and whole days in between', async () => {
    await app.db.prisma.absence.deleteMany();
    const absence = (startsAt: string, endsAt: string) =>
      createAbsence(app, app.users.officer.id, { startsAt: new Date(startsAt), endsAt: new Date(endsAt) });
    await absence('2026-12-01T01:00:00Z', '2026-12-01T04:30:00Z');
    await absence('2026-12-02T10:00:00Z', '2026-12-05T05:00:00Z');
    const ward = await known();
    const absencesFor = (from: string, to: string) =>
      plannerInputOf(ward, { kind: 'week', from, to }).officers.find(({ id }) => id === app.users.officer.id)!.absences;
    expect(absencesFor('2026-11-30', '2026-12-06')).toEqual([
      { from: '2026-12-01', to: '2026-12-01', hours: { from: '08:00', to: '11:30' } },
      { from: '2026-12-02', to: '2026-12-02', hours: { from: '17:00', to: '24:00' } },
      { from: '2026-12-03', to: '2026-12-04' },
      { from: '2026-12-05', to: '2026-12-05', hours: { from: '00:00', to: '12:00' } },
    ]);
    expect(absencesFor('2026-12-01', '2026-12-01')).toHaveLength(1);
    await app.db.prisma.absence.deleteMany();
  });

  it('is the results of half a year of calls, the last of each day first, without withdrawn ones and those of another ward', async () => {
    const recordCall = (calledOn: string, given: object = {}) =>
      createCall(app.db, app.ward, { household: doors[0]!, by: app.users.staff, calledOn, ...given });
    const times = [
      { dates: ['2026-11-28'], from: '19:00', to: '20:30' },
      { weekdays: [6, 7], from: '08:00', to: '10:00' },
      { from: '18:00', to: '19:00' },
    ];
    await recordCall('2026-11-20', { createdAt: new Date('2026-11-20T02:00:00Z') });
    await recordCall('2026-11-20', { times, createdAt: new Date('2026-11-20T08:00:00Z') });
    await recordCall('2026-06-01', { outcome: 'declined' });
    await recordCall('2026-05-30', { outcome: 'declined' });
    await recordCall('2026-11-21', { outcome: 'wrong_number', withdrawn: 'nhầm nhà' });
    await createCall(app.db, app.otherWard, {
      household: await createHousehold(app.db, app.otherWard, {}),
      by: app.otherUsers.staff,
    });
    const doorId = doors[0]!.id;
    expect((await known()).calls).toEqual([
      { doorId, date: '2026-11-20', outcome: 'agreed', times },
      { doorId, date: '2026-11-20', outcome: 'no_answer', times: [] },
      { doorId, date: '2026-06-01', outcome: 'declined', times: [] },
    ]);
    await app.db.prisma.doorCall.deleteMany();
  });

  it("finds a ward's calls by their day, not among those of all wards and years", async () => {
    const statements: { text: string; values: unknown[] }[] = [];
    const listening = {
      ...app.db,
      pool: {
        query: (query: { text: string; values: unknown[] }) => {
          statements.push(query);
          return app.db.pool.query(query);
        },
      },
    } as unknown as Database;
    await known(listening);
    const { text, values } = statements.find((statement) => statement.text.includes('FROM door_call'))!;
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => createHousehold(app.db, index % 2 ? app.otherWard : app.ward)),
    );
    await app.db.pool.query(
      `INSERT INTO door_call (id, ward_id, household_id, called_on, outcome, called_by, created_at)
      SELECT gen_random_uuid(), h.ward_id, h.id, DATE '2026-11-25' - n, 'no_answer', u.id, now()
      FROM household h JOIN user_account u ON u.ward_id = h.ward_id AND u.role = 'staff', generate_series(1, 500) n`,
    );
    await app.db.pool.query('ANALYZE door_call');
    const { rows } = await app.db.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('door_call_ward');
    await app.db.prisma.doorCall.deleteMany();
  });

  it('takes the same few statements however many doors there are', async () => {
    const statements: string[] = [];
    const counting = {
      ...app.db,
      pool: {
        query: (query: { text: string }) => {
          statements.push(query.text);
          return app.db.pool.query(query);
        },
      },
    } as unknown as Database;
    await known(counting);
    const before = statements.splice(0).length;
    await Promise.all(Array.from({ length: 20 }, () => createHousehold(app.db, app.ward)));
    await known(counting);
    expect(statements).toHaveLength(before);
    expect(before).toBeLessThanOrEqual(11);
  });
});
