import type { AuditAction } from '../../../audit-vocabulary';
import type { Pool } from 'pg';
import type { AccessLog, Subject } from '../../../context';
import type { Actor } from '../../../actor';

const KEPT_OPEN_MS = 5 * 60_000;
const KEPT_OPEN_ANSWERS = 50;

interface Waiting {
  row: Record<string, unknown>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Logs the opening of personal files. Readings that arrive while a batch is being committed go into the next batch:
 * each page waits for its own entry, yet fifty pages at once cost one transaction, not fifty queueing for the chain's
 * lock.
 */
export function createAccessLog(pool: Pool, now: () => Date): AccessLog {
  const waiting: Waiting[] = [];
  let isWriting = false;
  /**
   * Continuing readings: when each was last logged, its number of answers since, and the promise that it was logged.
   */
  const open = new Map<string, { at: number; answers: number; logged: Promise<void> }>();

  async function writeBatches(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 200);
      try {
        await pool.query({
          name: 'audit-access-batch',
          text: `INSERT INTO audit_event (chain_id, at, actor_id, actor_name, action, is_change, subject_type, subject_id, details)
                 SELECT chain_id, at, actor_id, actor_name, action, false, subject_type, subject_id, details
                 FROM jsonb_to_recordset($1::jsonb) AS event (chain_id uuid, at timestamptz, actor_id uuid, actor_name text,
                   action text, subject_type text, subject_id text, details jsonb)`,
          values: [JSON.stringify(batch.map((entry) => entry.row))],
        });
        batch.forEach((entry) => entry.resolve());
      } catch (error) {
        batch.forEach((entry) => entry.reject(error));
      }
    }
    isWriting = false;
  }

  function opened(
    actor: Actor,
    action: AuditAction,
    subject: Subject,
    details: Record<string, unknown> = {},
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({
        resolve,
        reject,
        row: {
          chain_id: actor.wardId,
          at: now().toISOString(),
          actor_id: actor.id,
          actor_name: actor.displayName,
          action,
          subject_type: subject.type,
          subject_id: subject.id,
          details,
        },
      });
      if (!isWriting) void writeBatches();
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
