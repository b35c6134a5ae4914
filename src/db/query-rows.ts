import { z } from 'zod';
import { NotFoundError } from '../shared/errors';
import { memoizeByObject } from '../shared/memoize-by-object';
import { empty, join, raw, sql, type Sql } from '../shared/sql';
import { statementNameOf, type Reads, type Statements } from './database';
import { rowChecks } from './row-checks';

/** What a row holds: local dates and times as text, instants as `z.date()`. */
export type RowSchema = z.ZodObject;

/** A read that runs alone or together with others. */
export interface Read<Row extends RowSchema = RowSchema> {
  readonly row: Row;
  /** SQL that returns the rows in order. */
  readonly sql: Sql;
}

/** The database, one state of it (snapshot.ts), a connection, or a transaction. */
export type RowReader = Reads | Reads['pool'] | Pick<Statements, '$queryRaw'>;

/** A template tag that sends the statement: values stand in place, as in `sql`. */
export type Sends<Result> = (
  statement: TemplateStringsArray,
  ...values: Parameters<typeof sql>[1][]
) => Promise<Result>;

/**
 * Reads rows with one statement, which PostgreSQL plans each time, without its values (ADR 9).
 * @param name says in a failed test which statement it is.
 */
export const queryRows =
  <Row extends RowSchema>(db: RowReader, name: string, row: Row): Sends<z.infer<Row>[]> =>
  async (strings, ...given) => {
    const statement = sql(strings, ...given);
    const { text, values } = statement;
    const connection = 'pool' in db ? db.pool : db;
    const rows =
      'query' in connection
        ? (await connection.query<z.infer<Row>>({ text, values })).rows
        : await connection.$queryRaw<z.infer<Row>[]>(statement);
    rowChecks.check?.(name, row, rows);
    return rows;
  };

/** queryRows for one record, null if there is none. */
export const queryMaybe =
  <Row extends RowSchema>(db: RowReader, name: string, row: Row): Sends<z.infer<Row> | null> =>
  async (...statement) =>
    (await queryRows(db, name, row)(...statement))[0] ?? null;

/** queryRows for one record. @throws NotFoundError if there is none; `missing` is what the page then says. */
export function queryRow<Row extends RowSchema>(
  db: RowReader,
  named: string | { name: string; missing: string },
  row: Row,
): Sends<z.infer<Row>> {
  const { name, missing } = typeof named === 'string' ? { name: named } : named;
  return async (...statement) => {
    const found = await queryMaybe(db, name, row)(...statement);
    if (!found) throw new NotFoundError(missing);
    return found;
  };
}

/**
 * queryRows for the pages that are asked all day: each connection prepares and plans the statement once, because planning
 * it would take longer than running it.
 */
export const queryPrepared =
  <Row extends RowSchema>({ pool, hotPool = pool }: Reads, name: string, row: Row): Sends<z.infer<Row>[]> =>
  async (...statement) => {
    const { text, values } = sql(...statement);
    const { rows } = await hotPool.query<z.infer<Row>>({ name: statementNameOf(text), text, values });
    rowChecks.check?.(name, row, rows);
    return rows;
  };

export type RowsOf<Reads extends Record<string, Read>> = { [Part in keyof Reads]: z.infer<Reads[Part]['row']>[] };

/**
 * Sends several reads as one prepared statement: for a page of many small reads that is asked all day, where the
 * overhead of a statement exceeds its cost. Rows go through JSON: a column of another type than text, number, boolean,
 * date or instant needs a cast.
 * @param shared 'WITH …': what several of the reads start from.
 */
export async function queryTogether<Parts extends Record<string, Read>>(
  { pool, hotPool = pool }: Reads,
  name: string,
  parts: Parts,
  shared: Sql = empty,
): Promise<RowsOf<Parts>> {
  const columns = Object.entries(parts).map(
    ([part, read]) => sql`(SELECT coalesce(json_agg(found), '[]') FROM (${read.sql}) found) AS ${raw(`"${part}"`)}`,
  );
  const { text, values } = sql`${shared} SELECT ${join(columns)}`;
  const {
    rows: [found],
  } = await hotPool.query<Record<string, Record<string, unknown>[]>>({ name: statementNameOf(text), text, values });
  for (const [part, { row }] of Object.entries(parts)) {
    for (const column of instantsOf(row))
      for (const each of found![part]!) if (each[column] !== null) each[column] = new Date(each[column] as string);
    rowChecks.check?.(`${name}.${part}`, row, found![part]!);
  }
  return found as RowsOf<Parts>;
}

/** JSON has no instants: they come as text. */
const instantsOf = memoizeByObject((row: RowSchema): string[] =>
  Object.entries(row.shape).flatMap(([column, type]) => (unwrapped(type) instanceof z.ZodDate ? [column] : [])),
);
const unwrapped = (type: unknown): unknown =>
  type instanceof z.ZodNullable || type instanceof z.ZodOptional ? unwrapped(type.unwrap()) : type;
