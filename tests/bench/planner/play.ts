import { Register } from './register';
import { later } from './days';
import { Doors } from './doors';
import { metresBetween, type Household, type Ward } from './ward';
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
  /** The outings from this Monday on, for seven days. */
  outingsOf(monday: string): Outing[];
  /** What the office does in the morning, before the day's outings. */
  morning?(date: string): void;
  /** Called when an outing begins; the result returns the next door, or null when the team goes home. */
  begin(outing: Outing, number: number): (moment: Moment) => Household | null;
  promises?(): { known: number; kept: number };
}

export interface Played {
  /** Outings until nine in ten doors were met; null if the weeks were not enough. */
  outingsToNinety: number | null;
  weeksToNinety: number | null;
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
  /** Per cent; null if the way plans no promises. */
  promisesKept: number | null;
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
  const gone = new Map(officers.map(({ id }) => [id, 0]));
  let [outings, metres, knocks] = [0, 0, 0];
  const soFar = (weeks: number) => ({
    outings,
    weeks,
    calls: register.officeCalls.length,
    metresPerMet: metres / register.met.size,
    knocksPerMet: knocks / register.met.size,
    spread: spreadOf(gone),
  });
  let ninety: ReturnType<typeof soFar> | null = null;
  let priority: number | null = null;
  let mostPriority: number | null = null;

  for (let week = 0; week < WEEKS && !(ninety && priority !== null && week > WAIT_COUNTED_WEEKS + 4); week += 1) {
    const monday = later(FIRST_MONDAY, week * 7);
    const planned = way.outingsOf(monday);
    for (let day = 0; day < 7; day += 1) {
      const date = later(monday, day);
      const knockedToday = new Set<string>();
      way.morning?.(date);
      for (const outing of planned.filter((each) => each.date === date).sort((a, b) => a.from - b.from)) {
        if (isCalledOff(ward.seed, ward.facts, outing)) continue;
        outings += 1;
        for (const id of outing.officers) gone.set(id, gone.get(id)! + 1);
        const went = goOut(world, outing, { next: way.begin(outing, outings), knockedToday, number: outings });
        metres += went.metres;
        knocks += went.knocks;
        if (register.met.size >= goal) ninety ??= soFar(week + 1);
        const open = priority === null ? priorityDoors.filter(({ id }) => !register.met.has(id)).length : 0;
        if (open <= priorityDoors.length * 0.05) mostPriority ??= outings;
        if (open === 0) priority ??= outings;
      }
      doors.phoneRings(date);
    }
  }
  const at = ninety ?? soFar(WEEKS);
  const promises = way.promises?.() ?? null;
  return {
    outingsToNinety: ninety && ninety.outings,
    weeksToNinety: ninety && ninety.weeks,
    callsToNinety: at.calls,
    outingsToPriority: priority,
    outingsToMostPriority: mostPriority,
    requestWaitDays: medianWait(register),
    metresPerMet: at.metresPerMet,
    knocksPerMet: at.knocksPerMet,
    spread: at.spread,
    promisesKept: promises && (100 * promises.kept) / promises.known,
  };
}

/** One outing from its first minute to the last knock. The team starts at its first door. */
function goOut(
  { ward, register, doors }: World,
  outing: Outing,
  going: { next: (moment: Moment) => Household | null; knockedToday: Set<string>; number: number },
): { metres: number; knocks: number } {
  const { next, knockedToday, number } = going;
  const { metresPerMinute, findDoor } = ward.facts.walk;
  const last = lastKnock(outing);
  let [minute, metres, knocks] = [outing.from, 0, 0];
  let here: Household | null = null;
  while (minute <= last) {
    const household = next({ date: outing.date, minute, here, knockedToday });
    if (!household) break;
    const distance = here ? metresBetween(here, household) : 0;
    const arrived = minute + (here ? distance / metresPerMinute + findDoor : 0);
    if (arrived > last) break;
    metres += distance;
    knocks += 1;
    const { outcome, minutes } = doors.knock(household, outing.date, arrived);
    minute = Math.min(arrived + minutes, outing.to);
    knockedToday.add(household.id);
    register.addTry({ door: household.id, date: outing.date, arrived, left: minute, outcome, outing: number });
    here = household;
  }
  return { metres, knocks };
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
