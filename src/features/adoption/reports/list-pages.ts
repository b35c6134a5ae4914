import type { BaseContext } from '../../../context';
import type { UserRole } from '../../../generated/prisma/enums';
import { isPermitted, type Permission } from '../../../permissions';
import { definePage } from '../../../web/page';
import type { ListFilter } from './forms';
import type { ReportScope } from './counted';
import type { ListPage } from './paging';

export interface ListModel {
  title: string;
  context: string;
  columns: string[];
  rows: { cells: string[]; href: string | null }[];
  filters: { label: string; href: string; isCurrent: boolean }[];
  nextHref: string | null;
  emptyText: string;
}

export const listPage = definePage<ListModel>('adoption/reports/list');

export interface AskedList {
  role: UserRole;
  filter: ListFilter;
  scope: ReportScope;
  /** The names of the group and the service it is limited to: ' · Tổ 3 · Đăng ký tạm trú', or ''. */
  where: string;
}

type Db = BaseContext['db'];

interface ListDefinition<Row> {
  title: (filter: ListFilter) => string;
  read: (db: Db, asked: AskedList) => Promise<Pick<ListPage<Row>, 'rows' | 'nextAfterId'> & { context: string }>;
  /** The heading of each column, and its cell. */
  columns: Record<string, (row: Row) => string>;
  /** Where the record of a row is, and who may open it. */
  record: { path: string; permission: Permission };
  /** Links to the other values of one filter. */
  choices?: (filter: ListFilter) => {
    name: 'use' | 'reached' | 'state' | 'result' | 'pause' | 'outcome';
    values: readonly (readonly [value: string | null, label: string])[];
  };
  /** Fills in what the address left out. */
  settle?: (filter: ListFilter) => ListFilter;
  emptyText: string;
}

/** A list behind a figure, with its address. */
export interface FigureList extends Pick<ListDefinition<never>, 'title' | 'record' | 'emptyText'> {
  name: string;
  path: string;
  show: (db: Db, asked: AskedList) => Promise<ListModel>;
}

export function defineList<Row extends { id: string }>(name: string, list: ListDefinition<Row>): FigureList {
  const path = `/reports/${name}`;
  return {
    name,
    path,
    title: list.title,
    record: list.record,
    emptyText: list.emptyText,
    async show(db, given) {
      const filter = list.settle?.(given.filter) ?? given.filter;
      const { rows, nextAfterId, context } = await list.read(db, { ...given, filter });
      const canOpen = isPermitted(given.role, list.record.permission);
      const choices = list.choices?.(filter);
      return {
        title: list.title(filter),
        context,
        columns: Object.keys(list.columns),
        rows: rows.map((row) => ({
          cells: Object.values(list.columns).map((cellOf) => cellOf(row)),
          href: canOpen ? `${list.record.path}/${row.id}` : null,
        })),
        filters: (choices?.values ?? []).map(([value, label]) => ({
          label,
          href: listHref(path, filter, { [choices!.name]: value }),
          isCurrent: filter[choices!.name] === value,
        })),
        nextHref: nextAfterId && listHref(path, filter, { afterId: nextAfterId }),
        emptyText: list.emptyText,
      };
    },
  };
}

/** The address of the same list with other parameters. */
export function listHref(path: string, filter: ListFilter, change: Partial<Record<string, string | null>>): string {
  const { use, afterId: _cursor, ...others } = filter;
  const given: Record<string, string | null | undefined> = {
    use: path.endsWith('/adults') ? use : null,
    ...others,
    ...change,
  };
  const query = new URLSearchParams(
    Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  return query.size > 0 ? `${path}?${query}` : path;
}
