import { sql, raw, constant, join, type Sql } from '../../../shared/sql';
import type { HelpLevel, ServiceKind } from '../../../generated/prisma/enums';
import { refusesSurvey } from '../../../shared/contact-objection';
import type { LocalDate } from '../../../shared/dates';
import { isOfPortal, isOfPortalSql } from '../../office/catalogue/portal-kinds';
import { DRAWN_WAVE, MAX_ATTEMPTS, WAVES } from './waves';

// When a resident is asked about the portal: whether they used it in the last twelve months, and whether they can still
// do what the team taught them.

/** Minimum days between two questions to one person. A refusal to answer counts as asked. */
export const ASKED_ONCE_IN_DAYS = 90;

/** The help levels that teach. If a relative or the team held the phone, the resident learned nothing. */
const LESSON_LEVELS: readonly HelpLevel[] = ['watched', 'guided', 'explained'];

/** Whether a line of a visit taught the resident something that can be asked about later. */
export const isLesson = (kind: ServiceKind, helpLevel: HelpLevel): boolean =>
  isOfPortal(kind) && LESSON_LEVELS.includes(helpLevel);

/** SQL that is true when a line `p` of a visit taught the resident something. */
export const IS_TEACHING = raw(`p.help_level IN (${LESSON_LEVELS.map((level) => `'${level}'`).join(', ')})`);

/**
 * SQL that is true when a resident may be asked on a day whether they used the portal: they were not asked within 90
 * days before or after it. What a visit itself recorded does not count, so that its own form still shows the question.
 * @param resident SQL of the id. @param visit the id, or null for none.
 */
export function mayBeAsked({ resident, day, visit }: { resident: Sql; day: LocalDate; visit: string | null }): Sql {
  const apart = constant(ASKED_ONCE_IN_DAYS);
  return sql`NOT EXISTS (
      SELECT 1 FROM portal_question asked WHERE asked.resident_id = ${resident} AND asked.asked_on > ${day}::date - ${apart}
        AND asked.asked_on < ${day}::date + ${apart} AND (asked.visit_id IS NULL OR asked.visit_id IS DISTINCT FROM ${visit}::uuid))
    AND NOT EXISTS (
      SELECT 1 FROM sample_member drawn JOIN sample_answer heard ON heard.sample_member_id = drawn.id
      WHERE drawn.resident_id = ${resident} AND heard.answer <> 'not_reached'
        AND heard.answered_on > ${day}::date - ${apart} AND heard.answered_on < ${day}::date + ${apart})`;
}

/**
 * SQL of the latest lesson of each resident in each service of the portal, as rows (resident_id, public_service_id,
 * taught_on); see isLesson.
 * @param where a condition over assisted_procedure `p` and visit `v`.
 */
export const latestLessons = (where: Sql): Sql => sql`
  SELECT p.resident_id, p.public_service_id, max(v.visited_on) AS taught_on
  FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id JOIN public_service s ON s.id = p.public_service_id
  WHERE ${IS_TEACHING} AND ${isOfPortalSql('s')} AND ${where}
  GROUP BY 1, 2`;

/** SQL, for FROM: WAVES as rows `wave`. */
export const WAVE_ROWS = sql`(VALUES ${join(
  WAVES.map(({ key, from, to, isDrawn }) => raw(`('${key}', ${from}, ${to}, ${isDrawn})`)),
)}) wave (key, from_day, to_day, is_drawn)`;

/** SQL of the day from which a lesson of `latestLessons` is to be asked about, if it is due on `day`. */
export const checkDueFrom = (lesson: string, day: LocalDate): Sql => {
  const taughtOn = raw(`${lesson}.taught_on`);
  return sql`(SELECT max(${taughtOn} + wave.from_day) FROM ${WAVE_ROWS} WHERE ${taughtOn} + wave.from_day <= ${day}::date)`;
};

/** SQL that is true when the resident of a lesson was drawn for the wave that asks after half a year. */
export const isDrawnLesson = (lesson: string): Sql => sql`EXISTS (
  SELECT FROM check_draw_member member JOIN check_draw draw ON draw.ward_id = member.ward_id AND draw.id = member.check_draw_id
  WHERE member.resident_id = ${raw(lesson)}.resident_id AND ${drawnDay(lesson)} BETWEEN draw.due_from AND draw.due_until)`;

/** SQL of the day whose month draws a lesson. */
export const drawnDay = (lesson: string): Sql => sql`${raw(lesson)}.taught_on + ${constant(DRAWN_WAVE.from)}`;

/** SQL that is true when a resident, asked back, said that they want no more questions. @param until SQL: up to which day. */
export const saidNoMore = (residentId: string, until: Sql): Sql => sql`EXISTS (
  SELECT FROM check_back no WHERE no.resident_id = ${raw(residentId)} AND no.outcome = 'declined' AND no.checked_on <= ${until} AND NOT EXISTS (
    SELECT FROM check_back corrected WHERE corrected.resident_id = no.resident_id AND corrected.public_service_id = no.public_service_id
      AND corrected.checked_on = no.checked_on AND (corrected.recorded_at, corrected.id) > (no.recorded_at, no.id)))`;

/** SQL that is true when a resident is not to be asked back: they said so, or refuse surveys or any contact. */
export const refusesChecks = (residentId: string): Sql =>
  sql`(${refusesSurvey(residentId)} OR ${saidNoMore(residentId, raw("'infinity'"))})`;

/**
 * SQL that is true when a lesson of `latestLessons` must be asked about on a day: dueWave in waves.ts, and the resident
 * did not say that they want no more questions.
 * @param lesson its alias. @param visit the id of the one whose own checks do not count, or null.
 */
export function isCheckDue({ lesson, day, visit }: { lesson: string; day: LocalDate; visit: string | null }): Sql {
  const of = raw(lesson);
  return sql`EXISTS (
    SELECT FROM ${WAVE_ROWS} WHERE ${day}::date BETWEEN ${of}.taught_on + wave.from_day AND ${of}.taught_on + wave.to_day
      AND (NOT wave.is_drawn OR ${isDrawnLesson(lesson)})
      AND NOT EXISTS (
        SELECT 1 FROM check_back done WHERE done.resident_id = ${of}.resident_id AND done.public_service_id = ${of}.public_service_id
          AND (done.visit_id IS NULL OR done.visit_id IS DISTINCT FROM ${visit}::uuid) AND done.checked_on >= ${of}.taught_on + wave.from_day
        HAVING bool_or(done.outcome <> 'not_reached') OR count(DISTINCT done.checked_on) >= ${constant(MAX_ATTEMPTS)} OR max(done.checked_on) >= ${day}::date))
    AND NOT ${refusesChecks(`${lesson}.resident_id`)}`;
}
