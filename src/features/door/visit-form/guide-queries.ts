import { z } from 'zod';
import { type Read } from '../../../db/query-rows';
import { sql } from '../../../shared/sql';
import { isDraftGuide, STEP, stepsOf } from '../../office/guides/queries';

/** A version of a guide, as the form of a visit offers its steps and reads a topic's script. */
export const GUIDE_CHOICE = z.object({
  id: z.string(),
  serviceId: z.string(),
  number: z.number(),
  isDraft: z.boolean(),
  savedOn: z.string(),
  prerequisites: z.array(z.string()),
  papers: z.array(z.string()),
  papersFromData: z.array(z.string()),
  trouble: z.string(),
  troubleAnswer: z.string(),
  firstTaskId: z.string().nullable(),
  steps: z.array(STEP),
});
export type GuideChoice = z.infer<typeof GUIDE_CHOICE>;

/** The newest guide of every service of a ward, if it has steps, and the older ones with these steps, newest first. */
export const guidesWith = (wardId: string, stepIds: readonly string[]): Read<typeof GUIDE_CHOICE> => ({
  row: GUIDE_CHOICE,
  sql: sql`
    SELECT guide.id, guide.public_service_id AS "serviceId", guide.number, ${isDraftGuide('guide')} AS "isDraft",
      (guide.saved_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS "savedOn", guide.prerequisites, guide.papers,
      guide.papers_from_data AS "papersFromData", guide.trouble, guide.trouble_answer AS "troubleAnswer", guide.first_task_id AS "firstTaskId",
      ${stepsOf('guide')} AS steps
    FROM service_guide guide
    WHERE guide.ward_id = ${wardId} AND EXISTS (SELECT FROM guide_step step WHERE step.service_guide_id = guide.id) AND (
      NOT EXISTS (SELECT FROM service_guide newer WHERE newer.public_service_id = guide.public_service_id AND newer.number > guide.number)
      OR guide.id IN (SELECT service_guide_id FROM guide_step WHERE id = ANY (${stepIds}::uuid[])))
    ORDER BY guide.number DESC, guide.id`,
});
