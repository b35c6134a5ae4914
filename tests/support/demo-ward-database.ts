import pg from 'pg';
import pino from 'pino';
import { seedDatabase } from '../../prisma/seed/seed';
import { openDatabase } from '../../src/db/database';
import { TEST_SEALER } from './factories';
import { PATIENCE_MS } from './patience';
import { copyDatabase, createTestDatabase, type TestDatabase } from './test-database';

/**
 * A database that belongs to the test, with months of rounds of 300 invented residents. The first one of a run is
 * written, which takes seconds; the later ones are copies of it.
 * @param now up to when; the same for all tests of a run.
 */
export function createDemoWardDatabase(now: Date): Promise<TestDatabase> {
  return copyOf(process.env.TEST_TEMPLATE_WITH_DEMO, async () => {
    const { url } = await createTestDatabase();
    const db = openDatabase(url, () => undefined, 5, PATIENCE_MS);
    await seedDatabase(
      { db, sealer: TEST_SEALER, now: () => now, logger: pino({ level: 'silent' }) },
      { demo: true, residents: 300 },
    );
    await db.close();
    return url;
  });
}

/**
 * The same with what `addRecords` writes into it, also once per run.
 * @param addRecords closes its connections.
 */
export function createEveryRecordDatabase(
  now: Date,
  addRecords: (url: string) => Promise<void>,
): Promise<TestDatabase> {
  return copyOf(process.env.TEST_TEMPLATE_WITH_EVERY_RECORD, async () => {
    const { url } = await createDemoWardDatabase(now);
    await addRecords(url);
    return url;
  });
}

/** A copy of the template. The first test that asks for it writes it; it gets its name when it is complete. */
async function copyOf(template: string | undefined, write: () => Promise<string>): Promise<TestDatabase> {
  const { TEST_SERVER_URL: server } = process.env;
  if (!server || !template) throw new Error('The global set-up of Jest did not run: no test server.');
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) {
      const name = new URL(await write()).pathname.slice(1);
      await client.query(`ALTER DATABASE ${name} RENAME TO ${template}`);
    }
  } finally {
    await client.end();
  }
  return copyDatabase(template);
}
