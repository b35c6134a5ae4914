import { createReadiness } from '../../../support/worlds/register';
import { createHelp } from '../../../support/casework-factories';
import type { Prisma } from '../../../../src/generated/prisma/client';
import { createHousehold, createResident, createRound, createService, createVisit } from '../../../support/factories';
import { appForEach, attributesOf, cellsOf, read, textsOf, words } from '../../../support/test-app';
import { at, eveningRound, street, createClosure, createPause } from '../../../support/worlds/rounds';

const app = appForEach();

/** Thursday 26 November 2026, 19:00: the evening's round is in progress. */
const EVENING = new Date('2026-11-26T12:00:00Z');

beforeEach(async () => {
  app.setNow(EVENING);
});

const door = (address: string, howToFind = '') => createHousehold(app.db, app.ward, { address, howToFind });
const live = (household: { id: string }, fullName: string, birthYear: number, given: object = {}) =>
  createResident(app.db, app.ward, { household, fullName, birthYear, ...given });
const roundOf = (households: { id: string }[], given: object = {}) =>
  eveningRound(app, { households, code: 'BĐ-7K2', ...given });
type Visit = Parameters<typeof createVisit>[2];
const visit = (household: { id: string }, arrivedAt: Date, given: Partial<Visit> = {}) =>
  createVisit(app.db, app.ward, { household, by: app.users.officer, arrivedAt, ...given });
/** A visit at a door of the evening's round, by its place in the round. */
const visitOfRound = (
  { id: roundId, roundDoors }: Awaited<ReturnType<typeof roundOf>>,
  place: number,
  time: string,
  given: Partial<Visit> = {},
) => {
  const { id: roundDoorId, householdId } = roundDoors[place]!;
  return visit({ id: householdId }, at(time), { roundId, roundDoorId, ...given });
};
const nextStep = ({ id }: { id: string }, data: Prisma.VisitUpdateInput) =>
  app.db.prisma.visit.update({ where: { id }, data });
/** A visit on the 20th that promised to come back. */
const promise = async (household: { id: string }, due: string, from?: string, to?: string) =>
  nextStep(await visit(household, at('19:00', 20), { outcome: 'come_back_later' }), {
    nextStep: 'revisit',
    nextStepDue: new Date(due),
    nextStepFrom: from,
    nextStepTo: to,
  });
const reasons = ({ id }: { id: string }, ...kept: Prisma.InputJsonObject[]) =>
  app.db.prisma.roundDoor.update({ where: { id }, data: { reasons: kept } });
/** The page's doors: number, class of the icon, words, what can be pressed. */
const doorsOf = (page: ReturnType<typeof read>) =>
  page('.doors > li')
    .map((_, item) => [
      [
        page(item).find('.door').text().trim().split(' ')[0],
        page(item).find('.doors-what').clone().find('a').remove().end().text().replace(/\s+/g, ' ').trim(),
        page(item).find('a').first().contents().first().text(),
      ],
    ])
    .get();

describe('the list of tonight', () => {
  it('shows an officer the doors in order by lane, with who lives there, why, and what to do', async () => {
    const doors = [
      await door('46 Phạm Hồng Thái'),
      await door('50 Phạm Hồng Thái'),
      await door('52 Phạm Hồng Thái'),
      await door('3 ngõ Châu Long', 'nhà trong sân chung, gọi cổng xanh'),
      await door('5A ngõ Châu Long'),
    ];
    await live(doors[0]!, 'Hoàng Thị Ngát', 1950);
    for (const name of ['Trần Văn An', 'Trần Thị Bình']) await live(doors[0]!, name, 1980, { relation: 'child' });
    await live(doors[1]!, 'Trần Đức Long', 1960, { gender: 'male' });
    await live(doors[2]!, 'Phạm Thị Sáu', 1945);
    await live(doors[3]!, 'Vũ Minh Khôi', 1990, { gender: 'male' });
    const round = await roundOf(doors);
    await reasons(
      round.roundDoors[2]!,
      { kind: 'promise', due: '2026-11-26', from: null, to: null },
      { kind: 'need', age: 81, needs: ['hard_to_move'] },
    );
    await promise(doors[2]!, '2026-11-26');
    const met = await visitOfRound(round, 0, '18:52');
    const resident = await app.db.prisma.resident.findFirstOrThrow({ where: { fullName: 'Hoàng Thị Ngát' } });
    const service = await createService(app.db, app.ward);
    const line = { visitId: met.id, residentId: resident.id, publicServiceId: service.id };
    for (const [position, result] of (['submitted', 'prepared'] as const).entries())
      await createHelp(app, { ...line, position, result });
    await visitOfRound(round, 1, '19:10', { outcome: 'nobody_home' });

    const response = await (await app.as('officer')).get('/tonight');
    const page = read(response);
    expect(response.status).toBe(200);
    expect(page('h1').text()).toBe('Tối nay, thứ Năm 26/11 · 18:30–20:45');
    expect(words(response)).toContain('Phố Phạm Hồng Thái · mã buổi BĐ-7K2');
    expect(words(response)).toContain('Đội: Nguyễn Thị Đội, Phạm Minh Viên');
    expect(words(response)).toContain('Đã gặp 1, vắng 1, còn 3 cửa');
    expect(words(response)).toContain('Dự kiến xong 19:30');
    expect(page('progress').attr()).toMatchObject({ value: '2', max: '5' });
    expect(textsOf(page('.alley'))).toEqual(['Phố Phạm Hồng Thái, bên số chẵn', 'Ngõ Châu Long']);
    expect(doorsOf(page)).toEqual([
      ['46', 'Bà Hoàng Thị Ngát và 2 người nhà Đã gặp 18:522 dịch vụ, 1 hồ sơ đã nộp', 'Sửa'],
      ['50', 'Ông Trần Đức Long Vắng nhà 19:10', 'Sửa'],
      ['52', 'Bà Phạm Thị Sáu Hẹn quay lại 26/1181 tuổi, khó đi lại', 'Ghi lượt thăm'],
      ['3', 'Anh Vũ Minh Khôi nhà trong sân chung, gọi cổng xanh', 'Mở'],
      ['5A', 'Chưa rõ ai ở', 'Mở'],
    ]);
    expect(page('.doors-next a').attr('href')).toBe(`/round-doors/${round.roundDoors[2]!.id}/visit`);
    expect(page('.doors > li').first().find('a').attr('href')).toBe(`/visits/${met.id}/edit`);
    expect(page('a[href$="/sheet"]').attr('href')).toBe(`/rounds/${round.id}/sheet`);
    const opened = { action: 'round.open', subjectId: round.id, actorId: app.users.officer.id };
    expect(await app.db.prisma.auditEvent.count({ where: opened })).toBe(1);
  });

  it('shows the latest promised hour, whatever the round was planned with', async () => {
    const doors = await street(app, 5);
    await promise(doors[0]!, '2026-11-26', '19:30');
    await promise(doors[1]!, '2026-11-26', '19:00', '20:00');
    await promise(doors[2]!, '2026-11-28', '08:30');
    await promise(doors[3]!, '2026-11-24', '19:00');
    const round = await roundOf(doors);
    await reasons(
      round.roundDoors[0]!,
      { kind: 'note', topic: 'request', text: 'Đã hẹn tối nay, 20:00–21:00' },
      { kind: 'promised_hour', on: '2026-11-26', from: '18:30', to: '19:00' },
      { kind: 'promise', due: '2026-11-25', from: null, to: null },
      { kind: 'need', age: 81, needs: ['lives_alone'] },
    );
    await reasons(
      round.roundDoors[4]!,
      { kind: 'promise', due: '2026-11-26', from: null, to: null },
      { kind: 'priority', facts: ['poor'] },
    );
    const page = read(await (await app.as('officer')).get('/tonight'));
    expect(cellsOf(page('.doors > li'), '.tag')).toEqual([
      ['Đã hẹn 19:30 tối nay', '81 tuổi, sống một mình'],
      ['Đã hẹn 19:00–20:00 tối nay'],
      ['Hẹn quay lại 28/11, 8:30'],
      ['Quá hẹn 24/11'],
      ['Hộ nghèo'],
    ]);
  });

  it('shows at what hour the team should return to a door this evening', async () => {
    const round = await roundOf([await door('46 Phạm Hồng Thái')]);
    const later = await visitOfRound(round, 0, '18:52', { outcome: 'come_back_later' });
    await nextStep(later, { nextStep: 'revisit', nextStepDue: new Date('2026-11-26'), nextStepFrom: '20:15' });
    expect(words(await (await app.as('officer')).get('/tonight'))).toContain('Quay lại nhà 26/11, 20:15');
  });

  it('counts each outcome of the evening, and a door as met only if it met a resident', async () => {
    const round = await roundOf(await street(app, 8));
    const outcomes = [
      'met',
      'met',
      'nobody_home',
      'come_back_later',
      'refused',
      'moved_or_vacant',
      'cannot_reach',
    ] as const;
    for (const [index, outcome] of outcomes.entries())
      await visitOfRound(round, index, `18:${40 + index}`, { outcome, metSomebody: index === 0 });
    const response = await (await app.as('officer')).get('/tonight');
    expect(words(response)).toContain(
      'Đã gặp 1, vắng 1, chưa muốn 1, hẹn lại 1, không vào được 1, chuyển đi 1, chưa ghi gặp ai 1, còn 1 cửa',
    );
    expect(read(response)('.door-met')).toHaveLength(1);
  });

  it('says on which day a line of help goes on, until it was done or ended', async () => {
    const home = await door('2 Trúc Bạch');
    const sau = await live(home, 'Phạm Thị Sáu', 1945);
    const service = await createService(app.db, app.ward, { name: 'Trợ cấp thất nghiệp' });
    const { id: visitId } = await visit(home, at('19:00', 20));
    await visit(home, at('19:00', 24), { outcome: 'nobody_home' });
    const line = { residentId: sau.id, publicServiceId: service.id };
    const { id } = await createHelp(app, { ...line, visitId, againOn: new Date('2026-11-28') });
    await roundOf([home]);
    const officer = await app.as('officer');
    const tonight = async () => words(await officer.get('/tonight'));
    const said = 'Hẹn làm tiếp 28/11: Trợ cấp thất nghiệp, Phạm Thị Sáu';
    expect(await tonight()).toContain(said);
    const ended = await app.db.prisma.followUpEnd.create({
      data: {
        ...{ wardId: app.ward.id, kind: 'to_submit', subjectId: id, factKey: '2026-11-28', outcome: 'not_needed' },
        ...{ endedOn: new Date('2026-11-26'), endedBy: app.users.staff.id, endedAt: EVENING, pressId: id },
      },
    });
    expect(await tonight()).not.toContain('Hẹn làm tiếp');
    await app.db.prisma.followUpEnd.delete({ where: { id: ended.id } });
    expect(await tonight()).toContain(said);
    // Not of those who died or moved out, nor what the follow-ups have forgotten.
    const status = (residenceStatus: 'permanent' | 'deceased') =>
      app.db.prisma.resident.update({ where: { id: sau.id }, data: { residenceStatus } });
    await status('deceased');
    expect(await tonight()).not.toContain('Hẹn làm tiếp');
    await status('permanent');
    const stay = { residentId: sau.id, validTo: null };
    await app.db.prisma.householdMembership.updateMany({ where: stay, data: { validTo: new Date('2026-11-25') } });
    expect(await tonight()).not.toContain('Hẹn làm tiếp');
    await app.db.prisma.householdMembership.updateMany({ where: { residentId: sau.id }, data: { validTo: null } });
    const day = (text: string) =>
      app.db.prisma.visit.update({ where: { id: visitId }, data: { visitedOn: new Date(text) } });
    await day('2025-11-25');
    expect(await tonight()).not.toContain('Hẹn làm tiếp');
    await day('2026-11-20');
    expect(await tonight()).toContain(said);
    const { id: laterId } = await visit(home, at('19:00', 25));
    await createHelp(app, { ...line, result: 'submitted', visitId: laterId });
    expect(await tonight()).not.toContain('Hẹn làm tiếp');
  });

  it('sends no team to a household that was paused after planning', async () => {
    const doors = [await door('2 Trúc Bạch'), await door('4 Trúc Bạch')];
    await roundOf(doors);
    await createPause(app, doors[0]!.id, { reason: 'Cụ bà mất', pausedFrom: new Date('2026-11-26') });
    const page = read(await (await app.as('officer')).get('/tonight'));
    expect(doorsOf(page).map(([number, text, action]) => [number, text, action])).toEqual([
      ['2', 'Chưa rõ ai ở Nhà có tang: không gõ cửa', ''],
      ['4', 'Chưa rõ ai ở', 'Ghi lượt thăm'],
    ]);
  });

  it('offers tabs for several rounds, starting with the one in progress', async () => {
    const morning = { code: 'BĐ-A22', startsAt: at('09:00'), endsAt: at('11:00') };
    const early = await roundOf([await door('2 Trúc Bạch')], morning);
    const now = await roundOf([await door('4 Trúc Bạch')]);
    const afternoon = { code: 'BĐ-HUY', startsAt: at('15:00'), endsAt: at('16:00') };
    await createClosure(app, (await roundOf([await door('6 Trúc Bạch')], afternoon)).id);
    const officer = await app.as('officer');
    const page = read(await officer.get('/tonight'));
    expect(attributesOf(page('nav[aria-label="Các buổi hôm nay"] a'), 'href')).toEqual([
      `/tonight?round=${early.id}`,
      `/tonight?round=${now.id}`,
    ]);
    expect(page('a[aria-current=page][href^="/tonight?"]').attr('href')).toBe(`/tonight?round=${now.id}`);
    const other = read(await officer.get(`/tonight?round=${early.id}`));
    expect(other('h1').text()).toBe('Hôm nay, thứ Năm 26/11 · 09:00–11:00');
    expect(doorsOf(other).map(([number]) => number)).toEqual(['2']);
  });

  it('shows officers only their own rounds, office staff all of today, another ward none', async () => {
    await roundOf([await door('2 Trúc Bạch')], { officers: [app.users.officer2] });
    const foreign = await createRound(app.db, app.otherWard, {
      by: app.otherUsers.staff,
      officers: [app.otherUsers.officer],
      startsAt: at('18:30'),
      code: 'HK-7K2',
    });
    expect(words(await (await app.as('officer')).get('/tonight'))).toContain('Hôm nay không có buổi ra quân');
    const staff = await app.as('staff');
    expect(words(await staff.get('/tonight'))).toContain('BĐ-7K2');
    expect(words(await staff.get(`/tonight?round=${foreign.id}`))).not.toContain('HK-7K2');
  });

  it('names the next round on a day without one, and says if there is none', async () => {
    const officer = await app.as('officer');
    expect(words(await officer.get('/tonight'))).toContain('Chưa có buổi nào được xếp.');
    const next = await roundOf([await door('2 Trúc Bạch')], { startsAt: at('18:30', 30), endsAt: at('20:30', 30) });
    const response = await officer.get('/tonight');
    expect(words(response)).toContain('Buổi tới: tối thứ Hai 30/11, 18:30–20:30, Phố Phạm Hồng Thái, mã buổi BĐ-7K2.');
    expect(read(response)(`a[href="/rounds/${next.id}"]`)).toHaveLength(1);
  });
});

describe('the printed door sheet', () => {
  it('is not printed for a cancelled round, and the page says why', async () => {
    const round = await roundOf([await door('46 Phạm Hồng Thái')]);
    await createClosure(app, round.id);
    expect((await (await app.as('officer')).get(`/rounds/${round.id}/sheet`)).headers.location).toBe(
      `/rounds/${round.id}`,
    );
  });

  it('contains code, note, ward phone, doors, people who need help and checkboxes, but no resident’s phone or national number', async () => {
    const doors = [await door('46 Phạm Hồng Thái', 'cổng sắt xanh'), await door('48 Phạm Hồng Thái')];
    const head = await live(doors[0]!, 'Phạm Thị Sáu', 1945, { phone: '0912345678', nationalNumber: '001045000123' });
    await createReadiness(app, head.id, {
      recordedOn: new Date('2026-11-01'),
      source: 'visit',
      vneidLevel: 'level_1',
      hardToMove: 'yes',
    });
    const round = await roundOf(doors);
    await app.db.prisma.round.update({ where: { id: round.id }, data: { note: 'Laptop: Đội giữ' } });
    const officer = await app.as('officer');
    const response = await officer.get(`/rounds/${round.id}/sheet`);
    const text = words(response);
    for (const sentence of [
      'Ghi chú: Laptop: Đội giữ',
      'Tối thứ Năm 26/11, 18:30–20:45',
      'BĐ-7K2',
      '024 3715 0000',
      '46 Phạm Hồng Thái',
      'cổng sắt xanh',
      'Bà Phạm Thị Sáu: 81 tuổi, khó đi lại, VNeID mức 1',
      'Vắng nhà',
      'Hẹn lại:',
    ]) {
      expect(text).toContain(sentence);
    }
    expect(text).not.toContain('0912345678');
    expect(text).not.toContain('0123');
    expect(read(response)('nav')).toHaveLength(0);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'round.print', subjectId: round.id } })).toBe(1);
  });

  it('contains the promise of the last visit, not of older ones', async () => {
    const doors = await street(app, 2);
    await nextStep(await visit(doors[0]!, at('19:00', 20)), {
      nextStep: 'bring_papers',
      nextStepDue: new Date('2026-11-26'),
      nextStepFrom: '19:00',
      nextStepTo: '19:45',
      nextStepNote: 'mẫu giấy ủy quyền',
    });
    const kept = await visit(doors[1]!, at('19:00', 20));
    await nextStep(kept, { nextStep: 'revisit', nextStepNote: 'lời hẹn cũ' });
    await visit(doors[1]!, at('19:00', 22));
    const round = await roundOf(doors);
    const text = words(await (await app.as('officer')).get(`/rounds/${round.id}/sheet`));
    expect(text).toMatch(/Đã hẹn: .+ 26\/11, 19:00–19:45: mẫu giấy ủy quyền/);
    expect(text).toContain('Đã hẹn 19:00–19:45 tối nay');
    expect(text).not.toContain('lời hẹn cũ');
  });

  it('asks for VNeID level 2 from the ward’s adult age', async () => {
    const doors = [await door('46 Phạm Hồng Thái')];
    const youth = await live(doors[0]!, 'Trần Văn Nam', 2010, { gender: 'male' });
    await createReadiness(app, youth.id, { recordedOn: new Date('2026-11-01'), source: 'visit', vneidLevel: 'none' });
    const round = await roundOf(doors);
    const officer = await app.as('officer');
    expect(words(await officer.get(`/rounds/${round.id}/sheet`))).not.toContain('VNeID chưa có');
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { adultAge: 16 } });
    expect(words(await officer.get(`/rounds/${round.id}/sheet`))).toContain(
      'Cháu Trần Văn Nam: 16 tuổi, VNeID chưa có',
    );
  });

  it('has no checkboxes for a door that is done', async () => {
    const round = await roundOf(await street(app, 2));
    await visitOfRound(round, 0, '18:52');
    const page = read(await (await app.as('officer')).get(`/rounds/${round.id}/sheet`));
    expect(page('.ticks')).toHaveLength(1);
  });
});
