import { randomInt } from 'node:crypto';
import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { toDbDate } from '../../../db/dates';
import { localDateOf } from '../../../shared/dates';
import { invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { done, transact } from '../../office/audit/transact';
import { LARGEST_SEED } from '../sample/service';
import type { ReachDrawForm } from './forms';
import { listReach } from './queries';
import { canCompare, drawTurns, isOpen } from './turns';

/** Nothing was drawn: the office is asked first, because a ward draws once. */
interface Unconfirmed {
  kind: 'unconfirmed';
}

/**
 * Draws the order in which the groups are reached that the team has not reached yet. A ward draws once: a second draw
 * changes nothing.
 */
export async function drawReach(
  { db, now }: Context,
  actor: Actor,
  { firstQuarter, perQuarter, priorities }: ReachDrawForm,
  { isConfirmed, seed = randomInt(LARGEST_SEED) }: { isConfirmed: boolean; seed?: number },
): Promise<Done | Unchanged | Invalid | Unconfirmed> {
  const { wardId } = actor;
  const at = now();
  if (await db.prisma.reachDraw.findFirst({ where: { wardId }, select: { id: true } })) return UNCHANGED;

  const open = (await listReach(db, wardId, localDateOf(at))).filter(isOpen);
  if (open.length !== Object.keys(priorities).length || open.some(({ groupId }) => !(groupId in priorities)))
    return invalid({ priorities: 'Các tổ còn bốc thăm được đã đổi từ lúc mở trang: xem lại danh sách dưới đây.' });
  const turns = drawTurns(
    open.map(({ groupId }) => ({ groupId, priority: priorities[groupId]! })),
    { seed, perQuarter, firstQuarter },
  );
  if (!canCompare(turns))
    return invalid({
      perQuarter:
        'Chia như vậy thì sau này không so được: trong một lượt ưu tiên cần ít nhất ba quý có tổ đến, và đủ nhiều tổ. Giảm số tổ mỗi quý, hoặc gộp lượt ưu tiên.',
    });
  if (!isConfirmed) return { kind: 'unconfirmed' };

  const reachOf = new Map(open.map((row) => [row.groupId, row]));
  const id = newIdAt(at);
  return transact({ db, now }, actor, async (tx) => {
    const { count } = await tx.reachDraw.createMany({
      data: [{ id, wardId, seed, perQuarter, firstQuarter: toDbDate(firstQuarter), drawnBy: actor.id, drawnAt: at }],
      skipDuplicates: true,
    });
    if (count === 0) return UNCHANGED; // a concurrent draw was first
    await tx.reachTurn.createMany({
      data: turns.map(({ groupId, priority, position, quarter }) => ({
        id: newIdAt(at),
        wardId,
        reachDrawId: id,
        residentialGroupId: groupId,
        priority,
        position,
        quarter: toDbDate(quarter),
        doors: reachOf.get(groupId)!.doors,
        visitedDoors: reachOf.get(groupId)!.visitedDoors,
      })),
    });
    return done('reach-draw.make', id, { seed, firstQuarter, perQuarter, groups: turns.length });
  });
}
