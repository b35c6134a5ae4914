import type { Request } from 'express';
import type { Actor } from '../actor';
import { currentUser } from './current-user';

/** Who asks for a page, with which filter and record in its address. */
export interface AskedList {
  actor: Actor;
  query: Request['query'];
  /** The record in the path; undefined for a path without one. */
  id: string | undefined;
}

/** One page of a list. */
interface PagePart<Row> {
  rows: readonly Row[];
  /** The address of the next page, as the page links it. */
  nextHref?: string | null;
  /** Which of the page's lists it is, as its tab says: 'Đã qua'. */
  about?: string;
}

/** The list of a page as a file shows it: what its columns are, and its pages, one after the other. */
export interface PageList {
  title: string;
  columns: readonly string[];
  /** The file says that it holds personal data. */
  isPersonal: boolean;
  readPage: (asked: AskedList) => Promise<PagePart<readonly (string | number)[]>>;
}

/**
 * Declares the list of a page.
 * @param read the rows of one page, as the page itself reads them.
 * @param columns the heading of each column, and its cell. '24/11/2026' becomes a date, a number stays one.
 */
export function pageList<Row>({
  title,
  isPersonal = true,
  read,
  columns,
}: {
  title: string;
  isPersonal?: boolean;
  read: (asked: AskedList) => Promise<PagePart<Row>>;
  columns: Record<string, (row: Row) => string | number>;
}): PageList {
  return {
    title,
    isPersonal,
    columns: Object.keys(columns),
    async readPage(asked) {
      const { rows, ...rest } = await read(asked);
      return { ...rest, rows: rows.map((row) => Object.values(columns).map((cellOf) => cellOf(row))) };
    },
  };
}

/** The list that a request for the page itself asks for. */
export const askedOf = (req: Request): AskedList => ({
  actor: currentUser(req),
  query: req.query,
  id: typeof req.params.id === 'string' ? req.params.id : undefined,
});
