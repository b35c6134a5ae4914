import type { Database, Reads } from '../../../db/database';
import { WAITS_FOR_COLUMNS } from '../../register/imports/runs/queries';
import { RECORD_NAMES_SOMEBODY } from '../erasure/queries';
import { NAMES_SHOWN, type Retention, type RetentionCounts, type RetentionDue } from './rules';

// What a ward keeps no longer. $1 is the ward, $2 its choices (ward.retention), $3 now. Without a choice the
// limit is NULL, and nothing is older.

/**
 * People who left their last household longer ago than the ward keeps them; not those who asked to be erased, whose
 * request only the administrator's erasure ends. Columns of resident are `r`.
 */
export const GONE = `r.ward_id = $1 AND r.residence_status IN ('moved_out', 'deceased')
  AND NOT EXISTS (SELECT FROM data_request d WHERE d.resident_id = r.id AND d.kind = 'erase' AND d.ended_on IS NULL)
  AND (NOT EXISTS (SELECT FROM data_erasure e WHERE e.erased_id = r.id) OR ${RECORD_NAMES_SOMEBODY})
  AND (SELECT max(coalesce(m.valid_to, 'infinity')) FROM household_membership m WHERE m.resident_id = r.id)
    < ($3::timestamptz - make_interval(years => ($2::jsonb ->> 'goneYears')::int))::date`;

/** Public requests that were declined or withdrawn. Columns of public_request are `p`. */
export const REFUSED = `p.ward_id = $1 AND NOT p.is_waiting
  AND NOT EXISTS (SELECT FROM public_request_outcome o WHERE o.public_request_id = p.id AND o.kind = 'matched')
  AND (SELECT max(coalesce(o.reverted_at, o.decided_at)) FROM public_request_outcome o WHERE o.public_request_id = p.id)
    < $3::timestamptz - make_interval(months => ($2::jsonb ->> 'refusedMonths')::int)`;

const isOldList = (status: string) => `i.ward_id = $1 AND ${status}
  AND coalesce(i.reverted_at, i.finished_at, i.created_at) < $3::timestamptz - make_interval(days => ($2::jsonb ->> 'leftoverDays')::int)`;
/** Imported lists that are no part of the register. Columns of import_run are `i`. */
export const LEFTOVER = isOldList("i.status IN ('cancelled', 'failed', 'reverted', 'discarded')");
/** Lists whose columns were never assigned; nothing of them is kept but the file. */
export const UNANSWERED = isOldList(WAITS_FOR_COLUMNS);

/** SQL: before this instant, readings keep no record and no words. */
export const READINGS_UNTIL = "$3::timestamptz - make_interval(months => ($2::jsonb ->> 'readingMonths')::int)";

/** SQL: the first names of a list, as JSON. @param named SELECT with the columns `name` and `place`. */
const namesOf = (named: string) =>
  `(SELECT coalesce(json_agg(name ORDER BY place, name), '[]') FROM (${named} ORDER BY place, name LIMIT ${NAMES_SHOWN}) named)`;

/** What a run would delete or erase now, with names; it changes nothing. */
export async function listDue({ pool }: Reads, wardId: string, retention: Retention, now: Date): Promise<RetentionDue> {
  const { rows } = await pool.query<RetentionDue>({
    name: 'retention-due',
    text: `SELECT
      json_build_object(
        'goneYears', (SELECT count(*) FROM resident r WHERE ${GONE}),
        'refusedMonths', (SELECT count(*) FROM public_request p WHERE ${REFUSED}),
        'leftoverDays', (SELECT count(*) FROM import_row x JOIN import_run i ON i.id = x.import_run_id WHERE ${LEFTOVER})
          + (SELECT count(*) FROM import_run i WHERE ${UNANSWERED}),
        'readingMonths', (SELECT count(*) FROM audit_event WHERE chain_id = $1 AND NOT is_change AND at < ${READINGS_UNTIL} AND salt IS NOT NULL)) AS counts,
      json_build_object(
        'goneYears', ${namesOf(`SELECT r.full_name || coalesce(to_char(r.birth_date, ' (YYYY)'), '') AS name, r.sort_name AS place FROM resident r WHERE ${GONE}`)},
        'refusedMonths', ${namesOf(`SELECT p.sender_name AS name, p.received_at AS place FROM public_request p WHERE ${REFUSED}`)},
        'leftoverDays', ${namesOf(`SELECT i.file_name AS name, i.created_at AS place FROM import_run i WHERE ${LEFTOVER} OR ${UNANSWERED}`)},
        'readingMonths', '[]'::json) AS names`,
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
