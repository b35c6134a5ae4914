import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { constant, empty, sql } from '../../../shared/sql';

export const TRACE_PAGE_SIZE = 50;
const LISTED = 100;

const TOUCHED_PERSON = z.object({
  id: z.string(),
  /** Null if the register no longer has the person, for example after a merge. */
  fullName: z.string().nullable(),
  addressLine: z.string().nullable(),
  /** Times the person's own file, or that of their household, was opened, printed or searched. */
  readings: z.number(),
  changes: z.number(),
  /** Times the whole national number was shown. */
  numbers: z.number(),
  /** JSON time of the last event. */
  lastAt: z.string(),
});

/** Events that name no person: lists, searches, exports. */
const TOUCHED_LIST = z.object({
  action: z.string(),
  title: z.string().nullable(),
  times: z.number(),
  /** Rows of all files together; null where the log does not say. */
  rows: z.number().nullable(),
  /** Of the files; null where the log does not say. */
  columns: z.array(z.string()).nullable(),
  lastAt: z.string(),
});

const TRACES = z.object({
  accounts: z.array(z.object({ id: z.string(), name: z.string() })),
  count: z.number(),
  people: z.array(TOUCHED_PERSON),
  lists: z.array(TOUCHED_LIST),
  /** Events whose record was taken out, because a person was erased or readings are kept no longer. */
  emptied: z.number(),
});
export type Traces = z.infer<typeof TRACES>;

/**
 * What an account did in a period, by the log: a page of people, one more if there are others, and the lists. Who lived in a
 * household whose file was opened counts, since that page shows them. One statement over the index of the account's events.
 * @param accountId null: none is chosen. An account of another ward has no events here. @param afterId the last person
 * of the page before.
 */
export const readTraces = async (
  db: Reads,
  wardId: string,
  { accountId, from, until, afterId }: { accountId: string | null; from: Date; until: Date; afterId: string | null },
): Promise<Traces> => queryRow(db, 'account-traces', TRACES)`WITH event AS MATERIALIZED (
        SELECT at, action, is_change, details, digest IS NOT NULL AS is_emptied,
          CASE WHEN subject_type = 'resident' THEN subject_id::uuid END AS resident_id,
          CASE WHEN subject_type = 'household' THEN subject_id ELSE details->>'householdId' END::uuid AS household_id
        FROM audit_event WHERE chain_id = ${wardId} AND actor_id = ${accountId} AND at >= ${from} AND at < ${until}),
      touched AS (
        SELECT resident_id AS id, at, action, is_change FROM event WHERE resident_id IS NOT NULL
        UNION ALL
        SELECT m.resident_id, e.at, e.action, e.is_change FROM event e JOIN household_membership m ON m.household_id = e.household_id
          AND (m.valid_to IS NULL OR m.valid_to >= (e.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
        WHERE e.resident_id IS NULL AND m.ward_id = ${wardId}),
      person AS (
        SELECT id, count(*) FILTER (WHERE NOT is_change)::int AS readings, count(*) FILTER (WHERE is_change)::int AS changes,
          count(*) FILTER (WHERE action = 'resident.disclose-number')::int AS numbers, max(at) AS "lastAt" FROM touched GROUP BY id),
      page AS (
        SELECT p.*, r.full_name AS "fullName", h.address_line AS "addressLine"
        FROM (SELECT * FROM person ${afterId === null ? empty : sql`WHERE ("lastAt", id) < (SELECT "lastAt", id FROM person WHERE id = ${afterId})`}
          ORDER BY "lastAt" DESC, id DESC LIMIT ${constant(TRACE_PAGE_SIZE + 1)}) p
        LEFT JOIN resident r ON r.ward_id = ${wardId} AND r.id = p.id
        LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id),
      list AS (
        SELECT action, details->>'list' AS title, count(*)::int AS times, max((details->'columns')::text)::jsonb AS columns,
          sum(CASE WHEN jsonb_typeof(details->'rows') = 'number' THEN (details->>'rows')::int END)::int AS rows, max(at) AS "lastAt"
        FROM event WHERE resident_id IS NULL AND household_id IS NULL AND NOT is_emptied GROUP BY 1, 2 ORDER BY max(at) DESC LIMIT ${constant(LISTED)})
      SELECT (SELECT coalesce(json_agg(json_build_object('id', id, 'name', display_name || ' (' || username || ')') ORDER BY username), '[]') FROM user_account WHERE ward_id = ${wardId}) AS accounts,
        (SELECT count(*)::int FROM person) AS count, (SELECT count(*)::int FROM event WHERE is_emptied) AS emptied,
        (SELECT coalesce(json_agg(page ORDER BY "lastAt" DESC, id DESC), '[]') FROM page) AS people,
        (SELECT coalesce(json_agg(list ORDER BY "lastAt" DESC), '[]') FROM list) AS lists`;
