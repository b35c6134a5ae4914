import type { DoorOutcome, HouseholdOccupancy } from '../../generated/prisma/enums';

export type DoorState = 'never' | 'away' | 'met' | 'helped' | 'refused' | 'paused';

export interface DoorFacts {
  occupancy: HouseholdOccupancy;
  isPaused: boolean;
  lastOutcome: DoorOutcome | null;
  wasMet: boolean;
  wasHelped: boolean;
}

/** The words of a state; the letter on the door says the same without colour. */
export const DOOR_STATE_LABELS: Record<DoorState, string> = {
  never: 'Chưa đến', away: 'Vắng đến nay', met: 'Đã gặp', helped: 'Đã giúp', refused: 'Chưa muốn', paused: 'Tạm dừng',
};

/** How a door stands after all its visits: a pause or a last refusal outweighs what went well before. */
export function doorState({ occupancy, isPaused, lastOutcome, wasMet, wasHelped }: DoorFacts): DoorState {
  if (isPaused || occupancy !== 'occupied') return 'paused';
  if (lastOutcome === 'refused') return 'refused';
  if (wasHelped) return 'helped';
  if (wasMet) return 'met';
  return lastOutcome === null ? 'never' : 'away';
}
