import { randomUUID } from 'node:crypto';
import { writeSteps } from '../../../../../src/db/row-snapshots';
import type { RowSnapshot } from '../../../../../src/shared/row-snapshot';
import { undoMerge } from '../../../../../src/features/register/duplicates/merging/undo-service';
import { placeIn } from '../../../../../src/features/register/national-numbers/sealed-columns';
import { createHousehold, createResident, createService, createUse, createVisit } from '../../../../support/factories';
import { agentForEach, appForEach, read, words } from '../../../../support/test-app';
import { blankForm, THURSDAY_EVENING } from '../../../../support/worlds/door';
import { actorOf } from '../../../../support/worlds/office';
import { mergePeople, wholeRegister } from '../../../../support/worlds/register';

const day = (date: string) => new Date(`${date}T00:00:00Z`);

describe('two records of one resident', () => {
  const app = appForEach();
  const staff = agentForEach(app, 'staff');

  /** Bà Vi in two households, with a bit of everything on both records. */
  async function twoRecords() {
    const { db, ward, users } = app;
    const [old, home] = [
      await createHousehold(db, ward, { address: '12 Châu Long' }),
      await createHousehold(db, ward, { address: '48 Phạm Hồng Thái' }),
    ];
    const one = await createResident(db, ward, {
      fullName: 'Nguyễn Thị Vi',
      birthDate: '1950-03-12',
      household: old,
      since: '2010-01-01',
      nationalNumber: '003150111234',
      vneidLevel: 'level_2',
    });
    const other = await createResident(db, ward, {
      fullName: 'NGUYEN THI VI',
      birthYear: 1950,
      phone: '0912345678',
      household: home,
      since: '2024-03-01',
      relation: 'other',
    });
    const service = await createService(db, ward, { name: 'Đăng ký tạm trú' });
    const visit = await createVisit(db, ward, { household: home, by: users.officer });
    await db.prisma.visitPresence.createMany({
      data: [one, other].map(({ id }) => ({ visitId: visit.id, residentId: id, wardId: ward.id })),
    });
    await db.prisma.personPromise.createMany({
      data: [
        { visitId: visit.id, residentId: one.id, wardId: ward.id, note: 'gọi lại', dueOn: null },
        { visitId: visit.id, residentId: other.id, wardId: ward.id, note: 'mang ảnh', dueOn: day('2026-12-01') },
      ],
    });
    const procedure = await db.prisma.assistedProcedure.create({
      data: {
        wardId: ward.id,
        visitId: visit.id,
        position: 1,
        residentId: other.id,
        publicServiceId: service.id,
        helpLevel: 'guided',
        result: 'submitted',
      },
    });
    const use = (residentId: string, usedOn: string) =>
      createUse(db, ward, { residentId, serviceId: service.id, usedOn });
    await use(one.id, '2026-10-01');
    await use(other.id, '2026-11-20');
    return { old, home, one, other, service, visit, procedure };
  }

  const idOf = (outcome: { kind: string }) => (outcome as unknown as { mergeId: string }).mergeId;
  const undo = (mergeId: string) => undoMerge(app.context, actorOf(app), mergeId);

  it('come back also when their rows were kept before a column was added, with its default', async () => {
    const { one, other } = await twoRecords();
    const made = { wardId: app.ward.id, validFrom: day('2026-11-01'), recordedBy: app.users.staff.id };
    const tie = { ...made, recordedAt: app.context.now(), name: 'Lan', phone: '0912345678' };
    for (const { id: helpedId } of [one, other])
      await app.db.prisma.digitalHelper.create({ data: { ...tie, helpedId } });
    const kept = 'SELECT to_jsonb(g) AS row FROM digital_helper g';
    const rows = (await app.db.pool.query<{ row: RowSnapshot }>(kept)).rows.map(({ row }) => row);
    const { told_at: _later, ...before } = rows[0]!;
    const table = { name: 'digital_helper', key: ['id'] };
    await app.db.prisma.$transaction(async (tx) => {
      await writeSteps(tx, [{ table, steps: rows.map((row) => ({ before: row, after: null })) }]);
      await writeSteps(tx, [{ table, steps: [before, rows[1]!].map((row) => ({ before: null, after: row })) }]);
    });
    expect((await app.db.pool.query<{ row: RowSnapshot }>(kept)).rows.map(({ row }) => row)).toEqual(rows);
  });

  it('are merged with all their rows, and nothing else in the ward changes', async () => {
    const { one, other, home, procedure, visit } = await twoRecords();
    expect(await mergePeople(app, one.id, other.id)).toMatchObject({ kind: 'done' });
    expect(await app.db.prisma.resident.findMany()).toEqual([
      expect.objectContaining({
        id: one.id,
        fullName: 'Nguyễn Thị Vi',
        phone: '0912345678',
        nationalNumberLast4: '1234',
        version: 2,
      }),
    ]);
    expect(
      await app.db.prisma.householdMembership.findMany({
        orderBy: { validFrom: 'asc' },
        select: { residentId: true, validTo: true, householdId: true },
      }),
    ).toEqual([
      expect.objectContaining({ residentId: one.id, validTo: day('2024-03-01') }),
      { residentId: one.id, validTo: null, householdId: home.id },
    ]);
    expect(await app.db.prisma.visitPresence.findMany()).toEqual([
      { visitId: visit.id, residentId: one.id, wardId: app.ward.id },
    ]);
    // What one visit promised to both is one promise.
    expect(await app.db.prisma.personPromise.findMany()).toMatchObject([
      { residentId: one.id, note: 'gọi lại; mang ảnh', dueOn: day('2026-12-01') },
    ]);
    expect(await app.db.prisma.assistedProcedure.findUniqueOrThrow({ where: { id: procedure.id } })).toMatchObject({
      residentId: one.id,
    });
    expect(await app.db.prisma.portalUse.count({ where: { residentId: one.id } })).toBe(2);
    expect(await app.db.prisma.registerEvent.findMany()).toEqual([
      expect.objectContaining({ kind: 'merged', residentId: one.id, note: 'NGUYEN THI VI, sinh 1950' }),
    ]);
  });

  it('are counted once in the chairman’s figures, and twice again after the merge is undone', async () => {
    const { one, other } = await twoRecords();
    const chairman = await app.as('chairman');
    const figures = async () => {
      const [report, adults, helped] = [
        words(await chairman.get('/reports')),
        words(await chairman.get('/reports/adults?use=own')),
        words(await chairman.get('/reports/helped')),
      ];
      return {
        adoption: /(\d+) trên (\d+) người từ 18 tuổi/.exec(report)?.slice(1).map(Number),
        adults: Number(/(\d+) người từ 18 tuổi/.exec(adults)![1]),
        helped: Number(/(\d+) người/.exec(helped)![1]),
      };
    };
    await app.db.prisma.assistedProcedure.create({
      data: {
        wardId: app.ward.id,
        visitId: (await app.db.prisma.visit.findFirstOrThrow()).id,
        position: 2,
        residentId: one.id,
        publicServiceId: (await app.db.prisma.publicService.findFirstOrThrow()).id,
        helpLevel: 'guided',
        result: 'submitted',
      },
    });
    const before = await figures();
    expect(before).toEqual({ adoption: [2, 2], adults: 2, helped: 2 });
    const outcome = await mergePeople(app, one.id, other.id);
    expect(await figures()).toEqual({ adoption: [1, 1], adults: 1, helped: 1 });
    await undo(idOf(outcome));
    expect(await figures()).toEqual(before);
  });

  it('are found under either name, and old addresses lead to the kept record', async () => {
    const { one, other } = await twoRecords();
    await mergePeople(app, one.id, other.id);
    const moved = await staff.get(`/residents/${other.id}`);
    expect([moved.status, moved.headers.location]).toEqual([303, `/residents/${one.id}`]);
    expect((await staff.get(`/residents/${other.id}/edit?x=1`)).headers.location).toBe(`/residents/${one.id}/edit?x=1`);
    expect((await (await app.as('staff', 'other')).get(`/residents/${other.id}`)).status).toBe(404);
    const form = await staff.post(`/residents/${other.id}/edit`, {
      fullName: 'Nguyễn Thị Vy',
      note: 'con gái ở Cầu Giấy',
      version: 1,
    });
    expect(form.status).toBe(409);
    expect(words(form)).toContain('con gái ở Cầu Giấy');
    expect(read(form)(`a[href="/residents/${one.id}"]`).length).toBe(1);
  });

  it('are not named to a user who may open neither, whatever the old URL', async () => {
    const { one, other } = await twoRecords();
    await mergePeople(app, one.id, other.id);
    const chairman = await app.as('chairman');
    const answers = [
      await chairman.get(`/residents/${other.id}/no-such-page`),
      await chairman.post(`/residents/${other.id}/no-such-page`),
    ];
    for (const answer of answers)
      expect([answer.status, answer.headers.location, words(answer).includes('Nguyễn Thị Vi')]).toEqual([
        404,
        undefined,
        false,
      ]);
  });

  it('leave the database unchanged if the merge fails halfway', async () => {
    const { one, other } = await twoRecords();
    await app.db.pool.query(
      `CREATE FUNCTION fail_merge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.action = 'resident.merge' THEN RAISE 'no'; END IF; RETURN NEW; END $$`,
    );
    await app.db.pool.query(
      'CREATE TRIGGER aaa_fail_merge BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION fail_merge()',
    );
    const before = await wholeRegister(app.db);
    await expect(mergePeople(app, one.id, other.id)).rejects.toThrow();
    expect(await wholeRegister(app.db)).toEqual(before);
    expect(await app.db.prisma.registerMerge.count()).toBe(0);
  });

  it('can be on an open visit form while they are merged', async () => {
    const { one, other, home } = await twoRecords();
    await mergePeople(app, one.id, other.id);
    app.setNow(THURSDAY_EVENING);
    const officer = await app.as('officer');
    const saved = await officer.post(
      `/households/${home.id}/visits/new`,
      blankForm({ outcome: 'met', presence: [other.id] }),
    );
    expect(saved.status).toBe(303);
    expect(await app.db.prisma.visitPresence.count({ where: { residentId: one.id } })).toBe(2);
  });

  it('do not deadlock with a visit that is being saved', async () => {
    const { one, other, home } = await twoRecords();
    app.setNow(THURSDAY_EVENING);
    const officer = await app.as('officer');
    const work = await Promise.all([
      mergePeople(app, one.id, other.id),
      ...[1, 2, 3].map(() =>
        officer.post(
          `/households/${home.id}/visits/new`,
          blankForm({ clientKey: randomUUID(), outcome: 'met', presence: [other.id] }),
        ),
      ),
    ]);
    expect(work[0]).toMatchObject({ kind: 'done' });
    expect(work.slice(1).map((answer) => (answer as { status: number }).status)).toEqual([303, 303, 303]);
    expect(await app.db.prisma.visitPresence.count({ where: { residentId: one.id } })).toBe(4);
  });

  describe('merged several times', () => {
    it('must be undone in reverse order, with an explanation', async () => {
      const { one, other } = await twoRecords();
      const third = await createResident(app.db, app.ward, { fullName: 'Nguyễn Thị Vi', birthDate: '1950-03-12' });
      const first = idOf(await mergePeople(app, one.id, other.id));
      const second = idOf(await mergePeople(app, third.id, one.id));
      expect((await staff.get(`/residents/${other.id}`)).headers.location).toBe(`/residents/${third.id}`);
      expect(await undo(first)).toEqual({
        kind: 'blocked',
        blockers: ['Hồ sơ giữ lại đã được gộp tiếp vào hồ sơ khác ngày 26/11/2026. Hoàn tác lần gộp đó trước.'],
      });
      expect(words(await staff.get(`/merges/${first}`))).toContain('Hoàn tác lần gộp đó trước');
      expect(await undo(second)).toMatchObject({ kind: 'done' });
      expect(await undo(first)).toMatchObject({ kind: 'done' });
      expect(await app.db.prisma.resident.count()).toBe(3);
    });

    it('inform the reviewer of a pair with a removed record', async () => {
      const { one, other } = await twoRecords();
      const third = await createResident(app.db, app.ward, { fullName: 'Nguyễn Thị Vi', birthDate: '1950-03-12' });
      const paired = (await staff.post('/duplicates', { oneId: other.id, otherId: third.id })).headers.location!;
      const mergedPair = (await staff.post('/duplicates', { oneId: one.id, otherId: other.id })).headers
        .location!.split('/')
        .at(-1)!;
      await mergePeople(app, one.id, other.id, { pairId: mergedPair });
      expect((await staff.get(`/duplicates/${mergedPair}`)).headers.location).toMatch(/^\/merges\//);
      // The pair with the third person now matches the kept record.
      const page = read(await staff.get(paired));
      expect([page('input[name=keptId]').val(), page('input[name=removedId]').val()].sort()).toEqual(
        [one.id, third.id].sort(),
      );
      expect((await staff.post('/duplicates', { oneId: other.id, otherId: third.id })).status).toBe(404);
    });

    it('by two reviewers at once: one succeeds, the other is informed', async () => {
      const { one, other } = await twoRecords();
      const third = await createResident(app.db, app.ward, { fullName: 'Nguyễn Thị Vi', birthDate: '1950-03-12' });
      const results = await Promise.allSettled([
        mergePeople(app, one.id, other.id),
        mergePeople(app, other.id, third.id),
        mergePeople(app, third.id, one.id),
      ]);
      const done = results.filter((result) => result.status === 'fulfilled' && result.value.kind === 'done');
      expect(done.length).toBeGreaterThanOrEqual(1);
      expect(await app.db.prisma.resident.count()).toBe(3 - done.length);
      expect(await app.db.prisma.registerMerge.count()).toBe(done.length);
    });
  });

  describe('restored by undoing the merge', () => {
    it('leave later rows with the kept record, as announced beforehand', async () => {
      const { one, other, home, service } = await twoRecords();
      const mergeId = idOf(await mergePeople(app, one.id, other.id));
      const visit = await createVisit(app.db, app.ward, {
        household: home,
        by: app.users.officer,
        arrivedAt: new Date('2026-11-25T12:00:00Z'),
      });
      await app.db.prisma.visitPresence.create({
        data: { visitId: visit.id, residentId: one.id, wardId: app.ward.id },
      });
      await createUse(app.db, app.ward, {
        residentId: one.id,
        serviceId: service.id,
        usedOn: '2026-11-25',
        how: 'alone',
      });
      await app.db.prisma.resident.update({
        where: { id: one.id },
        data: { phone: '0987654321', version: { increment: 1 } },
      });
      const page = words(await staff.get(`/merges/${mergeId}`));
      expect(page).toContain(
        'Ghi thêm sau khi gộp, ở lại hồ sơ Nguyễn Thị Vi: 1 lần dùng Cổng, 1 lần trả lời về Cổng, 1 lượt có mặt.',
      );
      expect(page).toContain('Mục đã sửa sau khi gộp, giữ như hiện nay: điện thoại.');

      expect(words(await staff.post(`/merges/${mergeId}/reversal`))).toContain(
        'tách NGUYEN THI VI khỏi Nguyễn Thị Vi?',
      );
      expect(await app.db.prisma.resident.count()).toBe(1);
      const undone = await staff.post(`/merges/${mergeId}/reversal`, { confirmed: 'yes' });
      expect([undone.status, undone.headers.location]).toEqual([303, `/residents/${other.id}`]);
      expect(
        await app.db.prisma.resident.findMany({ orderBy: { createdAt: 'asc' }, select: { id: true, phone: true } }),
      ).toEqual([
        { id: one.id, phone: '0987654321' },
        { id: other.id, phone: '0912345678' },
      ]);
      expect(await app.db.prisma.visitPresence.count({ where: { residentId: one.id } })).toBe(2);
      expect(await app.db.prisma.portalUse.count({ where: { residentId: other.id } })).toBe(1);
      expect((await staff.get(`/residents/${other.id}`)).status).toBe(200);
    });

    it('leave a later move with the kept record; the other lives where it did', async () => {
      const { one, other, home } = await twoRecords();
      const mergeId = idOf(await mergePeople(app, one.id, other.id));
      const third = await createHousehold(app.db, app.ward, { address: '5 ngõ Châu Long' });
      await app.db.prisma.householdMembership.updateMany({
        where: { residentId: one.id, validTo: null },
        data: { validTo: day('2026-11-26') },
      });
      await app.db.prisma.householdMembership.create({
        data: {
          wardId: app.ward.id,
          householdId: third.id,
          residentId: one.id,
          relation: 'head',
          validFrom: day('2026-11-26'),
        },
      });
      expect(await undo(mergeId)).toMatchObject({ kind: 'done' });
      const current = await app.db.prisma.householdMembership.findMany({
        where: { validTo: null },
        select: { residentId: true, householdId: true },
      });
      expect(current).toEqual(
        expect.arrayContaining([
          { residentId: one.id, householdId: third.id },
          { residentId: other.id, householdId: home.id },
        ]),
      );
      expect(current).toHaveLength(2);
    });

    it('are not put back on a visit they were removed from later', async () => {
      const { one, other, visit } = await twoRecords();
      const mergeId = idOf(await mergePeople(app, one.id, other.id));
      await app.db.prisma.visitPresence.deleteMany({ where: { visitId: visit.id } });
      expect(words(await staff.get(`/merges/${mergeId}`))).toContain('không trả lại: 1 lượt có mặt');
      expect(await undo(mergeId)).toMatchObject({ kind: 'done' });
      expect(await app.db.prisma.visitPresence.count()).toBe(0);
    });

    it('are blocked, with the reason, by a number that another resident has now', async () => {
      const { one, other } = await twoRecords();
      const number = app.context.sealer.seal(
        '005150119876',
        placeIn('resident.national_number_cipher', app.ward.id, other.id),
      );
      await app.db.prisma.resident.update({
        where: { id: other.id },
        data: {
          nationalNumberCipher: number.cipher,
          nationalNumberHash: number.hash,
          nationalNumberLast4: number.last4,
        },
      });
      const mergeId = idOf(await mergePeople(app, one.id, other.id));
      await createResident(app.db, app.ward, { fullName: 'Lê Thị Sáu', nationalNumber: '005150119876' });
      expect(await undo(mergeId)).toEqual({
        kind: 'blocked',
        blockers: ['Số định danh của một trong hai hồ sơ nay đang ghi ở hồ sơ Lê Thị Sáu. Bỏ số ở đó trước.'],
      });
      const refused = await staff.post(`/merges/${mergeId}/reversal`);
      expect([refused.status, words(refused).includes('Lê Thị Sáu')]).toEqual([422, true]);
    });

    it('are blocked, with the reason, by a new head of the household one of them headed', async () => {
      const { one, other, old } = await twoRecords();
      const mergeId = idOf(await mergePeople(app, one.id, other.id));
      await createResident(app.db, app.ward, { fullName: 'Trần Văn Mới', household: old });
      expect(await undo(mergeId)).toEqual({
        kind: 'blocked',
        blockers: ['Hộ 12 Châu Long nay có chủ hộ khác: Trần Văn Mới. Đổi quan hệ của người đó trước.'],
      });
    });

    it('are restored once if two people undo it at the same moment', async () => {
      const { one, other } = await twoRecords();
      const mergeId = idOf(await mergePeople(app, one.id, other.id));
      const [first, second] = await Promise.all([undo(mergeId), undo(mergeId)]);
      expect([first, second]).toEqual([
        expect.objectContaining({ kind: 'done' }),
        expect.objectContaining({ kind: 'done' }),
      ]);
      expect(await app.db.prisma.auditEvent.count({ where: { action: 'resident.undo-merge' } })).toBe(1);
    });

    it('can be restored for 30 days; then the removed record’s data is destroyed', async () => {
      const { one, other } = await twoRecords();
      const mergeId = idOf(await mergePeople(app, one.id, other.id));
      app.setNow(new Date('2026-12-26T16:59:00Z')); // 23:59 of the thirtieth day
      await app.runJob('forget-merges');
      expect(await app.db.prisma.registerMerge.findUniqueOrThrow({ where: { id: mergeId } })).toMatchObject({
        snapshotCipher: expect.any(Uint8Array),
      });
      app.setNow(new Date('2026-12-26T17:01:00Z'));
      expect(await undo(mergeId)).toMatchObject({
        kind: 'blocked',
        blockers: [expect.stringContaining('Chỉ hoàn tác được trong 30 ngày, đến hết 26/12/2026')],
      });
      await app.runJob('forget-merges');
      expect(await app.db.prisma.registerMerge.findUniqueOrThrow({ where: { id: mergeId } })).toMatchObject({
        snapshotCipher: null,
      });
      expect(await app.db.prisma.registerMergeNumber.count()).toBe(0);
      const page = words(await (await app.as('staff')).get(`/merges/${mergeId}`));
      expect(page).toContain('không còn được giữ');
      expect(page).not.toContain('NGUYEN THI VI');
      expect((await (await app.as('staff')).get(`/residents/${other.id}`)).headers.location).toBe(
        `/residents/${one.id}`,
      );
    });

    it('are listed to their ward alone', async () => {
      const { one, other } = await twoRecords();
      await mergePeople(app, one.id, other.id);
      expect(words(await (await app.as('staff', 'other')).get('/merges'))).toContain('Chưa gộp lần nào');
      expect(words(await staff.get('/merges'))).toContain('Hoàn tác được đến hết 26/12/2026');
    });
  });
});
