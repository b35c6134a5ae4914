import { Stream } from './chance';
import { HABITS, type HouseholdKind, type WardFacts } from './ward-facts';

/** What a grown-up does; children go with the others. */
export type Role = 'old' | 'homemaker' | 'shopkeeper' | 'office' | 'shift' | 'irregular' | 'student' | 'child';

export interface Person {
  id: string;
  age: number;
  role: Role;
  /** Aged 75 or more, old and alone, or disabled. */
  isPriority: boolean;
  livesAlone: boolean;
  isDisabled: boolean;
  lacksLevel2: boolean;
  /** Minutes by which this person comes home later than others (earlier if negative). */
  homeOffset: number;
  /** Evenings (1 to 7) with a fixed appointment elsewhere. */
  outEvenings: readonly number[];
  worksSaturday: boolean;
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
  /** Multiplies how often the whole household is out. */
  outgoing: number;
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

type Place = Pick<Household, 'lane' | 'group' | 'along' | 'street' | 'depth'>;

/** Streets with houses on both sides, and alleys off them; a narrow house holds one to three households. */
function layOut(stream: Stream, doors: number): Place[] {
  const places: Place[] = [];
  let lanes = 0;
  const groupOf = () => `group-${Math.floor(lanes / LANES_PER_GROUP)}`;
  for (let street = 0; places.length < doors; street += 1) {
    const length = stream.whole(220, 400);
    lanes += 1;
    for (let along = 0; along < length; along += FRONT * 2)
      addHouse(places, stream, { lane: `street-${street}`, group: groupOf(), along, street, depth: 0 });
    const alleys = stream.whole(4, 8);
    for (let alley = 0; alley < alleys; alley += 1) {
      lanes += 1;
      const along = Math.round((length * (alley + 0.5)) / alleys);
      const houses = stream.whole(6, 24);
      for (let house = 1; house <= houses; house += 1) {
        addHouse(places, stream, {
          lane: `street-${street}/alley-${alley}`,
          group: groupOf(),
          along,
          street,
          depth: house * FRONT,
        });
      }
    }
  }
  return places.slice(0, doors);
}

function addHouse(places: Place[], stream: Stream, place: Place): void {
  const households = Number(stream.weighted({ 1: 70, 2: 22, 3: 8 }));
  for (let count = 0; count < households; count += 1) places.push({ ...place });
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

function makeHousehold(stream: Stream, facts: WardFacts, index: number): Omit<Household, keyof Place> {
  const kind = stream.weighted(facts.kinds);
  const id = `door-${String(index).padStart(5, '0')}`;
  const people = membersOf(stream, facts, kind).map(({ age, role }, number): Person => ({
    id: `${id}-${number}`,
    age,
    role,
    livesAlone: false,
    isDisabled: age >= 18 && age < 75 && stream.isTrue(0.025),
    isPriority: age >= 75,
    lacksLevel2: stream.isTrue(lacksLevel2At(age)),
    homeOffset: stream.normal() * 35,
    outEvenings: eveningsOut(stream, role, facts.outFactor),
    worksSaturday: stream.isTrue(HABITS.office.worksSaturday),
  }));
  if (people.length === 1 && people[0]!.age >= 60) people[0]!.livesAlone = true;
  for (const person of people) person.isPriority ||= person.livesAlone || person.isDisabled;
  const mood = stream.next();
  const isLongAway = stream.isTrue(HABITS.longAbsence.share);
  const absentFrom = isLongAway ? stream.whole(0, 200) : -1;
  return {
    id,
    index,
    kind,
    people,
    isVacant: stream.isTrue(facts.vacant),
    hasNumber: stream.isTrue(facts.calling.hasNumber),
    attitude: attitudeOf(mood, facts),
    opens: stream.share(facts.opensMean, facts.opensFirmness),
    outgoing: Math.exp(stream.normal() * 0.5),
    absentFrom,
    absentTo: isLongAway
      ? absentFrom + stream.whole(HABITS.longAbsence.shortestDays, HABITS.longAbsence.longestDays)
      : -1,
  };
}

/** A quarter of the evenings on average, but some people are out nearly every evening and others never. */
function eveningsOut(stream: Stream, role: Role, outFactor: number): number[] {
  if (role === 'old' || role === 'child') return [];
  const share = Math.min(
    0.95,
    stream.share(
      role === 'homemaker' || role === 'shopkeeper' ? 0.1 : HABITS.office.outEveningMean,
      HABITS.office.outEveningFirmness,
    ) * outFactor,
  );
  return [1, 2, 3, 4, 5, 6, 7].filter(() => stream.isTrue(share));
}

type Member = Pick<Person, 'age' | 'role'>;

function membersOf(stream: Stream, facts: WardFacts, kind: HouseholdKind): Member[] {
  const old = (): Member => ({ age: Math.min(97, 60 + Math.floor(Math.abs(stream.normal()) * 12)), role: 'old' });
  const worker = (low: number, high: number): Member => ({
    age: stream.whole(low, high),
    role: stream.weighted(facts.work),
  });
  const child = (): Member => {
    const age = stream.whole(0, 19);
    return { age, role: age < 15 ? 'child' : 'student' };
  };
  const several = (low: number, high: number, make: () => Member) =>
    Array.from({ length: stream.whole(low, high) }, make);
  switch (kind) {
    case 'three_generations':
      return [...several(1, 2, old), worker(28, 52), worker(28, 52), ...several(0, 2, child)];
    case 'parents_children':
      return [worker(28, 54), worker(28, 54), ...several(1, 2, child)];
    case 'grown_ups':
      return several(1, 3, () => worker(24, 59));
    case 'old_people':
      return several(1, 2, old);
    case 'tenants':
      return several(1, 2, () =>
        stream.isTrue(0.3) ? { age: stream.whole(18, 24), role: 'student' } : youngWorker(stream),
      );
    case 'home_business':
      return [
        ...several(1, 2, (): Member => ({ age: stream.whole(30, 64), role: 'shopkeeper' })),
        ...several(0, 1, () => worker(28, 55)),
        ...several(0, 2, child),
      ];
    case 'second_home':
      return several(1, 2, () => worker(30, 59));
  }
}

function youngWorker(stream: Stream): Member {
  return { age: stream.whole(20, 35), role: stream.weighted({ office: 50, shift: 32, irregular: 18 }) };
}
