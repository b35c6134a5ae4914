import { sql } from '../../../shared/sql';
import type { DoorFacts } from './door-state';

// Which doors a ward has, and which of them it has met: one definition for all pages (docs/user-guide.md, "Cách đếm").

/**
 * A ward door: a household `h` where people live now. Vacant and long-absent households are counted separately, in
 * words. A pause or a refusal does not exclude a door.
 */
export const IS_WARD_DOOR = sql`h.occupancy = 'occupied'`;

/** The opposite, as a Prisma filter. */
export const NO_WARD_DOOR = { occupancy: { not: 'occupied' } } as const;

/** A visit `v` that met a resident, as decided by metSomebody in door/visit-rules when the visit was saved. */
export const MET_SOMEBODY = sql`v.met_somebody`;

/** IS_WARD_DOOR for facts already read. */
export const isWardDoor = ({ occupancy }: Pick<DoorFacts, 'occupancy'>): boolean => occupancy === 'occupied';

/** A met door: a ward door at which at least one visit, ever, met a resident. */
export const isMetDoor = (facts: Pick<DoorFacts, 'occupancy' | 'wasMet'>): boolean => isWardDoor(facts) && facts.wasMet;
