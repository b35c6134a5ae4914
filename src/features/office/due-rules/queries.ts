import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { addMonths, type LocalDate } from '../../../shared/dates';
import { sql, type Sql } from '../../../shared/sql';

/** SQL that is true for a rule `d` that is applied: it has a source, and was checked within the last year. */
export const isApplied = (today: LocalDate): Sql =>
  sql`(d.source <> '' AND coalesce(d.checked_on >= ${addMonths(today, -12)}::date, false))`;

const WARD_RULE = z.object({
  id: z.string(),
  key: z.string(),
  serviceName: z.string(),
  law: z.string(),
  source: z.string(),
  checkedOn: z.string().nullable(),
  version: z.number(),
  isApplied: z.boolean(),
});
export type WardRule = z.infer<typeof WARD_RULE>;

export const listWardRules = (db: Reads, wardId: string, today: LocalDate): Promise<WardRule[]> =>
  queryRows(db, 'due-rules', WARD_RULE)`
      SELECT d.id, d.key, s.name AS "serviceName", d.law, d.source, d.checked_on AS "checkedOn", d.version, ${isApplied(today)} AS "isApplied"
      FROM due_rule d JOIN public_service s ON s.id = d.public_service_id WHERE d.ward_id = ${wardId} ORDER BY d.key`;
