import { randomUUID } from 'node:crypto';
import { createHousehold, createRequest } from '../../../support/factories';
import { clear, read, sharedAgent, sharedApp, words } from '../../../support/test-app';
import { at, createPause, eveningRound, street, type Door } from '../../../support/worlds/rounds';

describe('putting a request into a planned round', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');
  let doors: Door[];
  beforeAll(async () => {
    doors = await street(app, 6);
  });
  afterEach(() => clear(app, 'supportRequest', 'round'));

  /** The fourth door asks; a round on Friday goes to the others. */
  const asking = async (given: object = {}) => {
    const round = await eveningRound(app, {
      households: [doors[0]!, doors[1]!, doors[4]!, doors[5]!],
      startsAt: at('18:30', 27),
      code: 'BĐ-THU6',
    });
    const request = await createRequest(app.db, app.ward, { household: doors[3]!, by: app.users.staff, ...given });
    return { round, request };
  };
  const orderOf = async (roundId: string) =>
    (await app.db.prisma.roundDoor.findMany({ where: { roundId }, orderBy: { position: 'asc' } })).map(
      ({ householdId }) => doors.findIndex(({ id }) => id === householdId),
    );
  const eventsOf = async (id: string) => app.db.prisma.auditEvent.count({ where: { subjectId: id } });

  it('is one press on its page: the door comes between its neighbours, and can be taken out again', async () => {
    const { round, request } = await asking();
    const page = read(await staff.get(`/requests/${request.id}`));
    expect(page('section[aria-labelledby=placement]').text()).toContain('Tối thứ Sáu 27/11');
    expect(page('section[aria-labelledby=placement]').text()).toContain('Qua cùng ngõ');
    const pressed = await staff.post(`/requests/${request.id}/placement`, { roundId: round.id });
    expect(pressed.status).toBe(303);
    expect(await orderOf(round.id)).toEqual([0, 1, 3, 4, 5]);
    const after = read(await staff.get(`/requests/${request.id}`));
    expect(after('main').text()).toContain('buổi BĐ-THU6');
    expect(after('section[aria-labelledby=placement]')).toHaveLength(0);
    expect(after('textarea').text()).toMatch(/nhắc: ngày mai, tối thứ Sáu 27\/11, 18:30–\d\d:\d\d.* mã buổi BĐ-THU6/);
    expect(after(`form[action="/requests/${request.id}/placement/reversal"]`)).toHaveLength(1);
    // A page of before offers another round: it does not say that there is none.
    const { id: roundId } = await eveningRound(app, { households: [doors[2]!], startsAt: at('18:30', 28) });
    const late = await staff.post(`/requests/${request.id}/placement`, { roundId });
    expect([late.status, words(late).includes('Chưa xếp vào buổi nào')]).toEqual([422, false]);
    await staff.post(`/requests/${request.id}/placement/reversal`, { roundId: round.id });
    expect(await orderOf(round.id)).toEqual([0, 1, 4, 5]);
  });

  it('is one press on the list too, and twice is once', async () => {
    const { round, request } = await asking();
    const list = read(await staff.get('/requests'));
    const button = list(`form[action="/requests/${request.id}/placement"] button`);
    expect(button.attr('value')).toBe(round.id);
    await staff.post(`/requests/${request.id}/placement`, { roundId: round.id });
    const events = await eventsOf(round.id);
    expect((await staff.post(`/requests/${request.id}/placement`, { roundId: round.id })).status).toBe(303);
    expect(await orderOf(round.id)).toEqual([0, 1, 3, 4, 5]);
    expect(await eventsOf(round.id)).toBe(events);
  });

  it('says so and leads to planning where no round fits', async () => {
    const { round, request } = await asking({ wishes: [{ weekdays: [6], from: '08:00', to: '10:00' }] });
    const page = read(await staff.get(`/requests/${request.id}`));
    expect(page('section[aria-labelledby=placement]').text()).toContain('chưa có buổi nào');
    expect(page('section[aria-labelledby=placement] a[href^="/rounds/new"]')).toHaveLength(1);
    const refused = await staff.post(`/requests/${request.id}/placement`, { roundId: round.id });
    expect(refused.status).toBe(422);
    expect(await orderOf(round.id)).toEqual([0, 1, 4, 5]);
  });

  it('plans a paused door after its pause, and no door whose pause has no end or whose home is empty', async () => {
    const { request } = await asking({ wishes: [{ weekdays: [6], from: '08:00', to: '10:00' }] });
    const link = async () => {
      const page = read(await staff.get(`/requests/${request.id}`));
      const href = page('section[aria-labelledby=placement] a[href^="/rounds/new"]').attr('href') ?? '';
      return [new URLSearchParams(href.split('?')[1]).get('date'), page('main').text()] as const;
    };
    const { id } = await createPause(app, doors[3]!.id, {
      pausedFrom: new Date('2026-11-20'),
      pausedUntil: new Date('2026-11-28'),
    });
    expect((await link())[0]).toBe('2026-12-05');
    const [closedFrom, closedUntil] = [new Date('2026-12-05'), new Date('2026-12-06')];
    const area = `lane:${(await app.db.prisma.household.findUniqueOrThrow({ where: { id: doors[3]!.id } })).laneKey}`;
    const closed = {
      area,
      closedFrom,
      closedUntil,
      reason: 'ngập',
      label: 'Ngõ',
      id: randomUUID(),
      wardId: app.ward.id,
    };
    await app.db.prisma.areaClosure.create({ data: closed });
    expect((await link())[0]).toBe('2026-12-12');
    await app.db.prisma.areaClosure.deleteMany();
    await app.db.prisma.householdPause.update({ where: { id }, data: { pausedUntil: null } });
    expect((await link())[0]).toBeNull();
    await app.db.prisma.householdPause.deleteMany();
    await app.db.prisma.household.update({ where: { id: doors[3]!.id }, data: { occupancy: 'vacant' } });
    const [day, text] = await link();
    expect([day, text.includes('Nhà này ghi là trống nên không xếp vào buổi nào được')]).toEqual([null, true]);
    await app.db.prisma.household.update({ where: { id: doors[3]!.id }, data: { occupancy: 'occupied' } });
  });

  it('offers nothing before the request is accepted, at a paused door, or in a closed or begun round', async () => {
    const { request } = await asking({ isAccepted: false });
    expect(read(await staff.get(`/requests/${request.id}`))('#placement')).toHaveLength(0);
    await app.db.prisma.round.deleteMany();
    await eveningRound(app, { households: [doors[2]!], startsAt: at('06:30', 26) });
    const accepted = await createRequest(app.db, app.ward, { household: doors[3]!, by: app.users.staff });
    expect(read(await staff.get(`/requests/${accepted.id}`))('form[action$="/placement"]')).toHaveLength(0);
  });

  it('of a door that an old merge gives back was made with its round', async () => {
    const { round } = await asking();
    await app.db.pool.query(
      `INSERT INTO round_door (id, ward_id, round_id, household_id, position, is_open) VALUES (gen_random_uuid(), $1, $2, $3, 9, false)`,
      [app.ward.id, round.id, doors[2]!.id],
    );
    expect(await app.db.prisma.roundDoor.findFirst({ where: { position: 9 } })).toMatchObject({
      placedAt: round.createdAt,
      placedBy: round.createdBy,
    });
  });

  it("refuses another ward's round and another ward's request", async () => {
    const { request } = await asking();
    const other = await createHousehold(app.db, app.otherWard);
    const theirs = await createRequest(app.db, app.otherWard, { household: other, by: app.otherUsers.staff });
    const { round } = {
      round: await eveningRound(app, { households: [doors[2]!], startsAt: at('18:30', 28), officers: [] }),
    };
    expect((await staff.post(`/requests/${theirs.id}/placement`, { roundId: round.id })).status).toBe(404);
    expect((await staff.post(`/requests/${request.id}/placement`, { roundId: request.id })).status).toBe(404);
    expect((await staff.post(`/requests/${request.id}/placement`, { roundId: 'x' })).status).toBe(422);
  });
});
