import { z } from 'zod';
import { newIdAt } from '../../../shared/new-id';
import type { Statements } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { CheckBackHelper, CheckBackOutcome, PortalAnswer, type PortalUseHow } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { useAsReported } from './reported-use';

/** What a resident says about using the portal in the last twelve months. */
export interface ReportedUse {
  residentId: string;
  answer: PortalAnswer;
  serviceId: string | null;
  /** First day of the month; null when not known. */
  month: LocalDate | null;
}

/** Whether a resident could still do what they were taught. */
export interface CheckedBack {
  residentId: string;
  serviceId: string;
  /** The day of the lesson, at least seven days before. */
  taughtOn: LocalDate;
  outcome: CheckBackOutcome;
  /** Who did it with them; null if they did it alone, and at a door, where it is not asked. */
  helper: CheckBackHelper | null;
  /** Whether they had to pay who did it with them; null if that was not asked. */
  paid: boolean | null;
  /** Where they got stuck; null unless they did. */
  barrierId: string | null;
}

/** Where and when something was asked. */
export interface Asked {
  wardId: string;
  /** Null for a telephone call. */
  visitId: string | null;
  on: LocalDate;
  recordedBy: string;
  at: Date;
}

/** How a use found by asking back enters the ledger; null for outcomes that are none. */
export const HOW_CHECKED: Record<CheckBackOutcome, PortalUseHow | null> = {
  alone: 'alone',
  with_somebody: 'unknown',
  stuck: null,
  not_needed: null,
  not_reached: null,
  declined: null,
};

const STORED_ANSWER = z.object({
  id: z.string(),
  residentId: z.string(),
  askedOn: z.string(),
  answer: z.enum(PortalAnswer),
  serviceId: z.string().nullable(),
  month: z.string().nullable(),
});
const LAST_ANSWER = z.object({
  id: z.string(),
  answer: z.enum(PortalAnswer),
  publicServiceId: z.string().nullable(),
  usedMonth: z.string().nullable(),
  recordedBy: z.string(),
});

/**
 * Keeps the answers of a visit or a call. Those of a visit replace what it held before, and answers that did not change
 * keep their place in time. Of two answers of one person on one day both are kept and the later one enters the ledger.
 * The caller has locked the residents.
 */
export async function saveAnswers(tx: Statements, asked: Asked, told: readonly ReportedUse[]): Promise<void> {
  const { wardId, visitId, on, recordedBy, at } = asked;
  const before = visitId === null ? [] : await answersOfVisit(tx, wardId, visitId);
  const rows = told.map((said) => ({ id: newIdAt(at), askedOn: on, ...said }));
  const { gone, fresh } = difference(before, rows);
  if (gone.length > 0)
    await tx.$executeRaw`DELETE FROM portal_question WHERE id = ANY (${gone.map(({ id }) => id)}::uuid[])`;
  if (fresh.length > 0)
    await tx.$executeRaw`
      INSERT INTO portal_question (id, ward_id, resident_id, visit_id, asked_on, answer, public_service_id, used_month, recorded_by, recorded_at)
      SELECT id, ${wardId}::uuid, "residentId", ${visitId}::uuid, "askedOn", answer, "serviceId", month, ${recordedBy}::uuid, ${at}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb)
        AS told (id uuid, "residentId" uuid, "askedOn" date, answer portal_answer, "serviceId" uuid, month date)`;
  for (const { residentId, askedOn } of [...gone, ...fresh]) await enterAnswer(tx, { wardId, residentId, askedOn }, at);
}

const answersOfVisit = (tx: Statements, wardId: string, visitId: string) =>
  queryRows(tx, 'answers-of-visit', STORED_ANSWER)`
      SELECT id, resident_id AS "residentId", asked_on::text AS "askedOn", answer, public_service_id AS "serviceId", used_month::text AS month
      FROM portal_question WHERE ward_id = ${wardId}::uuid AND visit_id = ${visitId}::uuid`;

async function enterAnswer(tx: Statements, day: { wardId: string; residentId: string; askedOn: LocalDate }, at: Date) {
  const { wardId, residentId, askedOn } = day;
  await tx.$executeRaw`
    DELETE FROM portal_use entered USING portal_question told
    WHERE entered.ward_id = ${wardId}::uuid AND entered.resident_id = ${residentId}::uuid
      AND told.id = entered.portal_question_id AND told.asked_on = ${askedOn}::date`;
  const [last] = await queryRows(tx, 'last-answer-of-day', LAST_ANSWER)`
      SELECT id, answer, public_service_id AS "publicServiceId", used_month::text AS "usedMonth", recorded_by AS "recordedBy" FROM portal_question
      WHERE ward_id = ${wardId}::uuid AND resident_id = ${residentId}::uuid AND asked_on = ${askedOn}::date
      ORDER BY recorded_at DESC, id DESC LIMIT 1`;
  const use = last && useAsReported({ ...last, askedOn });
  if (!use) return;
  await tx.$executeRaw`
    INSERT INTO portal_use (id, ward_id, resident_id, public_service_id, used_on, date_precision, how, source, portal_question_id, recorded_by, recorded_at)
    VALUES (${newIdAt(at)}::uuid, ${wardId}::uuid, ${residentId}::uuid, ${use.publicServiceId}::uuid, ${use.usedOn}::date, ${use.datePrecision}::use_date_precision,
      ${use.how}::portal_use_how, 'told', ${last.id}::uuid, ${last.recordedBy}::uuid, ${at}::timestamptz)`;
}

const STORED_CHECK_BACK = z.object({
  id: z.string(),
  residentId: z.string(),
  serviceId: z.string(),
  taughtOn: z.string(),
  checkedOn: z.string(),
  outcome: z.enum(CheckBackOutcome),
  helper: z.enum(CheckBackHelper).nullable(),
  paid: z.boolean().nullable(),
  barrierId: z.string().nullable(),
});
const LAST_CHECK_BACK = STORED_CHECK_BACK.pick({ id: true, outcome: true }).extend({ recordedBy: z.string() });

/** Keeps what was found out by asking back on a visit or a call, by the rules of saveAnswers. */
export async function saveCheckBacks(tx: Statements, asked: Asked, checks: readonly CheckedBack[]): Promise<void> {
  const { wardId, visitId, on, recordedBy, at } = asked;
  const before = visitId === null ? [] : await checkBacksOfVisit(tx, wardId, visitId);
  const rows = checks.map((check) => ({ id: newIdAt(at), checkedOn: on, ...check }));
  const { gone, fresh } = difference(before, rows);
  if (gone.length > 0)
    await tx.$executeRaw`DELETE FROM check_back WHERE id = ANY (${gone.map(({ id }) => id)}::uuid[])`;
  if (fresh.length > 0)
    await tx.$executeRaw`
      INSERT INTO check_back (id, ward_id, resident_id, public_service_id, taught_on, visit_id, checked_on, outcome, helper, paid, barrier_id, recorded_by, recorded_at)
      SELECT id, ${wardId}::uuid, "residentId", "serviceId", "taughtOn", ${visitId}::uuid, "checkedOn", outcome, helper, paid, "barrierId", ${recordedBy}::uuid,
        ${at}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb)
        AS checked (id uuid, "residentId" uuid, "serviceId" uuid, "taughtOn" date, "checkedOn" date, outcome check_back_outcome, helper check_back_helper, paid boolean, "barrierId" uuid)`;
  for (const { residentId, serviceId, checkedOn } of [...gone, ...fresh])
    await enterCheckBack(tx, { wardId, residentId, serviceId, checkedOn }, at);
}

const checkBacksOfVisit = (tx: Statements, wardId: string, visitId: string) =>
  queryRows(tx, 'check-backs-of-visit', STORED_CHECK_BACK)`
      SELECT id, resident_id AS "residentId", public_service_id AS "serviceId", taught_on::text AS "taughtOn", checked_on::text AS "checkedOn",
        outcome, helper, paid, barrier_id AS "barrierId"
      FROM check_back WHERE ward_id = ${wardId}::uuid AND visit_id = ${visitId}::uuid`;

async function enterCheckBack(
  tx: Statements,
  day: { wardId: string; residentId: string; serviceId: string; checkedOn: LocalDate },
  at: Date,
): Promise<void> {
  const { wardId, residentId, serviceId, checkedOn } = day;
  await tx.$executeRaw`
    DELETE FROM portal_use entered USING check_back checked
    WHERE entered.ward_id = ${wardId}::uuid AND entered.resident_id = ${residentId}::uuid AND checked.id = entered.check_back_id
      AND checked.public_service_id = ${serviceId}::uuid AND checked.checked_on = ${checkedOn}::date`;
  const [last] = await queryRows(tx, 'last-check-back-of-day', LAST_CHECK_BACK)`
      SELECT id, outcome, recorded_by AS "recordedBy" FROM check_back
      WHERE ward_id = ${wardId}::uuid AND resident_id = ${residentId}::uuid AND public_service_id = ${serviceId}::uuid AND checked_on = ${checkedOn}::date
      ORDER BY recorded_at DESC, id DESC LIMIT 1`;
  const how = last && HOW_CHECKED[last.outcome];
  if (!how) return;
  await tx.$executeRaw`
    INSERT INTO portal_use (id, ward_id, resident_id, public_service_id, used_on, how, source, check_back_id, recorded_by, recorded_at)
    VALUES (${newIdAt(at)}::uuid, ${wardId}::uuid, ${residentId}::uuid, ${serviceId}::uuid, ${checkedOn}::date, ${how}::portal_use_how, 'check_back',
      ${last.id}::uuid, ${last.recordedBy}::uuid, ${at}::timestamptz)`;
}

/** Rows to remove and rows to add. */
function difference<Row extends { id: string }>(before: readonly Row[], wanted: readonly Row[]) {
  const contentOf = ({ id: _id, ...content }: Row) =>
    JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
  const kept = new Set(before.map(contentOf));
  const asked = new Set(wanted.map(contentOf));
  return {
    gone: before.filter((row) => !asked.has(contentOf(row))),
    fresh: wanted.filter((row) => !kept.has(contentOf(row))),
  };
}
