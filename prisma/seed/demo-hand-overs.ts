import type { Transaction } from '../../src/db/database';
import type { DemoRows } from './demo-rows';

const HOUR = 3_600_000;
const THINGS = 4;

/** The last round of the demo ward took four items along and returned all but one. */
export async function writeDemoHandOvers(
  tx: Transaction,
  wardId: string,
  rows: Pick<DemoRows, 'round' | 'roundOfficer' | 'roundClosure'>,
  now: Date,
): Promise<void> {
  const cancelled = new Set(rows.roundClosure.filter(({ kind }) => kind === 'cancelled').map(({ roundId }) => roundId));
  const past = rows.round.filter(({ id, endsAt }) => !cancelled.has(id!) && (endsAt as Date) < now);
  const [last] = past.toSorted((a, b) => (b.startsAt as Date).getTime() - (a.startsAt as Date).getTime());
  const taker = rows.roundOfficer.find(({ roundId }) => roundId === last?.id)?.userId;
  if (!last || !taker) return;
  const items = await tx.equipmentItem.findMany({
    where: { wardId },
    select: { id: true },
    orderBy: { position: 'asc' },
    take: THINGS,
  });
  const back = {
    endedAs: 'returned' as const,
    endedAt: new Date((last.endsAt as Date).getTime() + HOUR / 2),
    endedBy: taker,
  };
  await tx.handOver.createMany({
    data: items.map(({ id }, index) => ({
      wardId,
      roundId: last.id!,
      itemId: id,
      takenBy: taker,
      takenAt: new Date((last.startsAt as Date).getTime() - HOUR / 2),
      recordedBy: taker,
      ...(index < items.length - 1 ? back : { endedAs: null, endedAt: null, endedBy: null }),
    })),
  });
}
