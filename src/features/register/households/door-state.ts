import type { DoorOutcome, HouseholdOccupancy } from '../../../generated/prisma/enums';

export type DoorState = 'never' | 'away' | 'met' | 'helped' | 'refused' | 'paused' | 'vacant';

export interface DoorFacts {
  occupancy: HouseholdOccupancy;
  isPaused: boolean;
  lastOutcome: DoorOutcome | null;
  /** A visit met somebody, ever. */
  wasMet: boolean;
  wasHelped: boolean;
}

/** The words of a state, in the order a legend has them; the letter on the door says the same without colour. */
export const DOOR_STATE_LABELS: Record<DoorState, string> = {
  helped: 'Đã giúp',
  met: 'Đã gặp',
  away: 'Vắng đến nay',
  refused: 'Chưa muốn',
  paused: 'Tạm dừng',
  vacant: 'Nhà trống, vắng lâu',
  never: 'Chưa đến',
};

/** How a door stands after all its visits: that nobody lives there, a pause or a last refusal outweighs what went well before. */
export function doorState({ occupancy, isPaused, lastOutcome, wasMet, wasHelped }: DoorFacts): DoorState {
  if (occupancy !== 'occupied') return 'vacant';
  if (isPaused) return 'paused';
  if (lastOutcome === 'refused') return 'refused';
  if (wasHelped) return 'helped';
  if (wasMet) return 'met';
  return lastOutcome === null ? 'never' : 'away';
}

/** What one visit left at a door: the state it would have if nobody had come before. */
export function stateAfterVisit(
  outcome: DoorOutcome,
  { metSomebody, wasHelped }: { metSomebody: boolean; wasHelped: boolean },
): DoorState {
  return doorState({ occupancy: 'occupied', isPaused: false, lastOutcome: outcome, wasMet: metSomebody, wasHelped });
}
