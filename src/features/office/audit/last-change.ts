import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryPrepared } from '../../../db/query-rows';

const LAST_CHANGE = z.object({ id: z.string(), by: z.string(), at: z.date() });
export type LastChange = Omit<z.infer<typeof LAST_CHANGE>, 'id'>;

/**
 * Who last changed each of these records, and when, the latest first. A record is missing if no signed-in user ever changed
 * it (an imported list, a seeded demo). @param details only events whose details contain these.
 */
export const findLastChanges = (
  db: Reads,
  wardId: string,
  { type, ids, details = {} }: { type: string; ids: readonly string[]; details?: object },
) =>
  queryPrepared(db, 'audit-last-change', LAST_CHANGE)`
      SELECT id, by, at FROM (
        SELECT DISTINCT ON (subject_id) subject_id AS id, actor_name AS by, at, seq FROM audit_event
        WHERE chain_id = ${wardId} AND subject_type = ${type} AND subject_id = ANY (${ids}::text[]) AND is_change AND details @> ${JSON.stringify(details)}::jsonb
        ORDER BY subject_id, seq DESC) last
      ORDER BY seq DESC`;

/** The same for one record; null if there is none. */
export const findLastChange = async (
  db: Reads,
  wardId: string,
  { id, ...of }: { type: string; id: string; details?: object },
): Promise<LastChange | null> => (await findLastChanges(db, wardId, { ...of, ids: [id] }))[0] ?? null;
