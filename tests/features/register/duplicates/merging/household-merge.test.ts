import { undoMerge } from '../../../../../src/features/register/duplicates/merging/undo-service';
import { createHousehold, createResident, createRound, createVisit } from '../../../../support/factories';
import { agentForEach, appForEach, expectWords, read, words } from '../../../../support/test-app';
import { blankForm, THURSDAY_EVENING } from '../../../../support/worlds/door';
import { actorOf } from '../../../../support/worlds/office';
import { mergeDoors, wholeRegister } from '../../../../support/worlds/register';

describe('two records of one household', () => {
  const app = appForEach();
  const staff = agentForEach(app, 'staff');

  async function twoDoors() {
    const { db, ward } = app;
    const one = await createHousehold(db, ward, { address: '48 Phạm Hồng Thái', code: 'H1', howToFind: 'cổng xanh' });
    const other = await createHousehold(db, ward, { address: '48 Phạm Hồng Thái', note: 'có chó' });
    const vi = await createResident(db, ward, { fullName: 'Nguyễn Thị Vi', birthDate: '1950-03-12', household: one });
    const again = await createResident(db, ward, { fullName: 'Nguyễn Thị Vi', birthYear: 1950, household: other });
    const long = await createResident(db, ward, {
      fullName: 'Trần Đức Long',
      birthDate: '1980-01-02',
      household: other,
      relation: 'child',
    });
    return { one, other, vi, again, long };
  }

  async function mergeForm(pairId: string) {
    const page = read(await staff.get(`/household-duplicates/${pairId}`));
    const form = page(`form[action="/household-duplicates/${pairId}/merge"]`);
    const choose: Record<string, string> = {};
    form.find('input[type=radio]:checked').each((_, input) => {
      choose[page(input).attr('name')!.slice(7, -1)] = page(input).attr('value')!;
    });
    const value = (name: string) => form.find(`input[name="${name}"]`).attr('value')!;
    return { keptId: value('keptId'), removedId: value('removedId'), seen: value('seen'), choose };
  }

  it('are listed if they may share a person or one of them is empty', async () => {
    await twoDoors();
    await createHousehold(app.db, app.ward, { address: '7 Châu Long' });
    await createHousehold(app.db, app.ward, { address: '7 Châu Long' });
    // Two households with people of their own share a dwelling.
    for (const fullName of ['Lê Văn Hùng', 'Đỗ Thị Hoa'])
      await createResident(app.db, app.ward, {
        fullName,
        birthDate: fullName === 'Lê Văn Hùng' ? '1970-01-02' : '1988-05-06',
        household: await createHousehold(app.db, app.ward, { address: '9 Châu Long' }),
      });
    await app.runJob('find-duplicates');
    const page = words(await staff.get('/household-duplicates'));
    expectWords(page, '48 Phạm Hồng Thái', 'có người giống nhau ở cả hai hộ', '7 Châu Long');
    expect(page).not.toContain('9 Châu Long');
    expect(page).toContain('Hộ (2)');
  });

  it('become one with all members and one head, after a confirmation', async () => {
    const { one, other, vi, again, long } = await twoDoors();
    await app.runJob('find-duplicates');
    const pair = await app.db.prisma.duplicateHouseholdPair.findFirstOrThrow();
    const form = await mergeForm(pair.id);
    const asked = await staff.post(`/household-duplicates/${pair.id}/merge`, form);
    expect([asked.status, words(asked).includes('Gộp hai hộ ở 48 Phạm Hồng Thái thành một?')]).toEqual([200, true]);
    const merged = await staff.post(`/household-duplicates/${pair.id}/merge`, { ...form, confirmed: 'yes' });
    expect([merged.status, merged.headers.location]).toEqual([303, '/household-duplicates']);
    const kept = await app.db.prisma.household.findMany();
    expect(kept).toEqual([
      expect.objectContaining({ id: form.keptId, code: 'H1', howToFind: 'cổng xanh', note: 'có chó' }),
    ]);
    const members = await app.db.prisma.householdMembership.findMany({
      select: { residentId: true, relation: true, householdId: true },
    });
    expect(members.map(({ residentId }) => residentId).sort()).toEqual([vi.id, again.id, long.id].sort());
    expect(members.filter(({ relation }) => relation === 'head')).toHaveLength(1);
    expect(members.every(({ householdId }) => householdId === form.keptId)).toBe(true);
    const gone = form.keptId === one.id ? other.id : one.id;
    expect((await staff.get(`/households/${gone}`)).headers.location).toBe(`/households/${form.keptId}`);
    expect(
      (await staff.post(`/household-duplicates/${pair.id}/merge`, { ...form, confirmed: 'yes' })).headers.location,
    ).toMatch(/^\/merges\//);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'household.merge' } })).toBe(1);
  });

  it('are restored exactly, each with its visits and rounds', async () => {
    const { one, other } = await twoDoors();
    const round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [one, other],
      startsAt: new Date('2026-11-19T11:30:00Z'),
    });
    await app.db.prisma.roundDoor.updateMany({ data: { isOpen: false } });
    for (const door of round.roundDoors) {
      await createVisit(app.db, app.ward, {
        household: { id: door.householdId },
        by: app.users.officer,
        roundId: round.id,
        roundDoorId: door.id,
        arrivedAt: new Date('2026-11-19T12:00:00Z'),
      });
    }
    const before = await wholeRegister(app.db, [one.id, other.id]);
    const outcome = await mergeDoors(app, one.id, other.id, { choices: { code: 'removed', head: 'removed' } });
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(await app.db.prisma.visit.count({ where: { householdId: one.id } })).toBe(2);
    expect(await app.db.prisma.roundDoor.count()).toBe(1);
    expect(await undoMerge(app.context, actorOf(app), (outcome as { mergeId: string }).mergeId)).toMatchObject({
      kind: 'done',
    });
    expect(await wholeRegister(app.db, [one.id, other.id])).toEqual(before);
  });

  it('cannot be merged while both are on a round tonight', async () => {
    const { one, other } = await twoDoors();
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [one, other],
      code: 'BĐ-7',
    });
    expect(await mergeDoors(app, one.id, other.id)).toEqual({
      kind: 'blocked',
      blockers: ['Cả hai hộ đang chờ gõ cửa trong buổi ra quân chưa đóng: BĐ-7. Bỏ một cửa khỏi buổi của nó, rồi gộp.'],
    });
    expect(await app.db.prisma.household.count()).toBe(2);
  });

  it('do not invalidate an open visit form: the visit is logged for the kept household', async () => {
    const { one, other, long } = await twoDoors();
    await mergeDoors(app, one.id, other.id);
    app.setNow(THURSDAY_EVENING);
    const officer = await app.as('officer');
    const sent = await officer.post(
      `/households/${other.id}/visits/new`,
      blankForm({ outcome: 'met', presence: [long.id] }),
    );
    expect([sent.status, sent.headers.location]).toEqual([307, `/households/${one.id}/visits/new`]);
  });

  it('may be marked as two, and are not suggested again', async () => {
    await twoDoors();
    await app.runJob('find-duplicates');
    const pair = await app.db.prisma.duplicateHouseholdPair.findFirstOrThrow();
    await staff.post(`/household-duplicates/${pair.id}/distinction`, { note: 'hai hộ chung nhà' });
    await staff.post(`/household-duplicates/${pair.id}/distinction`, { note: 'nữa' });
    app.setNow(new Date('2026-11-26T02:10:00Z'));
    await staff.post('/duplicates/searches');
    await app.runJob('find-duplicates');
    expect(await app.db.prisma.duplicateHouseholdPair.findMany()).toEqual([
      expect.objectContaining({ id: pair.id, distinctNote: 'hai hộ chung nhà' }),
    ]);
    expect(words(await staff.get('/household-duplicates'))).toContain('Không có hộ nào nghi trùng');
    await staff.post(`/household-duplicates/${pair.id}/reopening`);
    expect(words(await staff.get('/household-duplicates'))).toContain('48 Phạm Hồng Thái');
  });

  it('are not merged if changed meanwhile; both versions are shown', async () => {
    const { one } = await twoDoors();
    await app.runJob('find-duplicates');
    const pair = await app.db.prisma.duplicateHouseholdPair.findFirstOrThrow();
    const form = { ...(await mergeForm(pair.id)), confirmed: 'yes' };
    await app.db.prisma.household.update({
      where: { id: one.id },
      data: { howToFind: 'cổng đỏ', version: { increment: 1 } },
    });
    const answer = await staff.post(`/household-duplicates/${pair.id}/merge`, form);
    expect([answer.status, words(answer).includes('cổng đỏ')]).toEqual([409, true]);
    expect(await app.db.prisma.household.count()).toBe(2);
  });

  it('keep a request that was recorded while they were being merged', async () => {
    const { one, other } = await twoDoors();
    await mergeDoors(app, one.id, other.id);
    const answer = await (
      await app.as('staff')
    ).post(`/households/${other.id}/requests`, {
      id: crypto.randomUUID(),
      channel: 'phone',
      accept: '1',
      what: 'Cài VNeID cho bà',
      contactName: 'chị Mai',
      contactPhone: '0912 345 678',
      receivedOn: '26/11/2026',
      promisedBy: '03/12/2026',
      wishes: [
        { weekdays: ['6', '7'], onDate: '', from: '08:00', to: '11:00' },
        { onDate: '28/11/2026', from: '', to: '' },
      ],
    });
    expect(answer.status).toBe(409);
    for (const part of [
      'Cài VNeID cho bà',
      'chị Mai',
      '0912 345 678',
      '26/11/2026',
      '03/12/2026',
      'thứ Bảy, Chủ nhật, từ 08:00, đến 11:00',
      '28/11/2026',
    ])
      expect(words(answer)).toContain(part);
    expect(await app.db.prisma.supportRequest.count()).toBe(0);
  });
});
