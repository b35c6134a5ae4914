import { z } from 'zod';
import { queryRow, type Read } from '../../../db/query-rows';
import { birthSql } from '../../../shared/birth-sql';
import { sql, raw, type Sql } from '../../../shared/sql';
import { ADDRESSED } from '../../../shared/row-schemas';
import type { Transaction, Reads } from '../../../db/database';
import { PortalAnswer } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { isAdultOn, livesInWard } from '../../../shared/living-here';
import { isOfPortalSql } from '../../office/catalogue/portal-kinds';
import { guideTitle } from '../../office/guides/queries';
import { isCheckDue, latestLessons, mayBeAsked } from './asking';
import { PORTAL_FACT } from './states';
import { SERVICE_CHOICE } from './use-fields';

/**
 * SQL: the portal's services in use on a day, as a JSON array of ServiceChoice, the essential ones first.
 * @param ward its id.
 */
export const portalServicesOn = (ward: string, day: LocalDate) => sql`(
  SELECT coalesce(json_agg(json_build_object('id', s.id, 'code', s.code, 'officialName', s.name, 'alsoCalled', s.also_called, 'name', ${guideTitle('s')}) ORDER BY s.is_essential25 DESC, s.name, s.id), '[]')
  FROM public_service s
  WHERE s.ward_id = ${ward} AND ${isOfPortalSql('s')} AND NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > ${day}::date))`;

/** Whether a resident may be asked about the portal on a day, and what they answered last. */
export const ASKING = z.object({
  /** Lives in the ward and is an adult by its age, or of unknown age. */
  isAdultHere: z.boolean(),
  mayBeAsked: z.boolean(),
  /** Answered the question, outside a sample, on the day itself: another answer of that day corrects it. */
  isCorrectable: z.boolean(),
  last: z
    .object({
      on: z.string(),
      answer: z.enum(PortalAnswer),
      service: z.string().nullable(),
      usedMonth: z.string().nullable(),
      isSample: z.boolean(),
      by: z.string(),
    })
    .nullable(),
});
export type Asking = z.infer<typeof ASKING>;

/** SQL: an Asking as JSON. @param resident SQL of the id. */
const askingOf = (resident: Sql, day: LocalDate) => sql`json_build_object(
  'isAdultHere', EXISTS (SELECT 1 FROM resident p JOIN ward w ON w.id = p.ward_id WHERE p.id = ${resident} AND ${livesInWard('p')} AND ${isAdultOn('p', day)}),
  'mayBeAsked', ${mayBeAsked({ resident, day, visit: null })},
  'isCorrectable', EXISTS (SELECT 1 FROM portal_question that WHERE that.resident_id = ${resident} AND that.asked_on = ${day}::date),
  'last', (
    SELECT json_build_object('on', last.asked_on, 'answer', last.answer, 'service', ${guideTitle('s')}, 'usedMonth', last.used_month, 'isSample', last.is_sample, 'by', u.display_name)
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
  const { asking } = await queryRow(tx, 'portal-use-asking', z.object({ asking: ASKING }))`
      SELECT ${askingOf(raw('r.id'), on)} AS asking FROM resident r WHERE r.id = ${residentId}::uuid AND r.ward_id = ${wardId}::uuid`;
  return asking;
}

/** What the form of an answer shows. */
export const ANSWER_FILE = z.object({
  id: z.string(),
  ...ADDRESSED,
  asking: ASKING,
  services: z.array(SERVICE_CHOICE),
});
export type AnswerFile = z.infer<typeof ANSWER_FILE>;

interface OfResident {
  wardId: string;
  residentId: string;
  today: LocalDate;
}

/** @throws NotFoundError if the ward has no such resident. */
export const getAnswerFile = async (
  db: Reads,
  { wardId, residentId, today }: OfResident,
): Promise<AnswerFile> => queryRow(db, 'portal-use-answer', ANSWER_FILE)`
      SELECT r.id, r.full_name AS "fullName", r.gender, ${birthSql('r')} AS birth, ${askingOf(raw('r.id'), today)} AS asking, ${portalServicesOn(wardId, today)} AS services
      FROM resident r WHERE r.ward_id = ${wardId} AND r.id = ${residentId}`;

/** What the resident's page tells about the portal. */
export const PORTAL_FILE = z.object({
  facts: z.array(PORTAL_FACT),
  asking: ASKING,
  /** Ids of the services to ask about today: can you still do it? */
  dueServiceIds: z.array(z.string()),
  /** Group sessions attended, the newest first. */
  sessions: z.array(z.object({ id: z.string(), on: z.string(), place: z.string() })),
});
export type PortalFile = z.infer<typeof PORTAL_FILE>;

const SERVICE = sql`json_build_object('id', s.id, 'name', ${guideTitle('s')})`;
const FACTS = sql`
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

/** The portal part of a resident's page; no row if the ward has no such resident. */
export const portalFileOf = ({ wardId, residentId, today }: OfResident): Read<typeof PORTAL_FILE> => ({
  row: PORTAL_FILE,
  sql: sql`SELECT ${askingOf(raw('r.id'), today)} AS asking,
        (SELECT coalesce(json_agg(found.fact), '[]') FROM (${FACTS}) found) AS facts,
        (SELECT coalesce(json_agg(lesson.public_service_id), '[]') FROM (${latestLessons(sql`p.resident_id = r.id AND v.visited_on <= ${today}::date`)}) lesson
         WHERE ${isCheckDue({ lesson: 'lesson', day: today, visit: null })}) AS "dueServiceIds",
        (SELECT coalesce(json_agg(json_build_object('id', g.id, 'on', g.held_on, 'place', g.place) ORDER BY g.held_on DESC, g.id), '[]')
         FROM group_session_attendee a JOIN group_session g ON g.id = a.group_session_id WHERE a.resident_id = r.id AND g.withdrawn_at IS NULL) AS sessions
      FROM resident r WHERE r.ward_id = ${wardId} AND r.id = ${residentId}`,
});
