import { v7 as newId } from 'uuid';
import type { Actor } from '../../src/actor';
import type { BaseContext } from '../../src/context';
import { openMonths } from '../../src/features/adoption/official-counts/forms';
import { recordOfficialCount } from '../../src/features/adoption/official-counts/service';
import { addMonths, localDateOf } from '../../src/shared/dates';

/** Files received and filed online, the oldest month first; as invented as the people. */
const COUNTS = [
  [1180, 604],
  [1225, 655],
  [1142, 665],
] as const;

/** The office typed in what the portal published for the last full months. */
export async function recordDemoOfficialCounts(
  { db, now }: Pick<BaseContext, 'db' | 'now'>,
  actor: Actor,
): Promise<void> {
  const months = openMonths(localDateOf(now()))
    .slice(1, COUNTS.length + 1)
    .toReversed();
  for (const [index, month] of months.entries()) {
    const [received, online] = COUNTS[index]!;
    await recordOfficialCount({ db, now }, actor, {
      id: newId(),
      month,
      publicServiceId: null,
      received,
      online,
      whollyOnline: null,
      source: 'Số bịa để dùng thử',
      statedOn: addMonths(month, 1),
    });
  }
}
