import type { Actor } from '../../../actor';
import type { AuditAction } from '../../../audit-vocabulary';
import type { Context } from '../../../context';
import type { Statements, Transaction } from '../../../db/database';
import { onConstraint } from '../../../db/on-constraint';
import { DONE, type Done } from '../../../shared/outcome';
import { recordEvent, type AuditEvent, type Subject } from './record';

type ChangeEvent = Pick<AuditEvent, 'action' | 'subject' | 'details'>;

/** The outcome of a change inside `transact`, which logs the event and removes it. */
type Logged = Done & { event: ChangeEvent };

/**
 * The outcome `done` of a change inside `transact`, with its event; spread it to answer more.
 * @param record the id of the record that the action names ('visit.edit': a visit), or another subject.
 * @param details facts of the change without full national numbers or other secrets.
 */
export function done(action: AuditAction, record: string | Subject, details?: Record<string, unknown>): Logged {
  const subject = typeof record === 'string' ? { type: action.split('.', 1)[0]!, id: record } : record;
  return { ...DONE, event: { action, subject, details } };
}

/** Logs a change inside the transaction that makes it, after the change, where that is not `transact`. */
export const logEvent = (
  tx: Statements,
  by: Pick<AuditEvent, 'actor' | 'wardId' | 'at'>,
  ...event: Parameters<typeof done>
): Promise<void> => recordEvent(tx, { ...by, ...done(...event).event });

type Unlogged<Outcome> = Outcome extends Logged ? Omit<Outcome, 'event'> : Outcome;

/**
 * Makes a change and logs it in one transaction. Any outcome but `done(…)` says that nothing was written: it is passed on
 * without an event.
 */
export const transact = async <Outcome extends object>(
  { db, now }: Context,
  actor: Actor,
  change: (tx: Transaction) => Promise<Outcome>,
): Promise<Unlogged<Outcome>> =>
  db.prisma.$transaction(async (tx) => {
    const outcome: Outcome & { event?: ChangeEvent } = await change(tx);
    const { event, ...answer } = outcome;
    if (event) await recordEvent(tx, { actor, at: now(), ...event });
    return answer as Unlogged<Outcome>;
  });

/** What a verb works with. */
export interface Act {
  tx: Transaction;
  actor: Actor;
  now: Context['now'];
}

type Change<Given extends unknown[], Outcome> = (act: Act, ...given: Given) => Promise<Outcome>;
type Verb<Given extends unknown[], Outcome> = (context: Context, actor: Actor, ...given: Given) => Promise<Outcome>;

/** A service function that is one transaction from beginning to end. Its outcomes are those that `change` returns. */
export function verb<Given extends unknown[], Outcome extends object>(
  change: Change<Given, Outcome>,
): Verb<Given, Unlogged<Outcome>>;
/** @param refusals what it answers if a constraint of the database refuses the change, as in `onConstraint`. */
export function verb<Given extends unknown[], Outcome extends object, Refusal>(
  refusals: Readonly<Record<string, Refusal>>,
  change: Change<Given, Outcome>,
): Verb<Given, Unlogged<Outcome> | Refusal>;
export function verb<Given extends unknown[], Outcome extends object, Refusal>(
  ...parts: [Change<Given, Outcome>] | [Readonly<Record<string, Refusal>>, Change<Given, Outcome>]
): Verb<Given, Unlogged<Outcome> | Refusal> {
  const [refusals, change] = parts.length === 1 ? [{}, parts[0]] : parts;
  return ({ db, now }, actor, ...given) =>
    onConstraint(refusals, () => transact({ db, now }, actor, (tx) => change({ tx, actor, now }, ...given)));
}
