import type { Actor } from '../../../actor';

interface Written {
  writtenBy: string;
  withdrawnAt: Date | null;
}

/** Only the author changes the words of a briefing. */
export const canCorrect = (actor: Pick<Actor, 'id'>, briefing: Written): boolean =>
  briefing.withdrawnAt === null && briefing.writtenBy === actor.id;

/** Besides the author, the office may withdraw what should not be there. */
export const canWithdraw = (actor: Pick<Actor, 'id' | 'role'>, briefing: Written): boolean =>
  briefing.withdrawnAt === null &&
  (briefing.writtenBy === actor.id || actor.role === 'staff' || actor.role === 'admin');
