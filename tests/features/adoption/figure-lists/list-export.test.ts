import { load } from 'cheerio';
import { parse } from 'csv-parse/sync';
import { listFileHref } from '../../../../src/web/list-source';
import { cellsOf, read, sharedAgent, sharedApp, textsOf } from '../../../support/test-app';
import { unzipped } from '../../../support/unzipped';
import { diceOf, writeBooks } from '../figures/random-book';

// The lists behind the figures as files: what the page shows, all of it, for readers who may see it; with a reason,
// logged.

const app = sharedApp();
const chairman = sharedAgent(app, 'chairman');
beforeAll(async () => {
  const ward = { id: app.ward.id, userId: app.users.staff.id };
  await writeBooks(app.db, [{ ward, dice: diceOf(15), households: 60 }], '2026-11-26');
});
beforeEach(() => app.db.pool.query('DELETE FROM rate_limit'));

const FORM = { usualReason: 'report', reasonText: 'họp giao ban tháng 11', format: 'csv' };
const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

const taken = () =>
  app.db.prisma.auditEvent.findMany({ where: { action: 'list-file.export' }, orderBy: { seq: 'asc' } });

/** The rows of a list over all its pages, as the page prints them. */
async function shown(href: string): Promise<{ columns: string[]; rows: string[][] }> {
  let [next, columns]: [string | undefined, string[]] = [href, []];
  const rows: string[][] = [];
  while (next) {
    const page = read(await chairman.get(next));
    if (columns.length === 0) columns = textsOf(page('thead th'));
    rows.push(...cellsOf(page('tbody tr'), 'td'));
    next = page('a[rel=next]').attr('href');
  }
  return { columns, rows };
}

/** As the page prints it: a file has 2026-11-24 for 24/11/2026, and a space before what a spreadsheet would misread. */
const asShown = (cell: string) => squeezed(cell.replace('\u200a', '').replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1'));

test.each([
  '/reports/adults?use=all',
  '/reports/adults?use=own&until=2026-10-31',
  '/reports/doors',
  '/reports/files?from=2025-11-27',
  '/reports/helped',
  '/reports/needy?need=priority',
  '/reports/paused',
  '/reports/refused',
  '/reports/taught',
  '/reports/visits?from=2025-11-27',
])('the chairman takes %s away: the columns and every row of the page', async (href) => {
  const link = read(await chairman.get(href))('.page-head-actions a').attr('href')!;
  const action = read(await chairman.get(link))('main form').attr('action')!;
  const answer = await chairman.download(action, FORM);
  expect(answer.headers['content-type']).toContain('text/csv');
  const options = { delimiter: ';', bom: true, relax_column_count: true };
  const lines = parse((answer.body as Buffer).toString(), options) as string[][];
  const { columns, rows } = await shown(href);
  const head = lines.findIndex((line) => line.join() === columns.join());
  expect(lines.slice(head + 1).map((line) => line.map(asShown))).toEqual(rows);
  expect(rows.length).toBeGreaterThan(0);
  expect((await taken()).at(-1)).toMatchObject({
    actorId: app.users.chairman.id,
    details: { rows: rows.length, columns, format: 'csv', reason: 'Báo cáo lãnh đạo phường: họp giao ban tháng 11' },
  });
});

test('as a workbook, numbers are numbers and days are dates', async () => {
  const answer = await chairman.download(listFileHref('/reports/doors'), { ...FORM, format: 'xlsx' });
  const sheet = load((await unzipped(answer.body as Buffer)).get('xl/worksheets/sheet1.xml')!, { xml: true });
  const formats = new Map(
    sheet('c')
      .toArray()
      .map((cell) => [sheet(cell).attr('r')!.replace(/\d+$/, ''), sheet(cell).attr('s')]),
  );
  // The formats of shared/workbook: 4 and 5 text, 6 a date, 7 a whole number.
  expect(formats.get('E')).toBe('7');
  expect(sheet('c[r^="D"][s="6"]').length).toBeGreaterThan(0);
  expect(sheet('c[r^="A"][s="6"], c[r^="A"][s="7"]')).toHaveLength(0);
});

test('without a reason nothing is taken, nothing is logged, and what was typed is kept', async () => {
  const before = (await taken()).length;
  const href = listFileHref('/reports/doors?reached=yes');
  const answer = await chairman.post(href, { ...FORM, usualReason: '', format: 'xlsx' });
  const page = read(answer);
  expect(answer.status).toBe(422);
  expect(page('#usualReason-error').text()).toContain('Chọn lý do.');
  expect(page('input[name=reasonText]').attr('value')).toBe(FORM.reasonText);
  expect(page('main form').attr('action')).toBe(href);
  expect(await taken()).toHaveLength(before);
});

test('an empty list is no file', async () => {
  const answer = await chairman.post(listFileHref('/reports/visits?from=2019-01-01&until=2019-01-02'), FORM);
  expect([answer.status, read(answer)('main').text()]).toEqual([422, expect.stringContaining('không có dòng nào')]);
});

test('lists of needs that only those who work on them may see stay with them', async () => {
  const before = (await taken()).length;
  expect((await chairman.post(listFileHref('/reports/needy?need=disabled'), FORM)).status).toBe(403);
  expect(await taken()).toHaveLength(before);
});

test('the rate limit on files taken from the register counts these too', async () => {
  for (let count = 0; count < 12; count += 1) await chairman.download(listFileHref('/reports/doors'), FORM);
  expect((await chairman.post(listFileHref('/reports/doors'), FORM)).status).toBe(429);
});
