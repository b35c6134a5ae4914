// The two databases of a measurement, on one PostgreSQL: one ward alone, and the same ward in a city of copies.
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fillLedger } from '../ledger.mjs';
import { connect, newSecrets, on, startApp, urlOf } from '../harness.mjs';
import { takeSamples } from '../samples.mjs';
import { copyWard } from './copy-wards.mjs';
import { addVisits } from './more-visits.mjs';
import { putTogether, takeApart } from './take-apart.mjs';

/** A machine that holds a city has memory for it; the rest of the defaults stay. */
const SERVER_SETTINGS = {
  shared_buffers: '2GB',
  effective_cache_size: '12GB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  max_connections: '200',
};

/** Starts PostgreSQL on the folder, with the memory of a city's server. */
export async function startServer(startEmbeddedPostgres, dataDir) {
  const options = { dataDir, log: console.log, supervise: false, durable: true };
  const first = await startEmbeddedPostgres(options);
  await on(first.url, async (client) => {
    for (const [name, value] of Object.entries(SERVER_SETTINGS))
      await client.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  });
  await first.stop();
  return startEmbeddedPostgres(options);
}

/** The secrets of this folder's databases: a filled city can only be opened with the keys it was filled with. */
export function secretsIn(dataDir) {
  const file = path.join(dataDir, 'bench-secrets.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, JSON.stringify(newSecrets()), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Fills both databases, or finds them filled with the same sizes by an earlier run on this folder.
 * @param sizes { wards, residents, visits, ledger }: the last three of each ward.
 * @returns what was noted when they were filled: { sizes, seconds, made: { indexes, references }, ... }.
 */
export async function prepareDatabases({ serverUrl, dataDir, sizes }) {
  const file = path.join(dataDir, 'bench-city.json');
  if (existsSync(file)) {
    const notes = JSON.parse(readFileSync(file, 'utf8'));
    if (JSON.stringify(notes.sizes) === JSON.stringify(sizes)) return notes;
    throw new Error(
      `${dataDir} holds a city of other sizes: ${JSON.stringify(notes.sizes)}. Name another folder, or delete it.`,
    );
  }
  requireSpace(dataDir, sizes);
  const seconds = {};
  const timed = async (name, work) => {
    console.log(`${name}…`);
    const startedAt = performance.now();
    const result = await work();
    seconds[name] = (performance.now() - startedAt) / 1000;
    return result;
  };
  for (const name of ['alone', 'city'])
    await on(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  await on(serverUrl, (client) => client.query('CREATE DATABASE alone'));
  const alone = urlOf(serverUrl, 'alone');
  await timed('one ward by its seed', async () => {
    const app = await startApp({ url: alone, dataDir, secrets: secretsIn(dataDir) }, sizes.residents);
    await app.stop();
  });
  await timed('its visits and uses', () =>
    on(alone, async (client) => {
      const samples = await takeSamples(client);
      await addVisits(client, samples, sizes.visits);
      await fillLedger(client, samples, sizes.ledger);
      await client.query('TRUNCATE figure_change');
    }),
  );
  await on(serverUrl, (client) => client.query('CREATE DATABASE city TEMPLATE alone'));
  // The city's indexes are made at the end, so this one's have to be as fresh.
  await timed('its indexes anew', () => on(alone, (client) => client.query('REINDEX DATABASE alone')));
  await on(alone, (client) => client.query('VACUUM (ANALYZE)'));

  const connectCity = () => connect(urlOf(serverUrl, 'city'));
  const parts = await on(urlOf(serverUrl, 'city'), takeApart);
  await timed('copies of the ward', () =>
    copyWard(connectCity, sizes.wards - 1, (copy) => copy % 10 === 0 && console.log(`  ${copy} of ${sizes.wards - 1}`)),
  );
  const made = await timed('indexes and references', () =>
    putTogether(connectCity, parts, (table) => console.log(`  ${table}`)),
  );
  await timed('VACUUM (ANALYZE)', () => on(urlOf(serverUrl, 'city'), (client) => client.query('VACUUM (ANALYZE)')));
  const notes = { sizes, seconds, made };
  writeFileSync(file, JSON.stringify(notes, null, 1));
  return notes;
}

/** A resident takes 5 kB with everything around it; sorting for the indexes and the log need some more. */
function requireSpace(dataDir, { wards, residents }) {
  const needed = wards * residents * 5500 + 4e9;
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < needed)
    throw new Error(
      `${dataDir} has ${Math.round((bavail * bsize) / 1e9)} GB left; ${Math.round(needed / 1e9)} are needed.`,
    );
}
