import { randomUUID } from 'node:crypto';
import { createHousehold, createResident, createRound, createVisit } from '../../../support/factories';
import {
  attributesOf,
  expectRefused,
  expectWords,
  read,
  sharedAgent,
  sharedApp,
  testApp,
  textsOf,
  THURSDAY_MORNING,
  words,
  type TestAgent,
} from '../../../support/test-app';
import { createPause, eveningRound, wordsOfReasons, streetNumber } from '../../../support/worlds/rounds';

const app = sharedApp();
const admin = sharedAgent(app, 'admin');
let staff: TestAgent;

beforeAll(async () => {
  staff = await app.as('staff');
});

/** A Thursday evening, 18:30–20:45, and a separate street for each test, so that none affects another. */
let rounds = 0;
async function roundOf(numbers = ['2', '4', '6'], given: Partial<Parameters<typeof createRound>[2]> = {}) {
  const street = streetNumber(rounds);
  const startsAt = new Date(Date.UTC(2026, 10, 26 + 7 * rounds, 11, 30));
  rounds += 1;
  const households = await Promise.all(
    numbers.map((number) => createHousehold(app.db, app.ward, { address: `${number} ${street}` })),
  );
  const round = await eveningRound(app, { households, startsAt, ...given });
  return { ...round, street, households, date: startsAt.toISOString().slice(0, 10), path: `/rounds/${round.id}` };
}
type Planned = Awaited<ReturnType<typeof roundOf>>;
const visitFirstDoor = (round: Planned, given: { arrivedAt?: Date } = {}) =>
  createVisit(app.db, app.ward, {
    ...{ household: round.households[0]!, by: app.users.officer, ...given },
    ...{ roundId: round.id, roundDoorId: round.roundDoors[0]!.id },
  });
const edit = (round: Planned, given: object = {}) => ({
  version: '1',
  date: round.date,
  from: '18:30',
  to: '20:45',
  officers: [app.users.officer.id, app.users.officer2.id],
  note: '',
  outOfHoursReason: '',
  ...given,
});
const stored = (round: { id: string }) =>
  app.db.prisma.round.findUniqueOrThrow({
    where: { id: round.id },
    include: {
      roundDoors: { orderBy: { position: 'asc' }, include: { household: true } },
      roundOfficers: true,
      roundClosure: true,
    },
  });
const numbers = async (round: { id: string }) =>
  (await stored(round)).roundDoors.map((door) => door.household.houseNumber);
/** The doors as a page showed them before their order was changed. */
const shown = (round: Planned) => round.roundDoors.map(({ id }) => id);
const events = (round: { id: string }) =>
  app.db.prisma.auditEvent.findMany({ where: { subjectId: round.id, isChange: true }, orderBy: { seq: 'asc' } });

describe('changing a round', () => {
  it('saves the new time, team and note, raises the version and logs the old values', async () => {
    const round = await roundOf();
    expect((await staff.post(`${round.path}/edit`, edit(round, { from: '19:00', note: 'Đi bộ' }))).status).toBe(303);
    const after = await stored(round);
    expect(after).toMatchObject({ startsAt: new Date(`${round.date}T12:00:00Z`), note: 'Đi bộ', version: 2 });
    expect(after.roundOfficers.every((officer) => officer.startsAt.getTime() === after.startsAt.getTime())).toBe(true);
    expect(await events(round)).toMatchObject([
      { action: 'round.change', details: { before: { note: '' }, after: { note: 'Đi bộ' } } },
    ]);
  });

  it('takes a note as long as the record of things taken along that older rounds have', async () => {
    const items = Array.from({ length: 40 }, (_, index) => `Món ${index} (Nguyễn Thị Đội nhận 18:00 26/11/2026)`);
    const note = `Gặp tổ trưởng\nĐồ mang theo: ${items.join('; ')}`;
    const round = await roundOf();
    await app.db.prisma.round.update({ where: { id: round.id }, data: { note } });
    expect((await staff.post(`${round.path}/edit`, edit(round, { from: '19:00', note }))).status).toBe(303);
    expect(await stored(round)).toMatchObject({ note, version: 2 });
  });

  it('sent twice is one change', async () => {
    const round = await roundOf();
    await staff.post(`${round.path}/edit`, edit(round, { note: 'Một lần' }));
    expect((await staff.post(`${round.path}/edit`, edit(round, { note: 'Một lần' }))).status).toBe(303);
    expect(await events(round)).toHaveLength(1);
  });

  it('by two people shows the second person both versions, who can then save over the first', async () => {
    const round = await roundOf();
    await admin.post(`${round.path}/edit`, edit(round, { note: 'Lời của quản trị' }));
    const conflict = await staff.post(`${round.path}/edit`, edit(round, { note: 'Lời của văn phòng' }));
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'Lời của quản trị', 'Lời của văn phòng', 'Lê Thị Quản');
    expect((await stored(round)).note).toBe('Lời của quản trị');
    const page = read(conflict);
    const kept = Object.fromEntries(
      page(`form[action="${round.path}/edit"] input[type=hidden]`)
        .get()
        .map((input) => [page(input).attr('name')!, page(input).val()] as const)
        .filter(([name]) => name !== 'officers' && name !== '_csrf'),
    );
    expect((await staff.post(`${round.path}/edit`, { ...kept, officers: edit(round).officers })).status).toBe(303);
    expect((await stored(round)).note).toBe('Lời của văn phòng');
  });

  it('names who of the neighbourhood walks along; two users who name an escort see both names', async () => {
    const round = await roundOf();
    expect(words(await staff.get(round.path))).not.toContain('Dẫn đường');
    expect((await staff.post(`${round.path}/edit`, edit(round, { escort: ' bác  Năm, tổ trưởng ' }))).status).toBe(303);
    expect(words(await staff.get(round.path))).toContain('Dẫn đường: bác Năm, tổ trưởng');
    expect(words(await staff.get(`${round.path}/sheet`))).toContain('Dẫn đường: bác Năm, tổ trưởng');
    expect(await events(round)).toMatchObject([
      { details: { before: { escort: '' }, after: { escort: 'bác Năm, tổ trưởng' } } },
    ]);
    const conflict = await staff.post(`${round.path}/edit`, edit(round, { escort: 'cô Sáu' }));
    expect(conflict.status).toBe(409);
    for (const name of ['cô Sáu', 'bác Năm, tổ trưởng']) expect(words(conflict)).toContain(name);
    const long = await staff.post(`${round.path}/edit`, edit(round, { version: '2', escort: 'a'.repeat(121) }));
    expect([long.status, read(long)('#escort').val()]).toEqual([422, 'a'.repeat(121)]);
    expect((await stored(round)).escort).toBe('bác Năm, tổ trưởng');
  });

  it.each([
    ['to a weekday morning without a reason', { from: '10:00', to: '11:00' }, 'ngoài khung giờ ra quân'],
    ['to a team of one', { officers: [] as string[] }, 'Một đội đi 2 người; đã chọn 0.'],
    ['to an end before its start', { to: '18:00' }, 'Giờ kết thúc phải sau giờ bắt đầu'],
  ])('%s is refused and keeps what was typed', async (_name, given, sentence) => {
    const round = await roundOf();
    const response = await staff.post(`${round.path}/edit`, edit(round, { note: 'Đang gõ', ...given }));
    expect(response.status).toBe(422);
    expect(words(response)).toContain(sentence);
    expect(read(response)('#note').val()).toBe('Đang gõ');
    expect(await stored(round)).toMatchObject({ version: 1, note: '', startsAt: round.startsAt });
    expect(await events(round)).toHaveLength(0);
  });

  it('to another day is refused once a door was visited; its hours can still be corrected', async () => {
    const round = await roundOf();
    await visitFirstDoor(round, { arrivedAt: round.startsAt });
    const later = `${round.date.slice(0, 4)}-12-30`;
    const answer = await staff.post(`${round.path}/edit`, edit(round, { date: later, note: 'Giữ chữ này' }));
    expectRefused(answer, 'date', 'đã có lượt thăm ngày');
    expect(read(answer)('textarea[name="note"]').val()).toBe('Giữ chữ này');
    expect((await stored(round)).startsAt).toEqual(round.startsAt);
    expect((await staff.post(`${round.path}/edit`, edit(round, { to: '20:30' }))).status).toBe(303);
  });

  it('to a day on which an officer is elsewhere or a door is paused is refused', async () => {
    const [first, second] = [await roundOf(), await roundOf()];
    const clash = await staff.post(`${second.path}/edit`, edit(second, { date: first.date }));
    expect(clash.status).toBe(422);
    expect(words(clash)).toContain(`đã có buổi ${first.code}`);
    await createPause(app, second.households[0]!.id, { pausedFrom: new Date('2027-10-01') });
    const paused = await staff.post(`${second.path}/edit`, edit(second, { date: '2027-10-07' }));
    expect(words(paused)).toContain(
      `Ngày này có cửa đang tạm dừng hoặc ở khu đóng, bỏ cửa đó trước: 2 ${second.street}.`,
    );
    expect((await stored(second)).version).toBe(1);
  });
});

describe('the doors of a round', () => {
  it('take one more at the end, with its reason, once', async () => {
    const round = await roundOf(['2']);
    const added = await createHousehold(app.db, app.ward, { address: `5 ngõ 3 ${round.street}` });
    expect(words(await staff.get(`${round.path}/edit?find=5+ngo+3`))).toContain(`5 ngõ 3 ${round.street}`);
    for (const _ of [1, 2])
      expect((await staff.post(`${round.path}/doors`, { householdId: added.id })).status).toBe(303);
    const after = await stored(round);
    expect(after.roundDoors.map((door) => [door.position, door.householdId, wordsOfReasons(door.reasons)])).toEqual([
      [1, round.households[0]!.id, ''],
      [2, added.id, 'Chưa đến lần nào'],
    ]);
    expect(after.area).toBe(`Phố ${round.street} và ngõ 3 ${round.street}`);
    expect((await events(round)).map((event) => event.action)).toEqual(['round.add-door']);
  });

  it('offer the neighbours not yet on the round, and no door of another ward', async () => {
    const round = await roundOf(['2']);
    const neighbour = await createHousehold(app.db, app.ward, { address: `8 ${round.street}` });
    await createHousehold(app.db, app.otherWard, { address: `10 ${round.street}` });
    const page = read(await staff.get(`${round.path}/edit`));
    expect(attributesOf(page('button[name=householdId]'), 'value')).toEqual([neighbour.id]);
  });

  it('refuse one that is paused, on another open round, or of another ward', async () => {
    const [round, other] = [await roundOf(['2']), await roundOf(['2'])];
    const taken = await staff.post(`${round.path}/doors`, { householdId: other.households[0]!.id });
    expect(taken.status).toBe(422);
    expect(words(taken)).toContain(`đang ở buổi ${other.code}`);
    const foreign = await createHousehold(app.db, app.otherWard);
    expect((await staff.post(`${round.path}/doors`, { householdId: foreign.id })).status).toBe(404);
    expect((await staff.post(`${round.path}/doors`, {})).status).toBe(422);
    expect(await numbers(round)).toEqual(['2']);
  });

  it('added to two rounds at one moment go to only one of them', async () => {
    const [round, other] = [await roundOf(['2']), await roundOf(['2'])];
    const door = await createHousehold(app.db, app.ward, { address: `9 ${round.street}` });
    const answers = await Promise.all([
      staff.post(`${round.path}/doors`, { householdId: door.id }),
      admin.post(`${other.path}/doors`, { householdId: door.id }),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 422]);
    expect(await app.db.prisma.roundDoor.count({ where: { householdId: door.id } })).toBe(1);
  });

  it('remove one that was not visited; the rest close up; removing it again does nothing', async () => {
    const round = await roundOf();
    const path = `${round.path}/doors/${round.roundDoors[1]!.id}/removal`;
    for (const _ of [1, 2]) expect((await staff.post(path)).status).toBe(303);
    expect((await stored(round)).roundDoors.map((door) => [door.position, door.household.houseNumber])).toEqual([
      [1, '2'],
      [2, '6'],
    ]);
    expect(await events(round)).toHaveLength(1);
  });

  it('keep one that was visited, and the last one', async () => {
    const round = await roundOf(['2', '4']);
    await visitFirstDoor(round);
    const visited = await staff.post(`${round.path}/doors/${round.roundDoors[0]!.id}/removal`);
    expect(visited.status).toBe(422);
    expect(words(visited)).toContain('Cửa này đã có lượt thăm');
    await staff.post(`${round.path}/doors/${round.roundDoors[1]!.id}/removal`);
    const other = await roundOf(['2']);
    expect(words(await staff.post(`${other.path}/doors/${other.roundDoors[0]!.id}/removal`))).toContain(
      'Đây là cửa cuối cùng của buổi.',
    );
    expect(await numbers(round)).toEqual(['2']);
    expect(await numbers(other)).toEqual(['2']);
  });

  it('follow the order of the numbers typed; the same order again is no change', async () => {
    const round = await roundOf();
    const position = { [round.roundDoors[0]!.id]: '3', [round.roundDoors[1]!.id]: '2', [round.roundDoors[2]!.id]: '1' };
    for (const _ of [1, 2])
      expect((await staff.post(`${round.path}/door-order`, { shown: shown(round), position })).status).toBe(303);
    expect(await numbers(round)).toEqual(['6', '4', '2']);
    expect(await events(round)).toHaveLength(1);
    for (const wrong of [{ shown: shown(round), position: { [round.roundDoors[0]!.id]: 'x' } }, { position }])
      expect((await staff.post(`${round.path}/door-order`, wrong)).status).toBe(422);
  });

  it('numbered wrongly keep what was typed, with the error beside it, and their order', async () => {
    const round = await roundOf();
    const [two, four, six] = round.roundDoors.map(({ id }) => id) as [string, string, string];
    const answer = await staff.post(`${round.path}/door-order`, {
      shown: shown(round),
      position: { [two]: '3', [four]: '1000', [six]: '-1' },
    });
    expect(answer.status).toBe(422);
    const page = read(answer);
    expect([two, four, six].map((id) => page(`#position-${id}`).val())).toEqual(['3', '1000', '-1']);
    expect([two, four, six].map((id) => page(`#position-${id}-error`).text())).toEqual([
      '',
      'Lỗi: Thứ tự là một số từ 1 đến 999.',
      'Lỗi: Thứ tự là một số từ 1 đến 999.',
    ]);
    expect(page(`[data-error-summary] a[href="#position-${four}"]`)).toHaveLength(1);
    expect(await numbers(round)).toEqual(['2', '4', '6']);
  });

  it('reordered in two tabs show the second person both orders, who can then save over the first', async () => {
    const round = await roundOf();
    const [two, four, six] = round.roundDoors.map(({ id }) => id) as [string, string, string];
    await (
      await app.as('admin')
    ).post(`${round.path}/door-order`, { shown: shown(round), position: { [two]: '3', [four]: '1', [six]: '2' } });
    await staff.post(`${round.path}/doors`, {
      householdId: (await createHousehold(app.db, app.ward, { address: `8 ${round.street}` })).id,
    });
    const conflict = await staff.post(`${round.path}/door-order`, {
      shown: shown(round),
      position: { [two]: '1', [four]: '3', [six]: '2' },
    });
    expect(conflict.status).toBe(409);
    expect(await numbers(round)).toEqual(['4', '6', '2', '8']);
    const page = read(conflict);
    const orders = ['theirs', 'yours'].map((side) => textsOf(page(`[aria-labelledby=${side}] dd`)));
    expect(orders).toEqual(
      [
        ['4', '6', '2', '8'],
        ['2', '6', '4', '8'],
      ].map((order) => order.map((number) => `${number} ${round.street}`)),
    );
    const kept = page(`form[action="${round.path}/door-order"] input`)
      .get()
      .map((input) => [page(input).attr('name')!, page(input).attr('value')!] as const);
    const position = Object.fromEntries(
      kept.flatMap(([name, value]) => (name.startsWith('position') ? [[name.slice(9, -1), value]] : [])),
    );
    expect(
      (
        await staff.post(`${round.path}/door-order`, {
          shown: kept.flatMap(([name, value]) => (name === 'shown' ? [value] : [])),
          position,
        })
      ).status,
    ).toBe(303);
    expect(await numbers(round)).toEqual(['2', '6', '4', '8']);
  });
});

describe('the end of a round', () => {
  it('by cancellation frees officers and doors, once, with the reason kept and shown', async () => {
    const round = await roundOf();
    for (const _ of [1, 2])
      expect((await staff.post(`${round.path}/cancellation`, { version: '1', reason: 'Mưa to' })).status).toBe(303);
    const after = await stored(round);
    expect(after.roundClosure).toMatchObject({
      kind: 'cancelled',
      reason: 'Mưa to',
      closedBy: app.users.staff.id,
      closedAt: THURSDAY_MORNING,
    });
    expect(after.roundDoors.some((door) => door.isOpen)).toBe(false);
    expect(after.roundOfficers.some((officer) => officer.isActive)).toBe(false);
    expect((await events(round)).map((event) => event.action)).toEqual(['round.cancel']);
    const page = words(await staff.get(round.path));
    expectWords(page, 'Mưa to', 'Đã hủy buổi. Các cửa và cán bộ này nay xếp được vào buổi khác.');
    const again = { id: randomUUID(), ...edit(round), doors: round.households.map((door) => door.id) };
    expect((await staff.post('/rounds', again)).status).toBe(303);
  });

  it('by cancellation needs a reason', async () => {
    const round = await roundOf();
    const response = await staff.post(`${round.path}/cancellation`, { version: '1', reason: ' ' });
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Ghi lý do hủy buổi.');
    expect((await stored(round)).roundClosure).toBeNull();
  });

  it('is not possible by cancellation once a door was visited', async () => {
    const round = await roundOf();
    await visitFirstDoor(round);
    expect((await staff.post(`${round.path}/cancellation`, { version: '1', reason: 'Mưa to' })).status).toBe(422);
    expect((await stored(round)).roundClosure).toBeNull();
  });

  it('by cancellation is taken back once, with its officers and doors', async () => {
    const round = await roundOf();
    await staff.post(`${round.path}/cancellation`, { version: '1', reason: 'Mưa to' });
    const page = read(await staff.get(round.path));
    expect(page(`form[action="${round.path}/restoration"] button`).text()).toBe('Hoàn tácKhôi phục buổi');
    for (const _ of [1, 2]) expect((await staff.post(`${round.path}/restoration`)).status).toBe(303);
    const after = await stored(round);
    expect(after.roundClosure).toBeNull();
    expect(after.roundDoors.every((door) => door.isOpen)).toBe(true);
    expect(after.roundOfficers.every((officer) => officer.isActive)).toBe(true);
    // Above the cancellation's place in the order of a phone's calendar, which is the version.
    expect(after.version).toBe(3);
    expect((await events(round)).map((event) => event.action)).toEqual(['round.cancel', 'round.restore']);
    expect(words(await staff.get(round.path))).toContain('Đã khôi phục buổi cùng đội và các cửa');
  });

  it('by cancellation stays when a door or an officer is taken by now, or its time has passed', async () => {
    const round = await roundOf(['2', '4']);
    await staff.post(`${round.path}/cancellation`, { version: '1', reason: 'Mưa to' });
    const before = await stored(round);
    const refused = async (why: string, agent = staff) => {
      const answer = await agent.post(`${round.path}/restoration`);
      expect([answer.status, await stored(round)]).toEqual([422, before]);
      expect(words(answer)).toContain(why);
    };
    // Another evening with one of its doors, then its own evening with its officers and other doors.
    const other = await roundOf(['8']);
    await app.db.prisma.roundDoor.update({
      where: { id: other.roundDoors[0]!.id },
      data: { householdId: round.households[0]!.id },
    });
    await refused(`Chưa khôi phục được. 2 ${round.street}: đang ở buổi ${other.code}`);
    await staff.post(`${other.path}/cancellation`, { version: '1', reason: 'Mưa to' });
    const again = { id: randomUUID(), ...edit(round), doors: [(await createHousehold(app.db, app.ward)).id] };
    expect((await staff.post('/rounds', again)).status).toBe(303);
    await refused('đã có buổi');
    await app.db.prisma.round.delete({ where: { id: again.id } });
    app.setNow(round.endsAt);
    const late = await app.as('staff');
    await refused('Giờ của buổi này đã qua', late);
    expect(words(await late.get(round.path))).not.toContain('Khôi phục buổi');
    app.setNow(THURSDAY_MORNING);
  });

  it('by closure comes after its hours and releases the doors that were not reached', async () => {
    const early = await roundOf();
    expect(words(await staff.post(`${early.path}/closure`))).toContain('Buổi chưa kết thúc và còn cửa chưa đến.');
    expect((await stored(early)).roundClosure).toBeNull();
    const past = await roundOf(['2'], { startsAt: new Date('2026-11-20T11:30:00Z') });
    for (const _ of [1, 2]) expect((await staff.post(`${past.path}/closure`)).status).toBe(303);
    expect((await stored(past)).roundDoors.map((door) => door.isOpen)).toEqual([false]);
    expect((await stored(past)).roundClosure).toMatchObject({ kind: 'closed' });
    expect(await events(past)).toHaveLength(1);
    expect(words(await staff.get(past.path))).toContain('Đã đóng buổi. Các cửa chưa đến nay xếp được vào buổi khác.');
  });

  it('rules out any further change', async () => {
    const round = await roundOf();
    await staff.post(`${round.path}/cancellation`, { version: '1', reason: 'Mưa to' });
    const before = await stored(round);
    const answers = [
      await staff.post(`${round.path}/edit`, edit(round, { note: 'Muộn' })),
      await staff.post(`${round.path}/doors`, { householdId: (await createHousehold(app.db, app.ward)).id }),
      await staff.post(`${round.path}/doors/${round.roundDoors[0]!.id}/removal`),
      await staff.post(`${round.path}/door-order`, {
        shown: shown(round),
        position: { [round.roundDoors[0]!.id]: '9' },
      }),
      await staff.post(`${round.path}/closure`),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([422, 422, 422, 422, 422]);
    for (const answer of answers) expect(words(answer)).toContain('Buổi này đã hủy, không sửa được nữa.');
    expect(await stored(round)).toEqual(before);
  });
});

describe('who may see and change a round', () => {
  it('opening a round to change it, or the doors of a lane to plan one, is logged as a reading', async () => {
    const round = await roundOf(['2']);
    const staff = await app.as('staff');
    const readings = (action: string) =>
      app.db.prisma.auditEvent.count({ where: { action, actorId: app.users.staff.id } });
    const [opened, listed] = [await readings('round.open'), await readings('household.list')];
    await staff.get(`${round.path}/edit`);
    await staff.get('/rounds/new');
    await staff.post('/rounds/draft', { lanes: [round.households[0]!.laneKey] });
    expect([await readings('round.open'), await readings('household.list')]).toEqual([opened + 1, listed + 1]);
  });

  it('officers read it with names, and are shown no way to change it', async () => {
    const round = await roundOf(['2']);
    await createResident(app.db, app.ward, {
      household: round.households[0]!,
      fullName: 'Hoàng Thị Ngát',
      birthYear: 1945,
    });
    const officer = await app.as('officer');
    const response = await officer.get(round.path);
    expect(words(response)).toContain('Bà Hoàng Thị Ngát');
    expect(words(response)).not.toContain('Sửa buổi');
    expect(
      await app.db.prisma.auditEvent.count({
        where: { subjectId: round.id, action: 'round.open', actorId: app.users.officer.id },
      }),
    ).toBe(1);
  });

  it('the chairman reads addresses and states, but no names', async () => {
    const round = await roundOf(['2']);
    await createResident(app.db, app.ward, { household: round.households[0]!, fullName: 'Hoàng Thị Ngát' });
    const chairman = await app.as('chairman');
    const text = words(await chairman.get(round.path));
    expectWords(text, `2 ${round.street}`, 'Chưa đến');
    expect(text).not.toContain('Hoàng Thị Ngát');
  });

  it('another ward has no row of it in its list', async () => {
    const round = await roundOf(['2']);
    const foreign = await app.as('staff', 'other');
    expect(words(await foreign.get('/rounds'))).not.toContain(round.code);
  });
});

describe('the list of rounds', () => {
  it('shows coming rounds, next first, and past rounds, latest first, page by page', async () => {
    const own = await testApp();
    try {
      const at = (day: number) => new Date(Date.UTC(2026, 10, day, 11, 30));
      for (const day of [27, 26, 30])
        await createRound(own.db, own.ward, {
          by: own.users.staff,
          officers: [own.users.officer],
          startsAt: at(day),
          code: `BĐ-C${day}`,
        });
      for (let day = 1; day <= 22; day += 1)
        await createRound(own.db, own.ward, {
          by: own.users.staff,
          officers: [],
          startsAt: at(day),
          code: `BĐ-P${day}`,
        });
      const officer = await own.as('officer');
      const codes = (text: string) => text.match(/BĐ-[CP]\d+/g);
      expect(codes(words(await officer.get('/rounds')))).toEqual(['BĐ-C26', 'BĐ-C27', 'BĐ-C30']);
      const past = await officer.get('/rounds?view=past');
      expect(codes(words(past))).toHaveLength(20);
      expect(words(past)).toContain('Tối Chủ nhật 22/11, 18:30–20:45');
      const next = await officer.get(read(past)('a[rel=next]').attr('href')!);
      expect(codes(words(next))).toEqual(['BĐ-P2', 'BĐ-P1']);
      expect((await officer.get('/rounds?view=nonsense&after=;')).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  it('shows how far each round is', async () => {
    const round = await roundOf(['2', '4']);
    await visitFirstDoor(round);
    const list = [await staff.get('/rounds')];
    for (let href; (href = read(list.at(-1)!)('a[rel=next]').attr('href')) !== undefined;)
      list.push(await staff.get(href));
    expect(list.map(words).join()).toMatch(new RegExp(`${round.code} .* 1/2 cửa`));
  });
});
