import { z } from 'zod';
import type { Reads, Statements } from '../../../db/database';
import { queryRows, type Read } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { sql, type Sql } from '../../../shared/sql';
import {
  currentSituations,
  IS_NEWEST,
  SITUATION,
  SITUATION_COLUMNS,
  type Situation,
} from '../../office/situations/queries';

const SEEN = z.object({ originId: z.string() });

/** The situations that people of a household answered under their names. */
export const practisedAt = (wardId: string, householdId: string): Read<typeof SEEN> => ({
  row: SEEN,
  sql: sql`
    SELECT DISTINCT s.origin_id AS "originId" FROM household_membership home JOIN situation_answer a ON a.resident_id = home.resident_id
    JOIN scam_situation s ON s.ward_id = a.ward_id AND s.id = a.situation_id
    WHERE home.household_id = ${householdId} AND home.ward_id = ${wardId} AND home.valid_to IS NULL AND a.ward_id = ${wardId}`,
});

/** SQL that is true for a situation `s` that a resident has not answered under their name. @param resident SQL of the id. */
export const isNewTo = (resident: Sql): Sql => sql`NOT EXISTS (
  SELECT FROM situation_answer a JOIN scam_situation was ON was.ward_id = a.ward_id AND was.id = a.situation_id
  WHERE a.resident_id = ${resident} AND was.ward_id = s.ward_id AND was.origin_id = s.origin_id)`;

/** SQL that is true when a resident agreed to be asked in surveys. @param resident SQL of the id. */
export const agreesToSurveys = (resident: Sql): Sql => sql`coalesce((
  SELECT said.survey AND NOT said.restricts FROM consent said
  WHERE said.resident_id = ${resident} AND said.undone_at IS NULL AND (said.survey IS NOT NULL OR said.restricts)
  ORDER BY said.restricts DESC, said.said_at DESC, said.recorded_at DESC, said.id DESC LIMIT 1), false)`;

/**
 * SQL that is true when the team had told a resident of scams before a day: as a topic of a visit or of a session, or with
 * a situation.
 */
export const wasTaughtBefore = (resident: Sql, day: LocalDate | Sql): Sql => sql`(EXISTS (
    SELECT FROM visit_presence p JOIN visit v ON v.id = p.visit_id AND v.visited_on < ${day}::date
    JOIN topic_taught said ON said.visit_id = v.id JOIN public_service topic ON topic.id = said.public_service_id AND topic.topic_area = 'scam'
    WHERE p.resident_id = ${resident})
  OR EXISTS (
    SELECT FROM group_session_attendee p JOIN group_session g ON g.id = p.group_session_id AND g.held_on < ${day}::date
    JOIN group_session_service said ON said.group_session_id = g.id JOIN public_service topic ON topic.id = said.public_service_id AND topic.topic_area = 'scam'
    WHERE p.resident_id = ${resident})
  OR EXISTS (SELECT FROM situation_answer a WHERE a.resident_id = ${resident} AND a.moment <> 'sample' AND a.answered_on < ${day}::date))`;

/** A situation of a ward new to a resident, for the random sample; another one for each of those drawn. */
export async function sampleSituation(
  db: Reads | Pick<Statements, '$queryRaw'>,
  { wardId, residentId, turn }: { wardId: string; residentId: string; turn: number },
): Promise<Situation | null> {
  const found = await queryRows(db, 'practice-sample', SITUATION)`
      SELECT ${SITUATION_COLUMNS} FROM scam_situation s
      WHERE s.ward_id = ${wardId}::uuid AND ${IS_NEWEST} AND NOT s.is_draft AND ${isNewTo(sql`${residentId}::uuid`)} ORDER BY s.id`;
  return found[turn % Math.max(1, found.length)] ?? null;
}

/** The situations that a ward asks, for its public page. */
export const listCurrentSituations = (db: Reads, wardId: string): Promise<Situation[]> =>
  queryRows(db, 'practice-current', SITUATION)`${currentSituations(wardId)}`;

const SHOWN = z.object({ id: z.string(), originId: z.string(), pattern: SITUATION.shape.pattern, isNew: z.boolean() });
export type ShownSituation = z.infer<typeof SHOWN>;

/**
 * Which of these versions a ward may have shown, drafts left out. @param residentId who answered; null without a name.
 */
export const findShown = (
  db: Reads | Pick<Statements, '$queryRaw'>,
  wardId: string,
  ids: readonly string[],
  residentId: string | null,
): Promise<ShownSituation[]> =>
  queryRows(db, 'practice-shown', SHOWN)`
      SELECT s.id, s.origin_id AS "originId", s.pattern, ${isNewTo(sql`${residentId}::uuid`)} AS "isNew" FROM scam_situation s
      WHERE s.ward_id = ${wardId}::uuid AND s.id = ANY (${ids}::uuid[]) AND NOT s.is_draft`;
