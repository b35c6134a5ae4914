import { read, words, type TestAgent, type TestApp, attributesOf } from '../../../support/test-app';
import { formIn } from '../../../support/forms';
import { createService } from '../../../support/factories';
import {
  blankForm,
  countRows,
  fullForm,
  NOTHING,
  officerAtDoor,
  type OpenDoor,
  lineOf,
} from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;

beforeEach(async () => {
  ({ t, world, officer, unplanned: path } = await officerAtDoor());
});
afterEach(() => t.close());

/** Sáu is present and was asked. */
const answerForm = (answer: object, given: object = {}) =>
  blankForm({ outcome: 'met', presence: [world.sau.id], answers: { [world.sau.id]: answer }, ...given });

const on = (date: string) => t.setNow(new Date(`${date}T12:40:00Z`));
/** A visit on another day. */
const visitOn = async (date: string, given: object) => {
  on(date);
  officer = await t.as('officer');
  return officer.post(path, { ...blankForm({ outcome: 'met', presence: [world.sau.id] }), arrivedOn: date, ...given });
};
const questions = () => t.db.prisma.portalQuestion.findMany({ orderBy: { recordedAt: 'asc' } });
const checks = () => t.db.prisma.checkBack.findMany({ orderBy: { recordedAt: 'asc' } });
const uses = (source: 'told' | 'check_back') =>
  t.db.prisma.portalUse.findMany({ where: { source }, orderBy: { usedOn: 'asc' } });
const day = (date: string) => new Date(`${date}T00:00:00Z`);

/** The form without JavaScript, once its button asked for the questions about people who are present. */
const questionsAbout = async (...people: { id: string }[]) =>
  read(await officer.post(path, { outcome: 'met', presence: people.map(({ id }) => id), showPeople: 'asking' }));

describe('the question who used the portal', () => {
  const fieldOf = (part = 'answer', person = world.sau) => `answers[${person.id}][${part}]`;
  const isAsked = async (person = world.sau) =>
    (await questionsAbout(person))(`input[name="${fieldOf('answer', person)}"]`).length > 0;

  it('is kept with its service and month, enters the ledger and is counted in the audit event', async () => {
    const response = await officer.post(
      path,
      answerForm({ answer: 'alone', serviceText: 'trợ cấp HƯU TRÍ xã hội', month: '2026-09-01' }),
    );
    expect(response.status).toBe(303);
    const [question, ...others] = await questions();
    expect(others).toEqual([]);
    expect(question).toMatchObject({
      residentId: world.sau.id,
      visitId: response.headers.location!.split('/').at(-1),
      askedOn: day('2026-11-26'),
      answer: 'alone',
      publicServiceId: world.pension.id,
      usedMonth: day('2026-09-01'),
      recordedBy: t.users.officer.id,
    });
    expect(await uses('told')).toMatchObject([
      {
        residentId: world.sau.id,
        publicServiceId: world.pension.id,
        usedOn: day('2026-09-01'),
        datePrecision: 'month',
        how: 'alone',
        portalQuestionId: question!.id,
      },
    ]);
    const { details } = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'visit.record' } });
    expect(details).toMatchObject({ answers: 1, checkBacks: 0 });
    const text = words(await officer.get(response.headers.location!));
    expect(text).toContain('Nộp trực tuyến 12 tháng qua');
    expect(text).toMatch(/Phạm Thị Sáu: Có, tự bấm máy · Trợ cấp hưu trí xã hội \(.*\) · tháng 9\/2026/);
  });

  it('needs one tap: an answer alone is enough, and "no" is no use', async () => {
    const family = answerForm({ answer: 'with_family', serviceText: '', month: '' });
    expect((await officer.post(path, family)).status).toBe(303);
    expect(await uses('told')).toMatchObject([{ how: 'by_relative', publicServiceId: null, datePrecision: 'year' }]);
    const no = { presence: [world.mai.id], answers: { [world.mai.id]: { answer: 'not_used' } } };
    expect((await visitOn('2026-11-27', no)).status).toBe(303);
    expect(await questions()).toHaveLength(2);
    expect(await uses('told')).toHaveLength(1);
  });

  it('may be left unasked', async () => {
    expect((await officer.post(path, answerForm({ answer: '', serviceText: '', month: '' }))).status).toBe(303);
    expect(await countRows(t)).toEqual({ ...NOTHING, visit: 1, presence: 1 });
  });

  const TWELVE = 'Chọn một tháng trong 12 tháng trước ngày đến.';
  it.each([
    ['a service that is none', { serviceText: 'xin giấy phép' }, 'serviceText', 'nào khớp “xin giấy phép”'],
    ['words that two services hold', { serviceText: 'tr' }, 'serviceText', '2 dịch vụ khớp “tr”: chọn một.'],
    ['a topic', { serviceText: 'Kích hoạt VNeID mức 2' }, 'serviceText', 'Không có dịch vụ nào khớp'],
    ['a month to come', { month: '2026-12-01' }, 'month', TWELVE],
    ['a month too long ago', { month: '2025-10-01' }, 'month', TWELVE],
    ['a service without an answer', { answer: '', serviceText: 'Đăng ký tạm trú' }, 'answer', 'Chọn câu trả lời'],
    ['a service of "no"', { answer: 'not_used', serviceText: 'Đăng ký tạm trú' }, 'answer', 'Chọn lại, hoặc xóa'],
    ['an answer that only the telephone has', { answer: 'not_reached' }, 'answer', 'Chọn một mục'],
  ])('is asked again about %s: nothing changes and the words stay', async (_name, answer, part, message) => {
    const response = await officer.post(path, answerForm({ answer: 'alone', ...answer }));
    expect(response.status).toBe(422);
    const $ = read(response);
    expect($(`#answers-${world.sau.id}-${part}-error`).text()).toContain(message);
    const { serviceText = '', month = '' } = answer as { serviceText?: string; month?: string };
    expect($(`input[name="${fieldOf('serviceText')}"]`).val()).toBe(serviceText);
    expect($(`select[name="${fieldOf('month')}"] option:selected`).val() ?? '').toBe(month);
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('is only about people who were met, and only on a visit that met a resident', async () => {
    const stranger = await officer.post(path, answerForm({ answer: 'alone' }, { presence: [world.mai.id] }));
    expect(read(stranger)(`#answers-${world.sau.id}-answer-error`).text()).toContain(
      'Đánh dấu người này ở “Ai có mặt”',
    );
    const form = answerForm({ answer: 'alone' }, { outcome: 'nobody_home', presence: [] });
    const nobody = await officer.post(path, form);
    expect([stranger.status, nobody.status]).toEqual([422, 422]);
    // The offer to drop what only a met door has names the answer, and dropping it saves the rest.
    expect(read(nobody)('.visit-drop').text()).toContain('Phạm Thị Sáu: Có, tự bấm máy');
    const dropMetParts = read(nobody)('button[name=dropMetParts]').attr('value')!;
    expect((await officer.post(path, { ...form, dropMetParts })).status).toBe(303);
    expect(await countRows(t)).toEqual({ ...NOTHING, visit: 1 });
  });

  it('sent twice is kept once, by whichever name of the service', async () => {
    const form = answerForm({ answer: 'alone', serviceText: world.pension.code!, month: '2026-09-01' });
    for (const response of [await officer.post(path, form), await officer.post(path, form)])
      expect(response.status).toBe(303);
    expect(await countRows(t)).toMatchObject({ visit: 1, questions: 1, uses: 1 });
  });

  it('is asked of adults only, and suggests each service of the portal once for all of them', async () => {
    const $ = await questionsAbout(world.sau, world.nam, world.mai);
    expect($('.visit-more[open] .asked')).toHaveLength(3);
    const services = attributesOf($('datalist#portal-services option'), 'value').join('; ');
    for (const name of ['Trợ cấp hưu trí xã hội', 'Đăng ký tạm trú']) expect(services).toContain(name);
    expect(services + $('datalist').html()).not.toContain('Kích hoạt VNeID');
    await t.db.prisma.resident.update({ where: { id: world.mai.id }, data: { birthDate: day('2012-08-11') } });
    expect(await isAsked(world.mai)).toBe(false);
  });

  it('is refused for a child whose answer is sent all the same', async () => {
    await t.db.prisma.resident.update({ where: { id: world.sau.id }, data: { birthDate: day('2008-11-27') } });
    const refused = await officer.post(path, answerForm({ answer: 'alone', month: '2026-09-01' }));
    expect(refused.status).toBe(422);
    expect(read(refused)(`#answers-${world.sau.id}-answer-error`).text()).toContain('Chỉ hỏi người lớn.');
    expect(read(refused)(`input[name="${fieldOf()}"][checked]`).val()).toBe('alone');
    expect(await countRows(t)).toEqual(NOTHING);
    // Eighteen on the very day.
    await t.db.prisma.resident.update({ where: { id: world.sau.id }, data: { birthDate: day('2008-11-26') } });
    expect((await officer.post(path, answerForm({ answer: 'alone' }))).status).toBe(303);
  });

  it('is not asked again within 90 days, and asked after', async () => {
    await officer.post(path, answerForm({ answer: 'does_not_know' }));
    on('2027-02-23');
    officer = await t.as('officer');
    expect([await isAsked(), await isAsked(world.mai)]).toEqual([false, true]);
    on('2027-02-24');
    officer = await t.as('officer');
    expect(await isAsked()).toBe(true);
  });

  it('answered on two visits of one day stays twice, and the later answer is in the ledger', async () => {
    const answers = (answer: string, service: string) => answerForm({ answer, serviceText: service });
    expect((await officer.post(path, answers('with_family', 'Đăng ký tạm trú'))).status).toBe(303);
    // Another officer had opened the form before, so it still asked.
    on('2026-11-26');
    t.setNow(new Date('2026-11-26T13:00:00Z'));
    const second = await t.as('officer2');
    expect((await second.post(path, answers('alone', 'Trợ cấp hưu trí xã hội'))).status).toBe(303);
    expect((await questions()).map(({ answer }) => answer)).toEqual(['with_family', 'alone']);
    expect(await uses('told')).toMatchObject([{ how: 'alone', publicServiceId: world.pension.id }]);
  });

  describe('on a saved visit', () => {
    let visitPath: string;
    beforeEach(async () => {
      const answer = { answer: 'alone', serviceText: 'Đăng ký tạm trú', month: '2026-09-01' };
      visitPath = (await officer.post(path, answerForm(answer))).headers.location!;
    });
    const editForm = async (agent = officer) => formIn(await agent.get(`${visitPath}/edit`), '/edit').fields;

    it('is shown with its answer, and saved unchanged it stays the same row', async () => {
      const before = await questions();
      const form = await editForm();
      expect(form).toMatchObject({
        [fieldOf()]: 'alone',
        [fieldOf('serviceText')]: expect.stringMatching(/^Đăng ký tạm trú/),
        [fieldOf('month')]: '2026-09-01',
      });
      t.setNow(new Date('2026-11-26T13:00:00Z'));
      expect((await officer.post(`${visitPath}/edit`, form)).status).toBe(303);
      expect(await questions()).toEqual(before);
      expect(await uses('told')).toHaveLength(1);
    });

    it.each([
      ['has been retired since', { retiredOn: day('2026-11-01') }, null],
      ['was replaced by another one of that name', { code: null }, { name: 'Đăng ký tạm trú', code: null }],
    ])('keeps a service that %s', async (_what, data, other) => {
      await t.db.prisma.publicService.update({ where: { id: world.residence.id }, data: { isRetired: true, ...data } });
      if (other) await createService(t.db, t.ward, other);
      expect((await officer.post(`${visitPath}/edit`, { ...(await editForm()), note: 'x' })).status).toBe(303);
      expect(await questions()).toMatchObject([{ publicServiceId: world.residence.id }]);
    });

    it('can be changed and taken back', async () => {
      const changed = { [fieldOf()]: 'with_family', [fieldOf('serviceText')]: '', [fieldOf('month')]: '' };
      expect((await officer.post(`${visitPath}/edit`, { ...(await editForm()), ...changed })).status).toBe(303);
      expect(await questions()).toMatchObject([{ answer: 'with_family', publicServiceId: null, usedMonth: null }]);
      expect(await uses('told')).toMatchObject([{ how: 'by_relative' }]);

      expect((await officer.post(`${visitPath}/edit`, { ...(await editForm()), [fieldOf()]: '' })).status).toBe(303);
      expect(await countRows(t)).toMatchObject({ questions: 0, uses: 0 });
      const events = await t.db.prisma.auditEvent.findMany({
        where: { action: 'visit.edit' },
        orderBy: { seq: 'asc' },
      });
      expect(events.at(-1)!.details).toMatchObject({
        before: { answers: 1 },
        after: { answers: 0 },
        changes: [{ field: 'portalAnswer', before: 'with_family', after: null }],
      });
    });

    it('moves with the day of the visit', async () => {
      await t.db.prisma.ward.update({ where: { id: t.ward.id }, data: { teamBeganOn: day('2026-11-01') } });
      const moved = { ...(await editForm()), arrivedOn: '2026-11-25', lateReason: 'Ghi nhầm ngày' };
      expect((await officer.post(`${visitPath}/edit`, moved)).status).toBe(303);
      expect(await questions()).toMatchObject([{ askedOn: day('2026-11-25') }]);
      expect(await uses('told')).toHaveLength(1);
    });

    it('two people editing: the second sees both answers, and combining them loses none', async () => {
      const second = await t.as('officer2');
      const mine = await editForm(second);
      const theirs = await editForm();
      await officer.post(`${visitPath}/edit`, {
        ...theirs,
        presence: [world.sau.id, world.mai.id],
        [fieldOf('answer', world.mai)]: 'not_used',
      });
      const response = await second.post(`${visitPath}/edit`, { ...mine, [fieldOf()]: 'with_team' });
      expect(response.status).toBe(409);
      for (const said of ['Phạm Thị Mai: Không nộp lần nào', 'Phạm Thị Sáu: Có, cùng đội của phường · Đăng ký tạm trú'])
        expect(words(response)).toContain(said);
      const keep = formIn(response, '/edit/merged');
      const merged = formIn(await second.post(keep.action, keep.fields), '/edit');
      expect((await second.post(merged.action, merged.fields)).status).toBe(303);
      const kept = await questions();
      expect(kept.map(({ residentId, answer }) => [residentId, answer]).sort()).toEqual(
        [
          [world.sau.id, 'with_team'],
          [world.mai.id, 'not_used'],
        ].sort(),
      );
    });
  });
});

describe('the check-back after a lesson', () => {
  const key = () => `${world.sau.id}_${world.residence.id}`;
  const nameOf = (part = 'outcome') => `checkBacks[${key()}][${part}]`;
  const teach = (date: string, given: object = {}) =>
    visitOn(date, { assists: [lineOf(world.sau, world.residence, given)] });
  const check = (date: string, given: object) => visitOn(date, { checkBacks: { [key()]: given } });
  const legendOn = async (date: string) => {
    on(date);
    officer = await t.as('officer');
    const $ = await questionsAbout(world.sau);
    return $(`input[name="${nameOf()}"]`).first().closest('fieldset').find('legend').text();
  };
  const isDueOn = async (date: string) => (await legendOn(date)) !== '';

  it('is due from the 7th to the 90th day, once before and once after the 30th', async () => {
    await teach('2026-11-26');
    expect(await isDueOn('2026-12-02')).toBe(false);
    expect(await legendOn('2026-12-03')).toBe(
      'Bà Phạm Thị Sáu còn tự làm được “Đăng ký tạm trú” không? Đội dạy ngày 26/11.',
    );
    expect(words(await officer.get(path))).toContain('Hỏi lại bà Phạm Thị Sáu: Đăng ký tạm trú, dạy ngày 26/11');
    expect((await check('2026-12-03', { outcome: 'not_needed', barrierId: '' })).status).toBe(303);
    expect([await isDueOn('2026-12-03'), await isDueOn('2026-12-25')]).toEqual([false, false]);
    expect(await isDueOn('2026-12-26')).toBe(true);
    expect((await check('2026-12-26', { outcome: 'alone', barrierId: '' })).status).toBe(303);
    expect(await isDueOn('2026-12-27')).toBe(false);
    expect((await checks()).map(({ outcome }) => outcome)).toEqual(['not_needed', 'alone']);
  });

  it('is dropped after 90 days, and not asked about what the team or a relative did', async () => {
    await teach('2026-11-26');
    expect([await isDueOn('2027-02-24'), await isDueOn('2027-02-25')]).toEqual([true, false]);
    await t.db.prisma.assistedProcedure.updateMany({ data: { helpLevel: 'by_relative' } });
    expect(await isDueOn('2026-12-03')).toBe(false);
  });

  it('is kept with the day of the lesson; a use without us enters the ledger and shows on the visit', async () => {
    await teach('2026-11-26');
    const saved = await check('2026-12-05', { outcome: 'alone', barrierId: '' });
    expect(saved.status).toBe(303);
    const [row] = await checks();
    expect(row).toMatchObject({
      residentId: world.sau.id,
      publicServiceId: world.residence.id,
      taughtOn: day('2026-11-26'),
      checkedOn: day('2026-12-05'),
      outcome: 'alone',
      barrierId: null,
    });
    expect(await uses('check_back')).toMatchObject([{ how: 'alone', usedOn: day('2026-12-05'), checkBackId: row!.id }]);
    expect(words(await officer.get(saved.headers.location!))).toMatch(
      /Phạm Thị Sáu: Đăng ký tạm trú.* · Tự làm lại được/,
    );
    const { details } = await t.db.prisma.auditEvent.findFirstOrThrow({
      where: { action: 'visit.record' },
      orderBy: { seq: 'desc' },
    });
    expect(details).toMatchObject({ answers: 0, checkBacks: 1 });
  });

  it('asks where the resident got stuck, and only then', async () => {
    await teach('2026-11-26');
    const without = await check('2026-12-05', { outcome: 'stuck', barrierId: '' });
    const needless = await check('2026-12-05', { outcome: 'alone', barrierId: world.barrier.id });
    const onlyBarrier = await check('2026-12-05', { outcome: '', barrierId: world.barrier.id });
    expect([without.status, needless.status, onlyBarrier.status]).toEqual([422, 422, 422]);
    const id = `#checkBacks-${key()}`;
    expect(read(without)(`${id}-barrierId-error`).text()).toContain('Chọn điều đang vướng.');
    expect(read(without)(`input[name="${nameOf()}"]:checked`).val()).toBe('stuck');
    expect(read(needless)(`${id}-barrierId-error`).text()).toContain('chỉ ghi khi không làm được, bị vướng');
    expect(read(onlyBarrier)(`${id}-outcome-error`).text()).toContain('Chọn câu trả lời');
    expect(await checks()).toEqual([]);
    expect((await check('2026-12-05', { outcome: 'stuck', barrierId: world.barrier.id })).status).toBe(303);
    expect(await checks()).toMatchObject([{ outcome: 'stuck', barrierId: world.barrier.id }]);
    expect(await uses('check_back')).toEqual([]);
  });

  it('asks whether the resident had to pay, and only where another person did it with them', async () => {
    await teach('2026-11-26');
    const needless = await check('2026-12-05', { outcome: 'alone', paid: 'false' });
    expect(needless.status).toBe(422);
    expect(read(needless)(`#checkBacks-${key()}-paid-error`).text()).toContain('Chỉ hỏi khi có người cùng làm');
    expect(read(needless)(`#checkBacks-${key()}-paid`).val()).toBe('false');
    expect(await checks()).toEqual([]);
    const visitPath = (await check('2026-12-05', { outcome: 'with_somebody', paid: 'true' })).headers.location!;
    expect(await checks()).toMatchObject([{ outcome: 'with_somebody', helper: null, paid: true }]);
    expect(words(await officer.get(visitPath))).toContain('phải trả tiền');
    const withdraw = async () =>
      words(await officer.get((await officer.post(`${visitPath}/withdrawal`)).headers.location!));
    expect(await withdraw()).toContain('ở lượt này từng ghi người dân phải trả tiền');
    const edited = formIn(await officer.get(`${visitPath}/edit`), '/edit').fields;
    expect(edited[nameOf('paid')]).toBe('true');
    expect((await officer.post(`${visitPath}/edit`, { ...edited, [nameOf('paid')]: 'false' })).status).toBe(303);
    expect(await checks()).toMatchObject([{ paid: false }]);
    const { details } = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'visit.edit' } });
    expect(details).toMatchObject({ changes: [{ field: 'paid', before: 'paid', after: 'unpaid' }] });
    expect(await withdraw()).toContain('ở lượt này từng ghi người dân phải trả tiền');
  });

  it('of something that was never taught, or is not due, is refused and nothing changes', async () => {
    const never = await check('2026-12-05', { outcome: 'alone' });
    expect(never.status).toBe(422);
    expect(words(never)).toContain('Ngày ấy chưa đến lượt hỏi người này việc này');
    await teach('2026-12-06');
    // Less than a week later, between two waves, and half a year later without a draw.
    for (const date of ['2026-12-12', '2027-03-20', '2027-05-20'])
      expect((await check(date, { outcome: 'alone' })).status).toBe(422);
    expect(await checks()).toEqual([]);
  });

  it('sent twice is kept once, and a second answer in one wave is refused beside its field', async () => {
    await teach('2026-11-26');
    on('2026-12-05');
    officer = await t.as('officer');
    const checkBacks = { [key()]: { outcome: 'with_somebody' } };
    const form = blankForm({ arrivedOn: '2026-12-05', outcome: 'met', presence: [world.sau.id], checkBacks });
    for (const response of [await officer.post(path, form), await officer.post(path, form)])
      expect(response.status).toBe(303);
    expect(await checks()).toHaveLength(1);
    // Another officer's form was opened before that.
    t.setNow(new Date('2026-12-05T13:00:00Z'));
    const colleague = await t.as('officer2');
    const theirs = { ...form, clientKey: blankForm().clientKey, checkBacks: { [key()]: { outcome: 'alone' } } };
    const second = await colleague.post(path, theirs);
    expect([second.status, formIn(second, path).fields[nameOf()]]).toEqual([422, 'alone']);
    expect(await checks()).toMatchObject([{ outcome: 'with_somebody' }]);
  });

  it('is shown in an edit of its visit, where it can be changed and taken back', async () => {
    await teach('2026-11-26');
    const visitPath = (await check('2026-12-05', { outcome: 'stuck', barrierId: world.barrier.id })).headers.location!;
    const before = await checks();
    const editForm = async () => formIn(await officer.get(`${visitPath}/edit`), '/edit').fields;
    expect(await editForm()).toMatchObject({ [nameOf()]: 'stuck', [nameOf('barrierId')]: world.barrier.id });
    // Teaching it again on another visit changes nothing about this one.
    await teach('2026-12-06');
    expect((await officer.post(`${visitPath}/edit`, { ...(await editForm()), note: 'Nhà có chó' })).status).toBe(303);
    expect(await checks()).toEqual(before);
    const changed = { ...(await editForm()), [nameOf()]: 'with_somebody', [nameOf('barrierId')]: '' };
    expect((await officer.post(`${visitPath}/edit`, changed)).status).toBe(303);
    expect(await checks()).toMatchObject([{ outcome: 'with_somebody', barrierId: null, taughtOn: day('2026-11-26') }]);
    expect(await uses('check_back')).toMatchObject([{ how: 'unknown' }]);
    expect((await officer.post(`${visitPath}/edit`, { ...(await editForm()), [nameOf()]: '' })).status).toBe(303);
    expect(await countRows(t)).toMatchObject({ checks: 0 });
    expect(await uses('check_back')).toEqual([]);
  });
});

test('an officer of the round is asked both at a planned door, and helping a resident is enough to have met them', async () => {
  const service = await createService(t.db, t.ward, { kind: 'utility', name: 'Tra cứu hồ sơ', code: null });
  const answers = {
    [world.sau.id]: { answer: 'with_team', serviceText: service.name },
    [world.mai.id]: { answer: 'declined' },
  };
  const form = fullForm(world, { presence: [world.mai.id], answers });
  const response = await officer.post(`/round-doors/${world.door.id}/visit`, form);
  expect(response.status).toBe(303);
  expect((await questions()).map(({ answer }) => answer).sort()).toEqual(['declined', 'with_team']);
});
