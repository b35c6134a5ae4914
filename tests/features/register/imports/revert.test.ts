import { elderlyList, inventedWard, policeList, poorList } from '../../../fixtures/overlapping-lists';
import { createGroup, createHousehold, createResident, createRound, createVisit } from '../../../support/factories';
import { LIST_HEADER } from '../../../fixtures/lists';
import { agentForEach, appForEach, expectWords, read, textsOf, words } from '../../../support/test-app';
import { createReadiness } from '../../../support/worlds/register';
import { ImportDesk, LIST, registerRows } from './import-desk';

const app = appForEach();
const desk = new ImportDesk(app, agentForEach(app, 'staff'));

const later = () => app.setNow(new Date(app.context.now().getTime() + 3_600_000));
const effects = () => app.db.prisma.importEffect.count();

/** A small register, a list that touches all of it, and what the register was before. */
async function changedRegister() {
  const group = await createGroup(app.db, app.ward, '12');
  const home = await createHousehold(app.db, app.ward, {
    address: '48 Phạm Hồng Thái',
    code: 'H1',
    residentialGroupId: group.id,
    handOrder: '000048~',
  });
  const lan = await createResident(app.db, app.ward, {
    fullName: 'Tran Thi Lan',
    birthYear: 1948,
    household: home,
    vneidLevel: 'none',
    phone: '0912345678',
  });
  const hung = await createResident(app.db, app.ward, {
    fullName: 'Lê Văn Hùng',
    birthDate: '1975-01-02',
    household: home,
    relation: 'child',
    nationalNumber: '003075000002',
  });
  await app.db.prisma.priorityFact.create({
    data: {
      wardId: app.ward.id,
      householdId: home.id,
      kind: 'near_poor',
      validFrom: new Date('2025-01-01T00:00:00Z'),
      source: 'decision',
      sourceNote: 'QĐ 1',
      recordedBy: app.users.staff.id,
      recordedAt: app.context.now(),
    },
  });
  const before = await registerRows(app);
  later();
  const path = await desk.bring([
    [...LIST_HEADER, 'VNeID', 'Hộ nghèo', 'Ghi chú'],
    [
      1,
      'H1',
      'Trần Thị Lan',
      '24/11/1948',
      'Nữ',
      '003148000001',
      '0987654321',
      'Chủ hộ',
      '50 Châu Long',
      'Tổ 15',
      'Mức 2',
      'x',
      'có chó',
    ],
    [2, 'H9', 'Lê Văn Hùng', '02/01/1975', '', '003075000002', '', 'Chủ hộ', '7 Ngũ Xã', 'Tổ 15', '', '', ''],
    [3, 'H9', 'Bùi Thị Mới', '1980', '', '', '', 'Vợ', '', '', 'Mức 1', '', ''],
  ]);
  return { path, before, home, lan, hung, group };
}

describe('reverting an import', () => {
  it('removes what it added and restores what it changed, row by row', async () => {
    const { path, before, lan } = await changedRegister();
    const changed = await registerRows(app);
    for (const table of Object.keys(before))
      if (!['national_number_change', 'register_event', 'digital_helper'].includes(table))
        expect([table, changed[table]]).not.toEqual([table, before[table]]);
    later();
    expect(await desk.revert(path, 'danh sách của phường khác')).toBe('reverted');
    expect(await registerRows(app)).toEqual(before);
    expect(await effects()).toBe(0);
    const resident = await app.db.prisma.resident.findUniqueOrThrow({ where: { id: lan.id } });
    expect(resident.version).toBe(3); // a user may still have the page of version 2 open
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'import.take-back' } });
    expect(event).toMatchObject({
      actorId: app.users.staff.id,
      details: {
        reason: 'danh sách của phường khác',
        removedResidents: 1,
        removedHouseholds: 1,
        removedGroups: 1,
        restoredResidents: 1,
        restoredHouseholds: 1,
        removedFacts: 1,
      },
    });
    const page = words(await desk.agent.get(path));
    expectWords(page, 'Lần nhập này đã được hoàn tác', 'vì: danh sách của phường khác', 'Bùi Thị Mới');
  });

  it('asks for a reason, then asks again, and happens once', async () => {
    const path = await desk.bring(LIST);
    const page = await desk.agent.get(`${path}/reversion`);
    expect(words(page)).toContain('3 người mà lần nhập này thêm sẽ không còn trong sổ');
    const unreasoned = await desk.agent.post(`${path}/reversion`, { reason: ' ' });
    expect(unreasoned.status).toBe(422);
    expect(words(unreasoned)).toContain('Ghi vì sao hoàn tác lần nhập này');
    const asked = await desk.agent.post(`${path}/reversion`, { reason: 'nhầm tệp' });
    expect(read(asked)('h1').text()).toContain('Hoàn tác lần nhập danh sách.xlsx?');
    const edited = await desk.agent.post(`${path}/reversion`, { reason: 'nhầm tệp', confirmed: 'edit' });
    expect(read(edited)('#reason').val()).toBe('nhầm tệp');
    expect(await desk.status(path)).toBe('confirmed');
    expect(await desk.revert(path)).toBe('reverted');
    const again = await desk.agent.post(`${path}/reversion`, { reason: 'lần nữa', confirmed: 'yes' });
    expect(again.status).toBe(303);
    await app.runJob('imports');
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'import.take-back' } })).toBe(1);
    expect((await desk.run(path)).revertedReason).toBe('gửi nhầm');
  });

  it('handles overlapping lists in reverse order', async () => {
    const ward = inventedWard().slice(0, 25);
    const states = [await registerRows(app)];
    const paths: string[] = [];
    for (const [rows, fields] of [
      [policeList(ward), {}],
      [elderlyList(ward), {}],
      [poorList(ward), { facts: 'policy_family' }],
    ] as const) {
      later();
      paths.push(await desk.bring(rows, {}, fields));
      states.push(await registerRows(app));
    }
    expect(await desk.revert(paths[0]!)).toBe('confirmed');
    expect(words(await desk.agent.get(`${paths[0]!}/reversion`))).toContain('đã được lần nhập sau sửa: danh sách.xlsx');
    expect(await registerRows(app)).toEqual(states[3]);
    for (const index of [2, 1, 0]) {
      later();
      expect(await desk.revert(paths[index]!)).toBe('reverted');
      expect(await registerRows(app)).toEqual(states[index]);
    }
    expect(await effects()).toBe(0);
  });

  it('keeps the report of a later list with the same people', async () => {
    const first = await desk.bring(LIST);
    const second = await desk.bring(LIST);
    expect(await desk.revert(first)).toBe('reverted');
    expect((await desk.rows(second)).map(({ outcome, residentId }) => [outcome, residentId])).toEqual([
      ['same', null],
      ['same', null],
      ['same', null],
    ]);
    expect((await desk.agent.get(second)).status).toBe(200);
  });

  it('makes a waiting preview of the same people report that the register has changed', async () => {
    const first = await desk.bring(LIST);
    const waiting = await desk.preview([
      LIST_HEADER,
      ['', 'H1', 'Trần Thị Lan', '', '', '003148000001', '0987654321', '', '', ''],
    ]);
    await desk.revert(first);
    expect(await desk.confirm(waiting)).toBe('previewed');
    expect(words(await desk.agent.get(waiting))).toContain('sổ đã có người sửa');
  });

  it('continues after the server died, and is all or nothing', async () => {
    const { path, before } = await changedRegister();
    await app.db.prisma.importRun.update({
      where: { id: path.split('/')[2]! },
      data: {
        status: 'reverting',
        attempts: 1,
        requestedBy: app.users.admin.id,
        requestedAt: app.context.now(),
        request: { reason: 'nhầm' },
      },
    });
    await app.runJob('imports');
    expect([await desk.status(path), await registerRows(app)]).toEqual(['reverted', before]);
  });

  it('is refused for a list that is not confirmed', async () => {
    const preview = await desk.preview(LIST);
    const refused = await desk.agent.post(`${preview}/reversion`, { reason: 'x', confirmed: 'yes' });
    expect(refused.status).toBe(422);
    expect(await desk.status(preview)).toBe('previewed');
    expect((await desk.agent.get(`${preview}/reversion`)).headers.location).toBe(preview);
  });
});

describe('an import on which something else was built', () => {
  type Built = [
    what: string,
    build: (of: Awaited<ReturnType<typeof changedRegister>>) => Promise<unknown>,
    name: string,
    why: string,
  ];
  const added = () =>
    app.db.prisma.resident.findFirstOrThrow({
      where: { fullName: 'Bùi Thị Mới' },
      include: { householdMemberships: true },
    });
  const day = (date: string) => new Date(`${date}T00:00:00Z`);
  const kinds: Built[] = [
    [
      'a visit at a door it added',
      async () =>
        createVisit(app.db, app.ward, {
          household: { id: (await added()).householdMemberships[0]!.householdId },
          by: app.users.officer,
        }),
      '7 Ngũ Xã',
      'đã có lượt thăm',
    ],
    [
      'a round to a door it added',
      async () =>
        createRound(app.db, app.ward, {
          by: app.users.staff,
          officers: [app.users.officer],
          households: [{ id: (await added()).householdMemberships[0]!.householdId }],
        }),
      '7 Ngũ Xã',
      'có trong một buổi ra quân',
    ],
    [
      'an answer of a person it added',
      async () =>
        app.db.prisma.portalQuestion.create({
          data: {
            wardId: app.ward.id,
            residentId: (await added()).id,
            askedOn: day('2026-11-26'),
            answer: 'not_used',
            recordedBy: app.users.staff.id,
            recordedAt: day('2026-11-26'),
          },
        }),
      'Bùi Thị Mới',
      'đã được hỏi có dùng Cổng không',
    ],
    [
      'a later correction of a person it added',
      async () =>
        app.db.prisma.resident.update({
          where: { id: (await added()).id },
          data: { note: 'sửa', version: { increment: 1 } },
        }),
      'Bùi Thị Mới',
      'đã được sửa sau lần nhập',
    ],
    [
      'a later correction of a person it changed',
      ({ lan }) =>
        app.db.prisma.resident.update({ where: { id: lan.id }, data: { note: 'sửa', version: { increment: 1 } } }),
      'Trần Thị Lan',
      'đã được sửa sau lần nhập',
    ],
    [
      'a later correction of a household it changed',
      ({ home }) =>
        app.db.prisma.household.update({ where: { id: home.id }, data: { note: 'sửa', version: { increment: 1 } } }),
      '50 Châu Long',
      'đã được sửa sau lần nhập',
    ],
    [
      'a resident who moved out of the household it put them in',
      ({ hung }) =>
        app.db.prisma.householdMembership.updateMany({
          where: { residentId: hung.id, validTo: null },
          data: { validTo: day('2026-11-27') },
        }),
      'Lê Văn Hùng',
      'đã được chuyển hộ',
    ],
    [
      'a child born into a household it added',
      async () =>
        createResident(app.db, app.ward, {
          fullName: 'Bùi Bé',
          household: { id: (await added()).householdMemberships[0]!.householdId },
          relation: 'child',
        }),
      '7 Ngũ Xã',
      'có người vào hộ sau lần nhập',
    ],
    [
      'readiness that a visit wrote down',
      ({ lan }) =>
        createReadiness(app, lan.id, { recordedOn: day('2026-11-27'), source: 'visit', vneidLevel: 'level_2' }),
      'Trần Thị Lan',
      'có mức sẵn sàng ghi sau lần nhập',
    ],
    [
      'a fact that was ended since',
      () =>
        app.db.prisma.priorityFact.updateMany({
          where: { kind: 'poor' },
          data: {
            validTo: day('2026-12-01'),
            endedBy: app.users.staff.id,
            endedAt: app.context.now(),
            version: { increment: 1 },
          },
        }),
      '50 Châu Long',
      'có diện ưu tiên được sửa sau lần nhập',
    ],
    [
      'a household that was put into a group it opened',
      async () =>
        createHousehold(app.db, app.ward, {
          address: '1 Ngũ Xã',
          residentialGroupId: (await app.db.prisma.residentialGroup.findFirstOrThrow({ where: { code: '15' } })).id,
        }),
      'Tổ dân phố số 15',
      'có hộ được xếp vào',
    ],
    [
      'a person who was met in the new household',
      async ({ hung }) => {
        const membership = await app.db.prisma.householdMembership.findFirstOrThrow({
          where: { residentId: hung.id, validTo: null },
        });
        const visit = await createVisit(app.db, app.ward, {
          household: { id: membership.householdId },
          by: app.users.officer,
          arrivedAt: app.context.now(),
        });
        return app.db.prisma.visitPresence.create({
          data: { visitId: visit.id, residentId: hung.id, wardId: app.ward.id },
        });
      },
      'Lê Văn Hùng',
      'đã có mặt trong lượt thăm',
    ],
    [
      'a person it added who was merged into another',
      async () => {
        const { id } = await added();
        await app.db.prisma.importRow.updateMany({ where: { residentId: id }, data: { residentId: null } });
        await app.db.prisma.readiness.deleteMany({ where: { residentId: id } });
        await app.db.prisma.householdMembership.deleteMany({ where: { residentId: id } });
        return app.db.prisma.resident.delete({ where: { id } });
      },
      'Một hồ sơ không còn trong sổ',
      'đã được gộp hoặc bỏ',
    ],
  ];

  it.each(kinds)('is not reverted: %s', async (_, build, name, why) => {
    const of = await changedRegister();
    later();
    await build(of);
    const before = await registerRows(app);
    const page = await desk.agent.get(`${of.path}/reversion`);
    const $ = read(page);
    const lines = textsOf($('main table tbody tr'));
    expect(lines.filter((line) => line.includes(name) && line.includes(why))).toHaveLength(1);
    expect(
      $('main table tbody a')
        .toArray()
        .every((link) => /^\/(residents|households|residential-groups|imports|audit)/.test($(link).attr('href')!)),
    ).toBe(true);
    const refused = await desk.agent.post(`${of.path}/reversion`, { reason: 'nhầm', confirmed: 'yes' });
    expect(refused.status).toBe(409);
    expect(words(refused)).toContain('Chưa hoàn tác được');
    expect([await desk.status(of.path), await registerRows(app)]).toEqual(['confirmed', before]);
  });

  it('stays unchanged if something is built on it after the request', async () => {
    const { path } = await changedRegister();
    const household = (await added()).householdMemberships[0]!.householdId;
    await app.db.prisma.importRun.update({
      where: { id: path.split('/')[2]! },
      data: {
        status: 'reverting',
        requestedBy: app.users.staff.id,
        requestedAt: app.context.now(),
        request: { reason: 'nhầm' },
      },
    });
    await createVisit(app.db, app.ward, { household: { id: household }, by: app.users.officer });
    const before = await registerRows(app);
    await app.runJob('imports');
    expect([await desk.status(path), await registerRows(app)]).toEqual(['confirmed', before]);
    const page = await desk.agent.get(path);
    expect(words(page)).toContain('đã có việc khác dựa lên lần nhập này');
    expect(read(page)(`a[href="${path}/reversion"]`).length).toBeGreaterThan(0);
  });

  it('is not blocked by a visit to a household that existed before', async () => {
    const { path, home, before } = await changedRegister();
    await createVisit(app.db, app.ward, {
      household: home,
      by: app.users.officer,
      arrivedAt: new Date('2026-11-20T12:00:00Z'),
    });
    expect(await desk.revert(path)).toBe('reverted');
    expect(await registerRows(app)).toEqual(before);
  });
});
