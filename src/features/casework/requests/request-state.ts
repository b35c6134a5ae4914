import { z } from 'zod';
import { RequestClosureKind, RoundClosureKind } from '../../../generated/prisma/enums';

/** A round on which the door of a request is or was; instants in ISO 8601. */
export const PLACED_ROUND = z.object({ id: z.string(), code: z.string(), startsAt: z.string(), endsAt: z.string() });
export type PlacedRound = z.infer<typeof PLACED_ROUND>;

/** Why a door left a round: its visit was logged, it was taken off, or the round was closed or cancelled. */
export const WHY_LEFT = z.union([z.literal('visited'), z.literal('removed'), z.enum(RoundClosureKind)]);
export type WhyLeft = z.infer<typeof WHY_LEFT>;

/**
 * Something that happened to a request, with its time (ISO 8601) and who did it; null if it was its sender. A placement
 * is the stay of its door on one round, whatever the door was put there for.
 */
const EVENT = { at: z.string(), by: z.string().nullable() };
export const REQUEST_EVENT = z.union([
  z.object({ ...EVENT, kind: z.enum(['recorded', 'accepted']) }),
  z.object({ ...EVENT, kind: z.literal('placed'), placementId: z.string(), round: PLACED_ROUND }),
  z.object({ ...EVENT, kind: z.literal('left'), placementId: z.string(), round: PLACED_ROUND, why: WHY_LEFT }),
  z.object({
    ...EVENT,
    kind: z.literal('closed'),
    closureId: z.string(),
    as: z.enum(RequestClosureKind),
    reason: z.string(),
    visitId: z.string().nullable(),
  }),
  z.object({ ...EVENT, kind: z.literal('reopened'), closureId: z.string() }),
]);
export type RequestEvent = z.infer<typeof REQUEST_EVENT>;

export type RequestState = 'new' | 'accepted' | 'planned' | RequestClosureKind;

/**
 * What an officer said about requests of a household after a visit, by the id of the request, or of each service if it names
 * several. What was not answered is absent.
 */
export const REQUEST_ANSWERS = z.record(z.string(), z.enum(['done', 'open'])).readonly();
export type RequestAnswers = z.infer<typeof REQUEST_ANSWERS>;

export const answered = (answers: RequestAnswers, answer: 'done' | 'open'): string[] =>
  Object.keys(answers).filter((id) => answers[id] === answer);

/**
 * The state of a request and the round of its door, read from what happened to it. A closed request is what it was
 * closed as, whatever its door does; reopened, it is again what it was. An open one is new until it is accepted, and
 * planned while its door is on a round. The only rule of it: the list, the page and the sender's page ask here; SQL
 * filters and counts by REQUEST_IN, which says the same, as a test shows.
 * @param events in the order in which they happened.
 * @returns `round` is the one on which the door of an open request is, also before it is accepted.
 */
export function requestStatus(events: readonly RequestEvent[]): { state: RequestState; round: PlacedRound | null } {
  const left = new Set(events.flatMap((event) => (event.kind === 'left' ? event.placementId : [])));
  const reopened = new Set(events.flatMap((event) => (event.kind === 'reopened' ? event.closureId : [])));
  const [closedAs] = events.flatMap((event) =>
    event.kind === 'closed' && !reopened.has(event.closureId) ? event.as : [],
  );
  if (closedAs) return { state: closedAs, round: null };
  const [round = null] = events.flatMap((event) =>
    event.kind === 'placed' && !left.has(event.placementId) ? event.round : [],
  );
  if (!events.some(({ kind }) => kind === 'accepted')) return { state: 'new', round };
  return { state: round ? 'planned' : 'accepted', round };
}

/** Whether the team may still come: the request is neither done nor declined nor withdrawn. */
export const isOpenState = (state: RequestState): boolean =>
  state === 'new' || state === 'accepted' || state === 'planned';
