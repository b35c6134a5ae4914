import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { blankForm, countRows, NOTHING, officerAtDoor, type OpenDoor, lineOf } from '../../../support/worlds/door';
import { formIn, formOf } from '../../../support/forms';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;

beforeEach(async () => {
  ({ t, world, officer, path } = await officerAtDoor());
});
afterEach(() => t.close());

/** "Tối mai, khoảng 19 giờ." */
const promise = (given: object = {}) =>
  blankForm({ outcome: 'come_back_later', nextStepDue: '27/11/2026', nextStepFrom: '19:00', nextStepTo: '', ...given });
const stored = () => t.db.prisma.visit.findFirstOrThrow();

describe('the promised hour of a return', () => {
  it('is stored with its day, with or without an end, and shown on the pages of the visit and the household', async () => {
    const saved = await officer.post(path, promise());
    expect(saved.status).toBe(303);
    expect(await stored()).toMatchObject({ nextStep: 'revisit', nextStepFrom: '19:00', nextStepTo: null });
    expect(words(await officer.get(saved.headers.location!))).toContain('Quay lại nhà, 27/11/2026 khoảng 19:00');
    expect(words(await (await t.as('staff')).get(`/households/${world.household.id}`))).toContain(
      'Bước tiếp theo: Quay lại nhà, 27/11/2026 khoảng 19:00',
    );
  });

  it('is one step of several: each person has a day of their own to go on, which an edit keeps and a submission ends', async () => {
    const assists = [
      lineOf(world.sau, world.pension, { againOn: '02/12/2026' }),
      lineOf(world.mai, world.pension, { againOn: '28/11/2026' }),
    ];
    const form = blankForm({ outcome: 'met', presence: [world.sau.id, world.mai.id], nextStep: 'none', assists });
    const wrong = { ...form, assists: [{ ...assists[0], result: 'not_needed' }] };
    const refused = await officer.post(path, wrong);
    expect([refused.status, read(refused)('#assists-0-againOn').val()]).toEqual([422, '02/12/2026']);
    expect(read(refused)('#assists-0-againOn-error').text()).toContain('chưa nộp được');
    expect(await t.db.prisma.visit.count()).toBe(0);
    for (const answer of [await officer.post(path, form), await officer.post(path, form)])
      expect(answer.status).toBe(303);
    const days = async () =>
      (await t.db.prisma.assistedProcedure.findMany({ orderBy: { position: 'asc' } })).map(({ againOn }) =>
        againOn?.toISOString().slice(0, 10),
      );
    expect(await days()).toEqual(['2026-12-02', '2026-11-28']);
    const steps = ['Phạm Thị Sáu: Trợ cấp hưu trí xã hội, hẹn 02/12/2026', 'Phạm Thị Mai: '];
    for (const address of [`/households/${world.household.id}`, `/households/${world.household.id}/visits/new`])
      for (const step of steps) expect(words(await officer.get(address))).toContain(step);
    const edit = `/visits/${(await stored()).id}/edit`;
    await officer.post(edit, { ...(await formOf(officer, edit)), note: 'Nhà có chó' });
    expect(await days()).toEqual(['2026-12-02', '2026-11-28']);

    t.setNow(new Date('2026-11-28T02:00:00Z'));
    const staff = await t.as('staff');
    expect(words(await staff.get('/waiting'))).toContain('Phạm Thị Mai');
    expect(words(await staff.get('/waiting'))).not.toContain('Phạm Thị Sáu');
    const [, mai] = await t.db.prisma.assistedProcedure.findMany({ orderBy: { position: 'asc' } });
    const submission = { fileCode: '', submittedOn: '28/11/2026' };
    expect((await staff.post(`/assisted-procedures/${mai!.id}/submission`, submission)).status).toBe(303);
    expect(await days()).toEqual(['2026-12-02', undefined]);
  });

  it('is shown to the officer of the next visit', async () => {
    await officer.post(
      `/households/${world.nextHousehold.id}/visits/new`,
      promise({ nextStepDue: '26/11/2026', nextStepFrom: '20:00', nextStepTo: '20:30' }),
    );
    const page = words(await officer.get(`/round-doors/${world.nextDoor.id}/visit`));
    expect(page).toContain('Đã hẹn 20:00–20:30 tối nay');
    for (const other of ['/tonight', `/rounds/${world.round.id}`])
      expect(words(await officer.get(other))).toContain('Đã hẹn 20:00–20:30 tối nay');
    expect(page).toContain('Hẹn: quay lại nhà, 26/11/2026 20:00–20:30');
  });

  it('can be corrected or removed like anything else in the visit', async () => {
    const edit = `${(await officer.post(path, promise({ nextStepTo: '20:00' }))).headers.location}/edit`;
    const form = async () => formIn(await officer.get(edit), '/edit').fields;
    expect(await form()).toMatchObject({ nextStepDue: '27/11/2026', nextStepFrom: '19:00', nextStepTo: '20:00' });
    expect((await officer.post(edit, { ...(await form()), nextStepFrom: '19:30' })).status).toBe(303);
    expect(await stored()).toMatchObject({ nextStepFrom: '19:30', nextStepTo: '20:00', version: 2 });
    expect((await officer.post(edit, { ...(await form()), nextStepFrom: '', nextStepTo: '' })).status).toBe(303);
    expect(await stored()).toMatchObject({ nextStepFrom: null, nextStepTo: null, version: 3 });
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'visit.edit' } })).toBe(2);
  });

  it.each(['7/12', '7.12.2026', '07122026', '2026-12-07'])(
    'is read day first, and an older form on a laptop still sends it as before: %s at 1930 is 7 December, 19:30',
    async (nextStepDue) => {
      expect((await officer.post(path, promise({ nextStepDue, nextStepFrom: '1930' }))).status).toBe(303);
      expect(await stored()).toMatchObject({ nextStepDue: new Date('2026-12-07'), nextStepFrom: '19:30' });
    },
  );

  it.each<[string, object, string, string]>([
    ['on a day that is none', { nextStepDue: '31/2' }, 'nextStepDue', 'Ngày hẹn chưa đúng. Ví dụ: 30/11/2026.'],
    ['that ends before it begins', { nextStepTo: '18:00' }, 'nextStepTo', 'Giờ kết thúc phải sau giờ bắt đầu.'],
    ['that is not an hour', { nextStepFrom: '25:00' }, 'nextStepFrom', 'Giờ hẹn chưa đúng. Ví dụ: 19:00.'],
  ])('%s is refused beside its field, with every word kept and nothing saved', async (_what, given, field, message) => {
    const form = promise({ note: 'Cô con gái bận', ...given });
    const response = await officer.post(path, form);
    const page = read(response);
    expect(response.status).toBe(422);
    expect(page('.error-summary').text()).toContain(message);
    expect(page(`#${field}`).attr('aria-invalid')).toBe('true');
    expect(page(`#${field}-error`).text()).toContain(message);
    expect(page('[name=note]').val()).toBe('Cô con gái bận');
    for (const name of ['nextStepDue', 'nextStepFrom', 'nextStepTo'] as const)
      expect(page(`#${name}`).val() ?? '').toBe((form as Record<string, string>)[name]);
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it.each<[string, object, string]>([
    [
      'on a working morning',
      { nextStepFrom: '09:00', nextStepTo: '11:00' },
      'Giờ hẹn 27/11, 9:00–11:00 ngoài giờ đội đi (18:00–21:00). Hẹn lại giờ khác, hoặc báo văn phòng.',
    ],
    [
      'on a day without knocking',
      { nextStepDue: '28/11/2026' },
      'Giờ hẹn 28/11, 19:00 rơi vào ngày kiêng gõ cửa (Rằm). Hẹn lại ngày khác, hoặc báo văn phòng.',
    ],
  ])('%s is kept because the resident may insist, with a word of warning', async (_what, given, warning) => {
    await t.db.prisma.calendarDay.create({
      data: { wardId: t.ward.id, date: new Date('2026-11-28'), kind: 'no_knock', name: 'Rằm', status: 'official' },
    });
    const saved = await officer.post(path, promise(given));
    expect(saved.status).toBe(303);
    expect(await stored()).toMatchObject({
      nextStep: 'revisit',
      nextStepDue: expect.any(Date),
      nextStepFrom: expect.any(String),
    });
    expect(words(await officer.get(saved.headers.location!))).toContain(warning);
  });

  it.each([
    ['at the latest knock itself', { nextStepFrom: '20:30' }],
    ['for a call by telephone', { outcome: 'nobody_home', nextStep: 'phone_call', nextStepFrom: '09:00' }],
  ])('%s needs no warning', async (_what, given) => {
    const saved = await officer.post(path, promise(given));
    expect(saved.status).toBe(303);
    expect(words(await officer.get(saved.headers.location!))).not.toContain('Hẹn lại giờ khác');
  });

  it('is refused by the database if it has no day, is not an hour, or ends before it begins', async () => {
    await officer.post(path, promise());
    const { id } = await stored();
    for (const data of [
      { nextStepDue: null },
      { nextStepFrom: '7 giờ' },
      { nextStepFrom: null, nextStepTo: '20:00' },
      { nextStepTo: '19:00' },
    ]) {
      await expect(t.db.prisma.visit.update({ where: { id }, data })).rejects.toThrow(/check/i);
    }
  });

  it('sent twice is one visit; sent with another hour, both are shown and can be combined on request', async () => {
    const form = promise();
    const [first, again] = [await officer.post(path, form), await officer.post(path, form)];
    expect([first.status, again.status]).toEqual([303, 303]);
    expect(await t.db.prisma.visit.count()).toBe(1);

    const officer2 = await t.as('officer2');
    const other = await officer2.post(path, promise({ nextStepFrom: '18:30', nextStepTo: '19:15' }));
    expect(other.status).toBe(409);
    expect(words(other)).toContain('27/11/2026 khoảng 19:00');
    expect(words(other)).toContain('27/11/2026 18:30–19:15');
    const keep = formIn(other, '/edit/merged');
    const merged = await officer2.post(keep.action, keep.fields);
    expect(formIn(merged, '/edit').fields).toMatchObject({
      nextStepDue: '27/11/2026',
      nextStepFrom: '18:30',
      nextStepTo: '19:15',
    });
    expect(await stored()).toMatchObject({ nextStepFrom: '19:00', nextStepTo: null });
  });

  it('is kept for a visit that is entered late', async () => {
    t.setNow(new Date('2026-11-27T02:00:00Z'));
    expect((await (await t.as('officer')).post(path, promise({ lateReason: 'Mất mạng' }))).status).toBe(303);
    expect(await stored()).toMatchObject({ nextStepFrom: '19:00', lateReason: 'Mất mạng' });
  });
});
