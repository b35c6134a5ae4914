import { createHousehold, createVisit, createCall } from '../../../support/factories';
import { agentForEach, appForEach, attributesOf, read, textsOf, words } from '../../../support/test-app';

// Doors that were called before the team came again, beside doors like them that were not.

const app = appForEach();
const chairman = agentForEach(app, 'chairman');

const visit = (household: { id: string }, day: string, outcome: 'nobody_home' | 'met' | 'refused') =>
  createVisit(app.db, app.ward, {
    household,
    by: app.users.officer,
    outcome,
    arrivedAt: new Date(`2026-${day}T12:00:00Z`),
  });
const shut = async (day = '10-01') => {
  const household = await createHousehold(app.db, app.ward);
  await visit(household, day, 'nobody_home');
  return household;
};
const call = (household: { id: string }, day = '10-05', given: object = {}) => {
  const written = { calledOn: `2026-${day}`, createdAt: new Date(`2026-${day}T02:00:00Z`) };
  return createCall(app.db, app.ward, { household, by: app.users.staff, ...written, ...given });
};

/** The rows of the table: the kind, doors, doors met, the interval. */
async function table() {
  const page = read(await chairman.get('/reports/effect'));
  return page('section[aria-labelledby=calledFirst] tbody tr')
    .toArray()
    .map((row) => ({
      cells: textsOf(page(row).children()),
      hrefs: attributesOf(page(row).find('a'), 'href'),
    }));
}
const lengthOf = async (href: string) => read(await chairman.get(href))('tbody tr').length;

test('a called door counts for 15 days from the call, a door like it from the day on which another was called', async () => {
  for (const metOn of ['10-05', '10-20', '10-21', null, null]) {
    const door = await shut();
    await call(door);
    if (metOn) await visit(door, metOn, 'met');
  }
  for (const metOn of ['10-20', '10-21', null, null, null]) {
    const door = await shut();
    if (metOn) await visit(door, metOn, 'met');
  }
  const rows = await table();
  expect(rows.map(({ cells }) => cells)).toEqual([
    ['Đã gọi hẹn trước', '5', expect.stringMatching(/^40,0 %/)],
    ['Không gọi', '5', expect.stringMatching(/^20,0 %/)],
  ]);
  const lengths = [];
  for (const { hrefs } of rows) for (const href of hrefs) lengths.push(await lengthOf(href));
  expect(lengths).toEqual([5, 2, 5, 1]);
  const list = words(await chairman.get(rows[0]!.hrefs[1]!));
  for (const text of ['Gọi hẹn trước, gặp trong 15 ngày: đã gọi hẹn trước', '05/10/2026', '20/10/2026'])
    expect(list).toContain(text);
  expect(words(await chairman.get('/reports/indicators'))).toContain('Không phải bằng chứng');
});

test('no door counts that was open before, whose call was withdrawn or written afterwards, or whose days are not over', async () => {
  const opened = await shut();
  await visit(opened, '10-02', 'refused');
  await call(opened);
  const late = await shut();
  await visit(late, '10-06', 'met');
  await call(late, '10-05', { createdAt: new Date('2026-10-07T02:00:00Z') });
  await call(await shut(), '10-05', { withdrawn: 'ghi nhầm' });
  await call(await createHousehold(app.db, app.ward));
  await call(await shut('11-10'), '11-12');
  expect(await table()).toEqual([]);
  expect(words(await chairman.get('/reports/effect'))).toContain('Chưa cửa nào gọi hẹn đã đủ 15 ngày.');

  // The first call that counts makes the withdrawn one's door one of those that were not called.
  await call(await shut());
  expect((await table()).map(({ cells }) => cells)).toEqual([
    ['Đã gọi hẹn trước', '1', 'dưới 5 cửa'],
    ['Không gọi', '1', 'dưới 5 cửa'],
  ]);
});

test('a door that was called later stands on both sides', async () => {
  await call(await shut());
  const later = await shut();
  await call(later, '10-25');
  await visit(later, '10-26', 'met');
  const [called, others] = await table();
  const names = async (href: string) => words(await chairman.get(href));
  expect(await names(called!.hrefs[0]!)).toContain('26/10/2026');
  expect(await names(others!.hrefs[0]!)).not.toContain('26/10/2026');
  expect([called!.cells[1], others!.cells[1]]).toEqual(['2', '1']);
});
