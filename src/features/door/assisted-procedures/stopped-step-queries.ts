import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { constant, sql, type Sql } from '../../../shared/sql';
import { guideTitle } from '../../office/guides/queries';
import { COUNTED_LINE, type Span } from './stuck-queries';

/**
 * SQL: the lessons of a span of days, which are lines of visits with ticked steps: by which version of the guide, the first
 * step that was not ticked (null if all were), and what the first check-back of this lesson found out ('alone',
 * 'with_somebody' or 'stuck'; null while it told nothing).
 */
const lessons = (wardId: string, { from, to }: Span) => sql`
  SELECT a.id, a.resident_id, a.public_service_id AS service_id, v.household_id, v.visited_on, taught.guide_id,
    (SELECT min(step.position) FROM guide_step step WHERE step.service_guide_id = taught.guide_id AND NOT EXISTS (
      SELECT FROM step_taught ticked WHERE ticked.assisted_procedure_id = a.id AND ticked.guide_step_id = step.id)) AS stopped_at,
    (SELECT c.outcome FROM check_back c
      WHERE c.resident_id = a.resident_id AND c.public_service_id = a.public_service_id AND c.taught_on = v.visited_on
        AND c.outcome IN ('alone', 'with_somebody', 'stuck')
      ORDER BY c.checked_on, c.recorded_at DESC, c.id DESC LIMIT 1) AS checked
  FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
  JOIN LATERAL (
    SELECT step.service_guide_id AS guide_id FROM step_taught ticked JOIN guide_step step ON step.id = ticked.guide_step_id
    WHERE ticked.assisted_procedure_id = a.id LIMIT 1) taught ON true
  WHERE a.ward_id = ${wardId} AND v.visited_on BETWEEN ${from} AND ${to}`;

/** Which lessons a number counts. */
export const LESSON_KINDS = ['all', 'finished', 'stopped', 'asked', 'alone'] as const;

export interface LessonNumber {
  guideId: string;
  kind: (typeof LESSON_KINDS)[number];
  /** The step at which they stopped; 0 for the other kinds. */
  step: number;
}

const GUIDE_COUNT = z.object({
  guideId: z.string(),
  number: z.number(),
  serviceName: z.string(),
  lessons: z.number(),
  finished: z.number(),
  asked: z.number(),
  alone: z.number(),
  /** The most frequent one first. */
  stops: z.array(z.object({ position: z.number(), action: z.string(), lessons: z.number() })),
});
export type GuideCount = z.infer<typeof GUIDE_COUNT>;

/** The lessons by version of the guide: the most taught service first, its newest version above the older ones. */
export const countLessons = (db: Reads, wardId: string, span: Span): Promise<GuideCount[]> =>
  queryRows(db, 'stopped-steps-count', GUIDE_COUNT)`
      WITH lesson AS (${lessons(wardId, span)})
      SELECT guide.id AS "guideId", guide.number, ${guideTitle('s')} AS "serviceName", counted.lessons, counted.finished, counted.asked, counted.alone,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('position', step.position, 'action', step.action, 'lessons', stop.lessons)
            ORDER BY stop.lessons DESC, step.position), '[]')
          FROM (SELECT stopped_at, count(*) AS lessons FROM lesson WHERE guide_id = guide.id GROUP BY 1) stop
          JOIN guide_step step ON step.service_guide_id = guide.id AND step.position = stop.stopped_at) AS stops
      FROM (
        SELECT guide_id, service_id, count(*)::int AS lessons, (count(*) FILTER (WHERE stopped_at IS NULL))::int AS finished,
          count(checked)::int AS asked, (count(*) FILTER (WHERE checked = 'alone'))::int AS alone, sum(count(*)) OVER (PARTITION BY service_id) AS of_service
        FROM lesson GROUP BY guide_id, service_id) counted
      JOIN service_guide guide ON guide.id = counted.guide_id
      JOIN public_service s ON s.id = counted.service_id
      ORDER BY counted.of_service DESC, s.name, s.id, guide.number DESC`;

const IS_COUNTED: Record<LessonNumber['kind'], (step: number) => Sql> = {
  all: () => sql`true`,
  finished: () => sql`stopped_at IS NULL`,
  stopped: (step) => sql`stopped_at = ${step}::int`,
  asked: () => sql`checked IS NOT NULL`,
  alone: () => sql`checked = 'alone'`,
};

/** A page of the lessons behind a number, the latest first. */
export const listLessons = (
  db: Reads,
  wardId: string,
  { guideId, kind, step, skip, size, ...span }: Span & LessonNumber & { skip: number; size: number },
) =>
  queryRows(db, 'stopped-steps-list', COUNTED_LINE)`
      SELECT found.id, found.total, a.portal_file_code AS "fileCode", p.full_name AS "residentName", h.address_line AS "addressLine", found.visited_on AS "on"
      FROM (SELECT *, count(*) OVER ()::int AS total FROM (${lessons(wardId, span)}) lesson
            WHERE guide_id = ${guideId} AND ${IS_COUNTED[kind](step)}
            ORDER BY visited_on DESC, id LIMIT ${constant(size)} OFFSET ${skip}) found
      JOIN assisted_procedure a ON a.id = found.id JOIN household h ON h.id = found.household_id JOIN resident p ON p.id = found.resident_id
      ORDER BY found.visited_on DESC, found.id`;
