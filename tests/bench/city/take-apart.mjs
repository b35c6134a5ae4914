// Filling millions of rows is quickest without indexes and references; afterwards they are made again, and each is timed.

/**
 * Removes every constraint with an index, every index and every reference of the database.
 * @returns what `putTogether` needs, as JSON.
 */
export async function takeApart(client) {
  const rows = async (text) => (await client.query(text)).rows;
  const constraints = await rows(`
    SELECT c.conrelid::regclass::text AS table, quote_ident(c.conname) AS name, c.contype AS type, pg_get_constraintdef(c.oid) AS definition
    FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('f', 'p', 'u', 'x')
    ORDER BY array_position('{p,u,x,f}', c.contype::text), c.conname`);
  const indexes = await rows(`
    SELECT i.indrelid::regclass::text AS table, i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid AND c.relnamespace = 'public'::regnamespace
    WHERE NOT EXISTS (SELECT FROM pg_constraint x WHERE x.conindid = i.indexrelid AND x.contype IN ('p', 'u', 'x')) ORDER BY 2`);
  await client.query('BEGIN');
  for (const { table, name } of constraints.toReversed())
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query('COMMIT');
  const keys = constraints
    .filter(({ type }) => type !== 'f')
    .map(({ table, name, definition }) => ({
      table,
      name,
      statement: `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`,
    }));
  return {
    indexes: [...keys, ...indexes.map(({ table, name, definition }) => ({ table, name, statement: definition }))],
    references: constraints.filter(({ type }) => type === 'f'),
  };
}

/** @returns a Map of the rows that name each table. */
export function byTable(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.table, [...(groups.get(row.table) ?? []), row]);
  return groups;
}

/**
 * Makes everything again, two tables at a time, the biggest first, and lets PostgreSQL check every reference.
 * @returns { indexes, references }: [{ table, name, seconds }], and fails if one of them does not hold.
 */
export async function putTogether(connect, { indexes, references }, onProgress) {
  const client = await connect();
  const { rows } = await client.query(
    `SELECT oid::regclass::text AS table, pg_relation_size(oid) AS bytes FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  const sizes = new Map(rows.map(({ table, bytes }) => [table, Number(bytes)]));
  const made = await tableByTable(connect, sizes, indexes, onProgress);
  // First all of them for new rows, which takes no time, then the check of the old ones, which blocks no session.
  for (const { table, name, definition } of references)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition} NOT VALID`);
  await client.end();
  const checks = references.map(({ table, name }) => ({
    table,
    name,
    statement: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`,
  }));
  return { indexes: made, references: await tableByTable(connect, sizes, checks, onProgress) };
}

async function tableByTable(connect, sizes, steps, onProgress) {
  const waiting = [...byTable(steps)].sort(([a], [b]) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  const done = [];
  const work = async () => {
    const client = await connect();
    await client.query(
      "SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0; SET max_parallel_workers_per_gather = 0",
    );
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      for (const { table, name, statement } of entry[1]) {
        const startedAt = performance.now();
        await client.query(statement);
        done.push({ table, name, seconds: (performance.now() - startedAt) / 1000 });
      }
      onProgress(entry[0]);
    }
    await client.end();
  };
  await Promise.all([work(), work()]);
  return done;
}
