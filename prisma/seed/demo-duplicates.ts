import { addDays, type LocalDate } from '../../src/shared/dates';
import { NOTHING_ASKED } from '../../src/shared/readiness-fields';
import { familyName } from './demo-names';
import type { DemoRandom } from './demo-random';
import type { DemoHousehold, DemoMember } from './demo-register';
import type { DemoRows } from './demo-rows';

/** The number of people in the demo ward who are registered twice; some doors are registered twice as well. */
export const doubledPeople = (residents: number): number => Math.floor(residents / 200);
export const doubledDoors = (residents: number): number => Math.floor(residents / 2400);

interface DuplicatesInput {
  random: DemoRandom;
  newId: () => string;
  wardId: string;
  residents: number;
  openedAt: Date;
  openedOn: LocalDate;
  households: readonly DemoHousehold[];
  rows: Omit<DemoRows, 'briefing'>;
}

type DoubledRows = Pick<DemoRows, 'household' | 'resident' | 'householdMembership' | 'readiness'>;
type Second = { fullName: string; birthDate: string; birthPrecision: 'day' | 'year'; phone: string | null };

/** How a second list misspells a resident: the mistakes that every ward office knows. */
const SLIPS: readonly ((member: DemoMember, random: DemoRandom) => Partial<Second>)[] = [
  ({ person }) => ({ fullName: withoutMarks(person.fullName), ...yearOf(person.birth.date) }),
  ({ person }) => (isSwappable(person.birth) ? { birthDate: swapped(person.birth.date) } : yearOf(person.birth.date)),
  ({ person }) => ({ fullName: `${person.fullName}${person.fullName.at(-1)!}` }),
  ({ person }, random) => ({
    fullName: [otherFamily(person.fullName, random), ...person.fullName.split(' ').slice(1)].join(' '),
  }),
  ({ person }) => ({
    fullName: person.fullName
      .split(' ')
      .filter((_, index, words) => index === 0 || index === words.length - 1)
      .join(' '),
  }),
  ({ person }) => ({ fullName: person.fullName.normalize('NFC'), ...yearOf(person.birth.date) }),
];

/**
 * A few dozen people whom a second list registered again, some at another door, and some doors with their people. Drawn
 * last, so that nothing else in the ward depends on them.
 */
export function demoDuplicates(input: DuplicatesInput): DoubledRows {
  const draw = new DuplicatesDraw(input);
  const { random, households, residents } = input;
  const lived = households.filter(({ isOccupied, members }) => isOccupied && members.length > 1);
  const people = random.sample(lived, doubledPeople(residents));
  people.forEach((household, index) => draw.again(household, index));
  for (const household of random.sample(
    lived.filter((each) => !people.includes(each)),
    doubledDoors(residents),
  ))
    draw.doorAgain(household);
  return draw.rows;
}

class DuplicatesDraw {
  readonly rows: DoubledRows = { household: [], resident: [], householdMembership: [], readiness: [] };
  private readonly enteredAt: Date;
  private readonly enteredOn: LocalDate;

  constructor(private readonly input: DuplicatesInput) {
    this.enteredOn = addDays(input.openedOn, 21);
    this.enteredAt = new Date(input.openedAt.getTime() + 21 * 24 * 3_600_000);
  }

  /**
   * Registers an adult of a household again: at home, or every fourth one at another door with the same phone, which
   * gives it away.
   */
  again(household: DemoHousehold, index: number): void {
    const { random, households } = this.input;
    const grown = household.members.filter(({ person }) => person.age >= 20);
    const withPhone = grown.filter(({ phone }) => phone !== null);
    const isElsewhere = index % 4 === 3 && withPhone.length > 0;
    const ofThisHome = grown.length > 0 ? grown : household.members;
    const member = random.pick(isElsewhere ? withPhone : ofThisHome);
    const home = isElsewhere
      ? random.pick(households.filter((other) => other.isOccupied && other !== household))
      : household;
    const slip = SLIPS[index % SLIPS.length]!(member, random);
    this.enter(member, { ...slip, phone: isElsewhere || random.chance(0.5) ? member.phone : null }, home.id, {
      relation: 'other',
      relationNote: isElsewhere ? 'con cháu trong nhà' : 'ghi theo danh sách người cao tuổi',
    });
  }

  /** A door that two people registered at the same moment, with its head and one more member. */
  doorAgain(household: DemoHousehold): void {
    const { newId, rows } = this.input;
    const id = newId();
    const row = rows.household.find((each) => each.id === household.id)!;
    this.rows.household.push({
      ...row,
      id,
      code: null,
      howToFind: '',
      createdAt: this.enteredAt,
      updatedAt: this.enteredAt,
    });
    household.members
      .slice(0, 2)
      .forEach((member, index) =>
        this.enter(member, {}, id, { relation: index === 0 ? 'head' : member.person.relation }),
      );
  }

  private enter(
    { person, phone }: DemoMember,
    slip: Partial<Second>,
    householdId: string,
    { relation, relationNote = '' }: { relation: DemoMember['person']['relation']; relationNote?: string },
  ): void {
    const { random, newId, wardId } = this.input;
    const id = newId();
    this.rows.resident.push({
      id,
      wardId,
      fullName: person.fullName,
      birthDate: person.birth.date,
      birthPrecision: person.birth.precision,
      gender: person.sex,
      phone,
      nationalNumber: null,
      residenceStatus: person.status === 'absent' ? 'permanent' : person.status,
      note: '',
      createdAt: this.enteredAt,
      updatedAt: this.enteredAt,
      ...slip,
    });
    this.rows.householdMembership.push({
      id: newId(),
      wardId,
      householdId,
      residentId: id,
      relation,
      relationNote,
      validFrom: this.enteredOn,
      validTo: null,
    });
    if (!random.chance(0.5)) return;
    this.rows.readiness.push({
      id: newId(),
      wardId,
      residentId: id,
      recordedOn: this.enteredOn,
      source: 'import',
      visitId: null,
      ...NOTHING_ASKED,
      smartphone: random.pick(['own', 'none', 'relatives']),
      recordedBy: null,
      createdAt: this.enteredAt,
    });
  }
}

function yearOf(date: LocalDate): Pick<Second, 'birthDate' | 'birthPrecision'> {
  return { birthDate: `${date.slice(0, 4)}-01-01`, birthPrecision: 'year' };
}

function isSwappable({ date, precision }: DemoMember['person']['birth']): boolean {
  return precision === 'day' && Number(date.slice(8)) <= 12 && date.slice(5, 7) !== date.slice(8);
}

function swapped(date: LocalDate): LocalDate {
  return `${date.slice(0, 4)}-${date.slice(8)}-${date.slice(5, 7)}`;
}

function otherFamily(fullName: string, random: DemoRandom): string {
  for (;;) {
    const family = familyName(random);
    if (family !== fullName.split(' ')[0]) return family;
  }
}

function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D');
}
