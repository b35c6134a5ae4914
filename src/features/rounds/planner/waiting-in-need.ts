import { daysBetween, type LocalDate } from '../../../shared/dates';
import { bandOf } from './day-bands';
import { dueFrom, mayTryIn } from './door-due';
import { isInNeed } from './door-needs';
import type { ExpectedVisit } from './expected-visits';
import type { PlannerOptions } from './planner-input';
import type { Slot } from './slots';
import type { WardDoors } from './ward-doors';

/**
 * Households in need at whose door it was tried in vain, and not again for `needWaits` days, the longest ago first. They
 * get a place on a round wherever they lie: going where most doors are would leave the last of them for good.
 * @param offered bands in which the ward goes out.
 */
export function waitingInNeed(ward: WardDoors, offered: readonly number[], date: LocalDate, options: PlannerOptions): ExpectedVisit[] {
  return ward.doors.flatMap((facts, door): ExpectedVisit[] => {
    const { tries, lastMetOn } = ward.historyOf(door);
    const [last] = tries;
    if (!last || lastMetOn !== null || daysBetween(last.date, date) < options.needWaits || !isInNeed(facts)) return [];
    if (dueFrom(ward, door, options) > date || ward.requestAt(door) || ward.followUpAt(door) || ward.agreedCallAt(door)) return [];
    const suits = ({ kind, from, lastKnock }: Slot) => [from, lastKnock].some((minute) => mayTryIn(ward, door, bandOf(kind, minute), offered, options));
    return [{ cause: 'need', id: facts.id, door, followUp: null, receivedOn: last.date, promisedBy: null, wishes: [], suits }];
  }).sort((a, b) => daysBetween(b.receivedOn, a.receivedOn) || a.door - b.door);
}
