import type {
  DoorOutcome,
  HouseholdOccupancy,
  SmartphoneAccess,
  VneidLevel,
  YesNoUnknown,
} from '../../src/generated/prisma/enums';
import { formatAddress, laneOf, type Address } from '../../src/shared/address';
import { compareStrings } from '../../src/shared/compare';
import { addDays, type LocalDate } from '../../src/shared/dates';
import { NOTHING_ASKED, type ReadinessFacts, readinessFactsOf } from '../../src/shared/readiness-fields';
import { walkOrderKey } from '../../src/shared/walk-order';
import { demoFamily, demoNationalNumber, demoPhone, type DemoFamily, type DemoPerson } from './demo-people';
import { atAge, type DemoRandom } from './demo-random';
import type { DemoRows } from './demo-rows';
import { demoAddresses, FORMER_WARD, howToFind } from './demo-streets';

/** A resident of the demo ward as the team knows them; the level changes over the months. */
export interface DemoMember extends ReadinessFacts {
  id: string;
  person: DemoPerson;
  phone: string | null;
  /** They filed for the unemployment benefit, which asks for a notice each month. */
  isOnBenefit?: true;
}

export interface DemoHousehold {
  id: string;
  groupIndex: number;
  laneKey: string;
  addressLine: string;
  walkOrder: string;
  occupancy: HouseholdOccupancy;
  members: DemoMember[];
  /** A member died within about the last year. */
  isMourning: boolean;
  /** What the stories know of the door: its visits, whether an open round has it, until when it is left alone. */
  visits: { outcome: DoorOutcome; on: LocalDate }[];
  isOnRound: boolean;
  pausedUntil: LocalDate | null;
  openRequests: string[];
}

type RegisterRows = Omit<DemoRows, 'userAccount' | 'officerAvailability'>;

export interface DemoRegister {
  rows: RegisterRows;
  /** In walking order. */
  households: DemoHousehold[];
  /** Who is born after the register was opened. */
  toBeBorn: { household: DemoHousehold; child: DemoMember }[];
  /** Addresses at which no household lives yet. */
  freeAddresses: Address[];
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
  /** Who is named as the one who recorded what the lists said. */
  recordedBy: string;
}

export const AWAY_REASONS = [
  'đi làm xa',
  'vào Nam ở với con',
  'chữa bệnh dài ngày',
  'đi học',
  'sang nước ngoài thăm con',
  'về quê chăm bố mẹ',
] as const;

/** The people of the ward, door by door in walking order, and their residential groups. Pure: same input, same ward. */
export function demoRegister(input: RegisterInput): DemoRegister {
  const { random, newId, wardId, residents, today, openedAt, openedOn, recordedBy } = input;
  const [households, toBeBorn]: [DemoHousehold[], DemoRegister['toBeBorn']] = [[], []];
  const rows: RegisterRows = {
    residentialGroup: [],
    household: [],
    resident: [],
    householdMembership: [],
    readiness: [],
    residentAbsence: [],
    unoccupiedPeriod: [],
  };
  const nationalNumbers = new Set<string>();
  const beforeOpening = () => addDays(openedOn, -random.int(20, 300));

  const families: DemoFamily[] = [];
  // In the months of the stories a few more leave than come.
  for (let count = 0; count < residents * 1.03 + 3;) {
    const family = demoFamily(random, today);
    families.push(family);
    count += family.people.filter((person) => person.status !== 'absent').length;
  }
  const addresses = random.shuffled(demoAddresses(random, families.length));
  const doors = addresses
    .slice(0, families.length)
    .map((address) => ({ address, walkOrder: walkOrderKey(address) }))
    .sort((a, b) => compareStrings(a.walkOrder, b.walkOrder));
  // About 17 groups in the former ward and 50 in today's: bigger wards have bigger groups.
  const groupIds = Array.from({ length: Math.max(1, Math.round(0.36 * Math.sqrt(doors.length))) }, newId);

  for (const [index, { address, walkOrder }] of doors.entries()) {
    const { occupancy, people } = families[index]!;
    const groupIndex = Math.floor((index * groupIds.length) / doors.length);
    const { key: laneKey, label: laneLabel } = laneOf(address);
    const place = { laneKey, addressLine: formatAddress(address), walkOrder, occupancy };
    const household: DemoHousehold = {
      ...{ id: newId(), groupIndex, ...place, members: [], isMourning: false },
      ...{ visits: [], isOnRound: false, pausedUntil: null, openRequests: [] },
    };
    households.push(household);
    rows.household.push({
      ...{ id: household.id, wardId, residentialGroupId: groupIds[groupIndex]! },
      ...{ code: `H${String(index + 1).padStart(5, '0')}`, formerWard: FORMER_WARD, ...address, ...place, laneLabel },
      ...{ howToFind: howToFind(random, address), createdAt: openedAt, updatedAt: openedAt },
    });
    const since = `${random.int(1996, 2024)}-${String(random.int(1, 12)).padStart(2, '0')}-01`;
    for (const person of people) {
      const member = drawMember(person, household.members, people.length === 1);
      if (person.birth.date > openedOn) toBeBorn.push({ household, child: member });
      else addMember(household, member, since);
    }
    if (occupancy !== 'occupied')
      rows.unoccupiedPeriod.push({
        id: newId(),
        wardId,
        householdId: household.id,
        kind: occupancy,
        beganOn: beforeOpening(),
        expectedUntil: null,
        reason: random.pick(occupancy === 'vacant' ? ['nhà đang sửa', 'chờ cho thuê', ''] : AWAY_REASONS),
        recordedAt: openedAt,
      });
  }
  for (const [groupIndex, id] of groupIds.entries()) addGroup(groupIndex, id);
  return { rows, households, toBeBorn, freeAddresses: addresses.slice(families.length) };

  function drawMember(person: DemoPerson, others: readonly DemoMember[], isAlone: boolean): DemoMember {
    const { age } = person;
    const yesNo = (is: boolean) => (is ? 'yes' : 'no');
    return {
      ...NOTHING_ASKED,
      id: newId(),
      person,
      phone: phoneOf(age, others),
      vneidLevel: age < 14 ? 'none' : random.byWeight(atAge(age, LEVELS)),
      livesAlone: age < 60 ? 'unknown' : yesNo(isAlone),
      hardToMove: age < 70 ? 'unknown' : yesNo(random.chance(age >= 80 ? 0.34 : 0.1)),
      needsHelper: age < 70 ? 'unknown' : yesNo(random.chance(age >= 80 ? 0.3 : 0.08)),
      communication: age < 70 ? [] : communicationOf(age),
    };
  }

  /** What talking with an elderly person needs; some were not asked. */
  function communicationOf(age: number): ReadinessFacts['communication'] {
    const factor = age >= 80 ? 3 : 1;
    const needs = (['hearing', 'sight', 'reading', 'language'] as const).filter((_, index) =>
      random.chance([0.1 * factor, 0.07 * factor, 0.03 * factor, 0.01][index]!),
    );
    return needs.length === 0 && random.chance(0.6) ? ['none'] : needs;
  }

  /** Elderly people often give the number of a grown child. */
  function phoneOf(age: number, others: readonly DemoMember[]): string | null {
    if (random.chance(atAge(age, PHONES))) return demoPhone(random);
    const shared = others.find((other) => other.phone !== null)?.phone ?? null;
    return age >= 60 && random.chance(0.5) ? shared : null;
  }

  function addMember(household: DemoHousehold, member: DemoMember, since: LocalDate): void {
    const { id: residentId, person, phone } = member;
    const { age, birth, status, sex, fullName, relation } = person;
    const householdId = household.id;
    household.members.push(member);
    rows.resident.push({
      ...{
        id: residentId,
        wardId,
        fullName,
        birthDate: birth.date,
        birthPrecision: birth.precision,
        gender: sex,
        phone,
      },
      nationalNumber: random.chance(0.95) ? demoNationalNumber(random, person, nationalNumbers) : null,
      ...{ residenceStatus: status, createdAt: openedAt, updatedAt: openedAt },
    });
    const validFrom = birth.date > since ? birth.date : since;
    rows.householdMembership.push({ id: newId(), wardId, householdId, residentId, relation, validFrom });
    if (status === 'absent')
      rows.residentAbsence.push({
        id: newId(),
        wardId,
        residentId,
        householdId,
        absentFrom: beforeOpening(),
        expectedUntil: random.chance(0.3) ? addDays(openedOn, random.int(200, 400)) : null,
        reason: random.pick(AWAY_REASONS),
        statusBefore: 'permanent',
        recordedBy,
        recordedAt: openedAt,
      });
    // The ward's lists said nothing about children and some adults.
    if (age < 14 || member.vneidLevel === 'unknown') return;
    rows.readiness.push({
      ...{ id: newId(), wardId, residentId, recordedOn: openedOn, source: 'import', ...readinessFactsOf(member) },
      smartphone: random.byWeight(atAge(age, SMARTPHONES)),
      simInOwnName: random.byWeight(atAge(age, SIMS)),
      createdAt: openedAt,
    });
  }

  /** Each group is led by one of its own residents. */
  function addGroup(groupIndex: number, id: string): void {
    const people = households.filter((one) => one.groupIndex === groupIndex).flatMap(({ members }) => members);
    const fit = people.filter(
      ({ person, phone }) => person.age >= 48 && person.age <= 76 && person.status === 'permanent' && phone !== null,
    );
    const leader = random.pick(fit.length > 0 ? fit : people);
    const [code, name] = [String(groupIndex + 1), `Tổ dân phố số ${groupIndex + 1}`];
    const led = { leaderName: leader.person.fullName, leaderPhone: leader.phone };
    rows.residentialGroup.push({ id, wardId, code, name, ...led, validFrom: '2025-07-01' });
  }
}

type ByAge<Value> = readonly (readonly [below: number, value: Value])[];

/** The share of people with a phone of their own. */
const PHONES: ByAge<number> = [
  [14, 0],
  [18, 0.5],
  [60, 0.92],
  [75, 0.74],
  [Infinity, 0.38],
];

/** The VNeID level that the lists give. */
const LEVELS: ByAge<Record<VneidLevel, number>> = [
  [40, { level_2: 74, level_2_inactive: 7, level_1: 6, none: 4, locked: 2, unknown: 7 }],
  [60, { level_2: 58, level_2_inactive: 12, level_1: 9, none: 9, locked: 3, unknown: 9 }],
  [70, { level_2: 36, level_2_inactive: 20, level_1: 10, none: 20, locked: 4, unknown: 10 }],
  [80, { level_2: 17, level_2_inactive: 22, level_1: 8, none: 40, locked: 3, unknown: 10 }],
  [Infinity, { level_2: 6, level_2_inactive: 14, level_1: 4, none: 64, locked: 1, unknown: 11 }],
];

const SMARTPHONES: ByAge<Partial<Record<SmartphoneAccess, number>>> = [
  [60, { own: 92, relatives: 3, unknown: 5 }],
  [75, { own: 62, relatives: 18, none: 12, unknown: 8 }],
  [Infinity, { own: 24, relatives: 30, none: 36, unknown: 10 }],
];

const SIMS: ByAge<Partial<Record<YesNoUnknown, number>>> = [
  [60, { yes: 80, no: 8, unknown: 15 }],
  [Infinity, { yes: 52, no: 28, unknown: 15 }],
];
