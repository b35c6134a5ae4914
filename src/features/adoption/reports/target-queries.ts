import type { Reads } from '../../../db/snapshot';
import type { LocalDate } from '../../../shared/dates';
import { ADULT, adultParameters } from '../../register/residents/counted-adults';
import { firstFullMonthEnd, periodEnd, targetedIndicator, type TargetPath } from '../indicators/targets';
import { windowStart } from './adoption';
import { IS_KNOWN, usedBetween, type ReportScope } from './counted';

/** A target as it is stored. */
export type TargetRow = Pick<TargetPath, 'groupId' | 'period' | 'value' | 'legalBasis' | 'start'> & {
  indicator: string;
};

/** SQL: the ward's targets that were set by the day of the figures, as JSON. */
export const TARGET_ROWS = `(SELECT coalesce(json_agg(json_build_object('indicator', indicator, 'groupId', residential_group_id,
    'period', period, 'value', value::float8, 'legalBasis', legal_basis,
    'start', CASE WHEN start_on IS NOT NULL THEN json_build_object('on', start_on, 'value', start_value::float8) END) ORDER BY id), '[]')
  FROM indicator_target WHERE ward_id = $1 AND (start_on IS NULL OR start_on <= $2))`;

/**
 * The targets whose period had not ended on the day of the figures. The line of one that came with the book begins at the
 * end of the book's first full month, whose share of known users is read.
 * @param bookFrom the first day of the book.
 */
export async function pathsOf(
  reads: Reads,
  scope: ReportScope,
  { targets: rows, bookFrom }: { targets: readonly TargetRow[]; bookFrom: LocalDate },
): Promise<TargetPath[]> {
  const targets = rows.flatMap((row): TargetPath[] => {
    const [indicator, endsOn] = [targetedIndicator(row.indicator), periodEnd(row.period)];
    return indicator && endsOn && endsOn >= scope.on ? [{ ...row, indicator, endsOn }] : [];
  });
  const firstEnd = firstFullMonthEnd(bookFrom);
  const isOpen = ({ indicator, start }: TargetPath) => indicator === 'knownUsers' && start === null;
  if (firstEnd > scope.on || !targets.some(isOpen)) return targets;
  const value = await readUserPercent(reads, { ...scope, on: firstEnd });
  return targets.map((target) => (isOpen(target) ? { ...target, start: { on: firstEnd, value } } : target));
}

/** The known users on a day among today's adults, in per cent; 0 without adults. */
async function readUserPercent({ pool }: Reads, scope: ReportScope): Promise<number> {
  const { rows } = await pool.query<{ percent: number }>({
    name: 'reports-users-then',
    text: `SELECT coalesce(100.0 * count(used.resident_id) / nullif(count(*), 0), 0)::float8 AS percent
      FROM (${ADULT}) a LEFT JOIN (SELECT DISTINCT u.resident_id FROM portal_use u
        WHERE u.ward_id = $1 AND ${usedBetween('$5', '$2')} AND ${IS_KNOWN} AND u.how <> 'done_for') used ON used.resident_id = a.id`,
    values: [...adultParameters(scope), windowStart(scope.on)],
  });
  return rows[0]!.percent;
}
