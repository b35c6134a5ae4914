import { randomUUID } from 'node:crypto';
import { getDoorFacts } from '../../../../src/features/rounds/round/plan-queries';
import { createHousehold, createResident } from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { actionsOn, createFact, oldMotherAndDaughter } from '../../../support/worlds/casework';
import { fieldsOf, formOf } from '../../../support/forms';

describe('a priority fact', () => {
  let app: TestApp;
  let staff: TestAgent;
  beforeAll(async () => {
    app = await testApp();
    staff = await app.as('staff');
  });
  afterAll(() => app.close());

  const poor = {
    kind: 'poor',
    subject: 'household',
    validFrom: '01/01/2026',
    lastDay: '31/12/2026',
    source: 'decision',
    sourceNote: 'QĐ 12/QĐ-UBND ngày 05/01/2026',
  };
  const factsOf = (householdId: string) =>
    app.db.prisma.priorityFact.findMany({ where: { householdId }, orderBy: { validFrom: 'asc' } });
  const stored = (id: string) => app.db.prisma.priorityFact.findUniqueOrThrow({ where: { id } });
  const record = (home: { id: string }, given: object = {}) =>
    staff.post(`/households/${home.id}/priority-facts`, { id: randomUUID(), ...poor, ...given });
  /** A household that is poor since January. */
  const poorHome = async () => {
    const { home } = await oldMotherAndDaughter(app);
    return { home, fact: await createFact(app, { householdId: home.id }, { kind: 'poor' }) };
  };
  const iso = (date: Date | null) => date?.toISOString().slice(0, 10);

  describe('that is recorded', () => {
    it("of a household is shown on its page and on each member's page, with its date and its decision", async () => {
      const { home, mother } = await oldMotherAndDaughter(app);
      const url = `/households/${home.id}/priority-facts`;
      const form = { ...(await formOf(staff, `${url}/new`)), ...poor };
      for (let sending = 0; sending < 2; sending += 1)
        expect((await staff.post(url, form)).headers.location).toBe(`/households/${home.id}`);
      const [fact, ...others] = await factsOf(home.id);
      expect(others).toEqual([]);
      expect([iso(fact!.validFrom), iso(fact!.validTo)]).toEqual(['2026-01-01', '2027-01-01']);
      expect(fact!.recordedBy).toBe(app.users.staff.id);
      expect(await actionsOn(app, fact!.id)).toEqual(['priority-fact.record']);
      const sentence =
        'Hộ nghèo từ 01/01/2026 đến hết 31/12/2026, theo QĐ 12/QĐ-UBND ngày 05/01/2026, ghi bởi Trần Văn Phòng 26/11/2026';
      expect(words(await staff.get(`/households/${home.id}`))).toContain(sentence);
      const page = words(await staff.get(`/residents/${mother.id}`));
      for (const text of [sentence, 'Từ 80 tuổi từ năm 2025, tính theo ngày sinh']) expect(page).toContain(text);
    });

    it('of one person leads back to that person', async () => {
      const { home, mother } = await oldMotherAndDaughter(app);
      const url = `/households/${home.id}/priority-facts`;
      const form = await formOf(staff, `${url}/new?resident=${mother.id}`);
      expect(form.subject).toBe(mother.id);
      const listed = { source: 'list', sourceNote: 'Danh sách người khuyết tật 2026' };
      const answer = await staff.post(url, { ...form, kind: 'disabled', validFrom: '15/03/2020', ...listed });
      expect(answer.headers.location).toBe(`/residents/${mother.id}`);
      expect(words(await staff.get(`/residents/${mother.id}`))).toContain(
        'Người khuyết tật từ 15/03/2020, theo danh sách người khuyết tật 2026',
      );
    });

    it.each([
      [{ kind: '' }, 'kind', 'Chọn diện.'],
      [{ subject: '' }, 'subject', 'Chọn cả hộ hoặc một người.'],
      [{ kind: 'disabled' }, 'subject', 'Diện này là của một người'],
      [{ validFrom: '31/02/2026' }, 'validFrom', 'Tháng 2 không có ngày 31.'],
      [{ validFrom: '01/01/2126' }, 'validFrom', 'xem lại năm'],
      [{ lastDay: '31/12/2025' }, 'lastDay', 'Ngày kết thúc ở trước ngày bắt đầu'],
      [{ source: 'rumour' }, 'source', 'Chọn vì sao biết'],
      [{ sourceNote: 'quyết định của phường' }, 'sourceNote', 'Ghi số và ngày của quyết định'],
      [{ source: 'list', sourceNote: '' }, 'sourceNote', 'Ghi tên danh sách'],
    ])('with %j is refused beside the field, and nothing is lost or written', async (wrong, field, message) => {
      const { home } = await oldMotherAndDaughter(app);
      const response = await record(home, wrong);
      expect(response.status).toBe(422);
      expect(read(response)(`#${field}-error`).text()).toContain(message);
      if (field !== 'sourceNote') expect(read(response)('#sourceNote').attr('value')).toBe(poor.sourceNote);
      expect(await factsOf(home.id)).toEqual([]);
    });

    it('is refused for a person outside the household, and before birth', async () => {
      const { home, daughter } = await oldMotherAndDaughter(app);
      const stranger = await createResident(app.db, app.ward, { household: await createHousehold(app.db, app.ward) });
      const post = (form: object) => record(home, { kind: 'disabled', ...form });
      expect(read(await post({ subject: stranger.id }))('#subject-error').text()).toContain('không còn ở trong hộ');
      const unborn = await post({ subject: daughter.id, validFrom: '01/01/1972', lastDay: '' });
      expect(read(unborn)('#validFrom-error').text()).toContain('trước ngày sinh');
      const where = { residentId: { in: [stranger.id, daughter.id] } };
      expect(await app.db.prisma.priorityFact.count({ where })).toBe(0);
    });

    it.each([
      ['poor', 'hộ nghèo'],
      ['near_poor', 'hộ nghèo'],
    ])('as %s beside a current %s is refused with what exists and what to do', async (kind, label) => {
      const { home } = await oldMotherAndDaughter(app);
      await createFact(app, { householdId: home.id }, { kind: 'poor', validTo: '2026-11-01' });
      const post = (validFrom: string) => record(home, { kind, validFrom });
      const refused = await post('31/10/2026');
      expect(refused.status).toBe(422);
      expect(read(refused)('#validFrom-error').text()).toContain(`Đã ghi ${label} từ 01/01/2026 đến hết 31/10/2026`);
      expect(read(refused)('#validFrom-error').text()).toContain('Chọn từ ngày 01/11/2026 trở đi');
      expect((await post('01/11/2026')).status).toBe(303);
    });

    it('by two people at the same moment is saved once, and the second person is told', async () => {
      const { home } = await oldMotherAndDaughter(app);
      const answers = await Promise.all(
        [staff, await app.as('admin')].map((agent) =>
          agent.post(`/households/${home.id}/priority-facts`, { id: randomUUID(), ...poor }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 422]);
      expect(await factsOf(home.id)).toHaveLength(1);
    });

    it('is saved while others write about the same people, and so are their changes', async () => {
      const { home, daughter } = await oldMotherAndDaughter(app);
      const url = `/residents/${daughter.id}/relation`;
      const statuses: number[] = [];
      for (const relation of ['niece', 'child', 'niece', 'child', 'niece', 'child']) {
        const form = { ...(await formOf(staff, url)), relation, since: '' };
        const facts = [1, 2, 3].map(() => record(home, { kind: 'disabled', subject: daughter.id }));
        const relations = [1, 2, 3].map(() => staff.post(url, form));
        statuses.push(...(await Promise.all([...facts, ...relations])).map(({ status }) => status));
      }
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
    });
  });

  describe('that is over', () => {
    it('ends on the given day, once, and stays in the history', async () => {
      const { home, fact } = await poorHome();
      for (let sending = 0; sending < 2; sending += 1)
        expect((await staff.post(`/priority-facts/${fact.id}/ending`, { endsOn: '31/10/2026' })).status).toBe(303);
      expect(await stored(fact.id)).toMatchObject({ endedBy: app.users.staff.id, version: 2 });
      expect(iso((await stored(fact.id)).validTo)).toBe('2026-11-01');
      expect(await actionsOn(app, fact.id)).toEqual(['priority-fact.end']);
      const page = await staff.get(`/households/${home.id}`);
      expect(words(page)).toContain('Các diện đã qua, sắp tới (1)');
      expect(read(page)('.tag-need').text()).not.toContain('Hộ nghèo');
      expect(words(await staff.post(`/priority-facts/${fact.id}/ending`, { endsOn: '30/09/2026' }))).toContain(
        'hưởng đến hết 31/10/2026',
      );
    });

    it('cannot end before it began', async () => {
      const { fact } = await poorHome();
      const refused = await staff.post(`/priority-facts/${fact.id}/ending`, { endsOn: '31/12/2025' });
      expect(refused.status).toBe(422);
      expect(read(refused)('#endsOn-error').text()).toContain('Nếu ghi nhầm thì rút lại');
      expect(await stored(fact.id)).toMatchObject({ validTo: null, version: 1 });
    });
  });

  describe('that was recorded wrongly', () => {
    it('is corrected, and saving the stored values changes nothing', async () => {
      const { home, fact } = await poorHome();
      const url = `/priority-facts/${fact.id}/edit`;
      const form = await formOf(staff, url);
      expect((await staff.post(url, form)).status).toBe(303);
      expect(await stored(fact.id)).toMatchObject({ version: 1 });
      const moved = await staff.post(url, { ...form, validFrom: '01/02/2026', lastDay: '31/12/2026' });
      expect(moved.headers.location).toBe(`/households/${home.id}`);
      expect(await stored(fact.id)).toMatchObject({ version: 2, endedBy: app.users.staff.id });
      expect(await actionsOn(app, fact.id)).toEqual(['priority-fact.correct']);
      const [event] = await app.db.prisma.auditEvent.findMany({ where: { subjectId: fact.id } });
      expect((event!.details as { changes: unknown }).changes).toEqual([
        { field: 'validFrom', before: '2026-01-01', after: '2026-02-01' },
        { field: 'lastDay', before: null, after: '2026-12-31' },
      ]);
    });

    it('is not corrected to a day before birth', async () => {
      const { daughter } = await oldMotherAndDaughter(app);
      const fact = await createFact(app, { residentId: daughter.id }, { kind: 'disabled' });
      const url = `/priority-facts/${fact.id}/edit`;
      const refused = await staff.post(url, { ...(await formOf(staff, url)), validFrom: '02/04/1972' });
      expect(refused.status).toBe(422);
      expect(read(refused)('#validFrom-error').text()).toContain('trước ngày sinh');
      expect(await stored(fact.id)).toMatchObject({ version: 1 });
      expect((await staff.post(url, { ...(await formOf(staff, url)), validFrom: '03/04/1972' })).status).toBe(303);
    });

    it('corrected by two people at once shows both versions', async () => {
      const { fact } = await poorHome();
      const url = `/priority-facts/${fact.id}/edit`;
      const form = await formOf(staff, url);
      await (await app.as('admin')).post(url, { ...form, sourceNote: 'QĐ 13/QĐ-UBND ngày 06/01/2026' });
      const conflict = await staff.post(url, { ...form, lastDay: '31/12/2026' });
      expect(conflict.status).toBe(409);
      for (const text of ['QĐ 13/QĐ-UBND', 'QĐ 12/QĐ-UBND', '31/12/2026', 'Lê Thị Quản'])
        expect(words(conflict)).toContain(text);
      const keep = fieldsOf(conflict);
      expect((await staff.post(url, keep)).status).toBe(303);
      expect(await stored(fact.id)).toMatchObject({ sourceNote: 'QĐ 12/QĐ-UBND ngày 05/01/2026', version: 3 });
    });

    it('is not moved over another one of its kind', async () => {
      const { home } = await oldMotherAndDaughter(app);
      await createFact(app, { householdId: home.id }, { kind: 'poor', validFrom: '2025-01-01', validTo: '2026-01-01' });
      const fact = await createFact(app, { householdId: home.id }, { kind: 'poor' });
      const url = `/priority-facts/${fact.id}/edit`;
      const refused = await staff.post(url, { ...(await formOf(staff, url)), validFrom: '01/12/2025' });
      expect(refused.status).toBe(422);
      expect(read(refused)('#validFrom-error').text()).toContain('từ 01/01/2025 đến hết 31/12/2025');
      expect(iso((await stored(fact.id)).validFrom)).toBe('2026-01-01');
    });

    it('of the wrong person is withdrawn with a reason, holds on no day, and frees its period', async () => {
      const { home, fact } = await poorHome();
      const url = `/priority-facts/${fact.id}/withdrawal`;
      expect((await staff.post(url, { reason: '  ' })).status).toBe(422);
      for (let sending = 0; sending < 2; sending += 1)
        expect((await staff.post(url, { reason: 'nhầm với hộ bên cạnh' })).status).toBe(303);
      const withdrawn = { withdrawnReason: 'nhầm với hộ bên cạnh', validTo: fact.validFrom, version: 2 };
      expect(await stored(fact.id)).toMatchObject(withdrawn);
      expect(await actionsOn(app, fact.id)).toEqual(['priority-fact.withdraw']);
      expect((await getDoorFacts(app.db, app.ward.id, [home.id], '2026-11-26')).get(home.id)!.priority).toEqual([]);
      expect(words(await staff.get(`/households/${home.id}`))).toContain(
        'Trần Văn Phòng rút lại 26/11/2026 vì ghi nhầm: nhầm với hộ bên cạnh',
      );
      expect((await staff.post(`/priority-facts/${fact.id}/ending`, { endsOn: '31/10/2026' })).status).toBe(422);
      expect((await record(home)).status).toBe(303);
    });
  });

  it('is a reason to knock: of the household, or of a resident who lives there, on the day of the round', async () => {
    const [{ home, mother }, other] = [await oldMotherAndDaughter(app), await oldMotherAndDaughter(app)];
    await createFact(app, { householdId: home.id }, { kind: 'poor' });
    await createFact(app, { residentId: mother.id }, { kind: 'disabled', validFrom: '2026-11-26' });
    await createFact(app, { householdId: other.home.id }, { kind: 'poor', validTo: '2026-11-01' });
    const facts = await getDoorFacts(app.db, app.ward.id, [home.id, other.home.id], '2026-11-26');
    expect(facts.get(home.id)!.priority.toSorted()).toEqual(['disabled', 'poor']);
    expect(facts.get(other.home.id)!.priority).toEqual([]);
  });

  it('is shown to an officer without a link to change it', async () => {
    const { home, fact } = await poorHome();
    const page = read(await (await app.as('officer')).get(`/households/${home.id}`));
    expect(page(`a[href="/priority-facts/${fact.id}/edit"]`)).toHaveLength(0);
  });
});
