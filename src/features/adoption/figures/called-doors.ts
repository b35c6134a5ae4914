import { z } from 'zod';
import { constant, sql, type Sql } from '../../../shared/sql';
import type { ReportScope } from './figure-sql';

/** Days after the call in which the team has to meet the household. */
export const CALLED_DAYS = 15;
export const CALL_SIDES = { yes: 'Đã gọi hẹn trước', no: 'Không gọi' };
export type CallSide = keyof typeof CALL_SIDES;

/**
 * SQL: doors at which the team had found no resident at home and nothing else, counted from a day: from the first call to the
 * household, if it was written before anybody opened; or, for those not called then or in the 15 days after, from the
 * first day after their first visit on which one of the others was called. `met_on` within 15 days is `is_open`. Only
 * doors whose 15 days have passed; one that was called later is counted once on each side.
 */
export const calledDoors = ({ wardId, on }: Pick<ReportScope, 'wardId' | 'on'>): Sql => sql`
  WITH door AS MATERIALIZED (
    SELECT v.household_id AS id, min(v.visited_on) FILTER (WHERE v.outcome = 'nobody_home') AS shut_on, min(v.visited_on) FILTER (WHERE v.outcome <> 'nobody_home') AS other_on,
      min(v.arrived_at) FILTER (WHERE v.outcome <> 'nobody_home') AS other_at, min(v.visited_on) FILTER (WHERE v.met_somebody) AS met_on
    FROM visit v WHERE v.ward_id = ${wardId} AND v.visited_on <= ${on} GROUP BY 1),
  call AS (
    SELECT DISTINCT ON (c.household_id) c.household_id AS id, c.called_on, c.created_at FROM door_call c
    WHERE c.ward_id = ${wardId} AND c.withdrawn_at IS NULL AND c.called_on <= ${on} ORDER BY c.household_id, c.called_on, c.created_at),
  called AS MATERIALIZED (
    SELECT d.id, c.called_on AS counted_from, d.met_on FROM door d JOIN call c USING (id)
    WHERE d.shut_on < c.called_on AND (d.other_on IS NULL OR d.other_on >= c.called_on AND d.other_at > c.created_at) AND c.called_on <= ${on}::date - ${constant(CALLED_DAYS)}),
  like_them AS (
    SELECT d.id, first.counted_from, d.met_on FROM door d LEFT JOIN call c USING (id)
    CROSS JOIN LATERAL (SELECT min(called.counted_from) AS counted_from FROM called WHERE called.counted_from > d.shut_on) first
    WHERE (d.other_on IS NULL OR d.other_on >= first.counted_from) AND (c.called_on IS NULL OR c.called_on > first.counted_from + ${constant(CALLED_DAYS)}) AND first.counted_from IS NOT NULL)
  SELECT id, side, counted_from, CASE WHEN met_on <= counted_from + ${constant(CALLED_DAYS)} THEN met_on END AS met_on
  FROM (SELECT 'yes' AS side, * FROM called UNION ALL SELECT 'no', * FROM like_them) counted`;

export const CALL_SIDE_COUNT = z.object({ side: z.enum(['yes', 'no']), doors: z.number(), met: z.number() });
export type CallSideCount = z.infer<typeof CALL_SIDE_COUNT>;
