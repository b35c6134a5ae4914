import type { PriorityKind } from '../../src/generated/prisma/enums';
import { addDays, daysBetween, instantOf, type LocalDate } from '../../src/shared/dates';
import type { DemoStaff } from './demo-accounts';
import { familyName, personName } from './demo-names';
import { demoPhone } from './demo-people';
import { atAge, DemoRandom, demoIds } from './demo-random';
import type { DemoHousehold, DemoMember } from './demo-register';
import type { DemoRows } from './demo-rows';

/** A separate seed, so that these facts change nothing else in the demo ward. */
const SEED = 20_251_205;

interface PriorityInput {
  wardId: string;
  households: readonly DemoHousehold[];
  staff: DemoStaff;
  today: LocalDate;
  openedAt: Date;
  openedOn: LocalDate;
}

interface DemoPriority {
  rows: Pick<DemoRows, 'priorityFact' | 'digitalHelper'>;
  /** The priority facts that a household and its members have on a day. */
  kindsOn: (householdId: string, date: LocalDate) => PriorityKind[];
}

/**
 * Who needs the team most according to decisions and lists, and who helps elderly people with the phone. Pure: same
 * input, same facts.
 */
export function demoPriority(input: PriorityInput): DemoPriority {
  const draw = new PriorityDraw(input);
  for (const household of input.households) draw.addHousehold(household);
  return { rows: draw.rows, kindsOn: (householdId, date) => draw.kindsOn(householdId, date) };
}

class PriorityDraw {
  readonly rows: DemoPriority['rows'] = { priorityFact: [], digitalHelper: [] };
  private readonly random = new DemoRandom(SEED);
  private readonly newId: () => string;
  private readonly byHousehold = new Map<string, DemoRows['priorityFact']>();
  private readonly year: number;

  constructor(private readonly input: PriorityInput) {
    this.newId = demoIds(this.random, input.openedAt);
    this.year = Number(input.openedOn.slice(0, 4));
  }

  addHousehold(household: DemoHousehold): void {
    if (household.members.length === 0) return;
    this.addPoverty(household);
    this.addMerit(household);
    for (const member of household.members) this.addOwnFacts(household, member);
    if (household.isOccupied) this.addHelper(household);
  }

  kindsOn(householdId: string, date: LocalDate): PriorityKind[] {
    const facts = this.byHousehold.get(householdId) ?? [];
    return facts
      .filter(
        ({ validFrom, validTo }) => (validFrom as LocalDate) <= date && (!validTo || (validTo as LocalDate) > date),
      )
      .map(({ kind }) => kind);
  }

  /** Poverty is reviewed once a year: some of last year's poor households are no longer poor. */
  private addPoverty(household: DemoHousehold): void {
    const { random, year } = this;
    if (!random.chance(0.012)) return;
    const kind = random.weighted<'poor' | 'near_poor'>([
      ['poor', 3],
      ['near_poor', 7],
    ]);
    const isOver = random.chance(0.3);
    const from = `${isOver ? year - 1 : year}-01-01`;
    const number = isOver ? 118 : 126;
    this.addFact(household, {
      householdId: household.id,
      residentId: null,
      kind,
      validFrom: from,
      validTo: isOver ? `${year}-01-01` : null,
      source: 'decision',
      sourceNote: `QĐ ${number}/QĐ-UBND ngày 22/12/${(isOver ? year - 1 : year) - 1}`,
    });
  }

  private addMerit(household: DemoHousehold): void {
    const { random } = this;
    const elder = household.members.find(({ person }) => person.age >= 70);
    if (!elder || !random.chance(0.07)) return;
    const of = random.chance(0.5)
      ? { householdId: household.id, residentId: null }
      : { householdId: null, residentId: elder.id };
    this.addFact(household, {
      ...of,
      kind: 'policy_family',
      validFrom: `${random.int(1996, 2018)}-07-27`,
      validTo: null,
      source: 'list',
      sourceNote: 'người có công và thân nhân',
    });
  }

  private addOwnFacts(household: DemoHousehold, member: DemoMember): void {
    const { random, year } = this;
    const { age } = member.person;
    if (
      random.chance(
        member.hardToMove === 'yes'
          ? 0.22
          : atAge(age, [
              [6, 0],
              [Infinity, 0.008],
            ]),
      )
    ) {
      this.addFact(household, {
        householdId: null,
        residentId: member.id,
        kind: 'disabled',
        validFrom: `${random.int(Math.max(2012, year - age + 6), year - 1)}-03-15`,
        validTo: null,
        source: 'decision',
        sourceNote: `Giấy xác nhận khuyết tật số ${random.int(10, 480)}`,
      });
    }
    if (age >= 76 && random.chance(0.1)) {
      this.addFact(household, {
        householdId: null,
        residentId: member.id,
        kind: 'social_protection',
        validFrom: `${random.int(Math.max(2019, year - age + 75), year - 1)}-09-01`,
        validTo: null,
        source: 'list',
        sourceNote: `bảo trợ xã hội quý 2/${year}`,
      });
    }
  }

  private addFact(
    household: DemoHousehold,
    fact: Omit<DemoRows['priorityFact'][number], 'id' | 'wardId' | 'recordedBy' | 'recordedAt' | 'endedBy' | 'endedAt'>,
  ): void {
    const { wardId, staff, openedAt } = this.input;
    const recordedBy = this.random.pick(staff.staffIds);
    const isOver = Boolean(fact.validTo);
    const row = {
      id: this.newId(),
      wardId,
      ...fact,
      recordedBy,
      recordedAt: openedAt,
      endedBy: isOver ? recordedBy : null,
      endedAt: isOver ? openedAt : null,
    };
    this.rows.priorityFact.push(row);
    this.byHousehold.set(household.id, [...(this.byHousehold.get(household.id) ?? []), row]);
  }

  /**
   * For a household with an elderly member: a younger member who knows phones, a child who moved out, or a neighbour.
   */
  private addHelper(household: DemoHousehold): void {
    const { random } = this;
    const { wardId, staff, today, openedOn } = this.input;
    if (!household.members.some(({ person }) => person.age >= 70)) return;
    const grown = household.members.filter(
      ({ person }) => person.age >= 18 && person.age <= 60 && person.status !== 'absent',
    );
    if (!random.chance(grown.length > 0 ? 0.35 : 0.42)) return;
    const since = addDays(openedOn, random.int(0, Math.max(0, daysBetween(openedOn, today) - 1)));
    const given = {
      id: this.newId(),
      wardId,
      householdId: household.id,
      validFrom: since,
      validTo: null,
      recordedBy: random.chance(0.7) ? random.pick(random.pick(staff.teams).officers) : random.pick(staff.staffIds),
      recordedAt: instantOf(since, '20:10'),
    };
    this.rows.digitalHelper.push(
      grown.length > 0
        ? { ...given, residentId: random.pick(grown).id, name: '', phone: null, relationNote: '' }
        : { ...given, residentId: null, ...this.outsider(household) },
    );
  }

  private outsider(household: DemoHousehold): { name: string; phone: string; relationNote: string } {
    const { random, year } = this;
    const [relationNote, sex, age] = random.weighted<[string, 'male' | 'female', number]>([
      [['con gái', 'female', random.int(38, 58)], 6],
      [['con trai', 'male', random.int(38, 58)], 5],
      [['cháu ngoại', 'male', random.int(19, 30)], 2],
      [['cháu nội', 'female', random.int(19, 30)], 2],
      [['hàng xóm', 'female', random.int(30, 62)], 1],
    ]);
    const father = household.members.find(({ person }) => person.sex === 'male');
    const family =
      relationNote.startsWith('con') && father ? father.person.fullName.split(' ')[0]! : familyName(random);
    return { name: personName(random, family, sex, year - age), phone: demoPhone(random), relationNote };
  }
}
