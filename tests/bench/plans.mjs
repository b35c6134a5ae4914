// How PostgreSQL answers the queries behind the pages. Each page is opened once in this process, and every statement it
// sends is then explained as a connection that has used it for a while runs it.
import { createRequire } from 'node:module';
import { once } from 'node:events';
import path from 'node:path';
import pgUtils from 'pg/lib/utils.js';
import { signIn } from './browser.mjs';
import { root } from './program.mjs';

const load = createRequire(import.meta.url);
const built = (file) => load(path.join(root, 'dist/src', file));

/** Uses before the measured one, to fill the caches. */
const USES = 6;

/**
 * @param pages [{ name, username, path }]
 * @returns [{ page, name, milliseconds, scans: [{ node, index, table, rows }] }]
 */
export async function explainPages({ environment, client, password, pages }) {
  const { base, recorded, close } = await openRecordingApp(environment);
  const explained = [];
  const seen = new Set();
  try {
    for (const { name: page, username, path: address } of pages) {
      const { headers } = await signIn(base, username, password, '10.2.0.1');
      recorded.length = 0;
      await (await fetch(base + address, { headers })).text();
      for (const query of recorded) {
        if (!query.name || seen.has(query.name)) continue;
        seen.add(query.name);
        explained.push({ page, name: query.name, ...(await explain(client, query)) });
      }
    }
  } finally {
    await close();
  }
  return explained;
}

/** The built application in this process, with a pool that records what is asked. */
export async function openRecordingApp(environment) {
  const config = built('config.js').loadConfig(environment);
  const db = built('db/database.js').openDatabase(config.databaseUrl, (error) => console.error(error.message));
  const now = () => new Date();
  const recorded = [];
  const query = db.pool.query.bind(db.pool);
  db.pool.query = (...args) => {
    if (args[0] instanceof Object) recorded.push(args[0]);
    return query(...args);
  };
  const app = built('app.js').createApp({
    config,
    db,
    now,
    logger: built('logger.js').createLogger('silent'),
    sealer: built('shared/sealer.js').createSealer(config.keys, config.oldKeys),
    accessLog: built('features/office/audit/access-log.js').createAccessLog(db.pool, now),
    jobs: { wake: () => undefined },
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    recorded,
    async close() {
      server.closeAllConnections();
      server.close();
      await db.close();
    },
  };
}

/**
 * Explains the statement as a connection that has used it for a while runs it: milliseconds, 8 kB pages read (from
 * memory, except the first time), what is read from tables and indexes, and with `isWhole` the plan in PostgreSQL's own
 * words. Runs in a transaction that is rolled back because explaining an INSERT executes it.
 */
export async function explain(client, { name, text, values = [] }, isWhole = false) {
  const literals = values.map((value) => literalOf(client, value)).join(', ');
  const prepared = `bench ${name}`;
  const call = `EXECUTE ${client.escapeIdentifier(prepared)}${literals && `(${literals})`}`;
  await client.query('BEGIN');
  await client.query(`PREPARE ${client.escapeIdentifier(prepared)} AS ${text}`);
  for (let use = 0; use < USES; use += 1) await client.query(call);
  const {
    rows: [row],
  } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${call}`);
  const whole = isWhole
    ? (await client.query(`EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, SUMMARY OFF) ${call}`)).rows
        .map((line) => line['QUERY PLAN'])
        .join('\n')
    : null;
  await client.query('ROLLBACK');
  await client.query(`DEALLOCATE ${client.escapeIdentifier(prepared)}`);
  const [{ Plan: plan, 'Execution Time': milliseconds }] = row['QUERY PLAN'];
  return { milliseconds, pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], scans: scansOf(plan), whole };
}

function literalOf(client, value) {
  const prepared = pgUtils.prepareValue(value);
  if (prepared === null || prepared === undefined) return 'NULL';
  return Buffer.isBuffer(prepared) ? `'\\x${prepared.toString('hex')}'` : client.escapeLiteral(String(prepared));
}

/** The leaves of a plan that read a table, except those never run. */
function scansOf(plan) {
  const own =
    plan['Relation Name'] && plan['Actual Loops'] > 0 && plan['Node Type'].includes('Scan')
      ? [
          {
            node: plan['Node Type'],
            table: plan['Relation Name'],
            index: plan['Index Name'] ?? bitmapIndexOf(plan) ?? null,
            rows: Math.round(plan['Actual Rows'] * plan['Actual Loops']),
            removed: Math.round((plan['Rows Removed by Filter'] ?? 0) * plan['Actual Loops']),
          },
        ]
      : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scansOf)];
}

function bitmapIndexOf(plan) {
  return plan.Plans?.find((child) => child['Node Type'] === 'Bitmap Index Scan')?.['Index Name'];
}

/** The biggest indexes of the register with their tables. */
export async function listIndexSizes(client, count = 12) {
  const { rows } = await client.query(
    `
    SELECT i.relname AS index, t.relname AS table, pg_relation_size(i.oid)::float8 AS bytes, t.reltuples::float8 AS rows, pg_relation_size(t.oid)::float8 AS "tableBytes"
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relnamespace = 'public'::regnamespace ORDER BY bytes DESC LIMIT $1`,
    [count],
  );
  return rows;
}
