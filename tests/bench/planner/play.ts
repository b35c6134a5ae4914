import { Register, type Outcome } from './register';
import { later } from './days';
import { Doors } from './doors';
import { metresBetween, type Household, type Ward } from './make-ward';
import { isCalledOff, lastKnock, makeOfficers, type Officer, type Outing } from './office';
import { FIRST_MONDAY, WEEKS } from './ward-facts';

/** Where the team is and what time it is. */
export interface Moment {
  date: string;
  minute: number;
  here: Household | null;
  /** Doors knocked at today, by any team: no door is knocked at twice a day. */
  knockedToday: ReadonlySet<string>;
}

/** A way of planning. */
export interface Way {
  name: string;
  /** The outings from this Monday on, for seven days. */
  outingsOf(monday: string): Outing[];
  /** What the office does in the morning, before the day's outings. */
  morning?(date: string): void;
  /** Called when an outing begins; the result returns the next door, or null when the team goes home. */
  begin(outing: Outing, number: number): (moment: Moment) => Household | null;
}

export interface Played {
  way: string;
  seed: number;
  /** Outings until nine in ten doors were met; null if the weeks were not enough. */
  outingsToNinety: number | null;
  weeksToNinety: number | null;
  hoursToNinety: number | null;
  /** Calls that the office had made until then, or in all. */
  callsToNinety: number;
  /** Outings until every priority resident who can be met was met, and until nineteen in twenty were. */
  outingsToPriority: number | null;
  outingsToMostPriority: number | null;
  requestWaitDays: number;
  metresPerMet: number;
  knocksPerMet: number;
  /** The most outings of one officer, divided by the mean. */
  spread: number;
  idleMinutesPerOuting: number;
}

/** The world in which a way of planning is played. */
export interface World {
  ward: Ward;
  register: Register;
  officers: readonly Officer[];
  doors: Doors;
}

export function makeWorld(ward: Ward): World {
  const register = new Register();
  return { ward, register, officers: makeOfficers(ward.seed, ward.facts), doors: new Doors(ward, register) };
}

const WAIT_COUNTED_WEEKS = 16;

/** Plays week after week until doors and priority residents are met, or the weeks are over. */
export function play(world: World, way: Way): Played {
  const { ward, register, officers, doors } = world;
  const occupied = ward.households.filter((household) => !household.isVacant);
  const priorityDoors = occupied.filter(
    (household) => household.attitude !== 'firm' && household.people.some((person) => person.isPriority),
  );
  const goal = Math.ceil(occupied.length * 0.9);
  const totals = { outings: 0, metres: 0, minutes: 0, idle: 0, met: 0, knocks: 0 };
  const gone = new Map(officers.map(({ id }) => [id, 0]));
  let ninety: {
    outings: number;
    weeks: number;
    minutes: number;
    metres: number;
    knocks: number;
    met: number;
    spread: number;
    idle: number;
    calls: number;
  } | null = null;
  let priority: number | null = null;
  let mostPriority: number | null = null;
  let metOccupied = 0;

  for (let week = 0; week < WEEKS && !(ninety && priority !== null && week > WAIT_COUNTED_WEEKS + 4); week += 1) {
    const monday = later(FIRST_MONDAY, week * 7);
    const outings = way.outingsOf(monday);
    for (let day = 0; day < 7; day += 1) {
      const date = later(monday, day);
      const knockedToday = new Set<string>();
      way.morning?.(date);
      for (const outing of outings.filter((each) => each.date === date).sort((a, b) => a.from - b.from)) {
        if (isCalledOff(ward.seed, ward.facts, outing)) continue;
        totals.outings += 1;
        for (const id of outing.officers) gone.set(id, gone.get(id)! + 1);
        const { metres, minutes, idle, outcomes } = goOut(world, outing, {
          next: way.begin(outing, totals.outings),
          knockedToday,
          number: totals.outings,
        });
        totals.metres += metres;
        totals.minutes += minutes;
        totals.idle += idle;
        totals.knocks += outcomes.length;
        metOccupied = register.met.size;
        if (!ninety && metOccupied >= goal)
          ninety = {
            ...totals,
            weeks: week + 1,
            met: metOccupied,
            spread: spreadOf(gone),
            calls: register.officeCalls.length,
          };
        if (mostPriority === null || priority === null) {
          const open = priorityDoors.filter(({ id }) => !register.met.has(id)).length;
          if (mostPriority === null && open <= priorityDoors.length * 0.05) mostPriority = totals.outings;
          if (priority === null && open === 0) priority = totals.outings;
        }
      }
      doors.phoneRings(date);
    }
  }
  const at = ninety ?? {
    ...totals,
    met: metOccupied,
    spread: spreadOf(gone),
    calls: register.officeCalls.length,
    weeks: WEEKS,
  };
  return {
    way: way.name,
    seed: ward.seed,
    outingsToNinety: ninety && ninety.outings,
    weeksToNinety: ninety && ninety.weeks,
    hoursToNinety: ninety && ninety.minutes / 60,
    callsToNinety: at.calls,
    outingsToPriority: priority,
    outingsToMostPriority: mostPriority,
    requestWaitDays: medianWait(register),
    metresPerMet: at.metres / at.met,
    knocksPerMet: at.knocks / at.met,
    spread: at.spread,
    idleMinutesPerOuting: at.idle / at.outings,
  };
}

/** One outing from its first minute to the last knock. The team starts at its first door. */
function goOut(
  { ward, register, doors }: World,
  outing: Outing,
  {
    next,
    knockedToday,
    number,
  }: { next: (moment: Moment) => Household | null; knockedToday: Set<string>; number: number },
): { metres: number; minutes: number; idle: number; outcomes: Outcome[] } {
  const { metresPerMinute, findDoor } = ward.facts.walk;
  const last = lastKnock(outing);
  const outcomes: Outcome[] = [];
  let minute = outing.from;
  let metres = 0;
  let here: Household | null = null;
  for (;;) {
    const household = next({ date: outing.date, minute, here, knockedToday });
    if (!household) break;
    const distance = here ? metresBetween(here, household) : 0;
    const arrived = minute + (here ? distance / metresPerMinute + findDoor : 0);
    if (arrived > last) {
      minute = arrived;
      break;
    }
    metres += distance;
    const { outcome, minutes } = doors.knock(household, outing.date, arrived);
    minute = Math.min(arrived + minutes, outing.to);
    outcomes.push(outcome);
    knockedToday.add(household.id);
    register.addTry({ door: household.id, date: outing.date, arrived, left: minute, outcome, outing: number });
    here = household;
    if (minute > last) break;
  }
  return { metres, minutes: outing.to - outing.from, idle: Math.max(0, last - minute), outcomes };
}

function spreadOf(gone: ReadonlyMap<string, number>): number {
  const counts = [...gone.values()];
  return Math.max(...counts) / (counts.reduce((sum, count) => sum + count, 0) / counts.length);
}

/** Median days from request to meeting, for requests of the first weeks; those never met count until the end. */
function medianWait({ requests, tries }: Register): number {
  const until = later(FIRST_MONDAY, WAIT_COUNTED_WEEKS * 7);
  const end = tries.at(-1)?.date ?? FIRST_MONDAY;
  const waits = requests
    .filter(({ since, isOwn }) => isOwn && since < until)
    .map(({ since, metOn }) => (Date.parse(metOn ?? end) - Date.parse(since)) / 86_400_000)
    .sort((a, b) => a - b);
  return waits[Math.floor(waits.length / 2)] ?? 0;
}
