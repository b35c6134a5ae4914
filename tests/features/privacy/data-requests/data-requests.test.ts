import { randomUUID } from 'node:crypto';
import { knownWardOf } from '../../../../src/features/rounds/planner-thread/planner-facts';
import { readPlannerFacts } from '../../../../src/features/rounds/planner-thread/planner-queries';
import { createHousehold, createResident } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { agentForEach, appForEach, expectRefused, expectWords, read, words } from '../../../support/test-app';
import { openDoor, type OpenDoor } from '../../../support/worlds/door';
import { mergePeople } from '../../../support/worlds/register';

const t = appForEach();
let world: OpenDoor;
const staff = agentForEach(t, 'staff');
let path: string;

beforeEach(async () => {
  world = await openDoor(t);
  path = `/residents/${world.sau.id}/data-requests`;
});

const filled = (given: object = {}) => ({
  id: randomUUID(),
  kind: 'erase',
  askedBy: '',
  what: 'Bỏ tên và số điện thoại',
  receivedOn: '24/11/2026',
  ...given,
});
const requests = () => t.db.prisma.dataRequest.findMany();
const actions = async () =>
  (
    await t.db.prisma.auditEvent.findMany({
      where: { action: { startsWith: 'data-request.' }, isChange: true },
      orderBy: { seq: 'asc' },
    })
  ).map(({ action }) => action);

/** A recorded request; its page. */
async function record(given: object = {}): Promise<string> {
  const form = filled(given);
  await staff.post(path, form);
  return `/data-requests/${form.id}`;
}

describe('a data request', () => {
  it('is recorded from the person’s page, once, with its days; the log holds no words of it', async () => {
    const link = read(await staff.get(`/residents/${world.sau.id}`))('a[href$="/data-requests/new"]').attr('href')!;
    const form = { ...(await formOf(staff, link)), kind: 'erase', what: 'Bỏ tên', receivedOn: '24/11/2026' };
    const answers = await Promise.all([staff.post(path, form), staff.post(path, form)]);
    for (const answer of answers) expect(answer.status).toBe(303);
    expect(await requests()).toMatchObject([{ residentId: world.sau.id, kind: 'erase', what: 'Bỏ tên' }]);
    const page = words(await staff.get(answers[0]!.headers.location!));
    expectWords(page, 'Xóa dữ liệu: Phạm Thị Sáu', 'chậm nhất 26/11/2026', 'chậm nhất 14/12/2026');
    expect(await actions()).toEqual(['data-request.record']);
    const [event] = await t.db.prisma.auditEvent.findMany({ where: { action: 'data-request.record' } });
    expect(event!.details).toEqual({ dataRequest: 'erase', receivedOn: '2026-11-24' });
  });

  it.each([
    ['no kind', { kind: '' }, 'kind'],
    ['a day to come', { receivedOn: '27/11/2026' }, 'receivedOn'],
    ['a day of the last century', { receivedOn: '24/11/1926' }, 'receivedOn'],
    ['a national number', { what: 'bỏ số 001045000123' }, 'what'],
  ])('with %s is refused, and what was typed is kept', async (_name, given, field) => {
    const answer = await staff.post(path, filled({ askedBy: 'con trai Lê Văn Nam', ...given }));
    expect(answer.status).toBe(422);
    expect(read(answer)(`#${field}`).attr('aria-invalid')).toBe('true');
    expect(read(answer)('#askedBy').val()).toBe('con trai Lê Văn Nam');
    expect(await requests()).toEqual([]);
  });

  it('of a person who is not in the register needs a name, and is answered all the same', async () => {
    expect((await staff.post('/data-requests', filled())).status).toBe(422);
    const answer = await staff.post('/data-requests', filled({ askedBy: 'ông Trần Văn Lạ, 0912 345 678' }));
    expect(words(await staff.get(answer.headers.location!))).toContain('Không có người này');
  });

  it('goes through its days: answered, put off once with a reason, ended, reopened', async () => {
    const page = await record();
    await staff.post(`${page}/answer`, {});
    await staff.post(`${page}/answer`, {});
    const tooLong = await staff.post(`${page}/extension`, { days: '21', reason: 'Chờ công an phường' });
    expect([tooLong.status, read(tooLong)('#reason').val()]).toEqual([422, 'Chờ công an phường']);
    await staff.post(`${page}/extension`, { days: '20', reason: 'Chờ công an phường' });
    await staff.post(`${page}/extension`, { days: '5', reason: 'Lần nữa' });
    expect(words(await staff.get(page))).toContain('chậm nhất 01/01/2027');
    expect((await staff.post(`${page}/end`, { endedAs: 'refused', endNote: '' })).status).toBe(422);
    await staff.post(`${page}/end`, { endedAs: 'refused', endNote: 'Điều 19.1.c' });
    await staff.post(`${page}/end`, { endedAs: 'withdrawn', endNote: '' });
    expect(await requests()).toMatchObject([{ extendedByDays: 20, endedAs: 'refused', endNote: 'Điều 19.1.c' }]);
    await staff.post(`${page}/end/removal`, {});
    expect(await requests()).toMatchObject([{ endedAs: null, endNote: '' }]);
    expect(await actions()).toEqual(
      ['record', 'answer', 'extend', 'end', 'reopen'].map((verb) => `data-request.${verb}`),
    );
  });

  it('to be erased is done only by the erasure, and stays ended then', async () => {
    const { id } = await createResident(t.db, t.ward, { household: await createHousehold(t.db, t.ward) });
    path = `/residents/${id}/data-requests`;
    const page = await record();
    const ends = read(await staff.get(page))('#endedAs option').toArray();
    expect(ends.map(({ attribs }) => attribs.value)).toEqual(['', 'refused', 'withdrawn']);
    const claimed = await staff.post(`${page}/end`, { endedAs: 'fulfilled', endNote: 'đã xóa rồi' });
    expectRefused(claimed, 'endedAs', 'Chưa xóa thì chưa phải “Đã làm”');
    expect(read(claimed)('#endNote').val()).toBe('đã xóa rồi');
    expect(await requests()).toMatchObject([{ endedAs: null }]);
    const admin = await t.as('admin');
    expect((await admin.post(`/residents/${id}/erasure`, { confirmed: 'yes' })).status).toBe(303);
    expect(await requests()).toMatchObject([{ endedAs: 'fulfilled' }]);
    expect(words(await staff.get(page))).not.toContain('mở lại');
    await staff.post(`${page}/end/removal`, {});
    expect(await requests()).toMatchObject([{ endedAs: 'fulfilled' }]);
  });

  it('is not put off once its last day has passed', async () => {
    const page = await record({ kind: 'view', receivedOn: '10/11/2026' });
    expect(read(await staff.get(page))('#days').length).toBe(0);
    const answer = await staff.post(`${page}/extension`, { days: '5', reason: 'Bận' });
    expect(answer.status).toBe(422);
    expect(await requests()).toMatchObject([{ extendedByDays: null }]);
    expect(words(await staff.get('/data-requests'))).toContain('quá hạn');
  });

  it('typed while the person is merged away is not lost: the page names the record that is kept', async () => {
    const other = await createResident(t.db, t.ward, {
      fullName: 'Phạm Thị Sáu',
      household: world.household,
      relation: 'wife',
    });
    await record({ kind: 'view' });
    await mergePeople(t, other.id, world.sau.id);
    expect(await requests()).toMatchObject([{ residentId: other.id }]);
    const late = await staff.post(path, filled());
    expect(late.status).toBe(409);
    expect(words(late)).toContain('Bỏ tên và số điện thoại');
  });

  it('is read, not changed, by the chairman', async () => {
    const page = await record();
    const chairman = await t.as('chairman');
    expect(words(await chairman.get('/data-requests'))).toContain('Phạm Thị Sáu');
    expect(read(await chairman.get(page))('main form').length).toBe(0);
  });
});

describe('a granted request', () => {
  const grant = async (kind: string, endNote = '') => {
    const page = await record({ kind });
    return { page, answer: await staff.post(`${page}/end`, { endedAs: 'fulfilled', endNote }) };
  };
  const resident = async () => words(await staff.get(`/residents/${world.sau.id}`));
  const listed = async () => words(await staff.get('/lists/residents'));
  const plannedPeople = async () => {
    const ward = knownWardOf(await readPlannerFacts(t.db, t.ward.id, '2026-11-26'));
    return ward.doors.find(({ id }) => id === world.household.id)!.residents.length;
  };
  const consents = () => t.db.prisma.consent.findMany({ orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }] });

  it('of an objection takes the person out of plans at once, twice is once, and reopening it undoes that', async () => {
    const before = await plannedPeople();
    const { page, answer } = await grant('object');
    expect(answer.status).toBe(303);
    await staff.post(`${page}/end`, { endedAs: 'fulfilled', endNote: '' });
    expect(await consents()).toMatchObject([
      { residentId: world.sau.id, contact: false, survey: null, restricts: false },
    ]);
    expect(await plannedPeople()).toBe(before - 1);
    expect(await resident()).toContain('Người này không muốn đội đến hay gọi nữa');
    expect(
      read(await staff.get(`/residents/${world.sau.id}`))(`[aria-labelledby=consents] a[href="${page}"]`).length,
    ).toBe(1);
    expect(words(await staff.get(page))).toContain('Đội không đến, không gọi từ 26/11/2026');
    // Only the page of the request takes it back.
    const [said] = await consents();
    expect((await (await t.as('officer')).post(`/consents/${said!.id}/removal`)).status).toBe(404);
    await staff.post(`${page}/end/removal`, {});
    expect(await plannedPeople()).toBe(before);
    await staff.post(`${page}/end`, { endedAs: 'fulfilled', endNote: '' });
    expect(await plannedPeople()).toBe(before - 1);
    expect(await consents()).toHaveLength(2);
  });

  it('of an objection ends when the person lets the team come again', async () => {
    const { page } = await grant('object');
    t.setNow(new Date('2026-11-26T03:00:00Z'));
    const yes = { id: randomUUID(), contact: 'yes' };
    await staff.post(`/residents/${world.sau.id}/consents/new`, yes);
    expect(await resident()).not.toContain('Người này không muốn đội');
    const shown = await staff.get(page);
    expect(words(shown)).toContain('Người ấy đã cho liên hệ lại 26/11/2026');
    expect(words(shown)).not.toContain('rút lời phản đối');
  });

  it('of a restriction keeps the record out of lists and plans, whatever is said later, until it is lifted', async () => {
    const before = await plannedPeople();
    const { page, answer } = await grant('restrict');
    expect([answer.status, await consents()]).toEqual([422, []]);
    expect(words(answer)).toContain('Ghi vì sao hạn chế');
    await staff.post(`${page}/end`, { endedAs: 'fulfilled', endNote: 'Đang khiếu nại ngày sinh, đến 31/12/2026' });
    await staff.post(`/residents/${world.sau.id}/consents/new`, { id: randomUUID(), contact: 'yes' });
    expect(await plannedPeople()).toBe(before - 1);
    expect(await listed()).not.toContain('Phạm Thị Sáu');
    expect(words(await staff.get('/lists/households'))).not.toContain('Phạm Thị Sáu');
    const shown = await resident();
    expect(shown).toContain('Đang hạn chế xử lý từ 26/11/2026: Đang khiếu nại ngày sinh, đến 31/12/2026');
    expect(shown).not.toContain('Rút lại');
    await mergeInto(world.sau.id);
    expect(await listed()).not.toContain('Phạm Thị Sáu');
    for (let lifting = 0; lifting < 2; lifting += 1) await staff.post(`${page}/effect/removal`, {});
    expect(await listed()).toContain('Phạm Thị Sáu');
    expect(await plannedPeople()).toBe(before);
    expect(words(await staff.get(page))).toMatch(/Đã gỡ hạn chế 26\/11\/2026/);
    expect((await actions()).filter((action) => action === 'data-request.lift')).toHaveLength(1);
  });

  it.each(['refused', 'withdrawn'])('that was %s changes nothing about the person', async (endedAs) => {
    const page = await record({ kind: 'object' });
    await staff.post(`${page}/end`, { endedAs, endNote: 'Điều 19.1.c' });
    expect(await consents()).toEqual([]);
  });
});

/** Merges the person into another record of the household. */
async function mergeInto(id: string): Promise<void> {
  const other = await createResident(t.db, t.ward, {
    fullName: 'Phạm Thị Sáu',
    household: world.household,
    relation: 'other',
  });
  expect(await mergePeople(t, other.id, id)).toMatchObject({ kind: 'done' });
}
