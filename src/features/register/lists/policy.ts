import type { Actor } from '../../../actor';

interface ViewOwnership {
  createdBy: string;
  sharedAt: Date | null;
}

/**
 * Users see their own views and those shared in the office. A shared view can be changed only by its creator or an
 * administrator.
 */
export function can(actor: Actor, action: 'open' | 'change', view: ViewOwnership): boolean {
  if (view.createdBy === actor.id) return true;
  if (view.sharedAt === null) return false;
  return action === 'open' || actor.role === 'admin';
}
