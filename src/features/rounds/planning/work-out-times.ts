import type { AppContext } from '../../../context';
import type { RoundTime } from '../../office/calendar/outreach-time';
import { timesOf, type ExpectedTimes } from '../round/expected-time';
import { MAX_DOORS } from './forms';
import { askPlanner, FACTS_MAX_AGE_MS } from '../planner-thread/planner-thread';

/**
 * When the doors of a round are reached in this order, as the planning page shows it. The times rest on the order, on the
 * hours of the round, and on what the ward knows at this moment of ways, of minutes at a door and of agreed hours. They hold
 * as long as order and hours do, so every change of these works them out again.
 * @returns an empty map when the planner cannot answer: a round is planned without times rather than not at all.
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
    context.logger.warn({ err: error }, 'round without expected times');
  }
  return new Map();
}
