import { randomUUID } from 'node:crypto';
import type { Prisma } from '../../../../src/generated/prisma/client';
import {
  FORGOTTEN_AFTER_DAYS,
  followUpsOf,
  isOpen,
  tokenOf,
  UNEMPLOYMENT_BENEFIT,
  type FileFact,
} from '../../../../src/features/casework/follow-ups/follow-up';
import { loadWorkList } from '../../../../src/features/casework/follow-ups/queries';
import { workingCalendar } from '../../../../src/features/office/calendar/working-days';
import { addDays } from '../../../../src/shared/dates';
import { createFileStatus } from '../../../support/casework-factories';
import { createHousehold, createResident, createService, createVisit } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp, attributesOf } from '../../../support/test-app';
import { fullForm, type OpenDoor, officerAtDoor, lineOf } from '../../../support/worlds/door';
import { eveningRound, createClosure } from '../../../support/worlds/rounds';

let t: TestApp;
let world: OpenDoor;

let officer: TestAgent;
let unplanned: string;

beforeEach(async () => {
  ({ t, world, officer, unplanned } = await officerAtDoor());
});
afterEach(() => t.close());

/** Saves a visit outside a round with these lines of help. */
async function help(assists: object[], given: object = {}): Promise<void> {
  const alone = { assists, levels: {}, nextStep: '', nextStepDue: '', nextStepNote: '' };
  const response = await (await t.as('officer')).post(unplanned, fullForm(world, { ...alone, ...given }));
  if (response.status !== 303) throw new Error(`visit not saved: ${response.status}`);
}

const line = (given: object = {}) =>
  lineOf(world.sau, world.pension, { helpLevel: 'by_relative', result: 'submitted', ...given });
const TODAY = '2026-11-26';
const cross = <A, B, C>(one: A[], two: B[], three: C[]) =>
  one.flatMap((a) => two.flatMap((b) => three.map((c) => [a, b, c] as const)));
const later = (text: string) => t.setNow(new Date(text));
const rowsOf = async (agent: TestAgent, query = '') => read(await agent.get(`/waiting${query}`))('.work-list tbody tr');
/** The value of the button "Xong" of each row. */
const buttonsOf = async (agent: TestAgent, query = '') =>
  attributesOf(read(await agent.get(`/waiting${query}`))('.work-list button[value^="done."]'), 'value');
const press = (agent: TestAgent, given: object) => agent.post('/follow-up-ends', { pressId: randomUUID(), ...given });

describe('the work list', () => {
  it('says for each follow-up who it is about and how to reach them', async () => {
    await t.db.prisma.resident.update({ where: { id: world.mai.id }, data: { phone: '0912345678' } });
    await help([line({ result: 'prepared' })]);
    const row = (await rowsOf(await t.as('staff'))).first();
    expect(row.text()).toContain('Bà Phạm Thị Sáu');
    expect(row.text()).toContain('Gọi Chị Phạm Thị Mai, con gái, 52 tuổi');
    expect(row.find('a[href="tel:0912345678"]')).toHaveLength(1);
    expect(row.text()).toContain('Đang chuẩn bị, chưa nộp');
    expect(await rowsOf(await t.as('staff', 'other'))).toHaveLength(0);
  });

  it('has the text to copy for a resident who must pay', async () => {
    await help([line()]);
    const file = await t.db.prisma.assistedProcedure.findFirstOrThrow({ where: { result: 'submitted' } });
    await createFileStatus(t, file.id, 6);
    const row = await rowsOf(await t.as('staff'), '?kind=payment');
    expect(row.find('textarea').text()).toContain('hồ sơ của bà Sáu đang chờ nộp phí');
    await t.db.prisma.resident.update({ where: { id: world.sau.id }, data: { contactWish: { way: 'paper' } } });
    const staff = await t.as('staff');
    const onPaper = await rowsOf(staff, '?kind=payment');
    expect(onPaper.find('a[href^="tel:"]')).toHaveLength(0);
    const cards = read(await staff.get(onPaper.find('a[href^="/waiting/cards"]').attr('href')!));
    expect(cards('.cut-cards > li').text()).toMatch(/Kính gửi: Bà Phạm Thị Sáu, .*đang chờ nộp phí/s);
    expect(read(await staff.get('/waiting/cards'))('.cut-cards > li')).toHaveLength(1);
    // The cards are those of the list on which the button stands.
    expect(read(await staff.get('/waiting/cards?kind=papers'))('.cut-cards > li')).toHaveLength(0);
    expect(read(await staff.get('/waiting/cards?item=none'))('.cut-cards > li')).toHaveLength(0);
  });

  it('ends what the team handed over, as long as the person has a helper and the visit says so', async () => {
    await help([line({ result: 'prepared' }), line({ serviceId: world.residence.id, result: 'prepared' })]);
    const staff = await t.as('staff');
    expect(await buttonsOf(staff, '?kind=to_submit')).toHaveLength(2);
    await help([line({ helpLevel: 'handed_over' })]);
    const handedOver = { helpLevel: 'handed_over' as const };
    const { visitId } = await t.db.prisma.assistedProcedure.findFirstOrThrow({ where: handedOver });
    expect(words(await staff.get(`/visits/${visitId}`))).toContain('Người giúp làm, đội chỉ xem (bàn giao)');
    const tie = { id: randomUUID(), helpedId: world.sau.id, residentId: world.mai.id };
    expect((await staff.post(`/households/${world.household.id}/digital-helpers`, tie)).status).toBe(303);
    // Nobody has asked both sides yet.
    expect(await buttonsOf(staff, '?kind=to_submit')).toHaveLength(2);
    const agreed = await formOf(staff, `/digital-helpers/${tie.id}/edit`);
    await staff.post(`/digital-helpers/${tie.id}/edit`, { ...agreed, agreedOn: '26/11/2026' });
    expect(await buttonsOf(staff, '?kind=to_submit')).toHaveLength(1);
    expect(words(await staff.get(`/households/${world.household.id}`))).toContain('đã bàn giao: ');
    const edit = `/visits/${visitId}/edit`;
    const change = async (helpLevel: string) =>
      officer.post(edit, { ...(await formOf(officer, edit)), 'assists[0][helpLevel]': helpLevel });
    await change('by_relative');
    expect(await t.db.prisma.assistedProcedure.count({ where: handedOver })).toBe(0);
    expect(await buttonsOf(staff, '?kind=to_submit')).toHaveLength(2);
    await change('handed_over');
    expect(await buttonsOf(staff, '?kind=to_submit')).toHaveLength(1);
    await staff.post(`/digital-helpers/${tie.id}/ending`, { endedWord: 'helper' });
    expect(await buttonsOf(staff, '?kind=to_submit')).toHaveLength(2);
  });

  it('goes on with what got stuck in the hands of the helper, on the day that was agreed', async () => {
    const staff = await t.as('staff');
    const tie = { id: randomUUID(), helpedId: world.sau.id, residentId: world.mai.id, agreedOn: '26/11/2026' };
    await staff.post(`/households/${world.household.id}/digital-helpers`, tie);
    const stuck = { helpLevel: 'handed_over', result: 'blocked', barrierId: world.barrier.id };
    await help([line({ ...stuck, againOn: '05/12/2026' })]);
    later('2026-12-05T02:00:00Z');
    expect((await rowsOf(await t.as('staff'))).text()).toContain('Đã hẹn ngày này.');
    expect(words(await staff.get(`/households/${world.household.id}`))).not.toContain('đã bàn giao: ');
  });

  it('is filtered by kind, officer, group and deadline', async () => {
    const data = ['10', '2'].map((code) => ({ wardId: t.ward.id, code, name: `Tổ ${code}`, validFrom: new Date(0) }));
    await t.db.prisma.residentialGroup.createMany({ data });
    await help([
      line({ result: 'prepared' }),
      line({ serviceId: world.residence.id, result: 'blocked', barrierId: world.barrier.id }),
    ]);
    later('2026-12-05T02:00:00Z');
    const staff = await t.as('staff');
    expect(words(await staff.get('/waiting'))).toContain('3 việc đã quá hạn');
    const { groups } = await loadWorkList(t.db, t.ward.id, t.context.now());
    expect(groups.map(({ name }) => name)).toEqual(['Tổ 2', 'Tổ 10']);
    const mine = `&officer=${t.users.officer.id}`;
    expect(await rowsOf(staff, `?kind=barrier${mine}`)).toHaveLength(1);
    expect(await rowsOf(staff, `?state=late${mine}`)).toHaveLength(3);
    expect(await rowsOf(staff, `?state=due${mine}`)).toHaveLength(1);
    expect(await rowsOf(staff, `?kind=to_submit&officer=${t.users.officer2.id}`)).toHaveLength(0);
    expect(await rowsOf(staff, `?group=${randomUUID()}`)).toHaveLength(0);
    expect((await rowsOf(staff, '?kind=constructor&group=1&after=2026-02-31.x')).length).toBeGreaterThan(1);
  });

  it('holds the doors of past rounds without an outcome, but not of rounds that were closed', async () => {
    const households = [await createHousehold(t.db, t.ward, { address: '7 Trúc Bạch' })];
    const closed = await eveningRound(t, { officers: [], households, startsAt: new Date('2026-11-20T11:30:00Z') });
    await createClosure(t, closed.id);
    expect(await rowsOf(await t.as('staff'), '?kind=door')).toHaveLength(0);
    later('2026-11-27T02:00:00Z');
    const page = read(await (await t.as('staff')).get(`/waiting?kind=door&officer=${t.users.officer.id}`));
    const doors = [world.door, world.nextDoor].map(({ id }) => `/round-doors/${id}/visit`);
    expect(attributesOf(page('.work-list .work-do a'), 'href').sort()).toEqual(doors.sort());
    expect(await rowsOf(await t.as('staff'), '?kind=door&month=2026-11')).toHaveLength(2);
    expect(await rowsOf(await t.as('staff'), '?kind=door&month=2026-10')).toHaveLength(0);
  });

  it('loses a promise when the door was visited since', async () => {
    const call = { nextStep: 'phone_call', nextStepDue: '2026-11-28', nextStepNote: 'gọi chị Mai' };
    await help([], call);
    const staff = await t.as('staff');
    expect(await rowsOf(staff, '?kind=promise')).toHaveLength(0);
    later('2026-11-30T02:00:00Z');
    const again = await t.as('staff');
    const row = await rowsOf(again, '?kind=promise');
    expect(row.text()).toContain('Gọi điện: gọi chị Mai');
    expect(row.text()).toContain('28/11, quá 2\u00a0ngày');
    const arrivedAt = new Date('2026-11-29T12:00:00Z');
    await createVisit(t.db, t.ward, { household: world.household, by: t.users.officer, arrivedAt });
    // No event was written, so the list is read again in the next minute.
    later('2026-11-30T02:01:00Z');
    expect(await rowsOf(again, '?kind=promise')).toHaveLength(0);
  });

  it('has every submitted file that the rules find open, however long it waits, and no other', async () => {
    const services = [
      await createService(t.db, t.ward, { legalDays: null }),
      await createService(t.db, t.ward, { legalDays: 3 }),
      await createService(t.db, t.ward, { code: UNEMPLOYMENT_BENEFIT, legalDays: null }),
    ];
    const histories = [[], [1], [5], [6], [3], [9], [5, 1], [9, 2]];
    const ages = [0, 1, 3, 4, 5, 7, 8, 9, 25, 30, 60, 364, 366];
    const facts: FileFact[] = [];
    const day = (date: string) => new Date(`${date}T00:00:00Z`);
    const statuses: Prisma.FileStatusCreateManyInput[] = [];
    const lines: Prisma.AssistedProcedureCreateManyInput[] = [];
    const uses: Prisma.PortalUseCreateManyInput[] = [];
    for (const age of ages) {
      const visitedOn = addDays(TODAY, -age);
      const arrivedAt = day(visitedOn);
      const visit = await createVisit(t.db, t.ward, { household: world.household, by: t.users.officer, arrivedAt });
      for (const [position, [service, history, daysLater]] of cross(services, histories, [0, 4]).entries()) {
        const id = randomUUID();
        const submittedOn = daysLater > 0 ? addDays(visitedOn, daysLater) : null;
        const told = history.map((code, index) => ({ code, on: addDays(visitedOn, index) }));
        const who = { wardId: t.ward.id, residentId: world.sau.id, publicServiceId: service.id };
        lines.push({ ...who, id, visitId: visit.id, position, helpLevel: 'by_relative', result: 'submitted' });
        const by = { recordedBy: t.users.staff.id };
        if (submittedOn)
          uses.push({
            ...{ ...who, ...by, usedOn: day(submittedOn) },
            ...{ how: 'by_relative', source: 'visit', assistedProcedureId: id },
          });
        for (const { code, on } of told)
          statuses.push({
            ...{ wardId: t.ward.id, assistedProcedureId: id, status: code },
            ...{ ...by, statusOn: day(on), recordedAt: day(on) },
          });
        facts.push({
          ...{ kind: 'file', id, result: 'submitted', visitedOn, submittedOn, statuses: told.toReversed() },
          ...{ againOn: null, barrierKey: null, barrierLabel: null, hasVneid2: false, hasLaterAttempt: false },
          ...{ legalDays: service.legalDays, serviceCode: service.code, noticesOn: [] },
        });
      }
    }
    await t.db.prisma.assistedProcedure.createMany({ data: lines });
    await t.db.prisma.portalUse.createMany({ data: uses });
    await t.db.prisma.fileStatus.createMany({ data: statuses });

    const isWorking = workingCalendar([]);
    for (const today of [TODAY, addDays(TODAY, 1), addDays(TODAY, 2)]) {
      const { open } = await loadWorkList(t.db, t.ward.id, day(today));
      const found = facts
        .filter(({ visitedOn }) => visitedOn >= addDays(today, -FORGOTTEN_AFTER_DAYS))
        .flatMap((fact) => followUpsOf(fact, today, isWorking))
        .filter((followUp) => isOpen(followUp, [], today));
      const ofFiles = open.filter(({ subjectId }) => lines.some(({ id }) => id === subjectId));
      expect(ofFiles.map(tokenOf).toSorted()).toEqual(found.map(tokenOf).toSorted());
    }
  });

  /** Sixty neighbours whose file was only prepared. */
  async function manyNeighbours(): Promise<void> {
    const people = await Promise.all(
      Array.from({ length: 60 }, () => createResident(t.db, t.ward, { household: world.household, relation: 'other' })),
    );
    const lines = people.map(({ id }) => line({ residentId: id, result: 'prepared' }));
    await help(lines.slice(0, 30), { arrivedTime: '19:00' });
    await help(lines.slice(30), { arrivedTime: '19:20' });
  }

  it('is read page by page, without repeating or losing any, and says which page of how many', async () => {
    await manyNeighbours();
    const staff = await t.as('staff');
    const first = read(await staff.get('/waiting?kind=to_submit'));
    const second = read(await staff.get(first('a[rel=next]').attr('href')!));
    const third = read(await staff.get(second('a[rel=next]').attr('href')!));
    const tokens = [first, second, third].flatMap(($) => attributesOf($('input[name=items]'), 'value'));
    expect(tokens).toHaveLength(60);
    expect(new Set(tokens).size).toBe(60);
    expect(first('.pager').text()).toContain('Trang 1/3');
    expect(third('.pager').text()).toContain('Trang 3/3');
    expect(third('a[rel=next]')).toHaveLength(0);
    expect(second('a[rel=prev]').attr('href')).toBe('/waiting?kind=to_submit');
    expect(read(await staff.get('/waiting?kind=to_submit&page=7'))('.pager').text()).toContain('Trang 3/3');
  });

  it('has the longest overdue on top and a person on one line, with each thing that waits for them', async () => {
    await help([line({ result: 'prepared' })]);
    later('2026-12-10T12:40:00Z');
    const second = [{ residentId: world.nam.id }, { serviceId: world.residence.id }];
    await help(
      second.map((given) => line({ ...given, result: 'prepared' })),
      { arrivedOn: '2026-12-10' },
    );
    later('2026-12-11T02:00:00Z');
    const page = read(await (await t.as('staff')).get('/waiting?kind=to_submit'));
    const lines = page('.work-list tbody tr').toArray();
    expect(lines.map((row) => page(row).find('.work-who b').text())).toEqual(['Bà Phạm Thị Sáu', 'Anh Lê Văn Nam']);
    expect(page(lines[0]).find('input[name=items]')).toHaveLength(2);
    expect(page(lines[0]).find('li').first().text()).toContain('03/12, quá 8');
    expect(words(await (await t.as('staff')).get('/waiting?kind=to_submit'))).toContain(
      '3 việc, mỗi người một dòng; 1 việc đã quá hạn',
    );
  });

  it('leaves check-backs to their own list', async () => {
    await help([line({ helpLevel: 'guided', result: 'submitted' })]);
    later('2026-12-04T02:00:00Z');
    const staff = await t.as('staff');
    expect(words(await staff.get('/waiting'))).not.toContain('còn tự làm được');
    expect(read(await staff.get('/check-backs'))('tbody tr')).toHaveLength(1);
    expect(words(await staff.get('/today'))).toContain('1 người đã học, nên hỏi lại');
  });

  it('of an officer holds their own, until they ask for those of all officers', async () => {
    await help([line({ result: 'prepared' })]);
    const other = await t.as('officer2');
    expect(await rowsOf(await t.as('officer'), '?kind=to_submit')).toHaveLength(1);
    expect(await rowsOf(other, '?kind=to_submit')).toHaveLength(0);
    expect(await rowsOf(other, '?kind=to_submit&officer=all')).toHaveLength(1);
    const form = read(await other.get('/waiting?kind=to_submit&officer=all'))('#work-list');
    expect(form.attr('action')).toBe('/follow-up-ends?kind=to_submit&officer=all');
  });
});

describe('a press', () => {
  it('ends a follow-up, once, and can be undone', async () => {
    await help([line({ result: 'prepared' })]);
    const staff = await t.as('staff');
    const [button] = await buttonsOf(staff, '?kind=to_submit');
    const given = { pressId: randomUUID(), only: button, note: 'chị Mai tự nộp' };
    for (const _twice of [1, 2]) expect((await press(staff, given)).status).toBe(303);
    const page = read(await staff.get('/waiting?kind=to_submit'));
    expect(page('.work-list tbody tr')).toHaveLength(0);
    expect(page('.alert-success').text()).toContain('Xong: 1 việc.');
    const [end, ...others] = await t.db.prisma.followUpEnd.findMany();
    expect(others).toEqual([]);
    const ended = { kind: 'to_submit', outcome: 'done', note: 'chị Mai tự nộp', endedBy: t.users.staff.id };
    expect(end).toMatchObject(ended);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'follow-up.end' } })).toBe(1);
    const undo = page('.work-recent form').attr('action')!;
    expect((await staff.post(undo, {})).headers.location).toBe('/waiting?kind=to_submit');
    await staff.post(undo, {});
    expect(await buttonsOf(staff, '?kind=to_submit')).toEqual([button]);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'follow-up.undo-end' } })).toBe(1);
  });

  it('sent again for another row is a press of its own', async () => {
    await help([
      line({ result: 'prepared' }),
      line({ serviceId: world.residence.id, result: 'blocked', barrierId: world.barrier.id }),
    ]);
    const staff = await t.as('staff');
    const pressId = randomUUID();
    const [first, second] = await buttonsOf(staff);
    for (const only of [first, second]) await press(staff, { pressId, only });
    const ends = await t.db.prisma.followUpEnd.findMany({ orderBy: { endedAt: 'asc' } });
    expect(new Set(ends.map((end) => end.pressId)).size).toBe(2);
    await staff.post(`/follow-up-ends/${ends.find((end) => end.pressId === pressId)!.id}/undo`, {});
    expect(await buttonsOf(staff)).toContain(first);
    expect(await buttonsOf(staff)).not.toContain(second);
  });

  it('ends several that are ticked, and undoes them together', async () => {
    await help([line({ result: 'prepared' }), line({ residentId: world.nam.id, result: 'prepared' })]);
    const staff = await t.as('staff');
    const tokens = (await buttonsOf(staff, '?kind=to_submit')).map((value) => value.replace('done.', ''));
    const ticked = { pressId: randomUUID(), outcome: 'not_needed', items: tokens };
    const answer = await staff.post('/follow-up-ends?kind=to_submit', ticked);
    expect(answer.headers.location).toBe('/waiting?kind=to_submit');
    const notice = read(await staff.get('/waiting?kind=to_submit'))('.alert-success form').attr('action');
    expect(notice).toMatch(/^\/follow-up-ends\/[^/]+\/undo\?kind=to_submit$/);
    expect(await t.db.prisma.followUpEnd.count({ where: { outcome: 'not_needed' } })).toBe(2);
    await staff.post(read(await staff.get('/waiting'))('.work-recent form').attr('action')!, {});
    expect(await rowsOf(staff, '?kind=to_submit')).toHaveLength(2);
  });

  it('"không gặp được" brings the follow-up back two days later', async () => {
    await help([line({ result: 'prepared' })]);
    const staff = await t.as('staff');
    const [button] = await buttonsOf(staff, '?kind=to_submit');
    await press(staff, { only: button!.replace('done.', 'not_reached.') });
    expect(await rowsOf(staff, '?kind=to_submit')).toHaveLength(0);
    later('2026-11-28T02:00:00Z');
    expect((await rowsOf(await t.as('staff'), '?kind=to_submit')).text()).toContain('đã gọi 1 lần không gặp');
  });

  it('changes nothing when nothing is ticked, the note holds a national number, or the list is another ward’s', async () => {
    await help([line({ result: 'prepared' })]);
    const staff = await t.as('staff');
    const [button] = await buttonsOf(staff, '?kind=to_submit');
    for (const [given, said] of [
      [{ outcome: 'done' }, 'Đánh dấu ít nhất một việc'],
      [{ only: button, note: '001045000123' }, 'Có vẻ là số định danh'],
      [{ only: 'done.x' }, 'Danh sách đã cũ'],
      [{ outcome: 'constructor', items: [button!.replace('done.', '')] }, 'Danh sách đã cũ'],
    ] as const) {
      const answer = await press(staff, given);
      expect(answer.status).toBe(422);
      expect(words(answer)).toContain(said);
    }
    const items = [button!.replace('done.', '')];
    const kept = read(await press(staff, { outcome: 'done', items, note: '001045000123' }));
    expect(kept('input[name=items][checked]').val()).toBe(items[0]);
    expect(kept('#note').val()).toBe('001045000123');
    for (const only of [button, button!.replace('to_submit', 'door'), `done.papers.${randomUUID()}.2026-11-20`])
      expect((await press(await t.as('staff', 'other'), { only })).status).toBe(303);
    expect(await t.db.prisma.followUpEnd.count()).toBe(0);
  });
});
