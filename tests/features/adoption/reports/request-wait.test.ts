import { createHousehold, createRequest, createVisit } from '../../../support/factories';
import { cellsOf, read, sharedAgent, sharedApp, words } from '../../../support/test-app';

// How long requests waited until the team came, those that are overdue, and the lists behind both.

const app = sharedApp();
const chairman = sharedAgent(app, 'chairman');

/** A request that a visit settled; the visit is at noon of the day. */
async function settled(receivedOn: string, metOn: string) {
  const household = await createHousehold(app.db, app.ward);
  const arrivedAt = new Date(`${metOn}T05:00:00Z`);
  const visit = await createVisit(app.db, app.ward, { household, by: app.users.officer, arrivedAt });
  const closed = { kind: 'done', visit } as const;
  await createRequest(app.db, app.ward, { household, by: app.users.staff, receivedOn, closed });
}

const cells = async (address: string) =>
  cellsOf(read(await chairman.get(address))('tbody tr'), 'td').map((row) => row.slice(-3));

test('a month without a settled request has no card of waits, and nothing is overdue', async () => {
  expect(words(await chairman.get('/reports'))).not.toMatch(/Chờ từ lúc nhờ|quá hạn mà đội/);
  expect(await cells('/reports/requests')).toEqual([]);
});

test('half of the requests waited as long as the card says, in the month in which the team came', async () => {
  await settled('2026-10-30', '2026-11-02');
  await settled('2026-11-05', '2026-11-06');
  await settled('2026-11-05', '2026-11-20');
  await settled('2026-10-01', '2026-10-11');
  const late = { household: await createHousehold(app.db, app.ward), by: app.users.staff };
  await createRequest(app.db, app.ward, { ...late, receivedOn: '2026-11-10', promisedBy: '2026-11-17' });
  // The rows above were written past the services: one change through a service makes the figures recompute.
  await app.db.prisma
    .$executeRaw`INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) VALUES (${app.ward.id}::uuid, now(), 'kiểm thử', 'test.change', true, 'ward')`;
  const page = words(await chairman.get('/reports'));
  expect(page).toMatch(/Chờ từ lúc nhờ đến lúc gặp 3 ngày ▼ 7 ngày một nửa của 3 đề nghị; quá hạn 1/);
  expect(page).toContain('1 đề nghị đã quá hạn mà đội chưa đến.');
  expect(await cells('/reports/requests?from=2026-11-01')).toEqual([
    ['05/11/2026', '20/11/2026', '15'],
    ['30/10/2026', '02/11/2026', '3'],
    ['05/11/2026', '06/11/2026', '1'],
  ]);
  expect(await cells('/reports/requests?wait=overdue')).toEqual([['10/11/2026', 'chưa đến', '']]);
  // What is overdue is of today; another month does not say it.
  expect(words(await chairman.get('/reports?month=2026-10'))).toMatch(/10 ngày một nửa của 1 đề nghị(?!; quá hạn)/);
});

test('a closed month keeps its list, whatever becomes of the requests', async () => {
  const staff = await app.as('staff');
  expect((await staff.post('/month-closings', { month: '2026-10-01', revision: '1' })).status).toBe(303);
  await app.db.prisma.supportRequestClosure.updateMany({
    data: { reopenedBy: app.users.staff.id, reopenedAt: new Date('2026-11-26T02:00:00Z') },
  });
  const page = read(await chairman.get('/reports?month=2026-10'));
  const href = page('.month-cards a[href^="/reports/requests"]').attr('href')!;
  expect(page('.month-cards').text()).toContain('10 ngày');
  expect(words(await chairman.get(href))).toContain('1 đề nghị của tháng 10/2026 đã chốt, bản 1');
});

test('another ward sees none of these requests', async () => {
  const other = await app.as('chairman', 'other');
  for (const address of ['/reports/requests?from=2026-01-01', '/reports/requests?wait=overdue'])
    expect(read(await other.get(address))('tbody tr')).toHaveLength(0);
});
