import { testApp, type TestAgent, type TestApp } from '../../../support/test-app';
import { diceOf, writeBooks } from '../reports/random-book';

// The papers of a month as files: whoever reads the figures may take them, and every taking is logged.

let app: TestApp;
let chairman: TestAgent;
beforeAll(async () => {
  app = await testApp();
  chairman = await app.as('chairman');
  const ward = { id: app.ward.id, userId: app.users.staff.id };
  await writeBooks(app.db, [{ ward, dice: diceOf(15), households: 60 }], '2026-11-26');
});
afterAll(() => app.close());

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
    { month: '2026-10', paper: 'docx', state: 'Số liệu tháng chưa chốt, lúc 09:00 26/11/2026' },
  ]);
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
