import type { Actor } from '../../../../src/actor';
import { findListPage, MAX_ROWS, readWholeList } from '../../../../src/features/desk/list-files/whole-list';
import { pageList } from '../../../../src/web/page-list';
import type { Route } from '../../../../src/web/route';

const ID = '01930000-0000-7000-8000-000000000000';
const actor = { id: ID, role: 'staff' } as Actor;

/** Counts from the number after which a page begins; five to a page. */
const numbersTo = (last: number) =>
  pageList({
    title: 'Các số',
    read: ({ query }) => {
      const from = Number(query.after ?? 0) + 1;
      const rows = Array.from({ length: Math.min(5, last - from + 1) }, (_, index) => from + index);
      return Promise.resolve({ rows, nextHref: from + 5 <= last ? `/numbers?of=${query.of}&after=${from + 4}` : null });
    },
    columns: { Số: (row) => row, 'Gấp đôi': (row) => row * 2 },
  });

const route = (path: string, list?: Route['list']): Route => ({
  method: 'get',
  path,
  permission: 'rounds.read',
  handler: () => null,
  list,
});
const routes = [route('/numbers', numbersTo(12)), route('/plain'), route('/numbers/:id', numbersTo(3))];
const find = (address: unknown) => findListPage(routes, actor, address);

test('a file holds every page of the list, from the first, with the filter of the address', async () => {
  const page = find('/numbers?of=us&after=10')!;
  expect(page.href).toBe('/numbers?of=us');
  const { rows } = await readWholeList(page);
  expect(rows).toEqual(Array.from({ length: 12 }, (_, index) => [index + 1, (index + 1) * 2]));
});

test('a longer list than a file holds is none', async () => {
  const page = findListPage([route('/numbers', numbersTo(MAX_ROWS + 1))], actor, '/numbers')!;
  expect((await readWholeList(page)).rows).toBeNull();
});

test('a record in the path is found by its id, and by nothing else', () => {
  expect(find(`/numbers/${ID}`)?.asked.id).toBe(ID);
  expect(find('/numbers/new')).toBeNull();
});

test.each([
  '/plain',
  '/other',
  '//numbers',
  '/\\numbers',
  'http://ours/numbers',
  'numbers',
  '',
  undefined,
  ['/numbers'],
])('%p is no page with a list', (address) => expect(find(address)).toBeNull());
