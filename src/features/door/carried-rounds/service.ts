import { UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { done, verb } from '../../office/audit/transact';

/** A laptop keeps a round for this long after the round ended. */
const KEPT_MS = 36 * 3_600_000;

interface Carrying {
  id: string;
  round: { id: string; endsAt: Date };
  laptopName: string;
  doors: number;
}

/** Records that an officer takes a round along on a laptop. What it held before, it reports as removed by itself. */
export const carryRound = verb(async ({ tx, actor, now }, { id, round, laptopName, doors }: Carrying) => {
  const carriedAt = now();
  const expiresAt = new Date(Math.max(round.endsAt.getTime(), carriedAt.getTime()) + KEPT_MS);
  await tx.carriedRound.create({
    data: { id, wardId: actor.wardId, roundId: round.id, officerId: actor.id, laptopName, carriedAt, expiresAt },
  });
  return { ...done('carried-round.carry', id, { roundId: round.id, laptopName, doors }), expiresAt };
});

/** Records that the officer's laptop removed a round. */
export const removeCarriedRound = verb(async ({ tx, actor, now }, id: string) => {
  const own = { id, wardId: actor.wardId, officerId: actor.id };
  const data = { removedAt: now() };
  const { count } = await tx.carriedRound.updateMany({ where: { ...own, removedAt: null }, data });
  if (count === 0) {
    if (!(await tx.carriedRound.findFirst({ where: own }))) throw new NotFoundError();
    return UNCHANGED;
  }
  return done('carried-round.remove', id);
});

/** The laptop removes the round when its officer next opens the evening there with a network. Twice does nothing more. */
export const revokeCarriedRound = verb(async ({ tx, actor, now }, id: string) => {
  const { count } = await tx.carriedRound.updateMany({
    where: { id, wardId: actor.wardId, revokedAt: null, removedAt: null },
    data: { revokedAt: now(), revokedBy: actor.id },
  });
  if (count === 0) {
    if (!(await tx.carriedRound.findFirst({ where: { id, wardId: actor.wardId } }))) throw new NotFoundError();
    return UNCHANGED;
  }
  return done('carried-round.revoke', id);
});

/** Records that the office took in a file of visits. */
export const recordTakenIn = verb(async (_act, id: string, counts: { saved: number; refused: number }) =>
  done('carried-round.take-in', id, counts),
);
