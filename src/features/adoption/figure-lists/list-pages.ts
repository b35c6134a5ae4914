import type { Reads } from '../../../context';
import { isPermitted, type Permission } from '../../../permissions';
import { formatNumber } from '../../../shared/numbers';
import { viewOf, type ListedDoors } from '../../../web/page';
import { cellBatches, listFileHref, type FoundList } from '../../../web/list-source';
import { hrefWith, pagerAfter, type Pager } from '../../../web/pager';
import type { ListFilter } from './forms';
import type { AskedList } from './list-frame-queries';
import { FILE_PAGE, PAGE, type ListPage } from './paging';

interface ListModel extends Pager {
  title: string;
  context: string;
  columns: string[];
  rows: { cells: string[]; href: string | null }[];
  filters: { label: string; href: string; isCurrent: boolean }[];
  exportHref: string;
  toPlan: ListedDoors;
  emptyText: string;
}

export const figureListPage = (model: ListModel) => viewOf('adoption/figure-lists/list', model);

/** By the records of a list: whose ids they are, for a round of their doors. */
const PLANNED_AS: Partial<Record<string, keyof ListedDoors>> = { '/households': 'doors', '/residents': 'people' };

/** Three times the number of people in the largest ward. */
const MAX_TAKEN = 200_000;

interface ListDefinition<Row> {
  title: (filter: ListFilter) => string;
  read: (db: Reads, asked: AskedList) => Promise<ListPage<Row>>;
  /** What is listed, and of which days. @param count of the rows, in words of the page. */
  context: (count: string, asked: AskedList) => string;
  /** The heading of each column, and its cell. */
  columns: Record<string, (row: Row) => string | number>;
  /** Where the record of a row is, and who may open it; `isGone` if the book no longer has it. */
  record: { path: string; permission: Permission; isGone?: (row: Row) => boolean };
  /** Links to the other values of one filter, and to the list without it: 'Tất cả' unless `others` says otherwise. */
  choices?: (filter: ListFilter) => {
    name: 'use' | 'reached' | 'state' | 'result' | 'pause' | 'outcome' | 'wait' | 'answer';
    labels: Readonly<Record<string, string>>;
    others?: string;
  } | null;
  /** Fills in what the address left out. */
  settle?: (filter: ListFilter) => ListFilter;
  emptyText: string;
}

/** A list behind a figure, with its address. */
export interface FigureList extends Pick<ListDefinition<never>, 'title' | 'record' | 'emptyText'> {
  name: string;
  path: string;
  show: (db: Reads, asked: AskedList) => Promise<ListModel>;
  /** The list as a file: all its rows, whatever the page. */
  find: (db: Reads, asked: AskedList) => Promise<FoundList>;
}

export function defineList<Row extends { id: string }>(name: string, list: ListDefinition<Row>): FigureList {
  const path = `/reports/${name}`;
  const cellsOf = (row: Row) => Object.values(list.columns).map((cellOf) => cellOf(row));
  return {
    name,
    path,
    title: list.title,
    record: list.record,
    emptyText: list.emptyText,
    async show(db, given) {
      const filter = list.settle?.(given.filter) ?? given.filter;
      const asked = { ...given, filter };
      const { rows, total, nextAfterId } = await list.read(db, asked);
      const canOpen = isPermitted(given.role, list.record.permission);
      const { name: chosen = 'use', labels = {}, others = 'Tất cả' } = list.choices?.(filter) ?? { others: '' };
      const values = [...(others ? [[null, others] as const] : []), ...Object.entries(labels)];
      return {
        title: list.title(filter),
        context: list.context(formatNumber(total), asked),
        columns: Object.keys(list.columns),
        rows: rows.map((row) => ({
          cells: cellsOf(row).map((cell) => (typeof cell === 'number' ? formatNumber(cell) : cell)),
          href: canOpen && !list.record.isGone?.(row) ? `${list.record.path}/${row.id}` : null,
        })),
        filters: values.map(([value, label]) => ({
          label,
          href: listHref(path, filter, { [chosen]: value }),
          isCurrent: filter[chosen] === value,
        })),
        ...pagerAfter({ place: given.place, size: PAGE, total, path, query: queryOf(path, filter) }, nextAfterId),
        exportHref: rows.length > 0 ? listFileHref(listHref(path, filter)) : '',
        toPlan: { [PLANNED_AS[list.record.path] ?? '']: rows.map(({ id }) => id) },
        emptyText: list.emptyText,
      };
    },
    async find(db, given) {
      const filter = list.settle?.(given.filter) ?? given.filter;
      const asked = { ...given, filter };
      const readFrom = (after: string | null, size: number) =>
        list.read(db, { ...asked, place: { after, page: 1, size } });
      const { total } = await readFrom(null, 1);
      async function* batches() {
        let after: string | null = null;
        do {
          const page: ListPage<Row> = await readFrom(after, FILE_PAGE);
          yield page.rows;
          after = page.nextAfterId;
        } while (after !== null);
      }
      return {
        title: list.title(filter),
        about: [list.context(formatNumber(total), asked)],
        columns: Object.keys(list.columns),
        personal: Object.keys(list.columns),
        fileName: `danh-sach-${name}-${given.scope.today}`,
        maxRows: MAX_TAKEN,
        open: () => Promise.resolve({ rowCount: total, batches: cellBatches(batches(), list.columns) }),
      };
    },
  };
}

/** The address of the same list with other parameters. */
const listHref = (path: string, filter: ListFilter, change: Partial<Record<string, string | null>> = {}): string =>
  hrefWith(path, { ...queryOf(path, filter), ...change });

/** Only the lists of adults know what an absent `use` means. */
const queryOf = (path: string, { use, ...others }: ListFilter) => ({
  use: path.startsWith('/reports/adults') ? use : null,
  ...others,
});
