import {
  offeredRounds,
  type AskedDoor,
  type PlannedDoor,
  type PlannedRound,
} from '../../../../src/features/rounds/planner/offered-rounds';

const LANE = 20;
const asked = (given: Partial<AskedDoor> = {}): AskedDoor => ({
  lane: LANE,
  walkOrder: '0050',
  groupId: 'g1',
  wishes: [],
  promisedBy: '2026-12-04',
  pausedUntil: null,
  ...given,
});
const stop = (given: Partial<PlannedDoor> = {}): PlannedDoor => ({
  lane: LANE,
  walkOrder: '0010',
  groupId: 'g9',
  at: null,
  isIfTimeAllows: false,
  isExpected: false,
  until: null,
  ...given,
});
/** Tuesday 1 December 2026, 18:30–20:45, last knock 20:25. */
const round = (id: string, doors: PlannedDoor[], date = '2026-12-01'): PlannedRound => ({
  id,
  slot: { date, kind: 'weekday', from: 1110, to: 1245, lastKnock: 1225 },
  doors,
});
/** Doors of one lane, ten minutes apart. */
const walk = (count: number, given: Partial<PlannedDoor> = {}) =>
  Array.from({ length: count }, (_, index) =>
    stop({ walkOrder: String((index + 1) * 20).padStart(4, '0'), at: 1110 + index * 10, ...given }),
  );
const ids = (door: AskedDoor, rounds: PlannedRound[]) => offeredRounds(door, rounds, 3).map((offer) => offer.round.id);

describe('the rounds offered to a request', () => {
  it('pass through its lane first, then beside it, then near it, then in its residential group; never elsewhere', () => {
    const rounds = [
      round('elsewhere', [stop({ lane: LANE + 40 })]),
      round('group', [stop({ lane: LANE + 40, groupId: 'g1' })]),
      round('corner', [stop({ lane: LANE - 12 })]),
      round('beside', [stop({ lane: LANE + 3 })]),
      round('lane', [stop()]),
    ];
    expect(ids(asked(), rounds)).toEqual(['lane', 'beside', 'corner', 'group']);
  });

  it('come by the promised day before all others, and early before late', () => {
    const rounds = [
      round('late lane', [stop()], '2026-12-05'),
      round('Wednesday', [stop()], '2026-12-02'),
      round('Tuesday', [stop()]),
      round('beside', [stop({ lane: LANE + 1 })]),
    ];
    expect(ids(asked(), rounds)).toEqual(['Tuesday', 'Wednesday', 'beside', 'late lane']);
  });

  it('come at a time that suits', () => {
    const rounds = [round('Tuesday', walk(6))];
    const [offer] = offeredRounds(asked({ wishes: [{ weekdays: [2], from: '19:00', to: '20:00' }] }), rounds, 3);
    expect(offer!.appointment).toEqual({ from: 1140, to: 1200 });
    expect(offer!.at).toBeGreaterThanOrEqual(1140);
    expect(offer!.at).toBeLessThanOrEqual(1200);
    expect(ids(asked({ wishes: [{ weekdays: [6], from: '19:00', to: '20:00' }] }), rounds)).toEqual([]);
    expect(ids(asked({ wishes: [{ from: '08:00', to: '10:00' }] }), rounds)).toEqual([]);
  });

  it('do not come on a day of a pause there', () => {
    expect(ids(asked({ pausedUntil: '2026-12-01' }), [round('Tuesday', [stop()])])).toEqual([]);
    expect(ids(asked({ pausedUntil: '2026-11-30' }), [round('Tuesday', [stop()])])).toEqual(['Tuesday']);
  });

  it('have room for one more visit that a resident expects', () => {
    expect(ids(asked(), [round('room', walk(10))])).toEqual(['room']);
    expect(ids(asked(), [round('room', walk(3, { isExpected: true }))])).toEqual(['room']);
    expect(ids(asked(), [round('full', walk(4, { isExpected: true }))])).toEqual([]);
  });

  it('miss no time agreed at another door', () => {
    // Two visits until 19:00 leave no time for a third until then, but it can follow.
    const doors = walk(2, { isExpected: true, until: 1140 });
    const until = (to: string) => asked({ wishes: [{ from: '18:30', to }] });
    expect(ids(until('19:00'), [round('Tuesday', doors)])).toEqual([]);
    expect(ids(until('19:30'), [round('Tuesday', doors)])).toEqual(['Tuesday']);
    const reachedLast = [...walk(1), stop({ at: 1215, walkOrder: '0040', isExpected: true, until: 1220 })];
    expect(ids(asked(), [round('Tuesday', reachedLast)])).toEqual(['Tuesday']);
  });

  it('visit the door between its neighbours, never after the doors that wait for spare time', () => {
    const [between] = offeredRounds(asked({ walkOrder: '0050' }), [round('Tuesday', walk(6))], 3);
    expect(between!.index).toBe(2);
    const spare = walk(3).map((door, index) => (index === 2 ? { ...door, at: null, isIfTimeAllows: true } : door));
    const [beforeSpare] = offeredRounds(asked({ walkOrder: '0900' }), [round('Tuesday', spare)], 3);
    expect(beforeSpare!.index).toBeLessThanOrEqual(2);
  });

  it('also without expected times, and not at all without doors', () => {
    expect(ids(asked(), [round('Tuesday', walk(5, { at: null }))])).toEqual(['Tuesday']);
    expect(ids(asked(), [round('Tuesday', [])])).toEqual([]);
  });
});
