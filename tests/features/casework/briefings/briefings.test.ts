import { randomUUID } from 'node:crypto';
import { createHousehold, createResident, createRound, createVisit, type TestUser } from '../../../support/factories';
import { appForEach, attributesOf, read, type TestAgent, textsOf, words } from '../../../support/test-app';
import { at, eveningRound } from '../../../support/worlds/rounds';
import { formIn } from '../../../support/forms';

const app = appForEach();
const EVENING = new Date('2026-11-26T12:00:00Z');

beforeEach(async () => {
  app.setNow(EVENING);
});

const roundOf = (households: { id: string }[], given: object = {}) =>
  eveningRound(app, { households, code: 'BĐ-7K2', ...given });
const said = (given: object, by: TestUser = app.users.officer) =>
  app.db.prisma.briefing.create({
    data: {
      ...{ id: randomUUID(), wardId: app.ward.id, approach: 'gọi cổng xanh', writtenBy: by.id },
      writtenAt: at('17:00'),
      ...given,
    },
  });
/** One about a round. */
const saidOfRound = async (given: object = {}) => said({ roundId: (await roundOf([])).id, ...given });
const stored = () => app.db.prisma.briefing.findMany();
const audited = (action: string) => app.db.prisma.auditEvent.count({ where: { action } });
const form = (given: object = {}) => ({
  id: randomUUID(),
  approach: 'Bấm chuông hai lần rồi đợi.',
  reluctance: '',
  whatWorked: '',
  ...given,
});

const change = { approach: 'lời mới', reluctance: '', whatWorked: '', version: '1' };

describe('writing a briefing', () => {
  it.each(['round', 'lane', 'household'] as const)(
    'passes on what an officer learned, about a %s, and leads back there',
    async (kind) => {
      const door = await createHousehold(app.db, app.ward, { address: '3 ngõ Châu Long' });
      const round = await roundOf([door]);
      const there = {
        round: `/rounds/${round.id}`,
        lane: `/lanes/${encodeURIComponent(door.laneKey)}`,
        household: `/households/${door.id}`,
      }[kind];
      const officer = await app.as('officer');
      const page = read(await officer.get(`${there}/briefings/new`));
      const labels = attributesOf(page('textarea'), 'id').map((id) => page(`label[for=${id}]`).text());
      expect(labels).toEqual(['Cách tiếp cận', 'Ai còn ngại, vì sao', 'Điều gì có hiệu quả']);
      expect(page('form[action$="/briefings"]').text()).toContain('Không ghi mật khẩu, mã OTP, số định danh');
      const answer = await officer.post(`${there}/briefings`, form({ whatWorked: 'Nhờ cháu\r\nngồi cùng.' }));
      expect([answer.status, answer.headers.location]).toEqual([303, `${there}#briefings`]);
      expect(await stored()).toMatchObject([
        {
          approach: 'Bấm chuông hai lần rồi đợi.',
          reluctance: '',
          whatWorked: 'Nhờ cháu\nngồi cùng.',
          writtenBy: app.users.officer.id,
          writtenAt: EVENING,
          roundId: kind === 'round' ? round.id : null,
          laneKey: kind === 'lane' ? door.laneKey : null,
          householdId: kind === 'household' ? door.id : null,
        },
      ]);
      const text = words(await officer.get(there));
      expect(text).toContain('Bấm chuông hai lần rồi đợi.');
      expect(text).toContain('Nguyễn Thị Đội, 19:00 26/11/2026');
      const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'briefing.write' } });
      expect(JSON.stringify(event.details)).not.toContain('Bấm chuông');
      if (kind === 'household') expect(JSON.stringify(event.details)).not.toContain('Châu Long');
    },
  );

  it('sent twice, also at one moment by two people, is saved once', async () => {
    const round = await roundOf([await createHousehold(app.db, app.ward)]);
    const [one, other] = [await app.as('officer'), await app.as('officer2')];
    const sent = form();
    const send = (agent: TestAgent) => agent.post(`/rounds/${round.id}/briefings`, sent);
    for (const { status } of [...(await Promise.all([send(one), send(other)])), await send(one)])
      expect(status).toBe(303);
    expect(await stored()).toHaveLength(1);
    expect(await audited('briefing.write')).toBe(1);
  });

  it('sent again with different words keeps both', async () => {
    const round = await roundOf([await createHousehold(app.db, app.ward)]);
    const officer = await app.as('officer');
    const sent = form({ approach: 'Bấm chuông hai lần' });
    await officer.post(`/rounds/${round.id}/briefings`, sent);
    const answer = await officer.post(`/rounds/${round.id}/briefings`, { ...sent, approach: 'Gọi trước một tiếng' });
    expect(answer.status).toBe(409);
    for (const part of ['Bấm chuông hai lần', 'Gọi trước một tiếng']) expect(words(answer)).toContain(part);
    expect(read(answer)('main form').attr('action')).toBe(`/briefings/${sent.id}/edit`);
    expect(await stored()).toMatchObject([{ approach: 'Bấm chuông hai lần' }]);
  });

  it.each([
    ['nothing at all', { approach: ' ' }, 'Ghi ít nhất một trong ba ô.'],
    ['too much', { approach: 'a'.repeat(801), whatWorked: 'lời tôi gõ' }, 'Dài quá 800 ký tự.'],
    ['a national number', { reluctance: 'số 001 045 000 123 của bà', whatWorked: 'lời tôi gõ' }, 'Có dãy 12 chữ số'],
    ['a broken id', { id: 'x' }, 'Biểu mẫu thiếu mã'],
  ])('refuses %s beside the field and keeps the words', async (_what, given, message) => {
    const door = await createHousehold(app.db, app.ward);
    const response = await (await app.as('officer')).post(`/households/${door.id}/briefings`, form(given));
    expect(response.status).toBe(422);
    expect(words(response)).toContain(message);
    expect(read(response)('#whatWorked').val()).toBe('whatWorked' in given ? given.whatWorked : '');
    expect(await stored()).toEqual([]);
  });
});

describe('on the night', () => {
  it('the team reads what was said about the round, its lanes, its doors and earlier rounds here, where it belongs', async () => {
    const doors = [
      await createHousehold(app.db, app.ward, { address: '2 Trúc Bạch' }),
      await createHousehold(app.db, app.ward, { address: '3 ngõ Châu Long' }),
    ];
    const elsewhere = await createHousehold(app.db, app.ward, { address: '9 Quan Thánh' });
    const earlier = await roundOf([doors[0]!], { startsAt: at('18:30', 19), endsAt: at('20:30', 19), code: 'BĐ-AAA' });
    const far = await roundOf([elsewhere], { startsAt: at('18:30', 18), endsAt: at('20:30', 18), code: 'BĐ-CCC' });
    await app.db.prisma.roundDoor.updateMany({ data: { isOpen: false } });
    const round = await roundOf(doors);
    await said({ roundId: round.id, approach: 'lời cho buổi' });
    await said({ roundId: earlier.id, approach: 'lời buổi trước', writtenAt: at('21:00', 19) });
    await said({ roundId: far.id, approach: 'lời nơi khác' });
    await said({ laneKey: doors[1]!.laneKey, laneLabel: doors[1]!.laneLabel, approach: 'lời cho ngõ' });
    await said({ householdId: doors[0]!.id, approach: 'lời cho cửa' });
    await said({ householdId: elsewhere.id, approach: 'lời cửa khác' });
    const withdrawn = { withdrawnAt: at('18:00'), withdrawnBy: app.users.officer.id, withdrawnReason: 'ghi nhầm' };
    await said({ householdId: doors[0]!.id, approach: 'lời đã rút', ...withdrawn });
    const officer = await app.as('officer');
    for (const path of ['/tonight', `/rounds/${round.id}`]) {
      const page = read(await officer.get(path));
      const text = page('main').text().replace(/\s+/g, ' ');
      for (const sentence of ['lời cho buổi', 'lời buổi trước', 'Buổi BĐ-AAA ngày 19/11', 'sau buổi'])
        expect(text).toContain(sentence);
      expect(page('.doors > li').first().text()).toContain('lời cho cửa');
      expect(page('.doors > li').first().text()).not.toContain('lời cho ngõ');
      expect(page('.door-list > .doors-briefings').text()).toContain('lời cho ngõ');
      for (const sentence of ['lời nơi khác', 'lời cửa khác', 'lời đã rút']) expect(text).not.toContain(sentence);
    }
    const form = words(await officer.get(`/round-doors/${round.roundDoors[0]!.id}/visit`));
    for (const sentence of ['lời cho buổi', 'lời cho cửa']) expect(form).toContain(sentence);
    for (const sentence of ['lời cho ngõ', 'lời đã rút']) expect(form).not.toContain(sentence);
    expect(words(await officer.get(`/round-doors/${round.roundDoors[1]!.id}/visit`))).toContain('lời cho ngõ');
    expect(words(await officer.get(`/lanes/${encodeURIComponent(doors[1]!.laneKey)}`))).toContain('lời cho ngõ');
  });

  it('the chairman sees the round without any of it', async () => {
    const door = await createHousehold(app.db, app.ward);
    const round = await roundOf([door]);
    await said({ roundId: round.id, approach: 'lời cho buổi' });
    await said({ householdId: door.id, approach: 'lời cho cửa' });
    const chairman = await app.as('chairman');
    const text = words(await chairman.get(`/rounds/${round.id}`));
    for (const sentence of ['lời cho buổi', 'lời cho cửa', 'Lời dặn']) expect(text).not.toContain(sentence);
  });
});

describe('one briefing and the list of all', () => {
  it('name their subject; reading what was said about a door is logged', async () => {
    const door = await createHousehold(app.db, app.ward, { address: '2 Trúc Bạch' });
    const { id } = await said({ householdId: door.id });
    const staff = await app.as('staff');
    expect(words(await staff.get(`/briefings/${id}`))).toContain('2 Trúc Bạch');
    const opened = { action: 'briefing.open', subjectId: id };
    const { details } = await app.db.prisma.auditEvent.findFirstOrThrow({ where: opened });
    expect(details).toEqual({ householdId: door.id });
    const list = read(await staff.get('/briefings'));
    expect(textsOf(list('.briefings-about a'))).toEqual(['2 Trúc Bạch']);
    expect(await audited('briefing.list')).toBe(1);
  });

  it('continue page by page, and show nothing of another ward', async () => {
    const door = await createHousehold(app.db, app.ward);
    for (let index = 0; index < 21; index += 1) {
      const writtenAt = new Date(EVENING.getTime() - index * 60_000);
      await said({ householdId: door.id, approach: `lời ${index}`, writtenAt });
    }
    const foreign = await createRound(app.db, app.otherWard, { by: app.otherUsers.staff, officers: [] });
    const elsewhere = { wardId: app.otherWard.id, roundId: foreign.id, approach: 'của phường khác' };
    await said({ ...elsewhere, writtenAt: EVENING }, app.otherUsers.officer);
    const staff = await app.as('staff');
    const first = read(await staff.get('/briefings'));
    expect(first('.briefings > li')).toHaveLength(20);
    const second = await staff.get(first('a[rel=next]').attr('href')!);
    expect(read(second)('.briefings > li')).toHaveLength(1);
    expect(words(second)).toContain('lời 20');
    expect(first('body').text()).not.toContain('của phường khác');
    expect((await staff.get('/briefings?after=2026-99-99T00:00:00Z_x')).status).toBe(200);
  });
});

describe('changing a briefing', () => {
  it('is allowed to its author, once', async () => {
    const { id } = await saidOfRound();
    const officer = await app.as('officer');
    expect(read(await officer.get(`/briefings/${id}/edit`))('#approach').val()).toBe('gọi cổng xanh');
    for (let times = 0; times < 2; times += 1)
      expect((await officer.post(`/briefings/${id}/edit`, change)).headers.location).toBe(`/briefings/${id}`);
    expect(await stored()).toMatchObject([{ approach: 'lời mới', version: 2, updatedAt: EVENING }]);
    expect(await audited('briefing.correct')).toBe(1);
  });

  it('is refused to other users, even the office', async () => {
    const { id } = await saidOfRound();
    for (const role of ['officer2', 'staff', 'admin'] as const) {
      const other = await app.as(role);
      expect(words(await other.get(`/briefings/${id}`))).not.toContain('Sửa lời dặn');
      expect((await other.get(`/briefings/${id}/edit`)).headers.location).toBe(`/briefings/${id}`);
      expect((await other.post(`/briefings/${id}/edit`, change)).status).toBe(403);
    }
    expect(await stored()).toMatchObject([{ approach: 'gọi cổng xanh', version: 1 }]);
  });

  it('says what is wrong and keeps the words', async () => {
    const { id } = await saidOfRound();
    const officer = await app.as('officer');
    const response = await officer.post(`/briefings/${id}/edit`, { ...change, approach: '' });
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Ghi ít nhất một trong ba ô.');
    expect((await stored())[0]!.version).toBe(1);
  });

  it('in two windows shows both versions, and can then be saved over', async () => {
    const { id } = await saidOfRound();
    const officer = await app.as('officer');
    await officer.post(`/briefings/${id}/edit`, { ...change, approach: 'bản thứ nhất' });
    const conflict = await officer.post(`/briefings/${id}/edit`, { ...change, approach: 'bản thứ hai' });
    expect(conflict.status).toBe(409);
    for (const sentence of ['bản thứ nhất', 'bản thứ hai']) expect(words(conflict)).toContain(sentence);
    const { action, fields } = formIn(conflict, `/briefings/${id}/edit`);
    expect((await officer.post(action, fields)).status).toBe(303);
    expect((await stored())[0]).toMatchObject({ approach: 'bản thứ hai', version: 3 });
  });
});

describe('withdrawing a briefing', () => {
  it.each(['officer', 'staff', 'admin'] as const)('hides its words and keeps who, when and why (%s)', async (role) => {
    const door = await createHousehold(app.db, app.ward);
    const { id } = await said({ householdId: door.id, approach: 'lời không nên ghi' });
    const agent = await app.as(role);
    for (let times = 0; times < 2; times += 1)
      expect((await agent.post(`/briefings/${id}/withdrawal`, { reason: 'có chuyện riêng' })).headers.location).toBe(
        `/briefings/${id}`,
      );
    expect(await stored()).toMatchObject([
      { withdrawnAt: EVENING, withdrawnBy: app.users[role].id, withdrawnReason: 'có chuyện riêng' },
    ]);
    expect(await audited('briefing.withdraw')).toBe(1);
    for (const path of [`/briefings/${id}`, '/briefings', `/households/${door.id}`]) {
      const text = words(await agent.get(path));
      expect(text).toContain(`${app.users[role].displayName} đã rút lúc 19:00 26/11/2026. Lý do: có chuyện riêng`);
      expect(text).not.toContain('lời không nên ghi');
    }
  });

  it('is undone from the notice by the user who withdrew it, once', async () => {
    const { id } = await saidOfRound();
    const staff = await app.as('staff');
    await staff.post(`/briefings/${id}/withdrawal`, { reason: 'bấm nhầm' });
    const undo = read(await staff.get(`/briefings/${id}`))('.flash-actions form').attr('action')!;
    expect(undo).toBe(`/briefings/${id}/restoration`);
    expect((await (await app.as('officer')).post(undo)).status).toBe(403);
    expect((await stored())[0]!.withdrawnAt).not.toBeNull();
    for (let times = 0; times < 2; times += 1) expect((await staff.post(undo)).status).toBe(303);
    expect(await stored()).toMatchObject([{ withdrawnAt: null, withdrawnBy: null, withdrawnReason: '', version: 3 }]);
    expect(await audited('briefing.restore')).toBe(1);
    expect(words(await (await app.as('officer')).get(`/briefings/${id}`))).toContain('gọi cổng xanh');
  });

  it('needs a reason, and is refused to another officer', async () => {
    const { id } = await saidOfRound();
    const response = await (await app.as('officer')).post(`/briefings/${id}/withdrawal`, { reason: ' ' });
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Ghi vì sao rút lời dặn này.');
    const other = await app.as('officer2');
    expect((await other.post(`/briefings/${id}/withdrawal`, { reason: 'không thích' })).status).toBe(403);
    expect((await stored())[0]!.withdrawnAt).toBeNull();
  });

  it("while its author changes it keeps the author's words on the page, and the briefing withdrawn", async () => {
    const { id } = await saidOfRound();
    await (await app.as('staff')).post(`/briefings/${id}/withdrawal`, { reason: 'ghi nhầm buổi' });
    const officer = await app.as('officer');
    const response = await officer.post(`/briefings/${id}/edit`, { ...change, approach: 'lời đang sửa' });
    expect(response.status).toBe(409);
    for (const sentence of ['lời đang sửa', 'ghi nhầm buổi']) expect(words(response)).toContain(sentence);
    expect(words(response)).not.toContain('gọi cổng xanh');
    expect(read(response)(`form[action="/briefings/${id}/edit"]`)).toHaveLength(0);
  });
});

it('is shown beside a visit that is edited later', async () => {
  const door = await createHousehold(app.db, app.ward);
  await createResident(app.db, app.ward, { household: door });
  const visit = await createVisit(app.db, app.ward, { household: door, by: app.users.officer });
  await said({ householdId: door.id, approach: 'lời cho cửa' });
  expect(words(await (await app.as('officer')).get(`/visits/${visit.id}/edit`))).toContain('lời cho cửa');
});
