import type { AppContext } from '../../../context';
import { lockOrNotFound } from '../../../db/locks';
import { invalid, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { done, transact, verb } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { getRound } from '../round/queries';

const MAX_ITEMS = 60;

/**
 * Records who takes which things to a round. Things already out for it stay as they were. Locks the round, so that it
 * is not cancelled and its team not changed in between; two people who take things do not wait for each other.
 */
export const takeOut = verb(
  async ({ tx, actor, now }, roundId: string, { items, takenBy }: { items: readonly string[]; takenBy: string }) => {
    await lockOrNotFound(tx, 'round', { id: roundId, wardId: actor.wardId }, 'SHARE');
    const closure = await tx.roundClosure.findUnique({ where: { roundId }, select: { kind: true } });
    if (closure?.kind === 'cancelled') return invalid({ items: 'Buổi này đã hủy.' });
    const taker = await tx.roundOfficer.findUnique({
      where: { roundId_userId: { roundId, userId: takenBy } },
      select: { user: { select: { displayName: true } } },
    });
    if (!taker) return invalid({ takenBy: 'Người này không đi buổi này. Chọn lại.' });
    const known = await tx.equipmentItem.findMany({
      where: { wardId: actor.wardId, id: { in: [...items] }, retiredAt: null },
      select: { id: true, name: true },
      orderBy: { id: 'asc' },
    });
    if (known.length < items.length) return invalid({ items: 'Có món không còn trong danh sách. Tải lại trang.' });
    const at = now();
    const taken = await tx.handOver.createManyAndReturn({
      data: known.map(({ id }) => ({
        id: newIdAt(at),
        wardId: actor.wardId,
        roundId,
        itemId: id,
        takenBy,
        takenAt: at,
        recordedBy: actor.id,
      })),
      skipDuplicates: true,
      select: { itemId: true },
    });
    if (taken.length === 0) return UNCHANGED;
    const names = known.filter(({ id }) => taken.some(({ itemId }) => itemId === id)).map(({ name }) => name);
    return {
      ...done('hand-over.take-out', { type: 'round', id: roundId }, { items: names, takenBy: taker.user.displayName }),
      count: taken.length,
    };
  },
);

/** Records what has come back from a round. Things that are already back stay as they were. */
export async function bringBack({ db, now }: AppContext, actor: Actor, roundId: string, handOvers: readonly string[]) {
  await getRound(db, actor.wardId, roundId);
  return transact({ db, now }, actor, async (tx) => {
    const back = await tx.handOver.updateManyAndReturn({
      where: { id: { in: [...handOvers] }, wardId: actor.wardId, roundId, endedAt: null },
      data: { endedAs: 'returned', endedAt: now(), endedBy: actor.id },
      select: { item: { select: { name: true } } },
    });
    if (back.length === 0) return UNCHANGED;
    return {
      ...done('hand-over.bring-back', { type: 'round', id: roundId }, { items: back.map(({ item }) => item.name) }),
      count: back.length,
    };
  });
}

/** Records that a thing will not come back, and why. Doing it twice does nothing. */
export const writeOff = verb(async ({ tx, actor, now }, id: string, note: string) => {
  const handOver = await tx.handOver.findFirst({
    where: { id, wardId: actor.wardId },
    select: { roundId: true, item: { select: { name: true } } },
  });
  if (!handOver) throw new NotFoundError();
  const { count } = await tx.handOver.updateMany({
    where: { id, endedAt: null },
    data: { endedAs: 'lost', endedAt: now(), endedBy: actor.id, endNote: note },
  });
  const { roundId } = handOver;
  if (count === 0) return { ...UNCHANGED, roundId };
  return {
    ...done('hand-over.write-off', { type: 'round', id: roundId }, { items: [handOver.item.name], reason: note }),
    roundId,
  };
});

/** Adds a thing to the ward's list; an existing thing of that name is kept. */
export const addEquipment = verb({ equipment_item_name: UNCHANGED }, async ({ tx, actor, now }, name: string) => {
  const items = await tx.equipmentItem.findMany({
    where: { wardId: actor.wardId, retiredAt: null },
    select: { position: true },
  });
  if (items.length >= MAX_ITEMS) return invalid({ name: `Danh sách nhiều nhất ${MAX_ITEMS} món.` });
  const position = Math.max(0, ...items.map((item) => item.position)) + 1;
  const { id } = await tx.equipmentItem.create({
    data: { id: newIdAt(now()), wardId: actor.wardId, name, position },
    select: { id: true },
  });
  return done('equipment-item.add', id, { name });
});

/** Removes a thing from the ward's list; rounds that took it keep it. Doing it twice does nothing. */
export const retireEquipment = verb(async ({ tx, actor, now }, id: string) => {
  const item = await tx.equipmentItem.findFirst({ where: { id, wardId: actor.wardId }, select: { name: true } });
  if (!item) throw new NotFoundError();
  const { count } = await tx.equipmentItem.updateMany({ where: { id, retiredAt: null }, data: { retiredAt: now() } });
  if (count === 0) return UNCHANGED;
  return done('equipment-item.retire', id, { name: item.name });
});
