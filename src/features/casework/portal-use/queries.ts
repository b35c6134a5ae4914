import { raw } from '../../../shared/sql';
import type { Read } from '../../../db/combine-reads';
import type { Database, Transaction } from '../../../db/database';
import { Prisma } from '../../../generated/prisma/client';
import type { Gender, PortalAnswer } from '../../../generated/prisma/enums';
import type { BirthDate, LocalDate } from '../../../shared/dates';
import { isAdultOn, livesInWard } from '../../../shared/living-here';
import { NotFoundError } from '../../../shared/errors';
import { isOfPortalSql } from '../../office/catalogue/portal-kinds';
import { everydayName } from '../../office/guides/queries';
import { isCheckDue, latestLessons, mayBeAsked } from './asking';
import type { PortalFact } from './states';
import type { ServiceChoice } from './use-fields';

/**
 * SQL: the portal's services in use on a day, as a JSON array of ServiceChoice, the essential ones first.
 * @param ward the parameter with the ward: '$1'. @param day a DATE as SQL: '$2::date'.
 */
export const portalServicesOn = (ward: string, day: string) => `(
  SELECT coalesce(json_agg(json_build_object('id', s.id, 'code', s.code, 'officialName', s.name, 'name', ${everydayName('s').text}) ORDER BY s.is_essential25 DESC, s.name, s.id), '[]')
  FROM public_service s
  WHERE s.ward_id = ${ward} AND ${isOfPortalSql('s')} AND NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > ${day}))`;

/** Whether a resident may be asked about the portal on a day, and what they answered last. */
export interface Asking {
  /** Lives in the ward and is an adult by its age, or of unknown age. */
  isAdultHere: boolean;
  mayBeAsked: boolean;
  /** Answered the question, outside a sample, on the day itself: another answer of that day corrects it. */
  isCorrectable: boolean;
  last: {
    on: LocalDate;
    answer: PortalAnswer;
    service: string | null;
    usedMonth: LocalDate | null;
    isSample: boolean;
    by: string;
  } | null;
}

/** SQL: an Asking as JSON. @param sql expressions of the `resident` id and the `day`. */
const askingOf = (resident: string, day: string) => `json_build_object(
  'isAdultHere', EXISTS (SELECT 1 FROM resident p JOIN ward w ON w.id = p.ward_id WHERE p.id = ${resident} AND ${livesInWard('p').text} AND ${isAdultOn('p', raw(day)).text}),
  'mayBeAsked', ${mayBeAsked({ resident, day, visit: 'NULL' })},
  'isCorrectable', EXISTS (SELECT 1 FROM portal_question that WHERE that.resident_id = ${resident} AND that.asked_on = ${day}),
  'last', (
    SELECT json_build_object('on', last.asked_on, 'answer', last.answer, 'service', ${everydayName('s').text}, 'usedMonth', last.used_month, 'isSample', last.is_sample, 'by', u.display_name)
    FROM (
      SELECT asked_on, answer, public_service_id, used_month, false AS is_sample, recorded_by, recorded_at, id
      FROM portal_question WHERE resident_id = ${resident}
      UNION ALL
      SELECT a.answered_on, a.answer, a.public_service_id, a.used_month, true, a.recorded_by, a.recorded_at, a.id
      FROM sample_member d JOIN sample_answer a ON a.sample_member_id = d.id
      WHERE d.resident_id = ${resident} AND a.answer <> 'not_reached'
      ORDER BY asked_on DESC, recorded_at DESC, id DESC LIMIT 1) last
    JOIN user_account u ON u.id = last.recorded_by LEFT JOIN public_service s ON s.id = last.public_service_id))`;

/** @throws NotFoundError if the ward has no such resident. */
export async function getAsking(
  tx: Pick<Transaction, '$queryRaw'>,
  { wardId, residentId, on }: { wardId: string; residentId: string; on: LocalDate },
): Promise<Asking> {
  const [row] = await tx.$queryRaw<{ asking: Asking }[]>`
    SELECT ${Prisma.raw(askingOf('r.id', 'given.day'))} AS asking FROM resident r, (SELECT ${on}::date AS day) given
    WHERE r.id = ${residentId}::uuid AND r.ward_id = ${wardId}::uuid`;
  if (!row) throw new NotFoundError();
  return row.asking;
}

/** SQL: the birth of resident `r`, as a BirthDate or null. */
export const BIRTH = `CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth`;

/** What the form of an answer shows. */
export interface AnswerFile {
  id: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  asking: Asking;
  services: ServiceChoice[];
}

interface OfResident {
  wardId: string;
  residentId: string;
  today: LocalDate;
}

/** @throws NotFoundError if the ward has no such resident. */
export async function getAnswerFile(
  { pool }: Pick<Database, 'pool'>,
  { wardId, residentId, today }: OfResident,
): Promise<AnswerFile> {
  const { rows } = await pool.query<AnswerFile>({
    name: 'portal-use-answer',
    text: `SELECT r.id, r.full_name AS "fullName", r.gender, ${BIRTH}, ${askingOf('r.id', '$3::date')} AS asking, ${portalServicesOn('$1', '$3::date')} AS services
      FROM resident r WHERE r.ward_id = $1 AND r.id = $2`,
    values: [wardId, residentId, today],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

/** What the resident's page tells about the portal. */
export interface PortalFile {
  facts: PortalFact[];
  asking: Asking;
  /** Ids of the services to ask about today: can you still do it? */
  dueServiceIds: string[];
  /** Group sessions attended, the newest first. */
  sessions: { id: string; on: LocalDate; place: string }[];
}

const SERVICE = `json_build_object('id', s.id, 'name', ${everydayName('s').text})`;
const FACTS = `
  SELECT json_build_object('kind', 'help', 'service', ${SERVICE}, 'on', v.visited_on, 'level', p.help_level) AS fact
  FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id JOIN public_service s ON s.id = p.public_service_id
  WHERE p.resident_id = r.id AND ${isOfPortalSql('s')}
  UNION ALL
  SELECT json_build_object('kind', 'use', 'service', CASE WHEN s.id IS NOT NULL THEN ${SERVICE} END, 'on', u.used_on, 'precision', u.date_precision, 'how', u.how, 'source', u.source)
  FROM portal_use u LEFT JOIN public_service s ON s.id = u.public_service_id WHERE u.resident_id = r.id
  UNION ALL
  SELECT json_build_object('kind', 'stuck', 'service', ${SERVICE}, 'on', c.checked_on, 'barrier', b.label)
  FROM (SELECT DISTINCT ON (public_service_id, checked_on) * FROM check_back
        WHERE resident_id = r.id ORDER BY public_service_id, checked_on, recorded_at DESC, id DESC) c
  JOIN public_service s ON s.id = c.public_service_id JOIN barrier b ON b.id = c.barrier_id`;

/**
 * Reads the portal part of a resident's page; no row if the ward has no such resident. $1 the ward, $2 the resident.
 * @param day a DATE as SQL: '$3::date'.
 */
export const portalFileOf = (day: string): Read<PortalFile> => ({
  text: `SELECT ${askingOf('r.id', day)} AS asking,
        (SELECT coalesce(json_agg(found.fact), '[]') FROM (${FACTS}) found) AS facts,
        (SELECT coalesce(json_agg(lesson.public_service_id), '[]') FROM (${latestLessons(`p.resident_id = r.id AND v.visited_on <= ${day}`)}) lesson
         WHERE ${isCheckDue({ lesson: 'lesson', day, visit: 'NULL' })}) AS "dueServiceIds",
        (SELECT coalesce(json_agg(json_build_object('id', g.id, 'on', g.held_on, 'place', g.place) ORDER BY g.held_on DESC, g.id), '[]')
         FROM group_session_attendee a JOIN group_session g ON g.id = a.group_session_id WHERE a.resident_id = r.id AND g.withdrawn_at IS NULL) AS sessions
      FROM resident r WHERE r.ward_id = $1 AND r.id = $2`,
  instants: {},
});
