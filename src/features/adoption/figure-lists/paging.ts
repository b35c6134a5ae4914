/** The cursor of a page is the id of its previous record, so that a URL contains no name and no address. */
export interface ListPage<Row> {
  rows: Row[];
  total: number;
  nextAfterId: string | null;
}

/** Where a page begins, and how long it is. */
export interface Place {
  after: string | null;
  page: number;
  size: number;
}

export const PAGE = 50;
/** A whole list, as a file, is read in pages of this length. */
export const FILE_PAGE = 10_000;

/** Splits the rows of a statement that reads one row more than a page; each row carries the total. */
export function pageOf<Row extends { id: string; total: number }>(rows: Row[], { size }: Place): ListPage<Row> {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return { rows: shown, total: rows[0]?.total ?? 0, nextAfterId: rows.length > size && last ? last.id : null };
}
