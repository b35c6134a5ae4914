import { createHousehold, createResident, createService, createUse, createVisit } from '../../../support/factories';
import { INDICATORS } from '../../../../src/features/adoption/indicators/indicators';
import { read, sharedAgent, sharedApp, textsOf, THURSDAY_MORNING } from '../../../support/test-app';

// The figures of a month stand on its last day, or on today in the current month.

const app = sharedApp();
const chairman = sharedAgent(app, 'chairman');
beforeAll(async () => {
  const { db, ward, users } = app;
  await db.prisma.ward.update({ where: { id: ward.id }, data: { createdAt: new Date('2026-11-01T02:00:00Z') } });
  const service = await createService(db, ward, { isEssential25: true });
  const household = await createHousehold(db, ward);
  const residentId = (await createResident(db, ward, { household, birthYear: 1950 })).id;
  await createVisit(db, ward, { household, by: users.officer, arrivedAt: new Date('2026-10-31T12:00:00Z') });
  await createVisit(db, ward, { household, by: users.officer, arrivedAt: new Date('2026-11-02T12:00:00Z') });
  await createUse(db, ward, { residentId, serviceId: service.id, usedOn: '2026-11-02', how: 'alone' });
});

const shown = async (query: string) => {
  const page = read(await chairman.get(`/reports${query}`));
  return {
    title: page('h1').text(),
    selected: page('#month option[selected]').attr('value'),
    context: page('.report-note').first().text(),
    visits: page('.activity a').first().text(),
    users: page('.answer-others .answer-brief').first().text(),
    href: page('.answer-others a').first().attr('href'),
  };
};

test('a past month is shown as of its last day, and its links say so', async () => {
  expect(await shown('?month=2026-10')).toMatchObject({
    title: 'Phường Ba Đình, tháng 10/2026',
    selected: '2026-10',
    visits: '1',
    users: expect.stringContaining('0 trên 1 người từ 18 tuổi'),
    href: '/reports/adults?use=own&until=2026-10-31',
  });
  expect((await shown('?month=2026-10')).context).toBe(
    'Số liệu đến hết ngày 31/10/2026, 30 ngày đầu tháng so với 30 ngày đầu tháng 9. Ai ở phường, cửa nào có người ở theo sổ ngày 26/11/2026. Sổ bắt đầu từ 31/10/2026.',
  );
});

test('the current month is shown as of today', async () => {
  const now = await shown('');
  expect(now).toMatchObject({
    title: 'Phường Ba Đình, tháng 11/2026',
    context: 'Số liệu đến hôm nay 26/11, so với 26 ngày đầu tháng 10. Tháng chưa hết. Sổ bắt đầu từ 31/10/2026.',
    visits: '1',
    users: expect.stringContaining('1 trên 1 người từ 18 tuổi'),
    href: '/reports/adults?use=own&until=2026-11-26',
  });
  expect(await shown('?month=2026-11')).toEqual(now);
});

test('the first days of a month speak of the month before, and say so', async () => {
  const said = async () => {
    const page = read(await (await app.as('chairman')).get('/reports'));
    return [page('.page-head-context').text(), page('h1').text()];
  };
  app.setNow(new Date('2026-12-03T02:00:00Z'));
  expect(await said()).toEqual(['đến 03/12; các câu đầu nói về tháng 11/2026', 'Phường Ba Đình, tháng 12/2026']);
  app.setNow(new Date('2026-12-04T02:00:00Z'));
  expect(await said()).toEqual(['đến 04/12', 'Phường Ba Đình, tháng 12/2026']);
  app.setNow(THURSDAY_MORNING);
});

test.each(['2026-12', '2031-01', '2020-01', '2026-13', '2026-1', '%27', '', 'x&month=y'])(
  'month=%s is no month that can be shown: the page shows the current one and says so',
  async (month) => {
    expect(await shown(`?month=${month}`)).toEqual(await shown(''));
  },
);

test('a month before the first entry of the book has no figures, and the page says why', async () => {
  const answer = await chairman.get('/reports?month=2026-09');
  const page = read(answer);
  expect([answer.status, page('h1').text()]).toEqual([200, 'Phường Ba Đình, tháng 9/2026']);
  expect(page('.empty-state').text()).toMatch(
    /Tháng 9\/2026 phường chưa có sổ\s+Sổ của phường bắt đầu từ ngày 31\/10\/2026\..*chưa biết, không phải bằng 0/,
  );
  expect(page('main a[href^="/reports/"]')).toHaveLength(0);
  expect(page('main').text()).not.toMatch(/\d %|\d trên \d/);
  expect(page('#month option[selected]').text()).toBe('Tháng 9/2026 (chưa có sổ)');
  expect(page('#month option[value="2026-10"]').text()).toBe('Tháng 10/2026');
  const first = page('.empty-state a');
  expect([first.text(), first.attr('href')]).toEqual(['Xem tháng 10/2026, tháng đầu của sổ', '/reports?month=2026-10']);
});

test('a ward that has written nothing yet sees today, and no month before', async () => {
  const ward = await app.db.prisma.ward.findFirstOrThrow({ where: { id: { not: app.ward.id } } });
  await app.db.prisma.ward.update({ where: { id: ward.id }, data: { createdAt: new Date('2026-11-25T18:00:00Z') } });
  const other = await app.as('chairman', 'other');
  expect(read(await other.get('/reports'))('#question')).toHaveLength(1);
  expect(read(await other.get('/reports?month=2026-10'))('.empty-state').text()).toContain('từ ngày 26/11/2026');
});

test('every change is seen at once, in whatever month the reader looks at', async () => {
  await shown('?month=2026-10');
  const household = await createHousehold(app.db, app.ward);
  const arrivedAt = new Date('2026-10-05T12:00:00Z');
  await createVisit(app.db, app.ward, { household, by: app.users.officer, arrivedAt });
  await app.db.prisma
    .$executeRaw`INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) VALUES (${app.ward.id}::uuid, now(), 'kiểm thử', 'test.change', true, 'ward')`;
  expect((await shown('?month=2026-10')).visits).toBe('2');
});

test('the page "Cách tính" defines every figure, and the overview leads there', async () => {
  expect(read(await chairman.get('/reports'))('a[href="/reports/indicators"]').text()).toBe('Cách tính');
  const page = read(await chairman.get('/reports/indicators'));
  expect(textsOf(page('h2'))).toEqual(Object.values(INDICATORS).map(({ name }) => name));
  expect(page('dl').first().text()).toMatch(/Đếm.*Trên.*Đơn vị.*Khoảng thời gian.*Nguồn.*Giới hạn/s);
});
