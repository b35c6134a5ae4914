import type { Read } from '../../../db/combine-reads';
import type { Database, Transaction, Reads } from '../../../db/database';
import { Prisma } from '../../../generated/prisma/client';
import type { PortalAnswer } from '../../../generated/prisma/enums';
import type { BirthDate, LocalDate } from '../../../shared/dates';
import { currentNotice, type NoticeToRead } from '../../office/privacy-notices/queries';
import { refusesSurvey } from '../../../shared/contact-objection';
import { livesThere } from '../../../shared/living-here';
import { NotFoundError } from '../../../shared/errors';
import type { ContactWish } from '../../../shared/contact-wish';
import { raw } from '../../../shared/sql';
import { portalServicesOn } from '../../casework/portal-use/queries';
import type { ServiceChoice } from '../../casework/portal-use/use-fields';
import { ADULT, adultParameters } from '../../register/residents/counted-adults';
import type { Departure } from './departure-labels';
import type { MemberFilter } from './forms';

/** Maximum calls to a member. */
export const MAX_CALLS = 3;
export const SAMPLE_PAGE_SIZE = 50;

/**
 * The valid answer of member `m`. Of one day the last entry counts, so that a slip can be put right; of several days
 * the newest that was given, else how the newest failed.
 */
const STANDING = `LEFT JOIN LATERAL (
  SELECT a.*, count(*) OVER () AS calls, max(a.answered_on) OVER () AS last_called_on
  FROM (SELECT DISTINCT ON (answered_on) answer, answered_on, public_service_id, used_month, recorded_by FROM sample_answer
        WHERE sample_member_id = m.id ORDER BY answered_on DESC, recorded_at DESC, id DESC) a
  ORDER BY a.answer IN ('declined', 'not_reached'), a.answered_on DESC LIMIT 1) standing ON true`;

const IS_HERE = `EXISTS (SELECT 1 FROM household_membership home JOIN resident person ON person.id = home.resident_id
  WHERE home.resident_id = m.resident_id AND ${livesThere('home', 'person').text})`;

/** True for a member who can be asked no more, and never was: gone before they were interviewed. */
const IS_GONE = `(coalesce(standing.answer, 'not_reached') = 'not_reached' AND NOT ${IS_HERE})`;

/** True for a member who lives here, was not interviewed, and refused surveys or any contact, so may not be called. */
const UNWILLING = `(coalesce(standing.answer, 'not_reached') = 'not_reached' AND ${refusesSurvey('m.resident_id').text})`;

/** $2 is today. Who was not reached is called again on another day. */
const STATE = `CASE
  WHEN ${IS_GONE} THEN 'gone'
  WHEN ${UNWILLING} THEN 'not_heard'
  WHEN standing.answer IS NULL THEN 'to_call'
  WHEN standing.answer = 'not_reached' AND standing.calls < ${MAX_CALLS} AND standing.last_called_on < $2::date THEN 'to_call'
  WHEN standing.answer IN ('declined', 'not_reached') THEN 'not_heard'
  WHEN standing.answer = 'does_not_know' THEN 'does_not_know'
  ELSE 'heard' END`;

/** How far the calls of a sample have come. */
export interface SampleProgress {
  id: string;
  drawn: number;
  heard: number;
  /** Can be called today. */
  toCall: number;
}

/** SQL: the SampleProgress of the sample of a quarter, if one is drawn; $2 is today. */
export const sampleProgress = (ward: string, quarter: string) => `
  SELECT json_build_object('id', s.id, 'drawn', count(*), 'heard', count(*) FILTER (WHERE ${STATE} = 'heard'), 'toCall', count(*) FILTER (WHERE ${STATE} = 'to_call'))
  FROM survey_sample s JOIN sample_member m ON m.survey_sample_id = s.id ${STANDING}
  WHERE s.ward_id = ${ward} AND s.quarter = ${quarter} GROUP BY s.id`;

/** A Departure as JSON; null while the member lives in the ward. */
const DEPARTURE = `(SELECT json_build_object('status', r.residence_status, 'on',
    CASE WHEN bool_or(home.valid_to IS NULL) THEN (SELECT max(absent_from) FROM resident_absence WHERE resident_id = r.id AND ended_on IS NULL) ELSE max(home.valid_to) END)
  FROM resident r LEFT JOIN household_membership home ON home.resident_id = r.id WHERE r.id = m.resident_id AND NOT ${IS_HERE} GROUP BY r.id)`;

/** A residential group of a sample, in numbers of people. */
export interface StratumRow {
  groupName: string | null;
  population: number;
  drawn: number;
  /** Whose answer counts: it says whether they filed, and who held the phone. */
  answered: number;
  alone: number;
  /** Filed online, no matter who held the phone. */
  online: number;
  doesNotKnow: number;
  declined: number;
  /** These two can still be called, or have been often enough. */
  notReached: number;
  notCalled: number;
  /** Can still be called, today or on another day. */
  callable: number;
  /** Died or left the ward before they were interviewed. */
  gone: number;
}

/** The strata of sample `s`, as JSON. */
const STRATA = `(SELECT json_agg(json_build_object('groupName', g.name, 'population', t.population, 'drawn', c.drawn, 'answered', c.answered, 'alone', c.alone,
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
      count(*) FILTER (WHERE NOT is_gone AND NOT is_unwilling AND (standing.answer IS NULL OR (standing.answer = 'not_reached' AND standing.calls < ${MAX_CALLS}))) AS callable,
      count(*) FILTER (WHERE is_gone) AS gone
    FROM sample_member m ${STANDING} CROSS JOIN LATERAL (SELECT ${IS_GONE} AS is_gone, ${UNWILLING} AS is_unwilling) now WHERE m.sample_stratum_id = t.id) c
  WHERE t.survey_sample_id = s.id)`;

export interface SampleRow {
  id: string;
  quarter: LocalDate;
  seed: number;
  drawnAt: Date;
  drawnByName: string;
  strata: StratumRow[];
}

const SAMPLE = `s.id, s.quarter, s.seed, s.drawn_at AS "drawnAt", u.display_name AS "drawnByName", ${STRATA} AS strata
  FROM survey_sample s JOIN user_account u ON u.id = s.drawn_by`;

/** What the sample of a quarter says of a residential group, in numbers of people. */
export interface SampleCellRow {
  quarter: LocalDate;
  groupId: string | null;
  /** Without those who died or left before they were interviewed. */
  drawn: number;
  answered: number;
  alone: number;
  /** Whose answer was given on a day on which the team met a resident at their home. */
  atVisit: number;
}

/** Of all samples of ward $1; people count in the group in which they were drawn. */
export const SAMPLE_CELLS: Read<SampleCellRow> = {
  text: `SELECT s.quarter, t.residential_group_id AS "groupId", count(*) FILTER (WHERE NOT is_gone)::int AS drawn,
      count(*) FILTER (WHERE is_answer)::int AS answered, count(*) FILTER (WHERE standing.answer = 'alone')::int AS alone,
      count(*) FILTER (WHERE is_answer AND EXISTS (
        SELECT 1 FROM household_membership home JOIN visit v ON v.household_id = home.household_id
        WHERE home.resident_id = m.resident_id AND v.visited_on = standing.answered_on AND v.met_somebody))::int AS "atVisit"
    FROM survey_sample s JOIN sample_member m ON m.survey_sample_id = s.id JOIN sample_stratum t ON t.id = m.sample_stratum_id
    ${STANDING} CROSS JOIN LATERAL (SELECT ${IS_GONE} AS is_gone, standing.answer IN ('alone', 'with_family', 'with_team', 'not_used') AS is_answer) now
    WHERE s.ward_id = $1 GROUP BY 1, 2`,
  instants: {},
};

/** The samples of the last five years, newest first. */
export async function listSamples({ pool }: Pick<Database, 'pool'>, wardId: string): Promise<SampleRow[]> {
  const { rows } = await pool.query<SampleRow>({
    name: 'samples-list',
    text: `SELECT ${SAMPLE} WHERE s.ward_id = $1 ORDER BY s.quarter DESC LIMIT 20`,
    values: [wardId],
  });
  return rows;
}

/** The newest sample drawn up to a day and the one before it, with all answers known today. */
export async function findNewestSamples({ pool }: Reads, wardId: string, on: LocalDate): Promise<SampleRow[]> {
  const { rows } = await pool.query<SampleRow>({
    name: 'samples-newest',
    text: `SELECT ${SAMPLE} WHERE s.ward_id = $1 AND (s.drawn_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= $2 ORDER BY s.quarter DESC LIMIT 2`,
    values: [wardId, on],
  });
  return rows;
}

export interface MemberRow {
  id: string;
  fullName: string;
  addressLine: string | null;
  groupName: string | null;
  callOrder: number;
  state: 'to_call' | 'heard' | 'does_not_know' | 'not_heard' | 'gone';
  answer: PortalAnswer | null;
  answeredOn: LocalDate | null;
  calls: number;
  departure: Departure | null;
  isUnwilling: boolean;
}

export interface SampleFile extends SampleRow {
  toCall: number;
  /** One more than a page, if there are more; empty for a reader who may not see names. */
  members: MemberRow[];
}

/** @throws NotFoundError if the ward has no such sample. */
export async function getSample(
  { pool }: Pick<Database, 'pool'>,
  { wardId, id, today }: { wardId: string; id: string; today: LocalDate },
  filter: MemberFilter,
  canSeeNames: boolean,
): Promise<SampleFile> {
  const { rows } = await pool.query<SampleFile>({
    name: 'samples-file',
    text: `WITH member AS MATERIALIZED (
        SELECT m.id, m.resident_id, m.call_order, m.sample_stratum_id, standing.answer, standing.answered_on, coalesce(standing.calls, 0)::int AS calls, ${STATE} AS state, ${DEPARTURE} AS departure, ${UNWILLING} AS "isUnwilling"
        FROM sample_member m ${STANDING} WHERE m.survey_sample_id = $3 AND m.ward_id = $1),
      page AS (
        SELECT member.id, member.call_order AS "callOrder", member.state, member.answer, member.answered_on AS "answeredOn", member.calls, member.departure, member."isUnwilling",
          r.full_name AS "fullName", h.address_line AS "addressLine", g.name AS "groupName"
        FROM member JOIN resident r ON r.id = member.resident_id
        JOIN sample_stratum t ON t.id = member.sample_stratum_id LEFT JOIN residential_group g ON g.id = t.residential_group_id
        LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
        WHERE $6 AND ($4 = 'all' OR member.state = $4) AND member.call_order > coalesce((SELECT call_order FROM member WHERE id = $5), 0) ORDER BY member.call_order LIMIT ${SAMPLE_PAGE_SIZE + 1})
      SELECT (SELECT count(*) FROM member WHERE state = 'to_call')::int AS "toCall",
        (SELECT coalesce(json_agg(page ORDER BY page."callOrder"), '[]') FROM page) AS members, ${SAMPLE} WHERE s.ward_id = $1 AND s.id = $3`,
    values: [wardId, today, id, filter.state, filter.after, canSeeNames],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

export interface MemberFile {
  id: string;
  sampleId: string;
  quarter: LocalDate;
  drawnAt: Date;
  residentId: string;
  fullName: string;
  gender: 'male' | 'female' | null;
  birth: BirthDate | null;
  phone: string | null;
  wish: ContactWish | null;
  /** Where they live now; null if they live nowhere in the ward. */
  householdId: string | null;
  departure: Departure | null;
  /** Refused surveys, or any contact. */
  isUnwilling: boolean;
  callOrder: number;
  size: number;
  /** What the form offers. */
  services: ServiceChoice[];
  /** The newest version of the ward's notice; null if it has none. */
  notice: NoticeToRead | null;
  answers: {
    answer: PortalAnswer;
    answeredOn: LocalDate;
    service: string | null;
    usedMonth: LocalDate | null;
    recordedByName: string;
  }[];
}

/** @throws NotFoundError if the ward has no such member of a sample. */
export async function getMember(
  { pool }: Pick<Database, 'pool'>,
  { wardId, id, today }: { wardId: string; id: string; today: LocalDate },
): Promise<MemberFile> {
  const { rows } = await pool.query<MemberFile>({
    name: 'samples-member',
    text: `SELECT m.id, s.id AS "sampleId", s.quarter, s.drawn_at AS "drawnAt", r.id AS "residentId", r.full_name AS "fullName", r.gender, r.phone, r.contact_wish AS wish,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth,
        (SELECT household_id FROM household_membership WHERE resident_id = r.id AND valid_to IS NULL) AS "householdId", ${DEPARTURE} AS departure, ${UNWILLING} AS "isUnwilling",
        m.call_order AS "callOrder", (SELECT count(*) FROM sample_member WHERE survey_sample_id = s.id)::int AS size,
        ${portalServicesOn('$1', '$3::date')} AS services, ${currentNotice(raw('$1')).text} AS notice,
        (SELECT coalesce(json_agg(json_build_object('answer', a.answer, 'answeredOn', a.answered_on, 'service', told.name, 'usedMonth', a.used_month, 'recordedByName', u.display_name) ORDER BY a.answered_on DESC, a.recorded_at DESC, a.id DESC), '[]')
         FROM sample_answer a JOIN user_account u ON u.id = a.recorded_by LEFT JOIN public_service told ON told.id = a.public_service_id WHERE a.sample_member_id = m.id) AS answers
      FROM sample_member m JOIN survey_sample s ON s.id = m.survey_sample_id JOIN resident r ON r.id = m.resident_id ${STANDING}
      WHERE m.ward_id = $1 AND m.id = $2`,
    values: [wardId, id, today],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

/** The valid answer of a member, for the ledger; null before the first call. */
export async function findCurrentAnswer(tx: Pick<Transaction, '$queryRaw'>, memberId: string) {
  const [standing] = await tx.$queryRaw<
    {
      answer: PortalAnswer;
      publicServiceId: string | null;
      usedMonth: Date | null;
      askedOn: Date;
      recordedBy: string;
    }[]
  >`SELECT standing.answer, standing.public_service_id AS "publicServiceId", standing.used_month AS "usedMonth",
      standing.answered_on AS "askedOn", standing.recorded_by AS "recordedBy"
    FROM sample_member m ${Prisma.raw(STANDING)} WHERE m.id = ${memberId}::uuid AND standing.answer IS NOT NULL`;
  return standing ?? null;
}

/** Whether a member refused surveys, or any contact, before they were interviewed; an answer may be corrected. */
export async function isUnwillingToAnswer(tx: Pick<Transaction, '$queryRaw'>, memberId: string): Promise<boolean> {
  const [member] = await tx.$queryRaw<{ isUnwilling: boolean }[]>`
    SELECT ${Prisma.raw(UNWILLING)} AS "isUnwilling" FROM sample_member m ${Prisma.raw(STANDING)} WHERE m.id = ${memberId}::uuid`;
  return member!.isUnwilling;
}

/** Null while the member lives in the ward. */
export async function findDeparture(tx: Pick<Transaction, '$queryRaw'>, memberId: string): Promise<Departure | null> {
  const [member] = await tx.$queryRaw<{ departure: Departure | null }[]>`
    SELECT ${Prisma.raw(DEPARTURE)} AS departure FROM sample_member m WHERE m.id = ${memberId}::uuid`;
  return member?.departure ?? null;
}

/** Whom to call after a member: the next in the order of the draw, from its start again after the last. */
export async function findNextToCall(
  { pool }: Pick<Database, 'pool'>,
  { wardId, id, today }: { wardId: string; id: string; today: LocalDate },
): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'samples-next',
    text: `SELECT m.id FROM sample_member own JOIN sample_member m ON m.survey_sample_id = own.survey_sample_id ${STANDING}
      WHERE own.ward_id = $1 AND own.id = $3 AND m.id <> own.id AND ${STATE} = 'to_call'
      ORDER BY m.call_order < own.call_order, m.call_order LIMIT 1`,
    values: [wardId, today, id],
  });
  return rows[0]?.id ?? null;
}

// ---------------------------------------------------------------- the draw

/** What a draw starts from: who counts as an adult of the ward today. */
interface Frame {
  wardId: string;
  today: LocalDate;
  adultAge: number;
}

interface FrameGroup {
  groupId: string | null;
  population: number;
}

/** The adults of the ward, group by group. */
export async function countFrame({ pool }: Pick<Database, 'pool'>, frame: Frame): Promise<FrameGroup[]> {
  const { rows } = await pool.query<FrameGroup>({
    name: 'samples-frame',
    text: `SELECT group_id AS "groupId", count(*)::int AS population FROM (${ADULT}) adult WHERE $2::date IS NOT NULL GROUP BY 1 ORDER BY 1`,
    values: adultParameters({ ...frame, on: frame.today }),
  });
  return rows;
}

/**
 * Draws so many people from each group, in the order of a hash of the seed and the person's id: the same seed and
 * register give the same people in the same order.
 */
export async function drawResidents(
  { pool }: Pick<Database, 'pool'>,
  frame: Frame,
  seed: number,
  groups: readonly { groupId: string | null; drawn: number }[],
): Promise<{ residentId: string; groupId: string | null }[]> {
  const { rows } = await pool.query<{ residentId: string; groupId: string | null }>({
    name: 'samples-draw',
    text: `WITH lot AS (SELECT adult.*, sha256(convert_to($5 || ':' || id, 'UTF8')) AS number FROM (${ADULT}) adult),
      ranked AS (SELECT *, row_number() OVER (PARTITION BY group_id ORDER BY number) AS place FROM lot)
      SELECT ranked.id AS "residentId", ranked.group_id AS "groupId" FROM ranked
      JOIN unnest($6::uuid[], $7::int[]) AS wanted (group_id, drawn) ON wanted.group_id IS NOT DISTINCT FROM ranked.group_id
      WHERE ranked.place <= wanted.drawn AND $2::date IS NOT NULL ORDER BY ranked.number`,
    values: [
      ...adultParameters({ ...frame, on: frame.today }),
      String(seed),
      groups.map(({ groupId }) => groupId),
      groups.map(({ drawn }) => drawn),
    ],
  });
  return rows;
}
