import { createHash, randomUUID, type Hash } from 'node:crypto';
import { accessSync, constants, createWriteStream, existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo, type CopyToStreamQuery } from 'pg-copy-streams';
import { ZipFile } from 'yazl';
import { makeFolder, syncFolder } from '../durable-file';
import { StartupError } from '../startup-error';
import { entryOf, LEFT_OUT, signedTextOf, writeManifest, type Manifest } from './archive';
import { encryptingFor } from './encrypted-archive';
import { connectToDatabase, MIGRATION_LOCK, readRecorded } from './migrate';
import { findDatabaseName, listTables, type Table } from './tables';

interface BackupOptions {
  url: string;
  /** Path of the archive, which must not exist yet. */
  file: string;
  program: string;
  now: Date;
  /** For whom the archive is encrypted; without any, every holder of the file can read it. */
  publicKeys?: readonly string[];
  /** Signs what the archive states about itself; undefined if this machine has no keys. */
  sign?: (text: string) => string;
}

/**
 * Writes one archive with every row of a single moment, while the application keeps running. It is written next to its
 * final path and renamed once it is complete and on disk; only the account that runs the program can read it.
 * @throws StartupError if there is nothing to back up, or the archive cannot be written.
 */
export async function backUp({ url, file, program, now, publicKeys = [], sign }: BackupOptions): Promise<Manifest> {
  if (existsSync(file)) throw new StartupError(`Đã có tệp ${file}. Hãy chọn tên khác.`);
  const client = await connectToDatabase(url);
  const draft = `${file}.${randomUUID()}.part`;
  try {
    makeFolder(path.dirname(file), 0o700);
    const tables = await beginSnapshot(client);
    const manifest = await writeArchive(draft, client, { tables, program, now, publicKeys, sign });
    await fs.rename(draft, file);
    syncFolder(path.dirname(file));
    return manifest;
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(`Không lập được bản sao lưu ${file} (${(error as Error).message}).`, { cause: error });
  } finally {
    await client.end();
    await fs.rm(draft, { force: true }).catch(() => undefined); // the error thrown above says why
  }
}

/** @throws StartupError if no backup, and no list of erased people, could be written there. */
export function requireBackupFolder(folder: string): void {
  try {
    makeFolder(folder, 0o700);
    accessSync(path.join(folder, '.'), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(
      `Không tạo hoặc ghi được thư mục sao lưu ${folder} (${(error as NodeJS.ErrnoException).code}). Hãy cấp quyền ghi cho tài khoản đang chạy, hoặc đặt BACKUP_DIR sang thư mục khác.`,
    );
  }
}

/** Every later statement sees the rows of this moment, and no migration changes a table until the client is closed. */
async function beginSnapshot(client: pg.Client): Promise<Table[]> {
  await client.query("SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'");
  await client.query('SELECT pg_advisory_lock_shared($1)', [MIGRATION_LOCK]);
  const tables = await listTables(client, LEFT_OUT);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(
    `LOCK TABLE ${tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ')} IN ACCESS SHARE MODE`,
  );
  const {
    rows: [ward],
  } = await client.query<{ exists: boolean }>('SELECT EXISTS (SELECT FROM ward) AS exists');
  await client.query('SELECT pg_advisory_unlock_shared($1)', [MIGRATION_LOCK]);
  if (!ward!.exists)
    throw new StartupError(`Cơ sở dữ liệu ${client.database} chưa có phường nào: không có gì để sao lưu.`);
  return tables;
}

interface Content {
  tables: Table[];
  program: string;
  now: Date;
  publicKeys: readonly string[];
  sign: BackupOptions['sign'];
}

async function writeArchive(file: string, client: pg.Client, content: Content): Promise<Manifest> {
  const zip = new ZipFile();
  const adding = addEntries(zip, client, content);
  const writing = pipeline(
    zip.outputStream,
    content.publicKeys.length > 0 ? encryptingFor(content.publicKeys) : new PassThrough(),
    createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
  );
  try {
    const [manifest] = await Promise.all([adding, writing]);
    return manifest;
  } catch (error) {
    (zip.outputStream as PassThrough).destroy();
    await writing.catch(() => undefined); // waits until the file is closed
    throw error;
  }
}

/** The order in which rows were written says what one person said together; ids are hashes, so theirs says nothing. */
const ORDERS: Record<string, string> = { voice: 'ORDER BY ward_id, id' };

async function addEntries(
  zip: ZipFile,
  client: pg.Client,
  { tables, program, now, sign }: Omit<Content, 'publicKeys'>,
): Promise<Manifest> {
  const options = { mtime: now, mode: 0o100600 };
  const copied: { table: Table; rows: CopyToStreamQuery; hash: Hash }[] = [];
  for (const table of tables) {
    const rows = client.query(
      copyTo(`COPY (SELECT ${table.columns.map(pg.escapeIdentifier).join(', ')}
        FROM ${pg.escapeIdentifier(table.name)} ${ORDERS[table.name] ?? ''}) TO STDOUT`),
    );
    const hash = createHash('sha256');
    const hashed = hashing(hash);
    zip.addReadStream(hashed, entryOf(table.name), options);
    await pipeline(rows, hashed);
    copied.push({ table, rows, hash });
  }
  const state = await readState(client);
  const manifest: Manifest = {
    format: 1,
    program,
    madeAt: now.toISOString(),
    ...state,
    tables: copied.map(({ table, rows, hash }) => ({ ...table, rows: rows.rowCount, sha256: hash.digest('hex') })),
  };
  manifest.signature = sign?.(signedTextOf(manifest));
  const { name, content } = writeManifest(manifest);
  zip.addBuffer(content, name, options);
  zip.end();
  return manifest;
}

const hashing = (hash: Hash): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });

/** Sequences are outside the snapshot: read after the rows, they are never behind them. */
async function readState(
  client: pg.Client,
): Promise<Pick<Manifest, 'server' | 'migrations' | 'sequences' | 'database'>> {
  const recorded = await readRecorded(client);
  const {
    rows: [server],
  } = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version");
  const { rows: sequences } = await client.query<{ name: string; lastValue: string }>(
    `SELECT sequencename AS name, last_value::text AS "lastValue" FROM pg_sequences
     WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1`,
  );
  return {
    database: (await findDatabaseName(client)) ?? undefined,
    server: server!.version,
    sequences,
    migrations: recorded.map(({ migration_name: name, checksum }) => ({ name, checksum })),
  };
}
