import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { invalid, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { addDoor, removeDoor } from '../changing/door-service';
import { offeredRounds } from '../planner/offered-rounds';
import { getRound } from '../round/queries';
import { readQueueFacts } from './offer-queries';

/** Puts the door of a request into a planned round that is offered to it, where the way there is shortest. */
export async function placeRequest(context: AppContext, actor: Actor, requestId: string, roundId: string) {
  const { db, now } = context;
  const householdId = await householdOf(context, actor, requestId);
  await getRound(db, actor.wardId, roundId);
  if (await findPlace(context, roundId, householdId)) return UNCHANGED;
  const { asked, rounds, bufferMinutes } = await readQueueFacts(db, actor.wardId, requestId, now());
  const door = asked.get(requestId);
  const offer = door && offeredRounds(door, rounds, bufferMinutes).find(({ round }) => round.id === roundId);
  if (!offer) return invalid({ roundId: 'Buổi này không còn nhận thêm cửa này được. Chọn buổi khác.' });
  return addDoor(context, actor, roundId, { householdId, place: offer.index + 1 });
}

/** Takes the door of a request out of a round again. `unchanged`: it is not there. */
export async function undoPlacement(context: AppContext, actor: Actor, requestId: string, roundId: string) {
  const householdId = await householdOf(context, actor, requestId);
  await getRound(context.db, actor.wardId, roundId);
  const place = await findPlace(context, roundId, householdId);
  return place ? removeDoor(context, actor, roundId, place.id) : UNCHANGED;
}

async function householdOf({ db }: AppContext, { wardId }: Actor, id: string): Promise<string> {
  const request = await db.prisma.supportRequest.findFirst({ where: { id, wardId }, select: { householdId: true } });
  if (!request) throw new NotFoundError();
  return request.householdId;
}

const findPlace = ({ db }: AppContext, roundId: string, householdId: string) =>
  db.prisma.roundDoor.findUnique({ where: { roundId_householdId: { roundId, householdId } }, select: { id: true } });
