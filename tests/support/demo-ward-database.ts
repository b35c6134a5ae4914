import pg from 'pg';
import pino from 'pino';
import { seedDatabase } from '../../prisma/seed/seed';
import { openDatabase } from '../../src/db/database';
import { TEST_SEALER } from './factories';
import { PATIENCE_MS } from './patience';
import { copyDatabase, createTestDatabase, type TestDatabase } from './test-database';
import { onServer } from './test-server';

/** Held by the test that writes the template. */
const WRITING = 26_112_026;

/**
 * A database that belongs to the test, with months of rounds of 300 invented residents. The first one of a run is
 * written, which takes seconds; the later ones are copies of it.
 * @param now up to when; the same for all tests of a run.
 */
export async function createDemoWardDatabase(now: Date): Promise<TestDatabase> {
  const { TEST_SERVER_URL: server, TEST_TEMPLATE_WITH_DEMO: template } = process.env;
  if (!server || !template) throw new Error('The global set-up of Jest did not run: no test server.');
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [WRITING]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) await writeTemplate(server, template, now);
  } finally {
    await client.end();
  }
  return copyDatabase(template);
}

/** It gets its name when it is complete. */
async function writeTemplate(server: string, template: string, now: Date): Promise<void> {
  const { url } = await createTestDatabase();
  const db = openDatabase(url, () => undefined, 5, PATIENCE_MS);
  await seedDatabase(
    { db, sealer: TEST_SEALER, now: () => now, logger: pino({ level: 'silent' }) },
    { demo: true, residents: 300 },
  );
  await db.close();
  await onServer(server, `ALTER DATABASE ${new URL(url).pathname.slice(1)} RENAME TO ${template}`);
}
