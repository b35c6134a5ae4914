import { DemoRandom, demoIds } from '../../../prisma/seed/demo-random';
import { demoRows } from '../../../prisma/seed/demo-ward';
import { BARRIERS } from '../../../src/features/office/reference-data/barriers';
import { PUBLIC_SERVICES } from '../../../src/features/office/reference-data/public-services';

const NOW = new Date('2026-11-25T02:00:00Z');
const TODAY = '2026-11-25';
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

describe('the calls of the demo ward', () => {
  it('are a handful, with every outcome, and with times only where they agreed', () => {
    expect(ward.doorCall.length).toBeGreaterThan(6);
    expect(ward.doorCall.length).toBeLessThan(12);
    expect(new Set(ward.doorCall.map(({ outcome }) => outcome))).toEqual(
      new Set(['agreed', 'declined', 'no_answer', 'wrong_number']),
    );
    for (const { outcome, times } of ward.doorCall) expect((times as unknown[]).length > 0).toBe(outcome === 'agreed');
  });

  it('are made after the last visit and before today, once per door', () => {
    for (const { householdId, calledOn, createdAt } of ward.doorCall) {
      const last = ward.visit
        .filter((visit) => visit.householdId === householdId)
        .map(({ visitedOn }) => visitedOn as string)
        .sort()
        .at(-1);
      expect({
        isAfter: last === undefined || last < (calledOn as string),
        isPast: (calledOn as string) < TODAY,
        isWritten: (createdAt as Date) < NOW,
      }).toEqual({ isAfter: true, isPast: true, isWritten: true });
    }
    expect(new Set(ward.doorCall.map(({ householdId }) => householdId)).size).toBe(ward.doorCall.length);
  });

  it("include one of tonight's doors, which is at home then", () => {
    const tonight = new Set(
      ward.round.filter(({ startsAt }) => (startsAt as Date).toISOString().startsWith(TODAY)).map(({ id }) => id),
    );
    const doors = new Set(
      ward.roundDoor.filter(({ roundId }) => tonight.has(roundId)).map(({ householdId }) => householdId),
    );
    expect(
      ward.doorCall.filter(({ householdId, outcome }) => doors.has(householdId) && outcome === 'agreed').length,
    ).toBeGreaterThan(0);
  });
});
