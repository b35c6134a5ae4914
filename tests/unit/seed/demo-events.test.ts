import { DemoRandom, demoIds } from '../../../prisma/seed/demo-random';
import { demoRows } from '../../../prisma/seed/demo-ward';
import { BARRIERS } from '../../../src/features/office/reference-data/barriers';
import { PUBLIC_SERVICES } from '../../../src/features/office/reference-data/public-services';

const NOW = new Date('2026-11-25T02:00:00Z');
const random = new DemoRandom(7);
const openedAt = new Date('2026-06-12T01:00:00Z');
const newId = demoIds(random, openedAt);
const ward = demoRows({
  random,
  newId,
  wardId: newId(),
  wardName: 'Phường Ba Đình',
  passwordHash: 'hash',
  residents: 7200,
  now: NOW,
  openedAt,
  openedOn: '2026-06-12',
  serviceIds: new Map(PUBLIC_SERVICES.map((service) => [service.key, newId()])),
  barrierIds: new Map(BARRIERS.map((barrier) => [barrier.key, newId()])),
});
const stays = new Map<string, typeof ward.householdMembership>();
for (const row of ward.householdMembership) stays.set(row.residentId, [...(stays.get(row.residentId) ?? []), row]);

describe('the events of the demo ward', () => {
  it('cover every kind an office writes down, and are not too many', () => {
    const kinds = new Set(ward.registerEvent.map(({ kind }) => kind));
    for (const kind of [
      'moved_in',
      'born',
      'moved_out',
      'moved_within',
      'split',
      'died',
      'head_changed',
      'absence_began',
      'absence_ended',
      'vacated',
    ] as const) {
      expect({ kind, isThere: kinds.has(kind) }).toEqual({ kind, isThere: true });
    }
    expect(ward.registerAct.length).toBeGreaterThan(80);
    expect(ward.registerAct.length).toBeLessThan(ward.household.length / 5);
    expect(ward.registerAct.filter(({ revertedAt }) => revertedAt !== null)).toHaveLength(1);
  });

  it('leave each resident in one household at a time, from a day on or after their birth', () => {
    const born = new Map(ward.resident.map(({ id, birthDate }) => [id, birthDate as string]));
    for (const [residentId, rows] of stays) {
      const inOrder = rows.toSorted((a, b) => ((a.validFrom as string) < (b.validFrom as string) ? -1 : 1));
      inOrder.forEach(({ validFrom, validTo }, index) => {
        const next = inOrder[index + 1]?.validFrom as string | undefined;
        const isRight =
          (validFrom as string) >= born.get(residentId)!.slice(0, 4) &&
          (validTo === null
            ? next === undefined
            : (validTo as string) >= (validFrom as string) && (next === undefined || next >= (validTo as string)));
        expect({ residentId, validFrom, validTo, next, isRight }).toEqual({
          residentId,
          validFrom,
          validTo,
          next,
          isRight: true,
        });
      });
    }
  });

  it('let no resident attend a visit of a household before joining it or after leaving it', () => {
    const visits = new Map(ward.visit.map((visit) => [visit.id, visit]));
    for (const { visitId, residentId } of ward.visitPresence) {
      const { householdId, visitedOn } = visits.get(visitId)!;
      const isThere = stays
        .get(residentId)!
        .some(
          (row) =>
            row.householdId === householdId &&
            (row.validFrom as string) <= (visitedOn as string) &&
            (row.validTo === null || (row.validTo as string) > (visitedOn as string)),
        );
      expect({ visitId, residentId, isThere }).toEqual({ visitId, residentId, isThere: true });
    }
  });

  it('agree with the rows they wrote, so that they can be reverted', () => {
    const memberships = new Map(ward.householdMembership.map((row) => [row.id, row]));
    for (const { id, changes, revertedAt } of ward.registerAct) {
      if (revertedAt) continue;
      for (const change of changes as { table: string; id: string; after: Record<string, unknown> }[]) {
        if (change.table !== 'household_membership') continue;
        const row = memberships.get(change.id);
        expect({ act: id, found: row && { from: row.validFrom, to: row.validTo, relation: row.relation } }).toEqual({
          act: id,
          found: { from: change.after.valid_from, to: change.after.valid_to, relation: change.after.relation },
        });
      }
    }
  });

  it('say since when a door is empty and who is away, and know nothing of the future', () => {
    const empty = ward.household.filter(({ occupancy }) => occupancy !== 'occupied').map(({ id }) => id);
    expect(new Set(ward.unoccupiedPeriod.map(({ householdId }) => householdId))).toEqual(new Set(empty));
    const away = new Set(
      ward.residentAbsence.filter(({ endedOn }) => endedOn === null).map(({ residentId }) => residentId),
    );
    for (const { id, residenceStatus } of ward.resident)
      if (residenceStatus === 'absent') expect({ id, isAway: away.has(id!) }).toEqual({ id, isAway: true });
    for (const { happenedOn, recordedAt } of ward.registerEvent)
      expect((happenedOn as string) <= '2026-11-25' && (recordedAt as Date) < NOW).toBe(true);
  });
});
