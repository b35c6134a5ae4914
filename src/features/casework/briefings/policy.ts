import type { Actor } from '../../../actor';

interface Written {
  writtenBy: string;
  withdrawnAt: Date | null;
}

/** Its author's words are its author's to change. */
export function canCorrect(actor: Pick<Actor, 'id'>, briefing: Written): boolean {
  return briefing.withdrawnAt === null && briefing.writtenBy === actor.id;
}

/** The office, too, takes out of sight what should not stand there. */
export function canWithdraw(actor: Pick<Actor, 'id' | 'role'>, briefing: Written): boolean {
  return (
    briefing.withdrawnAt === null &&
    (briefing.writtenBy === actor.id || actor.role === 'staff' || actor.role === 'admin')
  );
}
