import type { Actor } from '../../../../actor';

/** An officer speaks for themselves; the office writes down what it is told by phone. */
export function canRecordFor(actor: Pick<Actor, 'id' | 'role'>, userId: string): boolean {
  return actor.role === 'admin' || actor.role === 'staff' || (actor.role === 'officer' && actor.id === userId);
}
