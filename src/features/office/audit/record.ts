import type { AuditAction } from '../../../audit-vocabulary';
import type { Statements } from '../../../db/database';
import type { Actor } from '../../../actor';
import { empty, sql, type Sql } from '../../../shared/sql';

export interface Subject {
  type: string;
  id: string | null;
}

export interface AuditEvent {
  /** Null only if no signed-in user acted: a refused sign-in, a command of the operator. */
  actor: Actor | null;
  /** The ward that an operator's command changed; without it such an event belongs to no ward. */
  wardId?: string;
  action: AuditAction;
  subject: Subject;
  /** Facts of the change without full national numbers or other secrets. */
  details?: Record<string, unknown>;
  at: Date;
}

/** The chain of events that belong to no ward. */
export const NO_WARD = '00000000-0000-0000-0000-000000000000';

/**
 * Writes the event of a change inside the transaction that makes the change, after the change. It gets its place in the
 * ward's chain once that is committed (seal-service.ts), so writers do not wait for each other here.
 */
export async function recordEvent(tx: Statements, event: AuditEvent): Promise<void> {
  await tx.$executeRaw`${insertEvent(event)}`;
}

/**
 * SQL: the event of a change, for a statement that also makes the change.
 * @param from 'FROM …' of the rows of which there is one if something was changed; without it the event is written anyway.
 */
export function insertEvent(event: AuditEvent, from = empty): Sql {
  const { subject } = event;
  return sql`INSERT INTO audit_event (chain_id, at, actor_id, actor_name, action, is_change, subject_type, subject_id, details)
    SELECT ${event.actor?.wardId ?? event.wardId ?? NO_WARD}::uuid, ${event.at}::timestamptz, ${event.actor?.id ?? null}::uuid,
      ${event.actor?.displayName ?? 'hệ thống'}::text, ${event.action}::text, true, ${subject.type}::text, ${subject.id}::text,
      ${JSON.stringify(event.details ?? {})}::jsonb ${from}`;
}
