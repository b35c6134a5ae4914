import type { SlotValues } from './slot-values';
import type { WardDoors } from './ward-doors';

/** Lanes that follow each other in walking order, `from` and `to` included. */
export interface Area {
  fromLane: number;
  toLane: number;
  /** Value of the doors that fit into the time. */
  worth: number;
}

/** An area has enough doors when they would fill the time this many times over, so that there is a choice. */
const CHOICE_FACTOR = 1.4;
/** Not every way to a door outside the area must be walked back: some lead on. */
const THERE_AND_BACK = 1.5;
/** With more lanes than this, the evening is one long walk. */
const MAX_LANES = 14;

interface AreaAsked {
  /** Minutes to fill. */
  minutes: number;
  maxLanes: number;
  /** Lanes that the team visits in any case: the way there and back costs time. */
  expectedLanes: readonly number[];
}

/**
 * The lanes in which an evening brings most: each lane with its next neighbours, at most `maxLanes`, more only if they
 * do not hold enough doors to fill the time.
 */
export function bestArea(ward: WardDoors, values: SlotValues, { minutes, maxLanes, expectedLanes }: AreaAsked) {
  const perLane = ward.ways.apart(1) - ward.ways.step;
  const lanes = ward.lanes.map(({ start, end }) => candidatesIn(values, start, end));
  let best: Area | null = null;
  for (let fromLane = 0; fromLane < lanes.length; fromLane += 1) {
    let candidates: Candidate[] = [];
    let held = 0;
    for (let toLane = fromLane; toLane < Math.min(lanes.length, fromLane + MAX_LANES); toLane += 1) {
      const isWithin = toLane - fromLane < maxLanes;
      if (!isWithin && held >= minutes * CHOICE_FACTOR) break;
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

/** The value of the best doors that fit into the time. */
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
