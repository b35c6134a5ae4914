import fc from 'fast-check';
import { validateRoundTime } from '../../../../src/features/office/calendar/outreach-time';
import { planRounds } from '../../../../src/features/rounds/planner/plan-rounds';
import type {
  DoorCall,
  DoorTry,
  EveningAsk,
  PlannerDoor,
  PlannerInput,
  PlannerOfficer,
} from '../../../../src/features/rounds/planner/planner-input';
import { addDays, daysBetween, weekdayOf, weekStartOf } from '../../../../src/shared/dates';
import { door, request, resident, ward } from './planner-ward';
import { runs } from '../../../support/runs';

const FIRST_DAY = '2026-08-03';
const day = fc.integer({ min: 0, max: 150 }).map((count) => addDays(FIRST_DAY, count));
const time = fc
  .integer({ min: 16, max: 41 })
  .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
const window = fc
  .tuple(time, time)
  .filter(([from, to]) => from < to)
  .map(([from, to]) => ({ from, to }));

const someDoor = (number: number): fc.Arbitrary<PlannerDoor> =>
  fc
    .record({
      occupancy: fc.constantFrom('occupied', 'occupied', 'occupied', 'long_absent', 'vacant'),
      pause: fc.option(
        fc.record({ kind: fc.constantFrom('refusal', 'mourning', 'do_not_knock'), until: fc.option(day) }),
        { freq: 8 },
      ),
      hasPhone: fc.boolean(),
      residents: fc.array(
        fc
          .record({ age: fc.integer({ min: 1, max: 95 }), alone: fc.boolean() })
          .map(({ age, alone }) => resident(age, alone ? ['lives_alone'] : [])),
        { maxLength: 3 },
      ),
    })
    .map((facts) => door(number, facts as Partial<PlannerDoor>));

const someTry: fc.Arbitrary<DoorTry> = fc.record({
  doorId: fc.integer({ min: 0, max: 70 }).map((number) => `door ${number}`),
  roundId: fc.constantFrom(null, 'a', 'b'),
  date: day,
  arrivedAt: time,
  leftAt: fc.option(time),
  outcome: fc.constantFrom(
    'met',
    'nobody_home',
    'nobody_home',
    'refused',
    'come_back_later',
    'moved_or_vacant',
    'cannot_reach',
  ),
});

/** On certain days, on some weekdays, or on every day. */
const someTime: fc.Arbitrary<DoorCall['times'][number]> = fc
  .tuple(
    window,
    fc.oneof(
      fc.record({ dates: fc.uniqueArray(day, { minLength: 1, maxLength: 2 }) }),
      fc.record({ weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }) }),
      fc.constant({}),
    ),
  )
  .map(([hours, on]) => ({ ...on, ...hours }));

const someCall: fc.Arbitrary<DoorCall> = fc
  .record({
    doorId: fc.integer({ min: 0, max: 65 }).map((number) => `door ${number}`),
    date: day,
    outcome: fc.constantFrom('agreed', 'agreed', 'agreed', 'declined', 'no_answer', 'wrong_number'),
    times: fc.array(someTime, { minLength: 1, maxLength: 3 }),
  })
  .map(({ times, ...call }) => ({ ...call, times: call.outcome === 'agreed' ? times : [] }));

const someOfficer = (number: number): fc.Arbitrary<PlannerOfficer> =>
  fc
    .record({
      availability: fc.array(
        fc.tuple(fc.integer({ min: 1, max: 7 }), window).map(([weekday, free]) => ({ weekday, ...free })),
        { maxLength: 12 },
      ),
      absences: fc.array(
        fc
          .tuple(day, fc.integer({ min: 0, max: 5 }), fc.option(window))
          .map(([from, length, hours]) => ({ from, to: addDays(from, length), ...(hours && { hours }) })),
        { maxLength: 3 },
      ),
    })
    .map((facts) => ({ id: `officer ${number}`, name: `Cán bộ ${number}`, ...facts }));

const someWard: fc.Arbitrary<PlannerInput> = fc
  .record({
    today: day,
    doors: fc.tuple(...Array.from({ length: 60 }, (_, number) => someDoor(number))),
    tries: fc.array(someTry, { maxLength: 60 }),
    requests: fc
      .array(
        fc.tuple(
          fc.integer({ min: 0, max: 65 }),
          fc.array(
            fc
              .record({ weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), window })
              .map(({ weekdays, window: { from, to } }) => ({ weekdays, from, to })),
            { maxLength: 2 },
          ),
          fc.option(day),
        ),
        { maxLength: 8 },
      )
      .map((all) =>
        all.map(([number, wishes, promisedBy], index) =>
          request(`door ${number}`, { id: `request ${index}`, wishes, promisedBy }),
        ),
      ),
    followUps: fc
      .array(fc.tuple(fc.integer({ min: 0, max: 65 }), day, fc.option(window)), { maxLength: 5 })
      .map((all) =>
        all.map(([number, dueOn, at], index) => ({
          id: `follow-up ${index}`,
          doorId: `door ${number}`,
          dueOn,
          at,
          what: 'hẹn quay lại',
        })),
      ),
    // One call per door and day: among several, their order would decide, and the order of the facts must not.
    calls: fc.uniqueArray(someCall, { maxLength: 40, selector: ({ doorId, date }) => `${doorId} ${date}` }),
    known: fc.array(
      fc.record({
        doorId: fc.integer({ min: 0, max: 65 }).map((number) => `door ${number}`),
        officerId: fc.integer({ min: 0, max: 5 }).map((number) => `officer ${number}`),
        visits: fc.constantFrom(0, 1),
        refused: fc.boolean(),
      }),
      { maxLength: 60 },
    ),
    officers: fc.tuple(...Array.from({ length: 5 }, (_, number) => someOfficer(number))),
    rounds: fc.array(
      fc
        .record({
          date: day,
          window,
          officerIds: fc.uniqueArray(
            fc.integer({ min: 0, max: 4 }).map((number) => `officer ${number}`),
            { minLength: 1, maxLength: 2 },
          ),
          openDoorIds: fc.uniqueArray(
            fc.integer({ min: 0, max: 59 }).map((number) => `door ${number}`),
            { maxLength: 4 },
          ),
          isCancelled: fc.boolean(),
        })
        .map(({ window: { from, to }, ...round }) => ({ ...round, from, to })),
      { maxLength: 6 },
    ),
    length: fc.integer({ min: 0, max: 13 }),
  })
  .map(({ length, ...facts }) =>
    ward({ ...facts, ask: { kind: 'week', from: facts.today, to: addDays(facts.today, length) } }),
  );

const number = fc.integer({ min: 0, max: 62 }).map((each) => `door ${each}`);

/** Usually within days of the plan, because promises and calls hold then. */
const someEvening: fc.Arbitrary<
  Omit<EveningAsk, 'kind' | 'date'> & {
    inDays: number;
    lockedDoorIds: string[];
    area: { laneKeys: string[]; groupIds: string[] };
  }
> = fc
  .record({
    inDays: fc.integer({ min: -3, max: 20 }),
    hours: window,
    officerIds: fc.uniqueArray(fc.constantFrom('officer 0', 'officer 1', 'officer 5'), { maxLength: 3 }),
    lockedDoorIds: fc.uniqueArray(number, { maxLength: 6 }),
    struckDoorIds: fc.uniqueArray(number, { maxLength: 20 }),
    area: fc.record({
      laneKeys: fc.uniqueArray(fc.constantFrom('lane 0', 'lane 2', 'lane 9'), { maxLength: 1 }),
      groupIds: fc.uniqueArray(fc.constantFrom('group 0', 'group 1'), { maxLength: 1 }),
    }),
  })
  .map(({ hours, ...asked }) => ({ ...hours, ...asked }));

function eveningOf(
  { today }: PlannerInput,
  { inDays, ...asked }: typeof someEvening extends fc.Arbitrary<infer Evening> ? Evening : never,
): EveningAsk {
  return { kind: 'evening', date: addDays(today, inDays), ...asked };
}

const RUNS = { numRuns: runs(25) };

it('no officer is on two rounds at once, absent, or out more often than the week allows', () => {
  fc.assert(
    fc.property(someWard, (input) => {
      const { rounds } = planRounds(input);
      const known = input.rounds.filter(({ isCancelled }) => !isCancelled);
      for (const { id, absences } of input.officers) {
        const own = rounds.filter(({ officerIds }) => officerIds.includes(id));
        const all = [...own, ...known.filter(({ officerIds }) => officerIds.includes(id))];
        for (const round of own) {
          expect(
            all.filter(
              (other) => other !== round && other.date === round.date && other.from < round.to && round.from < other.to,
            ),
          ).toEqual([]);
          expect(
            absences.filter(
              ({ from, to, hours }) =>
                round.date >= from && round.date <= to && (!hours || (hours.from < round.to && hours.to > round.from)),
            ),
          ).toEqual([]);
          const ownInWeek = all.filter(({ date }) => weekStartOf(date) === weekStartOf(round.date)).length;
          const knownInWeek =
            ownInWeek - own.filter(({ date }) => weekStartOf(date) === weekStartOf(round.date)).length;
          expect(ownInWeek).toBeLessThanOrEqual(Math.max(3, knownInWeek));
        }
      }
    }),
    RUNS,
  );
});

it('no door is on two rounds, nor where it must not be', () => {
  fc.assert(
    fc.property(someWard, (input) => {
      const { rounds } = planRounds(input);
      const listed = rounds.flatMap(({ doors, date }) => doors.map(({ doorId }) => ({ doorId, date })));
      expect(new Set(listed.map(({ doorId }) => doorId)).size).toBe(listed.length);
      const taken = new Set(
        input.rounds.filter(({ isCancelled }) => !isCancelled).flatMap(({ openDoorIds }) => openDoorIds),
      );
      for (const { doorId, date } of listed) {
        const { occupancy, pause } = input.doors.find(({ id }) => id === doorId)!;
        expect(occupancy).not.toBe('vacant');
        expect(pause === null || (pause.until !== null && pause.until < date)).toBe(true);
        expect(taken.has(doorId)).toBe(false);
      }
    }),
    RUNS,
  );
});

it("one evening's list has no door twice, all locked doors, and otherwise only plannable doors of its area that were not struck out", () => {
  fc.assert(
    fc.property(someWard, fc.array(number, { maxLength: 25 }), someEvening, (input, asking, evening) => {
      const ask = eveningOf(input, evening);
      const requests = asking.map((doorId, index) => request(doorId, { id: `request ${index}` }));
      const { laneKeys, groupIds } = evening.area;
      const taken = new Set(
        input.rounds.filter(({ isCancelled }) => !isCancelled).flatMap(({ openDoorIds }) => openDoorIds),
      );
      for (const { doors } of planRounds({ ...input, requests, ask }).rounds) {
        const ids = doors.map(({ doorId }) => doorId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(
          expect.arrayContaining(evening.lockedDoorIds.filter((id) => input.doors.some((each) => each.id === id))),
        );
        for (const { id, occupancy, pause, laneKey, groupId } of input.doors.filter(
          (each) => ids.includes(each.id) && !evening.lockedDoorIds.includes(each.id),
        )) {
          expect(evening.struckDoorIds).not.toContain(id);
          expect(taken.has(id) || occupancy === 'vacant').toBe(false);
          expect(pause === null || (pause.until !== null && pause.until < ask.date)).toBe(true);
          expect(
            laneKeys.length + groupIds.length === 0 || laneKeys.includes(laneKey) || groupIds.includes(groupId!),
          ).toBe(true);
        }
      }
    }),
    RUNS,
  );
});

it('an evening with a given list of doors and order keeps both', () => {
  fc.assert(
    fc.property(someWard, someEvening, fc.uniqueArray(number, { maxLength: 20 }), (input, evening, keepOrder) => {
      const { rounds, notPlaced } = planRounds({ ...input, ask: { ...eveningOf(input, evening), keepOrder } });
      const known = keepOrder.filter((id) => input.doors.some((each) => each.id === id));
      for (const { doors } of rounds) expect(doors.map(({ doorId }) => doorId)).toEqual(known);
      if (rounds.length > 0)
        expect(notPlaced.map(({ id }) => id)).toEqual(
          expect.arrayContaining(keepOrder.filter((id) => !known.includes(id))),
        );
    }),
    RUNS,
  );
});

it('the doors of a round are in order of time, and only a locked door can come after its appointment', () => {
  fc.assert(
    fc.property(someWard, someEvening, (input, evening) => {
      for (const ask of [input.ask, eveningOf(input, evening)]) {
        for (const { from, to, doors } of planRounds({ ...input, ask }).rounds) {
          expect(doors.map(({ position }) => position)).toEqual(doors.map((_, index) => index + 1));
          expect(doors.map(({ expectedAt }) => expectedAt)).toEqual(
            doors.map(({ expectedAt }) => expectedAt).toSorted(),
          );
          for (const { expectedAt, appointment, isIfTimeAllows } of doors) {
            expect(expectedAt >= from && expectedAt < to).toBe(true);
            if (!appointment) continue;
            expect(expectedAt >= appointment.from).toBe(true);
            if (ask.kind === 'week' || evening.lockedDoorIds.length === 0)
              expect(expectedAt <= appointment.to && !isIfTimeAllows).toBe(true);
          }
        }
      }
    }),
    RUNS,
  );
});

it('no household that prefers certain hours, and named no others in a call, is visited outside them', () => {
  fc.assert(
    fc.property(someWard, (input) => {
      const { rounds } = planRounds(input);
      const alone = input.requests.filter(
        ({ doorId, wishes }) =>
          wishes.length > 0 &&
          [...input.requests, ...input.followUps, ...input.calls].filter((each) => each.doorId === doorId).length === 1,
      );
      for (const { doorId, wishes } of alone) {
        for (const { date, doors } of rounds) {
          for (const { expectedAt } of doors.filter((each) => each.doorId === doorId)) {
            expect(
              wishes.some(
                ({ weekdays, from, to }) =>
                  weekdays!.includes(weekdayOf(date)) && expectedAt >= from && expectedAt <= to,
              ),
            ).toBe(true);
          }
        }
      }
    }),
    RUNS,
  );
});

it('no request is reported as unplaced while a round goes there, and no promise while one goes there on its day', () => {
  fc.assert(
    fc.property(someWard, someEvening, (input, evening) => {
      const known = input.rounds.filter(({ isCancelled }) => !isCancelled).flatMap(({ openDoorIds }) => openDoorIds);
      for (const ask of [input.ask, eveningOf(input, evening)]) {
        const { rounds, notPlaced } = planRounds({ ...input, ask });
        const isGoing = (doorId: string, days: (date: string) => boolean) =>
          known.includes(doorId) ||
          rounds.some(({ date, doors }) => days(date) && doors.some((each) => each.doorId === doorId));
        const isNamed = ({ id }: { id: string }) => notPlaced.some((each) => each.id === id);
        expect(input.requests.filter((each) => isNamed(each) && isGoing(each.doorId, () => true))).toEqual([]);
        expect(
          input.followUps.filter(
            (each) =>
              isNamed(each) &&
              isGoing(each.doorId, (date) => !each.at || each.dueOn < input.today || date === each.dueOn),
          ),
        ).toEqual([]);
      }
    }),
    RUNS,
  );
});

it('every round lies within the policy, on the requested days, with a full team and at least one door', () => {
  fc.assert(
    fc.property(someWard, (input) => {
      const { policy, calendarDays, today, ask } = input;
      for (const { date, from, to, officerIds, doors } of planRounds(input).rounds) {
        expect(validateRoundTime({ date, from, to, policy, calendarDays })).toEqual({ allowed: true });
        expect(daysBetween(today, date)).toBeGreaterThanOrEqual(0);
        expect(ask.kind === 'week' && date <= ask.to).toBe(true);
        expect(new Set(officerIds).size).toBe(policy.teamSize);
        expect(doors.length).toBeGreaterThan(0);
        for (const { expectedAt, chance } of doors) {
          expect(expectedAt >= from && expectedAt < to).toBe(true);
          expect(chance >= 0 && chance <= 1).toBe(true);
        }
      }
    }),
    RUNS,
  );
});

it('every open request at a door of the ward is on a round, already on one, or named with the reason', () => {
  fc.assert(
    fc.property(someWard, (input) => {
      const { rounds, notPlaced } = planRounds(input);
      const inPlan = new Set([
        ...rounds.flatMap(({ doors }) => doors.map(({ doorId }) => doorId)),
        ...input.rounds.filter(({ isCancelled }) => !isCancelled).flatMap(({ openDoorIds }) => openDoorIds),
        ...input.requests
          .filter(({ id }) => notPlaced.some((each) => each.kind === 'request' && each.id === id))
          .map(({ doorId }) => doorId),
      ]);
      expect(
        input.requests.filter(({ doorId }) => input.doors.some(({ id }) => id === doorId) && !inPlan.has(doorId)),
      ).toEqual([]);
      expect(notPlaced.filter(({ why, what }) => why === '' || what === '')).toEqual([]);
    }),
    RUNS,
  );
});

it('a promise of an hour is kept at its hour, or named with the reason, and no other round of that day goes there', () => {
  fc.assert(
    fc.property(someWard, (input) => {
      const { rounds, notPlaced } = planRounds(input);
      const asked = new Set(input.requests.map(({ doorId }) => doorId));
      const onRounds = new Set(
        input.rounds.filter(({ isCancelled }) => !isCancelled).flatMap(({ openDoorIds }) => openDoorIds),
      );
      const oneADoor = input.followUps.filter(
        ({ doorId }) => input.followUps.filter((other) => other.doorId === doorId).length === 1,
      );
      for (const { id, doorId, dueOn, at } of oneADoor) {
        if (
          !at ||
          dueOn < input.today ||
          !input.doors.some((each) => each.id === doorId) ||
          asked.has(doorId) ||
          onRounds.has(doorId)
        )
          continue;
        const visits = rounds.flatMap(({ date, doors }) =>
          doors.filter((each) => each.doorId === doorId).map((each) => ({ date, ...each })),
        );
        const onItsDay = visits.filter(({ date }) => date === dueOn);
        expect(
          onItsDay.filter(
            ({ appointment }) => appointment === null || appointment.from < at.from || appointment.to > at.to,
          ),
        ).toEqual([]);
        expect(visits.filter(({ date }) => date < dueOn)).toEqual([]);
        if (input.ask.kind === 'week' && dueOn <= input.ask.to && visits.length === 0)
          expect(notPlaced.map((each) => each.id)).toContain(id);
      }
    }),
    RUNS,
  );
});

it('the same ward gives the same plan, in any order of its facts', () => {
  fc.assert(
    fc.property(someWard, fc.integer(), (input, salt) => {
      const shuffled = <Item>(items: readonly Item[]) =>
        items
          .map((item, index) => ({ item, at: Math.imul(index + 1, salt | 1) % 101 }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item);
      const again = planRounds({
        ...input,
        doors: shuffled(input.doors),
        tries: shuffled(input.tries),
        requests: shuffled(input.requests),
        followUps: shuffled(input.followUps),
        calls: shuffled(input.calls),
        rounds: shuffled(input.rounds),
        officers: shuffled(input.officers),
        calendarDays: shuffled(input.calendarDays),
      });
      const plan = planRounds(input);
      expect(again.rounds).toEqual(plan.rounds);
      expect(new Set(again.notPlaced.map((each) => JSON.stringify(each)))).toEqual(
        new Set(plan.notPlaced.map((each) => JSON.stringify(each))),
      );
    }),
    RUNS,
  );
});
