import type { Response } from 'supertest';
import { createGroup, createHousehold, createResident, createRound, createVisit } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { appForEach, expectRefused, read, sharedApp, words, type TestAgent } from '../../../support/test-app';
import { blankForm, THURSDAY_EVENING } from '../../../support/worlds/door';

describe('an officer of a ward whose officers keep to their areas', () => {
  const app = appForEach();
  let officer: TestAgent;
  let home: { id: string; laneKey: string };
  let resident: { id: string };
  beforeEach(async () => {
    app.setNow(THURSDAY_EVENING);
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { officersKeepToArea: true } });
    home = await createHousehold(app.db, app.ward, { address: '52 Phạm Hồng Thái' });
    resident = await createResident(app.db, app.ward, { fullName: 'Phạm Thị Sáu', household: home });
    officer = await app.as('officer');
  });

  const isAsked = (answer: Response) =>
    answer.status === 403 && read(answer)('form[action="/area-reasons"] [name=reason]').length === 1;
  const opens = async (path: string) => (await officer.get(path)).status === 200;
  const reasons = () =>
    app.db.prisma.auditEvent.findMany({
      where: { action: 'area.give-reason' },
      select: { actorId: true, subjectType: true, subjectId: true, details: true, isChange: true },
    });
  const give = async (asked: Response, reason: string) =>
    officer.post('/area-reasons', {
      reason,
      returnTo: read(asked)('[name=returnTo]').val(),
      interrupted: read(asked)('[name=interrupted]').val(),
    });
  const areaOf = (area: string[]) =>
    app.db.prisma.userAccount.update({ where: { id: app.users.officer.id }, data: { area } });

  test('gives a reason and is where they were going; it holds for the home and its people until midnight', async () => {
    const path = `/residents/${resident.id}?phan=1`;
    const asked = await officer.get(path);
    expect(isAsked(asked)).toBe(true);
    expect(asked.text).not.toContain('Sáu');
    expect(read(asked)('h1').text()).toBe('Ngoài địa bàn: 52 Phạm Hồng Thái');
    expect(read(asked)('.form-actions a').attr('href')).toBe('/tonight');
    const answer = await give(asked, 'Bà Sáu gọi nhờ');
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect([await opens(path), await opens(`/households/${home.id}`)]).toEqual([true, true]);
    const reason = {
      ...{ actorId: app.users.officer.id, subjectType: 'household', subjectId: home.id },
      ...{ details: { reason: 'Bà Sáu gọi nhờ' }, isChange: false },
    };
    expect(await reasons()).toEqual([reason]);
    const staff = await app.as('staff');
    const log = words(await staff.get('/area-reasons'));
    expect(log).toContain('Ghi lý do mở hồ sơ ngoài địa bàn');
    expect(words(await staff.get('/area-reasons?group=visit'))).toBe(log);
    expect(log).toContain('Bà Sáu gọi nhờ');
    // Twice is once; for another officer it holds nothing.
    await give(asked, 'Bà Sáu gọi nhờ');
    expect(await reasons()).toHaveLength(1);
    expect(isAsked(await (await app.as('officer2')).get(path))).toBe(true);
    app.setNow(new Date('2026-11-26T17:00:00Z'));
    officer = await app.as('officer');
    expect(isAsked(await officer.get(path))).toBe(true);
  });

  test.each([
    ['  ', 'Ghi vì sao cần mở'],
    ['x', 'ít nhất 10 ký tự'],
  ])('with the reason %j: the page says so, nothing is logged, and the file stays closed', async (reason, said) => {
    const path = `/households/${home.id}`;
    const answer = await give(await officer.get(path), reason);
    expectRefused(answer, 'reason', said);
    expect(read(answer)('h1').text()).toContain('52 Phạm Hồng Thái');
    expect(read(answer)('[name=returnTo]').val()).toBe(path);
    expect([await reasons(), isAsked(await officer.get(path))]).toEqual([[], true]);
  });

  test('sends a form: nothing is saved, and after the reason it is there to be sent again', async () => {
    const path = `/households/${home.id}/way-to-door`;
    const refused = await officer.post(path, { howToFind: 'Cổng xanh', version: '1' });
    expect(isAsked(refused)).toBe(true);
    const stored = () => app.db.prisma.household.findUniqueOrThrow({ where: { id: home.id } });
    expect((await stored()).howToFind).toBe('');
    const again = await give(refused, 'Đi ngang thấy cổng');
    expect(read(again)('form.card').attr('action')).toBe(path);
    expect(read(again)('[name=howToFind]').val()).toBe('Cổng xanh');
    expect((await officer.post(path, { howToFind: 'Cổng xanh', version: '1' })).status).toBe(303);
    expect((await stored()).howToFind).toBe('Cổng xanh');
  });

  test('presses a button outside, gives the reason, and is at the file', async () => {
    const visit = await createVisit(app.db, app.ward, { household: home, by: app.users.officer2 });
    const answer = await give(await officer.post(`/visits/${visit.id}/withdrawal`), 'Ghi nhầm nhà');
    expect([answer.status, answer.headers.location ?? read(answer)('form.card').attr('action')]).toEqual([
      303,
      `/households/${home.id}`,
    ]);
  });

  test('sends a visit by script, or one of a door that was taken off: refused for a home outside', async () => {
    const path = `/households/${home.id}/visits/new`;
    const visit = blankForm({ outcome: 'nobody_home' });
    const sent = await officer.asScript('/visits', { ...visit, path, author: app.users.officer.id });
    expect([sent.status, sent.body.kind]).toEqual([403, 'refused']);
    const gone = `/round-doors/${resident.id}/visit`;
    expect(isAsked(await officer.post(gone, { ...visit, householdId: home.id }))).toBe(true);
    expect(await app.db.prisma.visit.count()).toBe(0);
    await areaOf([home.laneKey]);
    expect((await officer.post(gone, { ...visit, householdId: home.id })).status).toBe(409);
    expect((await officer.asScript('/visits', { ...visit, path, author: app.users.officer.id })).status).toBe(200);
  });

  test('opens the homes of an area of groups and lanes, and a person by the home they left or were helped at', async () => {
    const group = await createGroup(app.db, app.ward, '7');
    await app.db.prisma.household.update({ where: { id: home.id }, data: { residentialGroupId: group.id } });
    await areaOf([group.id]);
    expect(await opens(`/residents/${resident.id}`)).toBe(true);
    await app.db.prisma.householdMembership.updateMany({ data: { validTo: new Date('2026-11-01') } });
    expect(await opens(`/residents/${resident.id}`)).toBe(true);
    const guest = await createResident(app.db, app.ward, { fullName: 'Con Bà Sáu' });
    expect(isAsked(await officer.get(`/residents/${guest.id}`))).toBe(true);
    const visit = await createVisit(app.db, app.ward, { household: home, by: app.users.officer2 });
    await app.db.prisma.newcomer.create({
      data: {
        ...{
          wardId: app.ward.id,
          residentId: guest.id,
          visitId: visit.id,
          fullName: 'Con Bà Sáu',
          relation: 'elsewhere',
        },
        ...{ reportedBy: app.users.officer2.id, reportedAt: THURSDAY_EVENING, isWaiting: false },
      },
    });
    expect(await opens(`/residents/${guest.id}`)).toBe(true);
    await areaOf([]);
    expect(isAsked(await officer.get(`/residents/${guest.id}`))).toBe(true);
  });

  test('opens the doors of their rounds until the day after they are closed, but no round of others', async () => {
    const file = `/households/${home.id}`;
    const round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer, app.users.officer2],
      households: [home],
    });
    const papers = '/round-papers?days=2026-11-26_2026-11-26&what=sheets';
    for (const path of [file, `/rounds/${round.id}/sheet`, papers])
      expect([path, await opens(path)]).toEqual([path, true]);
    expect(await (await app.as('officer2')).get(papers)).toMatchObject({ status: 200 });
    const close = (kind: 'closed' | 'cancelled', closedAt: Date) =>
      app.db.prisma.roundClosure.upsert({
        where: { roundId: round.id },
        create: { roundId: round.id, wardId: app.ward.id, kind, closedAt, closedBy: app.users.staff.id, reason: 'x' },
        update: { kind, closedAt },
      });
    await close('closed', THURSDAY_EVENING);
    expect(await opens(file)).toBe(true);
    await close('cancelled', THURSDAY_EVENING);
    expect(isAsked(await officer.get(file))).toBe(true);
    await close('closed', new Date('2026-11-25T16:59:00Z'));
    expect(isAsked(await officer.get(file))).toBe(true);
    // A late visit of their own round can still be typed.
    expect(await opens(`/round-doors/${round.roundDoors[0]!.id}/visit`)).toBe(true);
    await app.db.prisma.roundClosure.deleteMany();
    await app.db.prisma.roundOfficer.deleteMany({ where: { userId: app.users.officer.id } });
    expect(await opens(papers)).toBe(false);
    for (const path of [`/round-doors/${round.roundDoors[0]!.id}/visit`, `/rounds/${round.id}/sheet/visits`])
      expect(isAsked(await officer.get(path))).toBe(true);
    expect(await opens(`/rounds/${round.id}`)).toBe(true);
    // What the officer opens with a reason, the office sees on its first page.
    await give(await officer.get(file), 'Bà Sáu gọi nhờ');
    const today = read(await (await app.as('staff')).get('/today'));
    const line = today('.tasks-list a[href^="/area-reasons?from=25"]').closest('li').text();
    expect(line).toMatch(/1\s+lần ghi lý do mở ngoài địa bàn/);
  });

  test('gives no reason for a record of another ward, or for none; the office opens everything', async () => {
    const other = await createHousehold(app.db, app.otherWard, { address: '1 Hàng Bài' });
    const returnTos = [`/households/${other.id}`, '/households/x', '/today', `/constructor/${home.id}`, '//a.b/c'];
    for (const returnTo of returnTos)
      expect((await officer.post('/area-reasons', { returnTo, reason: 'x' })).status).toBe(404);
    expect(await reasons()).toEqual([]);
    expect((await (await app.as('staff')).get(`/households/${home.id}`)).status).toBe(200);
  });
});

describe('the administrator', () => {
  const app = sharedApp();
  let admin: TestAgent;
  beforeAll(async () => {
    admin = await app.as('admin');
  });

  test("ticks an officer's area on the page of the account, and takes it back", async () => {
    const group = await createGroup(app.db, app.ward, '7');
    const home = await createHousehold(app.db, app.ward, { address: '9 Châu Long', residentialGroupId: group.id });
    const path = `/users/${app.users.officer.id}/edit`;
    const area = async () =>
      (await app.db.prisma.userAccount.findUniqueOrThrow({ where: { id: app.users.officer.id } })).area;
    const form = await formOf(admin, path);
    await admin.post(path, { ...form, area: [group.id, home.laneKey] });
    expect((await area()).toSorted()).toEqual([group.id, home.laneKey].toSorted());
    const shown = read(await admin.get(path));
    expect(shown('[name=area]:checked').length).toBe(2);
    // A group that has ended is not dropped by a form that is saved for something else.
    await app.db.prisma.residentialGroup.update({ where: { id: group.id }, data: { validTo: new Date('2026-11-25') } });
    const ended = read(await admin.get(path));
    expect([ended('[name=area]:checked').length, ended('main').text()]).toEqual([2, expect.stringContaining('Nơi cũ')]);
    await app.db.prisma.residentialGroup.update({ where: { id: group.id }, data: { validTo: null } });
    await admin.post(path, { ...form, version: '2', area: [] });
    expect(await area()).toEqual([]);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'user.update' } })).toBe(2);
    const log = words(await admin.get('/audit?group=user'));
    expect(log).toContain('địa bàn: (trống) → Tổ dân phố số 7, Phố Châu Long, bên số lẻ');
    expect(read(await admin.get(`/users/${app.users.staff.id}/edit`))('[name=area]').length).toBe(0);
  });

  test('switches it on and off in the settings of the ward, which say what it means', async () => {
    const page = words(await admin.get('/ward'));
    expect(page).toContain('Ai chưa có địa bàn');
    const isOn = async () =>
      (await app.db.prisma.ward.findUniqueOrThrow({ where: { id: app.ward.id } })).officersKeepToArea;
    await admin.post('/ward', { ...(await formOf(admin, '/ward')), officersKeepToArea: '1' });
    expect(await isOn()).toBe(true);
    expect(read(await admin.get('/ward'))('#officersKeepToArea').attr('checked')).toBeDefined();
    const { officersKeepToArea: _, ...off } = await formOf(admin, '/ward');
    await admin.post('/ward', off);
    expect(await isOn()).toBe(false);
    expect(words(await admin.get('/audit?group=ward'))).toContain('Hồ sơ ngoài địa bàn: phải ghi lý do → mở được');
  });
});
