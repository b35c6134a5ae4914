import { z } from 'zod';
import type { Reads, Statements } from '../../../db/database';
import { queryMaybe, queryRow, queryRows } from '../../../db/query-rows';
import { PortalAnswer } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { currentNotice, NOTICE_TO_READ } from '../../office/privacy-notices/queries';
import { refusesSurvey } from '../../../shared/contact-objection';
import { livesThere } from '../../../shared/living-here';
import { ADDRESSED, REACHED } from '../../../shared/row-schemas';
import { constant, empty, sql, type Sql } from '../../../shared/sql';
import { portalServicesOn } from '../../casework/portal-use/queries';
import { SERVICE_CHOICE } from '../../casework/portal-use/use-fields';
import { adultsOf } from '../../register/residents/counted-adults';
import { DEPARTURE_ROW } from './departure-labels';
import type { MemberFilter } from './forms';

/** Maximum calls to a member. */
export const MAX_CALLS = 3;
export const SAMPLE_PAGE_SIZE = 50;

/**
 * The valid answer of member `m`. Of one day the last entry counts, so that a slip can be put right; of several days
 * the newest that was given, else how the newest failed.
 */
const STANDING = sql`LEFT JOIN LATERAL (
  SELECT a.*, count(*) OVER () AS calls, max(a.answered_on) OVER () AS last_called_on
  FROM (SELECT DISTINCT ON (answered_on) answer, answered_on, public_service_id, used_month, recorded_by FROM sample_answer
        WHERE sample_member_id = m.id ORDER BY answered_on DESC, recorded_at DESC, id DESC) a
  ORDER BY a.answer IN ('declined', 'not_reached'), a.answered_on DESC LIMIT 1) standing ON true`;

const IS_HERE = sql`EXISTS (SELECT 1 FROM household_membership home JOIN resident person ON person.id = home.resident_id
  WHERE home.resident_id = m.resident_id AND ${livesThere('home', 'person')})`;

/** SQL: member `m` lives in the ward and did not refuse surveys. */
export const MAY_BE_CALLED = sql`(${IS_HERE} AND NOT ${refusesSurvey('m.resident_id')})`;

/** True for a member who can be asked no more, and never was: gone before they were interviewed. */
const IS_GONE = sql`(coalesce(standing.answer, 'not_reached') = 'not_reached' AND NOT ${IS_HERE})`;

/** True for a member who lives here, was not interviewed, and refused surveys or any contact, so may not be called. */
const UNWILLING = sql`(coalesce(standing.answer, 'not_reached') = 'not_reached' AND ${refusesSurvey('m.resident_id')})`;

/** A member who was not reached is called again on another day. */
const stateOn = (today: LocalDate): Sql => sql`CASE
  WHEN ${IS_GONE} THEN 'gone'
  WHEN ${UNWILLING} THEN 'not_heard'
  WHEN standing.answer IS NULL THEN 'to_call'
  WHEN standing.answer = 'not_reached' AND standing.calls < ${constant(MAX_CALLS)} AND standing.last_called_on < ${today}::date THEN 'to_call'
  WHEN standing.answer IN ('declined', 'not_reached') THEN 'not_heard'
  WHEN standing.answer = 'does_not_know' THEN 'does_not_know'
  ELSE 'heard' END`;

/** How far the calls of a sample have come. */
export const SAMPLE_PROGRESS = z.object({
  id: z.string(),
  drawn: z.number(),
  heard: z.number(),
  /** Can be called today. */
  toCall: z.number(),
});

/** SQL: `SAMPLE_PROGRESS` of the sample of a quarter, if one is drawn. */
export const sampleProgress = (wardId: string, quarter: LocalDate, today: LocalDate): Sql => sql`
  SELECT json_build_object('id', s.id, 'drawn', count(*), 'heard', count(*) FILTER (WHERE ${stateOn(today)} = 'heard'), 'toCall', count(*) FILTER (WHERE ${stateOn(today)} = 'to_call'))
  FROM survey_sample s JOIN sample_member m ON m.survey_sample_id = s.id ${STANDING}
  WHERE s.ward_id = ${wardId} AND s.quarter = ${quarter} GROUP BY s.id`;

/** SQL: who wrote the answers of a sample that count, as JSON of their names and numbers. */
export const sampleWriters = (wardId: string, sampleId: string): Sql => sql`(
  SELECT coalesce(json_agg(json_build_object('name', name, 'rows', rows)), '[]') FROM (
    SELECT u.display_name AS name, count(*) AS rows FROM sample_member m ${STANDING} JOIN user_account u ON u.id = standing.recorded_by
    WHERE m.ward_id = ${wardId} AND m.survey_sample_id = ${sampleId} AND standing.answer IN ('alone', 'with_family', 'with_team', 'not_used') GROUP BY u.id, u.display_name) writer)`;

/** A Departure as JSON; null while the member lives in the ward. */
const DEPARTURE = sql`(SELECT json_build_object('status', r.residence_status, 'on',
    CASE WHEN bool_or(home.valid_to IS NULL) THEN (SELECT max(absent_from) FROM resident_absence WHERE resident_id = r.id AND ended_on IS NULL) ELSE max(home.valid_to) END)
  FROM resident r LEFT JOIN household_membership home ON home.resident_id = r.id WHERE r.id = m.resident_id AND NOT ${IS_HERE} GROUP BY r.id)`;

/** A residential group of a sample, in numbers of people. */
const STRATUM = z.object({
  groupName: z.string().nullable(),
  population: z.number(),
  drawn: z.number(),
  /** Whose answer counts: it says whether they filed, and who held the phone. */
  answered: z.number(),
  alone: z.number(),
  /** Filed online, no matter who held the phone. */
  online: z.number(),
  doesNotKnow: z.number(),
  declined: z.number(),
  /** These two can still be called, or have been often enough. */
  notReached: z.number(),
  notCalled: z.number(),
  /** Can still be called, today or on another day. */
  callable: z.number(),
  /** Died or left the ward before they were interviewed. */
  gone: z.number(),
});
export type StratumRow = z.infer<typeof STRATUM>;

/** The strata of sample `s`, as JSON. */
const STRATA = sql`(SELECT json_agg(json_build_object('groupName', g.name, 'population', t.population, 'drawn', c.drawn, 'answered', c.answered, 'alone', c.alone,
    'online', c.online, 'doesNotKnow', c.does_not_know, 'declined', c.declined, 'notReached', c.not_reached, 'notCalled', c.not_called, 'callable', c.callable, 'gone', c.gone) ORDER BY g.code IS NULL, length(g.code), g.code)
  FROM sample_stratum t LEFT JOIN residential_group g ON g.id = t.residential_group_id
  CROSS JOIN LATERAL (
    SELECT count(*) AS drawn,
      count(*) FILTER (WHERE standing.answer IN ('alone', 'with_family', 'with_team', 'not_used')) AS answered,
      count(*) FILTER (WHERE standing.answer = 'alone') AS alone,
      count(*) FILTER (WHERE standing.answer IN ('alone', 'with_family', 'with_team')) AS online,
      count(*) FILTER (WHERE standing.answer = 'does_not_know') AS does_not_know,
      count(*) FILTER (WHERE standing.answer = 'declined' OR (is_unwilling AND NOT is_gone)) AS declined,
      count(*) FILTER (WHERE standing.answer = 'not_reached' AND NOT is_gone AND NOT is_unwilling) AS not_reached,
      count(*) FILTER (WHERE standing.answer IS NULL AND NOT is_gone AND NOT is_unwilling) AS not_called,
      count(*) FILTER (WHERE NOT is_gone AND NOT is_unwilling AND (standing.answer IS NULL OR (standing.answer = 'not_reached' AND standing.calls < ${constant(MAX_CALLS)}))) AS callable,
      count(*) FILTER (WHERE is_gone) AS gone
    FROM sample_member m ${STANDING} CROSS JOIN LATERAL (SELECT ${IS_GONE} AS is_gone, ${UNWILLING} AS is_unwilling) now WHERE m.sample_stratum_id = t.id) c
  WHERE t.survey_sample_id = s.id)`;

const SAMPLE_ROW = z.object({
  id: z.string(),
  quarter: z.string(),
  seed: z.number(),
  drawnAt: z.date(),
  drawnByName: z.string(),
  strata: z.array(STRATUM),
});
export type SampleRow = z.infer<typeof SAMPLE_ROW>;

const SAMPLE = sql`s.id, s.quarter, s.seed, s.drawn_at AS "drawnAt", u.display_name AS "drawnByName", ${STRATA} AS strata
  FROM survey_sample s JOIN user_account u ON u.id = s.drawn_by`;

/** What the sample of a quarter says of a residential group, in numbers of people. */
const SAMPLE_CELL = z.object({
  quarter: z.string(),
  groupId: z.string().nullable(),
  /** Without those who died or left before they were interviewed. */
  drawn: z.number(),
  answered: z.number(),
  alone: z.number(),
  /** Whose answer was given on a day on which the team met a resident at their home. */
  atVisit: z.number(),
});
export type SampleCellRow = z.infer<typeof SAMPLE_CELL>;

/** Of all samples of a ward; people count in the group in which they were drawn. */
export const listSampleCells = (db: Reads, wardId: string): Promise<SampleCellRow[]> =>
  queryRows(db, 'sample-cells', SAMPLE_CELL)`
      SELECT s.quarter, t.residential_group_id AS "groupId", count(*) FILTER (WHERE NOT is_gone)::int AS drawn,
        count(*) FILTER (WHERE is_answer)::int AS answered, count(*) FILTER (WHERE standing.answer = 'alone')::int AS alone,
        count(*) FILTER (WHERE is_answer AND EXISTS (
          SELECT 1 FROM household_membership home JOIN visit v ON v.household_id = home.household_id
          WHERE home.resident_id = m.resident_id AND v.visited_on = standing.answered_on AND v.met_somebody))::int AS "atVisit"
      FROM survey_sample s JOIN sample_member m ON m.survey_sample_id = s.id JOIN sample_stratum t ON t.id = m.sample_stratum_id
      ${STANDING} CROSS JOIN LATERAL (SELECT ${IS_GONE} AS is_gone, standing.answer IN ('alone', 'with_family', 'with_team', 'not_used') AS is_answer) now
      WHERE s.ward_id = ${wardId} GROUP BY 1, 2`;

/** The samples of the last five years, newest first. */
export const listSamples = (db: Reads, wardId: string): Promise<SampleRow[]> =>
  queryRows(db, 'samples', SAMPLE_ROW)`SELECT ${SAMPLE} WHERE s.ward_id = ${wardId} ORDER BY s.quarter DESC LIMIT 20`;

/** The newest sample drawn up to a day and the one before it, with all answers known today. */
export const findNewestSamples = (db: Reads, wardId: string, on: LocalDate): Promise<SampleRow[]> =>
  queryRows(db, 'samples-newest', SAMPLE_ROW)`
      SELECT ${SAMPLE} WHERE s.ward_id = ${wardId} AND (s.drawn_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= ${on} ORDER BY s.quarter DESC LIMIT 2`;

const MEMBER_ROW = z.object({
  id: z.string(),
  fullName: z.string(),
  addressLine: z.string().nullable(),
  groupName: z.string().nullable(),
  callOrder: z.number(),
  state: z.enum(['to_call', 'heard', 'does_not_know', 'not_heard', 'gone']),
  answer: z.enum(PortalAnswer).nullable(),
  answeredOn: z.string().nullable(),
  calls: z.number(),
  departure: DEPARTURE_ROW.nullable(),
  isUnwilling: z.boolean(),
});
export type MemberRow = z.infer<typeof MEMBER_ROW>;

const SAMPLE_FILE = z.object({
  ...SAMPLE_ROW.shape,
  toCall: z.number(),
  /** One more than a page, if there are more; empty for a reader who may not see names. */
  members: z.array(MEMBER_ROW),
});
export type SampleFile = z.infer<typeof SAMPLE_FILE>;

/** @throws NotFoundError if the ward has no such sample. */
export const getSample = async (
  db: Reads,
  { wardId, id, today }: { wardId: string; id: string; today: LocalDate },
  filter: MemberFilter,
  canSeeNames: boolean,
): Promise<SampleFile> => queryRow(db, 'sample', SAMPLE_FILE)`WITH member AS MATERIALIZED (
        SELECT m.id, m.resident_id, m.call_order, m.sample_stratum_id, standing.answer, standing.answered_on, coalesce(standing.calls, 0)::int AS calls, ${stateOn(today)} AS state, ${DEPARTURE} AS departure, ${UNWILLING} AS "isUnwilling"
        FROM sample_member m ${STANDING} WHERE m.survey_sample_id = ${id} AND m.ward_id = ${wardId}),
      page AS (
        SELECT member.id, member.call_order AS "callOrder", member.state, member.answer, member.answered_on AS "answeredOn", member.calls, member.departure, member."isUnwilling",
          r.full_name AS "fullName", h.address_line AS "addressLine", g.name AS "groupName"
        FROM member JOIN resident r ON r.id = member.resident_id
        JOIN sample_stratum t ON t.id = member.sample_stratum_id LEFT JOIN residential_group g ON g.id = t.residential_group_id
        LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
        WHERE ${canSeeNames} ${filter.state === 'all' ? empty : sql`AND member.state = ${filter.state}`}
          ${filter.after === null ? empty : sql`AND member.call_order > coalesce((SELECT call_order FROM member WHERE id = ${filter.after}), 0)`} ORDER BY member.call_order LIMIT ${constant(SAMPLE_PAGE_SIZE + 1)})
      SELECT (SELECT count(*) FROM member WHERE state = 'to_call')::int AS "toCall",
        (SELECT coalesce(json_agg(page ORDER BY page."callOrder"), '[]') FROM page) AS members, ${SAMPLE} WHERE s.ward_id = ${wardId} AND s.id = ${id}`;

const MEMBER_FILE = z.object({
  id: z.string(),
  sampleId: z.string(),
  quarter: z.string(),
  drawnAt: z.date(),
  residentId: z.string(),
  ...ADDRESSED,
  ...REACHED,
  /** Where they live now; null if they live nowhere in the ward. */
  householdId: z.string().nullable(),
  departure: DEPARTURE_ROW.nullable(),
  /** Refused surveys, or any contact. */
  isUnwilling: z.boolean(),
  callOrder: z.number(),
  size: z.number(),
  /** What they were asked in the sample was answered; a situation is asked in the first interview only. */
  isHeard: z.boolean(),
  services: z.array(SERVICE_CHOICE),
  /** The newest version of the ward's notice; null if it has none. */
  notice: NOTICE_TO_READ.nullable(),
  answers: z.array(
    z.object({
      answer: z.enum(PortalAnswer),
      answeredOn: z.string(),
      service: z.string().nullable(),
      usedMonth: z.string().nullable(),
      recordedByName: z.string(),
    }),
  ),
});
export type MemberFile = z.infer<typeof MEMBER_FILE>;

/** @throws NotFoundError if the ward has no such member of a sample. */
export const getMember = (
  db: Reads,
  { wardId, id, today }: { wardId: string; id: string; today: LocalDate },
): Promise<MemberFile> =>
  queryRow(db, 'samples-member', MEMBER_FILE)`
      SELECT m.id, s.id AS "sampleId", s.quarter, s.drawn_at AS "drawnAt", r.id AS "residentId", r.full_name AS "fullName", r.gender, r.phone, r.contact_wish AS wish,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth,
        (SELECT household_id FROM household_membership WHERE resident_id = r.id AND valid_to IS NULL) AS "householdId", ${DEPARTURE} AS departure, ${UNWILLING} AS "isUnwilling",
        m.call_order AS "callOrder", (SELECT count(*) FROM sample_member WHERE survey_sample_id = s.id)::int AS size,
        coalesce(standing.answer NOT IN ('not_reached', 'declined'), false) AS "isHeard",
        ${portalServicesOn(wardId, today)} AS services, ${currentNotice(wardId)} AS notice,
        (SELECT coalesce(json_agg(json_build_object('answer', a.answer, 'answeredOn', a.answered_on, 'service', told.name, 'usedMonth', a.used_month, 'recordedByName', u.display_name) ORDER BY a.answered_on DESC, a.recorded_at DESC, a.id DESC), '[]')
         FROM sample_answer a JOIN user_account u ON u.id = a.recorded_by LEFT JOIN public_service told ON told.id = a.public_service_id WHERE a.sample_member_id = m.id) AS answers
      FROM sample_member m JOIN survey_sample s ON s.id = m.survey_sample_id JOIN resident r ON r.id = m.resident_id ${STANDING}
      WHERE m.ward_id = ${wardId} AND m.id = ${id}`;

type OwnWrites = Pick<Statements, '$queryRaw'>;

const CURRENT_ANSWER = z.object({
  answer: z.enum(PortalAnswer),
  publicServiceId: z.string().nullable(),
  usedMonth: z.date().nullable(),
  askedOn: z.date(),
  recordedBy: z.string(),
});

/** The valid answer of a member, for the ledger; null before the first call. */
export const findCurrentAnswer = (tx: OwnWrites, memberId: string) =>
  queryMaybe(tx, 'sample-current-answer', CURRENT_ANSWER)`
      SELECT standing.answer, standing.public_service_id AS "publicServiceId", standing.used_month AS "usedMonth",
        standing.answered_on AS "askedOn", standing.recorded_by AS "recordedBy"
      FROM sample_member m ${STANDING} WHERE m.id = ${memberId}::uuid AND standing.answer IS NOT NULL`;

const OBSTACLES = z.object({
  /** Null while the member lives in the ward. */
  departure: DEPARTURE_ROW.nullable(),
  /** Whether they refused surveys, or any contact, before they were interviewed; an answer may be corrected. */
  isUnwilling: z.boolean(),
});

/** Why a member may not be asked. */
export const findObstacles = (tx: OwnWrites, memberId: string): Promise<z.infer<typeof OBSTACLES>> =>
  queryRow(tx, 'sample-obstacles', OBSTACLES)`
      SELECT ${DEPARTURE} AS departure, ${UNWILLING} AS "isUnwilling" FROM sample_member m ${STANDING} WHERE m.id = ${memberId}::uuid`;

/** Whom to call after a member: the next in the order of the draw, from its start again after the last. */
export async function findNextToCall(
  db: Reads,
  { wardId, id, today }: { wardId: string; id: string; today: LocalDate },
): Promise<string | null> {
  const [next] = await queryRows(db, 'sample-next', z.object({ id: z.string() }))`
      SELECT m.id FROM sample_member own JOIN sample_member m ON m.survey_sample_id = own.survey_sample_id ${STANDING}
      WHERE own.ward_id = ${wardId} AND own.id = ${id} AND m.id <> own.id AND ${stateOn(today)} = 'to_call'
      ORDER BY m.call_order < own.call_order, m.call_order LIMIT 1`;
  return next?.id ?? null;
}

// ---------------------------------------------------------------- the draw

/** What a draw starts from: who counts as an adult of the ward today. */
interface Frame {
  wardId: string;
  today: LocalDate;
  adultAge: number;
}

const FRAME_GROUP = z.object({ groupId: z.string().nullable(), population: z.number() });
type FrameGroup = z.infer<typeof FRAME_GROUP>;

export const countFrame = (db: Reads, frame: Frame): Promise<FrameGroup[]> =>
  queryRows(db, 'sample-frame', FRAME_GROUP)`
      SELECT group_id AS "groupId", count(*)::int AS population FROM (${adultsOf(frame)}) adult GROUP BY 1 ORDER BY 1`;

const DRAWN = z.object({ residentId: z.string(), groupId: z.string().nullable() });

/**
 * Draws so many people from each group, in the order of a hash of the seed and the person's id: the same seed and
 * register give the same people in the same order.
 */
export const drawResidents = async (
  db: Reads,
  frame: Frame,
  seed: number,
  groups: readonly { groupId: string | null; drawn: number }[],
): Promise<z.infer<typeof DRAWN>[]> => queryRows(db, 'sample-draw', DRAWN)`
      WITH lot AS (SELECT adult.*, sha256(convert_to(${String(seed)} || ':' || id, 'UTF8')) AS number FROM (${adultsOf(frame)}) adult),
      ranked AS (SELECT *, row_number() OVER (PARTITION BY group_id ORDER BY number) AS place FROM lot)
      SELECT ranked.id AS "residentId", ranked.group_id AS "groupId" FROM ranked
      JOIN unnest(${groups.map(({ groupId }) => groupId)}::uuid[], ${groups.map(({ drawn }) => drawn)}::int[]) AS wanted (group_id, drawn) ON wanted.group_id IS NOT DISTINCT FROM ranked.group_id
      WHERE ranked.place <= wanted.drawn ORDER BY ranked.number`;
