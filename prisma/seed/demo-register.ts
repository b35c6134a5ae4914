import type { SmartphoneAccess, VneidLevel, YesNoUnknown } from '../../src/generated/prisma/enums';
import { formatAddress, laneOf, type Address } from '../../src/shared/address';
import { compareStrings } from '../../src/shared/compare';
import { addDays, type LocalDate } from '../../src/shared/dates';
import { NOTHING_ASKED, type ReadinessFacts, readinessFactsOf } from '../../src/shared/readiness-fields';
import { walkOrderKey } from '../../src/shared/walk-order';
import { demoFamily, demoNationalNumber, demoPhone, type DemoFamily, type DemoPerson } from './demo-people';
import { familyName, personName } from './demo-names';
import { atAge, DemoRandom } from './demo-random';
import type { DemoRows } from './demo-rows';
import { demoAddresses, howToFind } from './demo-streets';

/** A resident of the demo ward as the rounds meet them; the level changes over the months. */
export interface DemoMember extends ReadinessFacts {
  id: string;
  person: DemoPerson;
  phone: string | null;
}

export interface DemoHousehold {
  id: string;
  groupIndex: number;
  laneLabel: string;
  walkOrder: string;
  isOccupied: boolean;
  members: DemoMember[];
  /** A member died within about the last year. */
  isMourning: boolean;
}

type RegisterRows = Pick<DemoRows, 'residentialGroup' | 'household' | 'resident' | 'householdMembership' | 'readiness'>;

interface DemoRegister {
  rows: RegisterRows;
  /** In walking order. */
  households: DemoHousehold[];
}

interface RegisterInput {
  random: DemoRandom;
  newId: () => string;
  wardId: string;
  /** Minimum number of people living in the ward. */
  residents: number;
  /** The day on which the ward is filled. */
  today: LocalDate;
  /** When the ward started to use the register. */
  openedAt: Date;
  openedOn: LocalDate;
}

/** The people of the ward, door by door in walking order, and their residential groups. Pure: same input, same ward. */
export function demoRegister(input: RegisterInput): DemoRegister {
  const { random, residents, today } = input;
  const families: DemoFamily[] = [];
  for (let count = 0; count < residents;) {
    const family = demoFamily(random, today);
    families.push(family);
    count += family.people.filter((person) => person.status !== 'absent').length;
  }
  const doors = random
    .shuffled(demoAddresses(random, families.length, residents))
    .slice(0, families.length)
    .map((door) => ({ ...door, walkOrder: walkOrderKey(door.address) }))
    .sort((a, b) => compareStrings(a.walkOrder, b.walkOrder));

  const register = new RegisterDraw(input, doors.length);
  doors.forEach((door, index) => register.addHousehold(door, families[index]!, index));
  register.addGroups();
  return { rows: register.rows, households: register.households };
}

class RegisterDraw {
  readonly rows: RegisterRows = {
    residentialGroup: [],
    household: [],
    resident: [],
    householdMembership: [],
    readiness: [],
  };
  readonly households: DemoHousehold[] = [];
  private readonly groupIds: string[];
  private readonly nationalNumbers = new Set<string>();
  /** Draws apart, so that nothing else of the demo ward depends on it. */
  private readonly communication = new DemoRandom(20261130);

  constructor(
    private readonly input: RegisterInput,
    private readonly doorCount: number,
  ) {
    // About 17 groups in the former ward and 50 in today's: bigger wards have bigger groups.
    this.groupIds = Array.from({ length: Math.max(1, Math.round(0.36 * Math.sqrt(doorCount))) }, input.newId);
  }

  addHousehold(
    { address, formerWard, walkOrder }: { address: Address; formerWard: string; walkOrder: string },
    family: DemoFamily,
    index: number,
  ): void {
    const { random, newId, wardId, openedAt } = this.input;
    const groupIndex = Math.floor((index * this.groupIds.length) / this.doorCount);
    const lane = laneOf(address);
    const id = newId();
    this.rows.household.push({
      id,
      wardId,
      residentialGroupId: this.groupIds[groupIndex]!,
      code: `H${String(index + 1).padStart(5, '0')}`,
      ...address,
      formerWard,
      addressLine: formatAddress(address),
      laneKey: lane.key,
      laneLabel: lane.label,
      walkOrder,
      howToFind: howToFind(random, address),
      occupancy: family.occupancy,
      createdAt: openedAt,
      updatedAt: openedAt,
    });
    const since = `${random.int(1996, 2024)}-${String(random.int(1, 12)).padStart(2, '0')}-01`;
    const members: DemoMember[] = [];
    for (const person of family.people)
      members.push(this.addMember({ householdId: id, since, isAlone: family.people.length === 1 }, person, members));
    const isMourning = this.addDeceasedSpouse(id, family, members, since);
    this.households.push({
      id,
      groupIndex,
      laneLabel: lane.label,
      walkOrder,
      isOccupied: family.occupancy === 'occupied',
      members,
      isMourning,
    });
  }

  /** What talking with an elderly person needs; some were not asked. */
  private communicationOf({ age }: DemoPerson): ReadinessFacts['communication'] {
    const random = this.communication;
    const factor = age >= 80 ? 3 : 1;
    const needs = [
      ...(random.chance(0.01) ? ['language' as const] : []),
      ...(random.chance(0.1 * factor) ? ['hearing' as const] : []),
      ...(random.chance(0.07 * factor) ? ['sight' as const] : []),
      ...(random.chance(0.03 * factor) ? ['reading' as const] : []),
    ];
    return needs.length === 0 && random.chance(0.6) ? ['none'] : needs;
  }

  private addMember(
    { householdId, since, isAlone }: { householdId: string; since: LocalDate; isAlone: boolean },
    person: DemoPerson,
    others: readonly DemoMember[],
  ): DemoMember {
    const { random, newId, wardId } = this.input;
    const yesNo = (is: boolean) => (is ? 'yes' : 'no');
    const member: DemoMember = {
      ...NOTHING_ASKED,
      id: newId(),
      person,
      phone: this.phoneOf(person, others),
      vneidLevel: levelAt(random, person.age),
      livesAlone: person.age < 60 ? 'unknown' : yesNo(isAlone),
      hardToMove: person.age < 70 ? 'unknown' : yesNo(random.chance(person.age >= 80 ? 0.34 : 0.1)),
      needsHelper: person.age < 70 ? 'unknown' : yesNo(random.chance(person.age >= 80 ? 0.3 : 0.08)),
      communication: person.age < 70 ? [] : this.communicationOf(person),
    };
    this.rows.resident.push(this.residentRow(member));
    this.rows.householdMembership.push({
      id: newId(),
      wardId,
      householdId,
      residentId: member.id,
      relation: person.relation,
      relationNote: '',
      validFrom: person.birth.date > since ? person.birth.date : since,
      validTo: null,
    });
    this.addReadiness(member);
    return member;
  }

  private residentRow({
    id,
    person,
    phone,
  }: Pick<DemoMember, 'id' | 'person' | 'phone'>): RegisterRows['resident'][number] {
    const { random, wardId, openedAt } = this.input;
    return {
      id,
      wardId,
      fullName: person.fullName,
      birthDate: person.birth.date,
      birthPrecision: person.birth.precision,
      gender: person.sex,
      phone,
      nationalNumber: random.chance(0.95) ? demoNationalNumber(random, person, this.nationalNumbers) : null,
      residenceStatus: person.status,
      note: '',
      createdAt: openedAt,
      updatedAt: openedAt,
    };
  }

  /** Elderly people often give the number of a grown child. */
  private phoneOf(person: DemoPerson, others: readonly DemoMember[]): string | null {
    const { random } = this.input;
    const { age } = person;
    if (
      random.chance(
        atAge(age, [
          [14, 0],
          [18, 0.5],
          [60, 0.92],
          [75, 0.74],
          [Infinity, 0.38],
        ]),
      )
    )
      return demoPhone(random);
    const shared = others.find((other) => other.phone !== null)?.phone ?? null;
    return age >= 60 && random.chance(0.5) ? shared : null;
  }

  /**
   * What the ward's lists said about a person's readiness when the register was opened; nothing about children and some
   * adults.
   */
  private addReadiness(member: DemoMember): void {
    const { id, person } = member;
    const { random, newId, wardId, openedAt, openedOn } = this.input;
    if (person.age < 14 || member.vneidLevel === 'unknown') return;
    this.rows.readiness.push({
      id: newId(),
      wardId,
      residentId: id,
      recordedOn: openedOn,
      source: 'import',
      visitId: null,
      ...readinessFactsOf(member),
      ...phoneHabits(random, person.age),
      recordedBy: null,
      createdAt: openedAt,
    });
  }

  /** Some elderly people who live alone lost their spouse recently, who was the head until then. */
  private addDeceasedSpouse(
    householdId: string,
    family: DemoFamily,
    members: readonly DemoMember[],
    since: LocalDate,
  ): boolean {
    const { random, newId, wardId, today } = this.input;
    const [survivor] = members;
    const isCandidate =
      members.length === 1 &&
      survivor!.person.age >= 63 &&
      survivor!.person.status === 'permanent' &&
      family.occupancy === 'occupied';
    if (!isCandidate || !random.chance(0.16)) return false;
    const diedOn = addDays(today, -random.int(40, 420));
    const wasHusband = survivor!.person.sex === 'female';
    const birthYear =
      Number(survivor!.person.birth.date.slice(0, 4)) + (wasHusband ? -random.int(0, 5) : random.int(0, 4));
    const sex = wasHusband ? 'male' : 'female';
    const person: DemoPerson = {
      fullName: personName(random, familyName(random), sex, birthYear),
      sex,
      birth: { date: `${birthYear}-01-01`, precision: 'year' },
      age: survivor!.person.age,
      relation: 'head',
      status: 'deceased',
    };
    const id = newId();
    this.rows.resident.push(this.residentRow({ id, person, phone: null }));
    const own = this.rows.householdMembership.at(-1)!;
    own.validFrom = diedOn;
    const earlier = { wardId, householdId, relationNote: '', validFrom: since, validTo: diedOn };
    this.rows.householdMembership.push(
      { ...earlier, id: newId(), residentId: id, relation: 'head' },
      { ...earlier, id: newId(), residentId: survivor!.id, relation: wasHusband ? 'wife' : 'husband' },
    );
    return true;
  }

  /** Each group is led by one of its own residents. */
  addGroups(): void {
    const { random, wardId } = this.input;
    this.groupIds.forEach((id, groupIndex) => {
      const people = this.households
        .filter((household) => household.groupIndex === groupIndex)
        .flatMap((household) => household.members);
      const fit = people.filter(
        ({ person, phone }) => person.age >= 48 && person.age <= 76 && person.status === 'permanent' && phone !== null,
      );
      const leader = random.pick(fit.length > 0 ? fit : people);
      this.rows.residentialGroup.push({
        id,
        wardId,
        code: String(groupIndex + 1),
        name: `Tổ dân phố số ${groupIndex + 1}`,
        leaderName: leader.person.fullName,
        leaderPhone: leader.phone,
        validFrom: '2025-07-01',
        validTo: null,
      });
    });
  }
}

/** The VNeID level that the lists give for a resident of that age. */
function levelAt(random: DemoRandom, age: number): VneidLevel {
  if (age < 14) return 'none';
  return random.weighted(
    atAge<[VneidLevel, number][]>(age, [
      [
        40,
        [
          ['level_2', 74],
          ['level_2_inactive', 7],
          ['level_1', 6],
          ['none', 4],
          ['locked', 2],
          ['unknown', 7],
        ],
      ],
      [
        60,
        [
          ['level_2', 58],
          ['level_2_inactive', 12],
          ['level_1', 9],
          ['none', 9],
          ['locked', 3],
          ['unknown', 9],
        ],
      ],
      [
        70,
        [
          ['level_2', 36],
          ['level_2_inactive', 20],
          ['level_1', 10],
          ['none', 20],
          ['locked', 4],
          ['unknown', 10],
        ],
      ],
      [
        80,
        [
          ['level_2', 17],
          ['level_2_inactive', 22],
          ['level_1', 8],
          ['none', 40],
          ['locked', 3],
          ['unknown', 10],
        ],
      ],
      [
        Infinity,
        [
          ['level_2', 6],
          ['level_2_inactive', 14],
          ['level_1', 4],
          ['none', 64],
          ['locked', 1],
          ['unknown', 11],
        ],
      ],
    ]),
  );
}

function phoneHabits(random: DemoRandom, age: number): { simInOwnName: YesNoUnknown; smartphone: SmartphoneAccess } {
  const smartphone = random.weighted(
    atAge<[SmartphoneAccess, number][]>(age, [
      [
        60,
        [
          ['own', 92],
          ['relatives', 3],
          ['unknown', 5],
        ],
      ],
      [
        75,
        [
          ['own', 62],
          ['relatives', 18],
          ['none', 12],
          ['unknown', 8],
        ],
      ],
      [
        Infinity,
        [
          ['own', 24],
          ['relatives', 30],
          ['none', 36],
          ['unknown', 10],
        ],
      ],
    ]),
  );
  return {
    smartphone,
    simInOwnName: random.weighted([
      ['yes', age < 60 ? 80 : 52],
      ['no', age < 60 ? 8 : 28],
      ['unknown', 15],
    ]),
  };
}
