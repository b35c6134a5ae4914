import type { DoorFacts } from './door-state';

// Which doors a ward has, and which of them it has met: one definition for every page (docs/user-guide.md, section 6).

/**
 * A door of the ward: a household `h` where people live now. Vacant houses and households away for long are counted apart,
 * in words. A pause or a refusal does not take a door out.
 */
export const IS_WARD_DOOR = `h.occupancy = 'occupied'`;

/** The others, in the words of a Prisma query. */
export const NO_WARD_DOOR = { occupancy: { not: 'occupied' } } as const;

/** A visit `v` that met somebody, as metSomebody in visits/visit-rules.ts judged it when the visit was saved. */
export const MET_SOMEBODY = 'v.met_somebody';

/** IS_WARD_DOOR of facts that were read. */
export function isWardDoor({ occupancy }: Pick<DoorFacts, 'occupancy'>): boolean {
  return occupancy === 'occupied';
}

/** A door met: a door of the ward at which at least one visit, ever, met somebody. */
export function isMetDoor(facts: Pick<DoorFacts, 'occupancy' | 'wasMet'>): boolean {
  return isWardDoor(facts) && facts.wasMet;
}
