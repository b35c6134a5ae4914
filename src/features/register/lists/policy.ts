import type { Actor } from '../../../actor';

interface ViewOwnership {
  createdBy: string;
  sharedAt: Date | null;
}

/** A person's own views, and those the office shares, are seen; a shared one is changed by its maker or an administrator only. */
export function can(actor: Actor, action: 'open' | 'change', view: ViewOwnership): boolean {
  if (view.createdBy === actor.id) return true;
  if (view.sharedAt === null) return false;
  return action === 'open' || actor.role === 'admin';
}
