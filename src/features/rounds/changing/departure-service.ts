import type { Transaction } from '../../../db/database';

/** A round before its team changed. */
interface LeftRound {
  id: string;
  startsAt: Date;
  endsAt: Date;
  version: number;
}

/** The team before and after the change, and when it was decided. */
interface ChangeOfTeam {
  before: readonly string[];
  after: readonly string[];
  at: Date;
}

/**
 * Records who left the team of a round, for the calendars on their phones. An officer who is back on the team has not
 * left. Runs inside the transaction that changes the team and raises the version of the round by one.
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
