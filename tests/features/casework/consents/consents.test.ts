import { randomUUID } from 'node:crypto';
import { knownWardOf } from '../../../../src/features/rounds/planner-thread/planner-facts';
import { readPlannerFacts } from '../../../../src/features/rounds/planner-thread/planner-queries';
import { createResident, createService } from '../../../support/factories';
import { formOf, type Fields } from '../../../support/forms';
import { appForEach, read, type TestAgent, words } from '../../../support/test-app';
import { actionsOn, createLesson, oldMotherAndDaughter } from '../../../support/worlds/casework';
import { mergePeople } from '../../../support/worlds/register';

type Family = Awaited<ReturnType<typeof oldMotherAndDaughter>>;

const app = appForEach();
let officer: TestAgent;
let family: Family;
beforeEach(async () => {
  officer = await app.as('officer');
  family = await oldMotherAndDaughter(app);
});

const AGREED = { readAloud: 'yes', survey: 'yes', photo: 'no', givenBy: 'self', channel: 'spoken' };
const writeNotice = async (body = 'Phường giữ dữ liệu để đến giúp.') => {
  const staff = await app.as('staff');
  await staff.post('/privacy-notices/new', { ...(await formOf(staff, '/privacy-notices/new')), body });
};
const formFor = (id: string) => `/residents/${id}/consents/new`;
const section = async (id: string) => read(await officer.get(`/residents/${id}`))('[aria-labelledby=consents]').text();
const rows = () => app.db.prisma.consent.findMany({ orderBy: { recordedAt: 'asc' } });
/** Presses a button of the section: 'Rút lại', 'Không liên hệ nữa'. */
async function press(id: string, purpose: string): Promise<Fields> {
  const page = read(await officer.get(`/residents/${id}`));
  const form = page(`[aria-labelledby=consents] form:has(input[value=${purpose}])`);
  const fields = { purpose, id: String(form.find('input[name=id]').val() ?? randomUUID()) };
  expect((await officer.post(`/residents/${id}/consent-withdrawals`, fields)).status).toBe(303);
  return fields;
}

describe('what a resident was informed of and agreed to', () => {
  it('is recorded once, with text, giver, way, day and officer', async () => {
    await writeNotice();
    const { mother } = family;
    const form = await formOf(officer, formFor(mother.id));
    expect(Object.keys(form)).toEqual(expect.not.arrayContaining(['readAloud', 'survey', 'photo', 'contact']));
    for (let sending = 0; sending < 2; sending += 1)
      expect((await officer.post(formFor(mother.id), { ...form, ...AGREED })).status).toBe(303);
    expect((await officer.post(formFor(mother.id), { ...form, ...AGREED, photo: 'yes' })).status).toBe(409);
    const kept = { readAloud: true, survey: true, photo: false, contact: null, noticeId: form.noticeId };
    expect(await rows()).toMatchObject([kept]);
    expect(await actionsOn(app, mother.id)).toEqual(['consent.record']);
    const shown = await section(mother.id);
    expect(shown).toContain('Đã đọc bản 1');
    expect(shown).toMatch(/Đồng ý \(chính người ấy, bằng lời nói, bản 1\), 09:00 26\/11\/2026, .* ghi/);
    await writeNotice('Chữ mới.');
    expect(await section(mother.id)).toContain('Chưa đọc bản 2; đã đọc bản 1');
  });

  it('is withdrawn in one press, which can be undone', async () => {
    await writeNotice();
    const { mother } = family;
    await officer.post(formFor(mother.id), { ...(await formOf(officer, formFor(mother.id))), ...AGREED });
    const pressed = await press(mother.id, 'survey');
    await officer.post(`/residents/${mother.id}/consent-withdrawals`, pressed);
    expect((await rows()).map(({ survey }) => survey)).toEqual([true, false]);
    expect(await section(mother.id)).not.toContain('Rút lại');
    for (let undoing = 0; undoing < 2; undoing += 1) await officer.post(`/consents/${pressed.id as string}/removal`);
    expect(await section(mother.id)).toContain('Rút lại');
    expect(await actionsOn(app, mother.id)).toEqual(['consent.record', 'consent.withdraw', 'consent.undo']);
    expect(await rows()).toHaveLength(2);
    // The page of before, sent again a minute later, withdraws again.
    app.setNow(new Date(app.context.now().getTime() + 60_000));
    await officer.post(`/residents/${mother.id}/consent-withdrawals`, pressed);
    expect(await section(mother.id)).not.toContain('Rút lại');
    expect(await rows()).toHaveLength(3);
  });

  it('is undone by its writer on the day, later by the office with a reason, and by no other user', async () => {
    const { mother } = family;
    const { id } = await press(mother.id, 'contact');
    const undone = `/consents/${id as string}/removal`;
    app.setNow(new Date('2026-11-27T02:00:00Z'));
    officer = await app.as('officer');
    expect(words(await officer.get(undone))).toContain('Chỉ người đã ghi, trong ngày, hoặc văn phòng');
    expect((await officer.post(undone, { reason: 'Nhầm' })).status).toBe(403);
    const staff = await app.as('staff');
    const empty = await staff.post(undone, { reason: ' ' });
    expect([empty.status, words(empty)]).toEqual([422, expect.stringContaining('Ghi vì sao hoàn tác')]);
    expect(await rows()).toEqual([expect.objectContaining({ undoneAt: null })]);
    expect(await section(mother.id)).toContain('Ghi nhầm');
    for (let undoing = 0; undoing < 2; undoing += 1)
      expect((await staff.post(undone, { reason: 'Ghi nhầm người' })).status).toBe(303);
    expect(await rows()).toEqual([expect.objectContaining({ undoneBy: app.users.staff.id })]);
    const events = await app.db.prisma.auditEvent.findMany({ where: { action: 'consent.undo' } });
    expect(events.map(({ details }) => details)).toEqual([{ consentId: id, reason: 'Ghi nhầm người' }]);
    expect(words(await staff.get(undone))).toContain('Đã hoàn tác');
  });

  it.each([
    [{}, 'readAloud', 'Ghi ít nhất một điều'],
    [{ survey: 'yes', readAloud: 'yes', givenBy: 'self' }, 'channel', 'Chọn đồng ý bằng cách nào'],
    [{ ...AGREED, readAloud: '' }, 'readAloud', 'Đọc thông báo rồi mới hỏi'],
    [{ ...AGREED, givenBy: 'representative' }, 'representativeName', 'Ghi tên người đại diện'],
    [{ ...AGREED, photo: 'maybe' }, 'photo', 'Chọn một ý'],
    [{ ...AGREED, representativeName: 'mẹ 001085012345' }, 'representativeName', 'Có vẻ là số định danh'],
  ])('comes back with its words from %j', async (given, field, message) => {
    await writeNotice();
    const { mother } = family;
    const form = { ...(await formOf(officer, formFor(mother.id))), ...given };
    const response = await officer.post(formFor(mother.id), form);
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}-error, #${field} ~ .field-error`).first().text()).toContain(message);
    expect(await rows()).toEqual([]);
  });

  it('cannot be recorded to a text that the ward does not have, nor withdrawn for an unknown purpose', async () => {
    await writeNotice();
    const { mother } = family;
    const form = { ...(await formOf(officer, formFor(mother.id))), ...AGREED };
    expect((await officer.post(formFor(mother.id), { ...form, noticeId: randomUUID() })).status).toBe(404);
    expect((await officer.post(`/residents/${mother.id}/consent-withdrawals`, { purpose: 'all' })).status).toBe(404);
    expect(await rows()).toEqual([]);
  });

  it('follows a merge: nothing is lost, the later answer stands, and a form about the merged record is shown', async () => {
    await writeNotice();
    const { mother, daughter } = family;
    const form = await formOf(officer, formFor(mother.id));
    await officer.post(formFor(mother.id), { ...form, ...AGREED });
    app.setNow(new Date('2026-11-26T03:00:00Z'));
    await press(daughter.id, 'survey');
    expect(await mergePeople(app, daughter.id, mother.id)).toMatchObject({ kind: 'done' });
    expect(await rows()).toHaveLength(2);
    expect(await section(daughter.id)).toMatch(/Hỏi khảo sát\s*Không,/);
    const late = await officer.post(formFor(mother.id), { ...form, ...AGREED, id: randomUUID() });
    expect(late.status).toBe(409);
    expect(words(late)).toMatch(/vừa được gộp vào.*Cho hỏi khảo sát\? ?Đồng ý.*Ai nói\? ?Chính người ấy/);
    expect(await rows()).toHaveLength(2);
  });
});

describe('a resident who does not want the team any more', () => {
  const plannedDoor = async () => {
    const ward = knownWardOf(await readPlannerFacts(app.db, app.ward.id, '2026-11-26'));
    return ward.doors.find(({ id }) => id === family.home.id)!;
  };
  const callPage = async () => words(await (await app.as('staff')).get(`/households/${family.home.id}/door-calls/new`));

  it('is gone from plans, lists and calls at once, while the others of the household stay', async () => {
    const { home, mother, daughter } = family;
    const service = await createService(app.db, app.ward);
    await createLesson(app, { household: home, residentId: daughter.id, serviceId: service.id, on: '2026-11-16' });
    await createLesson(app, { household: home, residentId: mother.id, serviceId: service.id, on: '2026-11-16' });
    const staff = await app.as('staff');
    const lists = async () => [words(await staff.get('/check-backs')), words(await staff.get('/waiting'))];
    for (const list of await lists()) expect(list).toContain('Nguyễn Thị Mai');
    const register = async () => words(await staff.get('/lists/residents?columns=phone'));
    expect(await register()).toContain('0533 123 456');
    expect(await callPage()).toContain('0533 123 456');
    expect((await plannedDoor()).residents).toHaveLength(2);

    const pressed = await press(daughter.id, 'contact');
    for (const list of await lists()) {
      expect(list).not.toContain('Nguyễn Thị Mai');
      expect(list).toContain('Phạm Thị Sáu');
    }
    expect(await callPage()).not.toContain('0533 123 456');
    expect(await plannedDoor()).toMatchObject({ pause: null, hasPhone: false });
    expect((await plannedDoor()).residents).toHaveLength(1);
    const lesson = words(await staff.get(`/residents/${daughter.id}/check-backs`));
    expect(lesson).toContain('không muốn đội gọi nữa');
    expect(lesson).not.toContain('0533 123 456');
    expect(words(await staff.get(`/households/${home.id}`))).toContain('không muốn đội liên hệ');

    const listed = await register();
    expect(listed).toContain('Nguyễn Thị Mai');
    expect(listed).not.toContain('0533 123 456');

    await officer.post(`/consents/${pressed.id as string}/removal`);
    expect((await plannedDoor()).residents).toHaveLength(2);
    expect(await callPage()).toContain('0533 123 456');
  });

  it('closes the door to the team when every adult behind it says so', async () => {
    const { home, mother, daughter } = family;
    await app.db.prisma.resident.update({ where: { id: daughter.id }, data: { birthDate: new Date('2012-01-01') } });
    await press(mother.id, 'contact');
    expect((await plannedDoor()).pause).toEqual({ kind: 'do_not_knock', until: null });
    expect(await callPage()).toContain('người lớn trong nhà đều đã nói không muốn đội đến hay gọi');
    expect(words(await officer.get(`/households/${home.id}/visits/new`))).toContain('người lớn trong nhà đều đã nói');
    await app.db.prisma.resident.update({ where: { id: daughter.id }, data: { birthDate: new Date('1999-01-01') } });
    expect((await plannedDoor()).pause).toBeNull();
  });

  it('is not called for the random sample, and counts there as a member who declined', async () => {
    const { mother } = family;
    const staff = await app.as('staff');
    for (let others = 0; others < 28; others += 1)
      await createResident(app.db, app.ward, { household: family.home, relation: 'child' });
    await staff.post('/samples', { size: '30' });
    const member = await app.db.prisma.sampleMember.findFirstOrThrow({ where: { residentId: mother.id } });
    const sample = `/samples/${member.surveySampleId}`;
    expect(words(await staff.get(`${sample}?state=to_call`))).toContain('Phạm Thị Sáu');
    await press(mother.id, 'contact');
    expect(words(await staff.get(`${sample}?state=to_call`))).not.toContain('Phạm Thị Sáu');
    expect(words(await staff.get(`${sample}?state=not_heard`))).toMatch(/Phạm Thị Sáu.*không gọi/);
    const page = `/sample-members/${member.id}`;
    expect(words(await staff.get(page))).toContain('Không gọi nữa. Người này đã nói không muốn trả lời khảo sát');
    const answer = { ...(await formOf(staff, page)), answer: 'alone', answeredOn: '26/11/2026' };
    expect((await staff.post(`${page}/answers`, answer)).status).toBe(422);
    expect(await app.db.prisma.sampleAnswer.count()).toBe(0);
  });
});
