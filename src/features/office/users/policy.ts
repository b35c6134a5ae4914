import type { Actor } from '../../../actor';

interface Account {
  id: string;
  disabledAt: Date | null;
}

/** One's own account is never disabled or given a new password from the list: one would lock oneself out. */
export function canDeactivate(actor: Actor, account: Account): boolean {
  return actor.role === 'admin' && account.id !== actor.id && account.disabledAt === null;
}

export function canReactivate(actor: Actor, account: Account): boolean {
  return actor.role === 'admin' && account.disabledAt !== null;
}

export function canResetPassword(actor: Actor, account: Account): boolean {
  return actor.role === 'admin' && account.id !== actor.id && account.disabledAt === null;
}
