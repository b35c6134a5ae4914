import { demoPhone } from '../../../prisma/seed/demo-people';
import { personName } from '../../../prisma/seed/demo-names';
import { NEEDS, SELF_SERVICE, BARRIER_WEIGHTS, TOPICS } from '../../../prisma/seed/demo-needs';
import { DemoRandom, demoIds } from '../../../prisma/seed/demo-random';
import { demoRegister } from '../../../prisma/seed/demo-register';
import type { DemoRows } from '../../../prisma/seed/demo-rows';
import { BARRIERS, PUBLIC_SERVICES } from '../../../src/features/office/reference-data/entries';
import { ageOn } from '../../../src/shared/dates';
import { checkNationalNumber, PROVINCES_BY_CODE } from '../../../src/shared/national-number';
import { parsePhoneNumber } from '../../../src/shared/phone-number';

function drawRegister(residents: number) {
  const random = new DemoRandom(7);
  const openedAt = new Date('2026-06-12T01:00:00Z');
  const newId = demoIds(random, openedAt);
  const days = { today: '2026-11-25', openedAt, openedOn: '2026-06-12' };
  return demoRegister({ random, newId, wardId: newId(), recordedBy: newId(), residents, ...days }).rows;
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

const ward = drawRegister(7200);
const isLiving = ({ residenceStatus }: DemoRows['resident'][number]) =>
  residenceStatus === 'permanent' || residenceStatus === 'temporary';
const living = ward.resident.filter(isLiving);
const ageOf = ({ birthDate, birthPrecision }: DemoRows['resident'][number]) =>
  ageOn({ date: birthDate as string, precision: birthPrecision! }, '2026-11-25');

describe('the register of the demo ward', () => {
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
    expect(drawRegister(300)).toEqual(drawRegister(300));
  });

  it('can be tiny', () => {
    for (const residents of [1, 5, 40])
      expect(drawRegister(residents).resident.length).toBeGreaterThanOrEqual(residents);
  });

  it('has one current head in every household and each resident in one household at a time', () => {
    const current = ward.householdMembership.filter((membership) => !membership.validTo);
    const heads = current
      .filter((membership) => membership.relation === 'head')
      .map((membership) => membership.householdId);
    expect(new Set(heads).size).toBe(heads.length);
    expect(new Set(heads)).toEqual(new Set(ward.household.map((household) => household.id)));
    expect(new Set(current.map((membership) => membership.residentId)).size).toBe(current.length);
  });

  it('gives every door an address of its own, and fifteen to twenty residential groups, each one stretch of the walk', () => {
    expect(new Set(ward.household.map((household) => household.addressLine)).size).toBe(ward.household.length);
    expect(ward.residentialGroup.length).toBeGreaterThanOrEqual(15);
    expect(ward.residentialGroup.length).toBeLessThanOrEqual(20);
    const inWalkingOrder = [...ward.household].sort((a, b) => (a.walkOrder < b.walkOrder ? -1 : 1));
    const changes = inWalkingOrder.filter(
      (household, index) => household.residentialGroupId !== inWalkingOrder[index - 1]?.residentialGroupId,
    );
    expect(changes.length).toBe(ward.residentialGroup.length);
  });

  it('has mothers and fathers older than their children', () => {
    const residents = new Map(ward.resident.map((resident) => [resident.id, resident]));
    const byHousehold = groupBy(
      ward.householdMembership.filter((membership) => !membership.validTo),
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
});

describe('what the demo ward is drawn from', () => {
  const services = new Map(PUBLIC_SERVICES.map((service) => [service.key, service]));

  it('names only services, topics and barriers of the reference data that are in use', () => {
    for (const key of [...NEEDS.map(([key]) => key), ...Object.keys(SELF_SERVICE)]) {
      expect({ key, isRetired: services.get(key)?.isRetired, isTopic: services.get(key)?.kind === 'topic' }).toEqual({
        key,
        isRetired: false,
        isTopic: false,
      });
    }
    for (const key of Object.keys(TOPICS))
      expect({ key, kind: services.get(key)?.kind }).toEqual({ key, kind: 'topic' });
    const barriers = new Set(BARRIERS.map((barrier) => barrier.key));
    expect(Object.keys(BARRIER_WEIGHTS).filter((key) => !barriers.has(key))).toEqual([]);
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
