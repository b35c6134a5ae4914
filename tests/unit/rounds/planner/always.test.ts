import fc from 'fast-check';
import { judgeRoundTime } from '../../../../src/features/calendar/outreach-time';
import { planRounds } from '../../../../src/features/rounds/planner/plan-rounds';
import type { DoorTry, PlannerDoor, PlannerInput, PlannerOfficer } from '../../../../src/features/rounds/planner/planner-input';
import { addDays, daysBetween, weekStartOf } from '../../../../src/shared/dates';
import { door, request, resident, ward } from './planner-ward';

const FIRST_DAY = '2026-08-03';
const day = fc.integer({ min: 0, max: 150 }).map((count) => addDays(FIRST_DAY, count));
const time = fc.integer({ min: 16, max: 41 }).map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
const window = fc.tuple(time, time).filter(([from, to]) => from < to).map(([from, to]) => ({ from, to }));

const someDoor = (number: number): fc.Arbitrary<PlannerDoor> => fc.record({
  occupancy: fc.constantFrom('occupied', 'occupied', 'occupied', 'long_absent', 'vacant'),
  pause: fc.option(fc.record({ kind: fc.constantFrom('refusal', 'mourning', 'do_not_knock'), until: fc.option(day) }), { freq: 8 }),
  hasPhone: fc.boolean(),
  residents: fc.array(fc.record({ age: fc.integer({ min: 1, max: 95 }), alone: fc.boolean() }).map(({ age, alone }) => resident(age, alone ? ['lives_alone'] : [])), { maxLength: 3 }),
}).map((facts) => door(number, facts as Partial<PlannerDoor>));

const someTry: fc.Arbitrary<DoorTry> = fc.record({
  doorId: fc.integer({ min: 0, max: 70 }).map((number) => `door ${number}`), roundId: fc.constantFrom(null, 'a', 'b'), date: day, arrivedAt: time, leftAt: fc.option(time),
  outcome: fc.constantFrom('met', 'nobody_home', 'nobody_home', 'refused', 'come_back_later', 'moved_or_vacant', 'cannot_reach'),
});

const someOfficer = (number: number): fc.Arbitrary<PlannerOfficer> => fc.record({
  availability: fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), window).map(([weekday, free]) => ({ weekday, ...free })), { maxLength: 12 }),
  absences: fc.array(fc.tuple(day, fc.integer({ min: 0, max: 5 }), fc.option(window)).map(([from, length, hours]) => ({ from, to: addDays(from, length), ...hours && { hours } })), { maxLength: 3 }),
}).map((facts) => ({ id: `officer ${number}`, name: `Cán bộ ${number}`, ...facts }));

const someWard: fc.Arbitrary<PlannerInput> = fc.record({
  today: day,
  doors: fc.tuple(...Array.from({ length: 60 }, (_, number) => someDoor(number))),
  tries: fc.array(someTry, { maxLength: 60 }),
  requests: fc.array(fc.tuple(fc.integer({ min: 0, max: 65 }), fc.array(fc.record({ weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), window })
    .map(({ weekdays, window: { from, to } }) => ({ weekdays, from, to })), { maxLength: 2 }), fc.option(day)), { maxLength: 8 })
    .map((all) => all.map(([number, wishes, promisedBy], index) => request(`door ${number}`, { id: `request ${index}`, wishes, promisedBy }))),
  followUps: fc.array(fc.tuple(fc.integer({ min: 0, max: 65 }), day, fc.option(window)), { maxLength: 5 })
    .map((all) => all.map(([number, dueOn, at], index) => ({ id: `follow-up ${index}`, doorId: `door ${number}`, dueOn, at, what: 'hẹn quay lại' }))),
  officers: fc.tuple(...Array.from({ length: 5 }, (_, number) => someOfficer(number))),
  rounds: fc.array(fc.record({
    date: day, window, officerIds: fc.uniqueArray(fc.integer({ min: 0, max: 4 }).map((number) => `officer ${number}`), { minLength: 1, maxLength: 2 }),
    openDoorIds: fc.uniqueArray(fc.integer({ min: 0, max: 59 }).map((number) => `door ${number}`), { maxLength: 4 }), isCancelled: fc.boolean(),
  }).map(({ window: { from, to }, ...round }) => ({ ...round, from, to })), { maxLength: 6 }),
  length: fc.integer({ min: 0, max: 13 }),
}).map(({ length, ...facts }) => ward({ ...facts, ask: { kind: 'week', from: facts.today, to: addDays(facts.today, length) } }));

const RUNS = { numRuns: 25 };

it('no officer is on two rounds at once, absent, or out more often than the week allows', () => {
  fc.assert(fc.property(someWard, (input) => {
    const { rounds } = planRounds(input);
    const known = input.rounds.filter(({ isCancelled }) => !isCancelled);
    for (const { id, absences } of input.officers) {
      const own = rounds.filter(({ officerIds }) => officerIds.includes(id));
      const all = [...own, ...known.filter(({ officerIds }) => officerIds.includes(id))];
      for (const round of own) {
        expect(all.filter((other) => other !== round && other.date === round.date && other.from < round.to && round.from < other.to)).toEqual([]);
        expect(absences.filter(({ from, to, hours }) => round.date >= from && round.date <= to && (!hours || (hours.from < round.to && hours.to > round.from)))).toEqual([]);
        const ownInWeek = all.filter(({ date }) => weekStartOf(date) === weekStartOf(round.date)).length;
        const knownInWeek = ownInWeek - own.filter(({ date }) => weekStartOf(date) === weekStartOf(round.date)).length;
        expect(ownInWeek).toBeLessThanOrEqual(Math.max(3, knownInWeek));
      }
    }
  }), RUNS);
});

it('no door is on two rounds, nor where it must not be', () => {
  fc.assert(fc.property(someWard, (input) => {
    const { rounds } = planRounds(input);
    const listed = rounds.flatMap(({ doors, date }) => doors.map(({ doorId }) => ({ doorId, date })));
    expect(new Set(listed.map(({ doorId }) => doorId)).size).toBe(listed.length);
    const taken = new Set(input.rounds.filter(({ isCancelled }) => !isCancelled).flatMap(({ openDoorIds }) => openDoorIds));
    for (const { doorId, date } of listed) {
      const { occupancy, pause } = input.doors.find(({ id }) => id === doorId)!;
      expect(occupancy).not.toBe('vacant');
      expect(pause === null || (pause.until !== null && pause.until < date)).toBe(true);
      expect(taken.has(doorId)).toBe(false);
    }
  }), RUNS);
});

it('no door is twice on the list of one evening, and what is locked is on it', () => {
  const number = fc.integer({ min: 0, max: 59 });
  fc.assert(fc.property(someWard, fc.array(number, { maxLength: 25 }), fc.uniqueArray(number, { maxLength: 4 }), window, (input, asking, locked, { from, to }) => {
    const lockedDoorIds = locked.map((each) => `door ${each}`);
    const requests = asking.map((each, index) => request(`door ${each}`, { id: `request ${index}` }));
    for (const { doors } of planRounds({ ...input, requests, ask: { kind: 'evening', date: input.today, from, to, officerIds: [], lockedDoorIds } }).rounds) {
      const ids = doors.map(({ doorId }) => doorId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(lockedDoorIds));
    }
  }), RUNS);
});

it('every round lies within the policy, on the days asked for, with a whole team and doors to go to', () => {
  fc.assert(fc.property(someWard, (input) => {
    const { policy, calendarDays, today, ask } = input;
    for (const { date, from, to, officerIds, doors } of planRounds(input).rounds) {
      expect(judgeRoundTime({ date, from, to, policy, calendarDays })).toEqual({ allowed: true });
      expect(daysBetween(today, date)).toBeGreaterThanOrEqual(0);
      expect(ask.kind === 'week' && date <= ask.to).toBe(true);
      expect(new Set(officerIds).size).toBe(policy.teamSize);
      expect(doors.length).toBeGreaterThan(0);
      for (const { expectedAt, chance } of doors) {
        expect(expectedAt >= from && expectedAt < to).toBe(true);
        expect(chance >= 0 && chance <= 1).toBe(true);
      }
    }
  }), RUNS);
});

it('every open request at a door of the ward is on a round, on one already, or named with the reason', () => {
  fc.assert(fc.property(someWard, (input) => {
    const { rounds, notPlaced } = planRounds(input);
    const inPlan = new Set([
      ...rounds.flatMap(({ doors }) => doors.map(({ doorId }) => doorId)), ...input.rounds.filter(({ isCancelled }) => !isCancelled).flatMap(({ openDoorIds }) => openDoorIds),
      ...input.requests.filter(({ id }) => notPlaced.some((each) => each.kind === 'request' && each.id === id)).map(({ doorId }) => doorId),
    ]);
    expect(input.requests.filter(({ doorId }) => input.doors.some(({ id }) => id === doorId) && !inPlan.has(doorId))).toEqual([]);
    expect(notPlaced.filter(({ why, what }) => why === '' || what === '')).toEqual([]);
  }), RUNS);
});

it('a promise of an hour to come is kept at its hour, or named with the reason, and no other round of its day goes there', () => {
  fc.assert(fc.property(someWard, (input) => {
    const { rounds, notPlaced } = planRounds(input);
    const asked = new Set(input.requests.map(({ doorId }) => doorId));
    const onRounds = new Set(input.rounds.filter(({ isCancelled }) => !isCancelled).flatMap(({ openDoorIds }) => openDoorIds));
    const oneADoor = input.followUps.filter(({ doorId }) => input.followUps.filter((other) => other.doorId === doorId).length === 1);
    for (const { id, doorId, dueOn, at } of oneADoor) {
      if (!at || dueOn < input.today || !input.doors.some((each) => each.id === doorId) || asked.has(doorId) || onRounds.has(doorId)) continue;
      const visits = rounds.flatMap(({ date, doors }) => doors.filter((each) => each.doorId === doorId).map((each) => ({ date, ...each })));
      const onItsDay = visits.filter(({ date }) => date === dueOn);
      expect(onItsDay.filter(({ appointment }) => appointment === null || appointment.from < at.from || appointment.to > at.to)).toEqual([]);
      expect(visits.filter(({ date }) => date < dueOn)).toEqual([]);
      if (input.ask.kind === 'week' && dueOn <= input.ask.to && visits.length === 0) expect(notPlaced.map((each) => each.id)).toContain(id);
    }
  }), RUNS);
});

it('the same ward gives the same plan, in whatever order its facts come', () => {
  fc.assert(fc.property(someWard, fc.integer(), (input, salt) => {
    const shuffled = <Item>(items: readonly Item[]) => items.map((item, index) => ({ item, at: Math.imul(index + 1, salt | 1) % 101 })).sort((a, b) => a.at - b.at).map(({ item }) => item);
    const again = planRounds({
      ...input, doors: shuffled(input.doors), tries: shuffled(input.tries), requests: shuffled(input.requests), followUps: shuffled(input.followUps), rounds: shuffled(input.rounds),
      officers: shuffled(input.officers), calendarDays: shuffled(input.calendarDays),
    });
    const plan = planRounds(input);
    expect(again.rounds).toEqual(plan.rounds);
    expect(new Set(again.notPlaced.map((each) => JSON.stringify(each)))).toEqual(new Set(plan.notPlaced.map((each) => JSON.stringify(each))));
  }), RUNS);
});
