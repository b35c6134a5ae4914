import { randomUUID } from 'node:crypto';
import { load } from 'cheerio';
import { fieldsOf, formIn } from '../../../support/forms';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { unzipped } from '../../../support/unzipped';
import { createVisit } from '../../../support/factories';
import { openDoor, THURSDAY_EVENING, type OpenDoor } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;

beforeEach(async () => {
  t = await testApp();
  t.setNow(THURSDAY_EVENING);
  world = await openDoor(t);
  officer = await t.as('officer');
});
afterEach(() => t.close());

const form = (given: object = {}) => ({
  id: randomUUID(),
  visitId: '',
  recipient: 'police',
  recipientName: 'Công an phường Ba Đình',
  purpose: 'làm VNeID mức 2',
  answerBy: '03/12/2026',
  ...given,
});
const refer = (given: object = {}) => officer.post(`/residents/${world.sau.id}/referrals`, form(given));

describe('a referral', () => {
  it('is made from a visit, once, and its slip names no number', async () => {
    const visit = await createVisit(t.db, t.ward, { household: world.household, by: t.users.officer });
    await t.db.prisma.visitPresence.create({
      data: { visitId: visit.id, residentId: world.sau.id, wardId: t.ward.id },
    });
    const link = read(await officer.get(`/visits/${visit.id}`))('a[href*="/referrals/new"]').attr('href')!;
    const { fields } = formIn(await officer.get(link), '/referrals');
    const filled = { ...fields, recipient: 'police', purpose: 'làm VNeID mức 2', answerBy: '03/12/2026' };
    const answers = [1, 2].map(() => officer.post(`/residents/${world.sau.id}/referrals`, filled));
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(303);
    const [saved, ...others] = await t.db.prisma.referral.findMany();
    expect(others).toEqual([]);
    expect(saved).toMatchObject({ residentId: world.sau.id, visitId: visit.id, recipient: 'police', answer: '' });
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'referral.make' } })).toBe(1);
    const slip = words(await officer.get(`/referrals/${saved!.id}/slip`));
    for (const said of ['Phiếu giới thiệu', 'Gửi: Công an', 'Bà Phạm Thị Sáu', 'sinh 02/03/1945', 'làm VNeID mức 2'])
      expect(slip).toContain(said);
  });

  it('sent again with other words, from a page of before, is a 409 that writes nothing', async () => {
    const sent = form();
    const send = (given: object) => officer.post(`/residents/${world.sau.id}/referrals`, { ...sent, ...given });
    expect((await send({})).status).toBe(303);
    const other = await send({ purpose: 'làm thẻ bảo hiểm y tế' });
    expect(other.status).toBe(409);
    expect(words(other)).toContain('đã gửi một lần, với nội dung khác');
    expect(await t.db.prisma.referral.findMany()).toMatchObject([{ purpose: 'làm VNeID mức 2' }]);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'referral.make' } })).toBe(1);
  });

  it.each([
    ['no recipient', { recipient: '' }, 'recipient'],
    ['another body without its name', { recipient: 'other', recipientName: '' }, 'recipientName'],
    ['no purpose', { purpose: ' ' }, 'purpose'],
    ['a national number', { purpose: 'làm căn cước 001045000123' }, 'purpose'],
    ['a day that has passed', { answerBy: '25/11/2026' }, 'answerBy'],
    ['a day in ten years', { answerBy: '03/12/2036' }, 'answerBy'],
  ])('with %s is refused, and what was typed is kept', async (_name, given, field) => {
    const response = await refer(given);
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}`).attr('aria-invalid')).toBe('true');
    expect(read(response)('#recipientName').val()).toBe({ ...form(), ...given }.recipientName);
    expect(await t.db.prisma.referral.count()).toBe(0);
  });

  it('is refused with a visit that the ward does not have, and saved without it the second time', async () => {
    const response = await refer({ visitId: randomUUID() });
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Lượt thăm này không còn trong sổ');
    expect(await t.db.prisma.referral.count()).toBe(0);
    const { fields } = formIn(response, '/referrals');
    expect(fields).toMatchObject({ visitId: '', purpose: 'làm VNeID mức 2' });
    expect((await officer.post(`/residents/${world.sau.id}/referrals`, fields)).status).toBe(303);
    expect(await t.db.prisma.referral.findMany()).toMatchObject([{ visitId: null }]);
  });

  it('made by mistake is withdrawn where it was made, once, and counts nowhere until it is restored', async () => {
    const path = (await refer()).headers.location!;
    const { action, fields } = formIn(await officer.get(path), '/withdrawal');
    expect((await officer.post(action, { ...fields, reason: ' ' })).status).toBe(422);
    for (let time = 0; time < 2; time += 1)
      expect((await officer.post(action, { ...fields, reason: 'ghi nhầm người' })).status).toBe(303);
    const state = () => t.db.prisma.referral.findFirst();
    expect(await state()).toMatchObject({ withdrawnReason: 'ghi nhầm người', withdrawnBy: t.users.officer.id });
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'referral.withdraw' } })).toBe(1);
    expect(words(await officer.get(path))).toContain('ghi nhầm người');
    expect((await officer.get(`${path}/slip`)).status).toBe(303);
    expect(total(await officer.get('/referrals'))).toBe('0');
    expect(words(await officer.get('/referrals?state=withdrawn'))).toContain('Phạm Thị Sáu');
    t.setNow(new Date('2026-12-04T02:00:00Z'));
    expect(words(await officer.get('/waiting?kind=referral'))).not.toContain('làm VNeID mức 2');
    // It has to be restored before it is answered.
    const staff = await t.as('staff');
    const answer = { version: '2', outcome: 'done', answer: '', answeredOn: '27/11/2026' };
    expect((await staff.post(`${path}/answer`, answer)).status).toBe(409);

    const restoring = formIn(await staff.get(path), '/withdrawal/removal');
    for (const _twice of [1, 2]) await staff.post(restoring.action, restoring.fields);
    expect(await state()).toMatchObject({ withdrawnAt: null, withdrawnReason: '' });
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'referral.restore' } })).toBe(1);
    expect(total(await staff.get('/referrals'))).toBe('1');

    await staff.post(`${path}/answer`, { ...answer, version: '3' });
    const late = await staff.post(`${path}/withdrawal`, { reason: 'nhầm' });
    expect([late.status, words(late)]).toEqual([409, expect.stringContaining('Hoàn tác trả lời rồi mới rút')]);
    expect(await state()).toMatchObject({ outcome: 'done', withdrawnAt: null });
  });

  it('is asked about on its day, until an officer records the answer; the answer can be undone', async () => {
    const path = (await refer()).headers.location!;
    const row = async () => {
      const page = read(await (await t.as('staff')).get('/waiting?kind=referral'));
      return page('.work-list tbody tr').text();
    };
    expect(await row()).toBe('');
    t.setNow(new Date('2026-12-04T02:00:00Z'));
    expect(await row()).toContain('Hỏi Công an phường Ba Đình trả lời thế nào: làm VNeID mức 2.');
    const staff = await t.as('staff');
    // No press ends it, one of before neither: /referrals would count it as waiting for ever.
    const list = read(await staff.get('/waiting?kind=referral'));
    expect(list('.work-list button').length).toBe(0);
    expect(list('.work-do a').attr('href')).toBe(path);
    const subjectId = path.split('/').at(-1)!;
    await staff.post('/follow-up-ends', { pressId: randomUUID(), only: `done.referral.${subjectId}.2026-12-03` });
    expect(await t.db.prisma.followUpEnd.count()).toBe(0);
    await t.db.prisma.followUpEnd.create({
      data: {
        ...{ wardId: t.ward.id, kind: 'referral', subjectId, factKey: '2026-12-03', outcome: 'done' },
        ...{ note: '', pressId: randomUUID(), endedOn: new Date('2026-12-04'), endedBy: t.users.staff.id },
        endedAt: t.context.now(),
      },
    });
    expect(await row()).toContain('Ghi trả lời');
    const said = { version: '1', outcome: 'done', answer: 'mức 2', answeredOn: '02/12/2026' };
    for (const wrong of [{ answeredOn: '25/11/2026' }, { outcome: '' }])
      expect((await staff.post(`${path}/answer`, { ...said, ...wrong })).status).toBe(422);
    const statuses: number[] = [];
    for (const sent of [said, said, { ...said, answer: 'khác' }])
      statuses.push((await staff.post(`${path}/answer`, sent)).status);
    expect(statuses).toEqual([303, 303, 409]);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'referral.answer' } })).toBe(1);
    expect(await t.db.prisma.referral.findFirst()).toMatchObject({ outcome: 'done', answeredBy: t.users.staff.id });
    expect(await row()).toBe('');
    for (const _twice of [1, 2]) await staff.post(`${path}/answer/removal`, {});
    expect(await t.db.prisma.referral.findFirst()).toMatchObject({ answer: '', outcome: null, answeredOn: null });
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'referral.remove-answer' } })).toBe(1);
    expect(await row()).not.toBe('');
  });

  it('that was accepted is asked about again a week later; its answer is corrected, and the correction undone', async () => {
    const path = (await refer()).headers.location!;
    t.setNow(new Date('2026-12-02T02:00:00Z'));
    let staff = await t.as('staff');
    await staff.post(`${path}/answer`, { version: '1', outcome: 'accepted', answer: '', answeredOn: '01/12/2026' });
    const asked = async () => words(await staff.get('/waiting?kind=referral'));
    t.setNow(new Date('2026-12-07T02:00:00Z'));
    staff = await t.as('staff');
    expect(await asked()).not.toContain('đã xong chưa');
    t.setNow(new Date('2026-12-08T02:00:00Z'));
    staff = await t.as('staff');
    expect(await asked()).toContain('Hỏi Công an phường Ba Đình đã xong chưa: làm VNeID mức 2.');
    const { action, fields } = formIn(await staff.get(path), '/answer');
    expect(fields).toMatchObject({ version: '2', outcome: 'accepted', answeredOn: '01/12/2026' });
    await staff.post(action, { ...fields, outcome: 'refused', answer: 'chưa đủ giấy' });
    const stored = () => t.db.prisma.referral.findFirstOrThrow();
    expect(await stored()).toMatchObject({ outcome: 'refused', answer: 'chưa đủ giấy' });
    expect(await t.db.prisma.auditEvent.findFirst({ where: { action: 'referral.correct-answer' } })).toMatchObject({
      details: {
        changes: expect.arrayContaining([{ field: 'referralOutcome', before: 'accepted', after: 'refused' }]),
      },
    });
    expect(words(await (await t.as('admin')).get('/audit'))).toContain('kết quả: Đã nhận → Từ chối');
    const undone = fieldsOf(await staff.get(path), 'form:has([type=hidden][name=outcome])');
    expect(await asked()).not.toContain('đã xong chưa');
    await staff.post(action, undone);
    expect(await stored()).toMatchObject({ outcome: 'accepted', answer: '' });
  });

  it('counts once, by recipient and last answer; an answer of before has no known outcome', async () => {
    for (const recipient of ['police', 'police', 'land']) await refer({ recipient });
    const [first] = await t.db.prisma.referral.findMany({ where: { recipient: 'police' } });
    const answeredOn = new Date('2026-11-26');
    await t.db.prisma.referral.update({
      where: { id: first!.id },
      data: { answeredOn, answer: 'xong', answeredBy: t.users.staff.id },
    });
    const page = await officer.get('/referrals');
    const cells = (name: string) =>
      read(page)('tbody tr')
        .filter((_, row) => read(page)('th', row).text().trim() === name)
        .find('td')
        .map((_, cell) => /^\d+/.exec(read(page)(cell).text().trim())![0])
        .get();
    // Waiting, accepted, done, refused, no answer, unknown, all.
    expect(cells('Công an')).toEqual(['1', '0', '0', '0', '0', '1', '2']);
    expect(cells('Mọi nơi')).toEqual(['2', '0', '0', '0', '0', '1', '3']);
    const listed = async (query: string) => read(await officer.get(`/referrals?${query}`))('section tbody tr').length;
    expect(
      await Promise.all(['recipient=police', 'state=waiting', 'recipient=police&state=unknown', 'state=x'].map(listed)),
    ).toEqual([2, 2, 1, 3]);
    // It says who wrote what it counts: the office the answer, the officer the other one.
    expect(words(page)).toContain('do đội và văn phòng ghi, chưa đối chiếu với nơi ấy');
    const writers = read(page)('[data-label="Ai ghi"]').map((_, cell) => read(page)(cell).text());
    expect(new Set(writers.get())).toEqual(new Set([t.users.staff.displayName, t.users.officer.displayName]));
    const helpOf = async (agent: TestAgent) =>
      read(await agent.get('/referrals'))('a[href$="#referrals"]').attr('href');
    expect(await helpOf(officer)).toBeUndefined();
    const staff = await t.as('staff');
    expect(words(await staff.get((await helpOf(staff))!))).toContain('Giấy giới thiệu đến từng nơi');
    // A correction says what it was: of an answer without an outcome nothing is invented.
    expect(read(await officer.get(`/referrals/${first!.id}`))('#outcome').val()).toBe('');
  });
});

describe('one letter asks the police for an evening', () => {
  let staff: TestAgent;
  let ids: string[];
  beforeEach(async () => {
    await t.db.pool.query(
      `INSERT INTO readiness (id, ward_id, resident_id, recorded_on, source, hard_to_move, created_at)
      SELECT gen_random_uuid(), ward_id, id, '2026-11-20', 'office', 'yes', '2026-11-20' FROM resident WHERE id = $1`,
      [world.sau.id],
    );
    for (const recipient of ['police', 'police', 'land']) await refer({ recipient });
    const made = await t.db.prisma.referral.findMany({ where: { recipient: 'police' }, orderBy: { id: 'asc' } });
    ids = made.map(({ id }) => id);
    staff = await t.as('staff');
  });

  const PICKING = '/referrals?recipient=police&state=waiting';
  const make = (given: object = {}) =>
    staff.post('/referrals/letters?recipient=police&state=waiting', {
      ticked: ids,
      askedEvening: '10/12/2026',
      ...given,
    });
  const logged = (action: string) => t.db.prisma.auditEvent.count({ where: { action } });
  const letters = async () =>
    (await t.db.prisma.referral.findMany({ where: { letterId: { not: null } }, orderBy: { id: 'asc' } })).map(
      ({ id, eveningOn }) => [id, eveningOn?.toISOString().slice(0, 10) ?? ''],
    );

  it('made of those who are ticked, once; its Word file names them, without a number', async () => {
    const page = read(await staff.get(PICKING));
    expect(
      page('[name=ticked]')
        .get()
        .map(({ attribs }) => attribs.value)
        .sort(),
    ).toEqual(ids);
    const answers = [await make(), await make()];
    for (const { status } of answers) expect(status).toBe(303);
    expect(answers[0]!.headers.location).toBe(answers[1]!.headers.location);
    expect([await letters(), await logged('referral.make-letter')]).toEqual([ids.map((id) => [id, '']), 1]);
    const list = await staff.get(answers[0]!.headers.location!);
    expect(words(list)).toContain('Công văn xin buổi định danh lưu động ngày 10/12/2026');
    expect(read(list)('section tbody tr')).toHaveLength(2);
    expect(read(await staff.get(PICKING))('[name=ticked]')).toHaveLength(0);

    const href = read(list)('a[href*=".docx"]').attr('href')!;
    const file = await staff.getFile(href);
    const xml = (await unzipped(file.body as Buffer)).get('word/document.xml')!;
    const text = load(xml, { xml: true })('w\\:t').text();
    for (const said of [
      '/UBND-',
      'Kính gửi: Công an phường',
      'CHỦ TỊCH',
      'Phạm Thị Sáu',
      '1945',
      'Khó đi lại',
      'ngày 10/12/2026',
      'Như trên',
    ])
      expect(text).toContain(said);
    expect(text).not.toMatch(/0912|\d{9}|BC-UBND|Căn cứ/);
    expect(await logged('referral.take-letter')).toBe(1);
    expect((await officer.getFile(href)).status).toBe(403);
    const other = await t.as('staff', 'other');
    expect((await other.getFile(href)).headers.location).toBe('/referrals');
    expect(read(await other.get(answers[0]!.headers.location!))('section tbody tr')).toHaveLength(0);
  });

  it.each([
    ['nobody', { ticked: [] }, 'ticked'],
    ['a day that has passed', { askedEvening: '25/11/2026' }, 'askedEvening'],
    ['a referral that the ward does not have', { ticked: [randomUUID()] }, 'ticked'],
  ])('with %s is refused, and what was typed is kept', async (_name, given, field) => {
    const answer = await make(given);
    const page = read(answer);
    expect([answer.status, page(`#${field}`).attr('aria-invalid')]).toEqual([422, 'true']);
    expect(page('#askedEvening').val()).toBe({ askedEvening: '10/12/2026', ...given }.askedEvening);
    expect(page('[name=ticked]:checked')).toHaveLength('ticked' in given ? 0 : 2);
    expect(await letters()).toEqual([]);
  });

  it('is refused for who was referred elsewhere, has an answer, was withdrawn or stands in another letter', async () => {
    const land = await t.db.prisma.referral.findFirstOrThrow({ where: { recipient: 'land' } });
    const answer = { version: '1', outcome: 'done', answer: '', answeredOn: '26/11/2026' };
    expect((await make({ ticked: [land.id] })).status).toBe(422);
    await staff.post(`/referrals/${ids[0]}/answer`, answer);
    expect((await make()).status).toBe(422);
    await make({ ticked: [ids[1]] });
    expect((await make({ ticked: [ids[1]], askedEvening: '11/12/2026' })).status).toBe(422);
    expect([await letters(), await logged('referral.make-letter')]).toEqual([[[ids[1], '']], 1]);
  });

  it('has one evening, set once for all, corrected, undone, and not over the day of a colleague', async () => {
    const path = (await make()).headers.location!;
    const evening = async () => {
      const page = await staff.get(path);
      const form = 'form:has(#eveningOn)';
      return { action: read(page)(form).attr('action')!, fields: fieldsOf(page, form) };
    };
    const { action, fields } = await evening();
    const wrong = await staff.post(action, { ...fields, eveningOn: '32/12/2026' });
    expect([wrong.status, read(wrong)('#eveningOn').val()]).toEqual([422, '32/12/2026']);
    for (const _twice of [1, 2])
      expect((await staff.post(action, { ...fields, eveningOn: '12/12/2026' })).status).toBe(303);
    const all = (day: string) => ids.map((id) => [id, day]);
    expect([await letters(), await logged('referral.set-evening')]).toEqual([all('2026-12-12'), 1]);
    const late = await staff.post(action, { ...fields, eveningOn: '13/12/2026' });
    expect([late.status, words(late)]).toEqual([409, expect.stringContaining('12/12/2026')]);
    await staff.post(action, { ...(await evening()).fields, eveningOn: '14/12/2026' });
    expect(await letters()).toEqual(all('2026-12-14'));
    const undo = fieldsOf(await staff.get(path), 'form:has([type=hidden][name=eveningOn])');
    await staff.post(action, undo);
    expect(await letters()).toEqual(all('2026-12-12'));
    // The answers of its people stand in their own referrals; a letter whose evening has a day stays.
    await staff.post(`/referrals/${ids[0]}/letter/removal`, {});
    expect(await letters()).toEqual(all('2026-12-12'));
  });

  it('made by mistake is taken back, once: its people wait again', async () => {
    await make();
    for (const _twice of [1, 2]) await staff.post(`/referrals/${ids[0]}/letter/removal`, {});
    expect([await letters(), await logged('referral.remove-letter')]).toEqual([[], 1]);
    expect(read(await staff.get(PICKING))('[name=ticked]')).toHaveLength(2);
    expect(read(await officer.get(PICKING))('[name=ticked]')).toHaveLength(0);
  });
});

/** The number of all referrals that count. */
const total = (page: Parameters<typeof read>[0]) => {
  const cell = read(page)('table').first().find('tbody tr').last().find('td').last();
  return /^\d+/.exec(cell.text().trim())![0];
};
