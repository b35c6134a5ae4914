// Copies of a ward inside one database: every row of every table, with ids of its own, by statements of the database alone.

/**
 * Of no use to a copy: beginnings and keys of the audit log, whose hashes name their ward, notes that live two days, ways to sign in, and
 * the rows behind closed months, which only their own pages read.
 */
const NOT_COPIED = [
  'closed_row',
  'audit_begin',
  'audit_key',
  'figure_change',
  'calendar_feed',
  'passkey',
  'recovery_code',
  'second_factor',
  'data_erasure',
];

/** What one database holds only once. */
const OWN_VALUES = {
  'user_account.username': (mark) => `username || '_${mark}'`,
  'ward.code': (mark) => `'B${mark}'`,
  'ward.name': (mark) => `'Phường số ' || ('x${mark}'::bit(16)::int)`,
  'ward.is_demo': () => 'false',
};

/** Adds copies of the only ward of this database. */
export async function copyWard(client, copies) {
  const { rows: columns } = await client.query(
    `SELECT c.relname AS table, quote_ident(a.attname) AS name, format_type(a.atttypid, NULL) AS type
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL ($1)
       AND (c.relname = 'ward' OR EXISTS (SELECT FROM pg_attribute w WHERE w.attrelid = c.oid AND w.attname = 'ward_id'))
     ORDER BY c.relname, a.attnum`,
    [NOT_COPIED],
  );
  const tables = new Map();
  for (const column of columns) tables.set(column.table, [...(tables.get(column.table) ?? []), column]);
  // Neither triggers nor references work meanwhile: the rows are whole as they are.
  await client.query('SET synchronous_commit = off; SET session_replication_role = replica; CREATE SCHEMA stock');
  for (const name of tables.keys()) await client.query(`CREATE UNLOGGED TABLE stock.${name} AS TABLE public.${name}`);
  for (let copy = 1; copy <= copies; copy += 1) {
    await client.query('BEGIN');
    for (const [table, own] of tables) await client.query(copyStatement(table, own, markOf(copy)));
    await client.query('COMMIT');
    console.log(`  ${copy} of ${copies}`);
  }
  await client.query('DROP SCHEMA stock CASCADE; RESET session_replication_role');
  await client.query('VACUUM (ANALYZE)');
}

/** The mark of a copy: the first four digits of all its ids, so that the rows of a ward lie side by side in every index. */
const markOf = (copy) => copy.toString(16).padStart(4, '0');

function copyStatement(table, columns, mark) {
  const values = columns.map(({ name, type }) => {
    const own = OWN_VALUES[`${table}.${name}`];
    if (own) return own(mark);
    if (type === 'uuid') return idOf(name, mark);
    if (type === 'uuid[]')
      return `(SELECT array_agg(${idOf('id', mark)} ORDER BY place) FROM unnest(${name}) WITH ORDINALITY AS ids (id, place))`;
    return name;
  });
  const names = columns.map(({ name }) => name).join(', ');
  return `INSERT INTO public.${table} (${names}) SELECT ${values.join(', ')} FROM stock.${table}`;
}

/** A random id may begin with the mark by chance, and would then stay what it is: it gets another beginning. */
const idOf = (id, mark) =>
  `(CASE WHEN starts_with(${id}::text, '${mark}') THEN 'f${mark.slice(1)}' ELSE '${mark}' END || substr(${id}::text, 5))::uuid`;
