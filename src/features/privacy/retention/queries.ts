import type { Database } from '../../../db/database';
import { RECORD_NAMES_SOMEBODY } from '../erasure/queries';
import type { Retention, RetentionCounts } from './rules';

// What a ward keeps no longer. $1 is the ward, $2 its choices (ward.retention), $3 now. Without a choice the
// limit is NULL, and nothing is older.

/** People who left their last household longer ago than the ward keeps them. Columns of resident are `r`. */
export const GONE = `r.ward_id = $1 AND r.residence_status IN ('moved_out', 'deceased')
  AND (NOT EXISTS (SELECT FROM data_erasure e WHERE e.erased_id = r.id) OR ${RECORD_NAMES_SOMEBODY})
  AND (SELECT max(coalesce(m.valid_to, 'infinity')) FROM household_membership m WHERE m.resident_id = r.id)
    < ($3::timestamptz - make_interval(years => ($2::jsonb ->> 'goneYears')::int))::date`;

/** Public requests that were declined or withdrawn. Columns of public_request are `p`. */
export const REFUSED = `p.ward_id = $1 AND NOT p.is_waiting
  AND NOT EXISTS (SELECT FROM public_request_outcome o WHERE o.public_request_id = p.id AND o.kind = 'matched')
  AND (SELECT max(coalesce(o.reverted_at, o.decided_at)) FROM public_request_outcome o WHERE o.public_request_id = p.id)
    < $3::timestamptz - make_interval(months => ($2::jsonb ->> 'refusedMonths')::int)`;

/** Imported lists that are no part of the register. Columns of import_run are `i`. */
export const LEFTOVER = `i.ward_id = $1 AND i.status IN ('cancelled', 'failed', 'reverted', 'discarded')
  AND coalesce(i.reverted_at, i.finished_at, i.created_at) < $3::timestamptz - make_interval(days => ($2::jsonb ->> 'leftoverDays')::int)`;

/** SQL: before this instant, readings keep no record and no words. */
export const READINGS_UNTIL = "$3::timestamptz - make_interval(months => ($2::jsonb ->> 'readingMonths')::int)";

/** What a run would delete or erase now; it changes nothing. */
export async function countDue(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  retention: Retention,
  now: Date,
): Promise<RetentionCounts> {
  const { rows } = await pool.query<RetentionCounts>({
    name: 'retention-due',
    text: `SELECT (SELECT count(*)::int FROM resident r WHERE ${GONE}) AS "goneYears",
      (SELECT count(*)::int FROM public_request p WHERE ${REFUSED}) AS "refusedMonths",
      (SELECT count(*)::int FROM import_row x JOIN import_run i ON i.id = x.import_run_id WHERE ${LEFTOVER}) AS "leftoverDays",
      (SELECT count(*)::int FROM audit_event WHERE chain_id = $1 AND NOT is_change AND at < ${READINGS_UNTIL} AND salt IS NOT NULL) AS "readingMonths"`,
    values: [wardId, JSON.stringify(retention), now],
  });
  return rows[0]!;
}

export interface WardRetention {
  wardId: string;
  name: string;
  retention: Retention;
  lastRanAt: Date | null;
}

/** The choices of every ward, and when its last run finished. */
export async function listWardRetentions({ pool }: Pick<Database, 'pool'>): Promise<WardRetention[]> {
  const { rows } = await pool.query<WardRetention>(
    `SELECT w.id AS "wardId", w.name, w.retention, (SELECT max(ran_at) FROM retention_run n WHERE n.ward_id = w.id) AS "lastRanAt" FROM ward w ORDER BY w.name`,
  );
  return rows;
}

/** The page shows the runs of about a month. */
const RUNS_SHOWN = 30;

/** The choices of a ward and its latest runs, newest first; `ranAt` is ISO. */
export async function getRetention(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
): Promise<{ retention: Retention; runs: { ranAt: string; counts: RetentionCounts }[] }> {
  const { rows } = await pool.query<Awaited<ReturnType<typeof getRetention>>>({
    name: 'retention',
    text: `SELECT retention, (SELECT coalesce(json_agg(json_build_object('ranAt', ran_at, 'counts', counts)), '[]')
        FROM (SELECT * FROM retention_run WHERE ward_id = $1 ORDER BY ran_at DESC LIMIT ${RUNS_SHOWN}) n) AS runs
      FROM ward WHERE id = $1`,
    values: [wardId],
  });
  return rows[0]!;
}
