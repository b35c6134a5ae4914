/** The cursor of a page is the id of its previous record, so that a URL contains no name and no address. */
export interface ListPage<Row> {
  rows: Row[];
  total: number;
  nextAfterId: string | null;
}

export const PAGE = 50;

/** Splits the rows of a statement that reads one row more than a page; each row carries the total. */
export function pageOf<Row extends { id: string; total: number }>(rows: Row[]): ListPage<Row> {
  const shown = rows.slice(0, PAGE);
  const last = shown.at(-1);
  return { rows: shown, total: rows[0]?.total ?? 0, nextAfterId: rows.length > PAGE && last ? last.id : null };
}
