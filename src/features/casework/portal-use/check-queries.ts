import { raw } from '../../../shared/sql';
import type { Database, Transaction } from '../../../db/database';
import { Prisma } from '../../../generated/prisma/client';
import type { CheckBackOutcome, Gender } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import type { BirthDate, LocalDate } from '../../../shared/dates';
import { livesInWard, livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import { everydayName } from '../../office/guides/queries';
import type { ContactWish } from '../../../shared/contact-wish';
import { checkDueFrom, isCheckDue, LAST_CHECK_DAYS, latestLessons, type DueCheckBack } from './asking';
import { BIRTH } from './queries';

// ------------------------------------------------------------ the call list

export const CHECK_BACK_PAGE_SIZE = 40;

export interface DueRow extends DueCheckBack {
  dueOn: LocalDate;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  phone: string | null;
  wish: ContactWish | null;
  addressLine: string;
  total: number;
}

/** The place of a row in the list. */
export type DuePlace = Pick<DueRow, 'dueOn' | 'residentId' | 'serviceId'>;

/**
 * SQL, for FROM: the lessons to ask about on a day as `lesson`, with each one's `person` and lane. Only people who live in
 * the ward count, in households without a pause. The lessons are sorted before anything is looked up about them, so that a
 * page looks up few (OFFSET 0 keeps the planner from joining first). $1 the ward, $2 the day.
 */
const DUE_CHECKS = `(
    SELECT found.*, ${checkDueFrom('found', '$2::date')} AS due_on
    FROM (${latestLessons(`v.ward_id = $1 AND v.visited_on BETWEEN $2::date - ${LAST_CHECK_DAYS} AND $2::date`)}) found
    WHERE ${isCheckDue({ lesson: 'found', day: '$2::date', visit: 'NULL' })}
    ORDER BY due_on, found.resident_id, found.public_service_id OFFSET 0) lesson
  CROSS JOIN LATERAL (
    SELECT r.full_name AS "fullName", r.gender, ${BIRTH}, r.phone, r.contact_wish AS wish, h.address_line AS "addressLine", h.lane_key AS lane
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND ${livesThere('m', 'r').text} JOIN household h ON h.id = m.household_id
    WHERE r.id = lesson.resident_id AND NOT ${objectsToContact('r').text}
      AND NOT EXISTS (SELECT 1 FROM ${pausesOn(raw('$2::date')).text} x WHERE x.household_id = h.id) OFFSET 0) person`;

/** SQL: whether a person of DUE_CHECKS lives in the lanes where an officer goes on the day. */
const isNear = (officerId: string) => `person.lane IN (
  SELECT near.lane_key FROM round_officer o JOIN round q ON q.id = o.round_id JOIN round_door d ON d.round_id = q.id JOIN household near ON near.id = d.household_id
  WHERE o.user_id = ${officerId} AND (q.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = $2
    AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = q.id AND c.kind = 'cancelled'))`;

/** SQL: the length of the call list, and of its part near an officer's doors, as JSON. $1 the ward, $2 the day. */
export const dueCheckCounts = (officerId: string): string =>
  `(SELECT json_build_object('all', count(*), 'near', count(*) FILTER (WHERE ${isNear(officerId)})) FROM ${DUE_CHECKS})`;

/**
 * The lessons to ask about today, longest due first. One more than a page, if there are more.
 * @param nearOfficer only those in the lanes where this officer goes today; null for all.
 */
export async function listDueChecks(
  { pool }: Pick<Database, 'pool'>,
  { wardId, today, nearOfficer = null }: { wardId: string; today: LocalDate; nearOfficer?: string | null },
  after: DuePlace | null,
): Promise<DueRow[]> {
  const { rows } = await pool.query<DueRow>({
    name: 'check-backs-due',
    text: `SELECT due.*, (SELECT ${everydayName('s').text} FROM public_service s WHERE s.id = due."serviceId") AS "serviceName" FROM (
        SELECT lesson.resident_id AS "residentId", lesson.public_service_id AS "serviceId", lesson.taught_on AS "taughtOn", lesson.due_on AS "dueOn",
          person.*, (count(*) OVER ())::int AS total
        FROM ${DUE_CHECKS} WHERE $6::uuid IS NULL OR ${isNear('$6')}) due
      WHERE $3::date IS NULL OR (due."dueOn", due."residentId", due."serviceId") > ($3::date, $4::uuid, $5::uuid)
      ORDER BY due."dueOn", due."residentId", due."serviceId" LIMIT ${CHECK_BACK_PAGE_SIZE + 1}`,
    values: [wardId, today, after?.dueOn ?? null, after?.residentId ?? null, after?.serviceId ?? null, nearOfficer],
  });
  return rows;
}

// ------------------------------------------------------------ one lesson

/** A lesson and how it was asked about, as of a day. */
interface LessonState {
  /** The latest lesson up to the day. */
  taughtOn: LocalDate;
  livesHere: boolean;
  /** By the calendar, wherever the person lives. */
  isDue: boolean;
  /** All checks of the service, the latest first. */
  past: {
    on: LocalDate;
    outcome: CheckBackOutcome;
    barrierId: string | null;
    barrier: string | null;
    by: string;
    byId: string;
  }[];
}

/** SQL about the row `given` (resident_id, service_id, day). */
const LESSON = latestLessons(
  'p.resident_id = given.resident_id AND p.public_service_id = given.service_id AND v.visited_on <= given.day',
);
const LESSON_STATE = `json_build_object('taughtOn', lesson.taught_on,
  'livesHere', EXISTS (SELECT 1 FROM resident here WHERE here.id = given.resident_id AND ${livesInWard('here').text}),
  'isDue', (${isCheckDue({ lesson: 'lesson', day: 'given.day', visit: 'NULL' })}),
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
  const [row] = await tx.$queryRaw<{ state: LessonState }[]>`
    SELECT ${Prisma.raw(LESSON_STATE)} AS state
    FROM (SELECT r.id AS resident_id, ${serviceId}::uuid AS service_id, ${on}::date AS day FROM resident r
          WHERE r.id = ${residentId}::uuid AND r.ward_id = ${wardId}::uuid) given
    CROSS JOIN LATERAL (${Prisma.raw(LESSON)}) lesson`;
  if (!row) throw new NotFoundError();
  return row.state;
}

/** What an officer who asks back sees. */
export interface CheckFile extends LessonState {
  residentId: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  phone: string | null;
  wish: ContactWish | null;
  /** To any contact. */
  objects: boolean;
  /** Where they live now; null if they live nowhere in the ward. */
  householdId: string | null;
  serviceId: string;
  serviceName: string;
  serviceGroup: string;
  barriers: { id: string; label: string }[];
}

/** @throws NotFoundError if the ward's team never taught the resident that service. */
export async function getCheckFile(
  { pool }: Pick<Database, 'pool'>,
  { wardId, residentId, serviceId }: OfLesson,
  today: LocalDate,
): Promise<CheckFile> {
  const { rows } = await pool.query<Omit<CheckFile, keyof LessonState> & { state: LessonState }>({
    name: 'check-backs-one',
    text: `SELECT r.id AS "residentId", r.full_name AS "fullName", r.gender, ${BIRTH}, r.phone, r.contact_wish AS wish, ${objectsToContact('r').text} AS objects, m.household_id AS "householdId",
        s.id AS "serviceId", ${everydayName('s').text} AS "serviceName", s.group_key AS "serviceGroup", ${LESSON_STATE} AS state,
        (SELECT coalesce(json_agg(json_build_object('id', b.id, 'label', b.label) ORDER BY b.position, b.label), '[]') FROM barrier b
         WHERE b.ward_id = $1 AND (b.retired_on IS NULL OR b.retired_on > $4::date)) AS barriers
      FROM (SELECT $2::uuid AS resident_id, $3::uuid AS service_id, $4::date AS day) given
      JOIN resident r ON r.id = given.resident_id AND r.ward_id = $1
      JOIN public_service s ON s.id = given.service_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      CROSS JOIN LATERAL (${LESSON}) lesson`,
    values: [wardId, residentId, serviceId, today],
  });
  if (!rows[0]) throw new NotFoundError();
  const { state, ...file } = rows[0];
  return { ...file, ...state };
}
