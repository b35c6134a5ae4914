import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { ScamPattern, SituationMoment } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { constant, empty, sql, type Sql } from '../../../shared/sql';
import { ALERT_DAYS } from '../../casework/briefings/queries';
import { IS_WARD_DOOR } from '../../register/households/counted-doors';
import { IS_PRIORITY, needy } from '../figures/figure-sql';

// What people chose in situations. The figures and the lists are built on the same fragments.

/**
 * SQL: the answers that count, up to a day. Of a person the first answer to each situation, whichever version it had; an
 * answer without a name leads to no other.
 */
const counted = (wardId: string, on: LocalDate): Sql => sql`
  SELECT a.id, a.moment, a.resident_id, a.answered_on, a.sample_stratum_id, a.was_taught, a.answer = s.right_answer AS is_right, s.pattern, s.title
  FROM situation_answer a JOIN scam_situation s ON s.ward_id = a.ward_id AND s.id = a.situation_id
  WHERE a.ward_id = ${wardId} AND a.answered_on <= ${on} AND (a.resident_id IS NULL OR NOT EXISTS (
    SELECT FROM situation_answer earlier JOIN scam_situation same ON same.ward_id = earlier.ward_id AND same.id = earlier.situation_id
    WHERE earlier.resident_id = a.resident_id AND same.origin_id = s.origin_id AND (earlier.answered_on, earlier.recorded_at, earlier.id) < (a.answered_on, a.recorded_at, a.id)))`;

const CELL = z.object({
  pattern: z.enum(ScamPattern),
  moment: z.enum(SituationMoment),
  isNamed: z.boolean(),
  asked: z.number(),
  right: z.number(),
});
export type PracticeCell = z.infer<typeof CELL>;

/** A group of the newest sample that asked a situation, in numbers of people; those taught before and the others apart. */
const SAMPLE_CELL = z.object({
  quarter: z.string(),
  stratumId: z.string(),
  wasTaught: z.boolean(),
  population: z.number(),
  answered: z.number(),
  yes: z.number(),
});
export type PracticeSampleCell = z.infer<typeof SAMPLE_CELL>;

const ALERT = z.object({
  id: z.string(),
  pattern: z.enum(ScamPattern),
  on: z.string(),
  doors: z.number(),
  told: z.number(),
});
export type AlertRow = z.infer<typeof ALERT>;

/** Alerts shown with their reach: the latest. */
const SHOWN_ALERTS = 3;

/** SQL: the doors where someone of a priority need lives. */
const priorityDoors = (wardId: string, on: LocalDate): Sql => sql`
  SELECT DISTINCT h.id FROM (${needy({ wardId, on }, sql`WHERE ${IS_PRIORITY}`, sql`'priority'`)}) n JOIN household h ON h.id = n.household_id AND ${IS_WARD_DOOR}`;

/** SQL that is true when a door `d` was told of scams within the days of an alert (`alert.on_day`, `alert.scam_pattern`), met or not. */
const IS_TOLD = sql`EXISTS (
  SELECT FROM visit v WHERE v.household_id = d.id AND v.visited_on BETWEEN alert.on_day AND alert.on_day + ${constant(ALERT_DAYS - 1)}
    AND (EXISTS (SELECT FROM topic_taught said JOIN public_service topic ON topic.id = said.public_service_id WHERE said.visit_id = v.id AND topic.topic_area = 'scam')
      OR EXISTS (SELECT FROM situation_answer a JOIN scam_situation s ON s.ward_id = a.ward_id AND s.id = a.situation_id WHERE a.visit_id = v.id AND s.pattern = alert.scam_pattern)))`;

const ALERTS = (wardId: string, on: LocalDate): Sql => sql`
  SELECT b.id, b.scam_pattern, (b.written_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS on_day FROM briefing b
  WHERE b.ward_id = ${wardId} AND b.scam_pattern IS NOT NULL AND b.withdrawn_at IS NULL AND (b.written_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= ${on}`;

/** Everything the section about scams shows. */
export async function readPractice(db: Reads, wardId: string, on: LocalDate) {
  const [cells, sample, alerts] = await Promise.all([
    queryRows(db, 'practice-cells', CELL)`
        SELECT pattern, moment, resident_id IS NOT NULL AS "isNamed", count(*)::int AS asked, (count(*) FILTER (WHERE is_right))::int AS right
        FROM (${counted(wardId, on)}) counted WHERE moment <> 'sample' GROUP BY 1, 2, 3`,
    queryRows(db, 'practice-of-sample', SAMPLE_CELL)`
        SELECT drawn.quarter, t.id AS "stratumId", counted.was_taught AS "wasTaught", t.population, count(*)::int AS answered, (count(*) FILTER (WHERE counted.is_right))::int AS yes
        FROM (${counted(wardId, on)}) counted JOIN sample_stratum t ON t.id = counted.sample_stratum_id JOIN survey_sample drawn ON drawn.id = t.survey_sample_id
        WHERE drawn.quarter = (SELECT max(q.quarter) FROM situation_answer a JOIN sample_stratum own ON own.id = a.sample_stratum_id JOIN survey_sample q ON q.id = own.survey_sample_id
          WHERE a.ward_id = ${wardId} AND a.answered_on <= ${on})
        GROUP BY drawn.quarter, counted.was_taught, t.id, t.population`,
    queryRows(db, 'practice-alerts', ALERT)`
        WITH door AS MATERIALIZED (${priorityDoors(wardId, on)})
        SELECT alert.id, alert.scam_pattern AS pattern, alert.on_day AS on, count(d.id)::int AS doors, (count(d.id) FILTER (WHERE ${IS_TOLD}))::int AS told
        FROM (${ALERTS(wardId, on)} ORDER BY b.written_at DESC LIMIT ${constant(SHOWN_ALERTS)}) alert LEFT JOIN door d ON true
        GROUP BY alert.id, alert.scam_pattern, alert.on_day ORDER BY alert.on_day DESC, alert.id DESC`,
  ]);
  return { cells, sample, alerts };
}
export type PracticeFacts = Awaited<ReturnType<typeof readPractice>>;

export const PRACTICE_PAGE = 50;

const yesNo = z
  .enum(['yes', 'no'])
  .nullable()
  .catch(null)
  .transform((value) => (value === null ? null : value === 'yes'));

/** Of an address; null for all. */
export const answerFilter = z
  .object({
    pattern: z.enum(ScamPattern).nullable().catch(null),
    moment: z.enum(SituationMoment).nullable().catch(null),
    right: yesNo,
    named: yesNo,
  })
  .transform(({ right, named, ...filter }) => ({ ...filter, isRight: right, isNamed: named }));
export type AnswerFilter = z.output<typeof answerFilter>;

const ANSWER = z.object({
  id: z.string(),
  total: z.number(),
  residentId: z.string().nullable(),
  fullName: z.string().nullable(),
  title: z.string(),
  pattern: z.enum(ScamPattern),
  moment: z.enum(SituationMoment),
  on: z.string(),
  isRight: z.boolean(),
});
export type AnswerRow = z.infer<typeof ANSWER>;

/** A page of the answers that count, the latest first, and one more if there are more. */
export const listSituationAnswers = (
  db: Reads,
  { wardId, on }: { wardId: string; on: LocalDate },
  { pattern, moment, isRight, isNamed }: AnswerFilter,
  after: string | null,
): Promise<AnswerRow[]> =>
  queryRows(db, 'practice-answers', ANSWER)`
      WITH matching AS MATERIALIZED (SELECT * FROM (${counted(wardId, on)}) counted WHERE true ${pattern ? sql`AND pattern = ${pattern}::scam_pattern` : empty}
        ${moment ? sql`AND moment = ${moment}::situation_moment` : sql`AND moment <> 'sample'`} ${isRight === null ? empty : sql`AND is_right = ${isRight}`} ${isNamed === null ? empty : sql`AND (resident_id IS NOT NULL) = ${isNamed}`})
      SELECT x.id, (SELECT count(*) FROM matching)::int AS total, x.resident_id AS "residentId", r.full_name AS "fullName", x.title, x.pattern, x.moment,
        x.answered_on AS on, x.is_right AS "isRight"
      FROM matching x LEFT JOIN resident r ON r.id = x.resident_id
      ${after === null ? empty : sql`WHERE (x.answered_on, x.id) < (SELECT l.answered_on, l.id FROM matching l WHERE l.id = ${after})`}
      ORDER BY x.answered_on DESC, x.id DESC LIMIT ${constant(PRACTICE_PAGE + 1)}`;

const TOLD_DOOR = z.object({
  id: z.string(),
  total: z.number(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
});
export type ToldDoor = z.infer<typeof TOLD_DOOR>;

/** A page of the priority doors of an alert (null: of the newest), those told of it or the others, in walking order. */
export const listDoorsOfAlert = (
  db: Reads,
  { wardId, on }: { wardId: string; on: LocalDate },
  { id, isTold }: { id: string | null; isTold: boolean },
  after: string | null,
): Promise<ToldDoor[]> =>
  queryRows(db, 'practice-doors', TOLD_DOOR)`
      WITH matching AS MATERIALIZED (SELECT d.id FROM (${priorityDoors(wardId, on)}) d JOIN (${ALERTS(wardId, on)}) alert ON alert.id = coalesce(${id}::uuid, (SELECT newest.id FROM (${ALERTS(wardId, on)} ORDER BY b.written_at DESC LIMIT 1) newest)) WHERE ${IS_TOLD} = ${isTold})
      SELECT h.id, (SELECT count(*) FROM matching)::int AS total, h.address_line AS "addressLine", g.name AS "groupName"
      FROM matching x JOIN household h ON h.id = x.id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      ${after === null ? empty : sql`WHERE (h.walk_order, h.id) > (SELECT l.walk_order, l.id FROM household l WHERE l.ward_id = ${wardId} AND l.id = ${after})`}
      ORDER BY h.walk_order, h.id LIMIT ${constant(PRACTICE_PAGE + 1)}`;
