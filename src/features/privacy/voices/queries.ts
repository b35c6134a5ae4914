import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { weekStartOf, type LocalDate } from '../../../shared/dates';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import { MET_SOMEBODY } from '../../register/households/counted-doors';
import { shownBlocks, spanOf, type Block } from './blocks';

const SAID_IN_WEEK = z.object({ week: z.string(), faces: z.number() });
const IS_FACE = "s.said IN ('glad', 'fair', 'sad')";
const WEEK = sql`date_trunc('week', s.answered_on)::date`;

/** The blocks of weeks that the page tells about, the earliest first; none before the first five faces. */
export async function listBlocks(db: Reads, wardId: string, today: LocalDate): Promise<Block[]> {
  const monday = weekStartOf(today);
  const weeks = await queryRows(db, 'voice-weeks', SAID_IN_WEEK)`
      SELECT ${WEEK} AS week, (count(*) FILTER (WHERE ${raw(IS_FACE)}))::int AS faces FROM voice s
      WHERE s.ward_id = ${wardId} AND s.answered_on < ${monday}::date GROUP BY 1 ORDER BY 1`;
  return shownBlocks(weeks, monday);
}

const VOICES = z.object({
  ...{ glad: z.number(), fair: z.number(), sad: z.number(), asked: z.number(), not_asked: z.number() },
  /** Faces from slips, and those without proof of work; sentences that the office removed; households met. */
  ...{ slips: z.number(), unchecked: z.number(), removed: z.number(), met: z.number() },
});
export type Voices = z.infer<typeof VOICES>;

const said = (wardId: string, { from, until }: Block): Sql =>
  sql`voice s WHERE s.ward_id = ${wardId} AND s.answered_on BETWEEN ${from}::date AND ${until}::date`;
const countWhere = (condition: string) => sql`(count(*) FILTER (WHERE ${raw(condition)}))::int`;

export const readVoices = (db: Reads, wardId: string, span: Block): Promise<Voices> =>
  queryRow(db, 'voices', VOICES)`
      SELECT ${countWhere("s.said = 'glad'")} AS glad, ${countWhere("s.said = 'fair'")} AS fair, ${countWhere("s.said = 'sad'")} AS sad,
        ${countWhere("s.said = 'asked'")} AS asked, ${countWhere("s.said = 'not_asked'")} AS not_asked, ${countWhere(`${IS_FACE} AND s.source = 'slip'`)} AS slips,
        ${countWhere(`${IS_FACE} AND NOT s.is_checked`)} AS unchecked, ${countWhere("s.said = 'sentence' AND s.sentence = ''")} AS removed,
        (SELECT count(DISTINCT v.household_id)::int FROM visit v WHERE v.ward_id = ${wardId} AND ${MET_SOMEBODY} AND v.visited_on BETWEEN ${span.from}::date AND ${span.until}::date) AS met
      FROM ${said(wardId, span)}`;

export const VOICES_A_PAGE = 50;
const SENTENCE = z.object({ id: z.string(), total: z.number(), from: z.string(), sentence: z.string() });
export type Sentence = z.infer<typeof SENTENCE>;

/** A page of the sentences, the latest block first and within it in no order of time; one more if there are more. */
export const listSentences = (db: Reads, wardId: string, blocks: readonly Block[], after: string | null) => {
  const span = spanOf(blocks);
  const block = sql`(SELECT max(start) FROM unnest(${blocks.map(({ from }) => from)}::date[]) start WHERE start <= s.answered_on)`;
  return queryRows(db, 'voice-sentences', SENTENCE)`
      SELECT s.id, (SELECT count(*) FROM ${said(wardId, span)} AND s.sentence <> '')::int AS total, ${block} AS "from", s.sentence
      FROM ${said(wardId, span)} AND s.sentence <> ''
        ${after === null ? empty : sql`AND (${block}, s.id) < (SELECT ${block}, s.id FROM voice s WHERE s.ward_id = ${wardId} AND s.id = ${after})`}
      ORDER BY "from" DESC, s.id DESC LIMIT ${constant(VOICES_A_PAGE + 1)}`;
};
