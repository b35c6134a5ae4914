import type { Read } from '../../../db/combine-reads';
import type { LocalDate } from '../../../shared/dates';

/** A version of a guide, as the form of a visit offers its steps and reads a topic's script. */
export interface GuideChoice {
  id: string;
  serviceId: string;
  number: number;
  isDraft: boolean;
  savedOn: LocalDate;
  prerequisites: string[];
  firstTaskId: string | null;
  steps: { id: string; position: number; action: string; detail: string }[];
}

/**
 * The newest guide of every service of ward $1, and the older ones whose steps `steps` names, newest first.
 * @param steps SQL of an array of step ids.
 */
export const guidesWith = (steps: string): Read<GuideChoice> => ({
  text: `
    SELECT guide.id, guide.public_service_id AS "serviceId", guide.number, guide.is_draft AS "isDraft",
      (guide.saved_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS "savedOn", guide.prerequisites, guide.first_task_id AS "firstTaskId",
      (SELECT coalesce(json_agg(json_build_object('id', step.id, 'position', step.position, 'action', step.action, 'detail', step.detail) ORDER BY step.position), '[]')
        FROM guide_step step WHERE step.service_guide_id = guide.id) AS steps
    FROM service_guide guide
    WHERE guide.ward_id = $1 AND (
      NOT EXISTS (SELECT FROM service_guide newer WHERE newer.public_service_id = guide.public_service_id AND newer.number > guide.number)
      OR guide.id IN (SELECT service_guide_id FROM guide_step WHERE id = ANY (${steps}::uuid[])))
    ORDER BY guide.number DESC, guide.id`,
  instants: {},
});
