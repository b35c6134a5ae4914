import { dayOfWeek, later } from './days';
import { metresBetween, type Household, type Ward } from './make-ward';
import { plainTimetable } from './office';
import { makeWorld, type Way, type World } from './play';
import { RULES, ruleOf } from './ward-facts';

/** Weeks of another year, from which the true chances are counted. */
const COUNTED_WEEKS = 20;
const COUNTED_FROM = '2028-01-03';
const HALF_HOUR = 30;

/** The chance of meeting each household, by weekday and half hour: what years of knocking could teach at best. */
function trueChances(ward: Ward): Float64Array[] {
  const { doors } = makeWorld(ward);
  const chances = ward.households.map(() => new Float64Array(8 * 48));
  for (let day = 0; day < COUNTED_WEEKS * 7; day += 1) {
    const date = later(COUNTED_FROM, day);
    const weekday = dayOfWeek(date);
    for (const { from, to } of ruleOf<readonly { from: number; to: number }[]>(weekday, RULES)) {
      for (let minute = from; minute < to; minute += HALF_HOUR) {
        ward.households.forEach((household, index) => {
          if (doors.wouldHappen(household, date, minute) === 'met')
            chances[index]![cellOf(weekday, minute)]! += 1 / COUNTED_WEEKS;
        });
      }
    }
  }
  return chances;
}

/**
 * Knows the true chance of meeting every household at every half hour of the week, but not who is home tonight; goes
 * where a minute brings most. Never learns, never serves a request: the limit of a planner that cannot telephone.
 */
export function knowsChances({ ward, register, officers }: World): Way {
  const chances = trueChances(ward);
  const timetable = plainTimetable(officers);
  const { metresPerMinute, findDoor } = ward.facts.walk;
  const visit =
    ward.facts.minutes.visits.reduce((sum, { share, median }) => sum + share * median, 0) + ward.facts.minutes.packing;
  return {
    name: 'knows all chances',
    outingsOf: (monday) => timetable.filter(({ date }) => date >= monday && date < later(monday, 7)),
    begin:
      () =>
      ({ date, minute, here, knockedToday }) => {
        const cell = cellOf(dayOfWeek(date), minute);
        let best: Household | null = null;
        let most = 0;
        for (const household of ward.households) {
          const { id, index, isVacant } = household;
          if (isVacant || register.met.has(id) || register.closed.has(id) || knockedToday.has(id)) continue;
          const chance = chances[index]![cell]!;
          const minutes =
            (here ? metresBetween(here, household) / metresPerMinute : 0) +
            findDoor +
            chance * visit +
            (1 - chance) * ward.facts.minutes.nobody;
          if (chance / minutes > most) [best, most] = [household, chance / minutes];
        }
        return best;
      },
  };
}

function cellOf(weekday: number, minute: number): number {
  return weekday * 48 + Math.floor(minute / HALF_HOUR);
}
