import { randomUUID } from 'node:crypto';
import { mergeDoors, mergePeople } from '../../../support/worlds/register';
import { actorOf } from '../../../support/worlds/office';
import { undoMerge } from '../../../../src/features/register/duplicates/merging/undo-service';
import { createHousehold, createRequest, createResident, createVisit } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp, attributesOf, textsOf } from '../../../support/test-app';
import { blankForm, fullForm, type OpenDoor, officerAtDoor, lineOf } from '../../../support/worlds/door';
import { wordsOfReasons } from '../../../support/worlds/rounds';

let app: TestApp;
let officer: TestAgent;
let staff: TestAgent;
let world: OpenDoor;

let path: string;

beforeEach(async () => {
  ({ t: app, world, officer, path } = await officerAtDoor());
  staff = await app.as('staff');
});
afterEach(() => app.close());

const ask = (given: object = {}) =>
  createRequest(app.db, app.ward, {
    household: world.household,
    by: app.users.staff,
    resident: world.sau,
    what: 'Cài VNeID',
    contactName: 'chị Mai',
    contactPhone: '0912345678',
    wishes: [{ onDate: '2026-11-26', from: '19:00', to: '20:00' }],
    ...given,
  });
const stored = (id: string) =>
  app.db.prisma.supportRequest.findUniqueOrThrow({ where: { id }, include: { closures: true } });
const met = (given: object = {}) => blankForm({ outcome: 'met', presence: [world.mai.id], ...given });
const saying = (answer: 'done' | 'open', ...asked: { id: string }[]) => ({
  requests: Object.fromEntries(asked.map(({ id }) => [id, answer])),
});

describe('a request on the evening of the round', () => {
  it('is shown beside the door tonight, on the form and on paper, with the agreed hour', async () => {
    await ask();
    await ask({ isAccepted: false, what: 'Hỏi lương hưu', wishes: [], contactName: '' });
    const tonight = words(await officer.get('/tonight'));
    for (const part of [
      'Đã hẹn 19:00–20:00',
      'Nhờ: Cài VNeID, cho Phạm Thị Sáu, liên hệ chị Mai 0912 345 678',
      'Nhờ: Hỏi lương hưu',
    ])
      expect(tonight).toContain(part);
    const form = words(await officer.get(path));
    for (const part of ['Đã hẹn 19:00–20:00: Cài VNeID, cho Phạm Thị Sáu', '(văn phòng chưa nhận): Hỏi lương hưu'])
      expect(form).toContain(part);
    const sheet = words(await officer.get(`/rounds/${world.round.id}/sheet`));
    expect(sheet).toContain('Vì sao: Đã hẹn 19:00–20:00');
    expect(sheet).toContain('liên hệ chị Mai');
    expect(sheet).not.toContain('0912 345 678');
  });

  it('outranks every other reason of a planned door, and disappears when it is withdrawn', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '9 Châu Long' });
    const request = await ask({ household, resident: undefined });
    await staff.post(`/rounds/${world.round.id}/doors`, { householdId: household.id });
    await app.db.prisma.roundDoor
      .findFirstOrThrow({ where: { householdId: household.id } })
      .then(({ reasons }) => expect(wordsOfReasons(reasons)).toBe('Đã hẹn 19:00–20:00; Chưa đến lần nào'));
    expect(words(await officer.get(`/rounds/${world.round.id}`))).toContain('Đã hẹn 19:00–20:00');
    await app.db.prisma.supportRequestWish.updateMany({
      where: { supportRequestId: request.id },
      data: { fromTime: '19:30' },
    });
    for (const page of ['/tonight', `/rounds/${world.round.id}`])
      expect(words(await officer.get(page))).toContain('Đã hẹn 19:30–20:00');
    await staff.post(`/requests/${request.id}/withdrawal`, { withdrawalReason: '' });
    for (const page of ['/tonight', `/rounds/${world.round.id}`])
      expect(words(await officer.get(page))).not.toContain('Đã hẹn');
  });
});

describe('a visit', () => {
  it('whose officer calls requests done completes the accepted ones of the door, once, and says so', async () => {
    const [request, waiting] = [await ask(), await ask({ isAccepted: false })];
    const elsewhere = await createRequest(app.db, app.ward, { household: world.nextHousehold, by: app.users.staff });
    const form = met(saying('done', request, waiting, elsewhere));
    const saved = await officer.post(path, form);
    expect(saved.status).toBe(303);
    await officer.post(path, form);
    const visit = await app.db.prisma.visit.findFirstOrThrow();
    expect(await stored(request.id)).toMatchObject({
      isOpen: false,
      closures: [{ kind: 'done', visitId: visit.id, closedBy: app.users.officer.id, reopenedAt: null }],
    });
    for (const other of [waiting, elsewhere])
      expect(await stored(other.id)).toMatchObject({ isOpen: true, closures: [] });
    expect(words(await officer.get(saved.headers.location!))).toContain(
      'Đề nghị hỗ trợ của hộ này đã được ghi là xong.',
    );
    expect(words(await staff.get(`/requests/${request.id}`))).toContain('Đã xong: Nguyễn Thị Đội');
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'request.complete' } })).toBe(1);
  });

  it('that did something else leaves the request open, says so, and its officer completes it by a correction', async () => {
    const request = await ask({ what: 'Giấy khai sinh', publicServiceId: world.residence.id });
    const form = fullForm(world);
    const saved = await officer.post(path, form);
    expect(await stored(request.id)).toMatchObject({ isOpen: true, closures: [] });
    const page = words(await officer.get(saved.headers.location!));
    expect(page).toContain('1 đề nghị còn việc phải làm: vẫn chờ đội đến.');
    expect(words(await staff.get(`/requests/${request.id}`))).toContain('Chờ xếp buổi');

    const edit = `${saved.headers.location!}/edit`;
    const shown = async () => read(await officer.get(edit))('.visit-asked input:checked').val();
    expect(await shown()).toBe('open');
    const answer = async (said: 'done' | 'open', version: string) => {
      await officer.post(edit, { ...form, version, ...saying(said, request) });
      return [await shown(), (await stored(request.id)).isOpen];
    };
    expect(await answer('done', '1')).toEqual(['done', false]);
    expect(await answer('open', '2')).toEqual(['open', true]);
    expect((await stored(request.id)).closures).toMatchObject([{ reopenedBy: app.users.officer.id }]);
  });

  it('without an answer, as older forms send it, completes what was asked for one of its services', async () => {
    const pension = await ask({ publicServiceId: world.pension.id });
    const residence = await ask({ publicServiceId: world.residence.id });
    await officer.post(path, fullForm(world));
    expect(await stored(pension.id)).toMatchObject({ isOpen: false, closures: [{ kind: 'done' }] });
    expect(await stored(residence.id)).toMatchObject({ isOpen: true });
  });

  it('whose line of that service is still being prepared, or stuck, leaves it open without an answer', async () => {
    const request = await ask({ publicServiceId: world.pension.id });
    const assists = [lineOf(world.sau, world.pension, { againOn: '2026-11-30' })];
    const saved = await officer.post(path, fullForm(world, { assists }));
    expect(await stored(request.id)).toMatchObject({ isOpen: true, closures: [] });
    expect(words(await officer.get(saved.headers.location!))).toContain('1 đề nghị còn việc phải làm');
    expect(words(await staff.get(`/requests/${request.id}`))).not.toContain('Đã xong');
  });

  it('completes one of several services: the request waits for the other, which a later answer completes', async () => {
    const request = await ask({ publicServiceIds: [world.pension.id, world.residence.id] });
    const services = () =>
      app.db.prisma.supportRequestService.findMany({
        where: { supportRequestId: request.id },
        orderBy: { position: 'asc' },
      });
    const [pension, residence] = await services();
    const page = read(await officer.get(path));
    expect(attributesOf(page('[data-asked-service]'), 'data-asked-service')).toEqual([
      world.pension.id,
      world.residence.id,
    ]);
    // A form that was opened while the request asked for one service answers for none of the two.
    const form = fullForm(world, saying('done', request));
    await officer.post(path, form);
    const visit = await app.db.prisma.visit.findFirstOrThrow();
    expect([await services(), await stored(request.id)]).toMatchObject([
      [{ result: 'done', visitId: visit.id }, { result: null }],
      { isOpen: true, closures: [] },
    ]);
    expect((await officer.post(path, form)).status).toBe(303);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'request.complete-part' } })).toBe(1);
    expect(words(await staff.get(`/requests/${request.id}`))).toContain('Trợ cấp hưu trí xã hội: đã xong');

    const edit = `/visits/${visit.id}/edit`;
    const opened = async () => formOf(officer, edit);
    const flat = ({ requests }: { requests: object }) =>
      Object.fromEntries(Object.entries(requests).map(([id, answer]) => [`requests[${id}]`, answer]));
    expect(await opened()).toMatchObject({
      [`requests[${pension!.id}]`]: 'done',
      [`requests[${residence!.id}]`]: 'open',
    });
    await officer.post(edit, { ...(await opened()), ...flat(saying('done', pension!, residence!)) });
    expect(await stored(request.id)).toMatchObject({ isOpen: false, closures: [{ kind: 'done', visitId: visit.id }] });
    const half = { requests: { [pension!.id]: 'open', [residence!.id]: 'done' } };
    await officer.post(edit, { ...(await opened()), ...flat(half) });
    expect([await services(), await stored(request.id)]).toMatchObject([
      [{ result: null, visitId: null }, { result: 'done' }],
      { isOpen: true },
    ]);
    // The office ends the rest, twice: what a visit did decides how the request ended.
    const choices = read(await staff.get(`/requests/${request.id}`))('#declinedPart option').toArray();
    expect(choices.map(({ attribs }) => attribs.value)).toEqual([pension!.id]);
    const rest = { declineReason: 'Nhà đã tự làm', partId: pension!.id };
    for (const press of [rest, rest])
      expect((await staff.post(`/requests/${request.id}/decline`, press)).status).toBe(303);
    const other = await staff.post(`/requests/${request.id}/decline`, { ...rest, declineReason: 'Khác' });
    expect([other.status, words(other)]).toEqual([409, expect.stringContaining('Đã ghi từ chối việc ấy')]);
    const { closures } = await stored(request.id);
    expect(closures.find(({ reopenedAt }) => reopenedAt === null)).toMatchObject({ kind: 'done', visitId: visit.id });
    // The reason is that of the service that was declined, not of the request.
    const told = words(await staff.get(`/requests/${request.id}`));
    expect(told).toContain('từ chối, lý do: Nhà đã tự làm');
    expect(told).not.toMatch(/Đã xong: [^,]+, lý do/);
  });

  it('helped with the service, but not to the end: the officer says so, and the request stays', async () => {
    const request = await ask({ publicServiceId: world.pension.id });
    const form = fullForm(world, saying('open', request));
    await officer.post(path, form);
    expect(await stored(request.id)).toMatchObject({ isOpen: true, closures: [] });
    // Sent again with the other answer, it is no repetition.
    const changed = { ...form, ...saying('done', request) };
    expect((await officer.post(path, form)).status).toBe(303);
    expect((await officer.post(path, changed)).status).toBe(409);
    expect(await stored(request.id)).toMatchObject({ isOpen: true });
  });

  it('stands in the thread of the request with what was done, the file and its result, in order of time', async () => {
    const by = { household: world.household, by: app.users.officer2 };
    const arrivedAt = new Date('2026-11-25T12:00:00Z');
    await createVisit(app.db, app.ward, { ...by, outcome: 'nobody_home', arrivedAt });
    await createVisit(app.db, app.ward, by);
    const request = await ask();
    await officer.post(path, fullForm(world, saying('done', request)));
    const file = await app.db.prisma.assistedProcedure.findFirstOrThrow();
    const status = { statusKey: randomUUID(), status: '2', statusOn: '26/11/2026' };
    await staff.post(`/assisted-procedures/${file.id}/statuses`, status);
    const page = read(await staff.get(`/requests/${request.id}`));
    const thread = textsOf(page('section[aria-labelledby=history] li'));
    expect(thread).toEqual([
      expect.stringContaining('Xếp vào tối thứ Năm 26/11, 18:30–20:45, buổi'),
      expect.stringContaining('Ghi đề nghị: gọi điện, Trần Văn Phòng ghi'),
      expect.stringContaining('Nhận đề nghị: Trần Văn Phòng'),
      expect.stringContaining('Lượt thăm: vắng nhà'),
      expect.stringContaining(
        'Phạm Thị Sáu: Trợ cấp hưu trí xã hội, đã nộp trên Cổng, hồ sơ H26.12.3-261126-0007 · mở hồ sơ',
      ),
      expect.stringContaining('Đã xong: Nguyễn Thị Đội'),
      expect.stringContaining('Hồ sơ H26.12.3-261126-0007: được tiếp nhận'),
    ]);
    const links = attributesOf(page('section[aria-labelledby=history] a'), 'href');
    expect(links).toContain(`/rounds/${world.round.id}`);
    expect(links.filter((href) => href === `/assisted-procedures/${file.id}`)).toHaveLength(2);
    const home = read(await staff.get(`/households/${world.household.id}`));
    expect(home('section[aria-labelledby=requests]').text()).toContain('Cài VNeID, nhận 25/11/2026: đã xong');
    expect(home(`section[aria-labelledby=requests] a[href="/requests/${request.id}"]`)).toHaveLength(1);
  });

  it('saved while the office closes the request or records another: each waits, and the request is closed once', async () => {
    for (const act of ['withdrawal', 'decline', 'new'] as const) {
      const request = await ask();
      const household = await createHousehold(app.db, app.ward);
      await app.db.prisma.supportRequest.update({
        where: { id: request.id },
        data: { householdId: household.id, residentId: null },
      });
      const url = act === 'new' ? `/households/${household.id}/requests` : `/requests/${request.id}/${act}`;
      const form =
        act === 'new'
          ? { id: crypto.randomUUID(), channel: 'phone', what: 'Việc nữa', receivedOn: '26/11/2026', accept: '1' }
          : { declineReason: 'Ngoài phường', withdrawalReason: '' };
      const met = { outcome: 'met', othersPresent: 'cô giúp việc', howToFind: 'Cổng xanh' };
      const [saved, answered] = await Promise.all([
        officer.post(`/households/${household.id}/visits/new`, blankForm({ ...met, ...saying('done', request) })),
        staff.post(url, form),
      ]);
      // A user who declines what the visit has just completed sees that, and their reason is kept.
      expect([act, saved.status]).toEqual([act, 303]);
      expect([act, act === 'decline' ? [303, 409] : [303]]).toEqual([act, expect.arrayContaining([answered.status])]);
      expect((await stored(request.id)).closures.filter(({ reopenedAt }) => reopenedAt === null)).toHaveLength(1);
    }
  });

  it.each(['nobody_home', 'refused', 'come_back_later', 'cannot_reach'])(
    'that ended with %s leaves the request open',
    async (outcome) => {
      const request = await ask();
      const needed = {
        refused: { refusalReason: 'bận' },
        come_back_later: { nextStep: 'revisit', nextStepDue: '2026-11-28' },
      }[outcome];
      const form = blankForm({ outcome, ...saying('done', request), ...needed });
      expect((await officer.post(path, form)).status).toBe(303);
      expect(await stored(request.id)).toMatchObject({ isOpen: true, closures: [] });
      const visit = await app.db.prisma.visit.findFirstOrThrow();
      expect(words(await officer.get(`/visits/${visit.id}`))).toContain('việc nhà nhờ không ghi là Xong');
    },
  );

  it('made before the request does not affect it, however late it is recorded', async () => {
    const createdAt = new Date('2026-11-26T12:35:00Z');
    const today = await ask({ publicServiceId: world.pension.id, createdAt, receivedOn: '2026-11-26' });
    await officer.post(path, fullForm(world, { arrivedTime: '19:31' }));
    expect(await stored(today.id)).toMatchObject({ isOpen: true });
  });

  it('corrected to have met no resident reopens the request, and corrected back completes it again', async () => {
    const request = await ask();
    await officer.post(path, met(saying('done', request)));
    const visit = await app.db.prisma.visit.findFirstOrThrow();
    const edit = (given: object) =>
      officer.post(`/visits/${visit.id}/edit`, { ...met(), clientKey: visit.clientKey, ...given });
    expect((await edit({ version: '1', note: 'Nhà có chó' })).status).toBe(303);
    expect(await stored(request.id)).toMatchObject({ isOpen: false });
    const undone = await edit({ version: '2', outcome: 'nobody_home', presence: [] });
    expect(words(await officer.get(undone.headers.location!))).toContain('mở lại');
    expect(await stored(request.id)).toMatchObject({ isOpen: true, closures: [{ reopenedBy: app.users.officer.id }] });
    await edit({ version: '3', ...saying('done', request) });
    expect((await stored(request.id)).closures.filter(({ reopenedAt }) => reopenedAt === null)).toMatchObject([
      { kind: 'done', visitId: visit.id },
    ]);
  });

  it('corrected to have met no resident leaves a request completed if another visit helped with its service', async () => {
    const request = await ask({ publicServiceId: world.pension.id });
    await officer.post(path, met(saying('done', request)));
    const first = await app.db.prisma.visit.findFirstOrThrow();
    await officer.post(`/households/${world.household.id}/visits/new`, fullForm(world, { arrivedTime: '19:35' }));
    const second = await app.db.prisma.visit.findFirstOrThrow({ where: { roundDoorId: null } });
    const closed = { clientKey: first.clientKey, version: '1', outcome: 'nobody_home', presence: [] };
    await officer.post(`/visits/${first.id}/edit`, { ...met(), ...closed });
    const { isOpen, closures } = await stored(request.id);
    expect(isOpen).toBe(false);
    expect(closures.filter(({ reopenedAt }) => reopenedAt === null)).toMatchObject([
      { kind: 'done', visitId: second.id },
    ]);
  });

  it('of old that says "met" and names no resident completes nothing; naming on it who was helped does', async () => {
    const request = await ask({ publicServiceId: world.pension.id });
    const met = { metSomebody: false, arrivedAt: new Date('2026-11-26T12:05:00Z') };
    const old = await createVisit(app.db, app.ward, { household: world.household, by: app.users.officer, ...met });
    expect(await stored(request.id)).toMatchObject({ isOpen: true });
    const form = fullForm(world, { arrivedTime: '19:05', clientKey: old.clientKey, version: '1' });
    const named = await officer.post(`/visits/${old.id}/edit`, form);
    expect(named.status).toBe(303);
    expect((await stored(request.id)).closures).toMatchObject([{ kind: 'done', visitId: old.id }]);
  });

  it('does not close a request again after the office reopened it', async () => {
    const request = await ask();
    await officer.post(path, met(saying('done', request)));
    await staff.post(`/requests/${request.id}/reopening`);
    const visit = await app.db.prisma.visit.findFirstOrThrow();
    const more = met({ note: 'thêm một chữ', clientKey: visit.clientKey, version: '1' });
    await officer.post(`/visits/${visit.id}/edit`, more);
    expect(await stored(request.id)).toMatchObject({ isOpen: true });
  });
});

describe('a merge', () => {
  it('moves the requests of a household and of a person, and moves them back if it is reverted', async () => {
    const twin = await createHousehold(app.db, app.ward, { address: '52 Phạm Hồng Thái' });
    const again = await createResident(app.db, app.ward, {
      fullName: 'Phạm Thị Sáu',
      birthYear: 1945,
      household: twin,
    });
    const request = await createRequest(app.db, app.ward, { household: twin, by: app.users.staff, resident: again });
    const people = await mergePeople(app, world.sau.id, again.id);
    const doors = await mergeDoors(app, world.household.id, twin.id);
    expect(await stored(request.id)).toMatchObject({ householdId: world.household.id, residentId: world.sau.id });
    expect(words(await staff.get(`/households/${world.household.id}`))).toContain('Đăng ký tạm trú cho cháu');
    for (const merge of [doors, people])
      expect(await undoMerge(app.context, actorOf(app), (merge as { mergeId: string }).mergeId)).toMatchObject({
        kind: 'done',
      });
    expect(await stored(request.id)).toMatchObject({ householdId: twin.id, residentId: again.id });
  });
});
