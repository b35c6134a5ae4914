import type { Database } from '../../../db/database';

export interface LastChange {
  by: string;
  at: Date;
}

/** Who last changed a record, and when; null if no signed-in user ever did (an imported list, a seeded demo). */
export async function findLastChange(
  { pool }: Database,
  wardId: string,
  subject: { type: string; id: string },
): Promise<LastChange | null> {
  const { rows } = await pool.query<LastChange>({
    name: 'audit-last-change',
    text: `SELECT actor_name AS by, at FROM audit_event
           WHERE chain_id = $1 AND subject_type = $2 AND subject_id = $3 AND is_change
           ORDER BY seq DESC LIMIT 1`,
    values: [wardId, subject.type, subject.id],
  });
  return rows[0] ?? null;
}
