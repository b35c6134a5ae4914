import type { Pool } from 'pg';
import { queryPrepared } from '../../../db/query-rows';
import { z } from 'zod';
import type { AccessLog } from '../../../context';
import { empty, raw, sql } from '../../../shared/sql';

/** The table of a kind of record whose opening is logged only if the ward has it: a page's other reads answer 404. */
const TABLES: Readonly<Record<string, string>> = {
  household: 'household',
  import: 'import_run',
  'public-request': 'public_request',
  request: 'support_request',
  resident: 'resident',
  round: 'round',
  'round-proposal': 'round_proposal',
  visit: 'visit',
};

const KEPT_OPEN_MS = 5 * 60_000;
const KEPT_OPEN_ANSWERS = 50;

const NO_COLUMNS = z.object({});

/** Logs the opening of personal files. */
export function createAccessLog(pool: Pool, now: () => Date): AccessLog {
  /**
   * Continuing readings: when each was last logged, its number of answers since, and the promise that it was logged.
   */
  const open = new Map<string, { at: number; answers: number; logged: Promise<void> }>();

  const opened: AccessLog['opened'] = async (actor, action, { type, id }, details = {}) => {
    const table = id === null ? undefined : TABLES[type];
    const isThere =
      table && sql`WHERE EXISTS (SELECT FROM ${raw(table)} WHERE ward_id = ${actor.wardId} AND id = opened.id::uuid)`;
    await queryPrepared({ pool }, 'audit-access', NO_COLUMNS)`
        INSERT INTO audit_event (chain_id, at, actor_id, actor_name, action, is_change, subject_type, subject_id, details)
        SELECT ${actor.wardId}::uuid, ${now()}::timestamptz, ${actor.id}::uuid, ${actor.displayName}, ${action}, false, ${type}, opened.id, ${details}::jsonb
        FROM unnest(${[id].flat()}::text[]) AS opened (id) ${isThere ?? empty}`;
  };

  return {
    opened,
    keptOpen(actor, action, subject) {
      const key = [actor.id, action, subject.type, subject.id].join(' ');
      const at = now().getTime();
      const known = open.get(key);
      // Requests that come while the entry is being written wait for it too: nothing is shown before it is logged.
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
