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
import { asRegistered, countOf, dayOf, someMorning, told, type DemoWorld } from './demo-world';

const SEED = 20_260_312;
const MOURNING_DAYS = 49;

/** An event at a household, which the office records some days later. */
interface Event {
  world: DemoWorld;
  random: DemoRandom;
  household: DemoHousehold;
  context: AppContext;
  office: Actor;
  on: LocalDate;
  actId: string;
}

/** Months of moves, births, deaths, new heads and absences, as an office records them. */
export function tellOfMoves(world: DemoWorld): void {
  const random = new DemoRandom(SEED);
  for (const { household, child } of world.toBeBorn) {
    const office = random.pick(world.office);
    const on = child.person.birth.date;
    world.agenda.add('register a birth', instantOf(addDays(on, random.int(4, 12)), '09:40'), (context) =>
      register({ household, context, office, on }, child, 'born'),
    );
  }
  for (const [tell, share, fits] of EVENTS)
    for (let count = countOf(world, share); count > 0; count -= 1)
      world.agenda.add('register an event of a household', someMorning(random, world), async (context) => {
        const isFit = (one: DemoHousehold) => !world.touched.has(one) && isAtHome(one) && fits(one);
        const household = random.find(world.households, isFit);
        if (!household) return;
        world.touched.add(household);
        const [on, earliest] = [addDays(dayOf(context), -random.int(0, 6)), addDays(world.openedOn, 1)];
        const told = { household, context, office: random.pick(world.office), actId: world.newId() };
        await tell({ ...told, world, random, on: on < earliest ? earliest : on });
      });
}

/** One of an elderly couple dies. The other is the head from then on, and the team leaves the door alone for a while. */
async function death(event: Event): Promise<void> {
  const { household, context, office, on } = event;
  const [dead, survivor] = event.random.shuffled(household.members);
  const mourningUntil = addDays(dayOf(context), MOURNING_DAYS);
  const newHeadId = dead!.person.relation === 'head' ? survivor!.id : null;
  const form = { ...(await goingOf(dead!, event)), newHeadId, on, isMourning: true, mourningUntil };
  await told(recordDeath(context, office, dead!.id, form));
  survivor!.person.relation = 'head';
  Object.assign(household, { members: [survivor], isMourning: true, pausedUntil: mourningUntil });
}

/** An elderly parent hands the household over to the child they live with. */
async function newHead({ random, household, context, office, on, actId }: Event): Promise<void> {
  const heir = household.members.find(({ person }) => person.relation === 'child')!;
  const stamp = homesStamp(await getHome(context.db.prisma, office.wardId, household.id));
  const relations = relationsTo(heir, household.members);
  const note = random.pick(['', 'theo đề nghị của gia đình', 'cụ đã yếu']);
  await told(changeHead(context, office, household.id, { actId, stamp, note, newHeadId: heir.id, relations, on }));
  for (const { id, person } of household.members) person.relation = relations[id]?.relation ?? 'head';
}

/** The young family that lived with the parents moves into a home of its own. */
async function split({ world, household, context, office, on, actId }: Event): Promise<void> {
  const leavers = household.members.filter(({ person }) => person.relation in YOUNG_FAMILY);
  const head = leavers.find(({ person }) => person.relation === 'child')!;
  const address = world.freeAddresses.pop();
  if (!address) return;
  await told(
    splitHousehold(context, office, household.id, {
      ...{ actId, note: 'ra ở riêng', newHeadId: null, vacates: false, on, place: '', joinId: null },
      stamp: homesStamp(await getHome(context.db.prisma, office.wardId, household.id), null),
      relations: relationsTo(head, leavers),
      leave: leavers.map(({ id }) => id),
      target: 'address',
      address: formatAddress(address),
      leavingHeadId: head.id,
      newHouseholdId: world.newId(),
    }),
  );
  household.members = household.members.filter((member) => !leavers.includes(member));
}

async function arrival(event: Event): Promise<void> {
  const { world, random } = event;
  const sex = random.chance(0.5) ? 'female' : 'male';
  const age = random.int(19, 34);
  const born = Number(world.today.slice(0, 4)) - age;
  const fullName = personName(random, familyName(random), sex, born);
  const birth = { date: `${born}-0${random.int(1, 9)}-1${random.int(0, 9)}`, precision: 'day' as const };
  const person: DemoPerson = { fullName, sex, birth, age, relation: 'lodger', status: 'temporary' };
  const member = { ...NOTHING_ASKED, id: world.newId(), person, phone: demoPhone(random) };
  await register(event, member, 'moved_in', random.pick(PLACES));
}

async function register(
  { household, context, office, on }: Pick<Event, 'household' | 'context' | 'office' | 'on'>,
  member: DemoMember,
  arrival: 'born' | 'moved_in',
  place = '',
): Promise<void> {
  const residenceStatus = member.person.status === 'temporary' ? 'temporary' : 'permanent';
  const form = {
    ...asRegistered(member),
    residenceStatus,
    relation: member.person.relation,
    relationNote: '',
  } as const;
  const arrived = { householdId: household.id, since: on, arrival, place };
  await told(registerResident(context, office, { ...form, ...arrived, id: member.id }));
  household.members.push(member);
}

async function moveWithin({ world, random, household, context, office, on, actId }: Event): Promise<void> {
  const member = leaverOf(household)!;
  const target = random.find(world.households, (other) => isAtHome(other) && !world.touched.has(other))!;
  world.touched.add(target);
  const person = await getPerson(context.db.prisma, office.wardId, member.id);
  const stamp = personStamp(person, await getHome(context.db.prisma, office.wardId, target.id));
  const form = { ...NOTHING_FOLLOWS, actId, stamp, relation: 'lodger', relationNote: '' } as const;
  const moved = { householdId: target.id, since: on, residenceStatus: 'permanent' } as const;
  await told(moveResident(context, office, member.id, { ...form, ...moved }));
  household.members = household.members.filter((other) => other !== member);
  target.members.push(member);
  member.person.relation = 'lodger';
}

/** A grown child or a lodger leaves the ward. */
async function departure(event: Event): Promise<void> {
  const { random, household, context, office, on } = event;
  const member = leaverOf(household)!;
  const note = member.person.relation === 'child' ? random.pick(['', 'lập gia đình', 'đi làm']) : '';
  const form = { ...(await goingOf(member, event)), on, place: random.pick(PLACES), note };
  await told(moveOut(context, office, member.id, form));
  household.members = household.members.filter((other) => other !== member);
}

/** A member is away, and half of them come back. */
async function absence(event: Event): Promise<void> {
  const { world, random, household, context, office, on: from } = event;
  const member = random.pick(household.members.filter(isGrown));
  const { person } = member;
  const { actId, stamp } = await goingOf(member, event);
  const form = { actId, stamp, from, expectedUntil: expectedReturn(event), reason: random.pick(AWAY_REASONS) };
  await told(beginAbsence(context, office, member.id, form));
  const residenceStatus = person.status === 'temporary' ? 'temporary' : 'permanent';
  person.status = 'absent';
  if (random.chance(0.5)) return;
  const on = addDays(dayOf(context), random.int(20, 40));
  const backId = world.newId();
  world.agenda.add('register a return', instantOf(on, '10:20'), async (then) => {
    const back = await goingOf(member, { context: then, office, actId: backId });
    await told(endAbsence(then, office, member.id, { ...back, on, residenceStatus }));
    person.status = residenceStatus;
  });
}

const expectedReturn = ({ random, on }: Event): LocalDate | null =>
  random.chance(0.6) ? addDays(on, random.int(90, 400)) : null;

/** A home is left empty, or all its people are away for a while. */
async function emptyDoor(event: Event): Promise<void> {
  const { random, household, context, office, on: from, actId } = event;
  const stamp = homesStamp(await getHome(context.db.prisma, office.wardId, household.id));
  const isVacant = random.chance(0.4);
  const reason = random.pick(isVacant ? ['nhà đang sửa', 'chờ cho thuê', 'chờ bán'] : AWAY_REASONS);
  const form = { actId, stamp, from, reason };
  if (isVacant) await told(vacateHousehold(context, office, household.id, { ...form, place: '', people: 'absent' }));
  else {
    const expectedUntil = expectedReturn(event);
    await told(beginHouseholdAbsence(context, office, household.id, { ...form, expectedUntil }));
  }
  household.occupancy = isVacant ? 'vacant' : 'long_absent';
  for (const { person } of household.members) person.status = 'absent';
}

/** A person goes, and nothing changes for the others. */
const NOTHING_FOLLOWS = { note: '', newHeadId: null, relations: {}, vacates: false, place: '' };

async function goingOf({ id }: DemoMember, { context, office, actId }: Pick<Event, 'context' | 'office' | 'actId'>) {
  const stamp = personStamp(await getPerson(context.db.prisma, office.wardId, id));
  return { ...NOTHING_FOLLOWS, actId, stamp };
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
const EVENTS: readonly (readonly [
  tell: (event: Event) => Promise<void>,
  share: number,
  fits: (household: DemoHousehold) => boolean,
])[] = [
  [death, 0.006, isElderlyCouple],
  [newHead, 0.005, isLedByParent],
  [split, 0.004, isLedByParent],
  [arrival, 0.008, () => true],
  [moveWithin, 0.006, hasLeaver],
  [departure, 0.014, hasLeaver],
  [absence, 0.03, hasTravelling],
  [emptyDoor, 0.025, isSmall],
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
