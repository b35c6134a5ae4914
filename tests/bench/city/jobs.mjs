// How long the background jobs take over all wards of a database: with nothing to do, as they run most of the time, and
// on a night on which every ward has something.
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../program.mjs';
import { on } from '../harness.mjs';

const load = createRequire(import.meta.url);
const built = (file) => load(path.join(root, 'dist/src', file));

/** Gives every ward something to do for each job. */
const NIGHT = {
  'find-duplicates': `UPDATE duplicate_search SET finished_at = NULL, book_changes = -1`,
  retention: `UPDATE ward SET retention = '{"goneYears": 5, "refusedMonths": 12, "leftoverDays": 30, "readingMonths": 12}'`,
  'forget-figure-changes': `INSERT INTO figure_change (ward_id, at) SELECT w.id, now() - interval '3 days' FROM ward w, generate_series(1, 5000)`,
  'audit seal': `INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) SELECT w.id, now(), 'bench', 'household.open', false, 'household' FROM ward w, generate_series(1, 100)`,
};

/** @returns [{ job, idle, night (seconds), wards? { done, all } if it was stopped before its end }] */
export async function timeJobs({ place, environment, seconds }) {
  const config = built('config.js').loadConfig(environment);
  const db = built('db/database.js').openDatabase(place.url, (error) => console.error(error.message));
  const now = () => new Date();
  const context = {
    config,
    db,
    now,
    logger: built('logger.js').createLogger('silent'),
    sealer: built('shared/sealer.js').createSealer(config.keys, config.oldKeys),
    accessLog: built('features/office/audit/access-log.js').createAccessLog(db.pool, now),
    jobs: { wake: () => undefined },
  };
  const timed = async (job, limit) => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), limit * 1000);
    const startedAt = performance.now();
    await job.run(context, abort.signal).catch((error) => {
      if (!abort.signal.aborted) throw error;
    });
    clearTimeout(timer);
    return { seconds: (performance.now() - startedAt) / 1000, isWhole: !abort.signal.aborted };
  };
  const results = [];
  try {
    for (const job of built('features.js').jobs) {
      await timed(job, seconds); // compiles, and does what was left
      const { seconds: idle } = await timed(job, seconds);
      const prepare = NIGHT[job.name];
      if (!prepare) {
        results.push({ job: job.name, idle });
        continue;
      }
      await on(place.url, (client) => client.query(prepare));
      const night = await timed(job, seconds);
      const row = { job: job.name, idle, night: night.seconds };
      if (!night.isWhole) row.wards = await on(place.url, countSearched);
      results.push(row);
      await on(place.url, (client) => client.query(MORNING));
    }
  } finally {
    await db.close();
  }
  return results;
}

async function countSearched(client) {
  const { rows } = await client.query(
    'SELECT count(*) FILTER (WHERE finished_at IS NOT NULL)::int AS done, count(*)::int AS all FROM duplicate_search',
  );
  return rows[0];
}

/** What a stopped search leaves, so that the program does not go on with it at its next start. */
const MORNING = `UPDATE duplicate_search SET finished_at = now() WHERE finished_at IS NULL; UPDATE ward SET retention = '{}'`;
