import type { DoorCall } from '../../../../src/features/rounds/planner/planner-input';
import type { PlannerOutput } from '../../../../src/features/rounds/planner/planner-output';
import {
  MONDAY,
  NEXT_SUNDAY,
  TUESDAY,
  attempt,
  door,
  doorIds,
  doors,
  placeOf,
  planEveningOf,
  planWeekOf,
  request,
  resident,
  wordsOf,
} from './planner-ward';

const call = (doorId: string, facts: Partial<DoorCall> = {}): DoorCall => ({
  doorId,
  date: '2026-11-27',
  outcome: 'no_answer',
  times: [],
  ...facts,
});
const AFTER_EIGHT = { weekdays: [1, 2, 3, 4, 5], from: '20:00', to: '21:00' };
const agreed = (doorId: string, facts: Partial<DoorCall> = {}): DoorCall =>
  call(doorId, { outcome: 'agreed', times: [AFTER_EIGHT], ...facts });
const toCall = ({ notPlaced }: PlannerOutput): string[] =>
  notPlaced.filter(({ instead }) => instead === 'phone').map(({ id }) => id);
/** More doors than a week of rounds can take. */
const many = doors(400);

describe('households to call before knocking', () => {
  const named = (facts: Parameters<typeof planWeekOf>[0]) =>
    toCall(planWeekOf({ doors: many, ...facts, options: { maxCallsNamed: 400 } }));

  it('are those not yet met that no round of the week has, lane by lane', () => {
    const plan = planWeekOf({ doors: many, options: { maxCallsNamed: 400 } });
    const listed = new Set(plan.rounds.flatMap(doorIds));
    expect(new Set(toCall(plan))).toEqual(new Set(many.map(({ id }) => id).filter((id) => !listed.has(id))));
    const lanes = toCall(plan).map((id) => Math.floor(Number(id.slice(5)) / 20));
    expect(lanes.filter((lane, index) => lane !== lanes[index - 1])).toHaveLength(new Set(lanes).size);
  });

  it('are listed from the fullest lanes, no more than the office can get through', () => {
    const few = many.map((each, number) => (number < 380 && number % 2 === 0 ? { ...each, hasPhone: false } : each));
    const [first] = toCall(planWeekOf({ doors: few }));
    expect(first).toBe('door 380');
    expect(toCall(planWeekOf({ doors: many, options: { maxCallsNamed: 7 } }))).toHaveLength(7);
  });

  describe('households in need that were tried in vain', () => {
    const old = [resident(82, ['lives_alone', 'aged_75', 'aged_80'])];
    const inNeed = many.map((each, number) => (number === 250 || number === 251 ? { ...each, residents: old } : each));
    const first = (...tries: Parameters<typeof attempt>[]) =>
      toCall(planWeekOf({ doors: inNeed, tries: tries.map((each) => attempt(...each)) }))[0];

    it('come before all others, even if a round has them', () => {
      const plan = planWeekOf({ doors: inNeed, tries: [attempt('door 250', '2026-11-10', '19:00', 'refused')] });
      expect(placeOf(plan, 'door 250')).toBeDefined();
      expect(toCall(plan)[0]).toBe('door 250');
    });

    it('are left out soon after they refused, once they were met, or before a visit', () => {
      expect(first(['door 250', '2026-11-20', '19:00', 'refused'])).not.toBe('door 250');
      expect(first(['door 250', '2026-11-10', '19:00', 'met'])).not.toBe('door 250');
      expect(first()).not.toBe('door 250');
      expect(first(['door 251', '2026-11-10', '19:00'])).toBe('door 251');
    });

    it('are visited at the hours they name then, wherever they live', () => {
      const wide = doors(2000, (number) => (number < 400 || number === 1999 ? { residents: old } : {}));
      const late = { weekdays: [4], from: '20:05', to: '20:30' };
      const place = placeOf(
        planWeekOf({
          doors: wide,
          tries: [attempt('door 1999', '2026-11-25', '18:10')],
          calls: [agreed('door 1999', { times: [late] })],
        }),
        'door 1999',
      )!;
      expect(place.round.date).toBe('2026-12-03');
      expect(place.door.expectedAt >= '20:05' && place.door.expectedAt <= '20:30').toBe(true);
    });

    it('are tried on another day than the last one, and at any hour once the call is four weeks old', () => {
      const wide = doors(2000, (number) => (number < 400 || number === 1999 ? { residents: old } : {}));
      const named = (called: string, tried: string) =>
        placeOf(
          planWeekOf({
            doors: wide,
            today: MONDAY,
            tries: [attempt('door 1999', tried, '18:10')],
            calls: [agreed('door 1999', { date: called, times: [{ weekdays: [1], from: '18:00', to: '20:30' }] })],
          }),
          'door 1999',
        );
      expect(named('2026-11-30', '2026-11-30')).toBeUndefined();
      expect(named('2026-10-20', '2026-10-18')!.round.date).toBe(MONDAY);
      expect(
        placeOf(
          planWeekOf({
            doors: wide,
            tries: [attempt('door 1999', '2026-10-18', '18:10')],
            calls: [
              agreed('door 1999', { date: '2026-10-20', times: [{ weekdays: [1], from: '06:00', to: '07:00' }] }),
            ],
          }),
          'door 1999',
        ),
      ).toBeDefined();
    });
  });

  it('leave out those without a number or with a wrong one', () => {
    const plan = named({
      doors: many.map((each, number) => (number === 399 ? { ...each, hasPhone: false } : each)),
      calls: [call('door 398', { outcome: 'wrong_number' })],
    });
    expect(plan).not.toContain('door 399');
    expect(plan).not.toContain('door 398');
    expect(plan).toContain('door 397');
  });

  it('are not called again within days, more than three times, or soon after they said no', () => {
    const thrice = ['2026-10-01', '2026-10-15', '2026-11-02'].map((date) => call('door 398', { date }));
    const plan = named({
      calls: [
        call('door 399'),
        ...thrice,
        call('door 397', { date: '2026-11-18', outcome: 'declined' }),
        call('door 396', { date: '2026-11-18' }),
      ],
    });
    for (const id of ['door 399', 'door 398', 'door 397']) expect(plan).not.toContain(id);
    expect(plan).toContain('door 396');
  });

  it('leave out those who were met, asked, have a time, or refused at the door lately', () => {
    const tries = [
      attempt('door 399', '2026-10-01', '19:00', 'met'),
      attempt('door 396', '2026-11-20', '19:00', 'refused'),
    ];
    const plan = named({
      tries,
      requests: [request('door 398', { wishes: [{ dates: ['2026-12-20'], from: '09:00', to: '10:00' }] })],
      calls: [agreed('door 397', { times: [{ dates: ['2026-12-20'], from: '09:00', to: '10:00' }] })],
    });
    for (const id of ['door 399', 'door 398', 'door 397', 'door 396']) expect(plan).not.toContain(id);
  });
});

describe('a household that said in a call when it is at home', () => {
  it('is expected and visited at that time', () => {
    const { round } = planEveningOf({ doors: doors(20), calls: [agreed('door 3')] });
    const stop = round.doors.find(({ doorId }) => doorId === 'door 3')!;
    expect(stop.expectedAt >= '20:00').toBe(true);
    expect(stop.chance).toBeCloseTo(0.9);
    expect(wordsOf(stop)).toContain('Gọi ngày 27/11: có nhà 20:00–21:00');
  });

  it('is kept for those hours for four weeks: a round goes there at other hours only if it has nothing better to do', () => {
    const weekend = [{ weekdays: [6, 7], from: '09:00', to: '10:00' }];
    const planned = (date: string, count: number) =>
      doorIds(
        planEveningOf({
          doors: doors(count, (number) =>
            number === 3 ? { residents: [resident(82, ['lives_alone', 'aged_75'])] } : {},
          ),
          calls: [agreed('door 3', { date, times: weekend })],
        }).round,
      );
    expect(planned('2026-11-03', 20)).not.toContain('door 3');
    expect(planned('2026-11-03', 6)).toContain('door 3');
    expect(planned('2026-11-02', 20)).toContain('door 3');
  });

  it.each([
    [8, '19:00', '19:30'],
    [20, '19:00', '19:30'],
    [20, '20:00', '20:30'],
    [20, '05:00', '06:00'],
  ])('leaves no evening empty, even with %i such doors in a lane, all at home %s to %s', (count, from, to) => {
    const calls = [4, 5, 6].flatMap((lane) =>
      Array.from({ length: count }, (_, index) =>
        agreed(`door ${lane * 20 + index}`, { times: [{ weekdays: [1, 2, 3, 4, 5], from, to }] }),
      ),
    );
    const sure = (found: PlannerOutput['rounds'][number]) =>
      found.doors.filter(({ isIfTimeAllows }) => !isIfTimeAllows).length;
    expect(sure(planEveningOf({ doors: many, calls }).round)).toBeGreaterThanOrEqual(7);
    for (const round of planWeekOf({ doors: many, calls }).rounds) expect(sure(round)).toBeGreaterThanOrEqual(6);
  });

  it('is on the list at the named hours, in any walking order', () => {
    const calls = Array.from({ length: 20 }, (_, index) =>
      agreed(`door ${index * 3}`, {
        times: [{ weekdays: [2], from: index % 2 ? '18:00' : '19:30', to: index % 2 ? '19:00' : '20:30' }],
      }),
    );
    const { round } = planEveningOf({ doors: doors(60), calls });
    const named = round.doors.filter(
      ({ doorId, isIfTimeAllows }) => !isIfTimeAllows && calls.some((each) => each.doorId === doorId),
    );
    expect(named.length).toBeGreaterThanOrEqual(4);
    for (const { doorId, expectedAt, appointment } of named) {
      const [time] = calls.find((each) => each.doorId === doorId)!.times;
      expect([doorId, expectedAt >= time!.from && expectedAt <= time!.to, appointment]).toEqual([doorId, true, null]);
    }
  });

  it('is visited even within a short time late in the evening', () => {
    const { round } = planEveningOf(
      { doors: many, calls: [agreed('door 3', { times: [{ weekdays: [2], from: '20:10', to: '20:25' }] })] },
      { area: { laneKeys: ['lane 0'] } },
    );
    const stop = round.doors.find(({ doorId }) => doorId === 'door 3')!;
    expect(stop.expectedAt >= '20:10' && stop.expectedAt <= '20:25').toBe(true);
  });

  it('draws a round to its lane', () => {
    const calls = [205, 207, 209, 211, 213].map((number) =>
      agreed(`door ${number}`, { times: [{ dates: [TUESDAY], from: '18:00', to: '21:00' }] }),
    );
    const { round } = planEveningOf({ doors: many, calls });
    expect(doorIds(round)).toEqual(expect.arrayContaining(calls.map(({ doorId }) => doorId)));
  });

  it('counts more than one that said nothing, less than one that asked for a visit', () => {
    const { round } = planEveningOf(
      {
        doors: many,
        requests: [request('door 1')],
        calls: [agreed('door 2', { times: [{ weekdays: [2], from: '18:00', to: '21:00' }] })],
      },
      { lockedDoorIds: ['door 1', 'door 2', 'door 3'] },
    );
    const [asked, named, other] = ['door 1', 'door 2', 'door 3'].map(
      (id) => round.doors.find(({ doorId }) => doorId === id)!.score,
    );
    expect(asked).toBeGreaterThan(named!);
    expect(named).toBeGreaterThan(other!);
  });

  it('is tried at other hours again when missed twice', () => {
    const tries = [attempt('door 3', '2026-11-27', '20:10'), attempt('door 3', '2026-11-28', '20:10')];
    const { round } = planEveningOf({
      doors: doors(20),
      tries,
      calls: [agreed('door 3', { date: '2026-11-20' })],
      options: { restAfterAway: 2 },
    });
    expect(round.doors.find(({ doorId }) => doorId === 'door 3')?.chance ?? 0).toBeLessThan(0.6);
  });

  it.each(['met', 'refused', 'come_back_later'] as const)(
    'is free again once the door was opened, on the very day of the call: %s',
    (outcome) => {
      const tries = [attempt('door 3', '2026-11-27', '20:10', outcome)];
      const plan = planWeekOf({ doors: doors(60), tries, calls: [agreed('door 3')] });
      expect(placeOf(plan, 'door 3')?.door.chance ?? 0).toBeLessThan(0.7);
    },
  );

  it('is called again once the day it named is over', () => {
    const times = (date: string) => [{ dates: [date], from: '18:00', to: '20:00' }];
    const plan = planWeekOf({
      doors: many,
      calls: [
        agreed('door 398', { date: '2026-11-10', times: times('2026-11-18') }),
        agreed('door 397', { date: '2026-11-10', times: times('2026-12-18') }),
      ],
      options: { maxCallsNamed: 400 },
    });
    expect(toCall(plan)).toContain('door 398');
    expect(toCall(plan)).not.toContain('door 397');
  });

  it('is free again after two months', () => {
    const { round } = planEveningOf({ doors: doors(20), calls: [agreed('door 3', { date: '2026-09-20' })] });
    expect(round.doors.find(({ doorId }) => doorId === 'door 3')!.chance).toBeLessThan(0.7);
  });

  it('is visited although there was no answer four times before', () => {
    const tries = ['18:10', '19:10', '20:10', '18:40'].map((at, index) =>
      attempt('door 3', `2026-11-2${index + 1}`, at),
    );
    const plan = planWeekOf({ doors: doors(60), tries, calls: [agreed('door 3')] });
    expect(placeOf(plan, 'door 3')!.door.chance).toBeCloseTo(0.9);
  });
});

describe('a household that named a day in a call', () => {
  const times = [{ dates: [NEXT_SUNDAY], from: '15:00', to: '16:30' }];

  it('is visited then, however far from all other doors', () => {
    const { round, door: place } = placeOf(
      planWeekOf({ doors: many, calls: [agreed('door 398', { times })] }),
      'door 398',
    )!;
    expect(round.date).toBe(NEXT_SUNDAY);
    expect(place.appointment).toEqual({ from: '15:00', to: '16:30' });
    expect(place.expectedAt >= '15:00' && place.expectedAt <= '16:30').toBe(true);
    expect(wordsOf(place)).toContain('Gọi ngày 27/11: có nhà 15:00–16:30');
  });

  it('is not visited before, even if a round has nothing better to do', () => {
    expect(doorIds(planEveningOf({ doors: doors(6), calls: [agreed('door 3', { times })] }).round)).not.toContain(
      'door 3',
    );
    expect(
      placeOf(
        planWeekOf({
          doors: doors(6),
          calls: [agreed('door 3', { times: [{ ...times[0]!, dates: ['2026-12-20'] }] })],
        }),
        'door 3',
      ),
    ).toBeUndefined();
  });

  it('may ask for a visit as well, and gets it then', () => {
    const place = placeOf(
      planWeekOf({ doors: many, requests: [request('door 30')], calls: [agreed('door 30', { times })] }),
      'door 30',
    )!;
    expect(place.round.date).toBe(NEXT_SUNDAY);
  });

  it('is named with the reason if no round goes out then', () => {
    const mornings = [{ dates: [TUESDAY], from: '09:00', to: '10:00' }];
    expect(
      planWeekOf({ doors: many, calls: [agreed('door 3', { times: mornings })] }).notPlaced.find(
        ({ kind }) => kind === 'call',
      ),
    ).toEqual({
      kind: 'call',
      id: 'door 3',
      what: 'Gọi ngày 27/11: có nhà thứ Ba 01/12, 9:00–10:00',
      why: 'Không có buổi nào vào giờ người dân muốn',
    });
  });
});

it('a household that said in a call that it wants no visit is left alone for two weeks', () => {
  const planned = (date: string) =>
    placeOf(
      planWeekOf({ doors: [...doors(5), door(5)], calls: [call('door 5', { date, outcome: 'declined' })] }),
      'door 5',
    );
  expect(planned('2026-11-27')).toBeUndefined();
  expect(planned('2026-11-10')).toBeDefined();
  expect(
    planEveningOf(
      { doors: doors(6), calls: [call('door 5', { outcome: 'declined' })] },
      { date: MONDAY },
    ).round.doors.map(({ doorId }) => doorId),
  ).not.toContain('door 5');
});
