import { readXlsx } from '../../../../src/features/register/imports/reading/read-xlsx';
import { createService } from '../../../support/factories';
import { read, sharedAgent, sharedApp, textsOf } from '../../../support/test-app';
import { diceOf, writeBooks } from '../figures/random-book';

// The papers of a month as files: readers of the figures may take them, and every taking is logged.

const app = sharedApp();
const chairman = sharedAgent(app, 'chairman');
beforeAll(async () => {
  const ward = { id: app.ward.id, userId: app.users.staff.id };
  await writeBooks(app.db, [{ ward, dice: diceOf(15), households: 60 }], '2026-11-26');
  const service = await createService(app.db, app.ward, { name: 'Đăng ký tạm trú', isEssential25: true });
  const by = { wardId: app.ward.id, recordedBy: app.users.staff.id, recordedAt: new Date('2026-11-02T02:00:00Z') };
  const count = { publicServiceId: service.id, source: 'Cổng DVC', statedOn: new Date('2026-11-02') };
  await app.db.prisma.officialCount.createMany({
    data: [
      { ...count, ...by, month: new Date('2026-10-01'), received: 90, online: 72 },
      { ...count, ...by, month: new Date('2026-09-01'), received: 5, online: 1 },
    ],
  });
});

const taken = async () =>
  (await app.db.prisma.auditEvent.findMany({ where: { action: 'report-paper.take' }, orderBy: { seq: 'asc' } })).map(
    ({ subjectId, details }) => ({ month: subjectId, ...(details as object) }),
  );

test('the chairman takes the report of a month as a Word document, and that is logged', async () => {
  const answer = await chairman.getFile('/reports/paper.docx?month=2026-10');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toContain('wordprocessingml');
  expect(answer.headers['content-disposition']).toContain('bao-cao-2026-10.docx');
  expect((answer.body as Buffer).subarray(0, 2).toString()).toBe('PK');
  expect(await taken()).toEqual([
    { month: '2026-10', paper: 'docx', figures: 'Số liệu tháng chưa chốt, lúc 09:00 26/11/2026' },
  ]);
});

test('the tables come as a workbook, with what the office typed in for a service in that month', async () => {
  const answer = await chairman.getFile('/reports/paper.xlsx?month=2026-10');
  expect([answer.status, answer.headers['content-type']]).toEqual([200, expect.stringContaining('spreadsheetml')]);
  const sheet = (await readXlsx(answer.body as Buffer)).at(-1)!;
  const rows: string[][] = [];
  for await (const row of sheet.rows()) rows.push(row.cells.map(({ text }) => text));
  expect(rows.find(([name]) => name === 'Đăng ký tạm trú')).toEqual(
    expect.arrayContaining(['Đăng ký tạm trú', '90', '72']),
  );
  expect(await taken()).toContainEqual(expect.objectContaining({ month: '2026-10', paper: 'xlsx' }));
});

test('the sheet for the notice board names no resident, gives round numbers, and is only of a month that has ended', async () => {
  const now = await chairman.get('/reports/notice-board');
  expect([now.status, now.headers.location]).toEqual([303, '/reports/notice-board?month=2026-10']);
  const page = read(await chairman.get('/reports/notice-board?month=2026-10'));
  expect(page('h1').text()).toContain('Phường Ba Đình');
  expect(textsOf(page('td')).filter((cell) => cell !== 'dưới 5' && Number(cell.replace('.', '')) % 5 !== 0)).toEqual(
    [],
  );
  const people = await app.db.prisma.resident.findMany({ where: { wardId: app.ward.id } });
  expect(people.filter(({ fullName }) => page('main').text().includes(fullName))).toEqual([]);
  expect(await taken()).toContainEqual(expect.objectContaining({ month: '2026-10', paper: 'notice-board' }));
});

test('the overview leads to each paper of its month', async () => {
  const hrefs = async (month: string) => {
    const page = read(await chairman.get(`/reports?month=${month}`));
    return page('.report-head .menu a')
      .toArray()
      .map((link) => [page(link).text(), link.attribs.href]);
  };
  expect(await hrefs('2026-11')).toEqual([
    ['Báo cáo Word', '/reports/paper.docx?month=2026-11'],
    ['Bảng Excel', '/reports/paper.xlsx?month=2026-11'],
    ['Bảng tin tháng 10/2026', '/reports/notice-board?month=2026-10'],
  ]);
  expect((await hrefs('2026-10')).at(-1)).toEqual(['Bảng tin', '/reports/notice-board?month=2026-10']);
});

test('a month that cannot be opened has no paper', async () => {
  for (const month of ['2020-01', '2026-13', '2027-01', ''])
    expect((await chairman.get(`/reports/paper.docx?month=${month}`)).status).toBe(404);
});

test('a month before the book has no paper: the page says why', async () => {
  const before = await taken();
  const { id } = await app.db.prisma.ward.findFirstOrThrow({ where: { id: { not: app.ward.id } } });
  await app.db.prisma.ward.update({ where: { id }, data: { createdAt: new Date('2026-11-25T18:00:00Z') } });
  const other = await app.as('chairman', 'other');
  const answer = await other.get('/reports/paper.docx?month=2026-10');
  expect([answer.status, answer.headers.location]).toEqual([303, '/reports?month=2026-10']);
  expect(await taken()).toEqual(before);
  expect((await other.getFile('/reports/paper.docx')).status).toBe(200);
});
