import { pageList, type AskedList, type PagePart } from './list-source';
import { renderPage, type View } from './page';
import { get, type Route } from './route';

interface ListPage<Model, Row> extends Omit<Parameters<typeof pageList<Row>>[0], 'read'> {
  page: (asked: AskedList) => Promise<View<Model>>;
  /** Logs that people are read who stand on the page. */
  opened?: (asked: AskedList) => Promise<void>;
  /** What the file takes from a page of the list. */
  rows: (model: Model, asked: AskedList) => PagePart<Row>;
}

/** A page that only lists, and its list as a file (pageList). */
export const listRoute = <Model, Row>(
  path: string,
  permission: Route['permission'],
  { page, opened, rows, ...file }: ListPage<Model, Row>,
): Route => ({
  ...get(path, permission, async (asked, res) => {
    const view = await page(asked);
    await opened?.(asked);
    renderPage(res, view, { title: file.title });
  }),
  list: pageList({ ...file, read: async (asked) => rows((await page(asked)).model, asked) }),
});
