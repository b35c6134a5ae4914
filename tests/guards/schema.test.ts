import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/db/database';
import { PATIENCE_MS } from '../support/patience';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** What both sides can say about a column. */
interface Column {
  table: string;
  column: string;
  type: string;
  isNullable: boolean;
  isGenerated: boolean;
}

const SQL_TYPES: Record<string, string> = {
  String: 'text',
  Boolean: 'boolean',
  Int: 'integer',
  BigInt: 'bigint',
  Json: 'jsonb',
  Bytes: 'bytea',
  Unsupported: 'xid8',
  DateTime: 'timestamp with time zone',
  '@db.Uuid': 'uuid',
  '@db.Date': 'date',
  '@db.Json': 'json',
  '@db.Timestamptz(6)': 'timestamp with time zone',
  '@db.Decimal(6, 2)': 'numeric(6,2)',
};

/** Reads schema.prisma: the columns of every model and the members of every enum, under their database names. */
function readSchema(text: string): { columns: Column[]; enums: Record<string, string[]> } {
  const blocks = [...text.matchAll(/^(model|enum) (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, kind, name, body]) => ({
    kind,
    name: name!,
    lines: body!
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('//')),
    mapped: /@@map\("(\w+)"\)/.exec(body!)?.[1] ?? name!,
  }));
  const models = new Set(blocks.filter((block) => block.kind === 'model').map((block) => block.name));
  const enumNames = new Map(blocks.filter((block) => block.kind === 'enum').map((block) => [block.name, block.mapped]));
  const columns = blocks
    .filter((block) => block.kind === 'model')
    .flatMap((block) =>
      block.lines
        .map((line) => /^(\w+)\s+(\w+)(\[\])?(\?)?\s*(.*)$/.exec(line))
        .filter((parts): parts is RegExpExecArray => parts !== null && !models.has(parts[2]!))
        .map(([, name, type, list, optional, rest]): Column => {
          const native = /@db\.\w+(?:\([^)]*\))?/.exec(rest!)?.[0];
          const sqlType = enumNames.get(type!) ?? SQL_TYPES[native ?? type!] ?? `unknown ${native ?? type}`;
          return {
            table: block.mapped,
            column: /@map\("(\w+)"\)/.exec(rest!)?.[1] ?? name!,
            type: `${sqlType}${list ?? ''}`,
            isNullable: optional !== undefined,
            isGenerated: rest!.includes('@default(dbgenerated())'),
          };
        }),
    );
  const enums = Object.fromEntries(
    blocks
      .filter((block) => block.kind === 'enum')
      .map((block) => [block.mapped, block.lines.filter((line) => !line.startsWith('@@'))]),
  );
  return { columns, enums };
}

describe('the database', () => {
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

  const byName = (a: Column, b: Column) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`);
  const schema = readSchema(readFileSync(join(__dirname, '../../prisma/schema.prisma'), 'utf8'));

  test('has the tables and columns of schema.prisma, and no others', async () => {
    const { rows } = await db.pool.query<Column>(
      `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS "isNullable", a.attgenerated <> '' AS "isGenerated"
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations' AND a.attnum > 0 AND NOT a.attisdropped`,
    );
    expect(schema.columns.toSorted(byName)).toEqual(rows.toSorted(byName));
  });

  test('has the enums of schema.prisma, member by member', async () => {
    const { rows } = await db.pool.query<{ name: string; members: string[] }>(
      'SELECT t.typname AS name, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS members FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY 1',
    );
    expect(schema.enums).toEqual(Object.fromEntries(rows.map(({ name, members }) => [name, members])));
  });

  test('scopes every table of a ward’s data by ward_id', async () => {
    const { rows } = await db.pool.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
         AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'ward_id' AND a.attnotnull)`,
    );
    // The ward itself; the audit chains, whose chain_id is the ward; and what belongs to no ward.
    expect(rows.map(({ name }) => name).toSorted()).toEqual([
      '_prisma_migrations',
      'audit_chain',
      'audit_count',
      'audit_event',
      'audit_horizon',
      'audit_seal',
      'database_name',
      'key_check',
      'rate_limit',
      'user_session',
      'ward',
    ]);
  });

  test('carries the ward in every reference between two rows of a ward', async () => {
    const { rows } = await db.pool.query<{ reference: string }>(
      `SELECT c.conrelid::regclass || '.' || c.conname AS reference FROM pg_constraint c
       WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.confrelid <> 'ward'::regclass
         AND EXISTS (SELECT FROM pg_attribute w WHERE w.attrelid = c.confrelid AND w.attname = 'ward_id')
         AND NOT EXISTS (SELECT FROM unnest(c.conkey, c.confkey) AS pair (own, other)
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.own AND a.attname = 'ward_id'
           JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = pair.other AND b.attname = 'ward_id')`,
    );
    expect(rows).toEqual([]);
  });
});
