import { z } from 'zod';
import { groupBy } from '../shared/group-by';
import { join, raw, sql, type Sql } from '../shared/sql';
import { changedColumns, type SnapshotTable, type RowSnapshot, type RowStep } from '../shared/row-snapshot';
import type { Transaction } from './database';
import { queryRows, type RowReader } from './query-rows';

const NAME = /^[a-z][a-z0-9_]*$/;

/** Names of tables and columns as SQL. They come from lists in this program; anything else is rejected. */
function names(words: readonly string[], prefix = ''): Sql {
  const wrong = words.find((word) => !NAME.test(word));
  if (wrong !== undefined) throw new Error(`not a name of a table or column: ${wrong}`);
  return raw(words.map((word) => prefix + word).join(', '));
}

interface SnapshotRead {
  table: SnapshotTable;
  condition: Sql;
}

/** Every row of a table with one of the ids in one of the columns. */
export function withIds(table: SnapshotTable, columns: readonly string[], ids: readonly string[]): SnapshotRead {
  const conditions = columns.map((column) => sql`${names([column], 't.')} = ANY (${ids}::uuid[])`);
  return { table, condition: join(conditions, ' OR ') };
}

/** Those of the rows that still exist, in their current state. */
export const stillThere = (table: SnapshotTable, rows: readonly RowSnapshot[]): SnapshotRead => ({
  table,
  condition: sql`(${names(table.key, 't.')}) IN (SELECT ${names(table.key)} FROM ${recordsOf(table, rows, table.key)})`,
});

const SNAPSHOTS = z.object({ tables: z.array(z.array(z.record(z.string(), z.unknown()))) });

/** Reads rows of several tables with one statement: the rows of each read in the order of their keys. */
export async function readSnapshots(db: RowReader, reads: readonly SnapshotRead[]): Promise<RowSnapshot[][]> {
  const tables = reads.map(({ table, condition }) => {
    const snapshot = table.columns
      ? sql`(SELECT to_jsonb(s) FROM (SELECT ${names([...new Set([...table.key, ...table.columns])], 't.')}) AS s)`
      : sql`to_jsonb(t) - ${[...(table.without ?? [])]}::text[]`;
    return sql`(SELECT coalesce(json_agg(${snapshot} ORDER BY ${names(table.key, 't.')}), '[]')
      FROM ${names([table.name])} AS t WHERE ${condition})`;
  });
  const [found] = await queryRows(db, 'row-snapshots', SNAPSHOTS)`SELECT json_build_array(${join(tables)}) AS tables`;
  return found!.tables;
}

interface TableSteps {
  table: SnapshotTable;
  steps: readonly RowStep[];
}

/**
 * Writes the steps of several tables: first deletions, then updates, then insertions, so that no constraint is violated
 * in between. Tables that refer to others come before them.
 */
export async function writeSteps(tx: Transaction, tables: readonly TableSteps[]): Promise<void> {
  for (const { table, steps } of tables)
    await drop(
      tx,
      table,
      steps.flatMap(({ before, after }) => (before && (!after || table.isRemade) ? [before] : [])),
    );
  for (const { table, steps } of tables)
    await change(
      tx,
      table,
      steps.flatMap(({ before, after }) => (before && after && !table.isRemade ? [{ before, after }] : [])),
    );
  for (const { table, steps } of tables.toReversed())
    await make(
      tx,
      table,
      steps.flatMap(({ before, after }) => (after && (!before || table.isRemade) ? [after] : [])),
    );
}

async function drop(tx: Transaction, table: SnapshotTable, rows: readonly RowSnapshot[]): Promise<void> {
  if (rows.length === 0) return;
  const count = await tx.$executeRaw`
    DELETE FROM ${names([table.name])} AS t WHERE (${names(table.key, 't.')}) IN (SELECT ${names(table.key)} FROM ${recordsOf(table, rows, table.key)})`;
  expectAll(table, rows, count);
}

async function make(tx: Transaction, table: SnapshotTable, rows: readonly RowSnapshot[]): Promise<void> {
  if (rows.length === 0) return;
  if (table.columns) throw new Error(`${table.name}: a row of which only some columns are known cannot be made`);
  // A row kept before a column was added takes the column's default.
  for (const alike of groupBy(rows, (row) => Object.keys(row).toSorted().join()).values()) {
    const columns = names(Object.keys(alike[0]!));
    await tx.$executeRaw`INSERT INTO ${names([table.name])} (${columns}) SELECT ${columns} FROM ${recordsOf(table, alike)}`;
  }
}

async function change(
  tx: Transaction,
  table: SnapshotTable,
  steps: readonly { before: RowSnapshot; after: RowSnapshot }[],
): Promise<void> {
  const { lowered } = table;
  const low = lowered
    ? steps
        .filter(({ before }) => before[lowered.column] !== lowered.value)
        .map(({ before }) => ({ ...before, [lowered.column]: lowered.value }))
    : [];
  if (lowered) await update(tx, table, low, [lowered.column]);
  const columns = new Set([
    ...steps.flatMap(({ before, after }) => changedColumns(before, after)),
    ...(low.length > 0 ? [lowered!.column] : []),
  ]);
  await update(
    tx,
    table,
    steps.map(({ after }) => after),
    [...columns],
  );
}

async function update(tx: Transaction, table: SnapshotTable, rows: readonly RowSnapshot[], columns: readonly string[]) {
  if (rows.length === 0 || columns.length === 0) return;
  const count = await tx.$executeRaw`
    UPDATE ${names([table.name])} AS t SET (${names(columns)}) = ROW(${names(columns, 's.')})
    FROM ${recordsOf(table, rows)} AS s WHERE (${names(table.key, 't.')}) = (${names(table.key, 's.')})`;
  expectAll(table, rows, count);
}

function recordsOf(table: SnapshotTable, rows: readonly RowSnapshot[], columns?: readonly string[]): Sql {
  const snapshots = columns
    ? rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])))
    : rows;
  return sql`jsonb_populate_recordset(NULL::${names([table.name])}, ${JSON.stringify(snapshots)}::jsonb)`;
}

/** The rows were read under the locks of their owners: a row missing now means that a lock is missing. */
function expectAll(table: SnapshotTable, rows: readonly RowSnapshot[], count: number): void {
  if (count !== rows.length) throw new Error(`${table.name}: ${rows.length} rows to write, ${count} found`);
}
