import { createCall, createHousehold, createRequest, createResident, createVisit } from '../../../support/factories';
import { fieldsOf, formIn } from '../../../support/forms';
import {
  attributesOf,
  read,
  sharedAgent,
  sharedApp,
  textsOf,
  THURSDAY_MORNING,
  words,
} from '../../../support/test-app';
import { mergeDoors } from '../../../support/worlds/register';
import { eveningRound, createPause } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');

afterEach(async () => {
  await app.db.prisma.doorCall.deleteMany();
  app.setNow(THURSDAY_MORNING);
});

const EVENINGS = { weekdays: [1, 2, 3, 4, 5], from: '19:00', to: '20:30' };
const door = (address?: string) => createHousehold(app.db, app.ward, address ? { address } : {});
const called = (household: { id: string }, given: object = {}) =>
  createCall(app.db, app.ward, { household, by: app.users.staff, ...given });
const stored = () => app.db.prisma.doorCall.findMany();
const audited = (action: string) => app.db.prisma.auditEvent.findMany({ where: { action }, orderBy: { seq: 'asc' } });
const emptyRow = { onDate: '', from: '', to: '' };
const agreedRow = { weekdays: ['1', '2', '3', '4', '5'], onDate: '', from: '19:00', to: '20:30' };
const filled = (given: object = {}) => ({
  id: crypto.randomUUID(),
  outcome: 'agreed',
  calledOn: '26/11/2026',
  note: 'con gái nghe máy',
  times: [agreedRow, emptyRow, emptyRow],
  ...given,
});

describe('calling a household', () => {
  it('starts with whom to ask at which number, what to say, and what the team never asks', async () => {
    const household = await door('48A Phạm Hồng Thái');
    const vi = { fullName: 'Nguyễn Thị Vi', birthDate: '1945-03-01', phone: '0912345678' };
    const na = { fullName: 'Nguyễn Bé Na', birthDate: '2016-03-01', phone: '0987000111', relation: 'child' } as const;
    for (const person of [vi, na]) await createResident(app.db, app.ward, { ...person, household });
    const shut = { outcome: 'nobody_home', arrivedAt: new Date('2026-11-20T11:30:00Z') } as const;
    await createVisit(app.db, app.ward, { household, by: app.users.officer, ...shut });
    await called(household, { calledOn: '2026-11-21' });
    const answer = await staff.get(`/households/${household.id}/door-calls/new`);
    expect(answer.status).toBe(200);
    const page = read(answer);
    expect(textsOf(page('.call-numbers li'))).toEqual(['0912 345 678 xin gặp Bà Nguyễn Thị Vi chủ hộ, 81 tuổi']);
    expect(page('.call-numbers a').attr('href')).toBe('tel:0912345678');
    expect(attributesOf(page('input[name=outcome]'), 'value')).toEqual([
      ...['agreed', 'declined', 'no_answer', 'wrong_number'],
    ]);
    for (const part of [
      'Cùng ở: Cháu Nguyễn Bé Na, con gái, 10 tuổi',
      'Phường Ba Đình',
      '024 3715 0000',
      'Không bao giờ hỏi mã OTP, mật khẩu, số thẻ',
      'Đến 18:30 20/11: vắng nhà',
      'Đã gọi 21/11: không nghe máy',
    ])
      expect(words(answer)).toContain(part);
    expect(
      await app.db.prisma.auditEvent.findFirst({ where: { action: 'household.open', subjectId: household.id } }),
    ).toMatchObject({ isChange: false, details: { for: 'door-call' } });
  });

  it('offers the number of an open request first, and that of the digital helper', async () => {
    const household = await door();
    await createResident(app.db, app.ward, { fullName: 'Trần Văn Ba', gender: 'male', phone: '0911000111', household });
    const contact = { contactName: 'chị Mai', contactPhone: '0912345678' };
    await createRequest(app.db, app.ward, { household, by: app.users.staff, ...contact });
    await app.db.prisma.digitalHelper.create({
      data: {
        ...{ wardId: app.ward.id, householdId: household.id, name: 'Lê Văn Giúp', phone: '0933000111' },
        ...{ validFrom: new Date('2026-01-01'), recordedBy: app.users.staff.id, recordedAt: THURSDAY_MORNING },
      },
    });
    const page = read(await staff.get(`/households/${household.id}/door-calls/new`));
    expect(textsOf(page('.call-numbers a'))).toEqual(['0912 345 678', '0911 000 111', '0933 000 111']);
  });

  it('says so if there is no number, and if the door is paused', async () => {
    const household = await door();
    await createPause(app, household.id);
    const text = words(await staff.get(`/households/${household.id}/door-calls/new`));
    expect(text).toContain('chưa có số nào để gọi');
    expect(text).toContain('có tang');
  });

  it('with agreed times is recorded, shown at the household and at the door, and logged without the note', async () => {
    const household = await door('5 Châu Long');
    const saved = await staff.post(`/households/${household.id}/door-calls`, filled());
    expect([saved.status, saved.headers.location]).toEqual([303, `/households/${household.id}#door-calls`]);
    expect(await stored()).toMatchObject([
      {
        ...{ householdId: household.id, wardId: app.ward.id, outcome: 'agreed', times: [EVENINGS] },
        ...{ note: 'con gái nghe máy', calledBy: app.users.staff.id },
        ...{ calledOn: new Date('2026-11-26'), createdAt: app.context.now() },
      },
    ]);
    const page = words(await staff.get(`/households/${household.id}`));
    for (const part of [
      'Đã ghi cuộc gọi: ở nhà thứ Hai đến thứ Sáu 19:00–20:30.',
      '26/11/2026: ở nhà thứ Hai đến thứ Sáu 19:00–20:30',
      'con gái nghe máy',
      'Trần Văn Phòng ghi 09:00 26/11/2026',
    ])
      expect(page).toContain(part);
    const [event] = await audited('door-call.record');
    expect(event).toMatchObject({
      actorId: app.users.staff.id,
      details: {
        householdId: household.id,
        calledOn: '2026-11-26',
        callOutcome: 'agreed',
        times: 'thứ Hai đến thứ Sáu 19:00–20:30',
      },
    });
    expect(JSON.stringify(event!.details)).not.toContain('con gái');
  });

  it.each(['declined', 'no_answer', 'wrong_number'])('that ended with "%s" needs no times', async (outcome) => {
    const household = await door();
    const form = filled({ outcome, note: '', times: [emptyRow, emptyRow, emptyRow] });
    expect((await staff.post(`/households/${household.id}/door-calls`, form)).status).toBe(303);
    expect(await stored()).toMatchObject([{ outcome, times: [], note: '' }]);
  });

  it('may end with several times: a date, some weekdays, or an hour of every day', async () => {
    const household = await door();
    const times = [
      { ...emptyRow, onDate: '28/11/2026' },
      { ...emptyRow, weekdays: '7', from: '08:00', to: '10:00' },
      { ...emptyRow, from: '19:00', to: '20:00' },
    ];
    expect((await staff.post(`/households/${household.id}/door-calls`, filled({ times }))).status).toBe(303);
    expect((await stored())[0]!.times).toEqual([
      { dates: ['2026-11-28'], from: '00:00', to: '23:59' },
      { weekdays: [7], from: '08:00', to: '10:00' },
      { from: '19:00', to: '20:00' },
    ]);
    expect(words(await staff.get(`/households/${household.id}`))).toContain(
      'ở nhà thứ Bảy 28/11, hoặc Chủ nhật 8:00–10:00, hoặc mọi ngày 19:00–20:00',
    );
  });

  it.each([
    ['no outcome', { outcome: '' }, 'outcome', 'Chọn cuộc gọi ra sao.'],
    ['an agreement without times', { times: [emptyRow] }, 'times-0-from', 'Ghi họ nói ở nhà ngày nào, giờ nào.'],
    ['times without an agreement', { outcome: 'no_answer' }, 'times-0-from', 'khi chọn “Hẹn được giờ”.'],
    ['an end before its start', { times: [{ ...agreedRow, to: '18:00' }] }, 'times-0-to', 'phải sau giờ bắt đầu.'],
    ['a date of another year', { times: [{ ...emptyRow, onDate: '28/11/2126' }] }, 'times-0-onDate', 'xem lại năm'],
    ['a date before the call', { times: [{ ...emptyRow, onDate: '20/11/2026' }] }, 'times-0-onDate', 'trước ngày gọi.'],
    ['a future day', { calledOn: '27/11/2026' }, 'calledOn', 'Ngày này chưa đến.'],
    ['a day of another year', { calledOn: '26/11/2024' }, 'calledOn', 'Ngày này đã hơn một năm: xem lại năm.'],
    ['an impossible day', { calledOn: '31/2/2026' }, 'calledOn', 'Tháng 2 không có ngày 31.'],
    ['a national number in the note', { note: 'số 001 045 000 123' }, 'note', 'Có vẻ là số định danh'],
    ['a note that is too long', { note: 'a'.repeat(301) }, 'note', 'Dài quá 300 ký tự.'],
  ])('with %s is refused beside the field, and the words are kept', async (_what, given, field, message) => {
    const household = await door();
    const form = filled(given);
    const before = (await audited('door-call.record')).length;
    const answer = await staff.post(`/households/${household.id}/door-calls`, { ...form, list: 'doors-to-call' });
    expect(answer.status).toBe(422);
    const page = read(answer);
    expect(page(`#${field}-error`).text()).toContain(message);
    expect(page(`[data-error-summary] a[href="#${field}"]`)).toHaveLength(1);
    expect(page(`#${field}`)).toHaveLength(1);
    expect(page('#note').val()).toBe(form.note);
    expect(page('input[name=id]').val()).toBe(form.id);
    expect(page('input[name=list]').val()).toBe('doors-to-call');
    expect(await stored()).toEqual([]);
    expect(await audited('door-call.record')).toHaveLength(before);
  });

  it('sent twice, even at one moment, is one call', async () => {
    const household = await door();
    const form = filled();
    const answers = await Promise.all(
      [staff, await app.as('admin')].map((agent) => agent.post(`/households/${household.id}/door-calls`, form)),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    await staff.post(`/households/${household.id}/door-calls`, form);
    expect(words(await staff.get(`/households/${household.id}`))).toContain('Cuộc gọi này đã ghi trước đó.');
    expect(await stored()).toHaveLength(1);
  });

  it('sent again with other values keeps both, and offers to save mine', async () => {
    const household = await door();
    const form = filled();
    await staff.post(`/households/${household.id}/door-calls`, form);
    const other = { ...form, outcome: 'declined', note: 'thật ra chưa muốn', times: [emptyRow, emptyRow, emptyRow] };
    const answer = await staff.post(`/households/${household.id}/door-calls`, other);
    expect(answer.status).toBe(409);
    for (const part of ['khác với bản bạn gửi', 'thật ra chưa muốn', 'con gái nghe máy'])
      expect(words(answer)).toContain(part);
    const keep = read(answer)('main form');
    expect(keep.attr('action')).toBe(`/door-calls/${form.id}/edit`);
    expect(fieldsOf(answer)).toMatchObject({
      outcome: 'declined',
      note: 'thật ra chưa muốn',
      version: '1',
    });
    expect(await stored()).toMatchObject([{ outcome: 'agreed', version: 1 }]);
  });

  it("cannot be written under the id of another ward's call", async () => {
    const stranger = await app.as('staff', 'other');
    const call = await called(await door());
    const foreign = await createHousehold(app.db, app.otherWard, {});
    expect((await stranger.post(`/households/${foreign.id}/door-calls`, filled({ id: call.id }))).status).toBe(404);
    expect(await stored()).toHaveLength(1);
  });

  it('cannot be stored with times that it must not have, by any writer', async () => {
    const household = await door();
    await expect(called(household, { outcome: 'agreed' })).rejects.toThrow('door_call_times_when_agreed');
    await expect(called(household, { outcome: 'declined', times: [EVENINGS] })).rejects.toThrow(
      'door_call_times_when_agreed',
    );
    for (const time of [
      { from: '19:00' },
      { from: '20:00', to: '19:00' },
      { from: '25:00', to: '26:00' },
      { ...EVENINGS, weekdays: [8] },
      { ...EVENINGS, dates: ['2026-11-28'] },
      7,
    ]) {
      await expect(called(household, { outcome: 'agreed', times: [time] })).rejects.toThrow(
        'door_call_times_are_times',
      );
    }
    expect(await stored()).toEqual([]);
  });
});

describe('a recorded call', () => {
  const edited = (given: object = {}) => ({
    version: '1',
    outcome: 'declined',
    calledOn: '24/11/2026',
    note: '',
    times: [emptyRow],
    ...given,
  });

  it('can be corrected; saving it as it is changes nothing', async () => {
    const household = await door();
    const call = await called(household, { times: [EVENINGS] });
    const page = read(await staff.get(`/door-calls/${call.id}/edit`));
    expect([
      page('input[name=outcome]:checked').val(),
      page('#calledOn').val(),
      page('#times-0-from').val(),
      page('#times-0-weekdays-5').prop('checked'),
    ]).toEqual(['agreed', '24/11/2026', '19:00', true]);
    await staff.post(`/door-calls/${call.id}/edit`, edited({ outcome: 'agreed', times: [agreedRow] }));
    expect(await stored()).toMatchObject([{ version: 1 }]);
    const answer = await staff.post(`/door-calls/${call.id}/edit`, edited());
    expect(answer.headers.location).toBe(`/households/${household.id}#door-calls`);
    expect(await stored()).toMatchObject([{ outcome: 'declined', times: [], version: 2 }]);
    const events = await audited('door-call.correct');
    expect(events.map(({ details }) => details)).toMatchObject([
      { changes: [{ field: 'callOutcome', before: 'agreed', after: 'declined' }, { field: 'times' }] },
    ]);
    expect((await staff.post(`/door-calls/${call.id}/edit`, edited({ version: '2', outcome: 'x' }))).status).toBe(422);
  });

  it('corrected by two people shows both versions, and saves mine if I choose so', async () => {
    const call = await called(await door());
    await staff.post(`/door-calls/${call.id}/edit`, edited({ note: 'Lời của người trước' }));
    const admin = await app.as('admin');
    const conflict = await admin.post(
      `/door-calls/${call.id}/edit`,
      edited({ outcome: 'agreed', times: [agreedRow], note: 'Lời của người sau' }),
    );
    expect(conflict.status).toBe(409);
    for (const part of [
      'Lời của người trước',
      'Lời của người sau',
      'Trần Văn Phòng',
      'thứ Hai đến thứ Sáu, từ 19:00, đến 20:30',
      'Hẹn được giờ',
    ])
      expect(words(conflict)).toContain(part);
    const { action, fields } = formIn(conflict, `/door-calls/${call.id}/edit`);
    expect((await admin.post(action, fields)).status).toBe(303);
    expect(await stored()).toMatchObject([{ note: 'Lời của người sau', version: 3 }]);
  });

  it('can be withdrawn with a reason, once; its words are gone, who and why remain', async () => {
    const household = await door();
    const call = await called(household, { times: [EVENINGS], note: 'lời nhầm' });
    for (const reason of [' ', 'nhầm với 001 045 000 123'])
      expect((await staff.post(`/door-calls/${call.id}/withdrawal`, { reason })).status).toBe(422);
    expect(await stored()).toMatchObject([{ withdrawnAt: null, version: 1 }]);
    for (let times = 0; times < 2; times += 1)
      expect((await staff.post(`/door-calls/${call.id}/withdrawal`, { reason: 'ghi nhầm nhà' })).status).toBe(303);
    expect(await stored()).toMatchObject([{ withdrawnBy: app.users.staff.id, withdrawnReason: 'ghi nhầm nhà' }]);
    expect(await audited('door-call.withdraw')).toHaveLength(1);
    const page = words(await staff.get(`/households/${household.id}`));
    expect(page).toContain('Lý do: ghi nhầm nhà');
    expect(page).not.toContain('lời nhầm');
    expect(read(await staff.get(`/door-calls/${call.id}/edit`))('form[action$="/edit"]')).toHaveLength(0);
    await staff.post(`/door-calls/${call.id}/edit`, edited());
    expect(await stored()).toMatchObject([{ outcome: 'agreed' }]);
  });

  it("is readable for officers on the household's page, on tonight's list and on the sheet", async () => {
    app.setNow(new Date('2026-11-26T12:00:00Z'));
    const household = await door('7 Châu Long');
    await createResident(app.db, app.ward, { fullName: 'Phạm Thị Sáu', household });
    const round = await eveningRound(app, { households: [household] });
    await called(household, { times: [EVENINGS] });
    await called(household, { calledOn: '2026-11-25', withdrawn: 'nhầm nhà' });
    await called(household, { calledOn: '2026-11-23', outcome: 'declined' });
    const officer = await app.as('officer');
    const line = 'Đã gọi 24/11: ở nhà thứ Hai đến thứ Sáu 19:00–20:30';
    for (const path of ['/tonight', `/rounds/${round.id}/sheet`]) {
      const text = words(await officer.get(path));
      expect(text).toContain(line);
      expect(text).not.toContain('chưa muốn tiếp');
    }
    const page = read(await officer.get(`/households/${household.id}`));
    expect(page('[aria-labelledby=door-calls]').text()).toContain('24/11/2026: ở nhà thứ Hai đến thứ Sáu 19:00–20:30');
    expect(page('[aria-labelledby=door-calls] a')).toHaveLength(0);
  });

  it('moves with its household when that household is merged into another', async () => {
    const [kept, removed] = [await door('9 Châu Long'), await door('9 Châu Long')];
    const call = await called(removed, { times: [EVENINGS] });
    expect(await mergeDoors(app, kept.id, removed.id)).toMatchObject({ kind: 'done' });
    expect(await stored()).toMatchObject([{ id: call.id, householdId: kept.id, times: [EVENINGS] }]);
    expect((await staff.post(`/door-calls/${call.id}/edit`, edited())).headers.location).toBe(
      `/households/${kept.id}#door-calls`,
    );
  });
});

describe('calling a door that is on a round', () => {
  const SATURDAY_EVENING = { startsAt: new Date('2026-11-28T11:30:00Z'), endsAt: new Date('2026-11-28T13:30:00Z') };
  const onRound = async (code: string) => {
    const household = await door();
    await eveningRound(app, { households: [household], code, ...SATURDAY_EVENING });
    return household;
  };
  const saying = async (household: { id: string }, given: object) => {
    await staff.post(`/households/${household.id}/door-calls`, filled(given));
    return words(await staff.get(`/households/${household.id}`));
  };
  const at = (from: string, to: string, onDate = '28/11/2026') => ({ times: [{ ...emptyRow, onDate, from, to }] });
  const NAMED = 'Nhà này đang ở buổi BĐ-GOI, tối thứ Bảy 28/11, 18:30–20:30';
  afterEach(() => app.db.prisma.round.deleteMany({ where: { code: 'BĐ-GOI' } }));

  it('names the round before the call', async () => {
    const household = await onRound('BĐ-GOI');
    expect(words(await staff.get(`/households/${household.id}/door-calls/new`))).toContain(`${NAMED}.`);
  });

  it.each([
    ['at another hour', at('09:00', '10:00')],
    ['on another day', at('19:00', '20:00', '30/11/2026')],
  ])(
    'says that the round comes at the wrong time when they will be home %s, even after a correction',
    async (_when, given) => {
      const household = await onRound('BĐ-GOI');
      expect(await saying(household, at('19:00', '20:00'))).not.toContain(NAMED);
      const [call] = await stored();
      await staff.post(`/door-calls/${call!.id}/edit`, { ...filled(given), version: '1' });
      expect(words(await staff.get(`/households/${household.id}`))).toContain(
        `${NAMED}, không đúng giờ vừa hẹn. Bỏ nhà khỏi buổi ấy`,
      );
      expect(await saying(household, given)).toContain(`${NAMED}, không đúng giờ vừa hẹn.`);
    },
  );

  it('says that the round will still come if they want no visit, and nothing without an answer', async () => {
    const household = await onRound('BĐ-GOI');
    expect(await saying(household, { outcome: 'declined', times: [] })).toContain(
      `${NAMED}. Không đến nữa thì bỏ nhà khỏi buổi ấy.`,
    );
    expect(await saying(household, { outcome: 'no_answer', times: [] })).not.toContain(NAMED);
  });
});
