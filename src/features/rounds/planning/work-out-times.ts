import type { AppContext } from '../../../context';
import { describeError } from '../../../logger';
import type { RoundTime } from '../../office/calendar/outreach-time';
import { timesOf, type ExpectedTimes } from '../round/expected-time';
import { MAX_DOORS } from './forms';
import { askPlanner, FACTS_MAX_AGE_MS } from '../planner-thread/planner-thread';

/**
 * When the team reaches the doors of a round in this order, as the planning page shows it. The times depend on the
 * order, the hours of the round, and what the ward knows now about ways, minutes at a door and agreed hours. They hold
 * while order and hours stay the same, so every change of these computes them again.
 * @returns an empty map if the planner cannot answer: a round without times is better than no round.
 */
export async function workOutTimes(
  context: Pick<AppContext, 'db' | 'now' | 'logger'>,
  wardId: string,
  { date, from, to }: RoundTime,
  householdIds: readonly string[],
): Promise<ExpectedTimes> {
  const ask = { kind: 'evening', date, from, to, officerIds: [], keepOrder: householdIds } as const;
  try {
    // Cached facts may be older than a household of the round.
    for (const maxAgeMs of [FACTS_MAX_AGE_MS, 0]) {
      const {
        rounds: [round],
      } = await askPlanner(context, wardId, { kind: 'plan', ask, options: { maxDoors: MAX_DOORS } }, maxAgeMs);
      if (round?.doors.length === householdIds.length) return timesOf(round.doors);
    }
  } catch (error) {
    context.logger.warn({ err: describeError(error) }, 'round without expected times');
  }
  return new Map();
}
