import type { ClientBase } from 'pg';

export interface Table {
  name: string;
  /** The columns that are not generated, in order, without transaction numbers, because another server has its own. */
  columns: string[];
}

/** The database's tables without `except`, sorted by name; tables of extensions do not count. */
export async function listTables(client: ClientBase, except: readonly string[]): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.atttypid <> 'xid8'::regtype
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> ALL ($1)
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
    [except],
  );
  return rows;
}
