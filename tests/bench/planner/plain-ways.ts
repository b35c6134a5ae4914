import { Stream } from './chance';
import { dayOfWeek, later } from './days';
import { metresBetween, type Household } from './make-ward';
import { plainTimetable, type Outing } from './office';
import type { Moment, Way, World } from './play';
import { RULES } from './ward-facts';

/** The outings of a plain timetable, or of any other, week by week. */
export function fromTimetable(outings: readonly Outing[]): Way['outingsOf'] {
  return (monday) => outings.filter(({ date }) => date >= monday && date < later(monday, 7));
}

/**
 * Street order, as a good team walks without a planner. The ward has as many parts as there are teams. A team goes
 * through its part door by door along the street and its alleys, continues where it stopped, and skips doors that are
 * met, closed or empty. It knocks until the time is up. At the end of its part it starts again, or helps in the next
 * part when nothing is left.
 * @param requestsFirst the team first goes to an open request whose preferred time is now.
 */
export function streetOrder(world: World, timetable = plainTimetable(world.officers), requestsFirst = false): Way {
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
    name: requestsFirst ? 'street order, requests first' : 'street order',
    outingsOf: fromTimetable(timetable),
    begin(outing, number) {
      const time = `${outing.date} ${outing.from}`;
      const beat = beats.filter((each) => each.busy !== time).sort((a, b) => a.used - b.used)[0] ?? beats[0]!;
      Object.assign(beat, { used: number, busy: time });
      return (moment) => {
        const asked = requestsFirst ? askedNow(world, byId, moment) : null;
        return (
          asked ??
          along(beat, moment) ??
          beats.map((other) => along(other, moment)).find((household) => household !== null) ??
          null
        );
      };
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
}

/** The nearest door whose open request prefers this time, or has no preferred time. */
function askedNow(
  { register }: World,
  byId: ReadonlyMap<string, Household>,
  { date, minute, here, knockedToday }: Moment,
): Household | null {
  const fits = [...register.openRequests.values()].filter(
    ({ door, preferredTime }) =>
      !knockedToday.has(door) &&
      (!preferredTime ||
        (preferredTime.weekdays.includes(dayOfWeek(date)) &&
          minute >= preferredTime.from &&
          minute < preferredTime.to)),
  );
  return nearest(
    fits.map(({ door }) => byId.get(door)!),
    here,
  );
}

/** Random doors among those not met, twenty at a time, walked in street order. */
export function randomDoors(world: World, timetable = plainTimetable(world.officers)): Way {
  const {
    ward: { households, seed },
    register,
  } = world;
  const stream = new Stream(seed, 'lots');
  return {
    name: 'random doors',
    outingsOf: fromTimetable(timetable),
    begin() {
      let drawn: Household[] = [];
      return ({ knockedToday }) => {
        if (drawn.length === 0) {
          const left = households.filter(({ id }) => !register.isDone(id) && !knockedToday.has(id));
          drawn = Array.from(
            { length: Math.min(20, left.length) },
            () => left.splice(stream.whole(0, left.length - 1), 1)[0]!,
          ).sort((a, b) => a.index - b.index);
        }
        return drawn.shift() ?? null;
      };
    },
  };
}

/** The nearest household; without a starting point, the first in walking order. Null if there is none. */
export function nearest(households: readonly Household[], here: Household | null): Household | null {
  let best: Household | null = null;
  let least = Infinity;
  for (const household of households) {
    const metres = here ? metresBetween(here, household) : household.index;
    if (metres < least) [best, least] = [household, metres];
  }
  return best;
}
