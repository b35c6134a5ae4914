import type { Instants, Reads } from './database';

/** A read that can run alone or together with others, which then share its parameters. */
export interface Read<Row> {
  /** SQL that returns the rows in order. */
  readonly text: string;
  readonly instants: Record<Instants<Row>, true>;
}

/** SQL of a column that holds all rows of a read, in order. */
export const asJsonRows = (text: string): string => `(SELECT coalesce(json_agg(found), '[]') FROM (${text}) found)`;

/** Converts the instants of rows that went through JSON, in place. */
export function restoreInstants(rows: Record<string, unknown>[], columns: readonly string[]): void {
  for (const column of columns) {
    for (const row of rows) if (row[column] !== null) row[column] = new Date(row[column] as string);
  }
}

/**
 * Combines several reads into one statement: those of one page, which share their parameters. The overhead of a statement
 * exceeds the cost of the few rows that most of them find.
 * @param name of the prepared statement.
 * @param shared 'WITH …': what several of the reads start from.
 * @returns a function that runs the statement; each read's rows are under its own key.
 */
export function combineReads<Rows extends Record<string, object>>(
  name: string,
  reads: { readonly [Part in keyof Rows]: Read<Rows[Part]> },
  shared = '',
): (pool: Reads['pool'], values: unknown[]) => Promise<{ [Part in keyof Rows]: Rows[Part][] }> {
  const parts = Object.entries(reads) as [string, Read<object>][];
  const text = `${shared} SELECT ${parts.map(([part, read]) => `${asJsonRows(read.text)} AS "${part}"`).join(',\n')}`;

  return async (pool, values) => {
    const {
      rows: [found],
    } = await pool.query<Record<string, Record<string, unknown>[]>>({
      name,
      text,
      values,
    });
    for (const [part, { instants }] of parts) restoreInstants(found![part]!, Object.keys(instants));
    return found as { [Part in keyof Rows]: Rows[Part][] };
  };
}
