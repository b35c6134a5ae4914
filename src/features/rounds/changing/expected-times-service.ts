import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { NO_TIME } from '../round/expected-time';
import { lockDoors, lockRound } from '../planning/service';
import { workOutTimes } from '../planning/work-out-times';

/**
 * Computes and saves when the team reaches the doors of a round. A change of order or hours has already removed the
 * outdated times; this fills them in afterwards, outside that transaction, because the planner may take a while. Does
 * nothing if the round was changed again in the meantime: that change computes the times itself.
 */
export async function keepExpectedTimes(
  context: Pick<AppContext, 'db' | 'now' | 'logger'>,
  wardId: string,
  roundId: string,
): Promise<void> {
  const { prisma } = context.db;
  const before = await readOrder(prisma, wardId, roundId);
  const ids = before.roundDoors.map(({ householdId }) => householdId);
  const times = await workOutTimes(context, wardId, roundTimeOf(before), ids);
  if (times.size === 0) return;
  const kept = ids.map((id) => times.get(id) ?? NO_TIME);
  await prisma.$transaction(async (tx) => {
    await lockRound(tx, wardId, roundId);
    await lockDoors(tx, roundId);
    if (JSON.stringify(await readOrder(tx, wardId, roundId)) !== JSON.stringify(before)) return;
    await tx.$executeRaw`
      UPDATE round_door d SET expected_at = t.expected_at, is_if_time_allows = t.is_if_time_allows
      FROM unnest(${ids}::uuid[], ${kept.map(({ expectedAt }) => expectedAt)}::text[], ${kept.map(({ isIfTimeAllows }) => isIfTimeAllows)}::boolean[]) AS t (household_id, expected_at, is_if_time_allows)
      WHERE d.round_id = ${roundId}::uuid AND d.household_id = t.household_id`;
  });
}

/** What the times depend on: the hours of a round and its doors in order. */
const readOrder = (tx: Pick<Transaction, 'round'>, wardId: string, id: string) =>
  tx.round.findFirstOrThrow({
    where: { id, wardId },
    select: {
      startsAt: true,
      endsAt: true,
      roundDoors: { orderBy: { position: 'asc' }, select: { householdId: true } },
    },
  });
