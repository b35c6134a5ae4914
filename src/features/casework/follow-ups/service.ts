import { randomUUID } from 'node:crypto';
import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { toDbDate } from '../../../db/dates';
import type { FollowUpKind as PressedKind } from '../../../generated/prisma/enums';
import { localDateOf } from '../../../shared/dates';
import { DONE, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { done, transact, verb } from '../../office/audit/transact';
import { endsByPress, tokenOf } from './follow-up';
import type { Press } from './forms';
import { loadWorkList } from './queries';

/**
 * Ends open follow-ups. What is no longer open, or was never one of this ward, is left alone; `unchanged` if nothing was.
 * A press sent twice is one press; one that was kept open and sent again for other rows is a press of its own.
 */
export async function endFollowUps({ db, now }: Context, actor: Actor, { pressId, outcome, tokens, note }: Press) {
  const at = now();
  const today = localDateOf(at);
  const { open } = await loadWorkList(db, actor.wardId, at);
  const ended = open.filter((found) => tokens.includes(tokenOf(found)) && endsByPress(found.kind));
  return transact({ db, now }, actor, async (tx) => {
    const known = await tx.followUpEnd.count({ where: { pressId, wardId: actor.wardId } });
    const ownId = known > 0 && ended.length > 0 ? randomUUID() : pressId;
    const { count } = await tx.followUpEnd.createMany({
      data: ended.map(({ kind, subjectId, factKey }) => ({
        id: newIdAt(at),
        wardId: actor.wardId,
        kind: kind as PressedKind,
        subjectId,
        factKey,
        outcome,
        note,
        pressId: ownId,
        endedOn: toDbDate(today),
        endedBy: actor.id,
        endedAt: at,
      })),
      skipDuplicates: true,
    });
    const ofPress = await tx.followUpEnd.findMany({
      where: { pressId: count > 0 ? ownId : pressId, wardId: actor.wardId, undoneAt: null },
      select: { id: true },
    });
    if (!ofPress[0]) return UNCHANGED;
    const details = { followUpOutcome: outcome, followUps: ended.map(tokenOf), note };
    const pressed = count > 0 ? done('follow-up.end', ofPress[0].id, details) : DONE;
    return { ...pressed, endId: ofPress[0].id, count: ofPress.length };
  });
}

/** Takes back a press with all its ends: what still holds is open again. Doing it twice does nothing. */
export const undoPress = verb(async ({ tx, actor, now }, endId: string) => {
  const end = await tx.followUpEnd.findFirst({ where: { id: endId, wardId: actor.wardId } });
  if (!end) throw new NotFoundError('Không có việc này.');
  const { count } = await tx.followUpEnd.updateMany({
    where: { pressId: end.pressId, wardId: actor.wardId, undoneAt: null },
    data: { undoneAt: now(), undoneBy: actor.id },
  });
  if (count === 0) return UNCHANGED;
  return done('follow-up.undo-end', endId, { followUpOutcome: end.outcome, count });
});
