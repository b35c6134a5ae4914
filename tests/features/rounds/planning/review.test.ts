import { createHousehold, createRound, createUser, createVisit, type TestUser } from '../../../support/factories';
import { fieldsOf } from '../../../support/forms';
import {
  clear,
  expectRefused,
  expectWords,
  read,
  sharedAgent,
  sharedApp,
  THURSDAY_MORNING,
  words,
} from '../../../support/test-app';
import { createAbsence, createAvailability, createDay, eveningRound, joinTeam } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
/** Two more officers, who could go instead. */
let hoa: TestUser;
let cuong: TestUser;

beforeAll(async () => {
  hoa = await joinTeam(app);
  cuong = await joinTeam(app, 'doivien4', 'Đỗ Văn Cường');
});
afterEach(() => clear(app, 'visit', 'roundClosure', 'round', 'absence', 'calendarDay', 'officerAvailability'));

const friday = { startsAt: new Date('2026-11-27T11:30:00Z'), endsAt: new Date('2026-11-27T13:30:00Z') };
const saturday = { startsAt: new Date('2026-11-28T11:30:00Z'), endsAt: new Date('2026-11-28T13:30:00Z') };
const roundOf = (given: object = {}) => eveningRound(app, { ...friday, ...given });
const away = (user: TestUser, span = friday) => createAbsence(app, user.id, { ...span });
const holiday = (date = '2026-11-27', given: object = {}) =>
  createDay(app, new Date(date), { name: 'Nghỉ bù', ...given });
const review = async () => words(await staff.get('/rounds?view=review'));
const team = async (id: string) =>
  (await app.db.prisma.roundOfficer.findMany({ where: { roundId: id } })).map(({ userId }) => userId).sort();
const events = (id: string) =>
  app.db.prisma.auditEvent.findMany({ where: { subjectId: id, isChange: true }, orderBy: { seq: 'asc' } });
const NOTHING = 'Không có buổi nào cần xem lại';

describe('the rounds that need a review', () => {
  it('each lead to another time, another officer and the cancellation', async () => {
    const round = await roundOf();
    await away(app.users.officer);
    const page = read(await staff.get('/rounds?view=review'));
    const links = page('.round-review-actions a')
      .toArray()
      .map((link) => [page(link).contents().first().text(), page(link).attr('href')]);
    expect(links).toEqual([
      ['Đổi giờ', `/rounds/${round.id}/edit?cameFrom=review`],
      ['Thay người', `/rounds/${round.id}/replacement?cameFrom=review`],
      ['Hủy', `/rounds/${round.id}?cameFrom=review#cancel`],
    ]);
    for (const [, href] of links)
      expect(words(await staff.get(href!))).toContain('Nguyễn Thị Đội báo vắng thứ Sáu 27/11');
  });

  it('stay while the round is in progress, and not once it is over or closed', async () => {
    const today = { startsAt: new Date('2026-11-26T02:30:00Z'), endsAt: new Date('2026-11-26T03:30:00Z') };
    await roundOf(today);
    await away(app.users.officer, today);
    app.setNow(new Date('2026-11-26T03:00:00Z'));
    expect(await review()).toContain('báo vắng');
    app.setNow(today.endsAt);
    expect(await review()).toContain(NOTHING);
    app.setNow(THURSDAY_MORNING);
  });

  it('include a round whose officer has left the team', async () => {
    const gone = await createUser(app.db, app.ward, {
      role: 'officer',
      username: 'doivien9',
      displayName: 'Bùi Đã Nghỉ',
      passwordHash: '',
    });
    await roundOf({ officers: [app.users.officer, gone] });
    expect(await review()).toContain(NOTHING);
    await app.db.prisma.userAccount.update({ where: { id: gone.id }, data: { disabledAt: new Date() } });
    expect(await review()).toContain('Bùi Đã Nghỉ không còn trong đội');
  });

  it('include a round with a holiday that came after its written reason, until that is answered too', async () => {
    const round = await roundOf({
      startsAt: new Date('2026-11-27T02:00:00Z'),
      endsAt: new Date('2026-11-27T04:00:00Z'),
    });
    const form = (given: object = {}) => ({
      version: '1',
      date: '2026-11-27',
      from: '09:00',
      to: '11:00',
      officers: [app.users.officer.id, app.users.officer2.id],
      note: '',
      outOfHoursReason: 'Tổ trưởng hẹn buổi sáng',
      ...given,
    });
    expect((await staff.post(`/rounds/${round.id}/edit`, form())).status).toBe(303);
    expect(await review()).toContain(NOTHING);
    await holiday();
    expect(await review()).toContain('Thứ Sáu 27/11 là ngày nghỉ: Nghỉ bù');
    const kept = await staff.post(
      `/rounds/${round.id}/edit`,
      form({ version: '2', outOfHoursReason: 'Tổ trưởng vẫn hẹn, biết là ngày nghỉ', cameFrom: 'review' }),
    );
    expect([kept.status, kept.headers.location]).toEqual([303, '/rounds?view=review']);
    expect(await review()).toContain(NOTHING);
  });
});

describe('a round in the review is moved', () => {
  it('to a time that the policy allows, and leaves the review', async () => {
    const round = await roundOf();
    await holiday();
    const form = {
      version: '1',
      date: '2026-11-28',
      from: '18:30',
      to: '20:30',
      officers: [app.users.officer.id, app.users.officer2.id],
      note: '',
      outOfHoursReason: '',
      cameFrom: 'review',
    };
    const refused = await staff.post(`/rounds/${round.id}/edit`, { ...form, date: '2026-11-27', note: 'Vẫn hôm ấy' });
    expect([refused.status, read(refused)('input[name="cameFrom"]').val()]).toEqual([422, 'review']);
    expect(words(refused)).toContain('Thứ Sáu 27/11 là ngày nghỉ: Nghỉ bù');
    const moved = await staff.post(`/rounds/${round.id}/edit`, form);
    expect([moved.status, moved.headers.location]).toEqual([303, '/rounds?view=review']);
    expect(await app.db.prisma.round.findUniqueOrThrow({ where: { id: round.id } })).toMatchObject({
      startsAt: saturday.startsAt,
      version: 2,
    });
    expect(await review()).toContain(NOTHING);
  });
});

describe('an officer is replaced', () => {
  const replace = (id: string, given: object = {}) =>
    staff.post(`/rounds/${id}/replacement`, { version: '1', out: app.users.officer.id, in: hoa.id, ...given });

  it('by a candidate from the list: free officers first, then those with the fewest rounds; the others are named with the reason', async () => {
    const round = await roundOf();
    await away(app.users.officer);
    const page = read(await staff.get(`/rounds/${round.id}/replacement`));
    expect(page('input[name="out"]:checked').val()).toBe(app.users.officer.id);
    // No officer said when; Hòa has gone out twice in these weeks, Cường once, and more often long ago.
    for (const [startsAt, officers] of [
      ['2026-11-10T11:30:00Z', [hoa]],
      ['2026-11-17T11:30:00Z', [hoa]],
      ['2026-11-19T11:30:00Z', [cuong]],
      ['2026-09-01T11:30:00Z', [cuong]],
      ['2026-09-02T11:30:00Z', [cuong]],
    ] as const) {
      await createRound(app.db, app.ward, {
        by: app.users.staff,
        officers: [...officers],
        startsAt: new Date(startsAt),
      });
    }
    const offered = async () => {
      const form = read(await staff.get(`/rounds/${round.id}/replacement`));
      return form('input[name="in"]')
        .toArray()
        .map((input) => form(input).next().text().replace(/\s+/g, ' ').trim());
    };
    expect(await offered()).toEqual([
      'Đỗ Văn Cường chưa ghi lịch rảnh · 1 buổi trong 8 tuần',
      'Lê Thị Hòa chưa ghi lịch rảnh · 2 buổi trong 8 tuần',
    ]);
    await createAvailability(app, hoa.id, 5, ['18:00', '21:00']);
    expect(await offered()).toEqual([
      'Lê Thị Hòa rảnh 18:00–21:00 · 2 buổi trong 8 tuần',
      'Đỗ Văn Cường chưa ghi lịch rảnh · 1 buổi trong 8 tuần',
    ]);
    await away(cuong);
    const clash = await roundOf({ officers: [hoa] });
    const text = words(await staff.get(`/rounds/${round.id}/replacement`));
    for (const part of [
      'Đỗ Văn Cường: báo vắng',
      `Lê Thị Hòa: đã có buổi ${clash.code}, tối thứ Sáu 27/11, 18:30–20:30`,
      'Không còn ai đi được giờ ấy',
    ])
      expect(text).toContain(part);
  });

  it('by an officer outside their availability only with a written reason, which is kept, shown and logged', async () => {
    const round = await roundOf();
    await createAvailability(app, hoa.id, 1, ['18:00', '21:00']);
    const reason = 'Chị Hòa nhận đi thay một tối';
    const refused = await replace(round.id);
    expectRefused(refused, 'outOfHoursReason', 'Lê Thị Hòa không rảnh thứ Sáu. Chọn người khác, hoặc ghi lý do');
    expect(read(refused)(`input[name="in"][value="${hoa.id}"]`).attr('checked')).toBeDefined();
    expect(await app.db.prisma.roundOfficer.count({ where: { roundId: round.id, userId: hoa.id } })).toBe(0);
    expect((await replace(round.id, { outOfHoursReason: reason })).status).toBe(303);
    expect(await app.db.prisma.round.findUniqueOrThrow({ where: { id: round.id } })).toMatchObject({
      outOfHoursReason: reason,
      answeredObjections: ['availability'],
      version: 2,
    });
    expect(words(await staff.get(`/rounds/${round.id}`))).toContain(`Ngoài giờ rảnh của người đi. Lý do: ${reason}`);
    expect(
      (
        await app.db.prisma.auditEvent.findFirstOrThrow({
          where: { subjectId: round.id, action: 'round.replace-officer' },
        })
      ).details,
    ).toMatchObject({ outOfHoursReason: reason });
    expect(read(await staff.get(`/rounds/${round.id}/replacement`))('#outOfHoursReason')).toHaveLength(0);
  });

  it('with a reason separate from the one why the round goes out at all', async () => {
    const round = await roundOf();
    await app.db.prisma.round.update({
      where: { id: round.id },
      data: { outOfHoursReason: 'Tổ trưởng hẹn', answeredObjections: ['working_day'] },
    });
    await createAvailability(app, hoa.id, 1, ['18:00', '21:00']);
    expect(read(await staff.get(`/rounds/${round.id}/replacement`))('#outOfHoursReason').val()).toBe('');
    expect((await replace(round.id, { outOfHoursReason: 'Chị Hòa nhận đi thay' })).status).toBe(303);
    expect(await app.db.prisma.round.findUniqueOrThrow({ where: { id: round.id } })).toMatchObject({
      outOfHoursReason: 'Tổ trưởng hẹn; Chị Hòa nhận đi thay',
      answeredObjections: ['working_day', 'availability'],
    });
  });

  it('once, with who left and who joined on record, and the round leaves the review', async () => {
    const round = await roundOf();
    await away(app.users.officer);
    const done = await replace(round.id, { cameFrom: 'review' });
    expect([done.status, done.headers.location]).toEqual([303, '/rounds?view=review']);
    expect((await replace(round.id)).headers.location).toBe(`/rounds/${round.id}`);
    expect(await team(round.id)).toEqual([app.users.officer2.id, hoa.id].sort());
    expect((await app.db.prisma.round.findUniqueOrThrow({ where: { id: round.id } })).version).toBe(2);
    expect(await events(round.id)).toMatchObject([
      { action: 'round.replace-officer', details: { replaced: 'Nguyễn Thị Đội', replacement: 'Lê Thị Hòa' } },
    ]);
    expect(await review()).toContain(NOTHING);
  });

  it('one after the other if the whole team is absent', async () => {
    const round = await roundOf();
    await away(app.users.officer);
    await away(app.users.officer2);
    expect((await replace(round.id)).status).toBe(303);
    expect((await replace(round.id, { version: '2', out: app.users.officer2.id, in: cuong.id })).status).toBe(303);
    expect(await team(round.id)).toEqual([hoa.id, cuong.id].sort());
  });

  it('not by an officer who is absent, elsewhere, already on the team or not an officer; nothing changes and the choice is kept', async () => {
    const round = await roundOf();
    await away(cuong);
    const other = await roundOf({ officers: [hoa] });
    const refusals: [object, string][] = [
      [{ in: cuong.id }, 'Đỗ Văn Cường báo vắng thứ Sáu 27/11, 18:30–20:30.'],
      [{ in: hoa.id }, `Lê Thị Hòa đã có buổi ${other.code}, tối thứ Sáu 27/11, 18:30–20:30.`],
      [{ in: app.users.officer2.id }, 'đã ở trong đội'],
      [{ in: app.users.staff.id }, 'không còn trong đội'],
      [{ in: app.otherUsers.officer.id }, 'không còn trong đội'],
      [{ in: '' }, 'Chọn ai đi thay.'],
      [{ out: cuong.id, in: cuong.id }, 'không đi buổi này'],
    ];
    for (const [given, sentence] of refusals) {
      const response = await replace(round.id, given);
      expect([response.status, words(response).includes(sentence)]).toEqual([422, true]);
    }
    expect(read(await replace(round.id, { in: '' }))('input[name="out"]:checked').val()).toBe(app.users.officer.id);
    expect(await team(round.id)).toEqual([app.users.officer.id, app.users.officer2.id].sort());
    expect(await events(round.id)).toEqual([]);
  });

  it('by two people at once, and the second sees what the first did', async () => {
    const round = await roundOf();
    await replace(round.id);
    const conflict = await replace(round.id, { out: app.users.officer2.id, in: cuong.id });
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'Đỗ Văn Cường đi thay Phạm Minh Viên', 'Lê Thị Hòa, Phạm Minh Viên');
    const fields = fieldsOf(conflict, `form[action="/rounds/${round.id}/replacement"]`);
    expect((await staff.post(`/rounds/${round.id}/replacement`, fields)).status).toBe(303);
    expect(await team(round.id)).toEqual([hoa.id, cuong.id].sort());
  });

  it('only on a future round', async () => {
    const over = await roundOf({
      startsAt: new Date('2026-11-20T11:30:00Z'),
      endsAt: new Date('2026-11-20T13:30:00Z'),
    });
    expect(words(await replace(over.id))).toContain('Buổi này đã qua.');
    const round = await roundOf();
    await staff.post(`/rounds/${round.id}/cancellation`, { version: '1', reason: 'Mưa to' });
    expect(words(await replace(round.id))).toContain('Buổi này đã hủy, không sửa được nữa.');
    expect((await staff.get(`/rounds/${round.id}/replacement`)).headers.location).toBe(`/rounds/${round.id}`);
    expect(await team(round.id)).toEqual([app.users.officer.id, app.users.officer2.id].sort());
  });
});

describe('a round in the review is cancelled', () => {
  it('with a reason, and the review continues with the rest', async () => {
    const door = await createHousehold(app.db, app.ward);
    const round = await roundOf({ households: [door] });
    await away(app.users.officer);
    const page = read(await staff.get(`/rounds/${round.id}?cameFrom=review`));
    expect(page('#cancel').attr('open')).toBeDefined();
    const empty = await staff.post(`/rounds/${round.id}/cancellation`, {
      version: '1',
      reason: ' ',
      cameFrom: 'review',
    });
    expect([empty.status, read(empty)('input[name="cameFrom"]').val()]).toEqual([422, 'review']);
    const done = await staff.post(`/rounds/${round.id}/cancellation`, {
      version: '1',
      reason: 'Cả đội bận',
      cameFrom: 'review',
    });
    expect([done.status, done.headers.location]).toEqual([303, '/rounds?view=review']);
    expect(await review()).toContain(NOTHING);
  });

  it('not if it was moved in the meantime; knowing that, it can be', async () => {
    const round = await roundOf();
    await staff.post(`/rounds/${round.id}/edit`, {
      version: '1',
      date: '2026-11-28',
      from: '18:30',
      to: '20:30',
      officers: [app.users.officer.id, app.users.officer2.id],
      note: '',
      outOfHoursReason: '',
    });
    const admin = await app.as('admin');
    const conflict = await admin.post(`/rounds/${round.id}/cancellation`, { version: '1', reason: 'Ngày nghỉ' });
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'tối thứ Bảy 28/11, 18:30–20:30', 'Ngày nghỉ', 'Trần Văn Phòng');
    expect(await app.db.prisma.roundClosure.count()).toBe(0);
    const fields = fieldsOf(conflict, `form[action="/rounds/${round.id}/cancellation"]`);
    expect((await admin.post(`/rounds/${round.id}/cancellation`, fields)).status).toBe(303);
  });

  it('not once a door was visited', async () => {
    const door = await createHousehold(app.db, app.ward);
    const round = await roundOf({ households: [door] });
    await away(app.users.officer);
    await createVisit(app.db, app.ward, {
      household: door,
      by: app.users.officer,
      roundId: round.id,
      roundDoorId: round.roundDoors[0]!.id,
    });
    expect(read(await staff.get('/rounds?view=review'))('.round-review-actions').text()).not.toContain('Hủy');
  });
});
