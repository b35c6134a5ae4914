import {
  createGroup,
  createHousehold,
  createResident,
  createService,
  createUse,
  createVisit,
} from '../../../support/factories';
import { read, testApp, words, type TestApp, textsOf } from '../../../support/test-app';

describe('the chairman’s page', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  async function use(
    residentId: string,
    serviceId: string,
    usedOn: string,
    how: 'alone' | 'with_help' | 'by_relative' | 'done_for' = 'with_help',
  ) {
    await createUse(app.db, app.ward, { residentId, serviceId, usedOn, how });
  }

  test('shows a helpful page while the register is empty', async () => {
    const chairman = await app.as('chairman');
    const page = await chairman.get('/reports');
    expect(page.status).toBe(200);
    expect(words(page)).toContain('Không có thay đổi rõ rệt, không có việc quá hạn.');
    expect(words(page)).toContain('Chưa có hộ nào');
    // A card without a value is not drawn.
    expect(words(page)).not.toMatch(/chưa tính|Cửa đã gặp, 12 tháng|Đội làm thay/);
  });

  test('counts doors, people and uses by their definitions, and every figure opens the list behind it', async () => {
    const { db, ward, users } = app;
    const group = await createGroup(db, ward, '12');
    const service = await createService(db, ward, { name: 'Đăng ký tạm trú' });
    const door = (number: string, given: object = {}) =>
      createHousehold(db, ward, { address: `${number} Phạm Hồng Thái`, residentialGroupId: group.id, ...given });
    const person = (household: { id: string }, fullName: string, birthDate: string, given: object = {}) =>
      createResident(db, ward, { household, fullName, birthDate, ...given });
    const [home, shut] = [await door('48'), await door('50')];
    await door('52', { occupancy: 'vacant' });
    const vi = await person(home, 'Nguyễn Thị Vi', '1948-01-01', { vneidLevel: 'level_2' });
    const long = await person(home, 'Trần Đức Long', '2008-11-26', { relation: 'child' });
    const child = await person(home, 'Trần Bé', '2008-11-27', { relation: 'child' });
    const helpedOnly = await person(shut, 'Lê Thị Sáu', '1950-01-01');
    const away = { relation: 'other', residenceStatus: 'moved_out' };
    const gone = await person(shut, 'Phạm Văn Đi', '1970-01-01', away);
    const visit = (household: { id: string }, given: object = {}) =>
      createVisit(db, ward, { household, by: users.officer, ...given });
    await visit(home);
    await visit(home, { arrivedAt: new Date('2026-11-21T12:00:00Z') });
    await visit(shut, { outcome: 'nobody_home' });
    await use(vi.id, service.id, '2026-11-20');
    await use(vi.id, service.id, '2026-10-01', 'alone');
    await use(long.id, service.id, '2025-11-26'); // one day too old
    await use(child.id, service.id, '2026-11-20', 'alone'); // not an adult until tomorrow
    await use(helpedOnly.id, service.id, '2026-11-20', 'done_for');
    await use(gone.id, service.id, '2026-11-20', 'alone');

    const chairman = await app.as('chairman');
    // The rows above were written past the services: one change through a service makes the figures recompute.
    await db.prisma
      .$executeRaw`INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) VALUES (${ward.id}::uuid, now(), 'kiểm thử', 'test.change', true, 'ward')`;
    const page = await chairman.get('/reports');
    const text = words(page);
    expect(text).toContain('1 trên 2 cửa đang có người ở');
    expect(text).toContain('1 trên 3 người từ 18 tuổi');
    expect(text).toContain('33,3 %');
    expect(text).toContain(
      'Không tính: chỉ được đội làm thay 1 người; mới cài đặt hay tra cứu 0 người (một người có thể ở cả hai).',
    );

    for (const link of read(page)('main a[href^="/reports/"]').toArray()) {
      const list = await chairman.get(link.attribs.href!);
      expect([link.attribs.href, list.status]).toEqual([link.attribs.href, 200]);
    }
    expect(words(await chairman.get('/reports/adults?use=own'))).toMatch(/1 người từ 18 tuổi.*Nguyễn Thị Vi/);
    expect(words(await chairman.get('/reports/adults?use=own'))).not.toContain('Trần Đức Long');
    expect(words(await chairman.get('/reports/adults?use=done_for_only'))).toContain('Lê Thị Sáu');
    expect(words(await chairman.get('/reports/adults?use=own&until=2026-11-25'))).toMatch(
      /từ 26\/11\/2025 đến 25\/11\/2026.*Trần Đức Long/,
    );
    expect(words(await chairman.get(`/reports/doors?reached=no&group=${group.id}`))).toMatch(
      /1 cửa đang có người ở.*50 Phạm Hồng Thái/,
    );
    expect(words(await chairman.get('/reports/visits'))).toContain('5 lượt'); // in two of them the team guided one resident and did it for another
    expect(words(await chairman.get('/reports/visits?reached=yes'))).toContain('1 hộ khác nhau');
  });

  test('the list of people the team did everything for matches its figure, even if that is 0', async () => {
    const chairman = await app.as('chairman');
    const page = await chairman.get('/reports');
    const links = read(page)('a[href^="/reports/adults"][href*="how=done_for"]').toArray();
    const figures = links.map((link) => read(page)(link).text().trim());
    expect(figures).toEqual(['1']);
    expect(words(await chairman.get(links[0]!.attribs.href!))).toContain('1 người từ 18 tuổi');
    const service = await createService(app.db, app.ward, { name: 'Đăng ký kết hôn' });
    expect(words(await chairman.get(`/reports/adults?use=all&how=done_for&service=${service.id}`))).toContain(
      '0 người từ 18 tuổi',
    );
  });

  test('the trend ends at the figure above it', async () => {
    const page = await (await app.as('chairman')).get('/reports');
    const newest = read(page)('#weeks tbody tr').first().text().replace(/\s+/g, ' ');
    expect(newest).toContain('1 / 3');
    expect(newest).toContain('33,3 %');
  });

  test('shows nothing of another ward, and refuses its ids', async () => {
    const other = await app.as('chairman', 'other');
    expect(words(await other.get('/reports'))).toContain('Chưa có hộ nào');
    expect(words(await other.get('/reports/adults?use=all'))).not.toContain('Nguyễn Thị Vi');
    const group = await app.db.prisma.residentialGroup.findFirstOrThrow({ where: { wardId: app.ward.id } });
    expect((await other.get(`/reports/adults?group=${group.id}`)).status).toBe(404);
  });

  test('a list with a nonsense filter is a list, not an error', async () => {
    const chairman = await app.as('chairman');
    const days = ['until=31/2', 'until=0000-05-05', 'until=0001-01-01'];
    const others = ['use=%27', 'group=x', 'after=y&page=-2', 'use=own&use=none', 'how=x'];
    for (const query of [...days, ...others]) expect((await chairman.get(`/reports/adults?${query}`)).status).toBe(200);
    for (const list of ['visits', 'files', 'helped'])
      expect((await chairman.get(`/reports/${list}?from=0000-01-01`)).status).toBe(200);
  });

  test('opening a list of people is recorded in the audit chain', async () => {
    await (await app.as('chairman')).get('/reports/adults?use=own');
    const event = await app.db.prisma.auditEvent.findFirst({
      where: { chainId: app.ward.id, action: 'report.list' },
      orderBy: { seq: 'desc' },
    });
    expect(event).toMatchObject({ actorName: 'Vũ Văn Tịch', isChange: false, subjectId: 'adults' });
  });

  test('paging through many people in Vietnamese order neither loses nor repeats one', async () => {
    const home = await createHousehold(app.db, app.ward, { address: '2 Trúc Bạch' });
    for (const name of ['An', 'Ân', 'Ăn', 'Áp', 'Đào', 'Dung']) {
      for (let index = 0; index < 10; index += 1)
        await createResident(app.db, app.ward, {
          fullName: `Vũ Thị ${name}`,
          household: home,
          relation: index + name === '0An' ? 'head' : 'other',
        });
    }
    const chairman = await app.as('chairman');
    const seen: string[] = [];
    let href: string | undefined = '/reports/adults?use=all';
    while (href) {
      const page = await chairman.get(href);
      seen.push(...textsOf(read(page)('tbody tr td:first-child')));
      href = read(page)('a[rel=next]').attr('href');
      // Addresses end up in histories and logs: no name in them.
      expect(href ?? '').toMatch(/^(?:\/reports\/adults\?use=all&after=[0-9a-f-]{36}&page=\d)?$/);
    }
    expect(seen).toHaveLength(63);
    const order = [...new Set(seen)].filter((name) => name.startsWith('Vũ Thị'));
    expect(order).toEqual(['An', 'Áp', 'Ăn', 'Ân', 'Dung', 'Đào'].map((name) => `Vũ Thị ${name}`));
  });
});
