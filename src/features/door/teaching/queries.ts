import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { HelpLevel } from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import { ADDRESSED } from '../../../shared/row-schemas';
import { sql } from '../../../shared/sql';
import { isDraftGuide, STEP, stepsOf } from '../../office/guides/queries';
import { SPOKEN, spokenOf } from '../../office/guides/spoken-queries';

/** A ward as its cards name it; the phone is null if the settings have none. */
const CARD_WARD = z.object({ wardName: z.string(), wardPhone: z.string().nullable() });

/** What one person was taught of one service on a visit. */
const TAUGHT_LINE = z.object({
  ...ADDRESSED,
  guideId: z.string(),
  /** The title of the guide, or the name of the service. */
  title: z.string(),
  helpLevel: z.enum(HelpLevel),
  /** The office has not confirmed the version. */
  isDraft: z.boolean(),
  fileCode: z.string().nullable(),
  /** The ticked steps, in order. */
  steps: z.array(STEP),
});
export type TaughtLine = z.infer<typeof TAUGHT_LINE>;

const TAUGHT_VISIT = CARD_WARD.extend({
  id: z.string(),
  wardCode: z.string(),
  householdId: z.string(),
  arrivedAt: z.date(),
  /** Lines with ticked steps only. */
  lines: z.array(TAUGHT_LINE),
});
export type TaughtVisit = z.infer<typeof TAUGHT_VISIT>;

/** SQL: steps that are ticked in the line `a` of a visit. */
const TICKED = sql`step.id IN (SELECT tick.guide_step_id FROM step_taught tick WHERE tick.assisted_procedure_id = a.id)`;

/** What was taught on a visit. @throws NotFoundError when the ward has no such visit. */
export const getTaughtVisit = (db: Reads, wardId: string, visitId: string): Promise<TaughtVisit> =>
  queryRow(db, { name: 'visit-taught', missing: 'Không có lượt thăm này trong sổ của phường.' }, TAUGHT_VISIT)`
      SELECT v.id, v.household_id AS "householdId", v.arrived_at AS "arrivedAt", w.code AS "wardCode", w.name AS "wardName", w.phone AS "wardPhone", (
        SELECT coalesce(jsonb_agg(jsonb_build_object('guideId', g.id, 'title', coalesce(nullif(g.title, ''), s.name), 'fullName', p.full_name, 'gender', p.gender,
            'birth', ${birthSql('p')}, 'helpLevel', a.help_level, 'isDraft', ${isDraftGuide('g')}, 'fileCode', a.portal_file_code, 'steps', ${stepsOf('g', TICKED)})
            ORDER BY a.position), '[]')
        FROM assisted_procedure a
        JOIN resident p ON p.id = a.resident_id
        JOIN public_service s ON s.id = a.public_service_id
        JOIN LATERAL (
          SELECT DISTINCT step.service_guide_id FROM step_taught tick JOIN guide_step step ON step.id = tick.guide_step_id
          WHERE tick.assisted_procedure_id = a.id) taught ON true
        JOIN service_guide g ON g.id = taught.service_guide_id
        WHERE a.visit_id = v.id) AS lines
      FROM visit v JOIN ward w ON w.id = v.ward_id
      WHERE v.id = ${visitId} AND v.ward_id = ${wardId}`;

/** A version of a guide as the public may read it. */
const PUBLIC_GUIDE = CARD_WARD.extend({
  wardCode: z.string(),
  title: z.string(),
  number: z.number(),
  isDraft: z.boolean(),
  savedAt: z.date(),
  steps: z.array(STEP),
  /** '' if the ward has none. */
  secondLanguage: z.string(),
  spoken: z.array(SPOKEN),
});
export type PublicGuide = z.infer<typeof PUBLIC_GUIDE>;

/** A version of a service's guide, of any ward. @throws NotFoundError for a topic's script, which is read aloud only. */
export const getPublicGuide = (db: Reads, guideId: string): Promise<PublicGuide> =>
  queryRow(db, { name: 'public-guide', missing: 'Không có các bước này. Hãy gọi phường.' }, PUBLIC_GUIDE)`
      SELECT coalesce(nullif(g.title, ''), s.name) AS title, g.number, ${isDraftGuide('g')} AS "isDraft", g.saved_at AS "savedAt", w.code AS "wardCode", w.name AS "wardName", w.phone AS "wardPhone",
        ${stepsOf('g')} AS steps, w.second_language AS "secondLanguage", ${spokenOf('g')} AS spoken
      FROM service_guide g JOIN public_service s ON s.id = g.public_service_id JOIN ward w ON w.id = g.ward_id
      WHERE g.id = ${guideId} AND s.kind <> 'topic' AND EXISTS (SELECT FROM guide_step step WHERE step.service_guide_id = g.id)`;
