import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres';
import { migrate } from '../../src/db/migrate';

const PREFIX = 'go-cua-test-';
const OWNER = 'owner.pid';

let stopServer: () => Promise<void> = async () => undefined;

/**
 * Gives the run a PostgreSQL (TEST_DATABASE_URL, else one of its own in the temporary folder) and a
 * migrated template, from which every test database is cloned.
 */
export async function startTestServer(): Promise<void> {
  let server = process.env.TEST_DATABASE_URL;
  if (!server) {
    await removeAbandonedServers();
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), PREFIX));
    fs.writeFileSync(path.join(dataDir, OWNER), String(process.pid));
    const embedded = await startEmbeddedPostgres({ dataDir, log: console.warn, supervise: false, durable: false });
    stopServer = async () => {
      await embedded.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    };
    server = embedded.url;
  }
  process.env.TEST_SERVER_URL = server;
  process.env.TEST_TEMPLATE = await createTemplate(server);
}

/** Stops what `startTestServer` started. */
export async function stopTestServer(): Promise<void> {
  const { TEST_DATABASE_URL: external, TEST_TEMPLATE: template } = process.env;
  if (external && template) await onServer(external, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await stopServer();
}

/** Runs one statement on the server's own database. */
export async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
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

async function createTemplate(server: string): Promise<string> {
  const template = `go_cua_template_${process.pid}`; // two runs may share an external server
  await onServer(server, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await onServer(server, `CREATE DATABASE ${template}`);
  await migrate(urlOfDatabase(server, template), path.resolve(__dirname, '../../prisma/migrations'));
  return template;
}

/** A run that was killed leaves its PostgreSQL behind; the next run puts it away. */
async function removeAbandonedServers(): Promise<void> {
  for (const name of fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dataDir = path.join(os.tmpdir(), name);
    try {
      if (isAlive(Number(fs.readFileSync(path.join(dataDir, OWNER), 'utf8')))) continue;
      const abandoned = await startEmbeddedPostgres({ dataDir, log: () => undefined, supervise: false });
      await abandoned.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    } catch {
      // of another account, or being put away by another run at this moment
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
