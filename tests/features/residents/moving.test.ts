import { createHousehold, createResident } from '../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../support/test-app';

describe('moving, leaving and readiness', () => {
  let app: TestApp;
  let staff: TestAgent;
  beforeAll(async () => {
    app = await testApp();
    staff = await app.as('staff');
  });
  afterAll(() => app.close());

  const memberships = async (residentId: string) => (await app.db.prisma.householdMembership.findMany({ where: { residentId }, orderBy: { validFrom: 'asc' } }))
    .map(({ householdId, relation, validFrom, validTo }) => [householdId, relation, validFrom.toISOString().slice(0, 10), validTo?.toISOString().slice(0, 10) ?? null]);
  const move = { relation: 'child', since: '01/10/2026', residenceStatus: 'permanent' };
  const family = async () => {
    const home = await createHousehold(app.db, app.ward);
    const head = await createResident(app.db, app.ward, { fullName: 'Ông Chủ', household: home });
    const wife = await createResident(app.db, app.ward, { fullName: 'Bà Vợ', household: home, relation: 'wife' });
    return { home, head, wife };
  };

  describe('moving to another household', () => {
    it('closes the old membership on the day the new one begins, once', async () => {
      const { home, wife } = await family();
      const target = await createHousehold(app.db, app.ward, { address: '70 Hàng Than' });
      const found = await staff.get(`/residents/${wife.id}/membership?q=70+hang+than`);
      const choose = read(found)('.doors a').attr('href')!;
      expect(choose).toBe(`/residents/${wife.id}/membership?household=${target.id}`);
      expect(words(await staff.get(choose))).toContain('Chuyển đến 70 Hàng Than');

      const form = { ...move, householdId: target.id };
      for (const answer of [await staff.post(`/residents/${wife.id}/membership`, form), await staff.post(`/residents/${wife.id}/membership`, form)]) expect(answer.status).toBe(303);
      expect(await memberships(wife.id)).toEqual([[home.id, 'wife', '2020-01-01', '2026-10-01'], [target.id, 'child', '2026-10-01', null]]);
      expect(await app.db.prisma.auditEvent.count({ where: { action: 'resident.move', subjectId: wife.id } })).toBe(1);
      expect(words(await staff.get(`/residents/${wife.id}`))).toContain('01/01/2020 đến 01/10/2026');
    });

    it('of the head asks who follows', async () => {
      const { home, head, wife } = await family();
      const target = await createHousehold(app.db, app.ward);
      const page = await staff.get(`/residents/${head.id}/membership?household=${target.id}`);
      expect(read(page)('#newHeadId option').toArray().map((option) => read(page)(option).text())).toEqual(['Chưa rõ ai', 'Bà Vợ']);
      await staff.post(`/residents/${head.id}/membership`, { ...move, relation: 'head', householdId: target.id, newHeadId: wife.id });
      expect(await memberships(wife.id)).toEqual([[home.id, 'wife', '2020-01-01', '2026-10-01'], [home.id, 'head', '2026-10-01', null]]);
      expect(await memberships(head.id)).toEqual([[home.id, 'head', '2020-01-01', '2026-10-01'], [target.id, 'head', '2026-10-01', null]]);
    });

    it('of the head without a follower leaves a warning', async () => {
      const { home, head } = await family();
      const target = await createHousehold(app.db, app.ward);
      await staff.post(`/residents/${head.id}/membership`, { ...move, relation: 'head', householdId: target.id });
      expect(words(await staff.get(`/residents/${head.id}`))).toContain('không còn chủ hộ');
      expect(words(await staff.get(`/households/${home.id}`))).toContain('Hộ này chưa có chủ hộ');
    });

    it('can be only another relation in the same household', async () => {
      const { home, head, wife } = await family();
      await staff.post(`/residents/${head.id}/membership`, { ...move, relation: 'husband', householdId: home.id, newHeadId: wife.id });
      expect(await memberships(wife.id)).toEqual([[home.id, 'wife', '2020-01-01', '2026-10-01'], [home.id, 'head', '2026-10-01', null]]);
      expect(await memberships(head.id)).toEqual([[home.id, 'head', '2020-01-01', '2026-10-01'], [home.id, 'husband', '2026-10-01', null]]);
    });

    it.each([
      ['before the person came to the present household', { since: '31/12/2019' }, 'since', 'ngày chuyển không thể trước ngày đó'],
      ['on a day to come', { since: '27/11/2026' }, 'since', 'Ngày này chưa đến'],
      ['on 31/2', { since: '31/2/2026' }, 'since', 'Ngày chưa đúng'],
      ['without a relation', { relation: '' }, 'relation', 'Chọn quan hệ'],
      ['as a second head', { relation: 'head' }, 'relation', 'Hộ này đã có chủ hộ'],
    ])('is refused %s', async (_, wrong, field, message) => {
      const { wife } = await family();
      const target = (await family()).home;
      const response = await staff.post(`/residents/${wife.id}/membership`, { ...move, householdId: target.id, ...wrong });
      expect(response.status).toBe(422);
      expect(words(response)).toContain(message);
      expect(read(response)(`#${field}-error`).length).toBe(1);
      if ('since' in wrong) expect(read(response)('#since').attr('value')).toBe(wrong.since);
      expect(await memberships(wife.id)).toHaveLength(1);
    });

    it('does not overlap a household of the past', async () => {
      const home = await createHousehold(app.db, app.ward, { address: '80 Hàng Than' });
      const resident = await createResident(app.db, app.ward, { fullName: 'Về Lại', household: home });
      await staff.post(`/residents/${resident.id}/departure`, { kind: 'moved_out', on: '01/06/2026' });
      const early = await staff.post(`/residents/${resident.id}/membership`, { ...move, householdId: home.id, since: '01/05/2026' });
      expect(early.status).toBe(422);
      expect(words(early)).toContain('Đến ngày 01/06/2026 người này còn ở 80 Hàng Than');
      expect((await staff.post(`/residents/${resident.id}/membership`, { ...move, householdId: home.id, since: '01/08/2026', residenceStatus: 'temporary' })).status).toBe(303);
      expect(await app.db.prisma.resident.findUnique({ where: { id: resident.id } })).toMatchObject({ residenceStatus: 'temporary' });
      expect(await memberships(resident.id)).toEqual([[home.id, 'head', '2020-01-01', '2026-06-01'], [home.id, 'child', '2026-08-01', null]]);
    });

    it('stays inside the ward and inside the household that is left', async () => {
      const { head, home } = await family();
      const stranger = (await family()).wife;
      const foreign = await createHousehold(app.db, app.otherWard);
      expect((await staff.post(`/residents/${head.id}/membership`, { ...move, householdId: foreign.id })).status).toBe(404);
      const target = await createHousehold(app.db, app.ward);
      expect((await staff.post(`/residents/${head.id}/membership`, { ...move, householdId: target.id, newHeadId: stranger.id })).status).toBe(422);
      expect((await (await app.as('staff', 'other')).post(`/residents/${head.id}/membership`, { ...move, householdId: foreign.id })).status).toBe(404);
      expect((await (await app.as('officer')).post(`/residents/${head.id}/membership`, { ...move, householdId: target.id })).status).toBe(403);
      expect(await memberships(head.id)).toEqual([[home.id, 'head', '2020-01-01', null]]);
    });
  });

  describe('leaving the ward or dying', () => {
    it('closes the membership on the given day, once', async () => {
      const { home, head, wife } = await family();
      const form = { kind: 'deceased', on: '20/11/2026', newHeadId: wife.id };
      for (const answer of [await staff.post(`/residents/${head.id}/departure`, form), await staff.post(`/residents/${head.id}/departure`, form)]) expect(answer.status).toBe(303);
      expect(await app.db.prisma.resident.findUnique({ where: { id: head.id } })).toMatchObject({ residenceStatus: 'deceased', version: 2 });
      expect(await memberships(head.id)).toEqual([[home.id, 'head', '2020-01-01', '2026-11-20']]);
      expect((await memberships(wife.id)).at(-1)).toEqual([home.id, 'head', '2026-11-20', null]);
      expect(await app.db.prisma.auditEvent.count({ where: { action: 'resident.end-residence', subjectId: head.id } })).toBe(1);
      expect(words(await staff.get(`/residents/${head.id}`))).toContain('Đã mất. Hồ sơ được giữ');
    });

    it.each([
      [{ kind: '', on: '20/11/2026' }, 'Chọn chuyển đi hay đã mất'], [{ kind: 'moved_out', on: '27/11/2026' }, 'Ngày này chưa đến'],
      [{ kind: 'moved_out', on: '31/12/2019' }, 'không thể trước ngày đó'], [{ kind: 'moved_out', on: '31/11/2026' }, 'Ngày chưa đúng'],
    ])('is refused with %j', async (form, message) => {
      const { wife } = await family();
      const response = await staff.post(`/residents/${wife.id}/departure`, form);
      expect(response.status).toBe(422);
      expect(words(response)).toContain(message);
      expect(read(response)('#on').attr('value')).toBe(form.on);
      expect(await app.db.prisma.resident.findUnique({ where: { id: wife.id } })).toMatchObject({ residenceStatus: 'permanent', version: 1 });
    });

    it('is written down by the office of the ward', async () => {
      const { wife } = await family();
      const form = { kind: 'moved_out', on: '20/11/2026' };
      expect((await (await app.as('officer')).post(`/residents/${wife.id}/departure`, form)).status).toBe(403);
      expect((await (await app.as('staff', 'other')).post(`/residents/${wife.id}/departure`, form)).status).toBe(404);
      expect(await app.db.prisma.resident.findUnique({ where: { id: wife.id } })).toMatchObject({ residenceStatus: 'permanent' });
    });
  });
});
