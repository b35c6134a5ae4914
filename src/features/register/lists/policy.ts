import type { Actor } from '../../../actor';

interface ViewOwnership {
  createdBy: string;
  isShared: boolean;
}

/**
 * Users see their own views and those shared in the office. A shared view can be changed only by its creator or an
 * administrator.
 */
export function can(actor: Actor, action: 'open' | 'change', view: ViewOwnership): boolean {
  if (view.createdBy === actor.id) return true;
  if (!view.isShared) return false;
  return action === 'open' || actor.role === 'admin';
}
