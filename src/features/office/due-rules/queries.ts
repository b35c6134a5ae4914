import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { addMonths, type LocalDate } from '../../../shared/dates';
import { NAMED } from '../../../shared/row-schemas';
import { sql, type Sql } from '../../../shared/sql';

/** SQL that is true for a rule `d` that is applied: it has a source, and was checked within the last year. */
export const isApplied = (today: LocalDate): Sql =>
  sql`(d.source <> '' AND coalesce(d.checked_on >= ${addMonths(today, -12)}::date, false))`;

const WARD_RULE = z.object({
  id: z.string(),
  key: z.string(),
  /** The one to suggest first, and others that do it too. */
  service: z.string(),
  service2: z.string().nullable(),
  service3: z.string().nullable(),
  /** Their names. */
  services: z.string(),
  law: z.string(),
  source: z.string(),
  checkedOn: z.string().nullable(),
  version: z.number(),
  isApplied: z.boolean(),
});
export type WardRule = z.infer<typeof WARD_RULE>;
export type OpenedRule = WardRule & { offered: readonly z.infer<typeof NAMED>[] };

export const listWardRules = (db: Reads, wardId: string, today: LocalDate): Promise<WardRule[]> =>
  queryRows(db, 'due-rules', WARD_RULE)`
      SELECT d.id, d.key, d.public_service_ids[1] AS service, d.public_service_ids[2] AS service2, d.public_service_ids[3] AS service3,
        (SELECT string_agg(s.name, '; ' ORDER BY array_position(d.public_service_ids, s.id)) FROM public_service s WHERE s.id = ANY (d.public_service_ids)) AS services, d.law, d.source, d.checked_on AS "checkedOn", d.version, ${isApplied(today)} AS "isApplied"
      FROM due_rule d WHERE d.ward_id = ${wardId} ORDER BY d.key`;

/** The services that a rule may name: in use, or named by it already. */
export const listRuleServices = (db: Reads, wardId: string, rule: WardRule) =>
  queryRows(db, 'due-rule-services', NAMED)`
      SELECT s.id, s.name FROM public_service s WHERE s.ward_id = ${wardId} AND s.kind <> 'topic'
        AND (NOT s.is_retired AND s.retired_on IS NULL OR s.id IN (${rule.service}::uuid, ${rule.service2}::uuid, ${rule.service3}::uuid)) ORDER BY s.name, s.id`;
