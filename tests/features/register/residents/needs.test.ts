import { randomUUID } from 'node:crypto';
import type { BirthPrecision, PriorityKind } from '../../../../src/generated/prisma/enums';
import { needsOf, type NeedFacts } from '../../../../src/shared/needs';
import { NOTHING_ASKED } from '../../../../src/shared/readiness-fields';
import { createHousehold, createResident, createUser, createWard, type TestWard } from '../../../support/factories';
import { sharedApp, THURSDAY_MORNING } from '../../../support/test-app';
import { createReadiness } from '../../../support/worlds/register';

// The rule exists in TypeScript and in SQL, and both must say the same of each resident.

const TODAY = '2026-11-26';
const app = sharedApp();
let ward: TestWard;
let recordedBy: string;

beforeAll(async () => {
  ward = await createWard(app.db, { code: '99001', name: 'Phường Thử' });
  const account = { role: 'staff', username: 'ghi', displayName: 'Lê Thị Ghi', passwordHash: 'x' } as const;
  recordedBy = (await createUser(app.db, ward, account)).id;
});

async function needsInSql(residentId: string): Promise<string[]> {
  const { rows } = await app.db.pool.query<{ need: string }>(
    'SELECT need FROM resident_needs($1, $2) WHERE resident_id = $3',
    [ward.id, TODAY, residentId],
  );
  return rows.map(({ need }) => need).sort();
}

async function register(birthDate: string | null, precision: BirthPrecision, readiness: NeedFacts['readiness']) {
  const household = await createHousehold(app.db, ward);
  const resident = await createResident(app.db, ward, { household });
  await app.db.prisma.resident.update({
    where: { id: resident.id },
    data: { birthDate: birthDate ? new Date(birthDate) : null, birthPrecision: birthDate ? precision : null },
  });
  if (readiness) {
    await createReadiness({ ...app, ward }, resident.id, { ...readiness, recordedOn: new Date('2026-01-01') });
  }
  return {
    household,
    resident,
    facts: {
      birth: birthDate ? { date: birthDate, precision } : null,
      readiness,
      priorityFacts: [],
    } satisfies NeedFacts,
  };
}

test.each<[string, [birthDate: string | null, precision: BirthPrecision], NeedFacts['readiness'], string[]]>([
  ['a woman who turns 80 today', ['1946-11-26', 'day'], null, ['aged_60', 'aged_75', 'aged_80']],
  ['a man who turns 80 tomorrow', ['1946-11-27', 'day'], null, ['aged_60', 'aged_75']],
  ['a resident known by the year alone, 75 this year', ['1951-01-01', 'year'], null, ['aged_60', 'aged_75']],
  [
    'a resident whose birth date is unknown',
    [null, 'day'],
    { ...NOTHING_ASKED, vneidLevel: 'none' },
    ['no_vneid_level_2'],
  ],
  ['a child without an account', ['2014-05-01', 'day'], { ...NOTHING_ASKED, vneidLevel: 'none' }, []],
  [
    'a resident who comes of age today',
    ['2008-11-26', 'day'],
    { ...NOTHING_ASKED, vneidLevel: 'level_2_inactive' },
    ['no_vneid_level_2'],
  ],
  ['a resident whose level is unknown', ['1980-05-01', 'day'], NOTHING_ASKED, []],
  [
    'a resident with everything',
    ['1940-01-01', 'year'],
    {
      vneidLevel: 'level_1',
      simInOwnName: 'no',
      smartphone: 'none',
      livesAlone: 'yes',
      hardToMove: 'yes',
      needsHelper: 'yes',
      communication: ['language', 'hearing', 'sight', 'reading'],
    },
    [
      'aged_60',
      'aged_75',
      'aged_80',
      'cannot_read',
      'hard_of_hearing',
      'hard_to_move',
      'lives_alone',
      'needs_helper',
      'needs_interpreter',
      'no_smartphone',
      'no_vneid_level_2',
      'poor_sight',
      'sim_not_own',
    ],
  ],
])('%s has the same needs in the program and in the database', async (_who, birth, readiness, expected) => {
  const { resident, facts } = await register(...birth, readiness);
  expect([...needsOf(facts, TODAY, 18)].sort()).toEqual(expected);
  expect(await needsInSql(resident.id)).toEqual(expected);
});

test.each<
  [string, { kind: PriorityKind; of: 'household' | 'resident'; validFrom: string; validTo: string | null }, string[]]
>([
  ['a poor household', { kind: 'poor', of: 'household', validFrom: '2026-01-01', validTo: null }, ['poor']],
  [
    'a household that is poor until today',
    { kind: 'poor', of: 'household', validFrom: '2026-01-01', validTo: TODAY },
    [],
  ],
  [
    'a household that is near-poor from tomorrow',
    { kind: 'near_poor', of: 'household', validFrom: '2026-11-27', validTo: null },
    [],
  ],
  [
    'a resident disabled from today',
    { kind: 'disabled', of: 'resident', validFrom: TODAY, validTo: null },
    ['disabled'],
  ],
  [
    'a resident of merit',
    { kind: 'policy_family', of: 'resident', validFrom: '2020-01-01', validTo: '2026-11-27' },
    ['policy_family'],
  ],
])('%s counts only on its own days', async (_who, { kind, of, validFrom, validTo }, expected) => {
  const { household, resident, facts } = await register('1990-05-01', 'day', null);
  await app.db.prisma.priorityFact.create({
    data: {
      id: randomUUID(),
      wardId: ward.id,
      kind,
      validFrom: new Date(validFrom),
      validTo: validTo ? new Date(validTo) : null,
      source: 'office',
      recordedBy,
      recordedAt: THURSDAY_MORNING,
      ...(of === 'household' ? { householdId: household.id } : { residentId: resident.id }),
    },
  });
  expect(needsOf({ ...facts, priorityFacts: [{ kind, validFrom, validTo }] }, TODAY, 18)).toEqual(expected);
  expect(await needsInSql(resident.id)).toEqual(expected);
});

test('a former member of a household is on no list of needs', async () => {
  const { resident } = await register('1940-01-01', 'year', null);
  await app.db.prisma.householdMembership.updateMany({
    where: { residentId: resident.id },
    data: { validTo: new Date('2026-10-01') },
  });
  expect(await needsInSql(resident.id)).toEqual([]);
});
