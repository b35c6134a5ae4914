import type { Database } from '../../../db/database';
import type { BirthPrecision, Gender, HelpLevel } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';

export interface TaughtStep {
  position: number;
  action: string;
  detail: string;
}

/** A ward as its cards name it; the phone is null if the settings have none. */
interface CardWard {
  wardName: string;
  wardPhone: string | null;
}

/** What one person was taught of one service on a visit. */
export interface TaughtLine {
  guideId: string;
  /** The title of the guide, or the name of the service. */
  title: string;
  fullName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  helpLevel: HelpLevel;
  fileCode: string | null;
  /** The ticked steps, in order. */
  steps: TaughtStep[];
}

export interface TaughtVisit extends CardWard {
  id: string;
  wardCode: string;
  householdId: string;
  arrivedAt: Date;
  /** Lines with ticked steps only. */
  lines: TaughtLine[];
}

/** What was taught on a visit. @throws NotFoundError when the ward has no such visit. */
export async function getTaughtVisit({ pool }: Database, wardId: string, visitId: string): Promise<TaughtVisit> {
  const { rows } = await pool.query<TaughtVisit>({
    name: 'visit-taught',
    text: `
      SELECT v.id, v.household_id AS "householdId", v.arrived_at AS "arrivedAt", w.code AS "wardCode", w.name AS "wardName", w.phone AS "wardPhone", (
        SELECT coalesce(jsonb_agg(jsonb_build_object('guideId', g.id, 'title', coalesce(nullif(g.title, ''), s.name), 'fullName', p.full_name, 'gender', p.gender,
            'birthDate', p.birth_date, 'birthPrecision', p.birth_precision, 'helpLevel', a.help_level, 'fileCode', a.portal_file_code, 'steps', taught.steps)
            ORDER BY a.position), '[]')
        FROM assisted_procedure a
        JOIN resident p ON p.id = a.resident_id
        JOIN public_service s ON s.id = a.public_service_id
        JOIN LATERAL (
          SELECT step.service_guide_id, jsonb_agg(jsonb_build_object('position', step.position, 'action', step.action, 'detail', step.detail) ORDER BY step.position) AS steps
          FROM step_taught tick JOIN guide_step step ON step.id = tick.guide_step_id WHERE tick.assisted_procedure_id = a.id
          GROUP BY step.service_guide_id) taught ON true
        JOIN service_guide g ON g.id = taught.service_guide_id
        WHERE a.visit_id = v.id) AS lines
      FROM visit v JOIN ward w ON w.id = v.ward_id
      WHERE v.id = $1 AND v.ward_id = $2`,
    values: [visitId, wardId],
  });
  if (!rows[0]) throw new NotFoundError('Không có lượt thăm này trong sổ của phường.');
  return rows[0];
}

/** A version of a guide as the public may read it. */
export interface PublicGuide extends CardWard {
  title: string;
  number: number;
  savedAt: Date;
  steps: TaughtStep[];
}

/** A version of a service's guide, of any ward. @throws NotFoundError for a topic's script, which is read aloud only. */
export async function getPublicGuide({ pool }: Database, guideId: string): Promise<PublicGuide> {
  const { rows } = await pool.query<PublicGuide>({
    name: 'public-guide',
    text: `
      SELECT coalesce(nullif(g.title, ''), s.name) AS title, g.number, g.saved_at AS "savedAt", w.name AS "wardName", w.phone AS "wardPhone",
        (SELECT jsonb_agg(jsonb_build_object('position', step.position, 'action', step.action, 'detail', step.detail) ORDER BY step.position)
          FROM guide_step step WHERE step.service_guide_id = g.id) AS steps
      FROM service_guide g JOIN public_service s ON s.id = g.public_service_id JOIN ward w ON w.id = g.ward_id
      WHERE g.id = $1 AND s.kind <> 'topic' AND EXISTS (SELECT FROM guide_step step WHERE step.service_guide_id = g.id)`,
    values: [guideId],
  });
  if (!rows[0]) throw new NotFoundError('Không có các bước này. Hãy gọi phường.');
  return rows[0];
}
