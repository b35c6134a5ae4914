import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { constant, sql } from '../../../shared/sql';

// What counts as unusual. Each is a reason to ask, not a proof: the page says so. The numbers are this application's own.

/** The days that are looked at, today included; at most 64. */
export const DAYS = 30;
/** An hour with fewer different files is never unusual. */
export const HOUR_MIN = 30;
/** How many times the account's usual busiest hour, the median of its days, an hour has to exceed. */
export const HOUR_TIMES = 3;
/** With fewer days of reading than this an account has no usual hour; then HOUR_ALONE files are needed. */
export const USUAL_DAYS = 5;
export const HOUR_ALONE = 60;
/** Different files read between NIGHT_FROM and NIGHT_TO of one night, both full hours. */
export const NIGHT_MIN = 5;
export const NIGHT_FROM = '22:00';
export const NIGHT_TO = '06:00';
/** Different days on which one file was opened by an account that wrote nothing about it. */
export const AGAIN_DAYS = 5;
const LISTED = 200;

const UNUSUAL_READING = z.object({
  kind: z.enum(['hour', 'night', 'again']),
  actorId: z.string(),
  actorName: z.string(),
  /** The day of the hour, the evening of the night, or the last day of one file. */
  on: z.iso.date(),
  /** '14:00'; null unless it is an hour. */
  hour: z.string().nullable(),
  /** Different files; different days of one file. */
  count: z.number(),
  /** The account's usual busiest hour; null if it has none, or it is not about an hour. */
  usual: z.number().nullable(),
  /** The file opened again and again; null otherwise. */
  subjectType: z.enum(['household', 'resident']).nullable(),
  subjectId: z.string().nullable(),
});
export type UnusualReading = z.infer<typeof UNUSUAL_READING>;

/**
 * Unusual reading of households and residents in the last month, the latest first. Days and hours are those of Hà Nội.
 * One statement that passes over the readings once: each file that an account read in an hour becomes one row. Ids are
 * compared by their bytes, several times quicker than by the rules of a language. Readings of erased people name no file.
 * @param since its first day.
 */
export async function listUnusualReadings(db: Reads, wardId: string, since: LocalDate): Promise<UnusualReading[]> {
  // On how many days: a bit for each of at most 64, since the first one, needs no sorting of a month's readings.
  const daysSeen = sql`bit_count(bit_or(1::bigint << hour::date - ${since}::date)::bit(64))::int`;
  return queryRows(db, 'unusual-readings', UNUSUAL_READING)`WITH seen AS MATERIALIZED (
        SELECT DISTINCT actor_id, date_bin('1 hour', at AT TIME ZONE 'Asia/Ho_Chi_Minh', '2000-01-01') AS hour, subject_type, subject_id COLLATE "C" AS subject_id
        FROM audit_event
        WHERE chain_id = ${wardId} AND NOT is_change AND at >= (${since}::date)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
          AND subject_type IN ('household', 'resident') AND (action LIKE '%.open' OR action LIKE '%.disclose-number') AND actor_id IS NOT NULL AND subject_id IS NOT NULL),
      busiest AS (
        SELECT DISTINCT ON (actor_id, hour::date) actor_id, hour, files FROM (
          SELECT actor_id, hour, count(*)::int AS files FROM seen GROUP BY 1, 2) hours
        ORDER BY actor_id, hour::date, files DESC, hour),
      usual AS (SELECT actor_id, count(*) AS days, percentile_disc(0.5) WITHIN GROUP (ORDER BY files) AS files FROM busiest GROUP BY 1),
      night AS (
        SELECT actor_id, (hour - interval '12 hours')::date AS evening, count(DISTINCT subject_id)::int AS files FROM seen
        WHERE hour::time >= ${NIGHT_FROM}::time OR hour::time < ${NIGHT_TO}::time GROUP BY 1, 2),
      again AS (
        SELECT actor_id, subject_type, subject_id, max(hour)::date AS last, ${daysSeen} AS days FROM seen GROUP BY 1, 2, 3 HAVING ${daysSeen} >= ${constant(AGAIN_DAYS)}),
      found AS (
        SELECT 'hour' AS kind, b.actor_id, b.hour::date AS on, to_char(b.hour, 'HH24:MI') AS hour, b.files AS count,
          CASE WHEN u.days >= ${constant(USUAL_DAYS)} THEN u.files END AS usual, NULL AS subject_type, NULL AS subject_id
        FROM busiest b JOIN usual u USING (actor_id)
        WHERE CASE WHEN u.days >= ${constant(USUAL_DAYS)} THEN b.files >= ${constant(HOUR_MIN)} AND b.files > ${constant(HOUR_TIMES)} * u.files ELSE b.files >= ${constant(HOUR_ALONE)} END
        UNION ALL
        SELECT 'night', actor_id, evening, NULL, files, NULL, NULL, NULL FROM night WHERE files >= ${constant(NIGHT_MIN)}
        UNION ALL
        SELECT 'again', a.actor_id, a.last, NULL, a.days, NULL, a.subject_type, a.subject_id FROM again a
        WHERE NOT EXISTS (SELECT FROM audit_event w WHERE w.chain_id = ${wardId} AND w.subject_type = a.subject_type AND w.subject_id = a.subject_id
            AND w.actor_id = a.actor_id AND w.is_change AND w.at >= ${since}::date)
          AND NOT EXISTS (SELECT FROM visit v JOIN visit_officer o ON o.visit_id = v.id LEFT JOIN household_membership m ON m.household_id = v.household_id
            WHERE v.ward_id = ${wardId} AND v.visited_on >= ${since}::date AND a.actor_id IN (v.logged_by, o.user_id) AND a.subject_id IN (v.household_id::text, m.resident_id::text)))
      SELECT f.kind, f.actor_id AS "actorId", u.display_name AS "actorName", f.on, f.hour, f.count, f.usual, f.subject_type AS "subjectType", f.subject_id AS "subjectId"
      FROM found f JOIN user_account u ON u.id = f.actor_id
      ORDER BY f.on DESC, f.count DESC, u.username, f.kind, f.subject_id LIMIT ${constant(LISTED)}`;
}
