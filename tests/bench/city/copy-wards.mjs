// Copies of a ward inside one database: every row of every table, with ids of its own, by statements of the database alone.
import pg from 'pg';
import { byTable } from './take-apart.mjs';

/**
 * Of no use to a copy: keys of the audit log, whose hashes name their ward, notes that live two days, ways to sign in, and
 * the rows behind closed months, which only their own pages read.
 */
const NOT_COPIED = new Set([
  'closed_row',
  'audit_key',
  'figure_change',
  'calendar_feed',
  'passkey',
  'recovery_code',
  'second_factor',
  'data_erasure',
]);

/** What one database holds only once. */
const OWN_VALUES = {
  user_account: { username: (mark) => `username || '_${mark}'` },
  ward: {
    code: (mark) => `'B${mark}'`,
    name: (mark) => `'Phường số ' || ('x${mark}'::bit(16)::int)`,
    is_demo: () => 'false',
  },
};

/** The mark of a copy: the first four digits of all its ids, so that the rows of a ward lie side by side in every index. */
export const markOf = (copy) => copy.toString(16).padStart(4, '0');

/**
 * Adds copies of the only ward of this database. Constraints, indexes and triggers must be away (`takeApart`).
 * @param connect opens a connection; two work side by side.
 */
export async function copyWard(connect, copies, onProgress) {
  const first = await connect();
  const tables = await keepStock(first);
  await first.end();
  let next = 1;
  const work = async () => {
    const client = await connect();
    await client.query('SET synchronous_commit = off; SET session_replication_role = replica');
    for (let copy = next++; copy <= copies; copy = next++) {
      const mark = markOf(copy);
      await client.query('BEGIN');
      for (const table of tables) await client.query(copyStatement(table, mark));
      await client.query('COMMIT');
      onProgress(copy);
    }
    await client.end();
  };
  await Promise.all([work(), work()]);
  const last = await connect();
  await last.query('DROP SCHEMA stock CASCADE');
  await last.end();
}

/** Sets the rows of the ward aside, in a schema of their own. */
async function keepStock(client) {
  const { rows: columns } = await client.query(`
    SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND (c.relname = 'ward' OR EXISTS (SELECT FROM pg_attribute w WHERE w.attrelid = c.oid AND w.attname = 'ward_id'))
    ORDER BY c.relname, a.attnum`);
  await client.query('CREATE SCHEMA stock');
  const tables = [];
  for (const [name, own] of byTable(columns)) {
    if (NOT_COPIED.has(name)) continue;
    const list = own.map((column) => pg.escapeIdentifier(column.name)).join(', ');
    const { rowCount } = await client.query(
      `CREATE UNLOGGED TABLE stock.${name} AS SELECT ${list} FROM public.${name}`,
    );
    if (rowCount > 0) tables.push({ name, columns: own, list });
  }
  return tables;
}

function copyStatement({ name, columns, list }, mark) {
  const values = columns.map((column) => {
    const own = OWN_VALUES[name]?.[column.name];
    const quoted = pg.escapeIdentifier(column.name);
    if (own) return own(mark);
    if (column.type === 'uuid') return idOf(quoted, mark);
    if (column.type === 'uuid[]')
      return `(SELECT array_agg(${idOf('id', mark)} ORDER BY place) FROM unnest(${quoted}) WITH ORDINALITY AS ids (id, place))`;
    return quoted;
  });
  return `INSERT INTO public.${name} (${list}) SELECT ${values.join(', ')} FROM stock.${name}`;
}

/** A random id may begin with the mark by chance, and would then stay what it is: it gets another beginning. */
const idOf = (id, mark) =>
  `(CASE WHEN starts_with(${id}::text, '${mark}') THEN 'f${mark.slice(1)}' ELSE '${mark}' END || substr(${id}::text, 5))::uuid`;
