import { randomUUID } from 'node:crypto';
import { createHousehold, createRequest, createResident, createVisit } from '../../support/factories';
import { formOf } from '../../support/forms';
import { appForEach, read, type TestAgent, textsOf, words } from '../../support/test-app';
import { eveningRound, street } from '../../support/worlds/rounds';

// The first page after signing in.

const app = appForEach();

/** The lines of the page: number, what, and where the button leads. */
async function tasks(agent: TestAgent): Promise<[string, string, string | undefined][]> {
  const page = read(await agent.get('/today'));
  return page('.tasks-list li')
    .toArray()
    .map((line) => [
      page(line).find('.tasks-count').text(),
      page(line).find('.tasks-what b').text(),
      page(line).find('a.btn').attr('href'),
    ]);
}

const menuOf = (page: ReturnType<typeof read>) => page('.top-nav a').text().replace(/\s+/g, ' ');

test('the office sees what waits, each with a number and a way to do it; nothing waiting is one quiet line', async () => {
  const staff = await app.as('staff');
  const household = await createHousehold(app.db, app.ward, { houseNumber: '5' });
  const by = app.users.staff;
  await createRequest(app.db, app.ward, { household, by, isAccepted: false });
  const late = { household, by, receivedOn: '2026-11-10', promisedBy: '2026-11-20' } as const;
  await createRequest(app.db, app.ward, late);
  await createRequest(app.db, app.ward, { ...late, isAccepted: false });
  const found = await tasks(staff);
  expect(found).toContainEqual(['2', 'đề nghị quá hạn, chưa có buổi', '/requests?view=overdue']);
  expect(found).toContainEqual(['1', 'đề nghị chưa nhận', '/requests?view=new']);
  expect(found).toContainEqual(['1', 'số Cổng công bố chưa nhập', '/official-counts']);
  const page = await staff.get('/today');
  expect(words(page)).toMatch(/đề nghị quá hạn, chưa có buổi.*\(6.ngày\) · .*\(6.ngày\) Xem và xếp/);
  expect(words(page)).toContain('; thêm 1 đã quá hạn, kể ở trên');
  expect(textsOf(read(page)('.tasks h2'))).toEqual(['Quá hạn, gấp', 'Hôm nay', 'Khi rảnh']);
  expect(read(page)('main .btn-primary').attr('href')).toBe('/requests?view=overdue');
  expect(read(page)('.tasks-quiet').text()).toMatch(/Không có: .*nghi trùng/);
  expect(menuOf(read(page))).toMatch(/Hôm nay \d+ việc chờ.*Đề nghị 3 việc chờ/);
});

test('the last month waits to be closed from its first working day on', async () => {
  const household = await createHousehold(app.db, app.ward);
  const arrivedAt = new Date('2026-10-20T12:00:00Z');
  await createVisit(app.db, app.ward, { household, by: app.users.officer, arrivedAt });
  const line = ['1', 'tháng chưa chốt', '/month-closings'];
  app.setNow(new Date('2026-11-01T02:00:00Z'));
  expect(await tasks(await app.as('staff'))).not.toContainEqual(line);
  app.setNow(new Date('2026-11-02T02:00:00Z'));
  const staff = await app.as('staff');
  expect(await tasks(staff)).toContainEqual(line);
  await staff.post('/month-closings', { month: '2026-10-01', revision: '1' });
  expect(await tasks(staff)).not.toContainEqual(line);
});

test('what the law gives days or hours for waits until it is done, also for the chairman', async () => {
  const staff = await app.as('staff');
  const chairman = await app.as('chairman');
  const rights = async (agent: TestAgent) => (await tasks(agent)).filter(([, what]) => what.includes('dữ liệu'));
  expect(await rights(staff)).toEqual([]);
  const ask = (kind: string, receivedOn: string) =>
    staff.post('/data-requests', { id: randomUUID(), kind, askedBy: 'ông Trần Văn Lạ', what: '', receivedOn });
  await ask('view', '02/11/2026');
  await ask('erase', '24/11/2026');
  const breach = { id: randomUUID(), discoveredOn: '25/11/2026', discoveredTime: '08:00', what: 'Mất máy' };
  expect((await staff.post('/breaches', breach)).status).toBe(303);
  const lines = [
    ['2', 'yêu cầu về dữ liệu, phản ánh', '/data-requests'],
    ['1', 'sự cố dữ liệu, đồng hồ 72 giờ đang chạy', '/breaches'],
  ];
  for (const agent of [staff, chairman]) expect(await rights(agent)).toEqual(lines);
  const page = words(await staff.get('/today'));
  expect(page).toContain('Còn 47 giờ');
  expect(page).toContain('Quá hạn: 1 · Đến hạn trong 2 ngày làm việc: 1');
  expect(await rights(await app.as('officer'))).toEqual([]);
});

test('the sheet of the log’s head waits for the administrator from the first working day until it is opened', async () => {
  await eveningRound(app);
  const line = ['1', 'tờ niêm phong nhật ký của tháng này chưa in', '/audit/head'];
  app.setNow(new Date('2026-10-20T02:00:00Z'));
  expect(await tasks(await app.as('admin'))).not.toContainEqual(line);
  app.setNow(new Date('2026-11-01T02:00:00Z'));
  expect(await tasks(await app.as('admin'))).not.toContainEqual(line);
  app.setNow(new Date('2026-11-02T02:00:00Z'));
  const admin = await app.as('admin');
  expect(await tasks(await app.as('staff'))).not.toContainEqual(line);
  expect(await tasks(admin)).toContainEqual(line);
  await admin.get('/audit/head'); // no change of the ward
  expect(await tasks(admin)).not.toContainEqual(line);
});

test('a list that was read waits until the office confirms it, also while nothing else happens in the ward', async () => {
  await eveningRound(app);
  const staff = await app.as('staff');
  const file = { fileName: 'ho-dan.xlsx', fileSha256: Buffer.alloc(32), status: 'previewed' } as const;
  const { id } = await app.db.prisma.importRun.create({
    data: { wardId: app.ward.id, ...file, createdBy: app.users.staff.id, createdAt: new Date() },
  });
  const line = ['1', 'danh sách chờ xác nhận', '/imports'];
  expect(await tasks(staff)).toContainEqual(line);
  expect((await staff.post(`/imports/${id}/confirmation`)).status).toBe(303);
  expect(await tasks(staff)).not.toContainEqual(line);
});

test('every number of the office is as long as the list that it opens', async () => {
  const households = await street(app, 3);
  for (const household of households) await createResident(app.db, app.ward, { household, birthYear: 1950 });
  const [startsAt, endsAt] = [new Date('2026-11-24T11:30:00Z'), new Date('2026-11-24T13:45:00Z')];
  await eveningRound(app, { households, startsAt, endsAt });
  app.setNow(new Date('2026-11-26T02:00:00Z'));
  const staff = await app.as('staff');
  const late = (await tasks(staff)).find(([, what]) => what === 'việc cần theo dõi quá hạn');
  expect(late).toEqual(['3', expect.any(String), '/waiting?state=late']);
  expect(words(await staff.get('/today'))).toMatch(/Cửa chưa ghi kết quả: 3; quá lâu nhất 2.ngày/);
  expect(words(await staff.get(late![2]!))).toContain('3 việc');
});

test('an officer sees the doors of tonight first, and only the own work', async () => {
  app.setNow(new Date('2026-11-26T10:00:00Z'));
  const households = await street(app, 4);
  const { id } = await eveningRound(app, { households, officers: [app.users.officer] });
  const officer = await app.as('officer');
  expect((await tasks(officer))[0]).toEqual(['4', 'cửa còn phải đến hôm nay', '/tonight']);
  expect(read(await officer.get('/today'))('.tasks-list').text()).not.toContain('nghi trùng');
  const other = await app.as('officer2');
  expect((await tasks(other)).map(([, what]) => what)).not.toContain('cửa còn phải đến hôm nay');
  app.setNow(new Date('2026-11-26T15:00:00Z'));
  const afterwards = await app.as('officer');
  const due = ['4', 'việc của bạn đến hạn', expect.any(String)];
  expect((await tasks(afterwards)).map(([, what]) => what)).not.toContain('cửa còn phải đến hôm nay');
  expect(await tasks(afterwards)).toContainEqual(due);
  expect((await (await app.as('staff')).post(`/rounds/${id}/closure`, {})).status).toBe(303);
  expect(await tasks(afterwards)).not.toContainEqual(due);
});

test('the chairman sees only what waits for his own word, not what the office has to do', async () => {
  await eveningRound(app);
  const household = await createHousehold(app.db, app.ward);
  await createRequest(app.db, app.ward, { household, by: app.users.officer, isAccepted: false });
  const chairman = await app.as('chairman');
  expect(await tasks(chairman)).toEqual([]);
  expect(menuOf(read(await chairman.get('/today')))).not.toMatch(/Hôm nay \d/);
  expect(read(await chairman.get('/today'))('.page-head-actions a').attr('href')).toBe('/reports');
});

test('a new ward sees only how it is opened, each reader with the buttons of their own work, until a round is planned', async () => {
  const stepsOf = async (role: 'admin' | 'staff' | 'officer' | 'chairman') => {
    const page = read(await (await app.as(role)).get('/today'));
    expect(page('h1').text()).toBe('Mở phường');
    expect(page('.tasks-list')).toHaveLength(0);
    expect(menuOf(page)).not.toMatch(/Hôm nay \d/);
    const steps = page('.first-hour li').toArray();
    return steps.map((step) => page(step).find('a.btn').attr('href') ?? page(step).children().last().text());
  };
  expect(await stepsOf('admin')).toEqual(['xong', '/imports/new', '/rounds/new']);
  expect(await stepsOf('staff')).toEqual(['xong', '/imports/new', '/rounds/new']);
  expect(await stepsOf('officer')).toEqual(['xong', '/availability', 'Văn phòng làm', 'Văn phòng làm']);
  expect(await stepsOf('chairman')).toEqual(['xong', 'Văn phòng làm', 'Văn phòng làm']);
  await app.db.prisma.userAccount.update({ where: { id: app.users.officer2.id }, data: { disabledAt: new Date() } });
  expect(await stepsOf('admin')).toEqual(['/users/new?role=officer', '/imports/new', '/rounds/new']);
  const household = await createHousehold(app.db, app.ward);
  await createResident(app.db, app.ward, { household });
  app.setNow(new Date('2026-11-26T02:01:00Z'));
  expect(await stepsOf('staff')).toEqual(['Quản trị làm', 'xong', '/rounds/new']);
  await eveningRound(app, { households: [household] });
  app.setNow(new Date('2026-11-26T02:02:00Z'));
  expect(read(await (await app.as('staff')).get('/today'))('.first-hour')).toHaveLength(0);
});

test('a request that waits is shown also while the ward is being opened', async () => {
  const household = await createHousehold(app.db, app.ward);
  await createRequest(app.db, app.ward, { household, by: app.users.officer, isAccepted: false });
  expect((await tasks(await app.as('staff'))).map(([, what]) => what)).toContain('đề nghị chưa nhận');
});

test('the numbers of the menu follow at once what the reader at the desk does', async () => {
  const household = await createHousehold(app.db, app.ward);
  const { id } = await createRequest(app.db, app.ward, { household, by: app.users.officer, isAccepted: false });
  const staff = await app.as('staff');
  expect(menuOf(read(await staff.get('/rounds')))).toMatch(/Đề nghị 1 việc chờ/);
  expect((await staff.post(`/requests/${id}/acceptance`)).status).toBe(303);
  expect(menuOf(read(await staff.get('/rounds')))).not.toMatch(/Đề nghị \d/);
});

/** What the menu says beside an item; 0 for nothing. */
const badge = (page: ReturnType<typeof read>, href: string) =>
  Number.parseInt(page(`.top-nav a[href="${href}"] .top-count`).text() || '0', 10);
/** The number that a page begins with. */
const firstNumber = (page: ReturnType<typeof read>) =>
  Number.parseInt(/^(\d+) việc/.exec(page('.page-head-context').text())?.[1] ?? '0', 10);

test('the numbers of the menu are those with which their pages begin, for every role', async () => {
  const [first, ...households] = await street(app, 4);
  const by = app.users.officer;
  await createRequest(app.db, app.ward, { household: first!, by, isAccepted: false });
  await createRequest(app.db, app.ward, { household: first!, by, receivedOn: '2026-11-10', promisedBy: '2026-11-20' });
  const [startsAt, endsAt] = [new Date('2026-11-24T11:30:00Z'), new Date('2026-11-24T13:45:00Z')];
  await eveningRound(app, { households, startsAt, endsAt, officers: [by] });
  app.setNow(new Date('2026-11-26T02:00:00Z'));
  const found: Record<string, number[]> = {};
  for (const role of ['admin', 'staff', 'officer', 'chairman'] as const) {
    const agent = await app.as(role);
    for (const href of ['/today', '/requests', '/waiting']) {
      const page = read(await agent.get(href));
      if (page(`.top-nav a[href="${href}"]`).length === 0) continue;
      expect([role, href, badge(page, href)]).toEqual([role, href, firstNumber(page)]);
      (found[role] ??= []).push(badge(page, href));
    }
    const today = read(await agent.get('/today'));
    expect([role, today('.tasks-list a.btn').length]).toEqual([role, badge(today, '/today')]);
  }
  expect(found.staff!.slice(1)).toEqual([2, 3]);
  expect(found.officer!.slice(1)).toEqual([0, 3]);
  expect(found.chairman).toEqual([0]);
});

test('the number beside Hôm nay follows at once what was only opened, and what an officer saves', async () => {
  await eveningRound(app);
  app.setNow(new Date('2026-10-20T02:00:00Z'));
  await app.as('admin'); // the first event of the log
  app.setNow(new Date('2026-11-02T02:00:00Z'));
  const admin = await app.as('admin');
  const before = badge(read(await admin.get('/today')), '/today');
  await admin.get('/audit/head'); // no change of the ward
  const after = read(await admin.get('/today'));
  expect([badge(after, '/today'), firstNumber(after)]).toEqual([before - 1, before - 1]);
  const officer = await app.as('officer');
  expect(badge(read(await officer.get('/rounds')), '/today')).toBe(1);
  const evening = { 'windows[1][from]': '18:00', 'windows[1][to]': '21:00' };
  await officer.post('/availability', { ...(await formOf(officer, '/availability')), ...evening });
  expect(badge(read(await officer.get('/rounds')), '/today')).toBe(0);
});
