import { addDays } from '../../../../src/shared/dates';
import { planRounds } from '../../../../src/features/rounds/planner/plan-rounds';
import {
  MONDAY,
  TEAM,
  TUESDAY,
  doorIds,
  doors,
  officer,
  planEveningOf,
  planWeekOf,
  request,
  ward,
  wordsOf,
} from './planner-ward';

describe('the doors of one round', () => {
  it('fill the window: certain doors end by its end, and some extra doors follow in case others stay shut', () => {
    const { round } = planEveningOf({ doors: doors(200) });
    expect(round.expectedMinutes).toBeGreaterThan(100);
    expect(round.expectedMinutes).toBeLessThanOrEqual(180);
    const spare = round.doors.findIndex(({ isIfTimeAllows }) => isIfTimeAllows);
    expect(spare).toBeGreaterThan(5);
    expect(round.doors.slice(spare).every(({ isIfTimeAllows }) => isIfTimeAllows)).toBe(true);
    expect(round.doors.map(({ position }) => position)).toEqual(round.doors.map((_, index) => index + 1));
    expect(round.expectedMet).toBeCloseTo(round.doors.slice(0, spare).reduce((sum, { chance }) => sum + chance, 0));
  });

  it('keep the policy’s minutes between doors until the ward’s own walks are known', () => {
    const step = (bufferMinutes: number) =>
      planEveningOf({ doors: doors(200), policy: { ...ward().policy, bufferMinutes } }).round.doors.filter(
        ({ isIfTimeAllows }) => !isIfTimeAllows,
      ).length;
    expect(step(1)).toBeGreaterThan(step(15));
  });

  it('include what is locked and leave out what is struck', () => {
    const free = doorIds(planEveningOf({ doors: doors(200) }).round);
    const struck = free.slice(0, 3);
    const { round } = planEveningOf({ doors: doors(200) }, { lockedDoorIds: ['door 199'], struckDoorIds: struck });
    expect(doorIds(round)).toContain('door 199');
    expect(wordsOf(round.doors.find(({ doorId }) => doorId === 'door 199')!)).toContain('Cán bộ chọn');
    expect(doorIds(round).filter((id) => struck.includes(id))).toEqual([]);
  });

  it('are in the lanes or groups asked for', () => {
    const inLane = planEveningOf({ doors: doors(200) }, { area: { laneKeys: ['lane 4'] } }).round;
    expect(inLane.laneLabels).toEqual(['Ngõ 4']);
    const inGroup = planEveningOf({ doors: doors(200) }, { area: { groupIds: ['group 3'] } }).round;
    expect(inGroup.laneLabels.filter((label) => !['Ngõ 6', 'Ngõ 7'].includes(label))).toEqual([]);
  });

  it('hold only requests of that area and time', () => {
    const requests = [
      request('door 5', { wishes: [{ weekdays: [2], from: '19:00', to: '20:00' }] }),
      request('door 6', { wishes: [{ weekdays: [4], from: '19:00', to: '20:00' }] }),
      request('door 150'),
    ];
    const { round, notPlaced } = planEveningOf({ doors: doors(200), requests }, { area: { laneKeys: ['lane 0'] } });
    expect(doorIds(round)).toContain('door 5');
    expect(doorIds(round)).not.toContain('door 6');
    expect(doorIds(round)).not.toContain('door 150');
    expect(notPlaced).toEqual([]);
  });

  it('name each request for that very evening that they leave out, and why', () => {
    const tuesdayAt = (from: string, to: string) => ({ wishes: [{ dates: [TUESDAY], from, to }] });
    const requests = [
      request('door 5', tuesdayAt('19:00', '20:00')),
      request('door 6', tuesdayAt('08:00', '10:00')),
      request('door 150', tuesdayAt('19:00', '20:00')),
      request('door 7', tuesdayAt('08:00', '10:00')),
      // On every Tuesday, and outside the area.
      request('door 160', { wishes: [{ weekdays: [2], from: '19:00', to: '20:00' }] }),
    ];
    const { notPlaced } = planEveningOf(
      { doors: doors(200), requests },
      { area: { laneKeys: ['lane 0'] }, struckDoorIds: ['door 7'] },
    );
    expect(notPlaced.map(({ id, why }) => `${id}: ${why}`).sort()).toEqual([
      'request of door 150: Ngoài khu đã chọn',
      'request of door 6: Buổi đi giờ khác',
    ]);
  });

  it('stay in a chosen order, with times for it', () => {
    const keepOrder = ['door 9', 'door 2', 'door 30', 'door 1'];
    const { round } = planEveningOf({}, { keepOrder });
    expect(doorIds(round)).toEqual(keepOrder);
    const times = round.doors.map(({ expectedAt }) => expectedAt);
    expect(times).toEqual([...times].sort());
    expect(times[0]).toBe('18:00');
  });

  it('are the most urgent that fit, in walking order with appointments in time', () => {
    const urgent = Array.from({ length: 40 }, (_, index) => `door ${59 - index}`);
    const at = (from: string, to: string) => ({ wishes: [{ dates: [TUESDAY], from, to }] });
    const requests = [request('door 58', at('18:00', '18:20')), request('door 20', at('20:00', '20:30'))];
    const { round } = planEveningOf({ requests }, { keepOrder: urgent, isByUrgency: true });
    const went = doorIds(round);
    expect(went.length).toBeGreaterThan(7);
    expect(went.slice(0, 1)).toEqual(['door 58']);
    const others = went.filter((id) => id !== 'door 58' && id !== 'door 20');
    expect(others).toEqual(urgent.filter((id) => others.includes(id)).reverse());
    expect(others).toContain('door 59');
    for (const { isIfTimeAllows, expectedAt, appointment } of round.doors)
      expect([isIfTimeAllows, expectedAt <= (appointment?.to ?? expectedAt)]).toEqual([false, true]);
  });

  it('say so if a door of that order has vanished, and keep the others', () => {
    const { round, notPlaced } = planEveningOf({}, { keepOrder: ['door 9', 'gone', 'door 2'] });
    expect(doorIds(round)).toEqual(['door 9', 'door 2']);
    expect(notPlaced).toEqual([
      { kind: 'door', id: 'gone', what: 'Một cửa đã chọn', why: 'Không còn trong danh sách hộ' },
    ]);
  });

  it('are none if none of the area is due, and a message says so', () => {
    const { round, notPlaced } = planEveningOf({ doors: doors(20, () => ({ occupancy: 'vacant' })) });
    expect(round.doors).toEqual([]);
    expect(notPlaced[0]!.why).toBe('Không có cửa nào đến lượt trong khu đã chọn. Bỏ bớt điều kiện, hoặc chọn khu khác');
  });

  it('are none in a ward without doors', () => {
    expect(planEveningOf({ doors: [] }).round.doors).toEqual([]);
    expect(planWeekOf({ doors: [] }).rounds).toEqual([]);
  });
});

describe('an objection to a round is a warning; the list stands', () => {
  const warningsOf = (...question: Parameters<typeof planEveningOf>) => planEveningOf(...question).round.warnings;

  it('outside the hours of the policy', () => {
    expect(warningsOf({}, { from: '15:00', to: '17:00' })).toEqual([
      'Thứ Ba 01/12 là ngày làm việc; chỉ ra quân 18:00–21:00.',
    ]);
  });

  it('a team of one if the ward wants two', () => {
    expect(warningsOf({}, { officerIds: ['An'] })).toEqual(['Một đội đi 2 người; đã chọn 1.']);
  });

  it('an officer absent, or out with another round', () => {
    const officers = [officer('An', { absences: [{ from: TUESDAY, to: TUESDAY }] }), ...TEAM.slice(1)];
    const known = {
      date: TUESDAY,
      from: '20:00',
      to: '21:00',
      officerIds: ['Bình'],
      openDoorIds: [],
      isCancelled: false,
    };
    expect(warningsOf({ officers, rounds: [known] })).toEqual(['An nghỉ ngày này.', 'Bình đã có buổi 20:00–21:00.']);
  });

  it('an officer absent for hours that touch the round, but not for others', () => {
    const officers = [
      officer('An', { absences: [{ from: TUESDAY, to: TUESDAY, hours: { from: '19:30', to: '21:30' } }] }),
      ...TEAM.slice(1),
    ];
    expect(warningsOf({ officers })).toEqual(['An nghỉ 19:30–21:30.']);
    expect(warningsOf({ officers }, { from: '18:00', to: '19:30' })).toEqual([]);
  });

  it('a locked door that is paused, or on another round', () => {
    const known = {
      date: TUESDAY,
      from: '14:00',
      to: '15:00',
      officerIds: ['Xuân'],
      openDoorIds: ['door 2'],
      isCancelled: false,
    };
    const paused = doors(60, (number) => (number === 1 ? { pause: { kind: 'mourning', until: null } } : {}));
    const warnings = warningsOf({ doors: paused, rounds: [known] }, { lockedDoorIds: ['door 1', 'door 2'] });
    expect(warnings).toEqual([
      expect.stringMatching(/^Một cửa đã chọn ở Ngõ 0: đang tạm dừng gõ cửa: /),
      'Một cửa đã chọn ở Ngõ 0: đang ở buổi khác.',
    ]);
  });
});

describe('an impossible question is answered with the reason', () => {
  const refusalOf = (ask: object) => {
    const { rounds, notPlaced } = planRounds(
      ward({ ask: { kind: 'evening', date: TUESDAY, from: '18:00', to: '21:00', officerIds: [], ...ask } as never }),
    );
    expect(rounds).toEqual([]);
    expect(notPlaced).toHaveLength(1);
    return notPlaced[0]!.why;
  };

  it.each([
    [
      'an end before its start',
      { from: '20:00', to: '18:00' },
      'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.',
    ],
    [
      'a round across midnight',
      { from: '22:00', to: '01:00' },
      'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.',
    ],
    ['the 31st of February', { date: '2026-02-31' }, 'Không có ngày 2026-02-31 trong lịch.'],
    ['an invalid time', { from: '25:00', to: '26:00' }, 'Giờ phải có dạng 18:30; đang là 25:00–26:00.'],
    [
      '500 doors in an evening',
      { keepOrder: Array.from({ length: 500 }, (_, number) => `door ${number}`) },
      'Một buổi nhiều nhất 40 cửa; đã chọn 500.',
    ],
    [
      '500 doors locked in',
      { lockedDoorIds: Array.from({ length: 500 }, (_, number) => `door ${number}`) },
      'Một buổi nhiều nhất 40 cửa; đã chọn 500.',
    ],
    [
      'a week from the 31st of February',
      { kind: 'week', from: '2026-02-31', to: MONDAY },
      'Không có ngày 2026-02-31 trong lịch.',
    ],
    [
      'a week that ends before it begins',
      { kind: 'week', from: TUESDAY, to: MONDAY },
      'Ngày kết thúc phải từ ngày bắt đầu trở đi.',
    ],
    [
      'a year at once',
      { kind: 'week', from: MONDAY, to: addDays(MONDAY, 365) },
      'Mỗi lần lập kế hoạch nhiều nhất 31 ngày.',
    ],
    ['a week that is over', { kind: 'week', from: '2026-11-02', to: '2026-11-08' }, 'Những ngày này đã qua.'],
  ])('%s', (_name, ask, why) => {
    expect(refusalOf(ask)).toBe(why);
  });
});
