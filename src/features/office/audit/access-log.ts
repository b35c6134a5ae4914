import type { AuditAction } from '../../../audit-vocabulary';
import type { Pool } from 'pg';
import type { AccessLog, Subject } from '../../../context';
import type { Actor } from '../../../actor';

const KEPT_OPEN_MS = 5 * 60_000;
const KEPT_OPEN_ANSWERS = 50;

/** Logs the opening of personal files. */
export function createAccessLog(pool: Pool, now: () => Date): AccessLog {
  /**
   * Continuing readings: when each was last logged, its number of answers since, and the promise that it was logged.
   */
  const open = new Map<string, { at: number; answers: number; logged: Promise<void> }>();

  async function opened(
    actor: Actor,
    action: AuditAction,
    subject: Subject,
    details: Record<string, unknown> = {},
  ): Promise<void> {
    await pool.query({
      name: 'audit-access',
      text: `INSERT INTO audit_event (chain_id, at, actor_id, actor_name, action, is_change, subject_type, subject_id, details)
             VALUES ($1, $2, $3, $4, $5, false, $6, $7, $8)`,
      values: [actor.wardId, now(), actor.id, actor.displayName, action, subject.type, subject.id, details],
    });
  }

  return {
    opened,
    keptOpen(actor, action, subject) {
      const key = [actor.id, action, subject.type, subject.id].join(' ');
      const at = now().getTime();
      const known = open.get(key);
      // Everybody who asks while the entry is being written waits for it too: nothing is shown before it is logged.
      if (known && at - known.at < KEPT_OPEN_MS && known.answers < KEPT_OPEN_ANSWERS) {
        known.answers += 1;
        return known.logged;
      }
      const logged = opened(actor, action, subject);
      open.set(key, { at, answers: 1, logged });
      logged.catch(() => open.delete(key));
      return logged;
    },
  };
}
