import type { HouseholdRelation, RegisterEventKind } from '../../src/generated/prisma/enums';
import { addDays, daysBetween, instantOf, type LocalDate } from '../../src/shared/dates';
import type { DemoStaff } from './demo-accounts';
import { familyName, personName } from './demo-names';
import type { DemoPerson } from './demo-people';
import { DemoRandom, demoIds } from './demo-random';
import type { DemoHousehold, DemoMember } from './demo-register';
import type { DemoRows } from './demo-rows';

/** A separate seed, so that these events change nothing else in the demo ward. */
const SEED = 20_260_312;

type Membership = DemoRows['householdMembership'][number];
type Change = { table: string; id: string; before: object | null; after: object };
type Event = Omit<
  DemoRows['registerEvent'][number],
  'id' | 'wardId' | 'actId' | 'recordedBy' | 'recordedAt' | 'kind' | 'happenedOn'
>;
type WrittenRows = Pick<DemoRows, 'resident' | 'householdMembership'>;
type EventRows = WrittenRows & Pick<DemoRows, 'registerAct' | 'registerEvent' | 'residentAbsence' | 'unoccupiedPeriod'>;

interface EventsInput {
  wardId: string;
  households: readonly DemoHousehold[];
  rows: Pick<
    DemoRows,
    | 'household'
    | 'resident'
    | 'householdMembership'
    | 'visit'
    | 'visitPresence'
    | 'portalUse'
    | 'digitalHelper'
    | 'readiness'
  >;
  staff: DemoStaff;
  today: LocalDate;
  openedOn: LocalDate;
  openedAt: Date;
}

/**
 * Several months of moves, births, deaths, new heads and absences, so that the histories have content. Events are
 * derived backwards from today's people, and only from people whom no round met before they came or after they left.
 * Pure: same input, same events.
 */
export function demoEvents(input: EventsInput): EventRows {
  const draw = new EventsDraw(input);
  draw.deaths();
  draw.births();
  draw.newHeads();
  draw.splits();
  draw.arrivals();
  draw.departures();
  draw.absences();
  draw.emptyDoors();
  draw.mistake();
  // The database numbers acts in the order in which they are inserted.
  draw.rows.registerAct.sort((a, b) => (a.recordedAt as Date).getTime() - (b.recordedAt as Date).getTime());
  return draw.rows;
}

class EventsDraw {
  readonly rows: EventRows;
  private readonly random = new DemoRandom(SEED);
  private readonly newId: () => string;
  /** Households and people that already have an event: one event each is enough. */
  private readonly used = new Set<string>();
  private readonly seen = new Map<string, { first: LocalDate; last: LocalDate }>();
  private readonly visited = new Map<string, LocalDate>();
  private readonly current = new Map<string, Membership>();
  private readonly helpers: ReadonlySet<string>;
  private readonly listed: ReadonlySet<string>;

  constructor(private readonly input: EventsInput) {
    this.newId = demoIds(this.random, input.openedAt);
    this.rows = {
      resident: [...input.rows.resident],
      householdMembership: input.rows.householdMembership.map((row) => ({ ...row })),
      registerAct: [],
      registerEvent: [],
      residentAbsence: [],
      unoccupiedPeriod: [],
    };
    for (const row of this.rows.householdMembership) if (row.validTo === null) this.current.set(row.residentId, row);
    const days = new Map(input.rows.visit.map((visit) => [visit.id!, visit.visitedOn as LocalDate]));
    for (const { visitId, residentId } of input.rows.visitPresence) this.note(residentId, days.get(visitId)!);
    for (const { residentId, usedOn } of input.rows.portalUse) this.note(residentId, usedOn as LocalDate);
    for (const { householdId, visitedOn } of input.rows.visit) {
      const first = this.visited.get(householdId);
      if (!first || (visitedOn as LocalDate) < first) this.visited.set(householdId, visitedOn as LocalDate);
    }
    this.helpers = new Set(input.rows.digitalHelper.flatMap(({ residentId }) => residentId ?? []));
    this.listed = new Set(
      input.rows.readiness.filter(({ source }) => source === 'import').map(({ residentId }) => residentId),
    );
  }

  private note(residentId: string, day: LocalDate): void {
    const known = this.seen.get(residentId);
    this.seen.set(residentId, {
      first: known && known.first < day ? known.first : day,
      last: known && known.last > day ? known.last : day,
    });
  }

  /** Spouses who have died since the register was opened, and who succeeded them as head. */
  deaths(): void {
    const { openedOn, rows } = this.input;
    const dead = new Set(
      rows.resident.filter(({ residenceStatus }) => residenceStatus === 'deceased').map(({ id }) => id!),
    );
    for (const row of this.rows.householdMembership.filter(
      ({ residentId, validTo }) => dead.has(residentId) && validTo !== null && (validTo as LocalDate) > openedOn,
    )) {
      const on = row.validTo as LocalDate;
      const widowed = this.rows.householdMembership.find(
        ({ householdId, validFrom, validTo }) =>
          householdId === row.householdId && validFrom === on && validTo === null,
      )!;
      const before = this.rows.householdMembership.find(
        ({ residentId, validTo }) => residentId === widowed.residentId && validTo === on,
      )!;
      this.used.add(row.householdId);
      this.act(
        on,
        [closed(row), closed(before), made(widowed), statusChange(row.residentId, 'permanent', 'deceased')],
        [
          ['died', { householdId: row.householdId, residentId: row.residentId }],
          [
            'head_changed',
            { householdId: row.householdId, residentId: widowed.residentId, otherResidentId: row.residentId },
          ],
        ],
      );
    }
  }

  births(): void {
    for (const { id, members } of this.input.households) {
      for (const { id: residentId, person } of members.filter(
        (member) => member.person.birth.precision === 'day' && member.person.birth.date > this.input.openedOn,
      )) {
        this.used.add(residentId);
        const row = this.current.get(residentId)!;
        row.validFrom = person.birth.date;
        this.act(
          person.birth.date,
          [
            made(row),
            { table: 'resident', id: residentId, before: null, after: { residence_status: person.status, version: 1 } },
          ],
          [['born', { householdId: id, residentId }]],
        );
      }
    }
  }

  /** An elderly parent handed the household over to the child they live with. */
  newHeads(): void {
    const fit = this.free(
      ({ members }) =>
        members.some(({ person }) => person.relation === 'father' || person.relation === 'mother') &&
        members.every(({ person }) => BEFORE[person.relation]),
    );
    for (const household of this.some(fit, 0.005)) {
      const on = this.day();
      const oldHead =
        household.members.find(({ person }) => person.relation === 'father') ??
        household.members.find(({ person }) => person.relation === 'mother')!;
      const newHead = household.members.find(({ person }) => person.relation === 'head')!;
      const changes = household.members.flatMap((member) => {
        const row = this.current.get(member.id)!;
        const relation = relationBefore(member, oldHead);
        const earlier = { ...row, id: this.newId(), relation, validTo: on };
        // A child born after that day never had another relation.
        if ((row.validFrom as LocalDate) >= on) return [];
        this.rows.householdMembership.push(earlier);
        row.validFrom = on;
        return [closed(earlier), made(row)];
      });
      this.act(on, changes, [
        [
          'head_changed',
          {
            householdId: household.id,
            residentId: newHead.id,
            otherResidentId: oldHead.id,
            note: this.random.pick(['', 'theo đề nghị của gia đình', 'cụ đã yếu'] as const),
          },
        ],
      ]);
    }
  }

  /** A young couple that lived with the parents until recently. */
  splits(): void {
    const couples = this.free(
      ({ id, members }) =>
        members.length >= 2 &&
        members[0]!.person.relation === 'head' &&
        members[0]!.person.age <= 40 &&
        members.every(({ person }) => person.relation in IN_PARENTS_HOME) &&
        !this.visited.has(id),
    );
    for (const couple of this.some(couples, 0.004)) {
      const [head] = couple.members;
      const parents = this.free(({ groupIndex, members }) => {
        const gap = members[0] ? members[0].person.age - head!.person.age : 0;
        return groupIndex === couple.groupIndex && members[0]?.person.relation === 'head' && gap >= 20 && gap <= 42;
      });
      if (parents.length === 0) continue;
      const home = this.random.pick(parents);
      this.used.add(home.id);
      const on = this.day();
      const since = this.current.get(home.members[0]!.id)!.validFrom as LocalDate;
      const changes = couple.members.flatMap((member) => {
        const row = this.current.get(member.id)!;
        row.validFrom = on;
        const own = IN_PARENTS_HOME[member.person.relation]!;
        const born = member.person.birth.date;
        const earlier = {
          ...row,
          id: this.newId(),
          householdId: home.id,
          relation: own === 'in_law' ? CHILD_IN_LAW[member.person.sex] : own,
          validFrom: born > since ? born : since,
          validTo: on,
        };
        if ((earlier.validFrom as LocalDate) >= on) return [made(row)];
        this.rows.householdMembership.push(earlier);
        return [closed(earlier), made(row)];
      });
      this.act(
        on,
        changes,
        couple.members.map((member) => [
          'split',
          { householdId: home.id, otherHouseholdId: couple.id, residentId: member.id, note: 'ra ở riêng' },
        ]),
      );
    }
  }

  /** People who arrived after the register was opened: the team never met them before, and no list named them. */
  arrivals(): void {
    const fit = this.input.households
      .filter(({ isOccupied }) => isOccupied)
      .flatMap((household) => household.members.map((member) => ({ household, member })))
      .filter(
        ({ household, member }) =>
          member.person.relation !== 'head' &&
          member.person.status !== 'absent' &&
          member.person.age >= 16 &&
          !this.used.has(member.id) &&
          !this.used.has(household.id) &&
          !this.listed.has(member.id) &&
          !this.helpers.has(member.id),
      );
    const homes = this.input.households.filter(({ isOccupied, members }) => isOccupied && members.length > 0);
    for (const { household, member } of this.some(fit, 0.014)) {
      const on = this.day();
      const row = this.current.get(member.id)!;
      if ((this.seen.get(member.id)?.first ?? '9999') <= on || (row.validFrom as LocalDate) >= on) continue;
      this.used.add(member.id);
      const other = this.random.chance(0.35) ? this.random.pick(homes) : null;
      const since = other && (this.current.get(other.members[0]!.id)!.validFrom as LocalDate);
      row.validFrom = on;
      if (other && since && other.id !== household.id && since < on && member.person.birth.date < since) {
        const earlier = {
          ...row,
          id: this.newId(),
          householdId: other.id,
          relation: relationIn(other.members[0]!, member),
          validFrom: since,
          validTo: on,
        };
        this.rows.householdMembership.push(earlier);
        this.act(
          on,
          [closed(earlier), made(row)],
          [['moved_within', { householdId: household.id, otherHouseholdId: other.id, residentId: member.id }]],
        );
      } else {
        this.act(
          on,
          [made(row), statusChange(member.id, 'moved_out', member.person.status)],
          [['moved_in', { householdId: household.id, residentId: member.id, place: this.random.pick(PLACES) }]],
        );
      }
    }
  }

  /** Grown children and lodgers who have left the ward; the rounds never met them. */
  departures(): void {
    const { random } = this;
    for (const household of this.some(
      this.free(({ members }) => (members[0]?.person.age ?? 0) >= 20),
      0.014,
    )) {
      const [head] = household.members;
      const on = this.day();
      const isChild = head!.person.age >= 46;
      const age = isChild ? head!.person.age - random.int(22, 28) : random.int(19, 30);
      const sex = random.chance(0.5) ? ('female' as const) : ('male' as const);
      const born = Number(this.input.today.slice(0, 4)) - age;
      const family = isChild && head!.person.sex === 'male' ? head!.person.fullName.split(' ')[0]! : familyName(random);
      const person: Pick<DemoPerson, 'fullName' | 'birth'> = {
        fullName: personName(random, family, sex, born),
        birth: {
          date: `${born}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`,
          precision: 'day',
        },
      };
      const id = this.newId();
      const since = this.current.get(head!.id)!.validFrom as LocalDate;
      if (since >= on) continue;
      this.rows.resident.push({
        id,
        wardId: this.input.wardId,
        fullName: person.fullName,
        birthDate: person.birth.date,
        birthPrecision: 'day',
        gender: sex,
        phone: null,
        nationalNumber: null,
        residenceStatus: 'moved_out',
        note: '',
        createdAt: this.input.openedAt,
        updatedAt: this.input.openedAt,
      });
      const row: Membership = {
        id: this.newId(),
        wardId: this.input.wardId,
        householdId: household.id,
        residentId: id,
        relation: isChild ? 'child' : 'lodger',
        relationNote: '',
        validFrom: person.birth.date > since ? person.birth.date : since,
        validTo: on,
      };
      this.rows.householdMembership.push(row);
      this.act(
        on,
        [closed(row), statusChange(id, isChild ? 'permanent' : 'temporary', 'moved_out')],
        [
          [
            'moved_out',
            {
              householdId: household.id,
              residentId: id,
              place: random.pick(PLACES),
              note: isChild ? random.pick(['', 'lập gia đình', 'đi làm'] as const) : '',
            },
          ],
        ],
      );
    }
  }

  /** People whom the lists report as absent, and some who were away for a while. */
  absences(): void {
    for (const household of this.input.households.filter(({ isOccupied }) => isOccupied)) {
      for (const member of household.members.filter(({ id }) => !this.used.has(id))) {
        const seen = this.seen.get(member.id);
        if (member.person.status === 'absent')
          this.absence(
            household,
            member,
            seen && seen.last >= addDays(this.input.today, -12)
              ? null
              : this.day(seen ? daysBetween(seen.last, this.input.today) - 2 : undefined),
            null,
          );
        else if (!seen && member.person.age >= 20 && this.random.chance(0.008)) {
          const from = this.day(undefined, 45);
          this.absence(household, member, from, addDays(from, this.random.int(20, 40)));
        }
      }
    }
  }

  /** @param from null when the register only knows that the absence had begun before it was opened. */
  private absence(household: DemoHousehold, member: DemoMember, from: LocalDate | null, until: LocalDate | null): void {
    const { random, input } = this;
    const absentFrom = from ?? addDays(input.openedOn, -random.int(20, 300));
    const expected = random.chance(0.6) ? addDays(absentFrom, random.int(90, 400)) : null;
    const reason = random.pick(REASONS);
    const id = this.newId();
    const statusBefore = 'permanent' as const;
    const row = {
      id,
      wardId: input.wardId,
      residentId: member.id,
      householdId: household.id,
      absentFrom,
      expectedUntil: expected,
      reason,
      statusBefore,
      endedOn: until,
      recordedBy: this.staff(),
      recordedAt: this.recordedAt(absentFrom),
    };
    this.rows.residentAbsence.push(row);
    if (!from) return;
    const image = {
      household_id: household.id,
      resident_id: member.id,
      absent_from: absentFrom,
      expected_until: expected,
      reason,
      status_before: statusBefore,
      ended_on: null,
    };
    this.act(
      from,
      [{ table: 'resident_absence', id, before: null, after: image }, statusChange(member.id, statusBefore, 'absent')],
      [['absence_began', { householdId: household.id, residentId: member.id, note: reason, expectedUntil: expected }]],
    );
    if (!until) return;
    this.act(
      until,
      [
        { table: 'resident_absence', id, before: image, after: { ...image, ended_on: until } },
        statusChange(member.id, 'absent', statusBefore),
      ],
      [['absence_ended', { householdId: household.id, residentId: member.id }]],
    );
  }

  emptyDoors(): void {
    const { random, input } = this;
    const occupancies = new Map(input.rows.household.map(({ id, occupancy }) => [id!, occupancy]));
    for (const household of input.households.filter(({ isOccupied }) => !isOccupied)) {
      const kind = occupancies.get(household.id) === 'vacant' ? ('vacant' as const) : ('long_absent' as const);
      const isKnown = random.chance(0.6);
      const from = isKnown ? this.day() : addDays(input.openedOn, -random.int(20, 300));
      const expected = kind === 'long_absent' && random.chance(0.6) ? addDays(from, random.int(120, 400)) : null;
      const reason = kind === 'vacant' ? random.pick(EMPTY_REASONS) : random.pick(REASONS);
      const id = this.newId();
      this.rows.unoccupiedPeriod.push({
        id,
        wardId: input.wardId,
        householdId: household.id,
        kind,
        beganOn: from,
        expectedUntil: expected,
        reason,
        endedOn: null,
        recordedBy: isKnown ? this.staff() : null,
        recordedAt: this.recordedAt(from),
      });
      for (const member of household.members) {
        this.rows.residentAbsence.push({
          id: this.newId(),
          wardId: input.wardId,
          residentId: member.id,
          householdId: household.id,
          absentFrom: from,
          expectedUntil: expected,
          reason,
          statusBefore: 'permanent',
          endedOn: null,
          recordedBy: this.staff(),
          recordedAt: this.recordedAt(from),
        });
      }
      if (!isKnown) continue;
      const image = {
        household_id: household.id,
        kind,
        began_on: from,
        expected_until: expected,
        reason,
        ended_on: null,
      };
      const kindOfEvent: RegisterEventKind = kind === 'vacant' ? 'vacated' : 'absence_began';
      this.act(
        from,
        [
          { table: 'unoccupied_period', id, before: null, after: image },
          {
            table: 'household',
            id: household.id,
            before: { occupancy: 'occupied', version: 1 },
            after: { occupancy: kind, version: 1 },
          },
        ],
        [
          [kindOfEvent, { householdId: household.id, note: reason, expectedUntil: expected }],
          ...household.members.map((member): [RegisterEventKind, Event] => [
            'absence_began',
            { householdId: household.id, residentId: member.id, note: reason, expectedUntil: expected },
          ]),
        ],
      );
    }
  }

  /** A death recorded by mistake and reverted the next day. */
  mistake(): void {
    const fit = this.free(({ members }) => members.length > 1);
    if (fit.length === 0) return;
    const household = this.random.pick(fit);
    const member = household.members[1]!;
    const row = this.current.get(member.id)!;
    const on = this.day();
    this.act(
      on,
      [{ ...closed({ ...row, validTo: on }) }, statusChange(member.id, member.person.status, 'deceased')],
      [['died', { householdId: household.id, residentId: member.id }]],
    );
    const act = this.rows.registerAct.at(-1)!;
    Object.assign(act, {
      revertedAt: new Date((act.recordedAt as Date).getTime() + 22 * 3_600_000),
      revertedBy: this.staff(),
      revertedReason: 'Ghi nhầm sang người trùng tên.',
    });
  }

  // ------------------------------------------------------------ helpers

  private act(on: LocalDate, changes: Change[], events: [RegisterEventKind, Event][]): void {
    const { wardId } = this.input;
    const [id, recordedBy, recordedAt] = [this.newId(), this.staff(), this.recordedAt(on)];
    this.rows.registerAct.push({
      id,
      wardId,
      changes,
      recordedBy,
      recordedAt,
      revertedAt: null,
      revertedBy: null,
      revertedReason: '',
    });
    for (const [kind, event] of events) {
      this.rows.registerEvent.push({
        id: this.newId(),
        wardId,
        actId: id,
        kind,
        happenedOn: on,
        householdId: null,
        otherHouseholdId: null,
        residentId: null,
        otherResidentId: null,
        place: '',
        expectedUntil: null,
        note: '',
        ...event,
        recordedBy,
        recordedAt,
      });
    }
  }

  private staff(): string {
    return this.random.pick(this.input.staff.staffIds);
  }

  /**
   * The office records an event within a week; events from before the register was opened are recorded on the opening
   * day.
   */
  private recordedAt(on: LocalDate): Date {
    const { today, openedOn } = this.input;
    const day = addDays(on < openedOn ? openedOn : on, this.random.int(0, 6));
    return instantOf(
      day < today ? day : addDays(today, -1),
      `${String(this.random.int(8, 11)).padStart(2, '0')}:${String(this.random.int(0, 59)).padStart(2, '0')}`,
    );
  }

  /** A random day after the register was opened: at most `mostAgo` and at least `leastAgo` days ago. */
  private day(mostAgo = daysBetween(this.input.openedOn, this.input.today) - 3, leastAgo = 3): LocalDate {
    return addDays(this.input.today, -this.random.int(Math.min(leastAgo, mostAgo), Math.max(leastAgo, mostAgo)));
  }

  private free(fits: (household: DemoHousehold) => boolean): DemoHousehold[] {
    return this.input.households.filter(
      (household) =>
        household.isOccupied &&
        !household.isMourning &&
        household.members.length > 0 &&
        !this.used.has(household.id) &&
        household.members.every(({ id }) => !this.used.has(id)) &&
        fits(household),
    );
  }

  /** A random share of all households, at least one if any fit; marks them as used. */
  private some<Item extends DemoHousehold | { household: DemoHousehold }>(fit: Item[], share: number): Item[] {
    const chosen = this.random.sample(fit, Math.max(1, Math.round(this.input.households.length * share)));
    for (const item of chosen) this.used.add('household' in item ? item.household.id : item.id);
    return chosen;
  }
}

/** The relation a member had while the parent was still the head. */
const BEFORE: Partial<Record<HouseholdRelation, HouseholdRelation>> = {
  head: 'child',
  wife: 'daughter_in_law',
  father: 'head',
  mother: 'head',
  child: 'grandchild',
};

function relationBefore(member: DemoMember, oldHead: DemoMember): HouseholdRelation {
  if (member === oldHead) return 'head';
  return member.person.relation === 'mother' ? 'wife' : BEFORE[member.person.relation]!;
}

/** The relations that members of a young household had in the parents' household. */
const IN_PARENTS_HOME: Partial<Record<HouseholdRelation, HouseholdRelation | 'in_law'>> = {
  head: 'child',
  wife: 'in_law',
  husband: 'in_law',
  child: 'grandchild',
};

const CHILD_IN_LAW = { male: 'son_in_law', female: 'daughter_in_law' } as const;

const PLACES = [
  'phường Tây Hồ',
  'phường Hoàn Kiếm',
  'tỉnh Hưng Yên',
  'tỉnh Ninh Bình',
  'thành phố Hải Phòng',
  'Thành phố Hồ Chí Minh',
  'nước ngoài',
] as const;
const REASONS = [
  'đi làm xa',
  'vào Nam ở với con',
  'chữa bệnh dài ngày',
  'đi học',
  'sang nước ngoài thăm con',
  'về quê chăm bố mẹ',
] as const;
const EMPTY_REASONS = ['nhà đang sửa', 'chờ cho thuê', 'chờ bán', ''] as const;

function relationIn(head: DemoMember, member: DemoMember): HouseholdRelation {
  const gap = head.person.age - member.person.age;
  return gap >= 20 && gap <= 42 ? 'child' : 'lodger';
}

function snapshotOf(row: Membership): Record<string, unknown> {
  return {
    household_id: row.householdId,
    resident_id: row.residentId,
    relation: row.relation,
    relation_note: row.relationNote ?? '',
    valid_from: row.validFrom,
    valid_to: row.validTo ?? null,
  };
}

function closed(row: Membership): Change {
  return {
    table: 'household_membership',
    id: row.id!,
    before: { ...snapshotOf(row), valid_to: null },
    after: snapshotOf(row),
  };
}

function made(row: Membership): Change {
  return { table: 'household_membership', id: row.id!, before: null, after: snapshotOf(row) };
}

function statusChange(id: string, before: string, after: string): Change {
  return {
    table: 'resident',
    id,
    before: { residence_status: before, version: 1 },
    after: { residence_status: after, version: 1 },
  };
}
