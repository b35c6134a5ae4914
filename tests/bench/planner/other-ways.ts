import { dayOfWeek, later } from './days';
import { plainTimetable } from './office';
import type { Moment, Way, World } from './play';
import { metresBetween, type Household } from './ward';
import { RULES } from './ward-facts';

// What the planner is compared with.

/**
 * Street order, as a good team walks without a planner. The ward has as many parts as there are teams. A team goes
 * through its part door by door along the street and its alleys, continues where it stopped, and skips doors that are
 * met, closed or empty. It knocks until the time is up. At the end of its part it starts again, or helps in the next
 * part when nothing is left.
 * @param requestsFirst the team first goes to the nearest open request that prefers this time, or has no preferred time.
 */
export function streetOrder(world: World, { requestsFirst = false } = {}): Way {
  const {
    ward: { households },
    register,
    officers,
  } = world;
  const parts = Math.max(1, Math.floor(officers.length / RULES.teamSize));
  const size = Math.ceil(households.length / parts);
  const beats = Array.from({ length: parts }, (_, index) => ({
    from: index * size,
    to: Math.min(households.length, (index + 1) * size),
    next: index * size,
    used: -1,
    busy: '',
  }));
  const byId = new Map(households.map((household) => [household.id, household]));
  return {
    outingsOf: outingsOf(world),
    begin(outing, number) {
      const time = `${outing.date} ${outing.from}`;
      const beat = beats.filter((each) => each.busy !== time).sort((a, b) => a.used - b.used)[0] ?? beats[0]!;
      Object.assign(beat, { used: number, busy: time });
      return (moment) =>
        (requestsFirst ? askedNow(moment) : null) ??
        along(beat, moment) ??
        beats.map((other) => along(other, moment)).find((household) => household !== null) ??
        null;
    },
  };

  function along(beat: { from: number; to: number; next: number }, { knockedToday }: Moment): Household | null {
    for (let steps = beat.to - beat.from; steps > 0; steps -= 1) {
      const household = households[beat.next]!;
      beat.next = beat.next + 1 >= beat.to ? beat.from : beat.next + 1;
      if (!register.isDone(household.id) && !knockedToday.has(household.id)) return household;
    }
    return null;
  }

  function askedNow({ date, minute, here, knockedToday }: Moment): Household | null {
    const fits = [...register.openRequests.values()].filter(
      ({ door, preferredTime: time }) =>
        !knockedToday.has(door) &&
        (!time || (time.weekdays.includes(dayOfWeek(date)) && minute >= time.from && minute < time.to)),
    );
    return nearest(
      fits.map(({ door }) => byId.get(door)!),
      here,
    );
  }
}

/** Days for which the oracle leaves a door alone, as the planner does: after no answer, after a refusal. */
const RESTS = { away: 5, refused: 14 } as const;

/**
 * The upper limit: knows who will be at home at the minute of arrival, but not who will open and listen, and goes to the
 * nearest of them. It serves no requests and makes no calls.
 */
export function oracle(world: World): Way {
  const { ward, register, doors } = world;
  const { metresPerMinute, findDoor } = ward.facts.walk;
  const restsUntil = new Map<string, string>();
  let seen = 0;
  return {
    outingsOf: outingsOf(world),
    begin:
      () =>
      ({ date, minute, here, knockedToday }) => {
        for (; seen < register.tries.length; seen += 1) {
          const attempt = register.tries[seen]!;
          restsUntil.set(attempt.door, later(attempt.date, RESTS[attempt.outcome === 'refused' ? 'refused' : 'away']));
        }
        const isHome = (household: Household) => {
          const { id } = household;
          if (register.met.has(id) || register.closed.has(id) || knockedToday.has(id)) return false;
          if ((restsUntil.get(id) ?? '') > date) return false;
          const arrived = minute + (here ? metresBetween(here, household) / metresPerMinute + findDoor : 0);
          return doors.isSomebodyHome(household, date, arrived);
        };
        return nearest(ward.households.filter(isHome), here);
      },
  };
}

/** The outings of a plain timetable, week by week. */
function outingsOf({ officers }: World): Way['outingsOf'] {
  const outings = plainTimetable(officers);
  return (monday) => outings.filter(({ date }) => date >= monday && date < later(monday, 7));
}

/** The nearest household; without a starting point, the first in walking order. Null if there is none. */
function nearest(households: readonly Household[], here: Household | null): Household | null {
  let best: Household | null = null;
  let least = Infinity;
  for (const household of households) {
    const metres = here ? metresBetween(here, household) : household.index;
    if (metres < least) [best, least] = [household, metres];
  }
  return best;
}
