import { draw, Stream } from './chance';
import { dayOfWeek, daysFrom } from './days';
import { AT_HOME, DAYS, FIRST_MONDAY, HABITS, LONG_ABSENCE, type HouseholdKind, type WardFacts } from './ward-facts';

export interface Person {
  age: number;
  /** Aged 75 or more, old and alone, or disabled. */
  isPriority: boolean;
  livesAlone: boolean;
  isDisabled: boolean;
  lacksLevel2: boolean;
}

export interface Household {
  id: string;
  index: number;
  kind: HouseholdKind;
  people: Person[];
  isVacant: boolean;
  hasNumber: boolean;
  attitude: 'open' | 'hesitant' | 'firm';
  opens: number;
  /** By weekday, how much more often than the middle household of their kind they are at home, in log odds. */
  habits: readonly number[];
  /** Minutes by which they come home later than others (earlier if negative). */
  homeOffset: number;
  absentFrom: number;
  absentTo: number;
  lane: string;
  group: string;
  /** Metres: along the street, the number of the street, and how far into the alley. */
  along: number;
  street: number;
  depth: number;
}

export interface Ward {
  seed: number;
  facts: WardFacts;
  /** In walking order. */
  households: Household[];
}

const STREET_DISTANCE = 90;
const FRONT = 5;
const LANES_PER_GROUP = 4;

export function makeWard(seed: number, facts: WardFacts): Ward {
  const places = layOut(new Stream(seed, 'map'), facts.doors);
  const people = new Stream(seed, 'people');
  const households = places.map((place, index) => ({ ...makeHousehold(people, facts, index), ...place }));
  return { seed, facts, households };
}

/** Metres between two doors along the alleys and streets. */
export function metresBetween(a: Household, b: Household): number {
  if (a.lane === b.lane)
    return Math.abs(a.depth - b.depth) + (a.depth === 0 && b.depth === 0 ? Math.abs(a.along - b.along) : 0);
  return a.depth + b.depth + Math.abs(a.along - b.along) + Math.abs(a.street - b.street) * STREET_DISTANCE;
}

/** Whether a grown-up is at home, and awake, at this minute of this date. */
export function isAtHome({ seed, facts }: Ward, household: Household, date: string, minute: number): boolean {
  const { id, kind, isVacant, habits, homeOffset, absentFrom, absentTo } = household;
  const { number, weekday, isFree } = dayOf(date);
  if (isVacant || (number >= absentFrom && number < absentTo)) return false;
  /** 0 the morning, 1 the afternoon, 2 the evening. */
  const part = [720, 1050].filter((end) => minute >= end).length;
  const halfHours = Math.min(4, Math.max(0, (minute - homeOffset - 1080) / 30));
  const usual = isFree ? AT_HOME[kind].free[part]! : between(AT_HOME[kind].weekday, halfHours);
  const chance = 1 / (1 + Math.exp(-habits[weekday]!) / (usual / (1 - usual)));
  return draw(seed, id, date, part) < 1 - (1 - chance) * facts.outFactor;
}

const days = new Map<string, { number: number; weekday: number; isFree: boolean }>();

function dayOf(date: string) {
  let day = days.get(date);
  if (!day) {
    const weekday = dayOfWeek(date);
    const marked = DAYS.find((each) => each.date === date)?.kind;
    const isFree = marked === 'holiday' || (weekday >= 6 && marked !== 'swapped_working_day');
    days.set(date, (day = { number: daysFrom(FIRST_MONDAY, date), weekday, isFree }));
  }
  return day;
}

/** The value of a curve between two of its points. */
function between(points: readonly number[], place: number): number {
  const left = Math.floor(place);
  return points[left]! + (place - left) * ((points[left + 1] ?? points[left]!) - points[left]!);
}

type Place = Pick<Household, 'lane' | 'group' | 'along' | 'street' | 'depth'>;

/** Streets with houses on both sides, and alleys off them; a narrow house holds one to three households. */
function layOut(stream: Stream, doors: number): Place[] {
  const places: Place[] = [];
  let lanes = 0;
  const addHouse = (lane: string, street: number, along: number, depth: number) => {
    const place = { lane, group: `group-${Math.floor(lanes / LANES_PER_GROUP)}`, along, street, depth };
    for (let left = Number(stream.weighted({ 1: 70, 2: 22, 3: 8 })); left > 0; left -= 1) places.push({ ...place });
  };
  for (let street = 0; places.length < doors; street += 1) {
    const length = stream.whole(220, 400);
    lanes += 1;
    for (let along = 0; along < length; along += FRONT * 2) addHouse(`street-${street}`, street, along, 0);
    const alleys = stream.whole(4, 8);
    for (let alley = 0; alley < alleys; alley += 1) {
      lanes += 1;
      const along = Math.round((length * (alley + 0.5)) / alleys);
      const houses = stream.whole(6, 24);
      for (let house = 1; house <= houses; house += 1)
        addHouse(`street-${street}/alley-${alley}`, street, along, house * FRONT);
    }
  }
  return places.slice(0, doors);
}

function makeHousehold(stream: Stream, facts: WardFacts, index: number): Omit<Household, keyof Place> {
  const kind = stream.weighted(facts.kinds);
  const ages = agesOf(stream, kind);
  const people = ages.map((age): Person => {
    const livesAlone = ages.length === 1 && age >= 60;
    const isDisabled = age >= 18 && age < 75 && stream.isTrue(0.025);
    const isPriority = age >= 75 || livesAlone || isDisabled;
    return { age, livesAlone, isDisabled, isPriority, lacksLevel2: stream.isTrue(lacksLevel2At(age)) };
  });
  const own = stream.normal() * HABITS.own;
  const absentFrom = stream.isTrue(LONG_ABSENCE.share) ? stream.whole(0, 200) : Infinity;
  return {
    id: `door-${String(index).padStart(5, '0')}`,
    index,
    kind,
    people,
    isVacant: stream.isTrue(facts.vacant),
    hasNumber: stream.isTrue(facts.calling.hasNumber),
    attitude: attitudeOf(stream.next(), facts),
    opens: stream.share(facts.opensMean, facts.opensFirmness),
    habits: Array.from({ length: 8 }, () => own + stream.normal() * HABITS.byWeekday),
    homeOffset: stream.normal() * HABITS.homeMinutes,
    absentFrom,
    absentTo: absentFrom + stream.whole(LONG_ABSENCE.shortestDays, LONG_ABSENCE.longestDays),
  };
}

function lacksLevel2At(age: number): number {
  if (age < 18) return 0;
  if (age < 60) return 0.08;
  return age < 75 ? 0.3 : 0.55;
}

/** @param mood a draw from 0 up to 1. */
function attitudeOf(mood: number, { attitude: { firmRefusal, hesitant } }: WardFacts): Household['attitude'] {
  if (mood < firmRefusal) return 'firm';
  return mood < firmRefusal + hesitant ? 'hesitant' : 'open';
}

function agesOf(stream: Stream, kind: HouseholdKind): number[] {
  const several = (fewest: number, most: number, age: () => number) =>
    Array.from({ length: stream.whole(fewest, most) }, age);
  const old = () => Math.min(97, 60 + Math.floor(Math.abs(stream.normal()) * 12));
  const aged = (low: number, high: number) => () => stream.whole(low, high);
  switch (kind) {
    case 'three_generations':
      return [...several(1, 2, old), ...several(2, 2, aged(28, 52)), ...several(0, 2, aged(0, 19))];
    case 'parents_children':
      return [...several(2, 2, aged(28, 54)), ...several(1, 2, aged(0, 19))];
    case 'grown_ups':
      return several(1, 3, aged(24, 59));
    case 'old_people':
      return several(1, 2, old);
    case 'tenants':
      return several(1, 2, aged(18, 35));
    case 'home_business':
      return [...several(1, 3, aged(30, 60)), ...several(0, 2, aged(0, 19))];
    case 'second_home':
      return several(1, 2, aged(30, 59));
  }
}
