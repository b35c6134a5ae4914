import { Stream, draw } from './chance';
import { dayOfWeek, later, minuteOf } from './days';
import { DAYS, FIRST_MONDAY, RULES, ruleOf, WEEKS, type WardFacts } from './ward-facts';

export interface Officer {
  id: string;
  /** Free time of the week, in minutes after midnight. */
  free: { weekday: number; from: number; to: number }[];
  absences: { from: string; to: string }[];
}

export interface Window {
  date: string;
  from: number;
  to: number;
}

export interface Outing extends Window {
  officers: string[];
}

/** Officers are free on most, not all, evenings, and on some half days of the weekend; each takes leave twice. */
export function makeOfficers(seed: number, { officers }: WardFacts): Officer[] {
  const stream = new Stream(seed, 'officers');
  return Array.from({ length: officers }, (_, number) => {
    const free: Officer['free'] = [];
    for (let weekday = 1; weekday <= 5; weekday += 1)
      if (stream.isTrue(0.7)) free.push({ weekday, from: 1050, to: 1260 });
    for (const weekday of [6, 7]) {
      if (stream.isTrue(0.4)) free.push({ weekday, from: 450, to: 720 });
      if (stream.isTrue(0.4)) free.push({ weekday, from: 810, to: 1050 });
      if (stream.isTrue(0.4)) free.push({ weekday, from: 1050, to: 1260 });
    }
    const absences = [stream.whole(10, 120), stream.whole(121, 250)].map((start) => {
      const from = later(FIRST_MONDAY, start);
      return { from, to: later(from, stream.whole(4, 13)) };
    });
    return { id: `officer-${number + 1}`, free, absences };
  });
}

/** The windows of a date by the ward's rules: none on holidays and on days without knocking. */
export function windowsOf(date: string): Window[] {
  const marked = DAYS.find((day) => day.date === date)?.kind;
  if (marked === 'holiday' || marked === 'no_knock') return [];
  const weekday = marked === 'swapped_working_day' ? 1 : dayOfWeek(date);
  return ruleOf<readonly { from: number; to: number }[]>(weekday, RULES).map(({ from, to }) => ({
    date,
    from,
    to: Math.min(to, from + RULES.longestRound),
  }));
}

export function isFree(officer: Officer, { date, from, to }: Window): boolean {
  if (officer.absences.some((absence) => date >= absence.from && date <= absence.to)) return false;
  return officer.free.some((free) => free.weekday === dayOfWeek(date) && free.from <= from && free.to >= to);
}

/**
 * The last minute at which a team knocks in a window.
 * @param to the end of the window, in minutes after midnight.
 */
export function lastKnock({ date, to }: Window): number {
  const marked = DAYS.find((day) => day.date === date)?.kind;
  const weekday = marked === 'swapped_working_day' ? 1 : dayOfWeek(date);
  return Math.min(ruleOf<number>(weekday, RULES.latestKnock), to - RULES.lastKnockBeforeEnd);
}

/**
 * The outings of all weeks as a ward makes them without a planner: window after window, the free officers who have gone
 * out least, until all have their weekly share.
 */
export function plainTimetable(officers: readonly Officer[]): Outing[] {
  const outings: Outing[] = [];
  const gone = new Map(officers.map(({ id }) => [id, 0]));
  for (let week = 0; week < WEEKS; week += 1) {
    const thisWeek = new Map<string, number>();
    for (let day = 0; day < 7; day += 1) {
      for (const window of windowsOf(later(FIRST_MONDAY, week * 7 + day))) {
        const free = officers
          .filter(
            (officer) => isFree(officer, window) && (thisWeek.get(officer.id) ?? 0) < RULES.roundsPerOfficerAndWeek,
          )
          .sort((a, b) => gone.get(a.id)! - gone.get(b.id)! || (a.id < b.id ? -1 : 1));
        while (free.length >= RULES.teamSize) {
          const team = free.splice(0, RULES.teamSize).map(({ id }) => id);
          for (const id of team) {
            gone.set(id, gone.get(id)! + 1);
            thisWeek.set(id, (thisWeek.get(id) ?? 0) + 1);
          }
          outings.push({ ...window, officers: team });
        }
      }
    }
  }
  return outings;
}

/** Sickness or rain on the day, the same for every way of planning. */
export function isCalledOff(seed: number, { calledOff: chance }: WardFacts, outing: Outing): boolean {
  return draw(seed, 'falls out', outing.date, outing.from, outing.officers[0]!) < chance;
}

/** Takes times as other programs write them. */
export function windowAt(date: string, from: string, to: string): Window {
  return { date, from: minuteOf(from), to: minuteOf(to) };
}
