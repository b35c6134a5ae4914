import type { PlannerInput, PlannerDoor, DoorTry } from '../../../src/features/rounds/planner/planner-input';
import type { PlannerOutput, ProposedRound } from '../../../src/features/rounds/planner/planner-output';
import { clock, later, minuteOf } from './days';
import type { Household } from './ward';
import { windowAt, type Outing } from './office';
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
 */
export function byPlanner(world: World, planRounds: Planner, callsADay = CALLS_A_DAY): Way {
  const { ward, register } = world;
  const byId = new Map(ward.households.map((household) => [household.id, household]));
  const doors = ward.households.map(doorOf);
  const past: PlannerInput['rounds'][number][] = [];
  const proposals = new Map<string, ProposedRound>();
  let toCall: Household[] = [];
  return {
    morning(date) {
      toCall = world.doors.callHouseholds(toCall, date, callsADay);
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
      const week = proposed.map((round): Outing => {
        const outing = { ...windowAt(round.date, round.from, round.to), officers: round.officerIds };
        proposals.set(keyOf(outing), round);
        return outing;
      });
      return week;
    },
    begin(outing) {
      const list = [...(proposals.get(keyOf(outing))?.doors ?? [])];
      return ({ minute, knockedToday }) => {
        // In the order of the list; an appointment waits for its time, and comes first when its time is running out.
        const isEarly = ({ appointment }: { appointment: { from: string } | null }) =>
          appointment !== null && minute + 2 < minuteOf(appointment.from);
        const ending = list.findIndex(
          ({ appointment }) =>
            appointment &&
            !isEarly({ appointment }) &&
            minuteOf(appointment.to) - minute < 25 &&
            minute < minuteOf(appointment.to),
        );
        const index = ending >= 0 ? ending : list.findIndex((each) => !isEarly(each));
        // The team never waits idle for the first appointment.
        const [door] = list.splice(Math.max(0, index), 1);
        if (!door) return null;
        const household = byId.get(door.doorId)!;
        return knockedToday.has(household.id) ? null : household;
      };
    },
  };

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
