import type { Actor } from '../../../../src/actor';
import { listOfPage } from '../../../../src/features/desk/list-files/list-of-page';
import type { Cell } from '../../../../src/shared/list-file';
import { ForbiddenError, NotFoundError } from '../../../../src/shared/errors';
import { pageList } from '../../../../src/web/list-source';
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
const find = (address: unknown) => listOfPage(routes, actor, address);

/** The rows of the whole list of a page. */
async function rowsAt(address: string): Promise<Cell['value'][][]> {
  const { batches } = await (await find(address).find()).open();
  const rows: Cell['value'][][] = [];
  for await (const batch of batches) rows.push(...batch.map((cells) => cells.map(({ value }) => value)));
  return rows;
}

test('a file holds every page of the list, from the first, with the filter of the address', async () => {
  expect(find('/numbers?of=us&after=10').href).toBe('/numbers?of=us');
  expect(await rowsAt('/numbers?of=us&after=10')).toEqual(
    Array.from({ length: 12 }, (_, index) => [index + 1, (index + 1) * 2]),
  );
});

test('of a longer list than a file holds, no more is read than shows that', async () => {
  const { maxRows, open } = await numbersTo(30_000).find({ actor, query: {}, id: undefined });
  expect((await open()).rowCount).toBe(maxRows + 5);
});

test('a record in the path is found by its id, and by nothing else', async () => {
  expect(await rowsAt(`/numbers/${ID}`)).toHaveLength(3);
  expect(() => find('/numbers/new')).toThrow(NotFoundError);
});

test('a list may need more than its page', () => {
  const office = route('/office', { ...numbersTo(1), permission: 'lists.export' });
  expect(() => listOfPage([office], { ...actor, role: 'officer' }, '/office')).toThrow(ForbiddenError);
  expect(listOfPage([office], actor, '/office').path).toBe('/office');
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
])('%p is no page with a list', (address) => expect(() => find(address)).toThrow(NotFoundError));
