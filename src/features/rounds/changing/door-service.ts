import type { z } from 'zod';
import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import { invalid, STALE, UNCHANGED, type Stale } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { done, transact } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { obstacleOf } from '../doors/door-obstacle';
import { doorReasons } from '../doors/door-reason';
import { NO_TIME } from '../round/expected-time';
import { keepExpectedTimes } from './expected-times-service';
import { MAX_DOORS, type orderForm } from '../planning/forms';
import { getDoorFacts, getPlanningRules, listDoorsById } from '../round/plan-queries';
import { getRound } from '../round/queries';
import { roundArea } from '../round/round-area';
import {
  closedAlready,
  insertDoors,
  inTypedOrder,
  lockDoors,
  lockRound,
  refusalOf,
  type Outcome,
} from '../planning/service';

/**
 * Adds a door to a round.
 * @param door `place` is its number among the doors, from 1; without it, or beyond the last door, it becomes the last.
 */
export const addDoor = async (
  context: AppContext,
  actor: Actor,
  roundId: string,
  door: { householdId: string; place?: number },
): Promise<Outcome> => withTimes(context, actor, roundId, await putDoor(context, actor, roundId, door));

async function putDoor(
  context: AppContext,
  actor: Actor,
  roundId: string,
  { householdId, place = Infinity }: { householdId: string; place?: number },
): Promise<Outcome> {
  const { db, now } = context;
  const round = await getRound(db, actor.wardId, roundId);
  const time = roundTimeOf(round);
  const { date } = time;
  const [door] = await listDoorsById(db, actor.wardId, date, [householdId]);
  if (!door) throw new NotFoundError();
  const facts = await getDoorFacts(db, actor.wardId, [householdId], date);
  const { adultAge } = await getPlanningRules(db, actor.wardId, date);
  try {
    return await transact({ db, now }, actor, async (tx) => {
      const closure = await lockRound(tx, actor.wardId, roundId);
      if (closure) return closedAlready(closure);
      const doors = await tx.roundDoor.findMany({ where: { roundId }, select: { householdId: true, position: true } });
      if (doors.some((other) => other.householdId === householdId)) return UNCHANGED;
      const obstacle = obstacleOf(door);
      if (obstacle) return invalid({ doors: `${door.addressLine}: ${obstacle}.` });
      if (doors.length >= MAX_DOORS) return invalid({ doors: `Một buổi nhiều nhất ${MAX_DOORS} cửa.` });
      const position = Math.min(place, Math.max(0, ...doors.map((other) => other.position)) + 1);
      await lockDoors(tx, roundId);
      await tx.roundDoor.updateMany({
        where: { roundId, position: { gte: position } },
        data: { position: { increment: 1 }, ...NO_TIME },
      });
      await insertDoors(tx, { actor, at: now(), roundId }, [
        { householdId, position, reasons: doorReasons(facts.get(householdId)!, time, adultAge), time: NO_TIME },
      ]);
      await updateArea(tx, roundId);
      return done('round.add-door', roundId, { householdId, position });
    });
  } catch (error) {
    return refusalOf(context, actor, error, { ...round, officers: [], doors: [householdId] });
  }
}

/** Removes an unvisited door from a round. A door already removed stays removed. */
export async function removeDoor(context: AppContext, actor: Actor, roundId: string, doorId: string): Promise<Outcome> {
  const { now } = context;
  const outcome = await transact(context, actor, async (tx) => {
    const closure = await lockRound(tx, actor.wardId, roundId);
    if (closure) return closedAlready(closure);
    // Waits for a visit that is being saved at this door; the door then keeps its place.
    await lockDoors(tx, roundId);
    const doors = await tx.roundDoor.findMany({ where: { roundId }, include: { visits: { select: { id: true } } } });
    const door = doors.find((other) => other.id === doorId);
    if (!door) return UNCHANGED;
    if (door.visits.length > 0) return invalid({ doors: 'Cửa này đã có lượt thăm, không bỏ khỏi buổi được.' });
    if (doors.length === 1) return invalid({ doors: 'Đây là cửa cuối cùng của buổi. Hãy hủy buổi nếu không đi nữa.' });
    await tx.roundDoor.delete({ where: { id: doorId } });
    await tx.roundDoorRemoval.create({
      data: {
        id: doorId,
        wardId: actor.wardId,
        roundId,
        householdId: door.householdId,
        placedAt: door.placedAt,
        placedBy: door.placedBy,
        removedAt: now(),
        removedBy: actor.id,
      },
    });
    await tx.roundDoor.updateMany({
      where: { roundId, position: { gt: door.position } },
      data: { position: { decrement: 1 }, ...NO_TIME },
    });
    await updateArea(tx, roundId);
    return done('round.remove-door', roundId, { householdId: door.householdId });
  });
  return withTimes(context, actor, roundId, outcome);
}

type NamedDoor = { id: string; household: { addressLine: string } };

/** The doors in the order of the typed numbers, and as they are. */
export interface StaleOrder extends Stale {
  mine: readonly NamedDoor[];
  theirs: readonly NamedDoor[];
}

/**
 * Puts the doors of a round in the order of the typed numbers. `stale`: the order is no longer `shown`, to which the
 * numbers referred.
 */
export async function reorderDoors(
  context: AppContext,
  actor: Actor,
  roundId: string,
  { shown, position }: z.output<typeof orderForm>,
) {
  const outcome = await transact(context, actor, async (tx) => {
    const closure = await lockRound(tx, actor.wardId, roundId);
    if (closure) return closedAlready(closure);
    await lockDoors(tx, roundId);
    const doors = await tx.roundDoor.findMany({
      where: { roundId },
      orderBy: { position: 'asc' },
      select: { id: true, household: { select: { addressLine: true } } },
    });
    const shownDoors = shown.flatMap((id) => doors.find((door) => door.id === id) ?? []);
    const wanted = [...inTypedOrder(shownDoors, position), ...doors.filter((door) => !shownDoors.includes(door))];
    const ids = wanted.map((door) => door.id);
    if (ids.every((id, index) => doors[index]!.id === id)) return UNCHANGED;
    if (shown.length !== doors.length || shown.some((id, index) => doors[index]!.id !== id))
      return { ...STALE, mine: wanted, theirs: doors };
    await tx.$executeRaw`UPDATE round_door d SET position = t.position, expected_at = NULL, is_if_time_allows = false
      FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS t (id, position) WHERE d.id = t.id AND d.round_id = ${roundId}::uuid`;
    await updateArea(tx, roundId);
    return done('round.reorder-doors', roundId, { doors: ids });
  });
  return withTimes(context, actor, roundId, outcome);
}

/** The same outcome, after the expected times are computed for the doors as they are now. */
async function withTimes<Kind extends { kind: string }>(
  context: AppContext,
  actor: Actor,
  roundId: string,
  outcome: Kind,
): Promise<Kind> {
  if (outcome.kind === 'done') await keepExpectedTimes(context, actor.wardId, roundId);
  return outcome;
}

async function updateArea(tx: Transaction, roundId: string): Promise<void> {
  const doors = await tx.roundDoor.findMany({
    where: { roundId },
    orderBy: { position: 'asc' },
    select: { household: { select: { laneLabel: true } } },
  });
  await tx.round.update({
    where: { id: roundId },
    data: { area: roundArea(doors.map((door) => door.household.laneLabel)) },
  });
}
