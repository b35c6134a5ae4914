import type { HouseholdOccupancy, HouseholdRelation, ResidenceStatus } from '../../src/generated/prisma/enums';
import { ageOn, type BirthDate, type LocalDate } from '../../src/shared/dates';
import { familyName, personName, type Sex } from './demo-names';
import type { DemoRandom } from './demo-random';

export interface DemoPerson {
  fullName: string;
  sex: Sex;
  birth: BirthDate;
  /** Age in full years on the day the ward is filled. */
  age: number;
  relation: HouseholdRelation;
  status: ResidenceStatus;
}

export interface DemoFamily {
  occupancy: HouseholdOccupancy;
  people: DemoPerson[];
}

/** One plausible household: its people, their relations to the head, and matching ages. */
export function demoFamily(random: DemoRandom, today: LocalDate): DemoFamily {
  const [build, , temporary] = random.weighted(FAMILIES.map((family) => [family, family[1]] as const));
  const people = build(new FamilyDraw(random, today));
  const occupancy = random.byWeight<HouseholdOccupancy>({ occupied: 97.6, long_absent: 1.4, vacant: 1 });
  const isTemporary = temporary === 1 || random.chance(temporary);
  for (const person of people) {
    if (isTemporary) person.status = 'temporary';
    if (occupancy !== 'occupied' || random.chance(0.012)) person.status = 'absent';
  }
  return { occupancy, people };
}

class FamilyDraw {
  constructor(
    readonly random: DemoRandom,
    private readonly today: LocalDate,
  ) {}

  person(relation: HouseholdRelation, sex: Sex, family: string, age: number): DemoPerson {
    const birth = this.birthAtAge(Math.max(0, age));
    const bornIn = Number(birth.date.slice(0, 4));
    return {
      fullName: personName(this.random, family, sex, bornIn),
      sex,
      birth,
      age: ageOn(birth, this.today),
      relation,
      status: 'permanent',
    };
  }

  /** Older papers more often give only the year. */
  private birthAtAge(age: number): BirthDate {
    const year = Number(this.today.slice(0, 4)) - age;
    if (age >= 60 && this.random.chance(age < 70 ? 0.14 : 0.45)) return { date: `${year}-01-01`, precision: 'year' };
    const day = `${String(this.random.int(1, 12)).padStart(2, '0')}-${String(this.random.int(1, 28)).padStart(2, '0')}`;
    return { date: `${day > this.today.slice(5) ? year - 1 : year}-${day}`, precision: 'day' };
  }

  /** How many children live at home. */
  siblings(): number {
    return Number(this.random.byWeight({ 1: 4, 2: 6, 3: 1 }));
  }

  anySex(): Sex {
    return this.random.chance(0.5) ? 'female' : 'male';
  }

  /** Siblings, the eldest first; their mother is 21 to 38 at their births. */
  children(relation: HouseholdRelation, family: string, motherAge: number, count: number): DemoPerson[] {
    const eldest = motherAge - this.random.int(21, 31);
    return Array.from({ length: count }, (_, index) => eldest - index * this.random.int(2, 5))
      .filter((age, index) => age >= 0 && (index === 0 || motherAge - age <= 40))
      .map((age) => this.person(relation, this.anySex(), family, age));
  }
}

function coupleWithChildren(draw: FamilyDraw): DemoPerson[] {
  const { random } = draw;
  const family = familyName(random);
  const motherAge = random.int(27, 56);
  return [...couple(draw, family, motherAge), ...draw.children('child', family, motherAge, draw.siblings())];
}

/** A son with his family and one or both of his parents, under the head of either generation. */
function threeGenerations(draw: FamilyDraw): DemoPerson[] {
  const { random } = draw;
  const family = familyName(random);
  const motherAge = random.int(26, 50);
  const fatherAge = motherAge + random.int(0, 6);
  const grandmotherAge = fatherAge + random.int(21, 31);
  const hasGrandfather = random.chance(0.5);
  const hasGrandmother = !hasGrandfather || random.chance(0.75);
  const isLedByElder = random.chance(0.55);
  const [grandfather, grandmother, father, mother, child] = isLedByElder
    ? (['head', hasGrandfather ? 'wife' : 'head', 'child', 'daughter_in_law', 'grandchild'] as const)
    : (['father', 'mother', 'head', 'wife', 'child'] as const);
  return [
    ...(hasGrandfather ? [draw.person(grandfather, 'male', family, grandmotherAge + random.int(0, 5))] : []),
    ...(hasGrandmother ? [draw.person(grandmother, 'female', familyName(random), grandmotherAge)] : []),
    draw.person(father, 'male', family, fatherAge),
    draw.person(mother, 'female', familyName(random), motherAge),
    ...draw.children(child, family, motherAge, draw.siblings()),
  ];
}

/** Women outlive men, and their sons have moved to new flats outside the ward. */
function elderlyAlone(draw: FamilyDraw): DemoPerson[] {
  const sex = draw.random.chance(0.8) ? 'female' : 'male';
  return [draw.person('head', sex, familyName(draw.random), draw.random.int(63, 93))];
}

function lodgers(draw: FamilyDraw): DemoPerson[] {
  const { random } = draw;
  const sex = draw.anySex();
  const head = draw.person('head', sex, familyName(random), random.int(19, 34));
  const lodger = () => draw.person('lodger', sex, familyName(random), random.int(18, 32));
  return [head, ...Array.from({ length: draw.siblings() }, lodger)];
}

/** The children have the family name of their father. */
function parentWithChildren(draw: FamilyDraw, age: number, shareOfMothers: number): DemoPerson[] {
  const { random } = draw;
  const isMother = random.chance(shareOfMothers);
  const family = familyName(random);
  const parent = draw.person('head', isMother ? 'female' : 'male', isMother ? familyName(random) : family, age);
  return [parent, ...draw.children('child', family, age, random.chance(0.67) ? 1 : 2)];
}

/** A married couple. The head is the one named in the household book, mostly the husband. */
function couple(draw: FamilyDraw, family: string, wifeAge: number): DemoPerson[] {
  const isHusbandHead = draw.random.chance(0.76);
  const husband = draw.person(isHusbandHead ? 'head' : 'husband', 'male', family, wifeAge + draw.random.int(-1, 6));
  const wife = draw.person(isHusbandHead ? 'wife' : 'head', 'female', familyName(draw.random), wifeAge);
  return isHusbandHead ? [husband, wife] : [wife, husband];
}

/** Kinds of families, their shares of a hundred doors, and how many of them live there temporarily. */
const FAMILIES: readonly (readonly [build: (draw: FamilyDraw) => DemoPerson[], share: number, temporary: number])[] = [
  [coupleWithChildren, 28, 0.05],
  [threeGenerations, 22, 0.05],
  [(draw) => couple(draw, familyName(draw.random), draw.random.int(60, 84)), 13, 0.05],
  [elderlyAlone, 9, 0.05],
  [(draw) => parentWithChildren(draw, draw.random.int(58, 88), 0.72), 10, 0.05],
  [(draw) => couple(draw, familyName(draw.random), draw.random.int(23, 58)), 5, 0.3],
  [(draw) => parentWithChildren(draw, draw.random.int(28, 52), 0.85), 3, 0.05],
  [lodgers, 6, 1],
  [(draw) => [draw.person('head', draw.anySex(), familyName(draw.random), draw.random.int(24, 59))], 4, 0.3],
];

/**
 * A mobile number with the prefix 053, 054 or 057. It has the length and form of a mobile number, but no operator uses
 * these prefixes, so a call or message reaches no person.
 */
export function demoPhone(random: DemoRandom): string {
  return `0${random.pick(['53', '54', '57'])}${random.digits(7)}`;
}

/**
 * A personal identification number in the legal format, but with a province code that was never assigned (003, 005,
 * 099), so it belongs to no person. `taken` keeps the numbers unique.
 */
export function demoNationalNumber(
  random: DemoRandom,
  person: Pick<DemoPerson, 'sex' | 'birth'>,
  taken: Set<string>,
): string {
  const year = Number(person.birth.date.slice(0, 4));
  const centurySex = (year >= 2000 ? 2 : 0) + (person.sex === 'female' ? 1 : 0);
  for (;;) {
    const number = `${random.pick(['003', '005', '099'])}${centurySex}${String(year % 100).padStart(2, '0')}${random.digits(6)}`;
    if (!taken.has(number)) {
      taken.add(number);
      return number;
    }
  }
}
