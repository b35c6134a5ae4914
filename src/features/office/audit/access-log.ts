import type { Pool } from 'pg';
import type { Actor } from '../../../actor';
import type { AuditAction } from '../../../audit-vocabulary';
import type { AccessLog, Reading, ReadTogether } from '../../../context';

const INSERT =
  'INSERT INTO audit_event (chain_id, at, actor_id, actor_name, action, is_change, subject_type, subject_id, details)';

/** The table of each kind of record; null for what always exists. */
const TABLES: Record<ReadTogether, string | null> = {
  household: 'household',
  import: 'import_run',
  list: null,
  report: null,
  'public-request': 'public_request',
  request: 'support_request',
  resident: 'resident',
  round: 'round',
  'round-proposal': 'round_proposal',
  visit: 'visit',
  ward: null,
};

/** What a reading's events are about: one record or none, or a list of records with an event for each. */
interface ReadSubject {
  type: string;
  id: string | null | readonly string[];
}

/**
 * A statement that also writes the event, whose values follow the `count` of its own; it does not see the event itself.
 * @param isEach the subject is a list of ids, with an event for each.
 */
function withEvent(text: string, count: number, type: ReadTogether, isEach: boolean): string {
  const [ward, at, actor, name, action, subjectType, subject, details] = Array.from(
    { length: 8 },
    (_value, index) => `$${count + 1 + index}`,
  );
  const table = TABLES[type];
  const id = isEach ? 'each.id' : `${subject}::text`;
  const from = isEach ? ` FROM unnest(${subject}::text[]) AS each (id)` : '';
  const isThere =
    table === null ? '' : ` WHERE EXISTS (SELECT FROM ${table} WHERE ward_id = ${ward} AND id = (${id})::uuid)`;
  const logged = `logged AS (${INSERT} SELECT ${ward}::uuid, ${at}::timestamptz, ${actor}::uuid, ${name}::text, ${action}::text, false, ${subjectType}::text, ${id}, ${details}::jsonb${from}${isThere})`;
  const [, own] = /^\s*WITH\s([^]*)$/.exec(text) ?? [];
  return own === undefined ? `WITH ${logged} ${text}` : `WITH ${logged}, ${own}`;
}

const KEPT_OPEN_MS = 5 * 60_000;
const KEPT_OPEN_ANSWERS = 50;

/** Logs the opening of personal files. */
export function createAccessLog(pool: Pool, now: () => Date): AccessLog {
  /**
   * Continuing readings: when each was last logged, its number of answers since, and the promise that it was logged.
   */
  const open = new Map<string, { at: number; answers: number; logged: Promise<void> }>();

  const valuesOf = (actor: Actor, action: AuditAction, subject: ReadSubject, details: object = {}): unknown[] => [
    actor.wardId,
    now(),
    actor.id,
    actor.displayName,
    action,
    subject.type,
    subject.id,
    details,
  ];

  const opened: AccessLog['opened'] = async (...event) => {
    await pool.query({
      name: 'audit-access',
      text: `${INSERT} VALUES ($1, $2, $3, $4, $5, false, $6, $7, $8)`,
      values: valuesOf(...event),
    });
  };

  function readingOf(type: ReadTogether, event: unknown[], isEach: boolean): Reading {
    let isUsed = false;
    return {
      pool: {
        query({ name, text, values }) {
          if (isUsed) throw new Error(`${name} is the second statement of one reading`);
          isUsed = true;
          return pool.query({
            name: `${name}, ${isEach ? 'each ' : ''}${type} logged`,
            text: withEvent(text, values.length, type, isEach),
            values: [...values, ...event],
          });
        },
      },
    };
  }

  return {
    opened,
    reading: async (actor, action, subject, details) =>
      readingOf(subject.type, valuesOf(actor, action, subject, details), false),
    readings: async (actor, action, { type, ids }, details) =>
      readingOf(type, valuesOf(actor, action, { type, id: ids }, details), true),
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
