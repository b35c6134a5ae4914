import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/db/database';
import { PATIENCE_MS } from '../support/patience';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/**
 * What Citus refuses in a table distributed by the ward. Sources: its manual ("Creating and modifying distributed tables",
 * "SQL support and workarounds") and the errors of its source (create_distributed_table.c, foreign_constraint.c,
 * trigger.c). Only what a catalogue can show: which statements would cross wards is no question of the schema.
 */

/** Tables that are spread by another column than ward_id. The ward itself lies with its rows, and so does its audit chain. */
const SPREAD_BY: Record<string, string> = {
  ward: 'id',
  audit_chain: 'chain_id',
  audit_event: 'chain_id',
  audit_seal: 'chain_id',
};

/** What belongs to no ward stays on the coordinator, as ordinary tables: few rows, or rows that live a day. */
const LOCAL = [
  '_prisma_migrations',
  'audit_count',
  'audit_horizon',
  'database_name',
  'key_check',
  'rate_limit',
  'user_session',
];

const TABLES = `spread AS (
  SELECT c.oid, c.relname AS name,
    (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = coalesce($1::jsonb ->> c.relname::text, 'ward_id') AND a.attnotnull) AS spread_by
  FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL ($2))`;

/** Each gives the tables, and what stands in the way, as in distributed.txt. */
const OBSTACLES: Record<string, string> = {
  'no ward': `SELECT name AS table, 'ward_id' AS object FROM spread WHERE spread_by IS NULL`,

  // "Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition
  // column (with an equality operator if EXCLUDE)"; unique indexes likewise.
  'key without the ward': `SELECT name AS table, i.indexrelid::regclass::text AS object FROM spread JOIN pg_index i ON i.indrelid = spread.oid
    LEFT JOIN pg_constraint x ON x.conindid = i.indexrelid AND x.contype = 'x'
    WHERE (i.indisunique OR i.indisexclusion) AND NOT EXISTS (
      SELECT FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) WITH ORDINALITY AS key (attnum, place)
      WHERE attnum = spread_by AND (x.oid IS NULL OR (SELECT oprname FROM pg_operator WHERE oid = x.conexclop[place]) = '='))`,

  // "Foreign keys are supported in two cases, either in between two colocated tables including partition column in the
  // same ordinal in the both tables or from distributed to reference tables".
  'reference without the ward': `SELECT spread.name AS table, c.conname AS object FROM spread JOIN pg_constraint c ON c.conrelid = spread.oid AND c.contype = 'f'
    LEFT JOIN spread other ON other.oid = c.confrelid
    WHERE NOT EXISTS (SELECT FROM unnest(c.conkey, c.confkey) AS pair (own, others) WHERE own = spread.spread_by AND others = other.spread_by)`,

  // "SET NULL or SET DEFAULT is not supported in ON DELETE operation when distribution key is included in the foreign key
  // constraint"; ON UPDATE allows no CASCADE either.
  'what a reference does when its row goes': `SELECT name AS table, c.conname AS object FROM spread JOIN pg_constraint c ON c.conrelid = spread.oid AND c.contype = 'f'
    WHERE (c.confdeltype IN ('n', 'd') OR c.confupdtype IN ('n', 'd', 'c')) AND spread_by = ANY (c.conkey)`,

  // "Reference tables and local tables can only have foreign keys to reference tables and local tables".
  'local table that refers to a ward’s row': `SELECT l.relname AS table, c.conname AS object FROM pg_constraint c JOIN pg_class l ON l.oid = c.conrelid AND l.relname = ANY ($2)
    JOIN spread ON spread.oid = c.confrelid WHERE c.contype = 'f'`,

  // "cannot distribute relation because it has triggers and citus.enable_unsafe_triggers is set to false". With the setting they
  // run on the node of the row, which is right as long as they read and write rows of the same ward.
  trigger: `SELECT name AS table, t.tgname::text AS object FROM spread JOIN pg_trigger t ON t.tgrelid = spread.oid WHERE NOT t.tgisinternal`,

  // Each node draws from a range of its own, which only bigint is wide enough for.
  'sequence narrower than bigint': `SELECT name AS table, a.attname AS object FROM spread JOIN pg_attribute a ON a.attrelid = spread.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%') AND a.atttypid <> 'bigint'::regtype`,
};

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined, 2, PATIENCE_MS);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

test('what a database distributed by ward would refuse is what distributed.txt names', async () => {
  const listed = readFileSync(join(__dirname, 'distributed.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const found: string[] = [];
  for (const [obstacle, query] of Object.entries(OBSTACLES)) {
    const { rows } = await db.pool.query<{ table: string; objects: string }>(
      `WITH ${TABLES}, found AS (${query}) SELECT found."table", string_agg(found.object, ', ' ORDER BY found.object) AS objects FROM found GROUP BY 1 ORDER BY 1`,
      [JSON.stringify(SPREAD_BY), LOCAL],
    );
    if (rows.length > 0) found.push(`[${obstacle}]`, ...rows.map(({ table, objects }) => `${table}: ${objects}`));
  }
  // A new line? Let keys and references begin with ward_id, and write the rule of a trigger as a constraint where one can.
  // A missing one? Take it out: the list may only shrink.
  expect(found).toEqual(listed);
});
