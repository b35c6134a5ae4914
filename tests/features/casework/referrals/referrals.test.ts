import { randomUUID } from 'node:crypto';
import { formIn } from '../../../support/forms';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
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

  it('made by mistake is taken back where it was made, once, unless an answer has come', async () => {
    const answer = await refer();
    const { action, fields } = formIn(await officer.get(answer.headers.location!), '/removal');
    for (let time = 0; time < 2; time += 1) {
      const removed = await officer.post(action, fields);
      expect([removed.status, removed.headers.location]).toEqual([303, `/residents/${world.sau.id}`]);
    }
    expect(await t.db.prisma.referral.count()).toBe(0);
    expect(await t.db.prisma.auditEvent.findMany({ where: { action: 'referral.remove' } })).toMatchObject([
      { subjectId: world.sau.id, details: { purpose: form().purpose } },
    ]);

    const again = await refer();
    await t.db.prisma.referral.updateMany({
      data: { answeredOn: new Date('2026-11-26'), answer: 'xong', answeredBy: t.users.staff.id },
    });
    await officer.post(`${again.headers.location}/removal`);
    expect(words(await officer.get(again.headers.location!))).toContain('đã có trả lời: hoàn tác trả lời trước');
    expect(await t.db.prisma.referral.count()).toBe(1);
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
    const early = await staff.post(`${path}/answer`, { answer: 'đã xong', answeredOn: '25/11/2026' });
    expect(early.status).toBe(422);
    for (const answer of ['đã xong', 'khác']) await staff.post(`${path}/answer`, { answer, answeredOn: '02/12/2026' });
    expect(await t.db.prisma.referral.findFirst()).toMatchObject({ answer: 'đã xong', answeredBy: t.users.staff.id });
    expect(await row()).toBe('');
    for (const _twice of [1, 2]) await staff.post(`${path}/answer/removal`, {});
    expect(await t.db.prisma.referral.findFirst()).toMatchObject({ answer: '', answeredOn: null });
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'referral.remove-answer' } })).toBe(1);
    expect(await row()).not.toBe('');
  });
});
