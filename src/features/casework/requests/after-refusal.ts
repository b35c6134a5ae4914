import { z } from 'zod';
import type { LocalDate } from '../../../shared/dates';
import { raw, sql, type Sql } from '../../../shared/sql';

/**
 * SQL: each time that a household refused the team, at the door or by asking it not to knock.
 * @param condition what a refusal must meet, given the alias of its table and the column of its day.
 * @returns the columns household_id, day, reason ('' if unknown) and is_pause.
 */
const refusals = (condition: (table: Sql, day: Sql) => Sql) => sql`
      SELECT v.household_id, v.visited_on AS day, v.refusal_reason AS reason, false AS is_pause FROM visit v WHERE v.outcome = 'refused' AND ${condition(raw('v'), raw('v.visited_on'))}
      UNION ALL
      SELECT p.household_id, p.paused_from, p.reason, true FROM household_pause p WHERE p.kind = 'refusal' AND ${condition(raw('p'), raw('p.paused_from'))}`;

/** SQL: the first of several refusals; of those of one day, one with a reason, first that given at the door. */
const FIRST_SAID = sql`said.day, said.reason = '', said.is_pause, said.reason`;

/** SQL: no resident of the household was met between a refusal `said` and the receipt of a request `r`: a meeting ends the reluctance. */
const NOT_MET_BETWEEN = sql`NOT EXISTS (SELECT FROM visit met WHERE met.household_id = said.household_id AND met.met_somebody AND met.visited_on > said.day AND met.visited_on < r.received_on)`;

/**
 * SQL: every household of a ward that said until a day that it did not want the team (at the door, or by asking it
 * not to knock), with its first request received after such a day, which it did not withdraw and before which no resident
 * of it was met; nulls if it never asked so. Beside it the first refusal that the request follows, otherwise the first of all, and its
 * reason. The only definition of "asked after a refusal": the list of such requests and the figures of the chairman read it.
 * @returns the columns id (of the household), refused_on, refusal_reason ('' if unknown), request_id and invited_on.
 */
export const refusedBy = ({ wardId, on }: { wardId: string; on: LocalDate }): Sql => sql`
  SELECT DISTINCT ON (said.household_id) said.household_id AS id, said.day AS refused_on, said.reason AS refusal_reason, asked.id AS request_id, asked.received_on AS invited_on
  FROM (${refusals((table, day) => sql`${table}.ward_id = ${wardId} AND ${day} <= ${on}`)}) said
  LEFT JOIN LATERAL (
    SELECT r.id, r.received_on FROM support_request r
    WHERE r.household_id = said.household_id AND r.received_on > said.day AND r.received_on <= ${on} AND ${NOT_MET_BETWEEN}
      AND NOT EXISTS (SELECT FROM support_request_closure c WHERE c.support_request_id = r.id AND c.kind = 'withdrawn' AND c.reopened_at IS NULL
        AND (c.closed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= ${on})
    ORDER BY r.received_on, r.id LIMIT 1) asked ON true
  ORDER BY said.household_id, asked.received_on, asked.id, ${FIRST_SAID}`;

/** SQL: the first refusal that a request `r` of its household follows, as JSON with `on` and `reason`; null without one. */
export const REFUSAL_BEFORE = sql`(
  SELECT jsonb_build_object('on', said.day, 'reason', said.reason)
  FROM (${refusals((table, day) => sql`${table}.household_id = r.household_id AND ${day} < r.received_on`)}) said
  WHERE ${NOT_MET_BETWEEN} ORDER BY ${FIRST_SAID} LIMIT 1)`;

export const ASKED_AFTER_REFUSAL = z.object({
  refused: z.number(),
  invited: z.number(),
  medianDays: z.number().nullable(),
});
/** Of the households that refused, how many asked later, and within how many days half of them did; null if none did. */
export type AskedAfterRefusal = z.infer<typeof ASKED_AFTER_REFUSAL>;

/** SQL: AskedAfterRefusal in one row. */
export const askedAfterRefusal = (of: Parameters<typeof refusedBy>[0]): Sql =>
  sql`SELECT count(*)::int AS refused, count(invited_on)::int AS invited,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY invited_on - refused_on) AS "medianDays" FROM (${refusedBy(of)}) refused`;
