import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { addDays, weekStartOf, type LocalDate } from '../../../shared/dates';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import { MET_SOMEBODY } from '../../register/households/counted-doors';

export const WEEKS = 12;
/** The last weeks, Monday to Sunday, that are over: figures of a week that runs would tell the day of an answer. */
export const endedWeeks = (today: LocalDate) => {
  const monday = weekStartOf(today);
  return { from: addDays(monday, -7 * WEEKS), until: addDays(monday, -1) };
};
type Span = ReturnType<typeof endedWeeks>;

const VOICES = z.object({
  ...{ glad: z.number(), fair: z.number(), sad: z.number(), asked: z.number(), not_asked: z.number() },
  /** Faces from slips, and those without proof of work; sentences that the office removed; households met. */
  ...{ slips: z.number(), unchecked: z.number(), removed: z.number(), met: z.number() },
});
export type Voices = z.infer<typeof VOICES>;

const said = (wardId: string, { from, until }: Span): Sql =>
  sql`voice s WHERE s.ward_id = ${wardId} AND s.answered_on BETWEEN ${from}::date AND ${until}::date`;
/** SQL: how many of the rows are such. */
const such = (condition: string) => sql`(count(*) FILTER (WHERE ${raw(condition)}))::int`;
const IS_FACE = "s.said IN ('glad', 'fair', 'sad')";

export const readVoices = (db: Reads, wardId: string, span: Span): Promise<Voices> =>
  queryRow(db, 'voices', VOICES)`
      SELECT ${such("s.said = 'glad'")} AS glad, ${such("s.said = 'fair'")} AS fair, ${such("s.said = 'sad'")} AS sad,
        ${such("s.said = 'asked'")} AS asked, ${such("s.said = 'not_asked'")} AS not_asked, ${such(`${IS_FACE} AND s.source = 'slip'`)} AS slips,
        ${such(`${IS_FACE} AND NOT s.is_checked`)} AS unchecked, ${such("s.said = 'sentence' AND s.sentence = ''")} AS removed,
        (SELECT count(DISTINCT v.household_id)::int FROM visit v WHERE v.ward_id = ${wardId} AND ${MET_SOMEBODY} AND v.visited_on BETWEEN ${span.from}::date AND ${span.until}::date) AS met
      FROM ${said(wardId, span)}`;

export const VOICES_A_PAGE = 50;
const SENTENCE = z.object({ id: z.string(), total: z.number(), week: z.string(), sentence: z.string() });
export type Sentence = z.infer<typeof SENTENCE>;
const WEEK = sql`date_trunc('week', s.answered_on)::date`;

/** A page of the sentences, the latest week first and within it in no order of time; one more if there are more. */
export const listSentences = (db: Reads, wardId: string, span: Span, after: string | null): Promise<Sentence[]> =>
  queryRows(db, 'voice-sentences', SENTENCE)`
      SELECT s.id, (SELECT count(*) FROM ${said(wardId, span)} AND s.sentence <> '')::int AS total, ${WEEK} AS week, s.sentence
      FROM ${said(wardId, span)} AND s.sentence <> ''
        ${after === null ? empty : sql`AND (${WEEK}, s.id) < (SELECT ${WEEK}, s.id FROM voice s WHERE s.ward_id = ${wardId} AND s.id = ${after})`}
      ORDER BY week DESC, s.id DESC LIMIT ${constant(VOICES_A_PAGE + 1)}`;
