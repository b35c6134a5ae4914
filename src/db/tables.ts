import type { ClientBase, Pool } from 'pg';
import { sql } from '../shared/sql';

export interface Table {
  name: string;
  /** The columns that are not generated, in order, without transaction numbers, because another server has its own. */
  columns: string[];
}

/** The database's tables without `except`, sorted by name; tables of extensions do not count. */
export async function listTables(client: ClientBase, except: readonly string[]): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    sql`SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.atttypid <> 'xid8'::regtype
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> ALL (${except}::name[])
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
  );
  return rows;
}

/** The id of the database; null in one of before it had any. */
export async function findDatabaseName(client: Pick<ClientBase | Pool, 'query'>): Promise<string | null> {
  const { rows: found } = await client.query("SELECT FROM pg_class WHERE oid = to_regclass('database_name')");
  if (found.length === 0) return null;
  const { rows } = await client.query<{ id: string }>('SELECT id FROM database_name');
  return rows[0]!.id;
}
