import { weekdayOf, weekStartOf } from '../../../shared/dates';
import type { KnownFace, PlannerInput, PlannerOptions } from './planner-input';
import { freeIn, type Slot } from './slots';
import { knownRound } from './teams';
import type { WeekRound } from './thin-rounds';
import type { WardDoors } from './ward-doors';

/**
 * Swaps officers between rounds of one week, both in the evening or both at the weekend, as long as more doors are then
 * visited by an officer who met the household before, or fewer by one whom it refused last. Doors and times stay, and so
 * does each officer's share of rounds.
 */
export function seatKnownFaces(
  ward: WardDoors,
  rounds: readonly WeekRound[],
  { known = [], officers, rounds: others }: PlannerInput,
  options: PlannerOptions,
): void {
  const met = new Set(known.filter(({ visits }) => visits > 0).map(keyOf));
  const refused = new Set(known.filter((face) => face.refused).map(keyOf));
  if (met.size + refused.size > 0) while (rounds.some((one) => rounds.some((other) => swap(one, other))));

  function swap(one: WeekRound, other: WeekRound): boolean {
    if (kindOf(one.slot) !== kindOf(other.slot)) return false;
    const [outOfOne, outOfOther] = [without(one, other), without(other, one)];
    for (const first of outOfOne)
      for (const second of outOfOther) {
        const [mine, theirs] = [replaced(one, first, second), replaced(other, second, first)];
        const gain = worthOf(one, mine) + worthOf(other, theirs) - worthOf(one) - worthOf(other);
        const left = rounds.filter((round) => round !== one && round !== other);
        if (gain <= 0 || !mayGo(second, one.slot, left) || !mayGo(first, other.slot, left)) continue;
        one.officerIds = mine;
        other.officerIds = theirs;
        return true;
      }
    return false;
  }

  /** At how many of its doors a team has met the household, less the officers whom a household refused. */
  function worthOf({ stops, officerIds }: WeekRound, team = officerIds): number {
    return stops.reduce((sum, { door }) => {
      const faces = team.map((officerId) => keyOf({ officerId, doorId: ward.doors[door]!.id }));
      return sum + Number(faces.some((face) => met.has(face))) - faces.filter((face) => refused.has(face)).length;
    }, 0);
  }

  function mayGo(id: string, slot: Slot, left: readonly WeekRound[]): boolean {
    const officer = officers.find((one) => one.id === id)!;
    const free = freeIn(officer, slot, [...others, ...left.map(knownRound)], options);
    return free !== null && free.from <= slot.from && free.to >= slot.to;
  }
}

const keyOf = ({ doorId, officerId }: Pick<KnownFace, 'doorId' | 'officerId'>) => `${officerId} ${doorId}`;
const kindOf = ({ date }: Slot) => `${weekStartOf(date)} ${weekdayOf(date) > 5}`;
const without = (one: WeekRound, other: WeekRound) => one.officerIds.filter((id) => !other.officerIds.includes(id));
const replaced = ({ officerIds }: WeekRound, out: string, into: string) =>
  officerIds.map((id) => (id === out ? into : id)).sort();
