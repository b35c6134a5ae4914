import { later } from './days';
import { metresBetween, type Household } from './make-ward';
import { plainTimetable } from './office';
import { fromTimetable, nearest } from './plain-ways';
import type { Moment, Way, World } from './play';

// Upper limits: ways that know what no ward can know. They serve no requests and make no calls.

/** Days for which the oracles leave a door alone, as the planner does: after no answer, after a refusal. */
const RESTS = { away: 5, refused: 14 } as const;

/**
 * Knows who will be at home at the minute of arrival, but not who will open and listen, and goes to the nearest of
 * them.
 * @param priorityFirst goes to the nearest door with a priority resident, as long as a resident is at home at one of
 * them.
 */
export function oracle(world: World, { priorityFirst = false } = {}, timetable = plainTimetable(world.officers)): Way {
  const {
    ward: { households },
    register,
    doors,
  } = world;
  const restsUntil = new Map<string, string>();
  let seen = 0;
  return {
    name: priorityFirst ? 'oracle, priority doors first' : 'oracle',
    outingsOf: fromTimetable(timetable),
    begin: () => (moment) => {
      for (; seen < register.tries.length; seen += 1) {
        const { door, date, outcome } = register.tries[seen]!;
        restsUntil.set(door, later(date, outcome === 'refused' ? RESTS.refused : RESTS.away));
      }
      const isHome = (household: Household) =>
        isOpen(world, household, moment) &&
        (restsUntil.get(household.id) ?? '') <= moment.date &&
        doors.isSomebodyHome(household, moment.date, arrivalAt(world, household, moment));
      const first = priorityFirst
        ? nearest(
            households.filter(
              (household) => household.people.some(({ isPriority }) => isPriority) && isHome(household),
            ),
            moment.here,
          )
        : null;
      return first ?? nearest(households.filter(isHome), moment.here);
    },
  };
}

/**
 * Knows who will be at home, open and listen at the minute of arrival, and goes to the nearest of them: no knock is in
 * vain.
 */
export function clairvoyant(world: World, timetable = plainTimetable(world.officers)): Way {
  return {
    name: 'clairvoyant',
    outingsOf: fromTimetable(timetable),
    begin: () => (moment) =>
      nearest(
        world.ward.households.filter(
          (household) =>
            isOpen(world, household, moment) &&
            world.doors.wouldHappen(household, moment.date, arrivalAt(world, household, moment)) === 'met',
        ),
        moment.here,
      ),
  };
}

/** Whether a door may still be knocked at today. */
function isOpen({ register }: World, { id }: Household, { knockedToday }: Moment): boolean {
  return !register.met.has(id) && !register.closed.has(id) && !knockedToday.has(id);
}

function arrivalAt({ ward: { facts } }: World, household: Household, { minute, here }: Moment): number {
  return minute + (here ? metresBetween(here, household) / facts.walk.metresPerMinute + facts.walk.findDoor : 0);
}
