/** A row as PostgreSQL writes it in JSON: column → value; dates and times are text, times keep their microseconds. */
export type RowImage = Readonly<Record<string, unknown>>;

/** How the rows of a table are told apart, read and written as images. */
export interface ImageTable {
  name: string;
  key: readonly string[];
  /** The columns read beside the key; all when not given. A row of which only some are read is never dropped or made. */
  columns?: readonly string[];
  /** Columns left out when all are read: those the database makes by itself, and what is kept elsewhere. */
  without?: readonly string[];
  /** Written by dropping and making it anew, where a constraint would stop one row at a time. Nothing may refer to it. */
  isRemade?: boolean;
  /** A column that puts a row in a unique index: rows that change have it at this value while they do. */
  lowered?: { column: string; value: boolean };
}

/** A row that becomes another one: null before when it is made, null after when it is dropped. */
export interface RowStep {
  before: RowImage | null;
  after: RowImage | null;
}

/** What a row is told apart by, as one text. */
export function keyOf({ key }: Pick<ImageTable, 'key'>, row: RowImage): string {
  return key.map((column) => String(row[column])).join(' ');
}

/** The columns of `after` that differ from `before`. */
export function changedColumns(before: RowImage, after: RowImage): string[] {
  return Object.keys(after).filter((column) => JSON.stringify(after[column]) !== JSON.stringify(before[column]));
}

/** The steps from one set of rows to another, matched by their key; rows that stay the same are left out. */
export function stepsBetween(
  table: Pick<ImageTable, 'key'>,
  before: readonly RowImage[],
  after: readonly RowImage[],
): RowStep[] {
  const wanted = new Map(after.map((row) => [keyOf(table, row), row]));
  const known = new Set(before.map((row) => keyOf(table, row)));
  const kept = before.map((row) => ({ before: row, after: wanted.get(keyOf(table, row)) ?? null }));
  const made = after.filter((row) => !known.has(keyOf(table, row))).map((row) => ({ before: null, after: row }));
  return [...kept, ...made].filter(
    ({ before: was, after: is }) => was === null || is === null || changedColumns(was, is).length > 0,
  );
}
