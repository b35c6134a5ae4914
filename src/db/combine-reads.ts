import type { JoinableReads } from './in-one-statement';

/** Columns that hold an instant. JSON has none, so their text is converted back to instants. */
export type Instants<Row> = {
  [Column in keyof Row]: Extract<Row[Column], Date> extends never ? never : Column;
}[keyof Row];

/** A read that can run alone or together with others, which then share its parameters. */
export interface Read<Row> {
  /** SQL that returns the rows in order. */
  readonly text: string;
  readonly instants: Record<Instants<Row>, true>;
}

/**
 * Combines several reads into one statement, for a page that shows many small things: the overhead of a statement
 * exceeds the cost of the few rows that most of them find.
 * @param name of the prepared statement.
 * @param shared 'WITH …': what several of the reads start from.
 * @returns a function that runs the statement; each read's rows are under its own key.
 */
export function combineReads<Rows extends Record<string, object>>(
  name: string,
  reads: { readonly [Part in keyof Rows]: Read<Rows[Part]> },
  shared = '',
): (pool: JoinableReads, values: unknown[]) => Promise<{ [Part in keyof Rows]: Rows[Part][] }> {
  const parts = Object.entries(reads) as [string, Read<object>][];
  const text = `${shared} SELECT ${parts.map(([part, read]) => `(SELECT coalesce(json_agg(found), '[]') FROM (${read.text}) found) AS "${part}"`).join(',\n')}`;
  const instants = parts.flatMap(([part, read]) => Object.keys(read.instants).map((column) => [part, column] as const));

  return async (pool, values) => {
    const {
      rows: [found],
    } = await pool.query<Record<string, Record<string, unknown>[]>>({
      name,
      text,
      values,
      instants: {},
    });
    for (const [part, column] of instants) {
      for (const row of found![part]!) if (row[column] !== null) row[column] = new Date(row[column] as string);
    }
    return found as { [Part in keyof Rows]: Rows[Part][] };
  };
}
