import { randomUUID } from 'node:crypto';
import { createHousehold, createRequest, createVisit } from '../../../support/factories';
import { agentForEach, appForEach, read, words } from '../../../support/test-app';
import { at, eveningRound } from '../../../support/worlds/rounds';

const app = appForEach();
const staff = agentForEach(app, 'staff');

const doorsOf = async (roundId: string) =>
  (await app.db.prisma.roundDoor.findMany({ where: { roundId }, orderBy: { position: 'asc' } })).map(
    (door) => door.isOpen,
  );
const audited = async () =>
  (await app.db.prisma.auditEvent.findMany({ orderBy: { seq: 'asc' } }))
    .map(({ action, actorName }) => `${action}, ${actorName}`)
    .filter((event) => event.startsWith('round.') && !event.startsWith('round.open'));

/** A round of Monday 16 November, 18:30–20:45: one door was visited, of the other, which asked for help, nothing is known. */
async function leftOpen() {
  const [visited, asking] = [
    await createHousehold(app.db, app.ward, { address: '2 Hàng Than' }),
    await createHousehold(app.db, app.ward, { address: '4 Hàng Than' }),
  ];
  const round = await eveningRound(app, { households: [visited, asking], startsAt: at('18:30', 16) });
  await createVisit(app.db, app.ward, {
    household: visited,
    roundId: round.id,
    roundDoorId: round.roundDoors[0]!.id,
    by: app.users.officer,
  });
  const reasons = [{ kind: 'never_tried' }];
  await app.db.prisma.roundDoor.update({ where: { id: round.roundDoors[0]!.id }, data: { isOpen: false, reasons } });
  const request = await createRequest(app.db, app.ward, {
    household: asking,
    by: app.users.staff,
    receivedOn: '2026-11-12',
    promisedBy: '2026-11-16',
    createdAt: at('09:00', 12),
  });
  return { ...round, asking, request };
}

test('two days after its end a round closes itself: its door and the request there wait again, and the office is told', async () => {
  const { id, code, asking, request } = await leftOpen();
  app.setNow(at('20:44', 18));
  await app.runJob('close-rounds');
  expect(await doorsOf(id)).toEqual([false, true]);
  app.setNow(at('20:45', 18));
  for (let times = 0; times < 2; times += 1) await app.runJob('close-rounds');
  expect(await doorsOf(id)).toEqual([false, false]);
  expect(await app.db.prisma.roundClosure.findMany()).toMatchObject([{ roundId: id, kind: 'closed', closedBy: null }]);
  expect(await audited()).toEqual(['round.close, hệ thống']);

  const shown = words(await staff.get(`/rounds/${id}`));
  expect(shown).toMatch(/Đã đóng lúc 20:45.*sổ tự đóng.*1 cửa chưa ghi/);
  for (const said of ['Chưa đến lần nào', 'Sổ tự đóng, 1 chưa ghi']) expect(shown).not.toContain(said);
  expect(words(await staff.get('/today'))).toContain(`${code}: 1 cửa chưa ghi`);
  expect(words(await staff.get('/rounds?view=past'))).toContain('Sổ tự đóng, 1 chưa ghi');
  const page = words(await staff.get(`/requests/${request.id}`));
  expect(page).toContain('quá hạn');
  expect(page).not.toContain('Đã xếp buổi');
  await eveningRound(app, { households: [asking], startsAt: at('18:30', 27) });
  app.setNow(at('20:46', 26));
  expect(words(await (await app.as('staff')).get('/today'))).not.toContain(code);
});

test('one press opens it again for two days, without the doors that another round has taken', async () => {
  const { id, asking } = await leftOpen();
  const free = await createHousehold(app.db, app.ward, { address: '6 Hàng Than' });
  await app.db.prisma.roundDoor.create({
    data: {
      wardId: app.ward.id,
      roundId: id,
      householdId: free.id,
      position: 3,
      placedAt: at('09:00', 19),
      placedBy: app.users.staff.id,
    },
  });
  app.setNow(at('09:00', 23));
  await app.runJob('close-rounds');
  await eveningRound(app, { households: [asking], startsAt: at('18:30', 27) });
  for (let times = 0; times < 2; times += 1)
    expect((await staff.post(`/rounds/${id}/restoration`)).headers.location).toBe(`/rounds/${id}`);
  expect(await doorsOf(id)).toEqual([false, false, true]);
  expect(await audited()).toEqual(['round.close, hệ thống', 'round.restore, Trần Văn Phòng']);
  app.setNow(at('08:59', 25));
  await app.runJob('close-rounds');
  expect(await doorsOf(id)).toEqual([false, false, true]);
  app.setNow(at('09:00', 25));
  await app.runJob('close-rounds');
  expect(await doorsOf(id)).toEqual([false, false, false]);
});

test('a round that the office closed stays so until the office opens it again', async () => {
  const { id } = await leftOpen();
  app.setNow(at('21:00', 16));
  await staff.post(`/rounds/${id}/closure`);
  app.setNow(at('21:00', 20));
  await app.runJob('close-rounds');
  expect(await app.db.prisma.roundClosure.findMany()).toMatchObject([{ closedBy: app.users.staff.id }]);
  expect(await doorsOf(id)).toEqual([false, false]);
  const office = await app.as('staff');
  const undo = read(await office.get(`/rounds/${id}`))(`form[action="/rounds/${id}/restoration"] button`);
  expect(undo.text()).toBe('Khôi phục buổi');
  for (const _twice of [1, 2]) await office.post(`/rounds/${id}/restoration`);
  expect([await doorsOf(id), (await audited()).at(-1)]).toEqual([[false, true], 'round.restore, Trần Văn Phòng']);
});

test.each([
  ['Friday evening', at('18:30', 20), at('20:45', 24)],
  ['Thursday evening', at('18:30', 19), at('20:45', 23)],
  ['Saturday', at('08:00', 21), at('10:15', 24)],
  ['Wednesday evening before a holiday', at('18:30', 11), at('20:45', 16)],
])('the papers of %s are typed on two working days', async (_day, startsAt, closesAt) => {
  const holiday = { wardId: app.ward.id, date: new Date('2026-11-12'), kind: 'holiday', name: 'Nghỉ bù' } as const;
  await app.db.prisma.calendarDay.create({ data: { id: randomUUID(), ...holiday, status: 'official' } });
  const household = await createHousehold(app.db, app.ward);
  const { id } = await eveningRound(app, { households: [household], startsAt });
  app.setNow(new Date(closesAt.getTime() - 60_000));
  await app.runJob('close-rounds');
  expect(await doorsOf(id)).toEqual([true]);
  app.setNow(closesAt);
  await app.runJob('close-rounds');
  expect(await doorsOf(id)).toEqual([false]);
});
