import { createReadiness } from '../../../support/worlds/register';
import { createFileStatus } from '../../../support/casework-factories';
import { createRequest, createResident } from '../../../support/factories';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { blankForm, countRows, fullForm, officerAtDoor, type OpenDoor, lineOf } from '../../../support/worlds/door';
import { formIn } from '../../../support/forms';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;

beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
  const saved = await officer.post(`/round-doors/${world.door.id}/visit`, fullForm(world));
  path = saved.headers.location!;
});
afterEach(() => t.close());

const editForm = async (agent = officer) => formIn(await agent.get(`${path}/edit`), '/edit').fields;
const latestLevel = () =>
  t.db.prisma.readiness.findFirstOrThrow({ where: { residentId: world.sau.id, isLatest: true } });
const lastEdit = async () =>
  (await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'visit.edit' } })).details as { changes: object };
const storedVisit = () =>
  t.db.prisma.visit.findFirstOrThrow({
    include: {
      assistedProcedures: { include: { portalUse: true, fileStatuses: true }, orderBy: { position: 'asc' } },
      visitPresences: true,
      readiness: true,
      topicsTaught: true,
    },
  });

describe('the page of a visit', () => {
  it('says what was logged, by whom and when, and logs the reading', async () => {
    const page = await officer.get(path);
    expect(page.status).toBe(200);
    const text = words(page);
    for (const said of [
      'Đã gặp',
      'Phạm Thị Mai',
      'Bác tổ trưởng',
      'Trợ cấp hưu trí xã hội',
      'H26.12.3-261126-0007',
      'Mức 2',
      'mẫu giấy ủy quyền',
      'Nguyễn Thị Đội ghi lúc 19:40 26/11/2026',
      'Nhà có chó',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain('Ghi muộn');
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'visit.open', isChange: false } })).toBe(1);
  });

  it('is logged as read each time its edit form is shown', async () => {
    await officer.get(`${path}/edit`);
    expect((await officer.post(`${path}/edit`, { version: '1' })).status).toBe(422);
    const readings = await t.db.prisma.auditEvent.findMany({ where: { action: 'visit.open', isChange: false } });
    expect(readings.map(({ details }) => (details as { for?: string }).for)).toEqual(['edit', 'edit']);
  });
});

describe('editing a visit', () => {
  it('updates whether it met a resident, and asks whom if none is named any more', async () => {
    const nobody = { presence: [], othersPresent: '', assists: [], topics: [], levels: {} };
    const response = await officer.post(`${path}/edit`, { ...fullForm(world, nobody), version: '1' });
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Đã gặp ai?');
    expect(await storedVisit()).toMatchObject({ outcome: 'met', metSomebody: true, version: 1 });
    const closed = blankForm({ outcome: 'nobody_home', version: '1' });
    expect((await officer.post(`${path}/edit`, closed)).status).toBe(303);
    expect(await storedVisit()).toMatchObject({ outcome: 'nobody_home', metSomebody: false });
    expect((await officer.post(`${path}/edit`, { ...fullForm(world), version: '2' })).status).toBe(303);
    expect(await storedVisit()).toMatchObject({ outcome: 'met', metSomebody: true });
  });

  it('shows what is saved, and saving it unchanged changes nothing but the version', async () => {
    const before = await storedVisit();
    const response = await officer.post(`${path}/edit`, await editForm());
    expect(response.status).toBe(303);
    const { version, updatedAt: _at, updatedBy: _by, ...after } = await storedVisit();
    const { version: _version, updatedAt: _a, updatedBy: _b, ...unchanged } = before;
    expect(version).toBe(2);
    expect(after).toEqual(unchanged);
  });

  it('preserves every instant, even if the database server has another time zone', async () => {
    const stored = async () => {
      const { rows } = await t.db.pool.query<object>(`
        SELECT arrived_at AT TIME ZONE 'UTC' || '' AS arrived, logged_at AT TIME ZONE 'UTC' || '' AS logged, updated_at AT TIME ZONE 'UTC' || '' AS updated,
          (SELECT max(at) AT TIME ZONE 'UTC' || '' FROM audit_event WHERE action LIKE 'visit.%' AND is_change) AS audited FROM visit`);
      return rows;
    };
    const [arrived, logged] = ['2026-11-26 12:31:00', '2026-11-26 12:40:00'];
    expect(await stored()).toEqual([{ arrived, logged, updated: null, audited: logged }]);
    expect(await editForm()).toMatchObject({ arrivedOn: '26/11/2026', arrivedTime: '19:31' });
    expect((await officer.post(`${path}/edit`, await editForm())).status).toBe(303);
    expect(await stored()).toEqual([{ arrived, logged, updated: logged, audited: logged }]);
    expect(words(await officer.get(path))).toContain('Nguyễn Thị Đội ghi lúc 19:40 26/11/2026');
  });

  it('replaces the content, and the audit event records the counts before and after', async () => {
    const form = await editForm();
    const response = await officer.post(`${path}/edit`, {
      ...form,
      presence: world.nam.id,
      topics: '',
      note: 'Sửa lại',
      'assists[1][residentId]': world.mai.id,
      'assists[1][serviceId]': world.residence.id,
      'assists[1][helpLevel]': 'guided',
      'assists[1][result]': 'submitted',
      'assists[1][fileCode]': 'H26.12.3-261126-0008',
    });
    expect(response.status).toBe(303);
    const visit = await storedVisit();
    expect(visit).toMatchObject({ note: 'Sửa lại', updatedBy: t.users.officer.id, version: 2 });
    expect(visit.visitPresences.map(({ residentId }) => residentId)).toEqual([world.nam.id]);
    expect(visit.assistedProcedures.map(({ portalFileCode, portalUse }) => [portalFileCode, portalUse?.how])).toEqual([
      ['H26.12.3-261126-0007', 'by_relative'],
      ['H26.12.3-261126-0008', 'with_help'],
    ]);
    expect(visit.topicsTaught).toEqual([]);
    expect(await lastEdit()).toMatchObject({
      before: { assists: 1, present: 2, topics: 1 },
      after: { assists: 2, present: 1, topics: 0 },
      version: 2,
      changes: [
        { field: 'helpLevel', before: null, after: 'guided' },
        { field: 'result', before: null, after: 'submitted' },
      ],
    });
  });

  it('and the log keeps who was said to hold the phone, before and after', async () => {
    const form = await editForm();
    expect((await officer.post(`${path}/edit`, { ...form, 'assists[0][helpLevel]': 'watched' })).status).toBe(303);
    expect(await lastEdit()).toMatchObject({
      before: { assists: 1 },
      after: { assists: 1 },
      changes: [{ field: 'helpLevel', before: 'by_relative', after: 'watched' }],
    });
    expect(words(await (await t.as('admin')).get('/audit'))).toContain('ai bấm máy: Người nhà bấm máy → ');
  });

  it('and to whom and which service a line was moved', async () => {
    const moved = { 'assists[0][residentId]': world.mai.id, 'assists[0][serviceId]': world.residence.id };
    expect((await officer.post(`${path}/edit`, { ...(await editForm()), ...moved })).status).toBe(303);
    expect((await lastEdit()).changes).toEqual([
      { field: 'residentId', before: world.sau.id, after: world.mai.id },
      { field: 'serviceId', before: world.pension.id, after: world.residence.id },
    ]);
    expect(words(await (await t.as('admin')).get('/audit'))).toContain('người được giúp: đổi sang khác');
  });

  it('keeps the statuses of a file whose line is kept', async () => {
    const file = (await storedVisit()).assistedProcedures[0]!;
    await createFileStatus(t, file.id, 4);
    await officer.post(`${path}/edit`, { ...(await editForm()), 'assists[0][note]': 'Nộp lại tối nay' });
    const [kept] = (await storedVisit()).assistedProcedures;
    expect(kept).toMatchObject({ id: file.id, portalFileCode: 'H26.12.3-261126-0007', note: 'Nộp lại tối nay' });
    expect(kept!.fileStatuses).toHaveLength(1);

    const refused = await officer.post(`${path}/edit`, { ...(await editForm()), 'assists[0][remove]': '1' });
    expect(refused.status).toBe(422);
    expect((await storedVisit()).assistedProcedures).toHaveLength(1);
  });

  it('saves the lines in the order of the form, also when one was put first', async () => {
    const first = lineOf(world.mai, world.residence);
    const { id } = (await storedVisit()).assistedProcedures[0]!;
    const saved = lineOf(world.sau, world.pension, { id, helpLevel: 'by_relative' });
    for (const [version, lines] of [[first, saved], [saved]].entries())
      await officer.post(`${path}/edit`, fullForm(world, { assists: lines, version: String(version + 1) }));
    expect((await storedVisit()).assistedProcedures).toMatchObject([{ id }]);
    await officer.post(`${path}/edit`, fullForm(world, { assists: [first, saved], version: '3' }));
    const lines = (await storedVisit()).assistedProcedures;
    expect(lines.map(({ publicServiceId }) => publicServiceId)).toEqual([world.residence.id, world.pension.id]);
    expect(words(await officer.get(path))).toMatch(/Đăng ký tạm trú.*Trợ cấp hưu trí xã hội/);
  });

  it('drops a line without statuses together with its use of the portal', async () => {
    await officer.post(`${path}/edit`, { ...(await editForm()), 'assists[0][remove]': '1' });
    expect(await countRows(t)).toMatchObject({ visit: 1, assists: 0, uses: 0 });
  });

  it('keeps the ledger in step with the result, and the day of a file submitted later', async () => {
    const form = await editForm();
    await officer.post(`${path}/edit`, { ...form, 'assists[0][result]': 'prepared' });
    expect(await countRows(t)).toMatchObject({ assists: 1, uses: 0 });
    await officer.post(`${path}/edit`, { ...(await editForm()), 'assists[0][result]': 'submitted' });
    expect(await countRows(t)).toMatchObject({ assists: 1, uses: 1 });
    await t.db.prisma.portalUse.updateMany({ data: { usedOn: new Date('2026-11-28') } });
    const entered = (await t.db.prisma.portalUse.findFirstOrThrow()).recordedAt;
    t.setNow(new Date(entered.getTime() + 60_000));
    await officer.post(`${path}/edit`, { ...(await editForm()), note: 'Sửa ghi chú' });
    expect((await t.db.prisma.portalUse.findFirstOrThrow()).recordedAt).toEqual(entered);
    await officer.post(`${path}/edit`, { ...(await editForm()), 'assists[0][helpLevel]': 'guided' });
    const use = await t.db.prisma.portalUse.findFirstOrThrow();
    expect(use.how).toBe('with_help');
    expect(use.usedOn.toISOString()).toContain('2026-11-28');
    // Whoever held the phone, another answer enters the book anew: it may be drawn to be confirmed.
    expect(use.recordedAt).toEqual(new Date(entered.getTime() + 60_000));
  });

  it('does not replace a level recorded later the same day with an older one', async () => {
    await createReadiness(t, world.sau.id, { recordedOn: new Date('2026-11-26'), vneidLevel: 'locked' });
    await officer.post(`${path}/edit`, { ...(await editForm()), note: 'Chỉ sửa ghi chú' });
    expect(await latestLevel()).toMatchObject({ vneidLevel: 'locked' });
  });

  it('restores the previous level when the observed one is removed', async () => {
    await officer.post(`${path}/edit`, { ...(await editForm()), [`levels[${world.sau.id}]`]: '' });
    expect(await countRows(t)).toMatchObject({ readiness: 0 });
    expect(await latestLevel()).toMatchObject({ vneidLevel: 'level_1', source: 'office' });
  });

  it('changes a level in place', async () => {
    await officer.post(`${path}/edit`, { ...(await editForm()), [`levels[${world.sau.id}]`]: 'level_2_inactive' });
    expect(await countRows(t)).toMatchObject({ readiness: 1 });
    expect(await latestLevel()).toMatchObject({ vneidLevel: 'level_2_inactive', source: 'visit' });
  });

  it('does not make a punctual visit late', async () => {
    t.setNow(new Date('2026-11-29T02:00:00Z'));
    officer = await t.as('officer');
    const response = await officer.post(`${path}/edit`, { ...(await editForm()), note: 'Ba ngày sau' });
    expect(response.status).toBe(303);
    expect((await storedVisit()).lateReason).toBeNull();
  });

  it('keeps a resident who has left the household in the meantime', async () => {
    await t.db.prisma.householdMembership.updateMany({
      where: { residentId: world.sau.id },
      data: { validTo: new Date('2026-11-01'), validFrom: new Date('2020-01-01') },
    });
    const response = await officer.post(`${path}/edit`, { ...(await editForm()), note: 'Bà Sáu đã về quê' });
    expect(response.status).toBe(303);
    expect((await storedVisit()).visitPresences).toHaveLength(2);
  });

  it('shows the form again with all input when something is wrong, and changes nothing', async () => {
    const response = await officer.post(`${path}/edit`, {
      ...(await editForm()),
      note: 'Chưa lưu',
      'assists[0][helpLevel]': 'done_for',
    });
    expect(response.status).toBe(422);
    const $ = read(response);
    expect($('#assists-0-doneForReason').attr('aria-invalid')).toBe('true');
    expect($('textarea[name=note]').text().trim()).toBe('Chưa lưu');
    expect($('input[name=version]').val()).toBe('1');
    expect(await storedVisit()).toMatchObject({ version: 1, note: 'Nhà có chó' });
  });

  it('refuses to help a person outside the household', async () => {
    const stranger = await createResident(t.db, t.ward);
    const form = { ...(await editForm()), 'assists[0][residentId]': stranger.id };
    expect((await officer.post(`${path}/edit`, form)).status).toBe(422);
  });

  it('adds a line without JavaScript', async () => {
    const response = await officer.post(`${path}/edit`, { ...(await editForm()), addRow: '1' });
    expect(read(response)('[data-repeat] section > [data-repeat-row]')).toHaveLength(2);
    expect(await storedVisit()).toMatchObject({ version: 1 });
  });
});

describe('undoing an edit', () => {
  const undo = async () => formIn(await officer.get(path), '/edit/reversal');
  const edits = () => t.db.prisma.auditEvent.count({ where: { action: 'visit.edit' } });
  /** Everything that the edit form shows; a line that was removed comes back with another id. */
  const shown = async () => {
    const { version, 'assists[0][id]': _id, ...fields } = await editForm();
    return { version, fields };
  };

  it.each([
    ['a door where nobody was at home', { outcome: 'nobody_home' }],
    [
      'other people, without a procedure, and the request left open',
      { outcome: 'met', othersPresent: 'người mở cửa', nextStep: 'none', note: 'Sửa nhầm' },
    ],
  ])('puts everything back after %s, with one event, once', async (_what, wrong) => {
    const { household, mai, pension, topic } = world;
    await createRequest(t.db, t.ward, { household, by: t.users.staff, publicServiceId: pension.id });
    const request = await t.db.prisma.supportRequest.findFirstOrThrow();
    const said = { [`answers[${mai.id}][answer]`]: 'not_used', [`requests[${request.id}]`]: 'done' };
    await officer.post(`${path}/edit`, { ...(await editForm()), ...said, nextStepFrom: '19:00', leftTime: '19:39' });
    const [before, rows] = [await shown(), await countRows(t)];
    expect(before.fields).toMatchObject({ ...said, topics: topic.id, nextStepFrom: '19:00', note: 'Nhà có chó' });

    const requests = { [request.id]: 'open' };
    await officer.post(`${path}/edit`, { ...blankForm(wrong), requests, version: '2' });
    const { action, fields } = await undo();
    expect((await shown()).fields).not.toEqual(before.fields);
    const answer = await officer.post(action, fields);
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect(words(await officer.get(path))).toContain('Đã hoàn tác lần sửa.');
    expect(await shown()).toEqual({ ...before, version: '4' });
    expect([await countRows(t), await edits()]).toEqual([rows, 3]);
    expect(await t.db.prisma.supportRequest.count({ where: { isOpen: true } })).toBe(0);

    expect((await officer.post(action, fields)).status).toBe(303);
    expect(words(await officer.get(path))).toContain('đã được sửa hoặc hoàn tác sau lần sửa ấy');
    expect([(await shown()).version, await edits()]).toEqual(['4', 3]);
  });

  it('is refused once another officer has edited the visit', async () => {
    await officer.post(`${path}/edit`, { ...(await editForm()), note: 'Sửa nhầm' });
    const { action, fields } = await undo();
    const second = await t.as('officer2');
    await second.post(`${path}/edit`, { ...(await editForm(second)), note: 'Gọi cổng sau' });
    await officer.post(action, fields);
    expect(words(await officer.get(path))).toContain('đã được sửa hoặc hoàn tác sau lần sửa ấy');
    expect(await storedVisit()).toMatchObject({ version: 3, note: 'Gọi cổng sau' });
  });

  it('shows the form as it was, with what no longer fits, and changes nothing', async () => {
    await officer.post(`${path}/edit`, { ...(await editForm()), 'assists[0][remove]': '1', note: 'Sửa nhầm' });
    const { action, fields } = await undo();
    // The code of the removed line is on another file by now.
    const lan = await createResident(t.db, t.ward, { household: world.nextHousehold });
    const { assists } = fullForm(world) as unknown as { assists: object[] };
    await officer.post(
      `/round-doors/${world.nextDoor.id}/visit`,
      blankForm({ outcome: 'met', presence: [lan.id], assists: [{ ...assists[0], residentId: lan.id }] }),
    );
    const answer = await officer.post(action, fields);
    expect(answer.status).toBe(422);
    expect(read(answer)('textarea[name=note]').text().trim()).toBe('Nhà có chó');
    expect(read(answer)('#assists-0-fileCode-error').text()).toContain('đã ghi ở một việc khác');
    expect(await t.db.prisma.visit.findUniqueOrThrow({ where: { id: path.split('/').at(-1) } })).toMatchObject({
      version: 2,
      note: 'Sửa nhầm',
    });
  });

  it('is not offered for a file submitted on a later day, whose day an edit cannot restore', async () => {
    await t.db.prisma.portalUse.updateMany({ data: { usedOn: new Date('2026-11-28') } });
    await officer.post(`${path}/edit`, { ...(await editForm()), note: 'Sửa' });
    expect(read(await officer.get(path))('form[action$=reversal]')).toHaveLength(0);
  });

  it('is not offered once the level of one of its people was recorded again, which an edit would date before it', async () => {
    const { createdAt, recordedOn } = await latestLevel();
    const later = { recordedOn, createdAt: new Date(createdAt.getTime() + 60_000), vneidLevel: 'level_1' as const };
    await createReadiness(t, world.sau.id, { ...later, recordedBy: t.users.staff.id });
    await officer.post(`${path}/edit`, { ...(await editForm()), note: 'Sửa' });
    expect(read(await officer.get(path))('form[action$=reversal]')).toHaveLength(0);
  });

  it('leaves a new person in the register, and the notice says so', async () => {
    const { sau, mai } = world;
    const newPeople = [{ fullName: 'Lê Thị Tám', birthYear: '1990', relation: 'tenant' }];
    await officer.post(`${path}/edit`, fullForm(world, { newPeople, version: '1' }));
    const page = await officer.get(path);
    expect(words(page)).toContain('thì người mới, người giúp số, điều bà con nói và đồng ý vẫn còn trong sổ');
    const { action, fields } = formIn(page, '/edit/reversal');
    expect((await officer.post(action, fields)).status).toBe(303);
    expect(new Set((await storedVisit()).visitPresences.map(({ residentId }) => residentId))).toEqual(
      new Set([sau.id, mai.id]),
    );
    expect(await t.db.prisma.newcomer.count({ where: { isWaiting: true } })).toBe(1);
  });
});

describe('two people editing one visit', () => {
  it('the second sees both versions and continues from the saved one with their own input', async () => {
    const second = await t.as('officer2');
    const [mine, theirs] = [await editForm(second), await editForm()];
    await officer.post(`${path}/edit`, { ...theirs, note: 'Nhà có chó dữ' });
    const response = await second.post(`${path}/edit`, { ...mine, note: 'Gọi cổng sau' });
    expect(response.status).toBe(409);
    const text = words(response);
    for (const said of ['Nhà có chó dữ', 'Gọi cổng sau', 'Nguyễn Thị Đội']) expect(text).toContain(said);
    expect(await storedVisit()).toMatchObject({ version: 2, note: 'Nhà có chó dữ' });

    const keep = formIn(response, '/edit/merged');
    const merged = formIn(await second.post(keep.action, keep.fields), '/edit');
    expect((await second.post(merged.action, merged.fields)).status).toBe(303);
    const visit = await storedVisit();
    expect(visit).toMatchObject({ version: 3, note: 'Nhà có chó dữ\nGọi cổng sau' });
    expect(visit.assistedProcedures).toHaveLength(1);
  });

  it('two forms saved at the same moment: one wins, one sees both', async () => {
    const second = await t.as('officer2');
    const [mine, theirs] = [await editForm(second), await editForm()];
    const responses = await Promise.all([
      officer.post(`${path}/edit`, { ...theirs, note: 'A' }),
      second.post(`${path}/edit`, { ...mine, note: 'B' }),
    ]);
    expect(responses.map((response) => response.status).sort()).toEqual([303, 409]);
    expect(await storedVisit()).toMatchObject({ version: 2 });
  });

  it('a form without a version is treated as stale', async () => {
    const { version: _version, ...form } = await editForm();
    expect((await officer.post(`${path}/edit`, form)).status).toBe(409);
    expect(await storedVisit()).toMatchObject({ version: 1 });
  });
});
