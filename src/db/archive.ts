import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { z } from 'zod';
import type { Sealer } from '../shared/sealer';
import { StartupError } from '../startup-error';

/** Tables that an archive leaves out. */
export const LEFT_OUT = [
  '_prisma_migrations', // a restore applies the archive's migrations itself
  'user_session', // a session that has ended must not come back: all users sign in again
  'audit_horizon', // counts the transactions of one server
  'rate_limit', // counts the attempts of the last minutes
  'figure_change', // names transactions of this database
  'database_name', // the restored one is another
];

const MANIFEST = 'manifest.json';

const manifestSchema = z.object({
  format: z.literal(1),
  program: z.string(),
  madeAt: z.string(),
  /** Version of the PostgreSQL server. */
  server: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.int(), sha256: z.string() })),
  sequences: z.array(z.object({ name: z.string(), lastValue: z.string() })),
  /** The database it is of; absent before November 2026, as is the signature of everything above. */
  database: z.uuid().optional(),
  signature: z.string().optional(),
});

/** What an archive states about itself: its last entry, because rows and checksums are known only then. */
export type Manifest = z.output<typeof manifestSchema>;

export interface Archive {
  manifest: Manifest;
  /** The rows of a table, in the text format of COPY. */
  open(table: string): Promise<Readable>;
  close(): void;
}

/**
 * Opens an archive made by `npm run backup`, from its path or its content.
 * @throws StartupError if the file cannot be read, is no archive, or comes from a newer program.
 */
export async function openArchive(source: string | Buffer): Promise<Archive> {
  const file = typeof source === 'string' ? source : 'đã giải mã';
  const options = { lazyEntries: true, autoClose: false };
  let zip: ZipFile | undefined;
  try {
    zip = await (typeof source === 'string'
      ? yauzl.openPromise(source, options)
      : yauzl.fromBufferPromise(source, options));
    const entries = await readEntries(zip);
    const manifest = readManifest(file, await text(await openEntry(zip, entries, MANIFEST)));
    const opened = zip;
    return { manifest, open: (table) => openEntry(opened, entries, entryOf(table)), close: () => opened.close() };
  } catch (error) {
    zip?.close();
    if (error instanceof StartupError) throw error;
    throw new StartupError(`Không đọc được bản sao lưu ${file} (${(error as Error).message}).`);
  }
}

/** What the signature of an archive stands for: with the checksums of the tables, every row. */
export const signedTextOf = (manifest: Manifest): string =>
  JSON.stringify({ ...manifestSchema.parse(manifest), signature: undefined });

/**
 * @returns whether the archive is signed with one of the keys.
 * @throws StartupError if it was, and has been changed since.
 */
export function requireUnaltered(manifest: Manifest, sealer: Pick<Sealer, 'verifySignature'>): boolean {
  if (!manifest.signature) return false;
  const verdict = sealer.verifySignature('archive', signedTextOf(manifest), manifest.signature);
  if (verdict === 'altered')
    throw new StartupError('Bản sao lưu đã bị sửa sau khi lập: chữ ký không khớp. Hãy lấy một bản khác.');
  return verdict === 'fits';
}

export const entryOf = (table: string): string => `tables/${table}.copy`;

export const writeManifest = (manifest: Manifest): { name: string; content: Buffer } => ({
  name: MANIFEST,
  content: Buffer.from(JSON.stringify(manifest, null, 2)),
});

async function readEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

async function openEntry(zip: ZipFile, entries: ReadonlyMap<string, Entry>, name: string): Promise<Readable> {
  const entry = entries.get(name);
  if (!entry) throw new StartupError(`Bản sao lưu thiếu phần ${name}: tệp hỏng, hoặc không do Gõ Cửa lập.`);
  return zip.openReadStreamPromise(entry);
}

function readManifest(file: string, json: string): Manifest {
  const content = JSON.parse(json) as { format?: unknown };
  if (typeof content.format === 'number' && content.format > 1) {
    throw new StartupError(`Bản sao lưu ${file} do một bản Gõ Cửa mới hơn lập. Hãy cập nhật Gõ Cửa rồi chạy lại.`);
  }
  return manifestSchema.parse(content);
}
