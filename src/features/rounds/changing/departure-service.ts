import type { Transaction } from '../../../db/database';
import type { RoundDetail } from '../round/queries';

/**
 * Records who left the team of a round, for the calendars on their phones. An officer who is back on the team has not
 * left. Runs inside the transaction that changes the team and raises the version of the round by one.
 * @param round before its team changed.
 */
export async function recordDepartures(
  tx: Transaction,
  wardId: string,
  { id: roundId, startsAt, endsAt, version }: Pick<RoundDetail, 'id' | 'startsAt' | 'endsAt' | 'version'>,
  { before, after, at }: { before: readonly string[]; after: readonly string[]; at: Date },
): Promise<void> {
  await tx.roundDeparture.deleteMany({ where: { roundId, userId: { in: [...after] } } });
  await tx.roundDeparture.createMany({
    data: before
      .filter((userId) => !after.includes(userId))
      .map((userId) => ({ roundId, userId, wardId, startsAt, endsAt, version: version + 1, leftAt: at })),
  });
}
