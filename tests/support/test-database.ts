import { randomUUID } from 'node:crypto';
import { onServer, urlOfDatabase } from './test-server';

/** What a database begins with, beside the tables: nothing, or the two wards of `testApp`. */
export type Content = 'empty' | 'with-two-wards';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database that belongs to the test, with every migration applied. */
export async function createTestDatabase(content: Content = 'empty'): Promise<TestDatabase> {
  const { TEST_TEMPLATE: empty, TEST_TEMPLATE_WITH_WARDS: withWards } = process.env;
  const template = content === 'empty' ? empty : withWards;
  if (!template) throw new Error('The global set-up of Jest did not run: no template.');
  return copyDatabase(template);
}

/** A database that belongs to the test, with what the template holds. */
export async function copyDatabase(template: string): Promise<TestDatabase> {
  const { TEST_SERVER_URL: server } = process.env;
  if (!server) throw new Error('The global set-up of Jest did not run: no test server.');
  const name = `go_cua_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(
    server,
    // Clone file by file: block by block, through the log, is slower for a database that is not needed after a crash.
    `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`,
    // The default of a server in Việt Nam: every test shows that nothing depends on it.
    `ALTER DATABASE ${name} SET timezone = 'Asia/Ho_Chi_Minh'`,
  );
  return {
    url: urlOfDatabase(server, name),
    drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** A database that belongs to the test, without any table, owned by an account without further rights. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { TEST_SERVER_URL: server } = process.env;
  if (!server) throw new Error('The global set-up of Jest did not run: no test server.');
  const name = `go_cua_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE ROLE ${name} LOGIN PASSWORD '${name}'`);
  await onServer(server, `CREATE DATABASE ${name} OWNER ${name}`);
  const url = new URL(urlOfDatabase(server, name));
  url.username = name;
  url.password = name;
  return {
    url: url.href,
    async drop() {
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await onServer(server, `DROP ROLE ${name}`);
    },
  };
}
