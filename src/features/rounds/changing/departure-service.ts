import type { Transaction } from '../../../db/database';

/** A round before its team changed. */
interface LeftRound {
  id: string;
  startsAt: Date;
  endsAt: Date;
  version: number;
}

/** Who was on its team, who is now, and when that was decided. */
interface ChangeOfTeam {
  before: readonly string[];
  after: readonly string[];
  at: Date;
}

/**
 * Writes down who goes on a round no more, for the calendars of their phones; who is on its team again has not left. Inside
 * the transaction that changes the team and raises the version of the round by one.
 */
export async function recordDepartures(
  tx: Transaction,
  wardId: string,
  { id: roundId, startsAt, endsAt, version }: LeftRound,
  { before, after, at }: ChangeOfTeam,
): Promise<void> {
  await tx.roundDeparture.deleteMany({ where: { roundId, userId: { in: [...after] } } });
  await tx.roundDeparture.createMany({
    data: before
      .filter((userId) => !after.includes(userId))
      .map((userId) => ({ roundId, userId, wardId, startsAt, endsAt, version: version + 1, leftAt: at })),
  });
}
