import { DemoRandom, demoIds } from '../../../prisma/seed/demo-random';
import { demoRows } from '../../../prisma/seed/demo-ward';
import { BARRIERS } from '../../../src/features/office/reference-data/barriers';
import { PUBLIC_SERVICES } from '../../../src/features/office/reference-data/public-services';
import { parsePhoneNumber } from '../../../src/shared/phone-number';

const NOW = new Date('2026-11-25T02:00:00Z');
const TODAY = '2026-11-25';
const random = new DemoRandom(7);
const openedAt = new Date('2026-06-12T01:00:00Z');
const newId = demoIds(random, openedAt);
const serviceIds = new Map(PUBLIC_SERVICES.map((service) => [service.key, newId()]));
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
  serviceIds,
  barrierIds: new Map(BARRIERS.map((barrier) => [barrier.key, newId()])),
});
const closures = new Map(ward.supportRequestClosure.map((closure) => [closure.supportRequestId, closure]));
const open = ward.supportRequest.filter(({ id }) => !closures.has(id!));
const visits = new Map(ward.visit.map((visit) => [visit.id!, visit]));
const wishesOf = (id: string) => ward.supportRequestWish.filter(({ supportRequestId }) => supportRequestId === id);

describe('the requests of the demo ward', () => {
  it('are some dozens, open and closed, of every kind', () => {
    expect(ward.supportRequest.length).toBeGreaterThan(50);
    expect(ward.supportRequest.length).toBeLessThan(100);
    expect(open.length).toBeGreaterThan(18);
    expect(new Set(ward.supportRequestClosure.map(({ kind }) => kind))).toEqual(
      new Set(['done', 'declined', 'withdrawn']),
    );
    expect(new Set(ward.supportRequest.map(({ channel }) => channel)).size).toBe(4);
    expect(open.filter(({ acceptedAt }) => acceptedAt === null).length).toBeGreaterThan(1);
    expect(open.filter(({ promisedBy }) => promisedBy && (promisedBy as string) < TODAY).length).toBeGreaterThan(0);
    expect(open.filter(({ id }) => wishesOf(id!).length > 0).length).toBeGreaterThan(10);
  });

  it('ask for services the form offers, each in its own words', () => {
    const kinds = new Map(PUBLIC_SERVICES.map((service) => [serviceIds.get(service.key), service.kind]));
    const asked = ward.supportRequest.flatMap(({ publicServiceId }) => publicServiceId ?? []);
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.map((id) => kinds.get(id)).filter((kind) => kind === undefined || kind === 'topic')).toEqual([]);
    expect(ward.supportRequest.filter(({ what }) => what === '')).toEqual([]);
  });

  it('came after a refusal at some doors', () => {
    const after = ward.supportRequest.filter(({ householdId, receivedOn }) =>
      ward.visit.some(
        (visit) =>
          visit.householdId === householdId &&
          visit.outcome === 'refused' &&
          (visit.visitedOn as string) < (receivedOn as string),
      ),
    );
    expect(after.length).toBeGreaterThan(8);
    expect(after.some((request) => open.includes(request))).toBe(true);
  });

  it('are completed by a visit to that door that met a resident after they were made', () => {
    for (const { supportRequestId, kind, visitId } of ward.supportRequestClosure.filter(
      (closure) => closure.kind === 'done',
    )) {
      const request = ward.supportRequest.find(({ id }) => id === supportRequestId)!;
      const visit = visits.get(visitId!)!;
      expect({
        kind,
        outcome: visit.outcome,
        isSameDoor: visit.householdId === request.householdId,
        isLater: (visit.visitedOn as string) > (request.receivedOn as string),
        isAccepted: request.acceptedAt !== null,
      }).toEqual({ kind: 'done', outcome: 'met', isSameDoor: true, isLater: true, isAccepted: true });
    }
  });

  it('are open only if no resident was met since, at doors that are not paused, for people who live there', () => {
    const paused = new Set(ward.householdPause.map(({ householdId }) => householdId));
    const living = new Map(
      ward.householdMembership
        .filter(({ validTo }) => validTo === null)
        .map(({ residentId, householdId }) => [residentId, householdId]),
    );
    for (const { householdId, receivedOn, residentId, createdAt } of open) {
      const met = ward.visit.some(
        (visit) =>
          visit.householdId === householdId &&
          visit.outcome === 'met' &&
          (visit.visitedOn as string) >= (receivedOn as string),
      );
      expect({
        householdId,
        met,
        isPaused: paused.has(householdId),
        livesIn: residentId ? living.get(residentId) : householdId,
      }).toEqual({ householdId, met: false, isPaused: false, livesIn: householdId });
      expect((createdAt as Date) <= NOW).toBe(true);
    }
  });

  it('include some at doors of tonight’s round, with an hour that fits', () => {
    const round = ward.round.find(
      ({ startsAt }) => (startsAt as Date) > NOW && (startsAt as Date) < new Date('2026-11-25T17:00:00Z'),
    )!;
    const doors = new Set(
      ward.roundDoor.filter(({ roundId }) => roundId === round.id).map(({ householdId }) => householdId),
    );
    const tonight = open.filter(({ householdId }) => doors.has(householdId));
    expect(tonight.length).toBeGreaterThanOrEqual(2);
    expect(
      tonight
        .flatMap(({ id }) => wishesOf(id!))
        .some(({ onDate, weekdays }) => onDate === TODAY || (weekdays as number[]).includes(3)),
    ).toBe(true);
  });

  it('hold numbers that can be called but belong to no person', () => {
    const phones = ward.supportRequest.flatMap(({ contactPhone }) => contactPhone ?? []);
    expect(phones.length).toBeGreaterThan(20);
    for (const phone of phones)
      expect({ phone, ok: parsePhoneNumber(phone).ok && /^05[347]/.test(phone) }).toEqual({ phone, ok: true });
  });
});
