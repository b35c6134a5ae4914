import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { constant, join, raw, sql, type Sql } from '../../../shared/sql';
import { promiseHolds } from '../../casework/follow-ups/queries';
import { WAITS_FOR_COLUMNS } from '../../register/imports/runs/queries';
import { unusedFor } from '../../office/users/unused';
import { RECORD_NAMES_SOMEBODY, wordsLeft } from '../erasure/queries';
import { NAMES_SHOWN, PAST_COUNTS, RETENTION, RETENTION_DUE, type Retention, type RetentionDue } from './rules';

/** Names a file of the portal; figures ask whether a file has one. */
export const KEPT_CODE = 'portal_file_code';
const OF_REQUEST = 't.support_request_id IN $';
const OF_LINE = 't.assisted_procedure_id IN (SELECT id FROM assisted_procedure WHERE visit_id IN $)';
const SENT = `t.id IN (SELECT public_request_id FROM public_request_outcome t WHERE ${OF_REQUEST})`;
/** The tables `t` with more words of visits and requests, and in SQL, whose rows are of the ids that stand for `$`. */
export const WORDED = {
  visit: { person_promise: 't.visit_id IN $', assisted_procedure: 't.visit_id IN $', file_status: OF_LINE },
  support_request: {
    ...{ public_request: SENT, public_request_outcome: OF_REQUEST },
    ...{ support_request_service: OF_REQUEST, support_request_closure: OF_REQUEST },
  },
};

const hasWords = (kind: keyof typeof WORDED) => {
  const isLeft = ([of, isOf]: [string, string]) =>
    `EXISTS (SELECT FROM ${of} t WHERE ${isOf.replace('$', '(own.id)')} AND (${wordsLeft(of, KEPT_CODE)}))`;
  const all = { [kind]: 't.id IN $', ...WORDED[kind] };
  return raw(`(${Object.entries(all).map(isLeft).join(' OR ')})`);
};

/** SQL: the home of `own` waits for no visit, and no person who lived or was met there for an answer about their data. */
const FREE = sql`NOT EXISTS (SELECT FROM support_request w WHERE w.household_id = own.household_id AND w.is_open)
  AND NOT EXISTS (SELECT FROM round_door w WHERE w.household_id = own.household_id AND w.is_open)
  AND NOT EXISTS (SELECT FROM data_request w WHERE w.ward_id = own.ward_id AND w.ended_on IS NULL AND own.household_id IN (
    SELECT household_id FROM household_membership WHERE resident_id = w.resident_id UNION ALL SELECT household_id FROM visit WHERE id IN (
      SELECT visit_id FROM visit_presence WHERE resident_id = w.resident_id UNION ALL SELECT visit_id FROM assisted_procedure WHERE resident_id = w.resident_id)))`;

/** SQL of what a ward keeps no longer, each a condition. Without a choice of the ward nothing is older. */
export function overdueOf(wardId: string, retention: Retention, now: Date) {
  const before = (count: number | null | undefined, unit: string) =>
    sql`${now}::timestamptz - make_interval(${raw(unit)} => ${count ?? null}::int)`;
  const isOldList = (status: Sql) => sql`i.ward_id = ${wardId} AND ${status}
  AND coalesce(i.reverted_at, i.finished_at, i.created_at) < ${before(retention.leftoverDays, 'days')}`;
  const old = (on: Sql) =>
    sql`own.ward_id = ${wardId} AND ${on} < ${before(retention.wordsYears, 'years')} AND ${FREE}`;
  return {
    /**
     * People `r` who left their last household longer ago than the ward keeps them; not those who asked to be erased,
     * whose request only the administrator's erasure ends, nor who lives elsewhere and helps.
     */
    gone: sql`r.ward_id = ${wardId} AND r.residence_status IN ('moved_out', 'deceased', 'elsewhere')
  AND NOT EXISTS (SELECT FROM data_request d WHERE d.resident_id = r.id AND d.kind = 'erase' AND d.ended_on IS NULL)
  AND NOT (r.residence_status = 'elsewhere' AND EXISTS (SELECT FROM digital_helper g WHERE g.resident_id = r.id AND g.valid_to IS NULL
    AND (g.household_id IS NOT NULL OR EXISTS (SELECT FROM household_membership helped WHERE helped.resident_id = g.helped_id AND helped.valid_to IS NULL))))
  AND (NOT EXISTS (SELECT FROM data_erasure e WHERE e.erased_id = r.id) OR ${RECORD_NAMES_SOMEBODY})
  AND greatest((SELECT max(coalesce(m.valid_to, 'infinity')) FROM household_membership m WHERE m.resident_id = r.id),
    CASE WHEN r.residence_status = 'elsewhere' THEN (SELECT max(v.visited_on) FROM visit v WHERE v.id IN (
      SELECT n.visit_id FROM newcomer n WHERE n.resident_id = r.id UNION SELECT p.visit_id FROM visit_presence p WHERE p.resident_id = r.id)) END) < (${before(retention.goneYears, 'years')})::date`,
    /** Visits `own`, closed requests and briefings about a home whose words are no longer needed. */
    words: {
      visit: sql`${old(sql`greatest(own.visited_on, own.next_step_due, (SELECT max(greatest(a.again_on, f.status_on))
    FROM assisted_procedure a LEFT JOIN file_status f ON f.assisted_procedure_id = a.id WHERE a.visit_id = own.id))`)} AND (own.next_step = 'none' OR NOT ${promiseHolds('own')}
    OR EXISTS (SELECT FROM visit later WHERE later.household_id = own.household_id AND later.arrived_at > own.arrived_at)) AND ${hasWords('visit')}`,
      support_request: sql`${old(sql`(SELECT max(closed_at) FROM support_request_closure WHERE support_request_id = own.id)`)} AND NOT own.is_open AND ${hasWords('support_request')}`,
      briefing: sql`${old(sql`greatest(own.written_at, own.updated_at, own.withdrawn_at)`)} AND own.household_id IS NOT NULL`,
    },
    /** Public requests `p` that were declined or withdrawn. */
    refused: sql`p.ward_id = ${wardId} AND NOT p.is_waiting
  AND NOT EXISTS (SELECT FROM public_request_outcome o WHERE o.public_request_id = p.id AND o.kind = 'matched')
  AND (SELECT max(coalesce(o.reverted_at, o.decided_at)) FROM public_request_outcome o WHERE o.public_request_id = p.id) < ${before(retention.refusedMonths, 'months')}`,
    /** Sentences `s` of residents about the team, and answered complaints `c`. */
    sentences: sql`s.ward_id = ${wardId} AND s.said = 'sentence' AND s.answered_on < (${before(retention.voiceMonths, 'months')})::date`,
    complaints: sql`c.ward_id = ${wardId} AND c.due_days IS NOT NULL AND c.ended_on < (${before(retention.voiceMonths, 'months')})::date`,
    /** Imported lists `i` that are no part of the register. */
    leftover: isOldList(sql`i.status IN ('cancelled', 'failed', 'reverted', 'discarded')`),
    /** Lists `i` whose columns were never assigned; nothing of them is kept but the file. */
    unanswered: isOldList(WAITS_FOR_COLUMNS),
    /** Accounts `u` that nobody uses. */
    unused: unusedFor(wardId, sql`${retention.unusedDays ?? null}::int`, now),
    /** The instant before which readings keep no record and no words; NULL without a choice. */
    readingsUntil: before(retention.readingMonths, 'months'),
  };
}

/** SQL: the first names of a list, as JSON. @param named SELECT with the columns `name` and `place`. */
const namesOf = (named: Sql) =>
  sql`(SELECT coalesce(json_agg(name ORDER BY place, name), '[]') FROM (${named} ORDER BY place, name LIMIT ${constant(NAMES_SHOWN)}) named)`;

/** What a run would delete or erase now, with names; it changes nothing. */
export async function listDue(db: Reads, wardId: string, retention: Retention, now: Date): Promise<RetentionDue> {
  const overdue = overdueOf(wardId, retention, now);
  const { gone, refused, leftover, unanswered, readingsUntil } = overdue;
  const old = Object.entries(overdue.words).map(([of, is]) => sql`SELECT household_id FROM ${raw(of)} own WHERE ${is}`);
  return queryRow(db, 'retention-due', RETENTION_DUE)`WITH worded AS MATERIALIZED (${join(old, ' UNION ')}) SELECT
      json_build_object(
        'goneYears', (SELECT count(*) FROM resident r WHERE ${gone}),
        'wordsYears', (SELECT count(*) FROM worded),
        'refusedMonths', (SELECT count(*) FROM public_request p WHERE ${refused}),
        'voiceMonths', (SELECT count(*) FROM voice s WHERE ${overdue.sentences}) + (SELECT count(*) FROM data_request c WHERE ${overdue.complaints}),
        'leftoverDays', (SELECT count(*) FROM import_row x JOIN import_run i ON i.id = x.import_run_id WHERE ${leftover})
          + (SELECT count(*) FROM import_run i WHERE ${unanswered}),
        'readingMonths', (SELECT count(*) FROM audit_event WHERE chain_id = ${wardId} AND NOT is_change AND at < ${readingsUntil} AND salt IS NOT NULL),
        'unusedDays', (SELECT count(*) FROM user_account u WHERE ${overdue.unused})) AS counts,
      json_build_object(
        'goneYears', ${namesOf(sql`SELECT r.full_name || coalesce(to_char(r.birth_date, ' (YYYY)'), '') AS name, r.sort_name AS place FROM resident r WHERE ${gone}`)},
        'wordsYears', ${namesOf(sql`SELECT h.address_line AS name, h.walk_order AS place FROM household h JOIN worded w ON w.household_id = h.id`)},
        'refusedMonths', ${namesOf(sql`SELECT p.sender_name AS name, p.received_at AS place FROM public_request p WHERE ${refused}`)},
        'voiceMonths', '[]'::json,
        'leftoverDays', ${namesOf(sql`SELECT i.file_name AS name, i.created_at AS place FROM import_run i WHERE ${leftover} OR ${unanswered}`)},
        'readingMonths', '[]'::json,
        'unusedDays', ${namesOf(sql`SELECT u.display_name AS name, u.username AS place FROM user_account u WHERE ${overdue.unused}`)}) AS names`;
}

const WARD_RETENTION = z.object({
  wardId: z.string(),
  name: z.string(),
  retention: RETENTION,
  lastRanAt: z.date().nullable(),
});
export type WardRetention = z.infer<typeof WARD_RETENTION>;

/** The choices of every ward, and when its last run finished. */
export const listWardRetentions = (db: Reads): Promise<WardRetention[]> =>
  queryRows(db, 'ward-retentions', WARD_RETENTION)`
      SELECT w.id AS "wardId", w.name, w.retention, (SELECT max(ran_at) FROM retention_run n WHERE n.ward_id = w.id) AS "lastRanAt" FROM ward w ORDER BY w.name`;

/** The page shows the runs of about a month. */
const RUNS_SHOWN = 30;

const CHOSEN = z.object({ retention: RETENTION, runs: z.array(z.object({ ranAt: z.string(), counts: PAST_COUNTS })) });

/** The choices of a ward and its latest runs, newest first; `ranAt` is ISO. */
export const getRetention = (db: Reads, wardId: string): Promise<z.infer<typeof CHOSEN>> =>
  queryRow(db, 'retention', CHOSEN)`
      SELECT retention, (SELECT coalesce(json_agg(json_build_object('ranAt', ran_at, 'counts', counts)), '[]')
        FROM (SELECT * FROM retention_run WHERE ward_id = ${wardId} ORDER BY ran_at DESC LIMIT ${constant(RUNS_SHOWN)}) n) AS runs
      FROM ward WHERE id = ${wardId}`;
