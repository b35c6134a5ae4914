import type { Actor } from '../../../actor';

interface Written {
  writtenBy: string;
  withdrawnAt: Date | null;
}

/** Only the author changes the words of a briefing. */
export function canCorrect(actor: Pick<Actor, 'id'>, briefing: Written): boolean {
  return briefing.withdrawnAt === null && briefing.writtenBy === actor.id;
}

/** Besides the author, the office may withdraw what should not be there. */
export function canWithdraw(actor: Pick<Actor, 'id' | 'role'>, briefing: Written): boolean {
  return (
    briefing.withdrawnAt === null &&
    (briefing.writtenBy === actor.id || actor.role === 'staff' || actor.role === 'admin')
  );
}
