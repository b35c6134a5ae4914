import { z } from 'zod';
import type { LocalDate } from '../../../shared/dates';
import { sql, type Sql } from '../../../shared/sql';
import { periodEnd, targetedIndicator, type TargetPath } from '../indicators/targets';

export const STORED_TARGET = z.object({
  indicator: z.string(),
  groupId: z.string().nullable(),
  period: z.string(),
  value: z.number(),
  legalBasis: z.string(),
  start: z.object({ on: z.string(), value: z.number() }).nullable(),
});
export type StoredTarget = z.infer<typeof STORED_TARGET>;

/** SQL: the ward's targets that were set by the day of the figures and had not ended, as JSON. */
export const targetsOf = (
  wardId: string,
  on: LocalDate,
): Sql => sql`(SELECT coalesce(json_agg(json_build_object('indicator', indicator, 'groupId', residential_group_id,
    'period', period, 'value', value::float8, 'legalBasis', legal_basis,
    'start', CASE WHEN start_on IS NOT NULL THEN json_build_object('on', start_on, 'value', start_value::float8) END) ORDER BY id), '[]')
  FROM indicator_target WHERE ward_id = ${wardId} AND (start_on IS NULL OR start_on <= ${on}) AND (ended_on IS NULL OR ended_on > ${on}))`;

/**
 * The targets whose period had not ended on a day. The line of one that came with the book begins at the end of the book's
 * first full month.
 * @param atStart the share of known users then, among today's adults; null while that month is not over.
 */
export const pathsOf = (rows: readonly StoredTarget[], on: LocalDate, atStart: TargetPath['start']): TargetPath[] =>
  rows.flatMap((row) => {
    const [indicator, endsOn] = [targetedIndicator(row.indicator), periodEnd(row.period)];
    if (!indicator || !endsOn || endsOn < on) return [];
    return [{ ...row, indicator, endsOn, start: row.start ?? (indicator === 'knownUsers' ? atStart : null) }];
  });
