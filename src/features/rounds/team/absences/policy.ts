import type { Actor } from '../../../../actor';

/** Officers record their own absences; the office also records those reported by phone. */
export function canRecordFor(actor: Pick<Actor, 'id' | 'role'>, userId: string): boolean {
  return actor.role === 'admin' || actor.role === 'staff' || (actor.role === 'officer' && actor.id === userId);
}
