import { isWardDoor } from '../../register/households/counted-doors';
import { BANDS } from '../planner/day-bands';
import { doorsToCall } from '../planner/doors-to-call';
import { offeredBands } from '../planner/offered-bands';
import { takenDoors } from '../planner/plan-week';
import { DEFAULT_OPTIONS, type PlannerInput } from '../planner/planner-input';
import { WardDoors } from '../planner/ward-doors';

/** What the tries in one stretch of the week tell. */
export interface HourFigure {
  /** The chance that a door opens, 0 to 1: the mean over all doors, as the planner uses it. */
  chance: number;
  answered: number;
  tries: number;
}

export interface LearnedHours {
  /** Stretches of the week in which the ward goes out, or has gone out. */
  bands: string[];
  ward: HourFigure[];
  /** By the id of the residential group; null for doors without one. */
  groups: { groupId: string | null; doors: number; figures: HourFigure[] }[];
}

/** A door where a call or a card does more than knocking. */
export interface ListedDoor {
  doorId: string;
  instead: 'phone' | 'card';
  /** The office calls it although an open round has it: see doorsToCall. */
  hasRound: boolean;
}

const ANSWERED = new Set(['met', 'refused', 'come_back_later']);
const SHUT = new Set(['nobody_home', 'cannot_reach']);
/** The planner tells weekdays apart only by a door's own tries; the middle of the week stands for all. */
const WEEKDAY_OF = { weekday: 3, saturday: 6, sunday: 7 } as const;

export function learnHours(input: PlannerInput): LearnedHours {
  const ward = new WardDoors(input);
  const tried = new Set<number>();
  const counts = new Map<string, { answered: number; tries: number }>();
  const groups = new Map<string | null, number[]>();
  ward.doors.forEach(({ groupId, occupancy }, door) => {
    for (const { outcome, ...attempt } of ward.historyOf(door).tries) {
      if (!ANSWERED.has(outcome) && !SHUT.has(outcome)) continue;
      const band = ward.bandOfTry(attempt);
      tried.add(band);
      const key = `${band} ${groupId}`;
      const count = counts.get(key) ?? { answered: 0, tries: 0 };
      counts.set(key, { answered: count.answered + Number(ANSWERED.has(outcome)), tries: count.tries + 1 });
    }
    if (!isWardDoor({ occupancy })) return;
    const doors = groups.get(groupId);
    if (doors) doors.push(door);
    else groups.set(groupId, [door]);
  });
  const shown = [...new Set([...offeredBands(input.policy), ...tried])].sort((a, b) => a - b);
  const figures = (doors: readonly number[], groupIds: readonly (string | null)[]) =>
    shown.map((band): HourFigure => {
      const found = groupIds.flatMap((groupId) => counts.get(`${band} ${groupId}`) ?? []);
      const weekday = WEEKDAY_OF[BANDS[band]!.kind];
      return {
        chance:
          doors.reduce((sum, door) => sum + ward.chances.inBandOf(door, band, weekday), 0) / Math.max(1, doors.length),
        answered: found.reduce((sum, { answered }) => sum + answered, 0),
        tries: found.reduce((sum, { tries }) => sum + tries, 0),
      };
    });
  return {
    bands: shown.map((band) => BANDS[band]!.words),
    ward: figures([...groups.values()].flat(), [...groups.keys()]),
    groups: [...groups].map(([groupId, doors]) => ({
      groupId,
      doors: doors.length,
      figures: figures(doors, [groupId]),
    })),
  };
}

/** Doors to call before knocking, in the order of calling, and doors for a card. */
export function listDoorsToCall(input: PlannerInput): ListedDoor[] {
  const ward = new WardDoors(input);
  const taken = takenDoors(ward, input);
  return doorsToCall(ward, input.today, taken, DEFAULT_OPTIONS).map(({ door, instead }) => ({
    doorId: ward.doors[door]!.id,
    instead,
    hasRound: taken[door] === 1,
  }));
}
