import { z } from 'zod';
import { queryMaybe, queryRows, queryRow, type RowReader } from '../../../db/query-rows';
import { birthSql } from '../../../shared/birth-sql';
import { sql, empty, constant } from '../../../shared/sql';
import { ADDRESSED, REACHED } from '../../../shared/row-schemas';
import type { Reads } from '../../../db/database';
import { CheckBackHelper, CheckBackOutcome } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { livesInWard, livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { guideTitle } from '../../office/guides/queries';
import { IS_NEWEST, SITUATION, SITUATION_COLUMNS } from '../../office/situations/queries';
import { isNewTo } from '../practice/queries';
import { checkDueFrom, isCheckDue, isDrawnLesson, latestLessons, refusesChecks, WAVE_ROWS } from './asking';
import { LAST_CHECK_DAYS } from './waves';

// ------------------------------------------------------------ the call list

export const CHECK_BACK_PAGE_SIZE = 40;

const DUE_ROW = z.object({
  residentId: z.string(),
  dueOn: z.string(),
  /** What the resident was taught and must be asked about, the longest due first. */
  lessons: z.array(z.object({ serviceId: z.string(), serviceName: z.string(), taughtOn: z.string() })),
  ...ADDRESSED,
  ...REACHED,
  addressLine: z.string(),
  lane: z.string(),
  total: z.number(),
});
export type DueRow = z.infer<typeof DUE_ROW>;

/** The place of a row in the list. */
export type DuePlace = Pick<DueRow, 'dueOn' | 'residentId'>;

/** A ward's calls of a day. */
interface CallsOfDay {
  wardId: string;
  today: LocalDate;
}

/**
 * SQL, for FROM: the residents to call on a day as `due`, with their lessons to ask about, and each one's `person` and lane.
 * Only people who live in the ward count, in households without a pause. They are sorted before anything is looked up about
 * them, so that a page looks up few (OFFSET 0 keeps the planner from joining first).
 */
const dueChecks = ({ wardId, today }: CallsOfDay) => sql`(
    SELECT lesson.resident_id, min(lesson.due_on) AS due_on, array_agg(lesson.public_service_id ORDER BY lesson.due_on, lesson.public_service_id) AS services,
      array_agg(lesson.taught_on ORDER BY lesson.due_on, lesson.public_service_id) AS taught
    FROM (
      SELECT found.*, ${checkDueFrom('found', today)} AS due_on
      FROM (${latestLessons(sql`v.ward_id = ${wardId} AND v.visited_on BETWEEN ${today}::date - ${constant(LAST_CHECK_DAYS)} AND ${today}::date`)}) found
      WHERE ${isCheckDue({ lesson: 'found', day: today, visit: null })}) lesson
    GROUP BY 1 ORDER BY 2, 1 OFFSET 0) due
  CROSS JOIN LATERAL (
    SELECT r.full_name AS "fullName", r.gender, ${birthSql('r')} AS birth, r.phone, r.contact_wish AS wish, h.address_line AS "addressLine", h.lane_key AS lane
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND ${livesThere('m', 'r')} JOIN household h ON h.id = m.household_id
    WHERE r.id = due.resident_id AND NOT EXISTS (SELECT 1 FROM ${pausesOn(today)} x WHERE x.household_id = h.id) OFFSET 0) person`;

/** SQL: whether a person of dueChecks lives in the lanes where an officer goes on the day. */
const isNear = (officerId: string, today: LocalDate) => sql`person.lane IN (
  SELECT near.lane_key FROM round_officer o JOIN round q ON q.id = o.round_id JOIN round_door d ON d.round_id = q.id JOIN household near ON near.id = d.household_id
  WHERE o.user_id = ${officerId}::uuid AND (q.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = ${today}::date
    AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = q.id AND c.kind = 'cancelled'))`;

/** SQL: the length of the call list, and of its part near an officer's doors, as JSON. */
export const dueCheckCounts = (officerId: string, asked: CallsOfDay) =>
  sql`(SELECT json_build_object('all', count(*), 'near', count(*) FILTER (WHERE ${isNear(officerId, asked.today)})) FROM ${dueChecks(asked)})`;

/**
 * The residents to call today, longest due first. One more than a page, if there are more.
 * @param nearOfficer only those in the lanes where this officer goes today; null for all.
 */
export const listDueChecks = (
  db: Reads,
  { wardId, today, nearOfficer = null }: CallsOfDay & { nearOfficer?: string | null },
  after: DuePlace | null,
): Promise<DueRow[]> =>
  queryRows(db, 'check-backs-due', DUE_ROW)`
      SELECT page."residentId", page."dueOn", page."fullName", page.gender, page.birth, page.phone, page.wish, page."addressLine", page.lane, page.total, (SELECT json_agg(json_build_object('serviceId', s.id, 'serviceName', ${guideTitle('s')}, 'taughtOn', each.taught_on) ORDER BY each.n)
          FROM unnest(page.services, page.taught) WITH ORDINALITY each (id, taught_on, n) JOIN public_service s ON s.id = each.id) AS lessons FROM (
        SELECT due.resident_id AS "residentId", due.due_on AS "dueOn", due.services, due.taught, person.*, (count(*) OVER ())::int AS total
        FROM ${dueChecks({ wardId, today })} ${nearOfficer === null ? empty : sql`WHERE ${isNear(nearOfficer, today)}`}) page
      ${after === null ? empty : sql`WHERE (page."dueOn", page."residentId") > (${after.dueOn}::date, ${after.residentId}::uuid)`}
      ORDER BY page."dueOn", page."residentId" LIMIT ${constant(CHECK_BACK_PAGE_SIZE + 1)}`;

// ------------------------------------------------------------ one resident

/** A resident's latest lesson in a service up to a day, and how it was asked about. */
const LESSON = z.object({
  serviceId: z.string(),
  serviceName: z.string(),
  serviceGroup: z.string(),
  taughtOn: z.string(),
  isDrawn: z.boolean(),
  /** All checks of the service, the latest first. */
  past: z.array(
    z.object({
      on: z.string(),
      outcome: z.enum(CheckBackOutcome),
      helper: z.enum(CheckBackHelper).nullable(),
      paid: z.boolean().nullable(),
      barrierId: z.string().nullable(),
      barrier: z.string().nullable(),
      by: z.string(),
      byId: z.string(),
    }),
  ),
});
export type Lesson = z.infer<typeof LESSON>;

/** What an officer who asks back sees. */
const CHECK_FILE = z.object({
  residentId: z.string(),
  ...ADDRESSED,
  ...REACHED,
  livesHere: z.boolean(),
  /** To answer these questions, surveys or any contact. */
  refuses: z.boolean(),
  /** Where they live now; null if they live nowhere in the ward. */
  householdId: z.string().nullable(),
  /** At least one, the latest first. */
  lessons: z.array(LESSON),
  barriers: z.array(z.object({ id: z.string(), label: z.string() })),
});
export type CheckFile = z.infer<typeof CHECK_FILE>;

/** Whether a call of a day reached the resident. */
export const isHeardOn = ({ lessons }: Pick<CheckFile, 'lessons'>, day: LocalDate): boolean =>
  lessons.some(({ past }) => past.some(({ on, outcome }) => on === day && outcome !== 'not_reached'));

/** As of a day. @throws NotFoundError if the ward has no such resident, or its team never taught them anything. */
export async function getCheckFile(
  db: RowReader,
  { wardId, residentId }: { wardId: string; residentId: string },
  on: LocalDate,
): Promise<CheckFile> {
  const file = await queryRow(db, 'check-backs-one', CHECK_FILE)`
      SELECT r.id AS "residentId", r.full_name AS "fullName", r.gender, ${birthSql('r')} AS birth, r.phone, r.contact_wish AS wish, ${livesInWard('r')} AS "livesHere",
        ${refusesChecks('r.id')} AS refuses, m.household_id AS "householdId",
        (SELECT coalesce(json_agg(json_build_object('serviceId', s.id, 'serviceName', ${guideTitle('s')}, 'serviceGroup', s.group_key, 'taughtOn', lesson.taught_on,
            'isDrawn', ${isDrawnLesson('lesson')}, 'past', (
              SELECT coalesce(json_agg(json_build_object('on', c.checked_on, 'outcome', c.outcome, 'helper', c.helper, 'paid', c.paid, 'barrierId', b.id, 'barrier', b.label, 'by', u.display_name, 'byId', u.id)
                ORDER BY c.checked_on DESC, c.recorded_at DESC, c.id DESC), '[]')
              FROM check_back c JOIN user_account u ON u.id = c.recorded_by LEFT JOIN barrier b ON b.id = c.barrier_id
              WHERE c.resident_id = r.id AND c.public_service_id = s.id)) ORDER BY lesson.taught_on DESC, s.id), '[]')
          FROM (${latestLessons(sql`p.resident_id = r.id AND v.visited_on <= ${on}::date`)}) lesson JOIN public_service s ON s.id = lesson.public_service_id) AS lessons,
        (SELECT coalesce(json_agg(json_build_object('id', b.id, 'label', b.label) ORDER BY b.position, b.label), '[]') FROM barrier b
         WHERE b.ward_id = ${wardId}::uuid AND (b.retired_on IS NULL OR b.retired_on > ${on}::date)) AS barriers
      FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      WHERE r.id = ${residentId}::uuid AND r.ward_id = ${wardId}::uuid`;
  if (file.lessons.length === 0) throw new NotFoundError();
  return file;
}

// ------------------------------------------------------------ the situation of a call

const CALL_SITUATION = SITUATION.extend({ moment: z.enum(['check_30', 'check_180']) });
type CallSituation = z.infer<typeof CALL_SITUATION>;

/**
 * What to ask a resident again by telephone: a situation new to them, of the pattern that they practised last, in the
 * waves of 30 and of 180 days after they practised at the door; null outside of them, once it was asked, or if nothing
 * new is left. A resident not known to have practised is not asked.
 */
export const nextSituation = (
  db: RowReader,
  { wardId, residentId, on }: { wardId: string; residentId: string; on: LocalDate },
): Promise<CallSituation | null> =>
  queryMaybe(db, 'practice-next', CALL_SITUATION)`
      WITH last AS (
        SELECT a.answered_on AS on_day, s.pattern FROM situation_answer a JOIN scam_situation s ON s.ward_id = a.ward_id AND s.id = a.situation_id
        WHERE a.ward_id = ${wardId}::uuid AND a.resident_id = ${residentId}::uuid AND a.moment IN ('before', 'after') AND a.answered_on <= ${on}::date
        ORDER BY a.answered_on DESC, a.recorded_at DESC, a.id DESC LIMIT 1),
      due AS (SELECT last.*, 'check_' || wave.key AS moment FROM last JOIN ${WAVE_ROWS} ON wave.key <> '7' AND ${on}::date - last.on_day BETWEEN wave.from_day AND wave.to_day)
      SELECT ${SITUATION_COLUMNS}, due.moment FROM due JOIN scam_situation s ON s.ward_id = ${wardId}::uuid AND ${IS_NEWEST} AND NOT s.is_draft AND ${isNewTo(sql`${residentId}::uuid`)}
      WHERE NOT EXISTS (
        SELECT FROM situation_answer done WHERE done.resident_id = ${residentId}::uuid AND done.moment::text = due.moment AND done.answered_on >= due.on_day)
      ORDER BY s.pattern = due.pattern DESC, s.pattern, s.title, s.id LIMIT 1`;
