import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { raw, sql } from '../../../shared/sql';
import { STEP, stepsOf } from './queries';

/** How a step is said in one language. */
export const SPOKEN = z.object({
  id: z.string(),
  /** '' is Vietnamese. */
  language: z.string(),
  /** Of which step (`spokenWords`). */
  words: z.string(),
  text: z.string(),
  /** Null if there is no sound. */
  seconds: z.number().nullable(),
});

const SPOKEN_BY = SPOKEN.extend({ speaker: z.string().nullable(), spokenAt: z.string().nullable() });
export type SpokenBy = z.infer<typeof SPOKEN_BY>;

/** Key of a sound: the words of its step, so a next version with the same words keeps it. */
export const spokenWords = ({ action, detail }: { action: string; detail: string }): string => `${action}\n${detail}`;

/** SQL: how the steps of a version are said, without speakers, as a JSON array of SPOKEN. @param guide the alias of its row. */
export const spokenOf = (guide: string) => sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', said.id, 'language', said.language, 'words', said.words, 'text', said.text, 'seconds', said.seconds)), '[]')
  FROM spoken_step said JOIN ward home ON home.id = said.ward_id
  WHERE said.ward_id = ${raw(guide)}.ward_id AND said.language IN ('', home.second_language)
    AND said.words IN (SELECT step.action || chr(10) || step.detail FROM guide_step step WHERE step.service_guide_id = ${raw(guide)}.id))`;

const SPOKEN_GUIDE = z.object({
  id: z.string(),
  name: z.string(),
  /** '' if the ward has none. */
  secondLanguage: z.string(),
  /** Of the newest version; none for a topic, which is read aloud at the door. */
  steps: z.array(STEP),
  spoken: z.array(SPOKEN_BY),
});
export type SpokenGuide = z.infer<typeof SPOKEN_GUIDE>;

/** The newest steps of a service, and how they are said. @throws NotFoundError if the ward has no such service. */
export const getSpokenGuide = (db: Reads, wardId: string, serviceId: string): Promise<SpokenGuide> =>
  queryRow(db, { name: 'spoken-guide', missing: 'Danh mục không có dịch vụ này.' }, SPOKEN_GUIDE)`
      SELECT s.id, s.name, w.second_language AS "secondLanguage", coalesce(${stepsOf('g')}, '[]') AS steps,
        (SELECT coalesce(jsonb_agg(each || jsonb_build_object('speaker', u.display_name, 'spokenAt', said.spoken_at)), '[]')
          FROM jsonb_array_elements(${spokenOf('g')}) each JOIN spoken_step said ON said.ward_id = s.ward_id AND said.id = (each ->> 'id')::uuid
          LEFT JOIN user_account u ON u.id = said.spoken_by) AS spoken
      FROM public_service s JOIN ward w ON w.id = s.ward_id
      LEFT JOIN LATERAL (SELECT * FROM service_guide guide WHERE guide.public_service_id = s.id AND s.kind <> 'topic' ORDER BY guide.number DESC LIMIT 1) g ON true
      WHERE s.id = ${serviceId} AND s.ward_id = ${wardId}`;

const SOUND = z.object({ sound: z.instanceof(Buffer), type: z.string() });

/** A sound of any ward: it is for everybody. @throws NotFoundError if there is none. */
export const getSound = (db: Reads, id: string): Promise<z.infer<typeof SOUND>> =>
  queryRow(db, { name: 'guide-sound', missing: 'Không có bản ghi âm này.' }, SOUND)`
      SELECT sound, sound_type AS type FROM spoken_step WHERE id = ${id} AND sound IS NOT NULL`;
