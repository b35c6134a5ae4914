import { addDays, weekStartOf, weekdayOf } from '../../../../src/shared/dates';
import type { KnownRound, PlannerInput } from '../../../../src/features/rounds/planner/planner-input';
import { MONDAY, SUNDAY, TEAM, doors, officer, planWeekOf } from './planner-ward';

const NAMES = ['An', 'Bình', 'Chi', 'Dũng', 'Giang', 'Hà'];

/** Plans week after week; every round is walked, and nothing is learned from it. */
function planWeeks(count: number, facts: Partial<PlannerInput>): KnownRound[] {
  const rounds: KnownRound[] = [...(facts.rounds ?? [])];
  for (let week = 0; week < count; week += 1) {
    const from = addDays(MONDAY, week * 7);
    const plan = planWeekOf({
      ...facts,
      today: addDays(SUNDAY, week * 7),
      calendarDays: [],
      rounds,
      ask: { kind: 'week', from, to: addDays(from, 6) },
    });
    rounds.push(
      ...plan.rounds.map(({ date, from: start, to, officerIds }) => ({
        date,
        from: start,
        to,
        officerIds,
        openDoorIds: [],
        isCancelled: false,
      })),
    );
  }
  return rounds;
}

function countBy<Item>(items: readonly Item[], keysOf: (item: Item) => readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) for (const key of keysOf(item)) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

const perOfficer = (rounds: readonly KnownRound[]) => countBy(rounds, ({ officerIds }) => officerIds);
const isWeekend = ({ date }: KnownRound) => weekdayOf(date) > 5;

describe('no officer goes out more often than the week allows', () => {
  it('at most three rounds by default', () => {
    expect(perOfficer(planWeeks(1, { doors: doors(200) }))).toEqual({ An: 3, Bình: 3, Chi: 3, Dũng: 3 });
  });

  it('at most as many as the ward says, including rounds already planned', () => {
    const known = {
      date: MONDAY,
      from: '18:00',
      to: '21:00',
      officerIds: ['An', 'Bình'],
      openDoorIds: [],
      isCancelled: false,
    };
    expect(perOfficer(planWeeks(1, { doors: doors(200), options: { maxRoundsPerWeek: 2 }, rounds: [known] }))).toEqual({
      An: 2,
      Bình: 2,
      Chi: 2,
      Dũng: 2,
    });
  });

  it('counted from Monday to Sunday when a plan spans two weeks', () => {
    const { rounds } = planWeekOf({
      doors: doors(300),
      calendarDays: [],
      ask: { kind: 'week', from: addDays(MONDAY, 3), to: addDays(MONDAY, 10) },
    });
    const weeks = countBy(rounds, ({ date, officerIds }) => officerIds.map((id) => `${weekStartOf(date)} ${id}`));
    expect(Math.max(...Object.values(weeks))).toBe(3);
  });
});

describe('over eight weeks', () => {
  const officers = NAMES.map((name) => officer(name));
  const rounds = planWeeks(8, { doors: doors(300), officers });

  it('evenings and weekends are shared', () => {
    const all = Object.values(perOfficer(rounds));
    expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
    for (const part of [rounds.filter(isWeekend), rounds.filter((round) => !isWeekend(round))]) {
      const counts = NAMES.map((name) => perOfficer(part)[name] ?? 0);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(4);
    }
  });

  it('pairs rotate: each officer goes with each other', () => {
    const pairs = countBy(rounds, ({ officerIds }) => [officerIds.join(' & ')]);
    expect(Object.keys(pairs)).toHaveLength((NAMES.length * (NAMES.length - 1)) / 2);
    expect(Math.max(...Object.values(pairs)) - Math.min(...Object.values(pairs))).toBeLessThanOrEqual(3);
  });

  it('no officer goes far above the mean, although some are rarely free', () => {
    const seldom = ['Khoa', 'Lan'].map((name) =>
      officer(name, { availability: [{ weekday: 4, from: '17:30', to: '21:00' }] }),
    );
    const counts = perOfficer(planWeeks(8, { doors: doors(300), officers: [...officers, ...seldom] }));
    const all = [...NAMES, 'Khoa', 'Lan'].map((name) => counts[name] ?? 0);
    const mean = all.reduce((sum, each) => sum + each, 0) / all.length;
    expect(Math.max(...all)).toBeLessThanOrEqual(1.3 * mean + 1);
  });

  it('an officer who was away comes first, without having to make up for all of it', () => {
    const past = planWeeks(3, { doors: doors(300), officers: TEAM.slice(1) });
    const { rounds: next } = planWeekOf({
      doors: doors(300),
      calendarDays: [],
      rounds: past,
      today: addDays(SUNDAY, 21),
      ask: { kind: 'week', from: addDays(MONDAY, 21), to: addDays(MONDAY, 27) },
    });
    expect(next.filter(({ officerIds }) => officerIds.includes('An'))).toHaveLength(3);
  });
});

describe('fairness keeps no officer at home whom the ward needs', () => {
  const went = (date: string, ...officerIds: string[]): KnownRound => ({
    date,
    from: '18:00',
    to: '21:00',
    officerIds,
    openDoorIds: [],
    isCancelled: false,
  });
  /** Two officers who never have time together, nor with others. */
  const alone = [
    officer('Giang', { availability: [{ weekday: 6, from: '07:30', to: '12:00' }] }),
    officer('Hà', { availability: [{ weekday: 7, from: '13:30', to: '17:30' }] }),
  ];
  const evenings = (name: string) =>
    officer(name, { availability: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '17:30', to: '21:00' })) });

  it('when the others have gone once and two can never go', () => {
    const rounds = [went(addDays(MONDAY, -7), 'An', 'Bình'), went(addDays(MONDAY, -6), 'Chi', 'Dũng')];
    const { rounds: planned } = planWeekOf({
      doors: doors(200),
      officers: [...['An', 'Bình', 'Chi', 'Dũng'].map(evenings), ...alone],
      rounds,
    });
    expect(planned).toHaveLength(6);
  });

  it('when those who could relieve them are never free at the same time', () => {
    const rounds = Array.from({ length: 7 }, (_, week) =>
      [0, 1, 2].map((day) => went(addDays(MONDAY, -7 * (week + 1) + day), 'An', 'Bình')),
    ).flat();
    const { rounds: planned } = planWeekOf({
      doors: doors(200),
      officers: [...['An', 'Bình'].map(evenings), ...alone],
      rounds,
    });
    expect(planned.map(({ officerIds }) => officerIds)).toEqual([
      ['An', 'Bình'],
      ['An', 'Bình'],
      ['An', 'Bình'],
    ]);
  });
});
