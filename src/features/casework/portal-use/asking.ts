import { z } from 'zod';
import { sql, raw, constant, type Sql } from '../../../shared/sql';
import type { HelpLevel, ServiceKind } from '../../../generated/prisma/enums';
import { addDays, type LocalDate } from '../../../shared/dates';
import { isOfPortal, isOfPortalSql } from '../../office/catalogue/portal-kinds';

// When a resident is asked about the portal: whether they used it in the last twelve months, and whether they can still
// do what the team taught them.

/** Minimum days between two questions to one person. A refusal to answer counts as asked. */
export const ASKED_ONCE_IN_DAYS = 90;

/** The days after a lesson on which "can you still do it?" falls due, first and second. */
export const FIRST_CHECK_DAYS = 7;
const SECOND_CHECK_DAYS = 30;

/** The last day after a lesson on which it is asked about. A later answer would say little about the lesson. */
export const LAST_CHECK_DAYS = 90;

/** Maximum days of calls in vain before the check is dropped. */
const MAX_ATTEMPTS = 3;

/** The help levels that teach. If a relative or the team held the phone, the resident learned nothing. */
const LESSON_LEVELS: readonly HelpLevel[] = ['watched', 'guided', 'explained'];

/** Whether a line of a visit taught the resident something that can be asked about later. */
export function isLesson(kind: ServiceKind, helpLevel: HelpLevel): boolean {
  return isOfPortal(kind) && LESSON_LEVELS.includes(helpLevel);
}

/** SQL that is true when a line `p` of a visit taught the resident something. */
export const IS_TEACHING = raw(`p.help_level IN (${LESSON_LEVELS.map((level) => `'${level}'`).join(', ')})`);

/** A check that falls due: which service was taught to whom, and on which day most recently. */
export const DUE_CHECK_BACK = z.object({
  residentId: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  taughtOn: z.string(),
});

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

/**
 * The day from which a lesson is to be asked about, if it is due today: the same as checkDueFrom.
 */
export function dueFrom(taughtOn: LocalDate, today: LocalDate): LocalDate {
  const second = addDays(taughtOn, SECOND_CHECK_DAYS);
  return today >= second ? second : addDays(taughtOn, FIRST_CHECK_DAYS);
}

/** SQL of the day from which a lesson of `latestLessons` is to be asked about, if it is due on `day`. */
export function checkDueFrom(lesson: string, day: LocalDate | Sql): Sql {
  const taughtOn = raw(`${lesson}.taught_on`);
  const [first, second] = [constant(FIRST_CHECK_DAYS), constant(SECOND_CHECK_DAYS)];
  return sql`${taughtOn} + CASE WHEN ${day}::date >= ${taughtOn} + ${second} THEN ${second} ELSE ${first} END`;
}

/**
 * SQL that is true when a lesson of `latestLessons` must be asked about on a day: between the 7th and the 90th day,
 * once before and once after the 30th. A resident who was not reached is asked again on another day, on three days at
 * most. A check of a later day counts too, so that no question is asked about a day that has passed.
 * @param lesson its alias. @param visit the id of the one whose own checks do not count, or null.
 */
export function isCheckDue({
  lesson,
  day,
  visit,
}: {
  lesson: string;
  day: LocalDate | Sql;
  visit: string | null;
}): Sql {
  const of = raw(lesson);
  return sql`${day}::date BETWEEN ${of}.taught_on + ${constant(FIRST_CHECK_DAYS)} AND ${of}.taught_on + ${constant(LAST_CHECK_DAYS)}
    AND NOT EXISTS (
      SELECT 1 FROM check_back done WHERE done.resident_id = ${of}.resident_id AND done.public_service_id = ${of}.public_service_id
        AND (done.visit_id IS NULL OR done.visit_id IS DISTINCT FROM ${visit}::uuid) AND done.checked_on >= ${checkDueFrom(lesson, day)}
      HAVING bool_or(done.outcome <> 'not_reached') OR count(DISTINCT done.checked_on) >= ${constant(MAX_ATTEMPTS)} OR max(done.checked_on) >= ${day}::date)`;
}
