import type { Pool } from 'pg';

const ID = '([0-9a-f]{8}-[0-9a-f]{4}-)[1-7]([0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})';
/** Ids have version 4 or 7; the twin of an id differs in its version alone, and nothing else has this one. */
const TWIN_VERSION = '8';

/** The text with every id in it replaced by the id of its twin. */
export function twinOf(text: string): string {
  return text.replaceAll(new RegExp(ID, 'g'), `$1${TWIN_VERSION}$2`);
}

/** The ids of twins in a text. */
export function twinsIn(text: string): string[] {
  return text.match(new RegExp(ID.replace('[1-7]', TWIN_VERSION), 'g')) ?? [];
}

/** What must differ between two wards of one database, and what should. */
const DIFFERENT: Record<string, string> = {
  ward: `'{"code": "00070", "adult_age": 15}'`,
  user_account: `jsonb_build_object('username', r.username || '-twin')`,
  calendar_feed: `jsonb_build_object('token_hash', sha256(r.token_hash))`,
  audit_event: `jsonb_build_object('seq', r.seq + 1000000000)`,
  audit_seal: `jsonb_build_object('seq', r.seq + 1000000000)`,
  figure_change: `jsonb_build_object('id', r.id + 1000000000)`,
};

/**
 * Copies the ward, row by row, under other ids. The twin has the same names, numbers, dates and keys, so that whatever
 * forgets its ward finds everything twice.
 */
export async function createTwinWard(pool: Pool, wardId: string): Promise<void> {
  const tables = await wardTables(pool);
  const client = await pool.connect();
  try {
    // Rows come in any order, and what triggers keep up to date is copied as well.
    await client.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
    for (const { name, columns, owner } of tables) {
      const twin = `regexp_replace(to_jsonb(r)::text, '${ID}', '\\1${TWIN_VERSION}\\2', 'g')::jsonb`;
      await client.query(
        `INSERT INTO ${name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
         SELECT ${columns.map((column) => `twin.${column}`).join(', ')}
         FROM ${name} r CROSS JOIN LATERAL jsonb_populate_record(NULL::${name}, ${twin} || ${DIFFERENT[name] ?? "'{}'"}) AS twin
         WHERE r.${owner} = $1`,
        [wardId],
      );
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
  } finally {
    client.release();
  }
}

/** Records of the twin by table, a few hundred of each at most. */
export async function twinRows(pool: Pool, wardId: string): Promise<Map<string, Record<string, unknown>[]>> {
  const rows = new Map<string, Record<string, unknown>[]>();
  for (const { name, owner } of await wardTables(pool)) {
    const found = await pool.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(r) AS row FROM ${name} r WHERE r.${owner} = $1
       ORDER BY (SELECT count(*) FROM jsonb_each(to_jsonb(r)) WHERE value <> 'null') DESC LIMIT 300`,
      [twinOf(wardId)],
    );
    rows.set(
      name,
      found.rows.map(({ row }) => row),
    );
  }
  return rows;
}

/** A row of the ward, $1 of the statement. @throws Error if there is none. */
export async function oneRow(pool: Pool, select: string, wardId: string): Promise<Record<string, string>> {
  const { rows } = await pool.query<Record<string, string>>(`${select} LIMIT 1`, [wardId]);
  if (!rows[0]) throw new Error(`no row: ${select}`);
  return rows[0];
}

async function wardTables(pool: Pool): Promise<{ name: string; columns: string[]; owner: string }[]> {
  const { rows } = await pool.query<{ name: string; columns: string[]; owner: string }>(
    `SELECT c.relname AS name, array_agg(quote_ident(a.attname)) FILTER (WHERE a.attgenerated = '') AS columns,
       CASE WHEN c.relname = 'ward' THEN 'id' ELSE min(a.attname::text) FILTER (WHERE a.attname IN ('ward_id', 'chain_id')) END AS owner
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
     GROUP BY c.relname HAVING c.relname = 'ward' OR bool_or(a.attname IN ('ward_id', 'chain_id'))`,
  );
  return rows;
}
