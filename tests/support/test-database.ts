import { randomUUID } from 'node:crypto';
import { onServer, urlOfDatabase } from './test-server';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database of the test's own, with every migration applied and nothing in it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { TEST_SERVER_URL: server, TEST_TEMPLATE: template } = process.env;
  if (!server || !template) throw new Error('The global set-up of Jest did not run: no test server.');
  const name = `go_cua_test_${randomUUID().replaceAll('-', '')}`;
  // File by file: block by block through the log is slower for a database that nobody needs after a crash.
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  return {
    url: urlOfDatabase(server, name),
    drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
