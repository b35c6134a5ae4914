import { validateRoundTime } from '../../../../src/features/office/calendar/outreach-time';
import {
  MONDAY,
  NEXT_SUNDAY,
  SATURDAY,
  TEAM,
  THURSDAY,
  TUESDAY,
  doors,
  officer,
  planWeekOf,
  ward,
} from './planner-ward';

const week = (from: string, to: string) => ({ today: from, ask: { kind: 'week' as const, from, to } });

describe('rounds go out when the ward knocks at doors', () => {
  it('in the evening and at weekends, as the policy says', () => {
    const { policy, calendarDays } = ward();
    const { rounds } = planWeekOf({ doors: doors(300), options: { maxRoundsPerWeek: 7 } });
    expect(rounds.length).toBeGreaterThan(6);
    for (const { date, from, to } of rounds)
      expect(validateRoundTime({ date, from, to, policy, calendarDays })).toEqual({ allowed: true });
  });

  it('not on a holiday, which is named', () => {
    const { rounds, notPlaced } = planWeekOf({ ...week('2026-11-23', '2026-11-29'), options: { maxRoundsPerWeek: 7 } });
    expect(rounds.map(({ date }) => date)).not.toContain('2026-11-24');
    expect(notPlaced).toContainEqual({
      kind: 'day',
      id: '2026-11-24',
      what: 'thứ Ba 24/11',
      why: 'Ngày nghỉ: Ngày Văn hóa Việt Nam',
    });
  });

  it('on a holiday for which the ward has windows', () => {
    const { policy } = ward();
    const officers = ['An', 'Bình'].map((name) =>
      officer(name, { availability: [{ weekday: 2, from: '08:00', to: '21:00' }] }),
    );
    const { rounds } = planWeekOf({
      ...week('2026-11-24', '2026-11-24'),
      officers,
      policy: { ...policy, windows: { ...policy.windows, holiday: [{ from: '09:00', to: '11:00' }] } },
    });
    expect(rounds[0]).toMatchObject({ date: '2026-11-24', from: '09:00', to: '11:00' });
  });

  it('not on a day without knocking, which is named', () => {
    const { rounds, notPlaced } = planWeekOf(week('2026-09-25', '2026-09-25'));
    expect(rounds).toEqual([]);
    expect(notPlaced).toContainEqual({
      kind: 'day',
      id: '2026-09-25',
      what: 'thứ Sáu 25/09',
      why: 'Ngày kiêng gõ cửa: Trung thu',
    });
  });

  it('in the evening only on a Saturday declared a working day, from the morning on other Saturdays', () => {
    const saturday = (date: string) =>
      planWeekOf({ ...week(date, date), options: { maxRoundsPerWeek: 7 } }).rounds.map(
        ({ from, to }) => `${from}–${to}`,
      );
    expect(new Set(saturday('2026-08-22'))).toEqual(new Set(['18:00–21:00']));
    expect(saturday(SATURDAY)).toContain('08:00–11:00');
  });

  it('not into the lunch rest, although a window spans it', () => {
    const { policy } = ward();
    const { rounds } = planWeekOf({
      ...week(SATURDAY, SATURDAY),
      policy: { ...policy, windows: { ...policy.windows, saturday: [{ from: '08:30', to: '16:30' }] } },
      options: { maxRoundsPerWeek: 7 },
    });
    expect(new Set(rounds.map(({ from, to }) => `${from}–${to}`))).toEqual(new Set(['08:30–11:30', '14:00–16:30']));
  });

  it('not on past days', () => {
    const { rounds } = planWeekOf({ today: THURSDAY });
    expect(rounds.length).toBeGreaterThan(0);
    for (const { date } of rounds) expect(date >= THURSDAY).toBe(true);
  });

  it('with the last knock at the policy’s latest, and early enough to finish', () => {
    const { rounds } = planWeekOf();
    for (const { doors: listed, from, to } of rounds) {
      for (const { expectedAt } of listed) {
        expect(expectedAt >= from).toBe(true);
        expect(expectedAt < to).toBe(true);
        expect(expectedAt <= '20:30').toBe(true);
      }
    }
  });
});

describe('officers go out when they can', () => {
  it('not on a day of absence', () => {
    const { rounds } = planWeekOf({
      officers: [...TEAM.slice(1), officer('An', { absences: [{ from: MONDAY, to: THURSDAY }] })],
    });
    const days = rounds.filter(({ officerIds }) => officerIds.includes('An')).map(({ date }) => date);
    expect(days.length).toBeGreaterThan(0);
    for (const date of days) expect(date > THURSDAY).toBe(true);
  });

  describe('with an absence of some hours', () => {
    const onTuesday = (
      hours: { from: string; to: string },
      question: { from: string; to: string } = { from: TUESDAY, to: TUESDAY },
    ) =>
      planWeekOf({
        officers: [officer('An', { absences: [{ from: TUESDAY, to: TUESDAY, hours }] }), officer('Bình')],
        ask: { kind: 'week', ...question },
        options: { maxRoundsPerWeek: 7 },
      });

    it('in the evening of a day whose morning they are absent', () => {
      expect(onTuesday({ from: '08:00', to: '11:30' }).rounds[0]).toMatchObject({
        from: '18:00',
        to: '21:00',
        officerIds: ['An', 'Bình'],
      });
    });

    it('before or after these hours, as long as a round fits', () => {
      expect(onTuesday({ from: '17:00', to: '19:00' }).rounds[0]).toMatchObject({ from: '19:00', to: '21:00' });
      expect(onTuesday({ from: '20:00', to: '24:00' }).rounds[0]).toMatchObject({ from: '18:00', to: '20:00' });
    });

    it('not if too little of the evening is left, which is named', () => {
      const { rounds, notPlaced } = onTuesday({ from: '19:00', to: '20:00' });
      expect(rounds).toEqual([]);
      expect(notPlaced).toContainEqual({ kind: 'team', id: 'An', what: 'An', why: 'Nghỉ vào mọi giờ được ra quân' });
    });

    it('on the other days of the week as always', () => {
      expect(
        onTuesday({ from: '18:00', to: '21:00' }, { from: MONDAY, to: THURSDAY })
          .rounds.map(({ date }) => date)
          .sort(),
      ).toEqual([MONDAY, '2026-12-02', THURSDAY]);
    });
  });

  it('only within the hours that both of a team are free', () => {
    const late = officer('An', { availability: [{ weekday: 2, from: '19:00', to: '20:30' }] });
    const { rounds } = planWeekOf({ officers: [late, officer('Bình')] });
    expect(rounds).toHaveLength(1);
    expect(rounds[0]).toMatchObject({ date: TUESDAY, from: '19:00', to: '20:30', officerIds: ['An', 'Bình'] });
  });

  it('with two touching free rows of a day joined', () => {
    const halves = officer('An', {
      availability: [
        { weekday: 2, from: '18:00', to: '19:30' },
        { weekday: 2, from: '19:30', to: '21:00' },
      ],
    });
    expect(planWeekOf({ officers: [halves, officer('Bình')] }).rounds[0]).toMatchObject({ from: '18:00', to: '21:00' });
  });

  it('not while another round of theirs is out', () => {
    const known = {
      date: TUESDAY,
      from: '18:00',
      to: '21:00',
      officerIds: ['An', 'Bình'],
      openDoorIds: [],
      isCancelled: false,
    };
    const onTuesday = (isCancelled: boolean) =>
      planWeekOf({
        officers: [officer('An'), officer('Bình')],
        ask: { kind: 'week', from: TUESDAY, to: TUESDAY },
        rounds: [{ ...known, isCancelled }],
      }).rounds;
    expect(onTuesday(false)).toEqual([]);
    expect(onTuesday(true)).toHaveLength(1);
  });

  it('are named with the reason if they get no round', () => {
    const { notPlaced } = planWeekOf({
      officers: [
        ...TEAM,
        officer('Én', { absences: [{ from: MONDAY, to: NEXT_SUNDAY }] }),
        officer('Phúc', { availability: [] }),
        officer('Giang', { availability: [{ weekday: 3, from: '09:00', to: '11:00' }] }),
      ],
    });
    expect(notPlaced.filter(({ kind }) => kind === 'team')).toEqual([
      { kind: 'team', id: 'Én', what: 'Én', why: 'Nghỉ cả những ngày này' },
      { kind: 'team', id: 'Phúc', what: 'Phúc', why: 'Chưa ghi lịch rảnh' },
      { kind: 'team', id: 'Giang', what: 'Giang', why: 'Không rảnh vào giờ nào được ra quân' },
    ]);
  });

  it('are named as alone if no other officer is free with them', () => {
    const { rounds, notPlaced } = planWeekOf({ officers: [officer('An')] });
    expect(rounds).toEqual([]);
    expect(notPlaced).toContainEqual({
      kind: 'team',
      id: 'An',
      what: 'An',
      why: 'Không còn ai rảnh cùng giờ để đi cùng',
    });
  });
});
