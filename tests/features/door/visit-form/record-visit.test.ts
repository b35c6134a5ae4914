import { createReadiness } from '../../../support/worlds/register';
import { createClosure, createPause } from '../../../support/worlds/rounds';
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { createHousehold, createResident, createRound, createService, createVisit } from '../../../support/factories';
import { momentOf } from '../../../support/moment-of-id';
import { read, words, type TestAgent, type TestApp, textsOf } from '../../../support/test-app';
import {
  blankForm,
  countRows,
  fullForm,
  lineOf,
  NOTHING,
  officerAtDoor,
  type OpenDoor,
} from '../../../support/worlds/door';
import { formIn } from '../../../support/forms';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;

beforeEach(async () => {
  ({ t, world, officer, path } = await officerAtDoor());
});
afterEach(() => t.close());
const WHOLE = { ...NOTHING, visit: 1, presence: 2, assists: 1, topics: 1, uses: 1, readiness: 1 };

describe('the form of a planned door', () => {
  it('shows who lives there, what to know before, and when the officer arrived', async () => {
    const past = await createVisit(t.db, t.ward, {
      household: world.household,
      by: t.users.officer2,
      outcome: 'refused',
      arrivedAt: new Date('2026-10-12T12:00:00Z'),
    });
    await t.db.prisma.visit.update({
      where: { id: past.id },
      data: { refusalReason: 'sợ lừa đảo', nextStep: 'revisit', nextStepNote: 'mang mẫu giấy ủy quyền' },
    });
    await createPause(t, world.household.id, { reason: 'Cụ ông mất', pausedUntil: new Date('2026-12-20') });
    const page = await officer.get(path);
    expect(page.status).toBe(200);
    const opened = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'household.open' } });
    expect(opened).toMatchObject({ subjectId: world.household.id, actorId: t.users.officer.id, isChange: false });
    const $ = read(page);
    expect($('h1').text()).toBe('Số 52 Phạm Hồng Thái');
    expect($('input[name=arrivedOn]').val()).toBe('26/11/2026');
    expect($('input[name=arrivedTime]').val()).toBe('19:40');
    expect($('input[name=clientKey]').val()).toMatch(/^[0-9a-f-]{36}$/);
    expect($('input[name=presence]')).toHaveLength(3);
    expect($('select[name=nextStep] option:selected').text()).toBe('Không hẹn gì thêm');
    const text = words(page);
    for (const said of [
      'Bà Phạm Thị Sáu',
      'chủ hộ · 81 tuổi · VNeID mức 1',
      '12/10 chưa muốn: sợ lừa đảo',
      'mang mẫu giấy ủy quyền',
      'Cụ ông mất',
      'Cổng xanh',
      'Lưu, sang số 3 ngõ Châu Long',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('offers the most frequent services first', async () => {
    await officer.post(path, fullForm(world));
    const page = await officer.get(`/round-doors/${world.nextDoor.id}/visit`);
    const groups = read(page)('select[name="assists[0][serviceId]"] optgroup');
    expect(groups.first().attr('label')).toBe('Hay giúp nhất');
    expect(groups.first().text()).toContain('Trợ cấp hưu trí xã hội');
    expect(groups.text()).not.toContain('Mã OTP');
  });

  it('redirects to the visit if one is logged', async () => {
    const visit = await createVisit(t.db, t.ward, {
      household: world.household,
      by: t.users.officer,
      roundId: world.round.id,
      roundDoorId: world.door.id,
    });
    const page = await (await t.as('officer2')).get(path);
    expect(page.status).toBe(303);
    expect(page.headers.location).toBe(`/visits/${visit.id}`);
  });
});

describe('saving a visit', () => {
  it('writes the visit, who was there, the help, the topics, the level, the ledger and one audit event', async () => {
    const response = await officer.post(path, fullForm(world));
    expect(response.status).toBe(303);
    const visit = await t.db.prisma.visit.findFirstOrThrow({
      include: {
        visitPresences: true,
        assistedProcedures: { include: { portalUse: true } },
        topicsTaught: true,
        readiness: true,
      },
    });
    expect(response.headers.location).toBe(`/visits/${visit.id}`);
    expect(visit).toMatchObject({
      householdId: world.household.id,
      roundId: world.round.id,
      roundDoorId: world.door.id,
      outcome: 'met',
      metSomebody: true,
      othersPresent: 'Bác tổ trưởng',
      note: 'Nhà có chó',
      nextStep: 'bring_papers',
      nextStepNote: 'mẫu giấy ủy quyền',
      lateReason: null,
      loggedBy: t.users.officer.id,
      version: 1,
    });
    expect(visit.arrivedAt).toEqual(new Date('2026-11-26T12:31:00Z'));
    expect(visit.visitedOn.toISOString()).toContain('2026-11-26');
    expect(visit.nextStepDue?.toISOString()).toContain('2026-11-30');
    expect(visit.visitPresences.map(({ residentId }) => residentId).sort()).toEqual(
      [world.sau.id, world.mai.id].sort(),
    );
    expect(visit.assistedProcedures).toHaveLength(1);
    expect(visit.assistedProcedures[0]).toMatchObject({
      position: 1,
      residentId: world.sau.id,
      publicServiceId: world.pension.id,
      helpLevel: 'by_relative',
      result: 'submitted',
      portalFileCode: 'H26.12.3-261126-0007',
      note: 'Chị Mai nộp',
    });
    expect(visit.assistedProcedures[0]!.portalUse).toMatchObject({
      residentId: world.sau.id,
      how: 'by_relative',
      source: 'visit',
      recordedBy: t.users.officer.id,
    });
    expect(visit.assistedProcedures[0]!.portalUse!.usedOn.toISOString()).toContain('2026-11-26');
    expect(visit.topicsTaught.map(({ publicServiceId }) => publicServiceId)).toEqual([world.topic.id]);
    expect(visit.readiness).toHaveLength(1);
    expect(visit.readiness[0]).toMatchObject({
      residentId: world.sau.id,
      vneidLevel: 'level_2',
      source: 'visit',
      isLatest: true,
    });
    expect((await t.db.prisma.roundDoor.findUniqueOrThrow({ where: { id: world.door.id } })).isOpen).toBe(false);
    const events = await t.db.prisma.auditEvent.findMany({ where: { action: 'visit.record' } });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      subjectId: visit.id,
      isChange: true,
      details: { outcome: 'met', assists: 1, present: 2, topics: 1, levels: 1 },
    });
    expect(JSON.stringify(events[0]!.details)).not.toContain('Sáu');
    expect(words(await officer.get(`/visits/${visit.id}`))).toContain('Đã lưu lượt thăm số 52 Phạm Hồng Thái');
  });

  it('carries the other readiness facts of a resident over to the new level', async () => {
    await createReadiness(t, world.mai.id, {
      recordedOn: new Date('2026-05-01'),
      vneidLevel: 'none',
      simInOwnName: 'no',
      smartphone: 'relatives',
      needsHelper: 'yes',
    });
    await officer.post(path, fullForm(world, { levels: { [world.mai.id]: 'level_1' } }));
    const latest = await t.db.prisma.readiness.findFirstOrThrow({
      where: { residentId: world.mai.id, isLatest: true },
    });
    expect(latest).toMatchObject({
      vneidLevel: 'level_1',
      simInOwnName: 'no',
      smartphone: 'relatives',
      needsHelper: 'yes',
      source: 'visit',
    });
  });

  it('writes no readiness if no level was chosen, and no portal use for an account or an unsubmitted file', async () => {
    const assists = [
      lineOf(world.sau, world.account, { result: 'submitted' }),
      lineOf(world.sau, world.pension),
      { residentId: '', serviceId: '', helpLevel: '', result: '', fileCode: '', barrierId: '', note: '' },
      lineOf(world.mai, world.residence, { result: 'blocked', barrierId: world.barrier.id }),
    ];
    await officer.post(path, fullForm(world, { levels: { [world.sau.id]: '', [world.mai.id]: '' }, assists }));
    expect(await countRows(t)).toMatchObject({ visit: 1, assists: 3, uses: 0, readiness: 0 });
  });

  it('continues with the next door without a visit on request', async () => {
    const response = await officer.post(path, blankForm({ outcome: 'nobody_home', thenNext: '1' }));
    expect(response.headers.location).toBe(`/round-doors/${world.nextDoor.id}/visit`);
    const last = await officer.post(
      `/round-doors/${world.nextDoor.id}/visit`,
      blankForm({ outcome: 'nobody_home', thenNext: '1' }),
    );
    expect(last.headers.location).toMatch(/^\/visits\//);
  });

  it('accepts a form of 200 KB', async () => {
    const long = { doneForReason: 'mắt kém '.repeat(55), note: 'Dặn dò rất kỹ. '.repeat(55), helpLevel: 'done_for' };
    const assists = Array.from({ length: 30 }, (_, index) =>
      lineOf(world.sau, world.pension, { ...long, fileCode: `H26.12.3-261126-${1000 + index}` }),
    );
    const form = fullForm(world, { assists, note: 'ghi chú dài '.repeat(330) });
    const { length } = JSON.stringify(form);
    expect(length).toBeLessThan(200_000);
    expect((await officer.post(path, { ...form, padding: 'x'.repeat(200_000 - length) })).status).toBe(303);
    expect(await countRows(t)).toMatchObject({ visit: 1, assists: 30 });
  });
});

describe('a visit outside a round', () => {
  it('is saved from the household', async () => {
    const staff = await t.as('staff');
    const unplanned = `/households/${world.household.id}/visits/new`;
    expect(words(await staff.get(unplanned))).toContain('lượt thăm ngoài buổi ra quân');
    const response = await staff.post(unplanned, fullForm(world, { officers: [t.users.officer.id] }));
    expect(response.status).toBe(303);
    const visit = await t.db.prisma.visit.findFirstOrThrow();
    expect(visit).toMatchObject({ roundId: null, roundDoorId: null, householdId: world.household.id });
    expect(momentOf(visit.id)).toEqual(visit.loggedAt);
    expect((await t.db.prisma.roundDoor.findUniqueOrThrow({ where: { id: world.door.id } })).isOpen).toBe(true);
  });
});

describe('an invalid visit', () => {
  it('shows all input again with every error beside its field, keeps the key, and saves nothing', async () => {
    const form = fullForm(world, {
      nextStepNote: 'mẫu "giấy" <ủy quyền>',
      assists: [
        lineOf(world.sau, world.pension, { helpLevel: 'done_for', result: 'blocked', note: 'dòng một' }),
        { residentId: '', serviceId: '', helpLevel: '', result: '', note: '' },
        lineOf(world.mai, world.residence, { result: 'submitted', fileCode: 'không có!' }),
      ],
    });
    const response = await officer.post(path, form);
    expect(response.status).toBe(422);
    const $ = read(response);
    expect($('title').text()).toMatch(/^Lỗi: /);
    for (const field of ['assists-0-doneForReason', 'assists-0-barrierId', 'assists-2-fileCode']) {
      expect($(`.error-summary a[href="#${field}"]`)).toHaveLength(1);
      expect($(`#${field}`).attr('aria-invalid')).toBe('true');
    }
    expect(formIn(response, '/visit').fields).toMatchObject({
      clientKey: form.clientKey,
      'assists[0][note]': 'dòng một',
      'assists[0][serviceId]': world.pension.id,
      'assists[2][fileCode]': 'không có!',
      nextStepNote: 'mẫu "giấy" <ủy quyền>',
      presence: [world.sau.id, world.mai.id],
      topics: world.topic.id,
      [`levels[${world.sau.id}]`]: 'level_2',
      note: 'Nhà có chó',
    });
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('is refused beside a service that was typed but not chosen, with the number of matches and the text kept', async () => {
    const line = { residentId: world.sau.id, serviceId: '', helpLevel: 'guided', result: 'prepared' };
    const response = await officer.post(
      path,
      fullForm(world, {
        assists: [{ ...line, serviceText: ' tr ' }, { ...line, serviceText: 'hôn nhân' }, { serviceText: 'VNeID' }],
      }),
    );
    expect(response.status).toBe(422);
    const $ = read(response);
    const errorOf = (row: number) => $(`#assists-${row}-serviceId-error`).text();
    expect(errorOf(0)).toBe('Lỗi: 2 dịch vụ khớp “tr”: chọn một.');
    expect(errorOf(1)).toBe('Lỗi: Không có dịch vụ nào khớp “hôn nhân”: gõ lại, hoặc chọn trong danh sách.');
    expect(errorOf(2)).toBe('Lỗi: 1 dịch vụ khớp “VNeID”: chọn dịch vụ ấy.');
    expect($('.error-summary').text()).toContain('2 dịch vụ khớp “tr”: chọn một.');
    expect($('#assists-1-serviceId').attr('data-text')).toBe('hôn nhân');
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it.each([
    ['an unknown outcome', { outcome: 'eaten' }, 'outcome'],
    ['two outcomes', { outcome: ['met', 'refused'] }, 'outcome'],
    ['people present at a closed door', { outcome: 'nobody_home' }, 'presence'],
    ['a time that is none', { arrivedTime: '25:00' }, 'arrivedTime'],
    ['a day that is none', { arrivedOn: '2026-02-30' }, 'arrivedOn'],
    ['a nonexistent resident', { presence: [randomUUID()] }, 'presence'],
    ['an invalid resident id', { presence: ['x'] }, 'presence-0'],
  ])('%s is refused', async (_name, given, field) => {
    const response = await officer.post(path, fullForm(world, given));
    expect(response.status).toBe(422);
    expect(read(response)(`.error-summary a[href="#${field}"]`)).toHaveLength(1);
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('asks about a resident without VNeID who submitted by themselves, and saves it with one tap', async () => {
    const assists = [lineOf(world.sau, world.pension, { result: 'submitted' })];
    const form = fullForm(world, { assists, levels: { [world.sau.id]: 'none' } });
    const refused = await officer.post(path, form);
    expect(refused.status).toBe(422);
    const $ = read(refused);
    expect($(`#levels-${world.sau.id}-error`).text()).toContain('Chưa có VNeID mà tự bấm máy nộp?');
    const button = $('button[name=confirmLevels]');
    expect(button.text()).toBe('Đúng là chưa có VNeID: lưu như đã ghi');
    expect(await countRows(t)).toEqual(NOTHING);
    const { fields } = formIn(refused, '/visit');
    for (let times = 0; times < 2; times += 1)
      expect((await officer.post(path, { ...fields, confirmLevels: '1' })).status).toBe(303);
    expect(await t.db.prisma.readiness.findMany({ where: { source: 'visit' } })).toMatchObject([
      { residentId: world.sau.id, vneidLevel: 'none' },
    ]);
  });

  it('stores the reasons of a refusal that were tapped, with what was written', async () => {
    const form = (given: object) => blankForm({ outcome: 'refused', ...given });
    expect((await officer.post(path, form({ refusalReasons: ['bịa'] }))).status).toBe(422);
    const tapped = form({ refusalReasons: ['Đang bận', 'Sợ lừa đảo'], refusalReason: 'hẹn con trai' });
    for (let times = 0; times < 2; times += 1) expect((await officer.post(path, tapped)).status).toBe(303);
    expect(await t.db.prisma.visit.findMany()).toMatchObject([
      { outcome: 'refused', refusalReason: 'Đang bận; Sợ lừa đảo; hẹn con trai' },
    ]);
  });

  it('is not about people of another household or ward, nor services of another ward or retired ones', async () => {
    const neighbour = await createResident(t.db, t.ward, { household: await createHousehold(t.db, t.ward) });
    const far = await createResident(t.db, t.otherWard, { household: await createHousehold(t.db, t.otherWard) });
    const foreign = await createService(t.db, t.otherWard);
    const retired = await createService(t.db, t.ward, { isRetired: true });
    for (const [line, field] of [
      [lineOf(neighbour, world.pension), 'residentId'],
      [lineOf(far, world.pension), 'residentId'],
      [lineOf(world.sau, foreign), 'serviceId'],
      [lineOf(world.sau, retired), 'serviceId'],
    ] as const) {
      const response = await officer.post(path, fullForm(world, { topics: [line.serviceId], assists: [line] }));
      expect(response.status).toBe(422);
      expect(read(response)(`#assists-0-${field}`).attr('aria-invalid')).toBe('true');
    }
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('checks membership on the day of the visit, not today', async () => {
    await t.db.prisma.householdMembership.updateMany({
      where: { residentId: world.nam.id },
      data: { validTo: new Date('2026-11-25') },
    });
    const unplanned = `/households/${world.household.id}/visits/new`;
    expect((await officer.post(unplanned, blankForm({ outcome: 'met', presence: [world.nam.id] }))).status).toBe(422);
    const earlier = blankForm({
      outcome: 'met',
      presence: [world.nam.id],
      arrivedOn: '2026-11-24',
      lateReason: 'Ghi ra giấy trước',
    });
    const tooEarly = await officer.post(unplanned, earlier);
    expect([tooEarly.status, read(tooEarly)('#arrivedOn-error').text()]).toEqual([
      422,
      'Lỗi: Trước ngày đầu của đội, 26/11/2026. Xem lại ngày; nếu đúng, văn phòng sửa ở Cài đặt, Ngày đầu của đội.',
    ]);
    expect(await countRows(t)).toMatchObject({ visit: 0 });
    await t.db.prisma.ward.update({ where: { id: t.ward.id }, data: { teamBeganOn: new Date('2026-11-24') } });
    expect((await officer.post(unplanned, earlier)).status).toBe(303);
  });

  it('refuses one file code for two files of the ward', async () => {
    await officer.post(path, fullForm(world));
    const assists = [lineOf(world.mai, world.pension, { result: 'submitted', fileCode: 'h26.12.3-261126-0007' })];
    const response = await officer.post(`/households/${world.household.id}/visits/new`, fullForm(world, { assists }));
    expect(response.status).toBe(422);
    expect(read(response)('#assists-0-fileCode').attr('aria-invalid')).toBe('true');
    expect(await countRows(t)).toMatchObject({ visit: 1 });
  });

  it('keeps every word if the round was cancelled meanwhile, and can be saved outside it', async () => {
    await createClosure(t, world.round.id);
    const page = await officer.get(path);
    expect([page.status, words(page)]).toEqual([409, expect.stringContaining('Mưa to')]);
    expect(read(page)(`a[href="/households/${world.household.id}/visits/new"]`)).toHaveLength(1);
    const form = fullForm(world);
    const response = await officer.post(path, form);
    expect([response.status, words(response)]).toEqual([409, expect.stringContaining('Mưa to')]);
    const $ = read(response);
    expect($('textarea[name=note]').text().trim()).toBe('Nhà có chó');
    expect((await officer.post($('form[data-visit-form]').attr('action')!, form)).status).toBe(303);
    expect(await t.db.prisma.visit.findFirstOrThrow()).toMatchObject({ roundDoorId: null });
  });
});

describe('a visit with too many lines of help', () => {
  it('is refused with one message; the page shows the lines that fit, with their input', async () => {
    const rows = Array.from({ length: 2900 }, (_, index) => ({ note: `việc số ${index + 1}` }));
    const response = await officer.post(path, fullForm(world, { assists: rows }));
    expect(response.status).toBe(422);
    const $ = read(response);
    expect(textsOf($('.error-summary li'))).toEqual([
      'Một lượt thăm ghi được nhiều nhất 30 việc: trang này giữ 30 việc đầu.',
    ]);
    const kept = $('[name$="[note]"]')
      .toArray()
      .filter((field) => /^assists\[\d/.test($(field).attr('name')!));
    expect(kept.map((field) => $(field).val())).toEqual(rows.slice(0, 30).map(({ note }) => note));
    expect(await countRows(t)).toEqual(NOTHING);
  });
});

describe('a met visit that gets another outcome', () => {
  const offer = (response: Response) => {
    const section = read(response)('#drop-title').parent();
    return {
      words: section.text().replace(/\s+/g, ' '),
      key: section.find('button[name=dropMetParts]').attr('value') ?? '',
    };
  };
  const changed = (given: object = {}) => fullForm(world, { outcome: 'nobody_home', ...given });

  it('is refused, lists the parts that need a met door, and offers to drop them with one click', async () => {
    const form = changed();
    const refused = await officer.post(path, form);
    expect(refused.status).toBe(422);
    for (const said of [
      'Phạm Thị Mai',
      'Bác tổ trưởng',
      'Trợ cấp hưu trí xã hội',
      'H26.12.3-261126-0007',
      'Mã OTP, passcode, mật khẩu',
      'Mức 2',
      'Bỏ các phần này và lưu là Vắng nhà',
    ])
      expect(offer(refused).words).toContain(said);
    for (const kept of ['Nhà có chó', 'mẫu giấy ủy quyền']) expect(offer(refused).words).not.toContain(kept);
    expect(read(refused)('input[name=othersPresent]').val()).toBe('Bác tổ trưởng');
    expect(await countRows(t)).toEqual(NOTHING);

    // Pressed with one more note, which must not be dropped.
    const saved = await officer.post(path, { ...form, note: 'Nhà có chó dữ', dropMetParts: offer(refused).key });
    expect(saved.status).toBe(303);
    expect(await countRows(t)).toEqual({ ...NOTHING, visit: 1 });
    expect(await t.db.prisma.visit.findFirstOrThrow()).toMatchObject({
      outcome: 'nobody_home',
      othersPresent: '',
      nextStep: 'bring_papers',
      nextStepNote: 'mẫu giấy ủy quyền',
      note: 'Nhà có chó dữ',
    });
    const again = await officer.post(path, { ...form, note: 'Nhà có chó dữ', dropMetParts: offer(refused).key });
    expect(again.headers.location).toBe(saved.headers.location);
  });

  it('or a refusal that was none after all: its reason is offered to be dropped, too', async () => {
    const form = fullForm(world, { refusalReason: 'sợ lừa đảo' });
    const refused = await officer.post(path, form);
    expect(refused.status).toBe(422);
    expect(offer(refused).words).toContain('sợ lừa đảo');
    expect(offer(refused).words).not.toContain('Phạm Thị Mai');
    expect(await countRows(t)).toEqual(NOTHING);
    expect((await officer.post(path, { ...form, dropMetParts: offer(refused).key })).status).toBe(303);
    expect(await t.db.prisma.visit.findFirstOrThrow()).toMatchObject({ outcome: 'met', refusalReason: '' });
    expect(await countRows(t)).toMatchObject({ presence: 2, assists: 1, topics: 1 });
  });

  it('keeps everything if its officer goes back to "met", whatever was pressed before', async () => {
    const refused = await officer.post(path, changed());
    const saved = await officer.post(path, fullForm(world, { dropMetParts: offer(refused).key }));
    expect(saved.status).toBe(303);
    expect(await countRows(t)).toEqual(WHOLE);
  });

  it('drops nothing typed after the offer was shown, or under another outcome', async () => {
    const { key } = offer(await officer.post(path, changed()));
    for (const later of [{ presence: [world.sau.id, world.mai.id, world.nam.id] }, { outcome: 'cannot_reach' }]) {
      const response = await officer.post(path, changed({ ...later, dropMetParts: key }));
      expect(response.status).toBe(422);
      expect(offer(response).key).not.toBe(key);
      expect(offer(response).key).not.toBe('');
    }
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('gets no offer when dropping the parts would not make it valid', async () => {
    expect(offer(await officer.post(path, changed({ arrivedTime: '' }))).key).toBe('');
    expect(offer(await officer.post(path, changed({ outcome: 'refused' }))).key).toBe('');
  });

  it('gets the same offer when a saved visit is corrected', async () => {
    const saved = (await officer.post(path, fullForm(world))).headers.location!;
    const form = { ...formIn(await officer.get(`${saved}/edit`), '/edit').fields, outcome: 'nobody_home' };
    const refused = await officer.post(`${saved}/edit`, form);
    expect(refused.status).toBe(422);
    expect((await officer.post(`${saved}/edit`, { ...form, dropMetParts: offer(refused).key })).status).toBe(303);
    expect(await countRows(t)).toEqual({ ...NOTHING, visit: 1 });
  });
});

describe('one more line of help', () => {
  it('is added without JavaScript, with everything kept and nothing saved', async () => {
    const response = await officer.post(path, fullForm(world, { addRow: '1' }));
    expect(response.status).toBe(200);
    const $ = read(response);
    expect($('[data-repeat] section > [data-repeat-row]')).toHaveLength(2);
    expect($('input[name="assists[0][fileCode]"]').val()).toBe('H26.12.3-261126-0007');
    expect($('textarea[name=note]').text().trim()).toBe('Nhà có chó');
    expect($('.error-summary')).toHaveLength(0);
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('can be removed again with a checkbox', async () => {
    const line = lineOf(world.mai, world.pension);
    await officer.post(path, fullForm(world, { assists: [line, { ...line, remove: '1' }] }));
    expect(await countRows(t)).toMatchObject({ visit: 1, assists: 1 });
  });
});

describe('the form data kept by the browser', () => {
  it('has a key that the next page reports as saved once the visit is saved, and only then', async () => {
    const form = fullForm(world);
    const page = read(await officer.get(path));
    expect(page('form[data-visit-form]').attr('data-keep-words')).toBe(page('input[name=clientKey]').val());
    expect(page('body').attr('data-person')).toBe(t.users.officer.id);
    const refused = read(await officer.post(path, { ...form, outcome: '' }));
    expect([
      refused('form[data-visit-form]').attr('data-keep-words'),
      refused('body').attr('data-came-back'),
      refused('[data-saved]').length,
    ]).toEqual([form.clientKey, '', 0]);
    const saved = await officer.post(path, { ...form, thenNext: '1' });
    expect(read(await officer.get(saved.headers.location!))('body').attr('data-saved')).toBe(form.clientKey);
    expect(read(await officer.get('/tonight'))('[data-saved]')).toHaveLength(0);
  });

  it('has a key that includes the version when a saved visit is corrected', async () => {
    const form = fullForm(world);
    const visit = (await officer.post(path, form)).headers.location!;
    await officer.get(visit);
    const { fields } = formIn(await officer.get(`${visit}/edit`), '/edit');
    expect(read(await officer.get(`${visit}/edit`))('form[data-visit-form]').attr('data-keep-words')).toBe(
      `${form.clientKey}/1`,
    );
    await officer.post(`${visit}/edit`, { ...fields, note: 'Sửa lại' });
    expect(read(await officer.get(visit))('body').attr('data-saved')).toBe(`${form.clientKey}/1`);
  });
});

describe('a late entry', () => {
  it('asks first when the team was there and why it is late', async () => {
    t.setNow(new Date('2026-11-27T02:00:00Z'));
    officer = await t.as('officer');
    const page = read(await officer.get(path));
    const first = page('form[data-visit-form]').find('input:not([type=hidden])').slice(0, 3);
    expect(
      first.map((_, input) => [[page(input).attr('name'), page(input).val(), page(input).is('[required]')]]).get(),
    ).toEqual([
      ['arrivedOn', '26/11/2026', true],
      ['arrivedTime', '', true],
      ['lateReason', '', true],
    ]);
    expect(page('form[data-visit-form] h2').first().text()).toContain('Ghi muộn');
    expect(page('[name=lateReason]')).toHaveLength(1);
  });

  it('is allowed with its reason and marked wherever it is shown', async () => {
    t.setNow(new Date('2026-11-27T02:00:00Z'));
    officer = await t.as('officer');
    const refused = await officer.post(path, fullForm(world));
    expect(refused.status).toBe(422);
    expect(read(refused)('#lateReason').attr('aria-invalid')).toBe('true');
    const response = await officer.post(path, fullForm(world, { lateReason: 'Mất mạng cả tối' }));
    expect(response.status).toBe(303);
    const page = words(await officer.get(response.headers.location!));
    expect(page).toContain('Ghi muộn');
    expect(page).toContain('Mất mạng cả tối');
    expect(words(await officer.get(`/households/${world.household.id}/visits/new`))).toContain('Ghi muộn');
  });
});

describe('a form sent more than once', () => {
  it.each([
    ['at its door', () => path],
    ['outside a round', () => `/households/${world.household.id}/visits/new`],
  ])('is one visit when it is sent ten times at once %s', async (_where, address) => {
    await officer.get(path);
    const form = fullForm(world);
    const responses = await Promise.all(Array.from({ length: 10 }, () => officer.post(address(), form)));
    expect(responses.map((response) => response.status)).toEqual(Array(10).fill(303));
    expect(new Set(responses.map((response) => response.headers.location)).size).toBe(1);
    expect(await countRows(t)).toEqual(WHOLE);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'visit.record' } })).toBe(1);
  });

  it('leads to the same visit hours later, when it would be late', async () => {
    const form = fullForm(world);
    const first = await officer.post(path, form);
    t.setNow(new Date('2026-11-27T02:00:00Z'));
    officer = await t.as('officer');
    const again = await officer.post(path, form);
    expect([again.status, again.headers.location]).toEqual([303, first.headers.location]);
    expect(await countRows(t)).toMatchObject({ visit: 1 });
  });

  it('with different content is not discarded: both versions are shown', async () => {
    const form = fullForm(world);
    await officer.post(path, form);
    const again = await officer.post(path, { ...form, note: 'Nhà có chó dữ, gọi trước' });
    expect(again.status).toBe(409);
    expect(words(again)).toContain('Nhà có chó dữ, gọi trước');
    expect(await countRows(t)).toMatchObject({ visit: 1 });
  });

  it("with the key of another ward's visit shows nothing of it", async () => {
    const far = await createHousehold(t.db, t.otherWard);
    const visit = await createVisit(t.db, t.otherWard, { household: far, by: t.otherUsers.officer });
    const response = await officer.post(path, fullForm(world, { clientKey: visit.clientKey }));
    expect(response.status).toBe(404);
    expect(await countRows(t)).toMatchObject({ visit: 1, assists: 0 });
  });
});

describe('two officers at one door', () => {
  it('the second sees both versions and can open the saved one combined with their own input', async () => {
    const second = await t.as('officer2');
    await officer.post(path, fullForm(world));
    const code = { result: 'submitted', fileCode: 'H26.12.3-261126-0008' };
    const mine = { presence: [world.nam.id], topics: [], levels: {}, othersPresent: '', note: 'Gọi trước khi đến' };
    const assists = [lineOf(world.mai, world.residence, code)];
    const response = await second.post(path, fullForm(world, { ...mine, assists }));
    expect(response.status).toBe(409);
    const text = words(response);
    for (const said of [
      'Nguyễn Thị Đội',
      'Nhà có chó',
      'H26.12.3-261126-0007',
      'Gọi trước khi đến',
      'Lê Văn Nam',
      'H26.12.3-261126-0008',
    ])
      expect(text).toContain(said);
    expect(await countRows(t)).toMatchObject({ visit: 1, assists: 1 });

    const keep = formIn(response, '/edit/merged');
    const merged = await second.post(keep.action, keep.fields);
    expect(merged.status).toBe(200);
    const mergedForm = formIn(merged, '/edit');
    expect(await countRows(t)).toMatchObject({ visit: 1, assists: 1 });
    const saved = await second.post(mergedForm.action, mergedForm.fields);
    expect(saved.status).toBe(303);
    const visit = await t.db.prisma.visit.findFirstOrThrow({
      include: { assistedProcedures: true, visitPresences: true },
    });
    expect(visit).toMatchObject({
      version: 2,
      note: 'Nhà có chó\nGọi trước khi đến',
      loggedBy: t.users.officer.id,
      updatedBy: t.users.officer2.id,
    });
    expect(visit.assistedProcedures.map(({ portalFileCode }) => portalFileCode).sort()).toEqual([
      'H26.12.3-261126-0007',
      'H26.12.3-261126-0008',
    ]);
    expect(visit.visitPresences).toHaveLength(3);
  });

  it('two forms saved at the same moment are one visit and one 409', async () => {
    const second = await t.as('officer2');
    await Promise.all([officer.get(path), second.get(path)]);
    const responses = await Promise.all([
      officer.post(path, fullForm(world)),
      second.post(path, fullForm(world, { assists: [] })),
    ]);
    expect(responses.map((response) => response.status).sort()).toEqual([303, 409]);
    expect(await countRows(t)).toMatchObject({ visit: 1 });
  });
});

it('a household on two rounds gets two visits', async () => {
  await officer.post(path, blankForm({ outcome: 'nobody_home' }));
  const again = await createRound(t.db, t.ward, { by: t.users.staff, officers: [], households: [world.household] });
  expect(
    (await officer.post(`/round-doors/${again.roundDoors[0]!.id}/visit`, blankForm({ outcome: 'nobody_home' }))).status,
  ).toBe(303);
  expect(await countRows(t)).toMatchObject({ visit: 2 });
});
