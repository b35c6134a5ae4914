import { createHelp } from '../../../support/casework-factories';
import {
  createGroup,
  createHousehold,
  createResident,
  createService,
  createUse,
  createVisit,
} from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp, attributesOf, textsOf } from '../../../support/test-app';
import { createFact } from '../../../support/worlds/casework';

describe('progress with the residents who need help most', () => {
  let app: TestApp;
  let chairman: TestAgent;
  beforeAll(async () => {
    app = await testApp();
    chairman = await app.as('chairman');
    const { db, ward, users } = app;
    const group = await createGroup(db, ward, '12');
    const home = await createHousehold(db, ward, { address: '48 Phạm Hồng Thái', residentialGroupId: group.id });
    const person = (fullName: string, birthYear: number, given: object = {}) =>
      createResident(db, ward, { fullName, birthYear, household: home, ...given });
    const met = await person('Đã Gặp', 1940);
    const helped = await person('Đã Giúp', 1942, { relation: 'wife' });
    await person('Đã Đi', 1941, { relation: 'sibling', residenceStatus: 'absent' });
    await person('Chưa Gặp', 1944, { household: await createHousehold(db, ward) });
    await createFact(app, { householdId: home.id }, { kind: 'poor' });
    await createFact(app, { residentId: met.id }, { kind: 'disabled' });
    const visit = await createVisit(db, ward, { household: home, by: users.officer });
    for (const residentId of [met.id, helped.id])
      await db.prisma.visitPresence.create({ data: { visitId: visit.id, residentId, wardId: ward.id } });
    const service = await createService(db, ward);
    await createHelp(app, { visitId: visit.id, residentId: helped.id, publicServiceId: service.id });
  });
  afterAll(() => app.close());

  const rowOf = async (agent: TestAgent, label: string) => {
    const page = read(await agent.get('/reports/needs'));
    const row = page('tbody tr').filter((_, each) => page(each).find('th').contents().first().text() === label);
    return {
      cells: textsOf(page(row.find('td'))),
      links: attributesOf(page(row.find('a')), 'href'),
    };
  };

  test('shows how many residents with each need were met and helped, and each figure opens its list', async () => {
    const { cells, links } = await rowOf(chairman, 'Từ 80 tuổi');
    expect(cells).toEqual(['3', '2', '66,7 %', '1']);
    const namesOn = async (link: string) => {
      const page = read(await chairman.get(link));
      return textsOf(page('tbody td:first-child'));
    };
    expect(await Promise.all([...links, '/reports/needy?need=aged_80&state=not_met'].map(namesOn))).toEqual([
      ['Chưa Gặp', 'Đã Gặp', 'Đã Giúp'],
      ['Đã Gặp', 'Đã Giúp'],
      ['Đã Giúp'],
      ['Chưa Gặp'],
    ]);
    expect((await rowOf(chairman, 'Hộ nghèo')).cells).toEqual(['2', '2', '100,0 %', '1']);
  });

  test('hides health needs from users who do not work with the person', async () => {
    expect(await rowOf(chairman, 'Người khuyết tật')).toEqual({ cells: ['1', '1', '100,0 %', '0'], links: [] });
    expect((await chairman.get('/reports/needy?need=disabled')).status).toBe(403);
    const staff = await app.as('staff');
    expect((await rowOf(staff, 'Người khuyết tật')).links).toHaveLength(3);
    expect(words(await staff.get('/reports/needy?need=disabled'))).toContain('Đã Gặp');
  });

  test('ignores unknown query values, and shows nothing of another ward', async () => {
    expect((await chairman.get('/reports/needy?need=rich&state=asleep')).status).toBe(200);
    expect(words(await (await app.as('chairman', 'other')).get('/reports/needy?need=aged_80'))).toContain(
      'Chưa có ai trong danh sách này',
    );
  });

  test('shows who helps whom: each figure counts the list that it opens', async () => {
    const { db, ward, users } = app;
    const staff = await app.as('staff');
    const idOf = async (fullName: string) => (await db.prisma.resident.findFirstOrThrow({ where: { fullName } })).id;
    const tied = await idOf('Đã Gặp');
    const [by, today] = [users.officer.id, new Date('2026-11-26')];
    const tie = {
      ...{ wardId: ward.id, name: 'Lê Nam', phone: '0912345678' },
      ...{ validFrom: today, recordedBy: by, recordedAt: today },
    };
    const figures = async (agent: TestAgent) => {
      const page = read(await agent.get('/reports/needs'));
      const rows = page('h2:contains("Ai giúp ai") ~ table tr').toArray();
      return rows.map((row) => ({
        said: page(row).find('td').first().text(),
        href: page(row).find('a').attr('href') ?? '',
      }));
    };
    const saidBy = async (agent: TestAgent) => (await figures(agent)).map(({ said }) => said);
    const helper = await db.prisma.digitalHelper.create({ data: { ...tie, helpedId: tied } });
    await createResident(db, ward, { household: await createHousehold(db, ward, { occupancy: 'vacant' }) });
    expect(await saidBy(chairman)).toEqual(['0 trên 2', '0 trên 4', '0 trên 0']);
    const listed = async (href: string) => {
      const page = await staff.get(href);
      expect(page.status).toBe(200);
      return read(page)('tbody tr').length;
    };
    expect(await listed('/lists/residents?helper=unasked')).toBe(1);

    await db.prisma.digitalHelper.update({ where: { id: helper.id }, data: { agreedOn: today, agreedHeardBy: by } });
    expect(await saidBy(chairman)).toEqual(['1 trên 2', '1 trên 4', '0 trên 0']);
    const other = await idOf('Chưa Gặp');
    const service = await createService(db, ward);
    await createUse(db, ward, { residentId: other, serviceId: service.id, usedOn: '2026-11-20', how: 'alone' });
    const { householdId } = await db.prisma.householdMembership.findFirstOrThrow({ where: { residentId: tied } });
    const { id: visitId } = await createVisit(db, ward, { household: { id: householdId }, by: users.officer });
    const line = { visitId, residentId: tied, publicServiceId: service.id, result: 'submitted' as const };
    for (const [position, helpLevel] of (['by_relative', 'handed_over', 'guided'] as const).entries())
      await createHelp(app, { ...line, position, helpLevel });
    const shown = await figures(staff);
    expect(shown.map(({ said }) => said)).toEqual(['2 trên 2', '1 trên 4', '2 trên 3']);
    expect(await Promise.all(shown.map(({ href }) => listed(href)))).toEqual([2, 1, 2]);
    expect(await listed('/lists/residents?helper=no')).toBe(3);
    expect(await listed('/lists/residents?helper=handed_over')).toBe(1);
    expect(await listed('/lists/households?able=no')).toBe(1);

    await db.prisma.digitalHelper.update({ where: { id: helper.id }, data: { validTo: today } });
    expect((await saidBy(chairman)).slice(0, 2)).toEqual(['1 trên 2', '0 trên 4']);
  });
});
