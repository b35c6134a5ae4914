import type { PlannerInput, PlannerDoor, DoorTry } from '../../../src/features/rounds/planner/planner-input';
import type { offeredRounds, PlannedDoor } from '../../../src/features/rounds/planner/offered-rounds';
import type { PlannerOutput, ProposedDoor, ProposedRound } from '../../../src/features/rounds/planner/planner-output';
import { clock, dayOfWeek, later, minuteOf } from './days';
import type { Household } from './ward';
import { isCalledOff, isFree, lastKnock, windowAt, windowsOf, type Outing, type Window } from './office';
import type { Way, World } from './play';
import type { Request } from './register';
import { DAYS, RULES } from './ward-facts';

/** The planner as this ward knows it: a function from plain data to plain data. */
export type Planner = (input: PlannerInput) => PlannerOutput;

/** About an hour of the office's working day: two or three minutes per call, including the note. */
export const CALLS_A_DAY = 24;

/**
 * What the office asks every Sunday: the rounds of the coming week, from what the register holds.
 * @param callsADay how many of the households that the planner names the office calls on a working day.
 * @param offer with it the office puts the requests of the day before on planned rounds every morning.
 */
export function byPlanner(
  world: World,
  planRounds: Planner,
  { callsADay = CALLS_A_DAY, offer }: { callsADay?: number; offer?: typeof offeredRounds } = {},
): Way {
  const { ward, register } = world;
  const byId = new Map(ward.households.map((household) => [household.id, household]));
  const doors = ward.households.map(doorOf);
  const past: PlannerInput['rounds'][number][] = [];
  const proposals = new Map<string, ProposedRound>();
  const lanes = new Map([...new Set(ward.households.map(({ lane }) => lane))].map((lane, number) => [lane, number]));
  const promised: (Window & { door: string })[] = [];
  let toCall: Household[] = [];
  return {
    morning(date) {
      toCall = world.doors.callHouseholds(toCall, date, callsADay);
      if (offer) placeRequests(date, offer);
    },
    /** Evenings promised at a door before their week was planned, and those kept; none that was called off. */
    promises() {
      const went = promised.filter(({ door, date }) => {
        const round = roundsOf(date).find(({ doors: list }) => list.some(({ doorId }) => doorId === door));
        return !round || !isCalledOff(ward.seed, ward.facts, outingOf(round));
      });
      const isKept = ({ door, date, to }: (typeof promised)[number]) =>
        register.tries.some((attempt) => attempt.door === door && attempt.date === date && attempt.arrived <= to);
      return { known: went.length, kept: went.filter(isKept).length };
    },
    outingsOf(monday) {
      const { rounds: proposed, notPlaced } = plan(monday);
      toCall = notPlaced.filter(({ instead }) => instead === 'phone').map(({ id }) => byId.get(id)!);
      for (const round of proposed)
        past.push({
          date: round.date,
          from: round.from,
          to: round.to,
          officerIds: round.officerIds,
          openDoorIds: [],
          isCancelled: false,
        });
      for (const promise of register.promises.values()) {
        const { door, date } = promise;
        const isThisWeek = date >= monday && date <= later(monday, 6);
        if (isThisWeek && !register.closed.has(door) && hasTeam(promise)) promised.push(promise);
      }
      for (const round of proposed) proposals.set(keyOf(outingOf(round)), round);
      return proposed.map(outingOf);
    },
    begin(outing) {
      const list = [...(proposals.get(keyOf(outing))?.doors ?? [])];
      return ({ minute, knockedToday }) => {
        // In the order of the list; an appointment waits for its time, and comes first as soon as it has begun.
        const isEarly = ({ appointment }: ProposedDoor) =>
          appointment !== null && minute + 2 < minuteOf(appointment.from);
        const expected = list.findIndex((each) => each.appointment && !isEarly(each));
        const index = expected >= 0 ? expected : list.findIndex((each) => !isEarly(each));
        // The team never waits idle for the first appointment.
        const [door] = list.splice(Math.max(0, index), 1);
        if (!door) return null;
        const household = byId.get(door.doorId)!;
        return knockedToday.has(household.id) ? null : household;
      };
    },
  };

  /** Whether the ward goes out then, and two officers are free: no holiday is kept for a promise. */
  function hasTeam(window: Window) {
    const free = world.officers.filter((officer) => isFree(officer, window));
    return (
      windowsOf(window.date).some(({ from, to }) => from <= window.from && to >= window.to) &&
      free.length >= RULES.teamSize
    );
  }

  function roundsOf(date: string) {
    return [...proposals.values()].filter((round) => round.date === date);
  }

  /** As *Xếp vào buổi* does: each request on the first round that is offered, if any is. */
  function placeRequests(today: string, offersTo: typeof offeredRounds) {
    const coming = [...proposals.values()].filter(({ date }) => date >= today);
    const planned = new Set(coming.flatMap(({ doors: list }) => list.map(({ doorId }) => doorId)));
    for (const request of register.openRequests.values()) {
      if (!request.isOwn || planned.has(request.door)) continue;
      const asked = {
        ...placeOf(request.door),
        wishes: wishesOf(request),
        promisedBy: later(request.since, ward.facts.phone.promisedDays),
        pausedUntil: null,
      };
      const rounds = coming.map((round) => ({
        id: keyOf(outingOf(round)),
        slot: slotOf(round),
        doors: round.doors.map(plannedDoor),
      }));
      const [best] = offersTo(asked, rounds, POLICY.bufferMinutes);
      if (!best) continue;
      const appointment = best.appointment && inClock(best.appointment);
      const at = { doorId: request.door, position: 0, expectedAt: clock(best.at), appointment, isIfTimeAllows: false };
      const reason = [{ kind: 'request' as const, points: 0, reason: null }];
      proposals.get(best.round.id)!.doors.splice(best.index, 0, { ...at, chance: 1, score: 0, parts: reason });
    }
  }

  function placeOf(door: string) {
    const { lane, index, group } = byId.get(door)!;
    return { lane: lanes.get(lane)!, walkOrder: String(index).padStart(6, '0'), groupId: group };
  }

  function plannedDoor({ doorId, expectedAt, appointment, isIfTimeAllows, parts }: ProposedDoor): PlannedDoor {
    return {
      ...placeOf(doorId),
      at: minuteOf(expectedAt),
      isIfTimeAllows,
      isExpected: parts.some(({ kind }) => EXPECTED.has(kind)),
      until: appointment && minuteOf(appointment.to),
    };
  }

  function plan(monday: string): PlannerOutput {
    const today = later(monday, -1);
    const paused = register.closed;
    return planRounds({
      today,
      doors: doors.filter(({ id }) => !paused.has(id)),
      tries: register.tries.map((attempt): DoorTry => ({
        doorId: attempt.door,
        roundId: String(attempt.outing),
        date: attempt.date,
        arrivedAt: clock(attempt.arrived),
        leftAt: clock(attempt.left),
        outcome: attempt.outcome,
      })),
      requests: [...register.openRequests.values()]
        .filter(({ isOwn }) => isOwn)
        .map(({ id, door, since, preferredTime }) => ({
          id,
          doorId: door,
          receivedOn: since,
          promisedBy: later(since, ward.facts.phone.promisedDays),
          wishes: wishesOf({ preferredTime }),
        })),
      followUps: [...register.promises.values()].map(({ door, date, from, to }) => ({
        id: `promise ${door}`,
        doorId: door,
        dueOn: date,
        at: { from: clock(from), to: clock(to) },
        what: 'hẹn quay lại',
      })),
      calls: register.officeCalls.map(({ door, date, preferredTime }) => ({
        doorId: door,
        date,
        outcome: preferredTime ? ('agreed' as const) : ('no_answer' as const),
        times: wishesOf({ preferredTime }),
      })),
      officers: world.officers.map(({ id, free, absences }) => ({
        id,
        name: id,
        absences,
        availability: free.map(({ weekday, from, to }) => ({ weekday, from: clock(from), to: clock(to) })),
      })),
      calendarDays: DAYS.map((day) => ({ ...day, status: 'official' as const })),
      policy: POLICY,
      rounds: past.filter(({ date }) => date >= later(today, -70)),
      ask: { kind: 'week', from: monday, to: later(monday, 6) },
      options: { maxRoundsPerWeek: RULES.roundsPerOfficerAndWeek, longestRound: RULES.longestRound },
    });
  }
}

/** When it suits a household, as the planner takes it. */
function wishesOf({ preferredTime }: Pick<Request, 'preferredTime'>) {
  if (!preferredTime) return [];
  const { weekdays, from, to } = preferredTime;
  return [{ weekdays, from: clock(from), to: clock(to) }];
}

const EXPECTED: ReadonlySet<string> = new Set(['request', 'follow_up', 'call']);

const outingOf = ({ date, from, to, officerIds }: ProposedRound): Outing => ({
  ...windowAt(date, from, to),
  officers: officerIds,
});

function slotOf({ date, from, to }: ProposedRound) {
  const window = windowAt(date, from, to);
  return { ...window, kind: dayKindOf(date), lastKnock: lastKnock(window) };
}

function dayKindOf(date: string) {
  const marked = DAYS.find((day) => day.date === date)?.kind;
  const weekday = dayOfWeek(date);
  if (marked === 'swapped_working_day' || weekday < 6) return 'weekday' as const;
  return weekday === 6 ? ('saturday' as const) : ('sunday' as const);
}

function keyOf({ date, from, officers }: Outing): string {
  return `${date} ${from} ${officers.join(' ')}`;
}

const inClock = ({ from, to }: { from: number; to: number }) => ({ from: clock(from), to: clock(to) });

/** This ward's rules as the planner expects them. */
const POLICY: PlannerInput['policy'] = {
  windows: {
    weekday: RULES.weekday.map(inClock),
    saturday: RULES.saturday.map(inClock),
    sunday: RULES.sunday.map(inClock),
    holiday: [],
  },
  latestKnock: {
    weekday: clock(RULES.latestKnock.weekday),
    saturday: clock(RULES.latestKnock.saturday),
    sunday: clock(RULES.latestKnock.sunday),
  },
  lunchRest: inClock(RULES.lunch),
  bufferMinutes: RULES.minutesBetweenDoors,
  teamSize: RULES.teamSize,
  triesAfterRefusal: 2,
  complaintDays: 5,
  roundsAWeek: 3,
  hoursAMonth: 0,
  notBefore: '07:30',
  notAfter: '21:00',
};

/** What the register says about a household; nothing about when a resident is at home. */
function doorOf(household: Household): PlannerDoor {
  return {
    id: household.id,
    walkOrder: String(household.index).padStart(6, '0'),
    laneKey: household.lane,
    laneLabel: household.lane,
    groupId: household.group,
    occupancy: 'occupied',
    pause: null,
    hasPhone: household.hasNumber,
    residents: household.people.map((person) => ({
      birth: { date: `${2026 - person.age}-01-01`, precision: 'year' as const },
      isTemporary: household.kind === 'tenants',
      needs: [
        ...(person.livesAlone ? ['lives_alone' as const] : []),
        ...(person.age >= 80 ? ['aged_80' as const] : []),
        ...(person.age >= 75 ? ['aged_75' as const] : []),
        ...(person.age >= 60 ? ['aged_60' as const] : []),
        ...(person.isDisabled ? ['disabled' as const] : []),
        ...(person.lacksLevel2 ? ['no_vneid_level_2' as const] : []),
      ],
    })),
  };
}
