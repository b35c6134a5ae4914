import type { SlotValues } from './slot-values';
import type { WardDoors } from './ward-doors';

/** Lanes that follow each other in walking order, `from` and `to` included. */
export interface Area {
  fromLane: number;
  toLane: number;
  /** Worth of the doors that fit in. */
  worth: number;
}

/** A lane is full of enough doors when they would fill the time so many times over: then there is something to choose. */
const CHOICE = 1.4;
/** Of the ways to doors outside the area, some lead on instead of back. */
const THERE_AND_BACK = 1.5;
/** Beyond this, the evening is one long walk. */
const MOST_LANES = 14;

interface AreaAsked {
  /** The time to be filled. */
  minutes: number;
  maxLanes: number;
  /** Lanes to which the team goes anyway: the way there and back costs time. */
  expectedLanes: readonly number[];
}

/**
 * The lanes in which an evening brings most: each lane with its next neighbours, at most `maxLanes`, more only while they
 * do not hold enough doors to fill the time.
 */
export function bestArea(
  ward: WardDoors,
  values: SlotValues,
  { minutes, maxLanes, expectedLanes }: AreaAsked,
): Area | null {
  const perLane = ward.ways.apart(1) - ward.ways.step;
  const lanes = ward.lanes.map(({ start, end }) => candidatesIn(values, start, end));
  let best: Area | null = null;
  for (let fromLane = 0; fromLane < lanes.length; fromLane += 1) {
    let candidates: Candidate[] = [];
    let held = 0;
    for (let toLane = fromLane; toLane < Math.min(lanes.length, fromLane + MOST_LANES); toLane += 1) {
      const isWithin = toLane - fromLane < maxLanes;
      if (!isWithin && held >= minutes * CHOICE) break;
      const added = lanes[toLane]!;
      if (added.length > 0) {
        candidates = [...candidates, ...added];
        held += added.reduce((sum, candidate) => sum + candidate.minutes, 0);
      }
      if (candidates.length === 0) continue;
      const way = expectedLanes.reduce(
        (sum, lane) => sum + ward.ways.apart(Math.max(0, fromLane - lane, lane - toLane)) - ward.ways.step,
        0,
      );
      const worth = worthWithin(candidates, minutes - (toLane - fromLane) * perLane - way * THERE_AND_BACK);
      if (worth > (best?.worth ?? 0)) best = { fromLane, toLane, worth };
    }
  }
  return best;
}

interface Candidate {
  perMinute: number;
  minutes: number;
}

function candidatesIn({ early, late, minutes }: SlotValues, start: number, end: number): Candidate[] {
  const candidates: Candidate[] = [];
  for (let door = start; door < end; door += 1)
    if (minutes[door]! > 0)
      candidates.push({ perMinute: Math.max(early[door]!, late[door]!), minutes: minutes[door]! });
  return candidates;
}

/** The best doors first, until the time is over. */
function worthWithin(candidates: Candidate[], minutes: number): number {
  candidates.sort((a, b) => b.perMinute - a.perMinute);
  let left = minutes;
  let worth = 0;
  for (const candidate of candidates) {
    if (left <= 0) break;
    worth += candidate.perMinute * Math.min(left, candidate.minutes);
    left -= candidate.minutes;
  }
  return worth;
}
