import type { ListSubject } from '../../../generated/prisma/enums';
import { DEFAULT_COLUMNS, readColumns } from './columns';
import { readFilter, type ListFilter } from './filters';
import { DEFAULT_ORDER, ordersOf } from './orders';

/** A requested list: its subject, filters, columns and order. */
export interface ListSpec {
  subject: ListSubject;
  filter: ListFilter;
  columns: readonly string[];
  sort: string;
}

/**
 * Reads a list from a query or a saved view. Values that are not (or no longer) available are dropped, so that a list
 * never fails; `unknown` names them.
 */
export function readList(
  subject: ListSubject,
  given: Readonly<Record<string, unknown>>,
): { list: ListSpec; unknown: string[] } {
  const { filter, unknown } = readFilter(subject, given);
  const { columns, unknown: unknownColumns } = readColumns(subject, given.columns);
  const [asked] = [given.sort].flat();
  const sort = typeof asked === 'string' && Object.hasOwn(ordersOf(subject), asked) ? asked : null;
  return {
    list: { subject, filter, columns, sort: sort ?? DEFAULT_ORDER[subject] },
    unknown: [...unknown, ...(unknownColumns.length > 0 ? ['Cột'] : []), ...(asked && sort === null ? ['Thứ tự'] : [])],
  };
}

/** Writes a list as a query string, the same for equal lists; defaults are omitted. */
export function listQuery({ subject, filter, columns, sort }: ListSpec): URLSearchParams {
  const query = new URLSearchParams();
  for (const [key, values] of Object.entries(filter)) for (const value of values) query.append(key, value);
  if (columns.join() !== DEFAULT_COLUMNS[subject].join()) for (const column of columns) query.append('columns', column);
  if (sort !== DEFAULT_ORDER[subject]) query.set('sort', sort);
  return query;
}

/** Reads what `listQuery` wrote, or any other query string. */
export function readQueryText(subject: ListSubject, text: string): ListSpec {
  const query = new URLSearchParams(text);
  return readList(subject, Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)]))).list;
}

/** The URL of a list; with `path`, of another page about the same list. */
export function listHref(
  list: ListSpec,
  extra: Readonly<Record<string, string>> = {},
  path = `/lists/${list.subject}`,
): string {
  const query = listQuery(list);
  for (const [key, value] of Object.entries(extra)) query.set(key, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export const isSameList = (a: ListSpec, b: ListSpec): boolean =>
  a.subject === b.subject && listQuery(a).toString() === listQuery(b).toString();
