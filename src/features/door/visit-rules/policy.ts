import type { Actor } from '../../../actor';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';

/** `why` completes "Không hoàn tác được nữa: …". */
export type WayToWithdraw = { kind: 'at-once' } | { kind: 'with-reason' } | { kind: 'kept'; why: string };

interface LoggedVisit {
  loggedById: string;
  loggedAt: Date;
  updatedById: string | null;
  isRoundClosed: boolean;
}

/** How an actor may withdraw a visit: an officer their own of the same day, the office, which plans the rounds, any with a reason. */
export function wayToWithdraw(actor: Actor, visit: LoggedVisit, at: Date): WayToWithdraw {
  const why = reasonToKeep(actor, visit, at);
  if (why === null) return { kind: 'at-once' };
  return isPermitted(actor.role, 'rounds.plan') ? { kind: 'with-reason' } : { kind: 'kept', why };
}

function reasonToKeep(actor: Actor, { loggedById, loggedAt, updatedById, isRoundClosed }: LoggedVisit, at: Date) {
  if (loggedById !== actor.id) return 'lượt này do người khác ghi.';
  if (updatedById !== null && updatedById !== actor.id) return 'đã có người khác sửa lượt này.';
  if (localDateOf(loggedAt) !== localDateOf(at)) return 'lượt này ghi từ hôm trước, nhờ văn phòng rút.';
  return isRoundClosed ? 'buổi này đã đóng, nhờ văn phòng rút.' : null;
}
