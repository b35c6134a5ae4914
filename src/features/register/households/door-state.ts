import { z } from 'zod';
import { DoorOutcome, HouseholdOccupancy } from '../../../generated/prisma/enums';

export type DoorState = 'never' | 'away' | 'met' | 'helped' | 'refused' | 'paused' | 'vacant';

export const DOOR_FACTS = z.object({
  occupancy: z.enum(HouseholdOccupancy),
  isPaused: z.boolean(),
  lastOutcome: z.enum(DoorOutcome).nullable(),
  /** At least one visit, ever, met a resident. */
  wasMet: z.boolean(),
  wasHelped: z.boolean(),
});
export type DoorFacts = z.infer<typeof DOOR_FACTS>;

/** Labels of the states, in the order of the legend. The letter on the door expresses the state without colour. */
export const DOOR_STATE_LABELS: Record<DoorState, string> = {
  helped: 'Đã giúp',
  met: 'Đã gặp',
  away: 'Vắng đến nay',
  refused: 'Chưa muốn',
  paused: 'Tạm dừng',
  vacant: 'Nhà trống, vắng lâu',
  never: 'Chưa đến',
};

/**
 * The state of a door after all its visits. An empty home, a pause, or a refusal at the last visit overrides earlier
 * successes.
 */
export function doorState({ occupancy, isPaused, lastOutcome, wasMet, wasHelped }: DoorFacts): DoorState {
  if (occupancy !== 'occupied') return 'vacant';
  if (isPaused) return 'paused';
  if (lastOutcome === 'refused') return 'refused';
  if (wasHelped) return 'helped';
  if (wasMet) return 'met';
  return lastOutcome === null ? 'never' : 'away';
}

/** The state that one visit gives a door: as if there had been no earlier visit. */
export const stateAfterVisit = (
  outcome: DoorOutcome,
  { metSomebody, wasHelped }: { metSomebody: boolean; wasHelped: boolean },
): DoorState =>
  doorState({ occupancy: 'occupied', isPaused: false, lastOutcome: outcome, wasMet: metSomebody, wasHelped });
