import { randomUUID } from 'node:crypto';
import { load } from 'cheerio';
import { letterPage } from '../../../../src/features/casework/referrals/pages';
import { fieldsOf, formIn } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp, attributesOf } from '../../../support/test-app';
import { unzipped } from '../../../support/unzipped';
import { createVisit } from '../../../support/factories';
import { THURSDAY_EVENING, type OpenDoor, officerAtDoor } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;

beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
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

/** A visit at which these residents were present. */
async function meet(...people: { id: string }[]) {
  const visit = await createVisit(t.db, t.ward, { household: world.household, by: t.users.officer });
  const data = people.map(({ id }) => ({ visitId: visit.id, residentId: id, wardId: t.ward.id }));
  await t.db.prisma.visitPresence.createMany({ data });
  return visit;
}
const logged = (action: string) => t.db.prisma.auditEvent.count({ where: { action } });

describe('a referral', () => {
  it('is made from a visit, once, and its slip names no number', async () => {
    const visit = await meet(world.sau);
    const link = read(await officer.get(`/visits/${visit.id}`))('a[href*="/referrals/new"]').attr('href')!;
    const { fields } = formIn(await officer.get(link), '/referrals');
    const filled = { ...fields, recipient: 'police', purpose: 'làm VNeID mức 2', answerBy: '03/12/2026' };
    const answers = [1, 2].map(() => officer.post(`/residents/${world.sau.id}/referrals`, filled));
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(303);
    const [saved, ...others] = await t.db.prisma.referral.findMany();
    expect(others).toEqual([]);
    expect(saved).toMatchObject({ residentId: world.sau.id, visitId: visit.id, recipient: 'police', answer: '' });
    expect(await logged('referral.make')).toBe(1);
    const slip = words(await officer.get(`/referrals/${saved!.id}/slip`));
    for (const said of ['Phiếu giới thiệu', 'Gửi: Công an', 'Bà Phạm Thị Sáu', 'sinh 02/03/1945', 'làm VNeID mức 2'])
      expect(slip).toContain(said);
  });

  it('is not offered for an erased person, and their form is not found', async () => {
    const visit = await meet(world.sau, world.mai);
    await t.db.prisma.dataErasure.create({
      data: { wardId: t.ward.id, erasedId: world.sau.id, erasedAt: THURSDAY_EVENING, erasedBy: t.users.admin.id },
    });
    const offered = read(await officer.get(`/visits/${visit.id}`))('a[href*="/referrals/new"]');
    expect([offered.length, offered.attr('href')]).toEqual([1, expect.stringContaining(world.mai.id)]);
    expect((await officer.get(`/residents/${world.sau.id}/referrals/new`)).status).toBe(404);
    // The record of an erased person is not written in.
    expect((await refer()).headers.location).toBe(`/residents/${world.sau.id}`);
    expect(await t.db.prisma.referral.count()).toBe(0);
  });

  it('sent again with other words, from a page of before, is a 409 that writes nothing', async () => {
    const sent = form();
    const send = (given: object) => officer.post(`/residents/${world.sau.id}/referrals`, { ...sent, ...given });
    expect((await send({})).status).toBe(303);
    const other = await send({ purpose: 'làm thẻ bảo hiểm y tế' });
    expect(other.status).toBe(409);
    expect(words(other)).toContain('đã gửi một lần, với nội dung khác');
    expect(await t.db.prisma.referral.findMany()).toMatchObject([{ purpose: 'làm VNeID mức 2' }]);
    expect(await logged('referral.make')).toBe(1);
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
    expect(await logged('referral.withdraw')).toBe(1);
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
    expect(await logged('referral.restore')).toBe(1);
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
    expect(await logged('referral.answer')).toBe(1);
    expect(await t.db.prisma.referral.findFirst()).toMatchObject({ outcome: 'done', answeredBy: t.users.staff.id });
    expect(await row()).toBe('');
    for (const _twice of [1, 2]) await staff.post(`${path}/answer/removal`, {});
    expect(await t.db.prisma.referral.findFirst()).toMatchObject({ answer: '', outcome: null, answeredOn: null });
    expect(await logged('referral.remove-answer')).toBe(1);
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
  /** The residents whom it may name; the first one was referred to the police at the door. */
  let people: string[];
  let ofSau: string;
  beforeEach(async () => {
    await refer();
    await refer({ recipient: 'land', purpose: 'sửa sổ đỏ' });
    ofSau = (await t.db.prisma.referral.findFirstOrThrow({ where: { recipient: 'police' } })).id;
    people = [world.sau.id, world.mai.id];
    await t.db.pool.query(
      `INSERT INTO readiness (id, ward_id, resident_id, recorded_on, source, hard_to_move, vneid_level, created_at)
      SELECT gen_random_uuid(), ward_id, id, '2026-11-20', 'office', 'yes', 'level_1', '2026-11-20' FROM resident WHERE id = ANY ($1)`,
      [people],
    );
    staff = await t.as('staff');
  });

  const LIST = '/lists/residents?need=hard_to_move&need=no_vneid_level_2';
  const make = (given: object = {}) =>
    staff.post('/referrals/letters', { ticked: people, askedEvening: '10/12/2026', ...given });
  /** Who stands in a letter, with the day of its evening. */
  const letters = async () =>
    (await t.db.prisma.referral.findMany({ where: { letterId: { not: null } } }))
      .map(({ residentId, eveningOn }) => [residentId, eveningOn?.toISOString().slice(0, 10) ?? ''])
      .sort((a, b) => people.indexOf(a[0]!) - people.indexOf(b[0]!));
  const all = (day: string) => people.map((id) => [id, day]);
  const offered = async (path: string) =>
    attributesOf(read(await staff.get(path))('[type=checkbox][name=ticked]'), 'value');
  const toPolice = () =>
    t.db.prisma.referral.findMany({ where: { recipient: 'police' }, orderBy: { createdAt: 'asc' } });
  const undoOf = async (path: string) => {
    const page = await staff.get(path);
    const form = 'form:has(button:contains("Hoàn tác"))';
    return { action: read(page)(form).last().attr('action')!, fields: fieldsOf(page, form) };
  };

  it('made from the list of people who find it hard to move, with one referral each, once', async () => {
    const href = read(await staff.get(LIST))('a:contains("Xin buổi định danh lưu động")').attr('href')!;
    expect(read(await officer.get(LIST))('a[href^="/referrals/letters"]')).toHaveLength(0);
    expect(read(await staff.get('/lists/residents'))('a[href^="/referrals/letters"]')).toHaveLength(0);
    const page = await staff.get(href);
    expect((await offered(href)).sort()).toEqual([...people].sort());
    expect(words(page)).toContain('Không ai phải cầm phiếu đi');
    const form = 'form:has([name=askedEvening])';
    const [action, fields] = [read(page)(form).attr('action')!, fieldsOf(page, form)];
    t.setNow(new Date(t.context.now().getTime() + 60_000));
    const sent = { ...fields, ticked: people, askedEvening: '10/12/2026' };
    const answers = [await staff.post(action, sent), await staff.post(action, sent)];
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(answers[0]!.headers.location).toBe(answers[1]!.headers.location);
    const undo = await undoOf(answers[0]!.headers.location!);
    expect([await letters(), await logged('referral.make-letter')]).toEqual([all(''), 1]);
    // The one made at the door stays the only one of its person.
    const [first, added, ...others] = await toPolice();
    expect([first!.id, others]).toEqual([ofSau, []]);
    expect(added).toMatchObject({
      ...{ residentId: world.mai.id, purpose: 'làm định danh điện tử VNeID mức 2', visitId: null },
      ...{ referredBy: t.users.staff.id, referredOn: new Date('2026-11-26'), answerBy: new Date('2026-12-11') },
    });
    const event = await t.db.prisma.auditEvent.findFirst({ where: { action: 'referral.make', subjectId: added!.id } });
    expect(event).toMatchObject({ details: { residentId: world.mai.id, recipient: 'police', answerBy: '2026-12-11' } });
    expect(await offered(href)).toEqual([]);
    const none = await staff.get(href);
    expect(words(none)).toContain('2 người không có ở đây');
    expect(words(none)).toContain('Chọn người khác ở danh sách.');
    expect(read(none)(`a[href="${LIST}&sort=walk"]`)).toHaveLength(1);

    for (const _twice of [1, 2]) await staff.post(undo.action, undo.fields);
    expect(await letters()).toEqual([]);
    expect([await logged('referral.remove-letter'), await logged('referral.withdraw')]).toEqual([1, 1]);
    expect((await toPolice()).map(({ withdrawnReason }) => withdrawnReason)).toEqual(['', 'Bỏ công văn.']);
    expect((await offered(href)).sort()).toEqual([...people].sort());
  });

  it.each([
    [50, false],
    [51, true],
  ])('of %i who wait says that more wait than it can name: %p', (count, isFull) => {
    const waits = { residentId: '', fullName: '', gender: null, birth: null, addressLine: null, groupName: null };
    const found = Array.from({ length: count }, () => ({ ...waits, referralId: null, purpose: null }));
    const { model } = letterPage(found, { people: [], today: '2026-11-26' });
    expect([model.candidates.length, model.isFull]).toEqual([50, isFull]);
  });

  it('made of those who wait for the police; its Word file names them, without a number', async () => {
    expect(await offered('/referrals/letters/new')).toEqual([world.sau.id]);
    const made = (await make()).headers.location!;
    expect(await offered('/referrals/letters/new')).toEqual([]);
    expect(words(await staff.get('/referrals/letters/new'))).toContain('đều đã ở một công văn');
    const list = await staff.get(made);
    expect(words(list)).toContain('Công văn xin buổi định danh lưu động ngày 10/12/2026');
    expect(read(list)('section tbody tr')).toHaveLength(2);

    const href = read(list)('a[href*=".docx"]').attr('href')!;
    const text = async () => {
      const file = await staff.getFile(href);
      const xml = (await unzipped(file.body as Buffer)).get('word/document.xml')!;
      return load(xml, { xml: true })('w\\:t').text();
    };
    const printed = await text();
    for (const said of [
      ...['/UBND-', 'Kính gửi: Công an phường', 'CHỦ TỊCH', 'Phạm Thị Sáu', '1945', 'Phạm Thị Mai'],
      ...['Khó đi lại', 'ngày 10/12/2026', 'Như trên'],
    ])
      expect(printed).toContain(said);
    expect(printed).not.toMatch(/0912|\d{9}|BC-UBND|Căn cứ/);
    expect(await logged('referral.take-letter')).toBe(1);
    await staff.post(`/referrals/${ofSau}/withdrawal`, { reason: 'ghi nhầm người' });
    expect(await text()).not.toContain('Phạm Thị Sáu');
    expect((await officer.getFile(href)).status).toBe(403);
    const other = await t.as('staff', 'other');
    expect((await other.getFile(href)).headers.location).toBe('/referrals');
    expect(read(await other.get(made))('section tbody tr')).toHaveLength(0);
  });

  it.each([
    ['nobody', { ticked: [] }, 'ticked'],
    ['a day that has passed', { askedEvening: '25/11/2026' }, 'askedEvening'],
    ['a resident whom the ward does not have', { ticked: [randomUUID()] }, 'ticked'],
  ])('with %s is refused, and what was typed is kept', async (_name, given, field) => {
    const query = new URLSearchParams(people.map((id): [string, string] => ['people', id])).toString();
    const sent = { ticked: people, askedEvening: '10/12/2026', ...given };
    const answer = await staff.post(`/referrals/letters?${query}`, sent);
    const page = read(answer);
    expect([answer.status, page(`#${field}`).attr('aria-invalid')]).toEqual([422, 'true']);
    expect(page('#askedEvening').val()).toBe(sent.askedEvening);
    expect(page('[name=ticked]:checked')).toHaveLength('ticked' in given ? 0 : 2);
    expect([await letters(), (await toPolice()).length]).toEqual([[], 1]);
  });

  it('is refused for who was accepted, stands in another letter, moved away or wants no contact', async () => {
    await make({ ticked: [world.mai.id] });
    expect((await make()).status).toBe(422);
    expect((await make({ ticked: [world.mai.id], askedEvening: '11/12/2026' })).status).toBe(422);
    const accepted = { version: '1', outcome: 'accepted', answer: '', answeredOn: '26/11/2026' };
    await staff.post(`/referrals/${ofSau}/answer`, accepted);
    expect((await make({ ticked: [world.sau.id] })).status).toBe(422);
    await staff.post(`/referrals/${ofSau}/answer/removal`, {});
    await t.db.prisma.resident.update({ where: { id: world.sau.id }, data: { residenceStatus: 'moved_out' } });
    expect((await make({ ticked: [world.sau.id] })).status).toBe(422);
    await t.db.prisma.resident.update({ where: { id: world.sau.id }, data: { residenceStatus: 'permanent' } });
    await officer.post(`/residents/${world.sau.id}/consent-withdrawals`, { purpose: 'contact', id: randomUUID() });
    expect((await make({ ticked: [world.sau.id] })).status).toBe(422);
    expect([await letters(), (await toPolice()).length]).toEqual([[[world.mai.id, '']], 2]);
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
    expect([await letters(), await logged('referral.set-evening')]).toEqual([all('2026-12-12'), 1]);
    const late = await staff.post(action, { ...fields, eveningOn: '13/12/2026' });
    expect([late.status, words(late)]).toEqual([409, expect.stringContaining('12/12/2026')]);
    await staff.post(action, { ...(await evening()).fields, eveningOn: '14/12/2026' });
    expect(await letters()).toEqual(all('2026-12-14'));
    const undo = fieldsOf(await staff.get(path), 'form:has([type=hidden][name=eveningOn])');
    await staff.post(action, undo);
    expect(await letters()).toEqual(all('2026-12-12'));
    // The answers of its people stand in their own referrals; a letter whose evening has a day stays.
    await staff.post(`/referrals/${ofSau}/letter/removal`, {});
    expect(await letters()).toEqual(all('2026-12-12'));
  });

  it('stands with its evening on the page of each person, who is asked about the day after, and with what came of it', async () => {
    const path = (await make()).headers.location!;
    const shown = async () => words(await staff.get(`/referrals/${ofSau}`));
    expect(await shown()).toContain('xin ngày 10/12/2026, chưa có ngày làm');
    expect(await shown()).toContain('Hỏi lại ngày11/12/2026');
    expect(read(await staff.get(`/referrals/${ofSau}`))(`a[href="${path}"]`).text()).toBe('Công văn');
    const asked = async (day: string) => {
      t.setNow(new Date(`${day}T02:00:00Z`));
      staff = await t.as('staff');
      return words(await staff.get('/waiting?kind=referral'));
    };
    expect(await asked('2026-12-10')).not.toContain('trả lời thế nào: làm VNeID mức 2');
    expect(await asked('2026-12-11')).toContain('trả lời thế nào: làm VNeID mức 2');
    await staff.post(`/referrals/${ofSau}/evening?${path.split('?')[1]}`, { seen: '', eveningOn: '14/12/2026' });
    expect(await asked('2026-12-14')).not.toContain('trả lời thế nào: làm VNeID mức 2');
    expect(await shown()).toContain('ngày làm 14/12/2026');
    const done = { version: '1', outcome: 'done', answer: '', answeredOn: '14/12/2026' };
    await staff.post(`/referrals/${ofSau}/answer`, done);
    const page = await staff.get('/referrals');
    expect(words(page)).toContain('Xin ngày 10/12/2026, ngày làm 14/12/2026: 1 trên 2 đã xong');
    expect(read(page)(`ul a[href="${path}"]`)).toHaveLength(1);
    // The chairman reads the counts, which lead to no name.
    const chairman = await t.as('chairman');
    const card = read(await chairman.get('/reports'))('a:contains("Giấy giới thiệu")').attr('href')!;
    const counts = await chairman.get(`${card}?recipient=police&letter=${path.split('=')[1]}`);
    expect(words(counts)).toContain('Xin ngày 10/12/2026, ngày làm 14/12/2026: 1 trên 2 đã xong');
    expect(words(counts)).not.toMatch(/Phạm Thị Sáu|Phạm Thị Mai/);
    const onward = ['/reports', '/reports/indicators#referrals'];
    expect(attributesOf(read(counts)('main a'), 'href')).toEqual(onward);
    // Nobody was named, so no list of names was opened.
    const opened = { action: 'waiting.list', actorId: t.users.chairman.id };
    expect(await t.db.prisma.auditEvent.count({ where: opened })).toBe(0);
    expect(await logged('waiting.list')).toBeGreaterThan(0);
    expect((await chairman.get('/list-files?page=%2Freferrals')).status).toBe(403);
  });

  it('made by mistake is taken back, once: its people wait again, and it can be made again', async () => {
    await Promise.all([make(), make()]);
    expect([await letters(), await logged('referral.make-letter')]).toEqual([all(''), 1]);
    const answer = { version: '1', outcome: 'done', answer: '', answeredOn: '26/11/2026' };
    await staff.post(`/referrals/${ofSau}/answer`, answer);
    await staff.post(`/referrals/${ofSau}/letter/removal`, {});
    expect(await letters()).toEqual(all(''));
    await staff.post(`/referrals/${ofSau}/answer/removal`, {});
    for (const _twice of [1, 2]) await staff.post(`/referrals/${ofSau}/letter/removal`, {});
    expect([await letters(), await logged('referral.remove-letter')]).toEqual([[], 1]);
    const undo = await undoOf('/referrals');
    expect((await offered('/referrals/letters/new')).sort()).toEqual([...people].sort());
    await staff.post(undo.action, undo.fields);
    expect([await letters(), (await toPolice()).length]).toEqual([all(''), 2]);
  });

  it('whose referrals were all withdrawn shows them, and is taken back', async () => {
    const path = (await make({ ticked: [world.sau.id] })).headers.location!;
    await staff.post(`/referrals/${ofSau}/withdrawal`, { reason: 'ghi nhầm người' });
    const page = await staff.get(path);
    expect(read(page)('section tbody tr').text()).toContain('Đã rút');
    const { action, fields } = formIn(page, '/letter/removal');
    for (const _twice of [1, 2]) expect((await staff.post(action, fields)).status).toBe(303);
    expect([await letters(), await logged('referral.remove-letter')]).toEqual([[], 1]);
  });
});

/** The number of all referrals that count. */
const total = (page: Parameters<typeof read>[0]) => {
  const cell = read(page)('table').first().find('tbody tr').last().find('td').last();
  return /^\d+/.exec(cell.text().trim())![0];
};
