// npm run bench -- processes: one, two and four processes of the program behind nginx and PgBouncer; see docs/scale.md.
import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { signIn } from '../browser.mjs';
import { fire, gets, summed } from '../load.mjs';
import { FORM, searchAddresses, visitBody } from '../pages.mjs';
import { built, DEMO_PASSWORD, newSecrets } from '../harness.mjs';
import { root, startProgram } from '../program.mjs';
import { describeMachine, milliseconds, number, table, writeResults } from '../report.mjs';
import { takeSamples } from '../samples.mjs';
import { ACCOUNT_SETTINGS, requireTools, startBalancer, startPooler } from './balancer.mjs';
import { STORIES } from './stories.mjs';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    residents: { type: 'string', default: '7200' },
    // Only what has to hold; no figures.
    'stories-only': { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const COUNTS = [1, 2, 4];
const CONNECTIONS = 20;
/** Connections to PostgreSQL, however many processes ask. */
const POOL_SIZE = 16;
/** Of each process and page. */
const WARM_SECONDS = 4;
const TURN_SECONDS = 2;

requireTools();
const { startEmbeddedPostgres } = built('src/db/embedded-postgres.js');

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'go-cua-bench-processes-'));
chmodSync(dataDir, 0o755); // PgBouncer runs as another user
const loadBefore = os.loadavg()[0];
const secrets = newSecrets();
const running = new Set();
process.once('SIGINT', () => void cleanUp().then(() => process.exit(130)));

try {
  await main();
} finally {
  await cleanUp();
}

async function cleanUp() {
  for (const one of [...running].reverse()) await stop(one);
  rmSync(dataDir, { recursive: true, force: true });
}

async function main() {
  const postgres = keep(await startEmbeddedPostgres({ dataDir, log: console.log, supervise: false, durable: true }));
  const owner = new URL(postgres.url);
  const account = { user: 'go_cua_pooled', password: randomBytes(18).toString('base64url') };
  const client = new pg.Client({ connectionString: owner.href });
  client.on('error', () => undefined); // a failed run stops the server first, and says why
  await client.connect();
  await client.query(`CREATE ROLE ${account.user} LOGIN PASSWORD '${account.password}'`);
  for (const [name, value] of Object.entries(ACCOUNT_SETTINGS))
    await client.query(`ALTER ROLE ${account.user} SET ${name} = '${value}'`);
  const openPooler = async () =>
    keep(await startPooler({ dir: dataDir, server: owner, account, connections: POOL_SIZE }));
  let pooler = await openPooler();
  const pooled = new URL(owner.href);
  Object.assign(pooled, { username: account.user, password: account.password, port: String(pooler.port) });
  const start = async () => keep(await startProcess(owner.href, pooled.href));
  const unpooled = Object.assign(new URL(pooled.href), { port: owner.port });
  console.log(`Filling a ward of ${options.residents} residents…`);
  await stop(await start());
  await client.query('ANALYZE; UPDATE duplicate_search SET finished_at = now()');
  const samples = await takeSamples(client);

  let processes = await Promise.all(Array.from({ length: COUNTS.at(-1) }, start));
  const rows = [];
  if (!options['stories-only']) {
    const direct = keep(await startProcess(owner.href, unpooled.href));
    rows.push(...(await measure({ processes, direct }, samples, pooler)));
    await stop(direct);
  }
  let front = keep(await startBalancer({ dir: dataDir, ports: processes.map(portOf) }));
  const world = {
    client,
    samples,
    password: DEMO_PASSWORD,
    get bases() {
      return processes.map(({ base }) => base);
    },
    get front() {
      return front.base;
    },
    async restartAll() {
      await stop(front);
      await Promise.all(processes.map(stop));
      processes = await Promise.all(Array.from({ length: COUNTS.at(-1) }, start));
      front = keep(await startBalancer({ dir: dataDir, ports: processes.map(portOf) }));
    },
    async killOne() {
      const one = processes.pop();
      running.delete(one);
      await one.kill();
    },
    async startOne() {
      processes.push(await start());
    },
    async killPooler() {
      running.delete(pooler);
      await pooler.kill();
    },
    async startPooler() {
      pooler = keep(
        await startPooler({ dir: dataDir, server: owner, account, connections: POOL_SIZE, port: pooler.port }),
      );
    },
  };
  const stories = [];
  for (const [name, story] of Object.entries(STORIES)) {
    const told = await story(world);
    stories.push(`- ${name}${told ? ` (${told})` : ''}`);
    console.log(`holds: ${name}${told ? ` (${told})` : ''}`);
  }
  stories.push(`- ${await countConnections(client)}`);
  await stop(front);
  await Promise.all(processes.map(stop));
  const verified = verifyAudit(owner.href);
  const { rows: version } = await client.query('SHOW server_version');
  await client.end();
  const markdown = [
    describeMachine({
      seconds,
      loadBefore,
      serverVersion: version[0].server_version.split(' ')[0],
      startedOn: new Date().toISOString().slice(0, 10),
    }),
    ...(rows.length > 0 ? [tableOf(rows)] : []),
    `With ${COUNTS.at(-1)} processes:\n\n${stories.join('\n')}\n- ${verified}`,
  ].join('\n\n');
  console.log(`\n${markdown}`);
  if (rows.length > 0) writeResults(markdown, 'npm run bench -- processes', 'docs/scale.md');
}

function keep(one) {
  running.add(one);
  return one;
}

async function stop(one) {
  running.delete(one);
  await one.stop();
}

function portOf({ base }) {
  return new URL(base).port;
}

function environment(ownerUrl, url) {
  return {
    NODE_ENV: 'production',
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_URL: url,
    DATA_DIR: dataDir,
    BACKUP_DIR: path.join(dataDir, 'backups'),
    ...secrets,
    COOKIE_SECURE: '0',
    TRUST_PROXY: '1',
    REQUESTS_PER_MINUTE: '999999999',
  };
}

function startProcess(ownerUrl, url) {
  return startProgram({
    args: ['dist/src/server.js', '--residents', options.residents],
    env: environment(ownerUrl, url),
    logFile: path.join(dataDir, 'app.log'),
    healthPath: '/healthz',
  });
}

/**
 * The same pages through an nginx before one process without PgBouncer, and before one, two and all of those with it, in
 * short turns, so that other load on the machine affects all alike.
 */
async function measure({ processes, direct }, samples, pooler) {
  const groups = [
    { count: '1, no PgBouncer', among: [direct] },
    ...COUNTS.map((count) => ({ count, among: processes.slice(0, count) })),
  ];
  for (const group of groups) group.front = keep(await startBalancer({ dir: dataDir, ports: group.among.map(portOf) }));
  const { base } = groups[0].front;
  const staff = await signIn(base, 'vanphong', DEMO_PASSWORD, '10.0.0.1');
  const officers = [];
  for (let index = 0; index < CONNECTIONS; index += 1)
    officers.push(
      await signIn(base, samples.officers[index % samples.officers.length], DEMO_PASSWORD, `10.0.1.${index + 1}`),
    );
  const searches = await searchAddresses(base, staff, samples.searches);
  const pages = {
    search: gets(searches, staff.headers),
    household: gets(
      samples.households.map(({ id }) => `/households/${id}`),
      staff.headers,
    ),
    'visit save': saves(officers, samples),
  };
  const measured = [];
  for (const [page, requestsOf] of Object.entries(pages)) {
    const runs = groups.map((group) => ({ ...group, firings: [], nginx: 0, pooler: 0 }));
    const shoot = ({ front, among }, duration) => {
      const cpuSeconds = () => among.reduce((sum, one) => sum + one.cpuSeconds(), 0);
      return fire({
        program: { base: front.base, cpuSeconds },
        connections: CONNECTIONS,
        seconds: duration,
        requestsOf,
      });
    };
    // A server that runs for days is fully compiled.
    for (const one of [direct, ...processes]) await shoot({ front: one, among: [one] }, WARM_SECONDS);
    for (let turn = 0; turn < Math.max(1, Math.round(seconds / TURN_SECONDS)); turn += 1)
      for (const run of turn % 2 === 0 ? runs : runs.toReversed()) {
        const before = { nginx: run.front.cpuSeconds(), pooler: pooler.cpuSeconds() };
        run.firings.push(await shoot(run, TURN_SECONDS));
        run.nginx += run.front.cpuSeconds() - before.nginx;
        run.pooler += pooler.cpuSeconds() - before.pooler;
      }
    for (const { count, firings, nginx, pooler: pooled } of runs) {
      const answered = firings.reduce((sum, { times }) => sum + times.length, 0);
      const row = {
        page,
        count,
        ...summed(firings),
        nginx: (1000 * nginx) / answered,
        pooler: (1000 * pooled) / answered,
      };
      measured.push(row);
      console.log(
        `${count} × ${page}: ${number(row.perSecond)}/s, p95 ${milliseconds(row.p95)} ms, ${row.failures} errors`,
      );
    }
  }
  for (const { front } of groups) await stop(front);
  return measured;
}

function saves(officers, { households, serviceId }) {
  return (connection) => {
    const { headers, token } = officers[connection % officers.length];
    let turn = connection * 13;
    return [
      {
        method: 'POST',
        setupRequest: (request) => {
          const household = households[turn++ % households.length];
          return {
            ...request,
            method: 'POST',
            path: `/households/${household.id}/visits/new`,
            headers: { ...headers, ...FORM },
            body: visitBody(token, household, serviceId, randomUUID()),
          };
        },
      },
    ];
  };
}

async function countConnections(client) {
  const { rows } = await client.query(
    "SELECT count(*)::int AS open FROM pg_stat_activity WHERE usename = 'go_cua_pooled'",
  );
  if (rows[0].open > POOL_SIZE) throw new Error(`${rows[0].open} connections, more than the pool's ${POOL_SIZE}`);
  return `${COUNTS.at(-1)} processes share ${rows[0].open} connections to PostgreSQL`;
}

function verifyAudit(ownerUrl) {
  const output = execFileSync(process.execPath, ['scripts/command.mjs', 'audit-verify'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment(ownerUrl, ownerUrl), DATABASE_OWNER_URL: '' },
  });
  console.log(output);
  return 'the audit chains that all of them sealed are whole (`npm run audit:verify`)';
}

function tableOf(rows) {
  const alone = new Map(rows.filter(({ count }) => count === 1).map((row) => [row.page, row.perSecond]));
  return table(
    [
      'page',
      'processes',
      'requests/s',
      'of one',
      'p50 ms',
      'p95 ms',
      'errors',
      'CPU ms: program',
      'nginx',
      'PgBouncer',
    ],
    rows.map((row) => [
      row.page,
      row.count,
      number(row.perSecond),
      number(row.perSecond / alone.get(row.page), 2),
      milliseconds(row.p50),
      milliseconds(row.p95),
      row.failures,
      number(row.cpu, 2),
      number(row.nginx, 2),
      number(row.pooler, 2),
    ]),
  );
}
