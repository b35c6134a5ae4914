import type { Actor } from '../../../actor';

interface Account {
  id: string;
  disabledAt: Date | null;
}

/** Administrators cannot disable their own account or reset its password here: they would lock themselves out. */
export const canDeactivate = (actor: Actor, account: Account): boolean =>
  actor.role === 'admin' && account.id !== actor.id && account.disabledAt === null;

export const canReactivate = (actor: Actor, account: Account): boolean =>
  actor.role === 'admin' && account.disabledAt !== null;

export const canResetPassword = (actor: Actor, account: Account): boolean =>
  actor.role === 'admin' && account.id !== actor.id && account.disabledAt === null;
