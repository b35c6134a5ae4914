import type { Actor } from '../../../../actor';

/** Officers record their own absences; the office also records those reported by phone. */
export const canRecordFor = (actor: Pick<Actor, 'id' | 'role'>, userId: string): boolean =>
  actor.role === 'admin' || actor.role === 'staff' || (actor.role === 'officer' && actor.id === userId);
