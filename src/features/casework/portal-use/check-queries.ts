import { z } from 'zod';
import { queryRows, queryRow } from '../../../db/query-rows';
import { sql, raw, empty, constant } from '../../../shared/sql';
import { ADDRESSED, REACHED } from '../../../shared/row-schemas';
import type { Transaction, Reads } from '../../../db/database';
import { CheckBackOutcome } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import type { LocalDate } from '../../../shared/dates';
import { livesInWard, livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { everydayName } from '../../office/guides/queries';
import { checkDueFrom, DUE_CHECK_BACK, isCheckDue, LAST_CHECK_DAYS, latestLessons } from './asking';
import { BIRTH_OF_R } from './queries';

// ------------------------------------------------------------ the call list

export const CHECK_BACK_PAGE_SIZE = 40;

export const DUE_ROW = z.object({
  ...DUE_CHECK_BACK.shape,
  dueOn: z.string(),
  ...ADDRESSED,
  ...REACHED,
  addressLine: z.string(),
  lane: z.string(),
  total: z.number(),
});
export type DueRow = z.infer<typeof DUE_ROW>;

/** The place of a row in the list. */
export type DuePlace = Pick<DueRow, 'dueOn' | 'residentId' | 'serviceId'>;

/** A ward's calls of a day. */
interface CallsOfDay {
  wardId: string;
  today: LocalDate;
}

/**
 * SQL, for FROM: the lessons to ask about on a day as `lesson`, with each one's `person` and lane. Only people who live in
 * the ward count, in households without a pause. The lessons are sorted before anything is looked up about them, so that a
 * page looks up few (OFFSET 0 keeps the planner from joining first).
 */
const dueChecks = ({ wardId, today }: CallsOfDay) => sql`(
    SELECT found.*, ${checkDueFrom('found', today)} AS due_on
    FROM (${latestLessons(sql`v.ward_id = ${wardId} AND v.visited_on BETWEEN ${today}::date - ${constant(LAST_CHECK_DAYS)} AND ${today}::date`)}) found
    WHERE ${isCheckDue({ lesson: 'found', day: today, visit: null })}
    ORDER BY due_on, found.resident_id, found.public_service_id OFFSET 0) lesson
  CROSS JOIN LATERAL (
    SELECT r.full_name AS "fullName", r.gender, ${BIRTH_OF_R}, r.phone, r.contact_wish AS wish, h.address_line AS "addressLine", h.lane_key AS lane
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND ${livesThere('m', 'r')} JOIN household h ON h.id = m.household_id
    WHERE r.id = lesson.resident_id AND NOT ${objectsToContact('r')}
      AND NOT EXISTS (SELECT 1 FROM ${pausesOn(today)} x WHERE x.household_id = h.id) OFFSET 0) person`;

/** SQL: whether a person of dueChecks lives in the lanes where an officer goes on the day. */
const isNear = (officerId: string, today: LocalDate) => sql`person.lane IN (
  SELECT near.lane_key FROM round_officer o JOIN round q ON q.id = o.round_id JOIN round_door d ON d.round_id = q.id JOIN household near ON near.id = d.household_id
  WHERE o.user_id = ${officerId}::uuid AND (q.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = ${today}::date
    AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = q.id AND c.kind = 'cancelled'))`;

/** SQL: the length of the call list, and of its part near an officer's doors, as JSON. */
export const dueCheckCounts = (officerId: string, asked: CallsOfDay) =>
  sql`(SELECT json_build_object('all', count(*), 'near', count(*) FILTER (WHERE ${isNear(officerId, asked.today)})) FROM ${dueChecks(asked)})`;

/**
 * The lessons to ask about today, longest due first. One more than a page, if there are more.
 * @param nearOfficer only those in the lanes where this officer goes today; null for all.
 */
export const listDueChecks = (
  db: Reads,
  { wardId, today, nearOfficer = null }: CallsOfDay & { nearOfficer?: string | null },
  after: DuePlace | null,
): Promise<DueRow[]> =>
  queryRows(db, 'check-backs-due', DUE_ROW)`
      SELECT due.*, (SELECT ${everydayName('s')} FROM public_service s WHERE s.id = due."serviceId") AS "serviceName" FROM (
        SELECT lesson.resident_id AS "residentId", lesson.public_service_id AS "serviceId", lesson.taught_on AS "taughtOn", lesson.due_on AS "dueOn",
          person.*, (count(*) OVER ())::int AS total
        FROM ${dueChecks({ wardId, today })} ${nearOfficer === null ? empty : sql`WHERE ${isNear(nearOfficer, today)}`}) due
      ${after === null ? empty : sql`WHERE (due."dueOn", due."residentId", due."serviceId") > (${after.dueOn}::date, ${after.residentId}::uuid, ${after.serviceId}::uuid)`}
      ORDER BY due."dueOn", due."residentId", due."serviceId" LIMIT ${constant(CHECK_BACK_PAGE_SIZE + 1)}`;

// ------------------------------------------------------------ one lesson

/** A lesson and how it was asked about, as of a day. */
const LESSON_STATE = z.object({
  /** The latest lesson up to the day. */
  taughtOn: z.string(),
  livesHere: z.boolean(),
  /** By the calendar, wherever the person lives. */
  isDue: z.boolean(),
  /** All checks of the service, the latest first. */
  past: z.array(
    z.object({
      on: z.string(),
      outcome: z.enum(CheckBackOutcome),
      barrierId: z.string().nullable(),
      barrier: z.string().nullable(),
      by: z.string(),
      byId: z.string(),
    }),
  ),
});
type LessonState = z.infer<typeof LESSON_STATE>;

/** SQL about the row `given` (resident_id, service_id, day). */
const LESSON = latestLessons(
  sql`p.resident_id = given.resident_id AND p.public_service_id = given.service_id AND v.visited_on <= given.day`,
);
const STATE_JSON = sql`json_build_object('taughtOn', lesson.taught_on,
  'livesHere', EXISTS (SELECT 1 FROM resident here WHERE here.id = given.resident_id AND ${livesInWard('here')}),
  'isDue', (${isCheckDue({ lesson: 'lesson', day: raw('given.day'), visit: null })}),
  'past', (
    SELECT coalesce(json_agg(json_build_object('on', c.checked_on, 'outcome', c.outcome, 'barrierId', b.id, 'barrier', b.label, 'by', u.display_name, 'byId', u.id)
      ORDER BY c.checked_on DESC, c.recorded_at DESC, c.id DESC), '[]')
    FROM check_back c JOIN user_account u ON u.id = c.recorded_by LEFT JOIN barrier b ON b.id = c.barrier_id
    WHERE c.resident_id = given.resident_id AND c.public_service_id = given.service_id))`;

/** Whose lesson, in which service. */
interface OfLesson {
  wardId: string;
  residentId: string;
  serviceId: string;
}

/** @throws NotFoundError if the ward's team did not teach the resident that service up to the day. */
export async function getLessonState(
  tx: Pick<Transaction, '$queryRaw'>,
  { wardId, residentId, serviceId }: OfLesson,
  on: LocalDate,
): Promise<LessonState> {
  const { state } = await queryRow(tx, 'check-backs-lesson', z.object({ state: LESSON_STATE }))`
      SELECT ${STATE_JSON} AS state
    FROM (SELECT r.id AS resident_id, ${serviceId}::uuid AS service_id, ${on}::date AS day FROM resident r
          WHERE r.id = ${residentId}::uuid AND r.ward_id = ${wardId}::uuid) given
    CROSS JOIN LATERAL (${LESSON}) lesson`;
  return state;
}

/** What an officer who asks back sees. */
const FOUND_CHECK = z.object({
  state: LESSON_STATE,
  residentId: z.string(),
  ...ADDRESSED,
  ...REACHED,
  /** To any contact. */
  objects: z.boolean(),
  /** Where they live now; null if they live nowhere in the ward. */
  householdId: z.string().nullable(),
  serviceId: z.string(),
  serviceName: z.string(),
  serviceGroup: z.string(),
  barriers: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
    }),
  ),
});
export type CheckFile = Omit<z.infer<typeof FOUND_CHECK>, 'state'> & LessonState;

/** @throws NotFoundError if the ward's team never taught the resident that service. */
export async function getCheckFile(
  db: Reads,
  { wardId, residentId, serviceId }: OfLesson,
  today: LocalDate,
): Promise<CheckFile> {
  const { state, ...file } = await queryRow(db, 'check-backs-one', FOUND_CHECK)`
      SELECT r.id AS "residentId", r.full_name AS "fullName", r.gender, ${BIRTH_OF_R}, r.phone, r.contact_wish AS wish, ${objectsToContact('r')} AS objects, m.household_id AS "householdId",
        s.id AS "serviceId", ${everydayName('s')} AS "serviceName", s.group_key AS "serviceGroup", ${STATE_JSON} AS state,
        (SELECT coalesce(json_agg(json_build_object('id', b.id, 'label', b.label) ORDER BY b.position, b.label), '[]') FROM barrier b
         WHERE b.ward_id = ${wardId} AND (b.retired_on IS NULL OR b.retired_on > ${today}::date)) AS barriers
      FROM (SELECT ${residentId}::uuid AS resident_id, ${serviceId}::uuid AS service_id, ${today}::date AS day) given
      JOIN resident r ON r.id = given.resident_id AND r.ward_id = ${wardId}
      JOIN public_service s ON s.id = given.service_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      CROSS JOIN LATERAL (${LESSON}) lesson`;
  return { ...file, ...state };
}
