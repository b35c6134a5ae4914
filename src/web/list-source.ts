import type { Request } from 'express';
import type { Actor } from '../actor';
import type { Permission } from '../permissions';
import { isRealDate, parseDateText } from '../shared/dates';
import type { Cell, CellBatches } from '../shared/list-file';
import type { Option } from './form';

/** Who asks for a page, with which filter and record in its address. */
export interface AskedList {
  actor: Actor;
  query: Request['query'];
  /** The record in the path; undefined for a path without one. */
  id: string | undefined;
}

/** The list of a page, which can be taken along as a file (desk/list-files). */
export interface ListSource {
  /** Needed beside the permission of the page. */
  permission?: Permission;
  /** The page has its own link to the file; otherwise the layout offers it below the page. */
  isOfferedByPage?: true;
  /** @throws NotFoundError, ForbiddenError as the page itself does. */
  find: (asked: AskedList) => Promise<FoundList>;
}

/** The list that an address asks for. */
export interface FoundList {
  title: string;
  /** Which rows it has: filter, order, month; one line each. */
  about: readonly string[];
  columns: readonly string[];
  /** The headings of columns with personal data. */
  personal: readonly string[];
  /** Without its ending; by default it follows from the address and the day. */
  fileName?: string;
  /** A longer list is refused. */
  maxRows: number;
  /** Begins to read all rows, whatever the page. */
  open: () => Promise<OpenList>;
}

interface OpenList {
  rowCount: number;
  batches: CellBatches;
  /** Must be called even when not all batches were read. */
  close?: () => Promise<void>;
}

/** The address of the form that takes the list of a page along. @param page path and query of the page. */
export const listFileHref = (page: string): string => `/list-files?${new URLSearchParams({ page }).toString()}`;

export interface PagePart<Row> {
  rows: readonly Row[];
  /** The address of the next page, as the page links it. */
  nextHref?: string | null;
  /** Which of the page's lists it is, as its tab says: 'Đã qua'; or its filter (`chosenIn`). */
  about?: string;
}

/** More rows than a list has that is read by its pages; one that has more reads itself in larger parts. */
const MAX_ROWS = 10_000;

/**
 * Declares the list of a page that is read by its pages.
 * @param read the rows of one page, as the page itself reads them.
 * @param permission needed beside that of the page.
 * @param columns the heading of each column, and its cell. '24/11/2026' becomes a date, a number stays one.
 */
export function pageList<Row>({
  title,
  isPersonal = true,
  read,
  columns,
  permission,
}: {
  title: string;
  isPersonal?: boolean;
  permission?: Permission;
  read: (asked: AskedList) => Promise<PagePart<Row>>;
  columns: Record<string, (row: Row) => string | number>;
}): ListSource {
  const labels = Object.keys(columns);
  return {
    ...(permission && { permission }),
    async find(asked) {
      const first = await read(asked);
      return {
        title,
        about: first.about ? [first.about] : [],
        columns: labels,
        personal: isPersonal ? labels : [],
        maxRows: MAX_ROWS,
        async open() {
          const rows = [...first.rows];
          for (let { nextHref } = first; nextHref && rows.length <= MAX_ROWS;) {
            const { searchParams } = new URL(nextHref, 'http://ours');
            const next = await read({ ...asked, query: Object.fromEntries(searchParams) });
            rows.push(...next.rows);
            nextHref = next.nextHref;
          }
          return { rowCount: rows.length, batches: cellBatches([rows], columns) };
        },
      };
    },
  };
}

/** What a filter form has chosen, in the words of its selects and other fields; one that leaves out nothing is skipped. */
export const chosenIn = (...fields: readonly (readonly Option[] | string)[]): string =>
  fields
    .flatMap((field) =>
      typeof field === 'string'
        ? field
        : field.filter(({ value, selected }) => selected && value !== '').map(({ label }) => label),
    )
    .filter(Boolean)
    .join('. ');

/** Rows as cells, batch by batch. @param columns the heading of each column, and its cell, as in `pageList`. */
export async function* cellBatches<Row>(
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  columns: Record<string, (row: Row) => string | number | Cell>,
): AsyncGenerator<Cell[][]> {
  const cells = Object.values(columns);
  for await (const rows of batches) yield rows.map((row) => cells.map((cellOf) => asCell(cellOf(row))));
}

/** The number with which a page's text begins, for the column of a file: '1.234 hộ' → 1234; '' if there is none. */
export const countIn = (text: string): number | '' => {
  const digits = /^[\d.]+/.exec(text)?.[0].replaceAll('.', '');
  return digits ? Number(digits) : '';
};

/** Numbers stay numbers, and what is a whole day on the page is a date. */
function asCell(cell: string | number | Cell): Cell {
  if (typeof cell === 'object') return cell;
  if (typeof cell === 'number') return { kind: 'number', value: cell };
  const day = /^\d\d\/\d\d\/\d{4}$/.test(cell) ? parseDateText(cell) : null;
  return day && isRealDate(day) ? { kind: 'date', value: day } : { kind: 'text', value: cell };
}
