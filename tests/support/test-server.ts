import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres';
import { migrate } from '../../src/db/migrate';
import { claimKeys } from '../../src/features/register/national-numbers/key-check-service';
import { TEST_SEALER } from './factories';
import { throwAwayRoot } from './test-folder';
import { createTwoWards } from './two-wards';

const PREFIX = 'go-cua-test-';
const OWNER = 'owner.pid';

let stopServer: () => Promise<void> = async () => undefined;
let removeFolder: () => void = () => undefined;

/**
 * Gives the run its own folder, a PostgreSQL (TEST_DATABASE_URL, otherwise its own in that folder) and the templates
 * from which every test database is cloned.
 */
export async function startTestServer(): Promise<void> {
  await removeAbandonedFolders();
  const folder = fs.mkdtempSync(path.join(throwAwayRoot(), PREFIX));
  fs.chmodSync(folder, 0o755); // the account that PostgreSQL runs as, under root, passes through it
  fs.writeFileSync(path.join(folder, OWNER), String(process.pid));
  process.env.TEST_FOLDER = folder;
  removeFolder = () => fs.rmSync(folder, { recursive: true, force: true });
  let server = process.env.TEST_DATABASE_URL;
  if (!server) {
    const embedded = await startEmbeddedPostgres({
      dataDir: folder,
      log: console.warn,
      supervise: false,
      durable: false,
    });
    stopServer = () => embedded.stop();
    server = embedded.url;
  }
  process.env.TEST_SERVER_URL = server;
  await createTemplates(server);
}

/** Stops what `startTestServer` started. */
export async function stopTestServer(): Promise<void> {
  const {
    TEST_DATABASE_URL: external,
    TEST_TEMPLATE: empty,
    TEST_TEMPLATE_WITH_WARDS: withWards,
    TEST_TEMPLATE_WITH_DEMO: withDemo,
    TEST_TEMPLATE_WITH_EVERY_RECORD: withEveryRecord,
  } = process.env;
  for (const template of external ? [empty, withWards, withDemo, withEveryRecord] : [])
    await onServer(external!, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await stopServer();
  removeFolder();
}

/** Runs statements one by one on the server's own database. */
export async function onServer(server: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
export function urlOfDatabase(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/**
 * Creates a migrated database, and another that also holds the two wards. A third, with the demo ward, is created by the
 * first test that needs it (demo-ward-database.ts).
 */
async function createTemplates(server: string): Promise<void> {
  const empty = `go_cua_template_${process.pid}`; // two runs may share an external server
  const withWards = `${empty}_with_wards`;
  const withDemo = `${empty}_with_demo`;
  const withEveryRecord = `${empty}_with_every_record`;
  for (const template of [empty, withWards, withDemo, withEveryRecord])
    await onServer(server, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await onServer(server, `CREATE DATABASE ${empty}`);
  await migrate(urlOfDatabase(server, empty), path.resolve(__dirname, '../../prisma/migrations'));
  await claim(urlOfDatabase(server, empty));
  await onServer(server, `CREATE DATABASE ${withWards} TEMPLATE ${empty} STRATEGY FILE_COPY`);
  await createTwoWards(urlOfDatabase(server, withWards));
  Object.assign(process.env, {
    TEST_TEMPLATE: empty,
    TEST_TEMPLATE_WITH_WARDS: withWards,
    TEST_TEMPLATE_WITH_DEMO: withDemo,
    TEST_TEMPLATE_WITH_EVERY_RECORD: withEveryRecord,
  });
}

/** As a first start does, before there is a ward: only then may the log begin. */
async function claim(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url });
  await claimKeys(pool, TEST_SEALER);
  await pool.end();
}

/** A killed run leaves its PostgreSQL behind; the next run removes it. */
async function removeAbandonedFolders(): Promise<void> {
  const root = throwAwayRoot();
  for (const name of fs.readdirSync(root).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(root, name);
    try {
      if (isAlive(Number(fs.readFileSync(path.join(folder, OWNER), 'utf8')))) continue;
      if (fs.existsSync(path.join(folder, 'postgres'))) {
        const abandoned = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined, supervise: false });
        await abandoned.stop();
      }
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // belongs to another account, or another run is removing it right now
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
