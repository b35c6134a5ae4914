import { randomInt } from 'node:crypto';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { toDbDate } from '../../../db/dates';
import { localDateOf, monthStartOf } from '../../../shared/dates';
import { newIdAt } from '../../../shared/new-id';
import { UNCHANGED, type Done, type Unchanged } from '../../../shared/outcome';
import { done, transact } from '../../office/audit/transact';
import { drawLearners, findLastDraw } from './draw-queries';
import { nextDraw } from './waves';

const LARGEST_SEED = 2 ** 31;

/**
 * Draws who is asked half a year after a lesson, of those who become due up to the end of this month. A month is drawn
 * once: a second draw changes nothing. `empty`: there is no resident to draw.
 * @param size how many people the office can call; all of them if they are fewer.
 */
export async function drawLateChecks(
  { db, now }: Context,
  actor: Actor,
  size: number,
  seed = randomInt(LARGEST_SEED),
): Promise<Done | Unchanged | { kind: 'empty' }> {
  const { wardId } = actor;
  const at = now();
  const today = localDateOf(at);
  const days = nextDraw((await findLastDraw(db, wardId))?.dueUntil ?? null, today);
  if (!days) return UNCHANGED;
  const drawn = await drawLearners(db, { wardId, today, days, seed, size });
  if (!drawn[0]) return { kind: 'empty' };
  const { population } = drawn[0];
  const [id, month] = [newIdAt(at), monthStartOf(today)];
  return transact({ db, now }, actor, async (tx) => {
    const draw = { id, wardId, month: toDbDate(month), seed, population, drawnBy: actor.id, drawnAt: at };
    const { count } = await tx.checkDraw.createMany({
      data: [{ ...draw, dueFrom: toDbDate(days.from), dueUntil: toDbDate(days.until) }],
      skipDuplicates: true,
    });
    if (count === 0) return UNCHANGED; // a concurrent draw was first
    await tx.checkDrawMember.createMany({
      data: drawn.map(({ id: residentId }, index) => ({
        id: newIdAt(at),
        wardId,
        checkDrawId: id,
        residentId,
        callOrder: index + 1,
      })),
    });
    return done('check-draw.draw', id, { month, seed, size: drawn.length, learners: population });
  });
}
