import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryPrepared } from '../../../db/query-rows';

const LAST_CHANGE = z.object({ by: z.string(), at: z.date() });
export type LastChange = z.infer<typeof LAST_CHANGE>;

/** Who last changed a record, and when; null if no signed-in user ever did (an imported list, a seeded demo). */
export async function findLastChange(
  db: Reads,
  wardId: string,
  subject: { type: string; id: string },
): Promise<LastChange | null> {
  const [change] = await queryPrepared(db, 'audit-last-change', LAST_CHANGE)`
      SELECT actor_name AS by, at FROM audit_event
      WHERE chain_id = ${wardId} AND subject_type = ${subject.type} AND subject_id = ${subject.id} AND is_change
      ORDER BY seq DESC LIMIT 1`;
  return change ?? null;
}
