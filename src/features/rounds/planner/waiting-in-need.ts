import { addDays, daysBetween, type LocalDate } from '../../../shared/dates';
import { KEPT_DAYS } from './agreed-call';
import { bandOf } from './day-bands';
import { dueFrom, mayTryIn } from './door-due';
import type { ExpectedVisit } from './expected-visits';
import type { PlannerOptions } from './planner-input';
import type { Slot } from './slots';
import type { WardDoors } from './ward-doors';

/**
 * Households in need whose door stayed shut, the longest ago first. They are due at the hours named in a call since;
 * without such a call, after `needWaits` days and once the door has rested. They get a place on a round wherever they
 * live, because rounds that go where most doors are would never reach the last of them.
 * @param offered bands in which the ward goes out.
 * @param days the days being planned.
 */
export const waitingInNeed = (
  ward: WardDoors,
  offered: readonly number[],
  days: { from: LocalDate; to: LocalDate },
  options: PlannerOptions,
): ExpectedVisit[] =>
  ward.doors
    .flatMap((facts, door): ExpectedVisit[] => {
      const { tries, lastMetOn } = ward.historyOf(door);
      const [last] = tries;
      if (!last || lastMetOn !== null || ward.needy[door] === 0 || ward.requestAt(door) || ward.followUpAt(door))
        return [];
      const visit = {
        cause: 'need' as const,
        id: facts.id,
        door,
        followUp: null,
        receivedOn: last.date,
        promisedBy: null,
      };
      const due = dueFrom(ward, door, options);
      const call = ward.agreedCallAt(door);
      if (call && days.from <= addDays(call.date, KEPT_DAYS))
        return [{ ...visit, preferredTimes: call.times, suits: ({ date }) => date >= due }];
      const from = [addDays(last.date, options.needWaits), due].sort().at(-1)!;
      if (from > days.to) return [];
      const suits = (slot: Slot) =>
        slot.date >= from &&
        [slot.from, slot.lastKnock].some((minute) =>
          mayTryIn(ward, door, bandOf(slot.kind, minute), { offered, options }),
        );
      return [{ ...visit, preferredTimes: [], suits }];
    })
    .sort((a, b) => daysBetween(b.receivedOn, a.receivedOn) || a.door - b.door);
