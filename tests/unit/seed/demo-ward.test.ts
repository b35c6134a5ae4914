import { doubledDoors, doubledPeople } from '../../../prisma/seed/demo-duplicates';
import { demoPhone } from '../../../prisma/seed/demo-people';
import { personName } from '../../../prisma/seed/demo-names';
import { NEEDS, SELF_SERVICE, BARRIER_WEIGHTS, TOPICS } from '../../../prisma/seed/demo-needs';
import { DemoRandom, demoIds } from '../../../prisma/seed/demo-random';
import type { DemoRows } from '../../../prisma/seed/demo-rows';
import { demoRows } from '../../../prisma/seed/demo-ward';
import { BARRIERS } from '../../../src/features/office/reference-data/barriers';
import { CALENDAR_DAYS } from '../../../src/features/office/reference-data/calendar-days';
import { DEFAULT_OUTREACH_POLICY } from '../../../src/features/office/reference-data/outreach-policy';
import { PUBLIC_SERVICES } from '../../../src/features/office/reference-data/public-services';
import { validateRoundTime } from '../../../src/features/office/calendar/outreach-time';
import { LIKELY_SAME, samePerson, type KnownFacts } from '../../../src/features/register/residents/same-person';
import { reasonText, type DoorReason } from '../../../src/features/rounds/planner/reasons';
import { ageOn, localDateOf, localTimeOf } from '../../../src/shared/dates';
import { checkNationalNumber, PROVINCES_BY_CODE } from '../../../src/shared/national-number';
import { parsePhoneNumber } from '../../../src/shared/phone-number';
import { checkPortalFileCode } from '../../../src/shared/portal-file-code';

const WEDNESDAY_MORNING = new Date('2026-11-25T02:00:00Z');
const CULTURE_DAY = new Date('2026-11-24T02:00:00Z');

function drawWard(residents: number, now = WEDNESDAY_MORNING): DemoRows {
  const random = new DemoRandom(7);
  const openedAt = new Date('2026-06-12T01:00:00Z');
  const newId = demoIds(random, openedAt);
  return demoRows({
    random,
    newId,
    wardId: newId(),
    wardName: 'Phường Ba Đình',
    passwordHash: 'hash',
    residents,
    now,
    openedAt,
    openedOn: '2026-06-12',
    serviceIds: new Map(PUBLIC_SERVICES.map((service) => [service.key, newId()])),
    barrierIds: new Map(BARRIERS.map((barrier) => [barrier.key, newId()])),
  });
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

const ward = drawWard(7200);
const isLiving = ({ residenceStatus }: DemoRows['resident'][number]) =>
  residenceStatus === 'permanent' || residenceStatus === 'temporary';
const living = ward.resident.filter(isLiving);
const ageOf = ({ birthDate, birthPrecision }: DemoRows['resident'][number]) =>
  ageOn({ date: birthDate as string, precision: birthPrecision! }, '2026-11-25');

describe('the demo ward', () => {
  it('tells nothing that is still to come, also when it is opened before dawn', () => {
    const now = new Date('2026-11-25T17:30:00Z'); // half past midnight
    const { round, roundOfficer, absence, ...told } = drawWard(7200, now);
    const coming = Object.entries(told).flatMap(([table, rows]) =>
      (rows as object[]).flatMap((row) =>
        Object.entries(row)
          .filter(([, value]) => value instanceof Date && value > now)
          .map(([name]) => `${table}.${name}`),
      ),
    );
    expect([...new Set(coming)]).toEqual([]);
    expect([round, roundOfficer, absence].every(({ length }) => length > 0)).toBe(true);
  });

  it('has at least 2,200 households and 7,200 people living there', () => {
    expect(ward.household.length).toBeGreaterThanOrEqual(2200);
    expect(living.length).toBeGreaterThanOrEqual(7200);
  });

  it('has between a fifth and a third of its people aged 60 or more', () => {
    const share = living.filter((resident) => ageOf(resident) >= 60).length / living.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.33);
  });

  it('is the same every time', () => {
    expect(drawWard(300)).toEqual(drawWard(300));
  });

  it('can be tiny', () => {
    for (const residents of [1, 5, 40]) expect(drawWard(residents).resident.length).toBeGreaterThanOrEqual(residents);
  });

  it('has one current head in every household and each resident in one household at a time', () => {
    const current = ward.householdMembership.filter((membership) => membership.validTo === null);
    const heads = current
      .filter((membership) => membership.relation === 'head')
      .map((membership) => membership.householdId);
    expect(new Set(heads).size).toBe(heads.length);
    expect(new Set(heads)).toEqual(new Set(ward.household.map((household) => household.id)));
    expect(new Set(current.map((membership) => membership.residentId)).size).toBe(current.length);
  });

  it('gives every door an address of its own, except the few entered twice, and fifteen to twenty residential groups, each one stretch of the walk', () => {
    expect(new Set(ward.household.map((household) => household.addressLine)).size).toBe(
      ward.household.length - doubledDoors(7200),
    );
    expect(ward.residentialGroup.length).toBeGreaterThanOrEqual(15);
    expect(ward.residentialGroup.length).toBeLessThanOrEqual(20);
    const inWalkingOrder = [...ward.household].sort((a, b) => (a.walkOrder < b.walkOrder ? -1 : 1));
    const changes = inWalkingOrder.filter(
      (household, index) => household.residentialGroupId !== inWalkingOrder[index - 1]?.residentialGroupId,
    );
    expect(changes.length).toBe(ward.residentialGroup.length);
  });

  it('has some poor households, families of merit and disabled people, as dated facts that never overlap', () => {
    const kinds = groupBy(ward.priorityFact, ({ kind }) => kind);
    for (const kind of ['poor', 'near_poor', 'policy_family', 'disabled', 'social_protection'])
      expect(kinds.get(kind)?.length ?? 0).toBeGreaterThan(0);
    expect(ward.priorityFact.length).toBeLessThan(ward.household.length / 4);
    for (const [, facts] of groupBy(
      ward.priorityFact,
      ({ householdId, residentId, kind }) => `${householdId ?? residentId} ${kind}`,
    ))
      expect(facts).toHaveLength(1);
    for (const { householdId, residentId, kind, validFrom, validTo } of ward.priorityFact) {
      expect([kind, (householdId === null) !== (residentId === null)]).toEqual([kind, true]);
      if (kind === 'poor' || kind === 'near_poor') expect(householdId).not.toBeNull();
      if (validTo) expect((validTo as string) > (validFrom as string)).toBe(true);
      const born = ward.resident.find(({ id }) => id === residentId)?.birthDate as string | undefined;
      if (born) expect((validFrom as string) > born).toBe(true);
    }
    expect(
      ward.roundDoor.some(({ reasons }) =>
        /nghèo|chính sách|khuyết tật/.test((reasons as unknown as DoorReason[]).map(reasonText).join()),
      ),
    ).toBe(true);
  });

  it('passes on what the teams learned, one of it withdrawn, about rounds, lanes and doors', () => {
    const rounds = new Set(ward.round.map(({ id }) => id));
    const lanes = new Set(ward.household.map(({ laneKey }) => laneKey));
    const households = new Set(ward.household.map(({ id }) => id));
    expect(ward.briefing.length).toBeGreaterThanOrEqual(10);
    for (const { roundId, laneKey, householdId, writtenAt } of ward.briefing) {
      expect([rounds.has(roundId!), lanes.has(laneKey!), households.has(householdId!)].filter(Boolean)).toHaveLength(1);
      expect((writtenAt as Date).getTime()).toBeLessThanOrEqual(WEDNESDAY_MORNING.getTime());
    }
    expect(ward.briefing.filter(({ withdrawnAt }) => withdrawnAt !== null)).toHaveLength(1);
  });

  it('knows who helps some of the old people: a grown member, or an outsider who cannot be called', () => {
    const home = new Map(
      ward.householdMembership
        .filter(({ validTo }) => validTo === null)
        .map(({ residentId, householdId }) => [residentId, householdId]),
    );
    expect(ward.digitalHelper.length).toBeGreaterThan(100);
    for (const { householdId, residentId, name, phone, validFrom } of ward.digitalHelper) {
      if (residentId) expect([home.get(residentId), name]).toEqual([householdId, '']);
      else expect([name, phone]).toEqual([expect.stringMatching(/\S \S/), expect.stringMatching(/^05[347]\d{7}$/)]);
      expect((validFrom as string) <= '2026-11-25').toBe(true);
    }
  });

  it('is found by the one old name that is known', () => {
    expect(ward.placeAlias).toMatchObject([{ kind: 'former_ward', name: 'Trúc Bạch', alias: 'Nguyễn Trung Trực' }]);
    expect(ward.household.some((household) => household.formerWard === 'Trúc Bạch')).toBe(true);
  });

  it('has mothers and fathers older than their children', () => {
    const residents = new Map(ward.resident.map((resident) => [resident.id, resident]));
    const byHousehold = groupBy(
      ward.householdMembership.filter((membership) => membership.validTo === null),
      (membership) => membership.householdId,
    );
    for (const members of byHousehold.values()) {
      const head = members.find((membership) => membership.relation === 'head')!;
      for (const { residentId, relation } of members) {
        const gap = ageOf(residents.get(head.residentId)!) - ageOf(residents.get(residentId)!);
        if (relation === 'child') expect(gap).toBeGreaterThanOrEqual(17);
        if (relation === 'father' || relation === 'mother') expect(gap).toBeLessThanOrEqual(-17);
      }
    }
  });

  it('reaches no person: phone prefixes without an operator, national numbers of provinces that do not exist', () => {
    for (const { phone } of ward.resident) if (phone !== null) expect(phone).toMatch(/^05[347]\d{7}$/);
    const numbers = ward.resident.flatMap(({ nationalNumber }) => nationalNumber ?? []);
    expect(numbers.length).toBeGreaterThan(6000);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.filter((number) => PROVINCES_BY_CODE.has(number.slice(0, 3)))).toEqual([]);
  });

  it('writes national numbers that agree with sex and year of birth', () => {
    for (const { nationalNumber, gender, birthDate } of ward.resident.slice(0, 500)) {
      if (nationalNumber === null) continue;
      const checked = checkNationalNumber(nationalNumber, {
        sex: gender!,
        birthYear: Number((birthDate as string).slice(0, 4)),
      });
      expect(checked).toEqual({ ok: true, value: nationalNumber, warnings: [expect.stringContaining('Ba số đầu')] });
    }
  });

  it('has a few dozen people recorded twice, most of whom a search finds', () => {
    const home = new Map(
      ward.householdMembership
        .filter((membership) => membership.validTo === null)
        .map((membership) => [membership.residentId, membership.householdId]),
    );
    const address = new Map(ward.household.map((household) => [household.id, household.addressLine]));
    const facts = (row: DemoRows['resident'][number]): KnownFacts => {
      const householdId = home.get(row.id!) ?? null;
      return {
        fullName: row.fullName,
        birth: { date: row.birthDate as string, precision: row.birthPrecision! },
        gender: row.gender!,
        phone: row.phone ?? null,
        numberHash: row.nationalNumber,
        last4: row.nationalNumber && row.nationalNumber.slice(-4),
        householdId,
        addressFolded: householdId && address.get(householdId)!,
      };
    };
    const opened = (ward.resident[0]!.createdAt as Date).getTime();
    const again = ward.resident.filter((row) => (row.createdAt as Date).getTime() === opened + 21 * 24 * 3_600_000);
    expect(again.length).toBe(doubledPeople(7200) + 2 * doubledDoors(7200));
    const others = ward.resident.filter((row) => !again.includes(row)).map(facts);
    const found = again.filter((row) => others.some((other) => samePerson(facts(row), other).score >= LIKELY_SAME));
    expect(found.length / again.length).toBeGreaterThan(0.8);
  });

  it('went out only when the ward may, with two officers who were in one place at a time', () => {
    for (const { startsAt, endsAt, outOfHoursReason } of ward.round) {
      const [start, end] = [startsAt as Date, endsAt as Date];
      const judged = validateRoundTime({
        date: localDateOf(start),
        from: localTimeOf(start),
        to: localTimeOf(end),
        policy: DEFAULT_OUTREACH_POLICY,
        calendarDays: CALENDAR_DAYS,
      });
      expect({ startsAt, ...judged }).toEqual({ startsAt, allowed: true });
      expect(outOfHoursReason).toBeNull();
    }
    const byOfficer = groupBy(ward.roundOfficer, (officer) => officer.userId);
    expect(byOfficer.size).toBe(8);
    for (const rounds of byOfficer.values()) {
      const spans = rounds
        .map(({ startsAt, endsAt }) => [(startsAt as Date).getTime(), (endsAt as Date).getTime()] as const)
        .sort((a, b) => a[0] - b[0]);
      spans.forEach(([start], index) => expect(index === 0 || start >= spans[index - 1]![1]).toBe(true));
    }
  });

  it('has a round tonight and two to come, with about twelve open doors tonight', () => {
    const ahead = ward.round.filter((round) => (round.startsAt as Date) > WEDNESDAY_MORNING);
    expect(
      ahead.map((round) => localDateOf(round.startsAt as Date)).filter((date) => date === '2026-11-25'),
    ).toHaveLength(1);
    expect(ahead).toHaveLength(3);
    const tonight = ward.roundDoor.filter((door) => door.roundId === ahead[0]!.id);
    expect(tonight).toHaveLength(12);
    expect(tonight.every((door) => door.isOpen)).toBe(true);
  });

  it('says why if tonight is a holiday', () => {
    const round = drawWard(300, CULTURE_DAY).round.find(
      ({ startsAt }) => localDateOf(startsAt as Date) === '2026-11-24',
    )!;
    expect(round.outOfHoursReason).toMatch(/hẹn trước/);
  });

  it('keeps a household on one open round, and off the rounds while it is paused', () => {
    const open = ward.roundDoor.filter((door) => door.isOpen).map((door) => door.householdId);
    expect(new Set(open).size).toBe(open.length);
    const paused = new Set(
      ward.householdPause
        .filter(
          (pause) => pause.liftedAt === null && (pause.pausedUntil === null || pause.pausedUntil! >= '2026-11-25'),
        )
        .map((pause) => pause.householdId),
    );
    expect(open.filter((id) => paused.has(id))).toEqual([]);
  });

  it('leaves some past doors without an outcome and some files waiting', () => {
    const visited = new Set(ward.visit.map((visit) => visit.roundDoorId));
    const pastRounds = new Set(
      ward.round.filter((round) => (round.endsAt as Date) < WEDNESDAY_MORNING).map((round) => round.id),
    );
    const forgotten = ward.roundDoor.filter(
      (door) => door.isOpen && pastRounds.has(door.roundId) && !visited.has(door.id!),
    );
    expect(forgotten.length).toBeGreaterThan(0);
    expect(forgotten.length).toBeLessThan(25);
    expect(ward.assistedProcedure.some((assist) => assist.result === 'prepared')).toBe(true);
  });

  it('met a resident on every visit that says so', () => {
    const present = new Set(ward.visitPresence.map(({ visitId }) => visitId));
    expect(
      ward.visit.filter(
        ({ id, outcome, metSomebody }) => metSomebody !== (outcome === 'met') || (metSomebody && !present.has(id!)),
      ),
    ).toEqual([]);
  });

  it('was refused less and met more as the months went by', () => {
    const inWalk = [...ward.visit].sort((a, b) => (a.arrivedAt as Date).getTime() - (b.arrivedAt as Date).getTime());
    const half = Math.floor(inWalk.length / 2);
    const share = (visits: typeof inWalk, outcome: string) =>
      visits.filter((visit) => visit.outcome === outcome).length / visits.length;
    expect(share(inWalk.slice(half), 'met')).toBeGreaterThan(share(inWalk.slice(0, half), 'met'));
    expect(share(inWalk.slice(half), 'refused')).toBeLessThan(share(inWalk.slice(0, half), 'refused'));
  });

  it('has file codes in the usual form, each once', () => {
    const codes = ward.assistedProcedure.flatMap(({ portalFileCode }) => portalFileCode ?? []);
    expect(codes.length).toBeGreaterThan(100);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(checkPortalFileCode(code, '2026-11-25')).toEqual({ ok: true, value: code });
  });

  it('knows nothing of the future', () => {
    const late = [
      ...ward.visit.map((visit) => visit.loggedAt as Date),
      ...ward.fileStatus.map((status) => status.recordedAt as Date),
      ...ward.round.map((round) => round.createdAt as Date),
    ].filter((at) => at > WEDNESDAY_MORNING);
    expect(late).toEqual([]);
  });
});

describe('what the demo ward is drawn from', () => {
  const services = new Map(PUBLIC_SERVICES.map((service) => [service.key, service]));

  it('names only services, topics and barriers of the reference data that are in use', () => {
    for (const key of [...NEEDS.map((need) => need.service), ...SELF_SERVICE.map(([key]) => key)]) {
      expect({ key, isRetired: services.get(key)?.isRetired, isTopic: services.get(key)?.kind === 'topic' }).toEqual({
        key,
        isRetired: false,
        isTopic: false,
      });
    }
    for (const [key] of TOPICS) expect({ key, kind: services.get(key)?.kind }).toEqual({ key, kind: 'topic' });
    const barriers = new Set(BARRIERS.map((barrier) => barrier.key));
    expect(BARRIER_WEIGHTS.filter(([key]) => !barriers.has(key))).toEqual([]);
  });

  it('makes phone numbers the forms accept', () => {
    const random = new DemoRandom(1);
    for (let count = 0; count < 50; count += 1) expect(parsePhoneNumber(demoPhone(random)).ok).toBe(true);
  });

  it('names old women Thị, but not young ones', () => {
    const random = new DemoRandom(1);
    const share = (bornIn: number) =>
      Array.from({ length: 400 }, () => personName(random, 'Nguyễn', 'female', bornIn)).filter((name) =>
        name.includes(' Thị '),
      ).length / 400;
    expect(share(1945)).toBeGreaterThan(0.75);
    expect(share(2018)).toBeLessThan(0.1);
  });
});
