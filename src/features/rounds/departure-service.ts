import type { Transaction } from '../../db/database';

/** A round before its team changed. */
interface LeftRound {
  id: string;
  startsAt: Date;
  endsAt: Date;
  version: number;
}

/**
 * Writes down who goes on a round no more, for the calendars of their phones; who is on its team again has not left. Inside
 * the transaction that changes the team and raises the version of the round by one.
 */
export async function recordDepartures(tx: Transaction, wardId: string, { id: roundId, startsAt, endsAt, version }: LeftRound, before: readonly string[], after: readonly string[], at: Date): Promise<void> {
  await tx.roundDeparture.deleteMany({ where: { roundId, userId: { in: [...after] } } });
  await tx.roundDeparture.createMany({
    data: before.filter((userId) => !after.includes(userId)).map((userId) => ({ roundId, userId, wardId, startsAt, endsAt, version: version + 1, leftAt: at })),
  });
}
