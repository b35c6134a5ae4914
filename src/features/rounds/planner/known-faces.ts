import { weekdayOf, weekStartOf } from '../../../shared/dates';
import type { PlannerInput, PlannerOptions } from './planner-input';
import { freeIn, type Slot } from './slots';
import { knownRound } from './teams';
import type { WeekRound } from './thin-rounds';
import type { WardDoors } from './ward-doors';

/**
 * Swaps officers between rounds of one week, both in the evening or both at the weekend, as long as more doors are then
 * visited by an officer who met the household before. Doors and times stay, and so does each officer's share of rounds.
 */
export function seatKnownFaces(
  ward: WardDoors,
  rounds: readonly WeekRound[],
  { known = [], officers, rounds: others }: PlannerInput,
  options: PlannerOptions,
): void {
  const met = new Set(known.map(({ doorId, officerId }) => `${officerId} ${doorId}`));
  if (met.size > 0) while (rounds.some((one) => rounds.some((other) => swap(one, other))));

  function swap(one: WeekRound, other: WeekRound): boolean {
    if (kindOf(one.slot) !== kindOf(other.slot)) return false;
    const [outOfOne, outOfOther] = [without(one, other), without(other, one)];
    for (const first of outOfOne)
      for (const second of outOfOther) {
        const [mine, theirs] = [replaced(one, first, second), replaced(other, second, first)];
        const gain = knownAt(one, mine) + knownAt(other, theirs) - knownAt(one) - knownAt(other);
        const left = rounds.filter((round) => round !== one && round !== other);
        if (gain <= 0 || !mayGo(second, one.slot, left) || !mayGo(first, other.slot, left)) continue;
        one.officerIds = mine;
        other.officerIds = theirs;
        return true;
      }
    return false;
  }

  /** At how many of its doors a team has met the household. */
  function knownAt({ stops, officerIds }: WeekRound, team = officerIds): number {
    return stops.filter(({ door }) => team.some((id) => met.has(`${id} ${ward.doors[door]!.id}`))).length;
  }

  function mayGo(id: string, slot: Slot, left: readonly WeekRound[]): boolean {
    const officer = officers.find((one) => one.id === id)!;
    const free = freeIn(officer, slot, [...others, ...left.map(knownRound)], options);
    return free !== null && free.from <= slot.from && free.to >= slot.to;
  }
}

const kindOf = ({ date }: Slot) => `${weekStartOf(date)} ${weekdayOf(date) > 5}`;
const without = (one: WeekRound, other: WeekRound) => one.officerIds.filter((id) => !other.officerIds.includes(id));
const replaced = ({ officerIds }: WeekRound, out: string, into: string) =>
  officerIds.map((id) => (id === out ? into : id)).sort();
