import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { ScamPattern } from '../../../generated/prisma/enums';
import { NotFoundError } from '../../../shared/errors';
import { sql, type Sql } from '../../../shared/sql';

/** One version of a situation. */
export const SITUATION = z.object({
  id: z.string(),
  /** The id of its first version, by which all versions are one situation. */
  originId: z.string(),
  number: z.number(),
  pattern: z.enum(ScamPattern),
  title: z.string(),
  story: z.string(),
  /** Three, each with the name of its picture. */
  answers: z.array(z.string()),
  pictures: z.array(z.string()),
  /** 1, 2 or 3. */
  rightAnswer: z.number(),
  why: z.string(),
  source: z.string(),
  checkedOn: z.string().nullable(),
  isDraft: z.boolean(),
});
export type Situation = z.infer<typeof SITUATION>;

export const SITUATION_COLUMNS = sql`s.id, s.origin_id AS "originId", s.number, s.pattern, s.title, s.story, s.answers, s.pictures,
  s.right_answer AS "rightAnswer", s.why, s.source, s.source_checked_on::text AS "checkedOn", s.is_draft AS "isDraft"`;

/** SQL that is true for the newest version of a situation `s`. */
export const IS_NEWEST = sql`NOT EXISTS (SELECT FROM scam_situation newer WHERE newer.ward_id = s.ward_id AND newer.origin_id = s.origin_id AND newer.number > s.number)`;

/** SQL: the situations of a ward that may be asked: the newest version of each, if it is no draft. */
export const currentSituations = (wardId: string | Sql): Sql =>
  sql`SELECT ${SITUATION_COLUMNS} FROM scam_situation s WHERE s.ward_id = ${wardId} AND ${IS_NEWEST} AND NOT s.is_draft ORDER BY s.pattern, s.title, s.id`;

/** The newest version of every situation, drafts included. */
export const listSituations = (db: Reads, wardId: string): Promise<Situation[]> =>
  queryRows(db, 'situations', SITUATION)`
      SELECT ${SITUATION_COLUMNS} FROM scam_situation s WHERE s.ward_id = ${wardId} AND ${IS_NEWEST} ORDER BY s.pattern, s.title, s.id`;

const VERSION = SITUATION.extend({ savedAt: z.date(), savedBy: z.string().nullable() });
export type SituationVersion = z.infer<typeof VERSION>;

/** Every version of a situation, newest first. @throws NotFoundError if the ward has no such situation. */
export async function getSituation(
  db: Reads,
  wardId: string,
  originId: string,
): Promise<[SituationVersion, ...SituationVersion[]]> {
  const [newest, ...older] = await queryRows(db, 'situation', VERSION)`
      SELECT ${SITUATION_COLUMNS}, s.saved_at AS "savedAt", u.display_name AS "savedBy"
      FROM scam_situation s LEFT JOIN user_account u ON u.id = s.saved_by
      WHERE s.ward_id = ${wardId} AND s.origin_id = ${originId} ORDER BY s.number DESC`;
  if (!newest) throw new NotFoundError('Không có tình huống này.');
  return [newest, ...older];
}
