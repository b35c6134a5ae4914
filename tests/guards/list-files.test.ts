import { parse } from 'csv-parse/sync';
import { listFileHref } from '../../src/web/list-source';
import type { Route } from '../../src/web/route';
import { everyRecord, mayAsk, ROLES, type EveryRecord } from '../support/every-record';
import { mayTake } from '../support/route-table';
import { read, type TestAgent } from '../support/test-app';

/** Pages with a table that is no list of the ward's records, and why. */
const WITHOUT_FILE: Record<string, string> = {
  '/answer-hours': 'shares by hour of the day, without a list behind them',
  '/help': 'the guide',
  '/public-services/bulk-edit': 'a form; the catalogue has the list',
  '/reports': 'figures; the papers of the month hold them',
  '/reports/effect': 'figures; the papers of the month hold them',
  '/round-proposals': 'a draft of one week',
  '/team-calendar': 'days of one month, printed and fed to calendars',
  '/ward': 'settings',
};
const FORM = { usualReason: 'report', reasonText: 'họp giao ban tháng 11', format: 'csv' };

let world: EveryRecord;
let pages: Route[];
const agents = {} as Record<(typeof ROLES)[number], TestAgent>;
beforeAll(async () => {
  world = await everyRecord();
  for (const role of ROLES) agents[role] = await world.as(role);
  pages = world.routes.filter(({ method, permission }) => method === 'get' && permission !== 'public');
});
afterAll(() => world.app.close());
beforeEach(() => world.app.db.pool.query('DELETE FROM rate_limit'));

const fileOf = (route: Route) => listFileHref(world.addressOf(route.path));

test('every page that lists records offers them as a file', async () => {
  const missing: string[] = [];
  for (const route of pages.filter(({ path }) => !path.includes(':') && !path.endsWith('/new'))) {
    const page = read(await agents[ROLES.find((role) => mayAsk(role, route))!].get(world.addressOf(route.path)));
    const offers = page('a[href^="/list-files?"]').length > 0;
    if (page('main table').length > 0 && !offers) missing.push(route.path);
  }
  // Give the route its `list` (src/web/list-source.ts), or say above why it has none.
  expect(missing.toSorted()).toEqual(Object.keys(WITHOUT_FILE).toSorted());
});

test('a file has the columns of its list, for readers who may open the page, and no others', async () => {
  const events = () => world.app.db.prisma.auditEvent.count({ where: { action: 'list-file.export' } });
  // The import of this ward is not confirmed yet (see tests/features/register/imports/report.test.ts).
  for (const route of pages.filter(({ list, path }) => list && path !== '/imports/:id')) {
    for (const role of ROLES) {
      const before = await events();
      const answer = await agents[role].download(fileOf(route), FORM);
      const said = (answer.body as Buffer).toString();
      if (!mayTake(route, role)) {
        expect([route.path, role, answer.status]).toEqual([route.path, role, 403]);
      } else if (answer.status === 422) {
        expect([route.path, said]).toEqual([route.path, expect.stringContaining('không có dòng nào')]);
      } else {
        expect([route.path, role, answer.status]).toEqual([route.path, role, 200]);
        const lines = parse(said, { delimiter: ';', bom: true, relax_column_count: true }) as string[][];
        const [head, ...rows] = lines.slice(lines.findIndex((line) => line.length > 1));
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.every((row) => row.length === head!.length)).toBe(true);
        const dated = new Set(['Hạn', 'Ngày', 'Từ ngày', 'Dặn về'].map((column) => head!.indexOf(column)));
        const cells = rows.flatMap((row) => row.filter((_cell, index) => dated.has(index)));
        expect(cells.filter((cell) => /(?<![\d/])\d\d\/\d\d(?![\d/])/.test(cell))).toEqual([]);
        const event = await world.app.db.prisma.auditEvent.findFirstOrThrow({
          where: { action: 'list-file.export' },
          orderBy: { seq: 'desc' },
        });
        expect(event.details).toMatchObject({ columns: head, rows: rows.length });
      }
      expect(await events()).toBe(before + (answer.status === 200 ? 1 : 0));
    }
    await world.app.db.pool.query('DELETE FROM rate_limit');
  }
});
