import type {
  AskedDoor,
  Offer,
  offeredRounds,
  PlannedRound,
} from '../../../src/features/rounds/planner/offered-rounds';
import type { ProposedDoor, ProposedRound } from '../../../src/features/rounds/planner/planner-output';
import { clock, dayOfWeek, later, minuteOf } from './days';
import type { Household } from './make-ward';
import { lastKnock, windowAt } from './office';
import { wishesOf } from './planned-way';
import type { World } from './play';
import type { Request } from './register';
import { DAYS, RULES, ruleOf } from './ward-facts';

/** What a planned round of the week is, with the proposal behind it. */
interface Coming extends PlannedRound {
  proposal: ProposedRound;
}

/**
 * "Xếp vào buổi", as the office presses it every morning: each request of a household whose door stands on no coming
 * round goes into the first round it is offered. The list of the round changes in place.
 * @param offers the program's own offers.
 */
export const placingBy =
  (offers: typeof offeredRounds) =>
  ({ ward, register }: World, proposals: Iterable<ProposedRound>, today: string): void => {
    const lanes = laneNumbers(ward.households);
    const byId = new Map(ward.households.map((household) => [household.id, household]));
    const placeOf = (id: string) => {
      const { lane, index, group } = byId.get(id)!;
      return { lane: lanes.get(lane)!, walkOrder: String(index).padStart(6, '0'), groupId: group };
    };
    const coming = [...proposals].filter(({ date }) => date >= today);
    const waiting = [...register.openRequests.values()].filter(
      ({ isOwn, door }) => isOwn && !coming.some(({ doors }) => doors.some(({ doorId }) => doorId === door)),
    );
    for (const request of waiting) {
      const asked: AskedDoor = {
        ...placeOf(request.door),
        wishes: wishesOf(request),
        promisedBy: later(request.since, ward.facts.phone.promisedDays),
        pausedUntil: null,
      };
      const rounds = coming.map((proposal, index): Coming => ({
        id: String(index).padStart(4, '0'),
        slot: slotOf(proposal),
        doors: proposal.doors.map((door) => ({
          ...placeOf(door.doorId),
          at: minuteOf(door.expectedAt),
          isIfTimeAllows: door.isIfTimeAllows,
          isExpected: door.parts.some(({ kind }) => EXPECTING.has(kind)),
          until: door.appointment && minuteOf(door.appointment.to),
        })),
        proposal,
      }));
      const [offer] = offers(asked, rounds, RULES.minutesBetweenDoors);
      if (offer) place(request, offer);
    }
  };

const EXPECTING = new Set<string>(['request', 'follow_up', 'call']);

function slotOf({ date, from, to }: ProposedRound): PlannedRound['slot'] {
  const window = windowAt(date, from, to);
  const isSwapped = DAYS.some((day) => day.date === date && day.kind === 'swapped_working_day');
  const kinds = { weekday: 'weekday', saturday: 'saturday', sunday: 'sunday' } as const;
  return { ...window, kind: ruleOf(isSwapped ? 1 : dayOfWeek(date), kinds), lastKnock: lastKnock(window) };
}

/** Minutes that the office reckons for one more visit. */
const ONE_VISIT = 15;

/** Puts the door into the list; those after it come later by a visit, and only if time allows where that is too late. */
function place({ door }: Request, { round: { proposal, slot }, index, at, appointment }: Offer<Coming>): void {
  const { doors } = proposal;
  const placed: ProposedDoor = {
    doorId: door,
    position: index + 1,
    expectedAt: clock(at),
    appointment: appointment && { from: clock(appointment.from), to: clock(appointment.to) },
    isIfTimeAllows: false,
    chance: 1,
    score: 0,
    parts: [{ kind: 'request', points: 0, reason: null }],
  };
  const after = doors.slice(index).map((other): ProposedDoor => {
    const minute = minuteOf(other.expectedAt) + ONE_VISIT + RULES.minutesBetweenDoors;
    const isTooLate = minute > slot.lastKnock;
    return {
      ...other,
      expectedAt: clock(Math.min(minute, slot.lastKnock)),
      isIfTimeAllows: other.isIfTimeAllows || isTooLate,
    };
  });
  doors.splice(index, doors.length, placed, ...after);
}

function laneNumbers(households: readonly Household[]): Map<string, number> {
  const lanes = new Map<string, number>();
  for (const { lane } of [...households].sort((one, other) => one.index - other.index))
    if (!lanes.has(lane)) lanes.set(lane, lanes.size);
  return lanes;
}
