import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { ScamChannel, ScamPattern, ScamStop } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NAMED } from '../../../shared/row-schemas';
import { constant, empty, sql, type Sql } from '../../../shared/sql';
import { isAlertOn } from '../briefings/queries';

/** As many alike within as many days are a pattern of the ward. */
export const ALIKE = 3;
export const ALIKE_DAYS = 14;
export const PATTERN_ROW = z.object({
  pattern: z.enum(ScamPattern),
  count: z.number(),
  /** By channel, most frequent first. */
  channels: z.array(z.object({ channel: z.enum(ScamChannel), count: z.number() })),
  groups: z.number(),
  /** Whether the ward warns of it now. */
  isAlert: z.boolean(),
});
export type PatternRow = z.infer<typeof PATTERN_ROW>;

/** SQL: the patterns of which a ward had at least three near misses within two weeks, the most frequent first. */
export const patternsOf = (wardId: string, today: LocalDate): Sql => sql`
  SELECT found.pattern, count(*)::int AS count, count(DISTINCT found.residential_group_id)::int AS groups,
    (SELECT json_agg(json_build_object('channel', by.channel, 'count', by.count) ORDER BY by.count DESC, by.channel) FROM (
      SELECT m.channel, count(*)::int AS count FROM near_miss m WHERE m.ward_id = ${wardId} AND m.pattern = found.pattern
        AND m.happened_on BETWEEN ${today}::date - ${constant(ALIKE_DAYS - 1)} AND ${today}::date GROUP BY 1) by) AS channels,
    EXISTS (SELECT FROM briefing b WHERE b.ward_id = ${wardId} AND b.scam_pattern = found.pattern AND ${isAlertOn(today)}) AS "isAlert"
  FROM near_miss found WHERE found.ward_id = ${wardId} AND found.happened_on BETWEEN ${today}::date - ${constant(ALIKE_DAYS - 1)} AND ${today}::date
  GROUP BY found.pattern HAVING count(*) >= ${constant(ALIKE)} ORDER BY count(*) DESC, found.pattern`;

export const listPatterns = (db: Reads, wardId: string, today: LocalDate): Promise<PatternRow[]> =>
  queryRows(db, 'near-miss-patterns', PATTERN_ROW)`${patternsOf(wardId, today)}`;

export const NEAR_MISSES_A_PAGE = 30;

const NEAR_MISS = z.object({
  id: z.string(),
  total: z.number(),
  pattern: z.enum(ScamPattern),
  channel: z.enum(ScamChannel),
  stoppedBy: z.enum(ScamStop),
  happenedOn: z.string(),
  groupName: z.string().nullable(),
  note: z.string(),
});
export type NearMissRow = z.infer<typeof NEAR_MISS>;

/** A page of near misses, the latest first, and one more if there are more. */
export const listNearMisses = (db: Reads, wardId: string, after: string | null): Promise<NearMissRow[]> =>
  queryRows(db, 'near-misses', NEAR_MISS)`
      SELECT m.id, (SELECT count(*) FROM near_miss WHERE ward_id = ${wardId})::int AS total, m.pattern, m.channel, m.stopped_by AS "stoppedBy",
        m.happened_on AS "happenedOn", g.name AS "groupName", m.note
      FROM near_miss m LEFT JOIN residential_group g ON g.id = m.residential_group_id WHERE m.ward_id = ${wardId}
        ${after === null ? empty : sql`AND (m.happened_on, m.id) < (SELECT l.happened_on, l.id FROM near_miss l WHERE l.ward_id = ${wardId} AND l.id = ${after})`}
      ORDER BY m.happened_on DESC, m.id DESC LIMIT ${constant(NEAR_MISSES_A_PAGE + 1)}`;

export const listGroups = (db: Reads, wardId: string, today: LocalDate): Promise<z.infer<typeof NAMED>[]> =>
  queryRows(db, 'near-miss-groups', NAMED)`
      SELECT id, name FROM residential_group WHERE ward_id = ${wardId} AND (valid_to IS NULL OR valid_to > ${today}) ORDER BY length(code), code`;
