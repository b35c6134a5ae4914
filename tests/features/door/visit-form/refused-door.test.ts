import { createHelp } from '../../../support/casework-factories';
import { createHousehold, createRequest, createResident, createVisit } from '../../../support/factories';
import { formIn, formOf } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { blankForm, countRows, fullForm, NOTHING, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';

// A door that did not want the team: what was said and left there, and how the team comes again.

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;
beforeEach(async () => {
  ({ t, world, officer, path } = await officerAtDoor());
});
afterEach(() => t.close());

const refusal = (given: object = {}) =>
  blankForm({
    outcome: 'refused',
    refusalReasons: ['Sợ lừa đảo'],
    presence: [world.sau.id],
    othersPresent: 'Cháu nội',
    topics: [world.topic.id],
    leftAtDoor: ['card', 'leaflet'],
    ...given,
  });
const theVisit = () => t.db.prisma.visit.findFirstOrThrow({ include: { visitPresences: true, topicsTaught: true } });
/** A visit at the door on an earlier day, at 19:05. */
const earlier = (day: string, given: Partial<Parameters<typeof createVisit>[2]> = {}) =>
  createVisit(t.db, t.ward, {
    household: world.household,
    by: t.users.officer2,
    outcome: 'refused',
    arrivedAt: new Date(`${day}T12:05:00Z`),
    ...given,
  });
const factsOf = async (address: string) => words(await officer.get(address));

describe('an officer records a door that did not want the team', () => {
  test('with who spoke, what was said and left, once if sent twice: it is told at the door, and nobody was met', async () => {
    const form = refusal();
    const [answer, again] = [await officer.post(path, form), await officer.post(path, form)];
    expect([answer.status, again.headers.location]).toEqual([303, answer.headers.location]);
    expect(await countRows(t)).toEqual({ ...NOTHING, visit: 1, presence: 1, topics: 1 });
    const visit = await theVisit();
    expect(visit).toMatchObject({ outcome: 'refused', metSomebody: false, leftAtDoor: ['card', 'leaflet'] });
    expect([visit.visitPresences.length, visit.topicsTaught.length]).toEqual([1, 1]);
    const { details } = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'visit.record' } });
    expect(details).toMatchObject({ present: 1, topics: 1, left: 2, accompaniedBy: null });
    const page = await factsOf(`/visits/${visit.id}`);
    for (const said of ['Phạm Thị Sáu, Cháu nội', 'Mã OTP, passcode, mật khẩu', 'Giấy báo đã đến, Tờ rơi'])
      expect(page).toContain(said);
    const household = await factsOf(`/households/${world.household.id}`);
    expect(household).toContain('Đã nói ở cửa: Mã OTP, passcode, mật khẩu; để lại: Giấy báo đã đến, Tờ rơi');
    const chairman = await t.as('chairman');
    expect(words(await chairman.get('/reports/doors?reached=yes'))).toContain('0 cửa');
    expect(words(await chairman.get('/reports/visits?topic=any'))).toContain('1 lượt');
    expect(words(await chairman.get('/reports/visits?reached=yes'))).toContain('0 hộ');
  });

  test('asked to come later, likewise', async () => {
    expect((await officer.post(path, refusal({ outcome: 'come_back_later', refusalReasons: [] }))).status).toBe(303);
    expect(await theVisit()).toMatchObject({ metSomebody: false, leftAtDoor: ['card', 'leaflet'] });
  });

  test.each<[string, object, string]>([
    ['a level of VNeID', { levels: 'sau' }, 'levels'],
    ['help', { assists: [{ note: 'x' }] }, 'assists-0-residentId'],
    ['a new person', { newPeople: [{ fullName: 'Lê Văn Mới', relation: 'tenant' }] }, 'newPeople-0-fullName'],
    ['something left that is on no list', { leftAtDoor: ['gift'] }, 'leftAtDoor'],
    ['a companion who is on no list', { accompaniedBy: 'mayor' }, 'accompaniedBy'],
  ])('but not with %s: the page says so, and nothing changes', async (_, given, field) => {
    const form = 'levels' in given ? { levels: { [world.sau.id]: 'level_2' } } : given;
    const answer = await officer.post(path, refusal(form));
    expect(answer.status).toBe(422);
    expect(read(answer)(`.error-summary a[href^="#${field}"]`).length).toBe(1);
    expect(read(answer)('#othersPresent').val()).toBe('Cháu nội');
    expect(read(answer)('[name=leftAtDoor]:checked').length).toBe('leftAtDoor' in given ? 0 : 2);
    expect(await countRows(t)).toEqual(NOTHING);
  });

  test('nor at a door that stayed shut', async () => {
    const answer = await officer.post(path, refusal({ outcome: 'nobody_home', refusalReasons: [] }));
    expect(answer.status).toBe(422);
    for (const id of ['presence-error', 'othersPresent-error', 'topics', 'leftAtDoor-error'])
      expect(read(answer)(`#${id}`).text()).toContain('khi có người mở cửa');
    expect(await countRows(t)).toEqual(NOTHING);
  });
});

describe('a saved visit', () => {
  test('that met somebody becomes a refusal: who spoke and what was said stay, the rest goes when agreed', async () => {
    const saved = (await officer.post(path, fullForm(world))).headers.location!;
    const form = {
      ...formIn(await officer.get(`${saved}/edit`), '/edit').fields,
      outcome: 'refused',
      refusalReasons: ['Đang bận'],
      nextStep: 'none',
      nextStepDue: '',
      nextStepNote: '',
    };
    const offered = read(await officer.post(`${saved}/edit`, form));
    expect(offered('.visit-drop').text()).toContain('Trợ cấp hưu trí xã hội');
    expect(offered('.visit-drop').text()).not.toContain('Có mặt');
    const dropMetParts = offered('button[name=dropMetParts]').val();
    expect((await officer.post(`${saved}/edit`, { ...form, dropMetParts })).status).toBe(303);
    expect(await countRows(t)).toEqual({ ...NOTHING, visit: 1, presence: 2, topics: 1 });
    expect(await theVisit()).toMatchObject({ outcome: 'refused', metSomebody: false });
  });

  test('changed by two officers: the second sees both versions, and both are kept when merged', async () => {
    const saved = (await officer.post(path, refusal({ leftAtDoor: ['card'] }))).headers.location!;
    const form = await formOf(officer, `${saved}/edit`);
    const colleague = await t.as('officer2');
    const theirs = { ...form, leftAtDoor: ['card', 'leaflet'], accompaniedBy: 'neighbour' };
    expect((await colleague.post(`${saved}/edit`, theirs)).status).toBe(303);
    const answer = await officer.post(`${saved}/edit`, { ...form, note: 'Cổng mới' });
    expect(answer.status).toBe(409);
    expect(words(answer)).toContain('Giấy báo đã đến, Tờ rơi');
    expect(words(answer)).toContain('Hàng xóm');
  });
});

describe('a door that refused before', () => {
  const asks = async () => read(await officer.get(path))('select[name=accompaniedBy]').length;

  test('asks who comes along, keeps it, and shows it; another door does not ask', async () => {
    expect(await asks()).toBe(0);
    await earlier('2026-11-01');
    expect(await asks()).toBe(1);
    expect((await officer.post(path, fullForm(world, { accompaniedBy: 'group_leader' }))).status).toBe(303);
    const visit = await t.db.prisma.visit.findFirstOrThrow({ where: { outcome: 'met' } });
    expect(visit.accompaniedBy).toBe('group_leader');
    expect(await factsOf(`/visits/${visit.id}`)).toContain('Tổ trưởng');
    expect(await factsOf(`/households/${world.household.id}`)).toContain('Đi cùng tổ trưởng');
    expect(read(await officer.get(`/visits/${visit.id}/edit`))('select[name=accompaniedBy]').val()).toBe(
      'group_leader',
    );
  });

  test('is proposed: another officer, another hour, with whom it trusts, after its rest', async () => {
    await earlier('2026-11-18');
    const neighbour = await createHousehold(t.db, t.ward, { address: '54 Phạm Hồng Thái' });
    const helped = await createResident(t.db, t.ward, { fullName: 'Trần Thị Láng', household: neighbour });
    const { id: visitId } = await earlier('2026-11-10', { household: neighbour, outcome: 'met' });
    const { laneKey } = await t.db.prisma.household.findUniqueOrThrow({ where: { id: world.household.id } });
    await t.db.prisma.household.update({ where: { id: neighbour.id }, data: { laneKey } });
    await createHelp(t, { visitId, residentId: helped.id, publicServiceId: world.pension.id, result: 'not_needed' });
    const line = `Đến lại từ 02/12: người khác (lần trước ${t.users.officer2.displayName}, 19:05 ngày 18/11), giờ khác; đi cùng tổ trưởng, nhà 54 Phạm Hồng Thái (đội đã giúp) hay Đoàn thanh niên`;
    for (const address of [path, `/households/${world.household.id}`, `/rounds/${world.round.id}/sheet`])
      expect(await factsOf(address)).toContain(line);
    await createRequest(t.db, t.ward, { household: world.household, by: t.users.staff });
    for (const address of [path, `/households/${world.household.id}`])
      expect(await factsOf(address)).not.toContain('Đến lại');
  });

  test('is left alone after the tries that the ward allows, until it was met', async () => {
    for (const day of ['2026-09-01', '2026-10-01', '2026-11-01']) await earlier(day);
    expect(await factsOf(path)).toContain('Đã đến lại 2 lần: nay chỉ đến khi nhà tự nhờ');
    await earlier('2026-11-20', { outcome: 'met' });
    expect(await factsOf(path)).not.toContain('nhà tự nhờ');
  });

  test('saved: the page says when to come again, not at that hour, and reminds of it on demand', async () => {
    const saved = await officer.post(path, refusal());
    const page = await officer.get(saved.headers.location!);
    expect(read(page)('.alert').text()).toMatch(/Nên đến lại .*\d\d\/12, khoảng (?!19)\d\d:00, người khác\./);
    const { action, fields } = formIn(page, '/next-try');
    expect((await officer.post(action, fields)).status).toBe(303);
    expect(await theVisit()).toMatchObject({
      nextStep: 'revisit',
      outcome: 'refused',
      leftAtDoor: ['card', 'leaflet'],
    });
  });
});
