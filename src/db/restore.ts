import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { StartupError } from '../startup-error';
import { LEFT_OUT, openArchive, type Archive, type Manifest } from './archive';
import {
  BASELINE,
  connectToDatabase,
  createRecord,
  MIGRATION_LOCK,
  namesMade,
  readFitting,
  readMigrations,
  RECORD,
  replacedByBaseline,
  requireServer,
  runMigration,
  type Migration,
} from './migrate';
import { listTables } from './tables';

/**
 * Fills a database without a ward from an archive, with the tables of the time it was made: a later `migrate` brings
 * them up to date. All in one transaction: if anything fails, the database is unchanged.
 * @param file path of the archive, or its content.
 * @param examine checks the rows before they are committed, and throws a StartupError to reject them all.
 * @throws StartupError with the reason, in one line.
 */
export async function restore(
  url: string,
  file: string | Buffer,
  migrationsDir: string,
  examine: (client: pg.ClientBase, manifest: Manifest) => Promise<unknown> = async () => undefined,
): Promise<Manifest> {
  const archive = await openArchive(file);
  try {
    const known = await readMigrations(migrationsDir);
    const wanted = requireKnown(archive.manifest, known);
    const client = await connectToDatabase(url);
    try {
      await requireServer(client);
      await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await fill(client, { archive, known, wanted, examine });
      await endOtherConnections(client);
      await client.query('ANALYZE');
    } finally {
      await client.end();
    }
    return archive.manifest;
  } finally {
    archive.close();
  }
}

interface Filling {
  archive: Archive;
  known: Migration[];
  wanted: Migration[];
  examine: (client: pg.ClientBase, manifest: Manifest) => Promise<unknown>;
}

async function fill(client: pg.Client, { archive, known, wanted, examine }: Filling): Promise<void> {
  try {
    await client.query("BEGIN; SET LOCAL lock_timeout = '30s'");
    await clearDatabase(client, known);
    await createRecord(client);
    for (const migration of wanted) await runMigration(client, migration);
    await load(client, archive);
    await examine(client, archive.manifest);
    await client.query('COMMIT');
  } catch (error) {
    const reason =
      error instanceof StartupError ? error.message : `Không khôi phục được (${(error as Error).message}).`;
    throw new StartupError(`${reason} Cơ sở dữ liệu vẫn như trước.`, { cause: error });
  }
}

/** The program's migrations that the archive's database had, in the program's order. */
function requireKnown(manifest: Manifest, known: Migration[]): Migration[] {
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]));
  const names = manifest.migrations.map(({ name }) => name);
  const replaced = new Set(replacedByBaseline(names, 'Bản sao lưu'));
  for (const { name, checksum } of manifest.migrations) {
    if (replaced.has(name)) continue;
    if (!checksums.has(name))
      throw new StartupError(
        `Bản sao lưu do một bản Gõ Cửa mới hơn lập (có bước ${name}). Hãy cập nhật Gõ Cửa rồi chạy lại.`,
      );
    if (checksums.get(name) !== checksum)
      throw new StartupError(
        `Bản sao lưu không khớp với chương trình: bước ${name} khác. Hãy lấy lại mã nguồn gốc của Gõ Cửa.`,
      );
  }
  const wanted = new Set(replaced.size > 0 ? [BASELINE, ...names] : names);
  return known.filter(({ name }) => wanted.has(name));
}

/** Drops the tables of a start that opened no ward: they may be of another version than the archive's. */
async function clearDatabase(client: pg.Client, known: Migration[]): Promise<void> {
  const recorded = await readFitting(client, known);
  const names = new Set(recorded.map((row) => row.migration_name));
  const applied = known.filter(({ name }) => names.has(name));
  const made = namesMade(applied, 'TABLE');
  const [foreign] = await listTables(client, [...made, RECORD]);
  if (foreign)
    throw new StartupError(
      `Cơ sở dữ liệu ${client.database} có bảng ${foreign.name} không do Gõ Cửa lập. Hãy khôi phục vào một cơ sở dữ liệu trống.`,
    );
  if (applied.length === 0) return;
  await client.query('LOCK TABLE ward IN ACCESS EXCLUSIVE MODE');
  const {
    rows: [ward],
  } = await client.query<{ name: string }>('SELECT name FROM ward LIMIT 1');
  if (ward)
    throw new StartupError(
      `Cơ sở dữ liệu ${client.database} đã có ${ward.name}. Hãy khôi phục vào một cơ sở dữ liệu trống.`,
    );
  const { rows: objects } = await client.query<{ statement: string }>(
    `SELECT format('DROP TABLE %I CASCADE', name) AS statement FROM unnest($1::text[]) AS name
     UNION ALL SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
     WHERE proname = ANY ($2) AND pronamespace = current_schema()::regnamespace
     UNION ALL SELECT format('DROP TYPE %I', name) FROM unnest($3::text[]) AS name`,
    [[...made, RECORD], namesMade(applied, 'FUNCTION'), namesMade(applied, 'TYPE')],
  );
  for (const { statement } of objects) await client.query(statement);
}

async function load(client: pg.Client, archive: Archive): Promise<void> {
  const { tables, sequences } = archive.manifest;
  const shape = (list: { name: string; columns: string[] }[]) =>
    JSON.stringify(list.map(({ name, columns }) => [name, columns.toSorted()]).toSorted());
  if (shape(tables) !== shape(await listTables(client, LEFT_OUT)))
    throw new StartupError('Các bảng trong bản sao lưu không khớp với các bước nâng cấp ghi trong đó: tệp hỏng.');
  await client.query('SET CONSTRAINTS ALL IMMEDIATE'); // no check may be pending when the triggers come back
  const addForeignKeys = await dropForeignKeys(client);
  for (const table of tables) await loadTable(client, archive, table);
  for (const { name, lastValue } of sequences)
    await client.query('SELECT setval(quote_ident($1)::regclass, $2)', [name, lastValue]);
  for (const statement of addForeignKeys) await client.query(statement);
  for (const { name, rows } of tables) await requireCount(client, name, rows);
}

/**
 * Tables refer to each other in circles, and only a superuser may disable the checks. Returns the statements that add
 * the keys again.
 */
async function dropForeignKeys(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; add: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS add
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conrelid, oid`,
  );
  for (const { drop } of rows) await client.query(drop);
  return rows.map(({ add }) => add);
}

/** Loads without triggers: what they derive and check is in the rows, including audit hashes and search keys. */
async function loadTable(client: pg.Client, archive: Archive, { name, columns, sha256 }: Manifest['tables'][number]) {
  const table = pg.escapeIdentifier(name);
  await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER; DELETE FROM ${table}`); // what the migrations insert is in the archive
  const hash = createHash('sha256');
  await pipeline(
    await archive.open(name),
    async function* (rows: AsyncIterable<Buffer>) {
      for await (const chunk of rows) {
        hash.update(chunk);
        yield chunk;
      }
    },
    client.query(copyFrom(`COPY ${table} (${columns.map(pg.escapeIdentifier).join(', ')}) FROM STDIN`)),
  );
  if (hash.digest('hex') !== sha256) throw new StartupError(`Bản sao lưu hỏng: phần ${name} không còn như khi lập.`);
  await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}

async function requireCount(client: pg.Client, table: string, expected: number): Promise<void> {
  const {
    rows: [found],
  } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${pg.escapeIdentifier(table)}`);
  if (found!.count !== expected)
    throw new StartupError(`Bảng ${table} có ${found!.count} dòng sau khi khôi phục, bản sao lưu có ${expected}.`);
}

/** A running application has prepared statements on the dropped tables; it reconnects by itself. */
async function endOtherConnections(client: pg.Client): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pg_has_role(usesysid, 'USAGE') AND application_name = 'go-cua' AND pid <> pg_backend_pid()`,
  );
}
