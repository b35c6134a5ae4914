import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import pg from 'pg';
import { ZipFile } from 'yazl';
import { LEFT_OUT, openArchive, requireUnaltered, type Manifest } from '../../../src/db/archive';
import { backUp } from '../../../src/db/backup';
import { openDatabase } from '../../../src/db/database';
import { migrate, readMigrations } from '../../../src/db/migrate';
import { restore } from '../../../src/db/restore';
import { listTables } from '../../../src/db/tables';
import { NO_WARD, recordEvent } from '../../../src/features/office/audit/record';
import { sealEvents } from '../../../src/features/office/audit/seal-service';
import { verifyAudit } from '../../../src/features/office/audit/verify';
import { claimKeys } from '../../../src/features/register/national-numbers/key-check-service';
import { createSealer } from '../../../src/shared/sealer';
import { StartupError } from '../../../src/startup-error';
import { PATIENCE_MS } from '../../support/patience';
import { bareApp, demoApp, THURSDAY_MORNING, type BareApp } from '../../support/test-app';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/test-database';
import { schemaOf } from '../../support/schema-of';
import { testFolder } from '../../support/test-folder';
import { slowTest, someOf } from '../../support/runs';

const MIGRATIONS = path.resolve('prisma/migrations');

let app: BareApp;
let source: string;
/** An archive of the demo ward, made once. */
let archive: string;
let manifest: Manifest;
const databases: TestDatabase[] = [];

beforeAll(async () => {
  app = await demoApp();
  source = app.context.config.databaseUrl!;
  const words = 'Gặp "bà Ánh"\r\n\t\\N \\ 🏠';
  await app.db.prisma.$transaction((tx) =>
    recordEvent(tx, {
      actor: null,
      action: 'household.correct',
      subject: { type: 'household', id: null },
      details: { words },
      at: app.context.now(),
    }),
  );
  await app.db.pool.query(
    `INSERT INTO user_session (sid, sess, expire) VALUES ('s1', '{"secret":"mật"}', now() + interval '1 day')`,
  );
  await app.db.pool.query("INSERT INTO rate_limit (key, points) VALUES ('login:127.0.0.1', 3)");
  archive = path.join(testFolder(), 'go-cua.zip');
  // Another session keeps writing: the archive must be of one moment, or its chains would not be whole.
  const writing = Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      app.db.prisma.$transaction((tx) =>
        recordEvent(tx, {
          actor: null,
          action: 'household.correct',
          subject: { type: 'household', id: String(index) },
          at: app.context.now(),
        }),
      ),
    ),
  );
  manifest = await backUpTo(archive);
  await writing;
});

afterAll(() => app.close());

afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
});

/** Every chain after what waited was sealed. */
async function verified(url: string) {
  const db = openDatabase(url, () => undefined, 2, PATIENCE_MS);
  await sealEvents({ ...app.context, db });
  await db.close();
  return withClient(url, async (client) => (await verifyAudit(client, app.context.sealer)).chains);
}

async function claim(url: string): Promise<void> {
  const db = openDatabase(url, () => undefined, 2, PATIENCE_MS);
  await claimKeys(db.pool, app.context.sealer);
  await db.close();
}

const backUpTo = (file: string, url = source) =>
  backUp({
    url,
    file,
    program: '0.1.0',
    now: THURSDAY_MORNING,
    sign: (text) => app.context.sealer.sign('archive', text),
  });

async function emptyDatabase(): Promise<string> {
  const database = await createEmptyDatabase();
  databases.push(database);
  return database.url;
}

/** A database that a start has migrated, and in which no ward was opened. */
async function startedDatabase(): Promise<string> {
  const database = await createTestDatabase();
  databases.push(database);
  return database.url;
}

async function withClient<Answer>(url: string, work: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const query = (url: string, sql: string) =>
  withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);

/** Each table with its rows, including generated columns, as one hash. */
function contentOf(url: string, except: readonly string[]): Promise<Record<string, unknown>> {
  return withClient(url, async (client) => {
    const content: Record<string, unknown> = {};
    await client.query("SET timezone = 'UTC'");
    for (const { name } of await listTables(client, except)) {
      const {
        rows: [row],
      } = await client.query<Record<string, unknown>>(
        `SELECT count(*)::int AS count, md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C"), '')) AS hash FROM "${name}" AS t`,
      );
      content[name] = row;
    }
    return content;
  });
}

/** The same archive with other contents. */
async function rewrite(change: {
  manifest?: (manifest: Manifest) => void;
  table?: [name: string, rows: Buffer];
}): Promise<string> {
  const original = await openArchive(archive);
  const zip = new ZipFile();
  const changed = structuredClone(original.manifest);
  change.manifest?.(changed);
  for (const { name } of changed.tables) {
    const rows = await buffer(await original.open(name));
    zip.addBuffer(change.table?.[0] === name ? change.table[1] : rows, `tables/${name}.copy`);
  }
  zip.addBuffer(Buffer.from(JSON.stringify(changed)), 'manifest.json');
  zip.end();
  original.close();
  const file = path.join(testFolder(), 'changed.zip');
  fs.writeFileSync(file, await buffer(zip.outputStream));
  return file;
}

describe('an archive', () => {
  test('holds every table except those that must not come back, and only its owner can read it', async () => {
    const tables = await withClient(source, (client) => listTables(client, []));
    expect([...manifest.tables.map(({ name }) => name), ...LEFT_OUT].toSorted()).toEqual(
      tables.map(({ name }) => name).toSorted(),
    );
    expect(fs.statSync(archive).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(path.dirname(archive))).toEqual(['go-cua.zip']);
    expect(manifest).toMatchObject({ format: 1, program: '0.1.0', madeAt: THURSDAY_MORNING.toISOString() });
    expect(manifest.migrations.map(({ name }) => name)).toEqual(
      (await readMigrations(MIGRATIONS)).map(({ name }) => name),
    );
    const opened = await openArchive(archive);
    await expect(opened.open('user_session')).rejects.toThrow('thiếu phần tables/user_session.copy');
    opened.close();
  });

  test('never overwrites another file, and leaves nothing behind if it cannot be written', async () => {
    await expect(backUpTo(archive)).rejects.toThrow(`Đã có tệp ${archive}`);
    const folder = testFolder();
    const blocked = backUpTo(path.join(folder, 'x'.repeat(300)));
    await expect(blocked).rejects.toThrow(StartupError);
    await expect(blocked).rejects.toThrow('Không lập được bản sao lưu');
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('of a database without a ward is refused', async () => {
    await expect(backUpTo(path.join(testFolder(), 'none.zip'), await startedDatabase())).rejects.toThrow(
      'chưa có phường nào',
    );
  });
});

/** The restored rows are those of the archive, and rows that were not changed since match its database exactly. */
async function expectAllRows(url: string): Promise<void> {
  const [before, after] = [await contentOf(source, LEFT_OUT), await contentOf(url, LEFT_OUT)];
  for (const { name, rows } of manifest.tables)
    expect([name, after[name]]).toEqual([name, expect.objectContaining({ count: rows })]);
  const writtenSince = { audit_event: undefined, audit_count: undefined };
  expect({ ...after, ...writtenSince }).toEqual({ ...before, ...writtenSince });
}

describe('the signature of an archive', () => {
  const stated = async (file: string) => {
    const opened = await openArchive(file);
    opened.close();
    return opened.manifest;
  };

  test('fits what was backed up, and nothing that was altered and hashed again', async () => {
    expect(requireUnaltered(await stated(archive), app.context.sealer)).toBe(true);
    const altered = await rewrite({
      table: ['rate_limit', Buffer.from('x')],
      manifest: ({ tables }) => {
        tables.find(({ name }) => name === 'resident')!.sha256 = createHash('sha256').update('x').digest('hex');
      },
    });
    const check = async () => requireUnaltered(await stated(altered), app.context.sealer);
    await expect(check()).rejects.toThrow('Bản sao lưu đã bị sửa sau khi lập: chữ ký không khớp.');
  });

  test('is told from none, and from one of another key', async () => {
    const unsigned = await rewrite({
      manifest: (changed) => {
        delete changed.signature;
      },
    });
    expect(requireUnaltered(await stated(unsigned), app.context.sealer)).toBe(false);
    const others = createSealer({ sealingKey: Buffer.alloc(32, 8), lookupKey: Buffer.alloc(32, 9) });
    expect(requireUnaltered(await stated(archive), others)).toBe(false);
  });
});

describe('restored', () => {
  test('into an empty database, by an account that only owns it, everything is as before and continues from there', async () => {
    const url = await emptyDatabase();
    await restore(url, archive, MIGRATIONS);
    await expectAllRows(url);
    expect(await schemaOf(url)).toEqual(await schemaOf(await startedDatabase()));
    expect(await migrate(url, MIGRATIONS)).toEqual([]);

    const numbers = 'SELECT sequencename, last_value FROM pg_sequences ORDER BY 1';
    expect(await query(url, numbers)).toEqual(await query(source, numbers));
    // Events of the moment of the backup had no seal yet; a restore seals them.
    expect((await verified(url)).map(({ chainId, broken }) => [chainId === NO_WARD, broken])).toEqual([
      [true, null],
      [false, null],
    ]);
    await expect(query(url, 'DELETE FROM audit_event')).rejects.toThrow('append-only');
    await expect(query(url, 'DELETE FROM ward')).rejects.toThrow('foreign key');
    expect(await query(url, 'SELECT 1 FROM user_session UNION ALL SELECT 1 FROM rate_limit')).toEqual([]);
  });

  slowTest('under a running application without a ward, it is used without a restart', async () => {
    const running = await bareApp();
    const url = running.context.config.databaseUrl!;
    await running.anonymous().get('/login');
    await restore(url, archive, MIGRATIONS);
    await expectAllRows(url);
    expect(await schemaOf(url)).toEqual(await schemaOf(source));
    await running.anonymous().signIn('vanphong', 'truc-bach-2026');
    await running.close();
  });

  test('into a database with a ward, it is refused and that ward is untouched', async () => {
    const before = await contentOf(source, []);
    await expect(restore(source, archive, MIGRATIONS)).rejects.toThrow(
      /đã có Phường Ba Đình\. Hãy khôi phục vào một cơ sở dữ liệu trống/,
    );
    expect(await contentOf(source, [])).toEqual(before);
  });

  test('into a database with tables of another program, it is refused', async () => {
    const url = await emptyDatabase();
    await query(url, 'CREATE TABLE invoice (id int)');
    await expect(restore(url, archive, MIGRATIONS)).rejects.toThrow('có bảng invoice không do Gõ Cửa lập');
    expect(await withClient(url, (client) => listTables(client, []))).toEqual([{ name: 'invoice', columns: ['id'] }]);
  });
});

describe('half-way', () => {
  const shorter = () => rewrite({ table: ['visit', Buffer.alloc(0)] });
  const withoutHouseholds = () =>
    rewrite({
      table: ['household', Buffer.alloc(0)],
      manifest: ({ tables }) =>
        Object.assign(
          tables.find(({ name }) => name === 'household')!,
          { rows: 0, sha256: createHash('sha256').digest('hex') },
        ),
    });
  const miscounted = () =>
    rewrite({
      manifest: ({ tables }) => {
        tables.find(({ name }) => name === 'ward')!.rows = 2;
      },
    });
  const newer = () =>
    rewrite({
      manifest: ({ migrations }) => {
        migrations.push({ name: '29990101000000_add_lantern', checksum: 'x' });
      },
    });
  const newerFormat = () => rewrite({ manifest: (changed) => Object.assign(changed, { format: 2 }) });
  const cutShort = async () => {
    const file = path.join(testFolder(), 'cut.zip');
    fs.writeFileSync(file, fs.readFileSync(archive).subarray(0, 100_000));
    return file;
  };
  const damaged = async () => {
    const file = path.join(testFolder(), 'damaged.zip');
    const bytes = fs.readFileSync(archive);
    bytes.fill(0x55, 100_000, 100_400);
    fs.writeFileSync(file, bytes);
    return file;
  };

  test.each(
    someOf([
      ['whose rows were changed', shorter, emptyDatabase, /phần visit không còn như khi lập/],
      ['whose rows refer to nothing', withoutHouseholds, startedDatabase, /violates foreign key/],
      [
        'with a different number of rows',
        miscounted,
        emptyDatabase,
        /Bảng ward có 1 dòng sau khi khôi phục, bản sao lưu có 2/,
      ],
      [
        'of a newer program',
        newer,
        startedDatabase,
        /do một bản Gõ Cửa mới hơn lập \(có bước 29990101000000_add_lantern\)/,
      ],
      ['of a newer format', newerFormat, emptyDatabase, /do một bản Gõ Cửa mới hơn lập/],
      ['that was cut short', cutShort, startedDatabase, /Không đọc được bản sao lưu/],
      ['that was damaged', damaged, startedDatabase, /Không khôi phục được|không còn như khi lập/],
    ]),
  )(
    'an archive %s is reported in one line, and the database is as empty as before',
    async (_name, makeArchive, makeDatabase, line) => {
      const [file, url] = [await makeArchive(), await makeDatabase()];
      const before = await contentOf(url, []);
      const failure = await restore(url, file, MIGRATIONS).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StartupError);
      expect((failure as Error).message).toMatch(line);
      expect((failure as Error).message).not.toContain('\n');
      expect(await contentOf(url, [])).toEqual(before);
    },
  );
});

slowTest('an archive from before an upgrade is restored into today’s tables', async () => {
  const early = path.join(testFolder(), 'migrations');
  fs.mkdirSync(early);
  const [first, second] = (await readMigrations(MIGRATIONS)).map(({ name }) => name);
  for (const name of [first!, second!])
    fs.cpSync(path.join(MIGRATIONS, name), path.join(early, name), { recursive: true });
  const old = await emptyDatabase();
  await migrate(old, early);
  await claim(old);
  await query(
    old,
    `
    INSERT INTO ward (id, code, name, province, outreach_policy) VALUES ('018f0000-0000-7000-8000-000000000001', '00004', 'Phường Ba Đình', 'Thành phố Hà Nội', '{}');
    INSERT INTO household (id, ward_id, address_line, house_number, street, lane_key, lane_label, walk_order)
      VALUES ('018f0000-0000-7000-8000-000000000002', '018f0000-0000-7000-8000-000000000001', '48A Phạm Hồng Thái', '48A', 'Phạm Hồng Thái', 'k', 'Phạm Hồng Thái', 'w');
    INSERT INTO resident (id, ward_id, full_name) VALUES ('018f0000-0000-7000-8000-000000000003', '018f0000-0000-7000-8000-000000000001', 'Đặng Thị Ánh');
    INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) VALUES ('018f0000-0000-7000-8000-000000000001', now(), 'Lê Thị Quản', 'ward.open', true, 'ward')`,
  );
  const file = path.join(testFolder(), 'early.zip');
  await backUpTo(file, old);

  const url = await startedDatabase();
  await restore(url, file, MIGRATIONS);
  expect(await query(url, 'SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1')).toEqual([
    { name: first },
    { name: second },
  ]);
  await migrate(url, MIGRATIONS);
  await claim(url);
  expect(await schemaOf(url)).toEqual(await schemaOf(source));
  expect(
    await query(
      url,
      'SELECT full_name, sort_name, address_line, walk_order <> \'w\' AS "isOrdered" FROM resident, household',
    ),
  ).toEqual([
    { full_name: 'Đặng Thị Ánh', sort_name: 'Ánh | Thị | Đặng', address_line: '48A Phạm Hồng Thái', isOrdered: true },
  ]);
  expect(await query(url, "SELECT count(*)::int AS keys FROM resident_search_key WHERE key LIKE 'anh%'")).toEqual([
    { keys: 1 },
  ]);
  expect((await verified(url)).map(({ wardName, broken }) => [wardName, broken])).toEqual([
    [null, null],
    ['Phường Ba Đình', null],
  ]);
});
