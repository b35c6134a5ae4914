import { drawnDay, IS_TEACHING, saidNoMore, WAVE_ROWS } from '../../casework/portal-use/asking';
import { MAX_ATTEMPTS } from '../../casework/portal-use/waves';
import { isOfPortalSql } from '../../office/catalogue/portal-kinds';
import { livesInWard } from '../../../shared/living-here';
import { constant, join, raw, sql, type Sql } from '../../../shared/sql';
import { AGES, ANSWERED, LASTING_STATES, TRIED } from './lasting';
import type { ReportScope } from './figure-sql';

// Whether what was taught lasts, as SQL: the figures, the lists behind them and the rows of a closed month share it.

const listed = (values: readonly string[]) => raw(values.map((value) => `'${value}'`).join(', '));

/** A birth of which only the year is known counts from the first of January. */
const ageGroup = (on: Sql) =>
  sql`CASE ${join(
    AGES.flatMap(({ key, below }) =>
      below === null
        ? []
        : [sql`WHEN r.birth_date > ${on} - interval '${constant(below)} years' THEN ${raw(`'${key}'`)}`],
    ),
    ' ',
  )} WHEN r.birth_date IS NOT NULL THEN 'from60' ELSE 'unknown' END`;

/**
 * Each lesson (a resident, a service, a day) in each wave that began by the day of the figures: what the resident answered
 * in that wave, or why there is no answer. A later lesson in the same service ends the waves of the one before. Who left the
 * ward unasked is left out. `id` is of a line of the visit; `guide` is 0 where no step was ticked.
 */
export function lastingBy(scope: Pick<ReportScope, 'wardId' | 'on'>): Sql {
  const { wardId } = scope;
  const on = sql`${scope.on}::date`;
  return sql`
  SELECT lesson.id, lesson.resident_id, lesson.public_service_id, lesson.taught_on, lesson.level, lesson.guide, wave.key AS wave, ${ageGroup(on)} AS age,
    CASE WHEN draw.is_missed THEN 'not_drawn' WHEN said.outcome IN (${listed(ANSWERED)}) THEN said.outcome
      WHEN said.days >= ${constant(MAX_ATTEMPTS)} OR ${on} > least(lesson.taught_on + wave.to_day, lesson.next_on - 1) OR ${saidNoMore('lesson.resident_id', on)} THEN 'silent'
      ELSE 'waiting' END AS state
  FROM (
    SELECT min(p.id::text)::uuid AS id, p.resident_id, p.public_service_id, v.visited_on AS taught_on,
      CASE WHEN bool_or(p.help_level = 'watched') THEN 'watched' WHEN bool_or(p.help_level = 'guided') THEN 'guided' ELSE 'explained' END AS level,
      coalesce(max((SELECT max(guide.number) FROM step_taught tick JOIN guide_step step ON step.id = tick.guide_step_id JOIN service_guide guide ON guide.id = step.service_guide_id
        WHERE tick.assisted_procedure_id = p.id AND guide.public_service_id = p.public_service_id)), 0) AS guide,
      lead(v.visited_on) OVER (PARTITION BY p.resident_id, p.public_service_id ORDER BY v.visited_on) AS next_on
    FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id JOIN public_service s ON s.id = p.public_service_id
    WHERE p.ward_id = ${wardId} AND v.visited_on <= ${on} AND ${IS_TEACHING} AND ${isOfPortalSql('s')}
    GROUP BY p.resident_id, p.public_service_id, v.visited_on) lesson
  JOIN resident r ON r.id = lesson.resident_id
  JOIN ${WAVE_ROWS} ON lesson.taught_on + wave.from_day <= ${on} AND (lesson.next_on > lesson.taught_on + wave.from_day) IS NOT FALSE
  LEFT JOIN LATERAL (
    SELECT (array_agg(day.outcome::text ORDER BY day.outcome IN ('not_reached', 'declined'), day.checked_on DESC))[1] AS outcome, count(*) AS days
    FROM (SELECT DISTINCT ON (c.checked_on) c.checked_on, c.outcome FROM check_back c
      WHERE c.resident_id = lesson.resident_id AND c.public_service_id = lesson.public_service_id
        AND c.checked_on BETWEEN lesson.taught_on + wave.from_day AND least(lesson.taught_on + wave.to_day, lesson.next_on, ${on})
      ORDER BY c.checked_on, c.recorded_at DESC, c.id DESC) day) said ON true
  LEFT JOIN LATERAL (
    SELECT bool_or(NOT EXISTS (SELECT FROM check_draw_member m WHERE m.check_draw_id = x.id AND m.resident_id = lesson.resident_id)) AS is_missed
    FROM check_draw x WHERE x.ward_id = ${wardId} AND ${drawnDay('lesson')} BETWEEN x.due_from AND x.due_until
      AND (x.drawn_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= ${on}) draw ON wave.is_drawn
  WHERE said.outcome IN (${listed(ANSWERED)}) OR ${livesInWard('r')}`;
}

/** SQL that is true for a row of `lastingBy` that counts in the share. */
export const IS_TRIED = sql`state IN (${listed(TRIED)})`;

/**
 * SQL of rows (cell, and a number for each state): lessons by wave, and by wave and one of what divides them. `people`:
 * how many different people answered.
 */
export const lastingCells = (scope: Pick<ReportScope, 'wardId' | 'on'>): Sql => sql`
  SELECT concat_ws('|', wave, 'service=' || public_service_id, 'guide=' || guide, 'level=' || level, 'age=' || age) AS cell,
    ${join(LASTING_STATES.map((state) => sql`count(*) FILTER (WHERE state = ${listed([state])}) AS ${raw(state)}`))},
    count(DISTINCT resident_id) FILTER (WHERE ${IS_TRIED}) AS people
  FROM (${lastingBy(scope)}) lasting
  GROUP BY GROUPING SETS ((wave), (wave, public_service_id), (wave, public_service_id, guide), (wave, level), (wave, age))`;
