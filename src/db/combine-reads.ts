import type { Pool } from 'pg';

/** Columns that hold an instant. JSON has none, so their words are made instants again. */
type Instants<Row> = { [Column in keyof Row]: Extract<Row[Column], Date> extends never ? never : Column }[keyof Row];

/** A read that can be asked alone or together with others, which then share its parameters. */
export interface Read<Row> {
  /** SQL that gives the rows in their order. */
  readonly text: string;
  readonly instants: Record<Instants<Row>, true>;
}

/**
 * Makes one statement of several reads, for a page that shows many small things: a statement costs the program more than
 * the few rows that most of them find.
 * @param name of the prepared statement.
 * @param shared 'WITH …': what several of the reads begin from.
 * @returns asks the statement; every read's rows stand under its own key.
 */
export function combineReads<Rows extends Record<string, object>>(
  name: string,
  reads: { readonly [Part in keyof Rows]: Read<Rows[Part]> },
  shared = '',
): (pool: Pool, values: unknown[]) => Promise<{ [Part in keyof Rows]: Rows[Part][] }> {
  const parts = Object.entries(reads) as [string, Read<object>][];
  const text = `${shared} SELECT ${parts.map(([part, read]) => `(SELECT coalesce(json_agg(found), '[]') FROM (${read.text}) found) AS "${part}"`).join(',\n')}`;
  const instants = parts.flatMap(([part, read]) => Object.keys(read.instants).map((column) => [part, column] as const));

  return async (pool, values) => {
    const {
      rows: [found],
    } = await pool.query<Record<string, Record<string, unknown>[]>>({ name, text, values });
    for (const [part, column] of instants) {
      for (const row of found![part]!) if (row[column] !== null) row[column] = new Date(row[column] as string);
    }
    return found as { [Part in keyof Rows]: Rows[Part][] };
  };
}
