import type { Actor } from '../../src/actor';
import type { AppContext } from '../../src/context';
import { getHome } from '../../src/features/register/events/queries';
import { changeHead } from '../../src/features/register/residence/moves/head-service';
import { getPerson } from '../../src/features/register/residence/moves/queries';
import { moveOut, moveResident, recordDeath } from '../../src/features/register/residence/moves/service';
import { splitHousehold } from '../../src/features/register/residence/moves/split-service';
import { homesStamp, personStamp } from '../../src/features/register/residence/moves/state-stamp';
import {
  beginAbsence,
  beginHouseholdAbsence,
  endAbsence,
  vacateHousehold,
} from '../../src/features/register/residence/occupancy/service';
import { registerResident } from '../../src/features/register/residents/service';
import type { HouseholdRelation } from '../../src/generated/prisma/enums';
import { formatAddress } from '../../src/shared/address';
import { addDays, instantOf, type LocalDate } from '../../src/shared/dates';
import { NOTHING_ASKED } from '../../src/shared/readiness-fields';
import { familyName, personName } from './demo-names';
import { demoPhone, type DemoPerson } from './demo-people';
import { DemoRandom } from './demo-random';
import { AWAY_REASONS, type DemoHousehold, type DemoMember } from './demo-register';
import { countOf, dayOf, NOTHING_TOLD, someMorning, told, type DemoWorld } from './demo-world';

const SEED = 20_260_312;
const MOURNING_DAYS = 49;

/** An event at a household, which the office records some days later. */
interface Event {
  household: DemoHousehold;
  context: AppContext;
  office: Actor;
  on: LocalDate;
  actId: string;
}

/** Months of moves, births, deaths, new heads and absences, as an office records them. */
export class DemoMoves {
  private readonly random = new DemoRandom(SEED);

  constructor(private readonly world: DemoWorld) {}

  tell(): void {
    for (const { household, child } of this.world.toBeBorn) this.birth(household, child);
    for (const [tell, share, fits] of EVENTS) {
      const { random, world } = this;
      for (let count = countOf(world, share); count > 0; count -= 1)
        world.agenda.add(someMorning(random, world), async (context) => {
          const isFit = (one: DemoHousehold) => !world.touched.has(one) && isAtHome(one) && fits(one);
          const household = random.find(world.households, isFit);
          if (!household) return;
          world.touched.add(household);
          const [on, earliest] = [addDays(dayOf(context), -random.int(0, 6)), addDays(world.openedOn, 1)];
          const told = { household, context, office: random.pick(world.office), actId: world.newId() };
          await tell(this, { ...told, on: on < earliest ? earliest : on });
        });
    }
  }

  private birth(household: DemoHousehold, child: DemoMember): void {
    const { random, world } = this;
    const office = random.pick(world.office);
    const since = child.person.birth.date;
    world.agenda.add(instantOf(addDays(since, random.int(4, 12)), '09:40'), (context) =>
      this.register({ household, context, office, on: since }, child, 'born'),
    );
  }

  /** One of an elderly couple dies. The other is the head from then on, and the team leaves the door alone for a while. */
  async death({ household, context, office, on, actId }: Event): Promise<void> {
    const [dead, survivor] = this.random.shuffled(household.members);
    const mourningUntil = addDays(dayOf(context), MOURNING_DAYS);
    const succession = await this.succession(context, dead!, actId);
    const newHeadId = dead!.person.relation === 'head' ? survivor!.id : null;
    const form = { ...succession, newHeadId, on, isMourning: true, mourningUntil };
    await told(recordDeath(context, office, dead!.id, form));
    survivor!.person.relation = 'head';
    Object.assign(household, { members: [survivor], isMourning: true, pausedUntil: mourningUntil });
  }

  /** An elderly parent hands the household over to the child they live with. */
  async newHead({ household, context, office, on, actId }: Event): Promise<void> {
    const heir = household.members.find(({ person }) => person.relation === 'child')!;
    const stamp = homesStamp(await getHome(context.db.prisma, this.world.wardId, household.id));
    const relations = relationsTo(heir, household.members);
    const note = this.random.pick(['', 'theo đề nghị của gia đình', 'cụ đã yếu']);
    await told(changeHead(context, office, household.id, { actId, stamp, note, newHeadId: heir.id, relations, on }));
    for (const { id, person } of household.members) person.relation = relations[id]?.relation ?? 'head';
  }

  /** The young family that lived with the parents moves into a home of its own. */
  async split({ household, context, office, on, actId }: Event): Promise<void> {
    const leavers = household.members.filter(({ person }) => person.relation in YOUNG_FAMILY);
    const head = leavers.find(({ person }) => person.relation === 'child')!;
    const address = this.world.freeAddresses.pop();
    if (!address) return;
    await told(
      splitHousehold(context, office, household.id, {
        ...{ actId, note: 'ra ở riêng', newHeadId: null, vacates: false, on, place: '', joinId: null },
        stamp: homesStamp(await getHome(context.db.prisma, this.world.wardId, household.id), null),
        relations: relationsTo(head, leavers),
        leave: leavers.map(({ id }) => id),
        target: 'address',
        address: formatAddress(address),
        leavingHeadId: head.id,
        newHouseholdId: this.world.newId(),
      }),
    );
    household.members = household.members.filter((member) => !leavers.includes(member));
  }

  async arrival({ household, context, office, on }: Event): Promise<void> {
    const { random, world } = this;
    const sex = random.chance(0.5) ? 'female' : 'male';
    const age = random.int(19, 34);
    const born = Number(world.today.slice(0, 4)) - age;
    const person: DemoPerson = {
      fullName: personName(random, familyName(random), sex, born),
      sex,
      birth: { date: `${born}-0${random.int(1, 9)}-1${random.int(0, 9)}`, precision: 'day' },
      age,
      relation: 'lodger',
      status: 'temporary',
    };
    const member = { ...NOTHING_ASKED, id: world.newId(), person, phone: demoPhone(random) };
    await this.register({ household, context, office, on }, member, 'moved_in', random.pick(PLACES));
  }

  private async register(
    { household, context, office, on }: Omit<Event, 'actId'>,
    member: DemoMember,
    arrival: 'born' | 'moved_in',
    place = '',
  ): Promise<void> {
    const { id, person, phone } = member;
    await told(
      registerResident(context, office, {
        ...NOTHING_TOLD,
        ...{ id, fullName: person.fullName, birth: person.birth, gender: person.sex, phone },
        ...{ residenceStatus: person.status === 'temporary' ? 'temporary' : 'permanent', nationalNumber: null },
        ...{ householdId: household.id, relation: person.relation, relationNote: '', since: on },
        ...{ arrival, place, confirmedNew: true, warnings: [] },
      }),
    );
    household.members.push(member);
  }

  async moveWithin({ household, context, office, on, actId }: Event): Promise<void> {
    const { random, world } = this;
    const member = leaverOf(household)!;
    const target = random.find(world.households, (other) => isAtHome(other) && !world.touched.has(other))!;
    world.touched.add(target);
    const person = await getPerson(context.db.prisma, world.wardId, member.id);
    const form = {
      ...{ actId, note: '', newHeadId: null, relations: {}, vacates: false, place: '', relationNote: '' },
      stamp: personStamp(person, await getHome(context.db.prisma, world.wardId, target.id)),
      relation: 'lodger' as const,
      householdId: target.id,
      since: on,
      residenceStatus: 'permanent' as const,
    };
    await told(moveResident(context, office, member.id, form));
    household.members = household.members.filter((other) => other !== member);
    target.members.push(member);
    member.person.relation = 'lodger';
  }

  /** A grown child or a lodger leaves the ward. */
  async departure({ household, context, office, on, actId }: Event): Promise<void> {
    const member = leaverOf(household)!;
    const note = member.person.relation === 'child' ? this.random.pick(['', 'lập gia đình', 'đi làm']) : '';
    const succession = await this.succession(context, member, actId);
    const place = this.random.pick(PLACES);
    await told(moveOut(context, office, member.id, { ...succession, on, place, note }));
    household.members = household.members.filter((other) => other !== member);
  }

  /** A member is away, and half of them come back. */
  async absence({ household, context, office, on, actId }: Event): Promise<void> {
    const { random, world } = this;
    const member = random.pick(household.members.filter(isGrown));
    const { person } = member;
    const { stamp } = await this.succession(context, member, actId);
    const absence = { from: on, expectedUntil: this.expectedReturn(on), reason: random.pick(AWAY_REASONS) };
    await told(beginAbsence(context, office, member.id, { actId, stamp, ...absence }));
    const residenceStatus = person.status === 'temporary' ? 'temporary' : 'permanent';
    person.status = 'absent';
    if (random.chance(0.5)) return;
    const back = addDays(dayOf(context), random.int(20, 40));
    const backId = world.newId();
    world.agenda.add(instantOf(back, '10:20'), async (then) => {
      const now = await this.succession(then, member, backId);
      await told(endAbsence(then, office, member.id, { ...now, on: back, residenceStatus }));
      person.status = residenceStatus;
    });
  }

  private expectedReturn(on: LocalDate): LocalDate | null {
    return this.random.chance(0.6) ? addDays(on, this.random.int(90, 400)) : null;
  }

  /** A home is left empty, or all its people are away for a while. */
  async emptyDoor({ household, context, office, on: from, actId }: Event): Promise<void> {
    const { random, world } = this;
    const stamp = homesStamp(await getHome(context.db.prisma, world.wardId, household.id));
    const isVacant = random.chance(0.4);
    const reason = random.pick(isVacant ? ['nhà đang sửa', 'chờ cho thuê', 'chờ bán'] : AWAY_REASONS);
    const form = { actId, stamp, from, reason };
    if (isVacant) await told(vacateHousehold(context, office, household.id, { ...form, place: '', people: 'absent' }));
    else {
      const expectedUntil = this.expectedReturn(from);
      await told(beginHouseholdAbsence(context, office, household.id, { ...form, expectedUntil }));
    }
    household.occupancy = isVacant ? 'vacant' : 'long_absent';
    for (const { person } of household.members) person.status = 'absent';
  }

  /** The fields of a form about a person whose going changes nothing for the others. */
  private async succession({ db }: AppContext, { id }: Pick<DemoMember, 'id'>, actId: string) {
    const stamp = personStamp(await getPerson(db.prisma, this.world.wardId, id));
    return { actId, stamp, note: '', newHeadId: null, relations: {}, vacates: false, place: '' };
  }
}

const isAtHome = ({ occupancy, isOnRound, pausedUntil, members }: DemoHousehold): boolean =>
  occupancy === 'occupied' &&
  !isOnRound &&
  pausedUntil === null &&
  members.length > 0 &&
  members.every(({ person }) => person.status !== 'absent');

const isGrown = ({ person }: DemoMember): boolean => person.age >= 20;

const hasTravelling = ({ members }: DemoHousehold): boolean => members.length > 1 && members.some(isGrown);

const isElderlyCouple = ({ members }: DemoHousehold): boolean =>
  members.length === 2 && members.every(({ person }) => person.age >= 60);

/** The relation to their father or mother of those who will follow the child, and what they are to the child. */
const YOUNG_FAMILY: Partial<Record<HouseholdRelation, HouseholdRelation>> = {
  child: 'head',
  daughter_in_law: 'wife',
  grandchild: 'child',
};

/** An elderly head, with one grown son and his family. */
function isLedByParent({ members }: DemoHousehold): boolean {
  const of = (relation: HouseholdRelation) => members.filter(({ person }) => person.relation === relation);
  const hasOneSon = of('child').length === 1 && of('daughter_in_law').length === 1;
  return (
    hasOneSon &&
    members.every(({ person }) => ['head', 'wife'].includes(person.relation) || person.relation in YOUNG_FAMILY)
  );
}

const isSmall = ({ members }: DemoHousehold): boolean =>
  members.length <= 3 && members.every(({ person }) => person.age > 0);

const leaverOf = ({ members }: DemoHousehold): DemoMember | undefined =>
  members.length > 1
    ? members.find(({ person }) => person.age >= 19 && ['child', 'lodger'].includes(person.relation))
    : undefined;
const hasLeaver = (household: DemoHousehold): boolean => leaverOf(household) !== undefined;

/** What happens, in what share of the households since the opening, and where: each has one event at most. */
const EVENTS: readonly [
  tell: (moves: DemoMoves, event: Event) => Promise<void>,
  share: number,
  fits: (household: DemoHousehold) => boolean,
][] = [
  [(moves, event) => moves.death(event), 0.006, isElderlyCouple],
  [(moves, event) => moves.newHead(event), 0.005, isLedByParent],
  [(moves, event) => moves.split(event), 0.004, isLedByParent],
  [(moves, event) => moves.arrival(event), 0.008, () => true],
  [(moves, event) => moves.moveWithin(event), 0.006, hasLeaver],
  [(moves, event) => moves.departure(event), 0.014, hasLeaver],
  [(moves, event) => moves.absence(event), 0.03, hasTravelling],
  [(moves, event) => moves.emptyDoor(event), 0.025, isSmall],
];

/** What the others are to a new head who was the child of the old one. */
function relationsTo(head: DemoMember, members: readonly DemoMember[]) {
  const others = members.filter((member) => member !== head);
  return Object.fromEntries(
    others.map(({ id, person }) => {
      const parent = person.sex === 'male' ? ('father' as const) : ('mother' as const);
      return [id, { relation: YOUNG_FAMILY[person.relation] ?? parent, relationNote: '' }];
    }),
  );
}

const PLACES = ['phường Tây Hồ', 'phường Hoàn Kiếm', 'tỉnh Hưng Yên', 'Thành phố Hồ Chí Minh', 'nước ngoài'];
