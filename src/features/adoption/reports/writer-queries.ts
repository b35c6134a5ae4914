import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { sql } from '../../../shared/sql';
import type { Figures } from '../figures/figures';
import { ANSWERED_DRAW, answeredDraw } from '../sample/confirmation-queries';
import { sampleWriters } from '../sample/queries';

const WRITER = z.object({ name: z.string(), rows: z.number() });
export type Writer = z.infer<typeof WRITER>;

/** Who wrote the rows behind the headlines, and what calls confirmed of them. */
const BEHIND = z.object({
  /** Of the sample's answers that count, and of the uses that the team knows. */
  sample: z.array(WRITER),
  known: z.array(WRITER),
  /** How often the newest official count was typed over. */
  corrections: z.number(),
  draw: ANSWERED_DRAW.nullable(),
});
export type BehindFigures = z.infer<typeof BEHIND>;

export function readBehind(
  db: Reads,
  { scope, samples, officialCounts, writers = {} }: Figures,
): Promise<BehindFigures> {
  const { wardId, on, today } = scope;
  const [sample, count] = [samples[0], officialCounts[0]];
  return queryRow(db, 'report-writers', BEHIND)`SELECT
      ${sample ? sampleWriters(wardId, sample.id) : sql`'[]'::json`} AS sample,
      (SELECT coalesce(json_agg(json_build_object('name', u.display_name, 'rows', w.rows)), '[]')
       FROM unnest(${Object.keys(writers)}::uuid[], ${Object.values(writers)}::int[]) w (id, rows) JOIN user_account u ON u.id = w.id) AS known,
      (SELECT greatest(count(*) - 1, 0)::int FROM official_count
       WHERE ward_id = ${wardId} AND public_service_id IS NULL AND month = ${count?.month ?? null}::date) AS corrections,
      ${answeredDraw(wardId, on, today)} AS draw`;
}
