// How much room the tables and indexes of the whole city take.

/** @returns { database, tables, indexes }: MB, and the biggest of each as [{ name, rows?, megabytes, indexMegabytes? }]. */
export async function biggestRelations(client, count = 12) {
  const rows = async (text, values) => (await client.query(text, values)).rows;
  const [{ database }] = await rows(`SELECT pg_database_size(current_database()) / 2.0^20 AS database`);
  const tables = await rows(
    `SELECT relname AS name, reltuples::bigint AS rows, pg_table_size(oid) / 2.0^20 AS megabytes, pg_indexes_size(oid) / 2.0^20 AS "indexMegabytes"
     FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY pg_total_relation_size(oid) DESC LIMIT $1`,
    [count],
  );
  const indexes = await rows(
    `SELECT relname AS name, pg_relation_size(oid) / 2.0^20 AS megabytes FROM pg_class
     WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace ORDER BY pg_relation_size(oid) DESC LIMIT $1`,
    [count],
  );
  const numeric = (row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, key === 'name' ? value : Number(value)]));
  return { database: Number(database), tables: tables.map(numeric), indexes: indexes.map(numeric) };
}
