// npm run bench -- processes: what has to hold with four processes behind nginx and PgBouncer; see docs/scale.md.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import os from 'node:os';
import { DEMO_PASSWORD, environmentOf, on, startApp, versionOf, withServer } from '../harness.mjs';
import { POOL_SETTINGS, root } from '../program.mjs';
import { describeMachine, writeResults } from '../report.mjs';
import { takeSamples } from '../samples.mjs';
import { requireTools, startBalancer, startPooler } from './balancer.mjs';
import { STORIES } from './stories.mjs';

const RESIDENTS = 7200;
const COUNT = 4;
/** Connections to PostgreSQL, however many processes ask. */
const POOL_SIZE = 16;
const ACCOUNT = 'go_cua_pooled';
/** What the program asks of each connection. PgBouncer drops it, so the account has it. */
const ACCOUNT_SETTINGS = { ...POOL_SETTINGS, statement_timeout: '60s' };

requireTools();
const loadBefore = os.loadavg()[0];
await withServer('processes', main);

async function main({ serverUrl, running, placeOf }) {
  const owner = new URL(serverUrl);
  const place = placeOf(owner.pathname.slice(1));
  chmodSync(place.dataDir, 0o755); // PgBouncer runs as another user
  const account = { user: ACCOUNT, password: randomBytes(18).toString('base64url') };
  await on(owner.href, async (client) => {
    await client.query(`CREATE ROLE ${ACCOUNT} LOGIN PASSWORD '${account.password}'`);
    for (const [name, value] of Object.entries(ACCOUNT_SETTINGS))
      await client.query(`ALTER ROLE ${ACCOUNT} SET ${name} = '${value}'`);
  });
  const keep = (one) => {
    running.push(one);
    return one;
  };
  const end = async (one, how = 'stop') => {
    running.splice(running.indexOf(one), 1);
    await one[how]();
  };
  const openPooler = async (port) =>
    keep(await startPooler({ dir: place.dataDir, server: owner, account, connections: POOL_SIZE, port }));
  let pooler = await openPooler();
  const url = Object.assign(new URL(owner.href), {
    username: account.user,
    password: account.password,
    port: String(pooler.port),
  });
  const start = async () => keep(await startApp({ ...place, url: url.href, ownerUrl: owner.href }, RESIDENTS));
  console.log(`Filling a ward of ${RESIDENTS} residents…`);
  await end(await start());
  let [processes, front] = [];
  const startAll = async () => {
    processes = await Promise.all(Array.from({ length: COUNT }, start));
    front = keep(await startBalancer({ dir: place.dataDir, ports: processes.map(({ base }) => new URL(base).port) }));
  };
  const stopAll = async () => {
    await end(front);
    await Promise.all(processes.map((one) => end(one)));
  };
  const held = [];
  await on(owner.href, async (client) => {
    await client.query('ANALYZE; UPDATE duplicate_search SET finished_at = now()');
    await startAll();
    const world = {
      client,
      samples: await takeSamples(client),
      password: DEMO_PASSWORD,
      get bases() {
        return processes.map(({ base }) => base);
      },
      get front() {
        return front.base;
      },
      async restartAll() {
        await stopAll();
        await startAll();
      },
      killOne: () => end(processes.pop(), 'kill'),
      startOne: async () => processes.push(await start()),
      killPooler: () => end(pooler, 'kill'),
      startPooler: async () => (pooler = await openPooler(pooler.port)),
    };
    for (const [name, story] of Object.entries(STORIES)) {
      const told = await story(world);
      held.push(`- ${name}${told ? ` (${told})` : ''}`);
      console.log(`holds: ${held.at(-1).slice(2)}`);
    }
    held.push(`- ${await countConnections(client)}`);
    await stopAll();
  });
  console.log(
    execFileSync(process.execPath, ['scripts/command.mjs', 'audit-verify'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...environmentOf({ ...place, url: owner.href }) },
    }),
  );
  held.push('- the audit chains that all of them sealed are whole (`npm run audit:verify`)');
  const markdown = `${describeMachine({ loadBefore, serverVersion: await versionOf(owner.href) })}

With ${COUNT} processes:

${held.join('\n')}`;
  console.log(`\n${markdown}`);
  writeResults(markdown, 'npm run bench -- processes', 'docs/scale.md');
}

async function countConnections(client) {
  const { rows } = await client.query('SELECT count(*)::int AS open FROM pg_stat_activity WHERE usename = $1', [
    ACCOUNT,
  ]);
  if (rows[0].open > POOL_SIZE) throw new Error(`${rows[0].open} connections, more than the pool's ${POOL_SIZE}`);
  return `${COUNT} processes share ${rows[0].open} connections to PostgreSQL`;
}
