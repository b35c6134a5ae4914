import { createHash } from 'node:crypto';
import { addMonths, type LocalDate } from '../../../shared/dates';
import type { ReachRow } from './queries';

// The draw of the order in which residential groups are reached. Pure.

/** Fewer exchanges of turns cannot tell five in a hundred from chance. */
const LEAST_EXCHANGES = 40;
/** Fewer groups cannot be exchanged in as many ways, however they are shared out. */
export const LEAST_GROUPS = 5;

interface DrawnTurn {
  groupId: string;
  /** 1 is reached first. Lots decide only between groups of one priority. */
  priority: number;
  /** From 1. */
  position: number;
  /** The first day of the quarter in which the team is to reach the group. */
  quarter: LocalDate;
}

/**
 * Draws the order: by priority, and within a priority by the hash of the seed and the group's id. The same seed and
 * groups give the same order, so that a reader can repeat the draw.
 * @param firstQuarter the first day of the quarter in which the first groups are reached.
 */
export const drawTurns = (
  groups: readonly { groupId: string; priority: number }[],
  { seed, perQuarter, firstQuarter }: { seed: number; perQuarter: number; firstQuarter: LocalDate },
): DrawnTurn[] =>
  groups
    .map((group) => ({ ...group, lot: createHash('sha256').update(`${seed}:${group.groupId}`).digest('hex') }))
    .sort((one, two) => one.priority - two.priority || (one.lot < two.lot ? -1 : 1))
    .map(({ groupId, priority }, index) => ({
      groupId,
      priority,
      position: index + 1,
      quarter: addMonths(firstQuarter, 3 * Math.floor(index / perQuarter)),
    }));

/**
 * Whether turns leave a quarter to compare: groups of one priority, some reached in an earlier quarter and some in a
 * later one, that can be exchanged in enough ways.
 */
export function canCompare(turns: readonly Pick<DrawnTurn, 'priority' | 'quarter'>[]): boolean {
  let exchanges = 1;
  for (const priority of new Set(turns.map((turn) => turn.priority))) {
    const quarters = turns.filter((turn) => turn.priority === priority).map(({ quarter }) => quarter);
    if (hasThreeQuarters(quarters))
      exchanges *= waysToShare(
        [...new Set(quarters)].map((quarter) => quarters.filter((one) => one === quarter).length),
      );
  }
  return exchanges >= LEAST_EXCHANGES;
}

/** Whether groups with these turns leave a quarter in which some are reached, some on their turn, and some still wait. */
export const hasThreeQuarters = (turns: readonly LocalDate[]): boolean => new Set(turns).size > 2;

/** In how many ways groups can be shared out over quarters of these sizes. */
function waysToShare(sizes: readonly number[]): number {
  let [ways, groups] = [1, 0];
  for (const size of sizes) {
    for (let place = 1; place <= size; place += 1) {
      groups += 1;
      ways = (ways * groups) / place;
    }
  }
  return ways;
}

/** Whether a group may still be drawn: it exists, people live there, and the team has not reached it. */
export const isOpen = ({ isCurrent, doors, reachedOn }: Pick<ReachRow, 'isCurrent' | 'doors' | 'reachedOn'>): boolean =>
  isCurrent && doors > 0 && reachedOn === null;
