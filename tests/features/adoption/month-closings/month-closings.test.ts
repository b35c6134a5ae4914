import { randomUUID } from 'node:crypto';
import { closableFrom } from '../../../../src/features/adoption/month-closings/closing-rules';
import { findAlteredClosings } from '../../../../src/features/adoption/month-closings/digest-queries';
import { workingCalendar } from '../../../../src/features/office/calendar/working-days';
import { listFileHref } from '../../../../src/web/list-source';
import { formOf } from '../../../support/forms';
import { createHelp } from '../../../support/casework-factories';
import { createHousehold, createResident, createService, createVisit } from '../../../support/factories';
import { appForEach, read, type TestAgent, textsOf, words } from '../../../support/test-app';
import { eveningRound } from '../../../support/worlds/rounds';

// A month of the chairman's figures is closed, reopened and closed again.

const app = appForEach();
let staff: TestAgent;
beforeEach(async () => {
  staff = await app.as('staff');
});

const PAGE = '/month-closings?month=2026-10';
const close = (revision = 1, month = '2026-10-01') =>
  staff.post('/month-closings', { month, revision: String(revision) });
const reopen = ({ id }: { id: string }, reason = 'bổ sung') =>
  staff.post(`/month-closings/${id}/reopening`, { reason });
const stored = () => app.db.prisma.monthClosing.findMany({ orderBy: { revision: 'asc' } });

/** A visit of October that met a resident; with a reason, it was logged after the closing. */
async function meetInOctober(lateReason?: string) {
  const household = await createHousehold(app.db, app.ward);
  const arrivedAt = new Date('2026-10-20T12:00:00Z');
  const { id } = await createVisit(app.db, app.ward, { household, by: app.users.officer, arrivedAt });
  if (!lateReason) return;
  const loggedAt = new Date('2026-11-26T03:00:00Z');
  await app.db.prisma.visit.update({ where: { id }, data: { lateReason, loggedAt } });
}

test('a month can be closed from the first working day after it', () => {
  const noHolidays = workingCalendar([]);
  expect(closableFrom('2026-10-01', noHolidays)).toBe('2026-11-02'); // 1/11 is a Sunday
  expect(closableFrom('2026-11-01', noHolidays)).toBe('2026-12-01');
  const newYear = workingCalendar([{ date: '2027-01-01', kind: 'holiday' }]);
  expect(closableFrom('2026-12-01', newYear)).toBe('2027-01-04');
  const swapped = workingCalendar([{ date: '2026-11-01', kind: 'swapped_working_day' }]);
  expect(closableFrom('2026-10-01', swapped)).toBe('2026-11-01');
});

test('the office closes a month once, and the overview and its lists say so', async () => {
  await meetInOctober();
  expect(words(await staff.get('/reports?month=2026-10'))).toContain('Tháng 10/2026 chưa chốt');
  expect(words(await staff.get(PAGE))).toContain('Chốt tháng 10/2026, bản 1');
  const startsAt = new Date('2026-10-13T11:30:00Z');
  await eveningRound(app, { households: [await createHousehold(app.db, app.ward)], startsAt, code: 'BĐ-7K3' });
  const links = async (role: 'staff' | 'chairman') =>
    read(await (await app.as(role)).get(PAGE))('main a[href^="/waiting"]');
  // The chairman reads the number; the list is the office's.
  expect([(await links('staff')).length, (await links('chairman')).length]).toEqual([1, 0]);
  expect((await close()).headers.location).toBe(PAGE);
  await close(); // the same form again
  expect(await stored()).toHaveLength(1);
  const overview = await staff.get('/reports?month=2026-10');
  expect(words(overview)).toMatch(/Tháng 10\/2026 đã chốt, bản 1: .*, .*\./);
  expect(words(await (await app.as('chairman')).get(PAGE))).toContain('Đã chốt, bản 1.');
  const visits = read(overview)('main a[href^="/reports/visits?until"], main a[href^="/reports/visits?from"]')
    .first()
    .attr('href')!;
  expect(words(await staff.get(visits))).toContain('1 lượt của tháng 10/2026 đã chốt, bản 1');
  const reason = { format: 'csv', usualReason: 'report', reasonText: 'đối chiếu trước khi ký' };
  const taken = await staff.download(listFileHref(visits), reason);
  expect((taken.body as Buffer).toString('utf8')).toContain('2026-10-20');
  const list = await staff.get(visits);
  expect(read(list)('a[href^="/visits/"]')).toHaveLength(1);
  await app.db.prisma.visitPresence.deleteMany();
  await app.db.prisma.visit.deleteMany();
  const without = await staff.get(visits);
  expect(words(without)).toContain('không còn trong sổ');
  expect(read(without)('a[href^="/visits/"]')).toHaveLength(0);
});

test('two people who close at once close once', async () => {
  await meetInOctober();
  const admin = await app.as('admin');
  const answers = await Promise.all([close(), admin.post('/month-closings', { month: '2026-10-01', revision: '1' })]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect(await stored()).toHaveLength(1);
});

test('what is written later is named with its author and reason, and counts in the next revision', async () => {
  await meetInOctober();
  await close();
  await meetInOctober('mất điện tối ấy');
  const page = words(await staff.get(PAGE));
  expect(page).toMatch(/Lượt thăm ghi muộn 20\/10\/2026 .* mất điện tối ấy/);
  await meetInOctober(); // begun before the closing, committed after it
  expect(words(await staff.get(PAGE)).match(/Lượt thăm ghi muộn/g)).toHaveLength(2);
  expect(words(await staff.get('/reports?month=2026-10'))).toContain('Hộ đã gặp 1 hộ khác nhau');

  const [first] = await stored();
  const refused = await staff.post(`/month-closings/${first!.id}/reopening`, { reason: ' ' });
  expect(refused.status).toBe(422);
  expect(words(refused)).toContain('Ghi vì sao mở lại.');
  for (let time = 0; time < 2; time += 1)
    await staff.post(`/month-closings/${first!.id}/reopening`, { reason: 'bổ sung lượt ghi muộn' });
  expect(words(await staff.get('/reports?month=2026-10'))).toContain('Tháng 10/2026 chưa chốt');
  app.setNow(new Date('2026-11-26T04:00:00Z'));
  staff = await app.as('staff');
  await close(2);
  const again = words(await staff.get(PAGE));
  expect(again).toContain('mở lại: bổ sung lượt ghi muộn');
  expect(again).toMatch(/Lượt thăm trong tháng13\+2/);
  expect(again).not.toContain('Lượt thăm ghi muộn');
  const old = words(await staff.get(`/reports?closing=${first!.id}`));
  expect(old).toContain('Bản 1 của tháng 10/2026, đã mở lại: không còn là số của tháng.');
  expect(old).toContain('Hộ đã gặp 1 hộ khác nhau');
  expect((await staff.get(`/reports?closing=${randomUUID()}`)).status).toBe(404);
  expect(words(await staff.get('/reports?month=2026-10'))).toContain('Lý do mở lại bản trước: bổ sung lượt ghi muộn');
});

test.each([
  ['a coming month', '2026-12-01', 1, 'Chỉ chốt được tháng đã qua'],
  ['the current month', '2026-11-01', 1, 'Chỉ chốt được tháng đã qua'],
  ['a month before the book', '2025-03-01', 1, 'phường chưa có sổ'],
  ['a revision that was not offered', '2026-10-01', 3, 'Tải lại trang'],
])('%s is not closed', async (_case, month, revision, message) => {
  await meetInOctober();
  const answer = await close(revision, month);
  expect(answer.status).toBe(422);
  expect(words(answer)).toContain(message);
  expect(await stored()).toEqual([]);
});

test('before the first working day nothing can be closed', async () => {
  app.setNow(new Date('2026-11-01T03:00:00Z'));
  staff = await app.as('staff');
  await meetInOctober();
  expect(words(await close())).toContain('Chốt được từ ngày làm việc đầu tiên của tháng sau: 02/11/2026.');
  expect(await stored()).toEqual([]);
});

test('a session, a count and an answer given without a visit are named when they come later, too', async () => {
  await meetInOctober();
  await close();
  const { db, ward, users } = app;
  const late = { wardId: ward.id, recordedBy: users.staff.id, recordedAt: new Date('2026-11-26T03:00:00Z') };
  const on = new Date('2026-10-20');
  const resident = await createResident(db, ward, { household: await createHousehold(db, ward) });
  await db.prisma.groupSession.create({ data: { ...late, heldOn: on, place: 'Nhà văn hóa', othersCount: 9 } });
  const question = { residentId: resident.id, askedOn: on, answer: 'not_used' } as const;
  await db.prisma.portalQuestion.create({ data: { ...late, ...question } });
  const counts = { received: 9, online: 5, source: 'Báo cáo tháng' };
  await db.prisma.officialCount.create({
    data: { ...late, ...counts, month: new Date('2026-10-01'), statedOn: new Date('2026-11-10') },
  });
  const page = words(await (await app.as('chairman')).get(PAGE));
  for (const what of [
    'Buổi tập trung ghi muộn 20/10/2026',
    'Câu trả lời có dùng Cổng 20/10/2026',
    'Số Cổng công bố 10/11/2026',
  ])
    expect(page).toContain(what);

  const [first] = await stored();
  await reopen(first!);
  await close(2);
  const again = words(await staff.get(PAGE));
  for (const difference of ['Buổi tập trung trong tháng01+1', 'Lượt người dự buổi tập trung09+9', 'Cổng công bố05+5'])
    expect(again).toContain(difference);
});

test('a file counts in the month of its submission, and is named where that month was closed before', async () => {
  const { db, ward, users } = app;
  const household = await createHousehold(db, ward);
  const resident = await createResident(db, ward, { household });
  const service = await createService(db, ward);
  const arrivedAt = new Date('2026-09-20T12:00:00Z');
  const visit = await createVisit(db, ward, { household, by: users.officer, arrivedAt });
  const { id } = await createHelp(app, { visitId: visit.id, residentId: resident.id, publicServiceId: service.id });
  await close();
  app.setNow(new Date('2026-11-26T03:00:00Z'));
  staff = await app.as('staff');
  const submission = { submittedOn: '2026-10-05', fileCode: 'H26.12.3-261005-0007' };
  expect((await staff.post(`/assisted-procedures/${id}/submission`, submission)).status).toBe(303);
  expect(words(await staff.get(PAGE))).toContain('Hồ sơ nộp sau lượt thăm 05/10/2026');
  const listed = async (month: string, until: string) =>
    words(await staff.get(`/reports/files?from=${month}-01&until=${month}-${until}`));
  expect(await listed('2026-09', '30')).toContain('0 hồ sơ');
  expect(await listed('2026-10', '31')).toContain('1 hồ sơ');
  const [first] = await stored();
  await reopen(first!);
  await close(2);
  const again = words(await staff.get(PAGE));
  expect(again).toContain('Hồ sơ đã nộp trong tháng01+1');
  expect(again).not.toContain('Hồ sơ nộp sau lượt thăm');
});

test('the page of a month that goes on says when it can be closed, and a month that never was is not found', async () => {
  await meetInOctober();
  const page = words(await staff.get('/month-closings?month=2026-11'));
  expect(page).toContain('Chốt tháng 11/2026');
  expect(page).toContain('Chốt được từ ngày làm việc đầu tiên của tháng sau: 01/12/2026.');
  expect((await staff.get('/month-closings?month=2026-13')).status).toBe(404);
});

describe('the log keeps a digest of what was closed', () => {
  const altered = () => findAlteredClosings(app.db);
  beforeEach(async () => {
    await meetInOctober();
    await close();
  });

  test('so a closing that nobody touched is whole, also after it was reopened', async () => {
    expect(await altered()).toEqual([]);
    const [first] = await stored();
    await reopen(first!);
    expect(await altered()).toEqual([]);
  });

  test.each([
    ['a figure', `UPDATE month_closing SET figures = jsonb_set(figures, '{helped,value}', '99')`],
    ['a row', `UPDATE closed_row SET row_id = gen_random_uuid() WHERE list = 'visits'`],
    ['a row less', `DELETE FROM closed_row WHERE list = 'visits'`],
    [
      'a reopening',
      `UPDATE month_closing SET reopened_at = now(), reopened_by = closed_by, reopen_reason = 'không ai mở lại'`,
    ],
    [
      'who closed it',
      `UPDATE month_closing SET closed_by = (SELECT id FROM user_account u WHERE u.ward_id = month_closing.ward_id AND u.role = 'admin')`,
    ],
    ['a confirmation', `UPDATE month_closing SET confirmed_at = now(), confirmed_by = closed_by`],
    ['the month', `UPDATE month_closing SET month = '2026-09-01'`],
  ])('and %s that was changed in the database is found', async (_what, change) => {
    await app.db.pool.query(change);
    expect(await altered()).toMatchObject([{ month: '2026-10-01', revision: 1 }]);
  });

  test('a closing of before there were digests is whole, and its page, list and paper can be read', async () => {
    await app.db.pool.query(`BEGIN; SET LOCAL session_replication_role = replica;
      UPDATE audit_event SET details = details - 'digest' WHERE action = 'month-closing.close';
      UPDATE month_closing SET figures = figures - 'taught' - 'lasting' - 'ways' - 'stepsOnly' - 'writers' - 'months' - 'isOrderDrawn' - 'teamMinutes'
        || '{"confirmed": {"numerator": {"unit": "person", "value": 1}, "denominator": {"unit": "person", "value": 2}}}';
      COMMIT`);
    expect(await altered()).toEqual([]);
    const [closing] = await stored();
    for (const path of ['/reports', '/reports/taught', '/reports/paper.docx'])
      expect([path, (await staff.get(`${path}?closing=${closing!.id}`)).status]).toEqual([path, 200]);
  });

  test('and a closing that only the database knows is found', async () => {
    await app.db.pool.query(`INSERT INTO month_closing (id, ward_id, month, revision, figures, closed_by, closed_at)
      SELECT gen_random_uuid(), ward_id, '2026-09-01', 1, figures, closed_by, closed_at FROM month_closing`);
    expect(await altered()).toMatchObject([{ month: '2026-09-01', revision: 1 }]);
  });
});

describe('the chairman confirms', () => {
  let chairman: TestAgent;
  const confirm = async (act: string) => {
    const [closing] = await stored();
    return chairman.post(`/month-closings/${closing!.id}/confirmation`, { act });
  };
  beforeEach(async () => {
    chairman = await app.as('chairman');
    await meetInOctober();
    await close();
  });

  test('a closing, once', async () => {
    expect(words(await chairman.get('/today'))).toContain('lần chốt hay mở lại tháng, chờ xác nhậnTháng 10/2026');
    expect(words(await staff.get(PAGE))).toContain('chủ tịch chưa xác nhận');
    expect(words(await staff.get('/reports?month=2026-10'))).toContain('chủ tịch chưa xác nhận');
    expect(read(await staff.get(PAGE))('form[action$="/confirmation"]')).toHaveLength(0);
    expect((await confirm('closing')).headers.location).toBe(PAGE);
    expect(words(await staff.get(PAGE))).toMatch(/chốt; .* xác nhận \d\d:\d\d/);
    expect(words(await chairman.get('/today'))).not.toContain('chờ xác nhậnTháng');
    const again = await confirm('closing');
    expect([again.status, words(again)]).toEqual([422, expect.stringContaining('Đã xác nhận lúc')]);
    const [closing] = await stored();
    expect(closing!.confirmedBy).toBe(app.users.chairman.id);
  });

  test.each([
    ['taken away', 'confirmed_at = NULL, confirmed_by = NULL'],
    ['made another account’s', 'confirmed_by = closed_by'],
    ['dated back', "confirmed_at = confirmed_at - interval '1 day'"],
  ])('and a confirmation that was %s in the database is found', async (_what, change) => {
    await confirm('closing');
    expect(await findAlteredClosings(app.db)).toEqual([]);
    await app.db.pool.query(`UPDATE month_closing SET ${change}`);
    expect(await findAlteredClosings(app.db)).toMatchObject([{ month: '2026-10-01', revision: 1 }]);
  });

  test.each([
    ['2025-11-01', true],
    ['2025-10-01', false],
  ])('no closing of over a year ago: %s', async (month, isWaiting) => {
    await app.db.prisma.monthClosing.updateMany({ data: { month: new Date(month) } });
    expect(words(await chairman.get('/today')).includes('Xem và xác nhận')).toBe(isWaiting);
  });

  test('a reopening too, and not the closing that he read when the month was reopened meanwhile', async () => {
    const [first] = await stored();
    await reopen(first!);
    const late = await confirm('closing');
    expect([late.status, words(late)]).toEqual([422, expect.stringContaining('Tháng vừa được mở lại.')]);
    expect((await stored())[0]!.confirmedAt).toBeNull();
    expect(words(await chairman.get('/today'))).toContain('Tháng 10/2026 (mở lại)');
    await confirm('reopening');
    expect(await findAlteredClosings(app.db)).toEqual([]);
    expect((await confirm('reopening')).status).toBe(422);
    expect((await stored())[0]!.reopeningConfirmedBy).toBe(app.users.chairman.id);
    expect((await confirm('nothing')).status).toBe(422);
  });
});

test('two revisions are compared group by group, and a departure between them is named', async () => {
  await meetInOctober();
  await close();
  const [first] = await stored();
  await meetInOctober('mất điện tối ấy');
  const leaver = await createResident(app.db, app.ward, { household: await createHousehold(app.db, app.ward) });
  const form = `/residents/${leaver.id}/departure`;
  const left = await staff.post(form, { ...(await formOf(staff, form)), on: '20/11/2026', vacates: '1' });
  expect(left.status).toBe(303);
  await reopen(first!);
  await close(2);
  const page = words(await staff.get(PAGE));
  expect(page).toMatch(/Chưa xếp tổ: cửa đã gặp12\+1/);
  expect(page).toContain('Giữa hai lần chốt, sổ có: chuyển đi, mất, nhà để trống 1 lần.');
});

test('a month closed before the newest figures were counted keeps its page, its papers and its comparison', async () => {
  await meetInOctober();
  await close();
  const [first] = await stored();
  await app.db.prisma
    .$executeRaw`UPDATE month_closing SET figures = figures - '{writers,months,teamMinutes,stepsOnly,taught,ways,targets,isOrderDrawn}'::text[]
    #- '{month,activity,metInYear}' #- '{month,activity,settled}' #- '{month,activity,medianWait}' #- '{month,activity,doneFor}'
    #- '{groups,0,level2}' #- '{groups,0,priority}' #- '{groups,0,priorityHelped}'`;
  const at = `month=2026-10&closing=${first!.id}`;
  const overview = read(await staff.get(`/reports?${at}`));
  const titles = textsOf(overview('.month-cards h2'));
  expect(titles).toEqual(['Hồ sơ đã nộp', 'Người được giúp']);
  expect(overview('.month-cards svg')).toHaveLength(0);
  for (const paper of ['paper.docx', 'paper.xlsx', 'notice-board'])
    expect((await staff.get(`/reports/${paper}?${at}`)).status).toBe(200);
  await reopen(first!);
  await meetInOctober('mất điện tối ấy');
  await close(2);
  const page = words(await staff.get(PAGE));
  expect(page).toMatch(/Lượt thăm trong tháng12\+1/);
  // What the first revision did not count is no difference.
  expect(page).not.toContain('Cửa đã gặp, 12 tháng');
});
