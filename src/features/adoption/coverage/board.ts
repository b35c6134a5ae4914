import { z } from 'zod';
import { daysBetween, type LocalDate } from '../../../shared/dates';
import { isMetDoor, isWardDoor } from '../../register/households/counted-doors';
import { DOOR_FACTS, DOOR_STATE_LABELS, doorState, type DoorState } from '../../register/households/door-state';

// The coverage board: each lane is a row of doors in walking order, each door a cell that shows its state.

export const DOOR_STATES = Object.keys(DOOR_STATE_LABELS) as DoorState[];

/** The facts that decide how a door is drawn. */
export const ASSESSED_FACTS = DOOR_FACTS.extend({
  /** Date of the last visit; null when there was none. */
  lastVisitOn: z.string().nullable(),
  /** Whether a resident has the selected need; true when no need is selected. */
  hasNeed: z.boolean(),
});
export type AssessedFacts = z.infer<typeof ASSESSED_FACTS>;

export const BOARD_DOOR = ASSESSED_FACTS.extend({
  id: z.string(),
  houseNumber: z.string(),
  floor: z.string(),
  room: z.string(),
  laneKey: z.string(),
  laneLabel: z.string(),
});
export type BoardDoor = z.infer<typeof BOARD_DOOR>;

/** Minimum days since the last visit; doors never visited are included. 'never' selects only those. */
export type Since = 'never' | 30 | 90 | 180 | 365;

export interface BoardFilter {
  state: DoorState | null;
  since: Since | null;
}

export interface Cell {
  door: BoardDoor;
  state: DoorState;
  /** Excluded by the filter: the door keeps its place but is drawn without its state. */
  isOut: boolean;
}

export type StateCounts = Record<DoorState, number>;

interface Lane {
  key: string;
  label: string;
  cells: Cell[];
  /** Counts only doors that match the filter. */
  counts: StateCounts;
  shown: number;
}

/** The number of doors, and how many of them match the filter. */
export interface BoardSums {
  all: number;
  shown: number;
  counts: StateCounts;
  /** Matching doors that are ward doors: people live there now. */
  doors: number;
  /** Ward doors that were met. */
  met: number;
}

interface Board extends BoardSums {
  lanes: Lane[];
}

/** Builds the board from doors in walking order. A lane that the walk enters twice becomes one row. */
export function boardOf(doors: readonly BoardDoor[], filter: BoardFilter, today: LocalDate): Board {
  const lanes = new Map<string, Lane>();
  const board: Board = { lanes: [], ...emptySums() };
  for (const door of doors) {
    const state = doorState(door);
    const isOut = !matchesFilter(door, state, filter, today);
    let lane = lanes.get(door.laneKey);
    if (!lane) {
      lane = { key: door.laneKey, label: door.laneLabel, cells: [], counts: noDoors(), shown: 0 };
      lanes.set(door.laneKey, lane);
      board.lanes.push(lane);
    }
    lane.cells.push({ door, state, isOut });
    addTo(board, { facts: door, state, isOut, doors: 1 });
    if (isOut) continue;
    lane.counts[state] += 1;
    lane.shown += 1;
  }
  return board;
}

/** Counts a ward's doors by group, from rows that each stand for doors with equal facts. */
export function countByGroup(
  tallies: readonly (AssessedFacts & { groupId: string | null; doors: number })[],
  filter: BoardFilter,
  today: LocalDate,
): { groups: ReadonlyMap<string | null, BoardSums>; total: BoardSums } {
  const groups = new Map<string | null, BoardSums>();
  const total = emptySums();
  for (const row of tallies) {
    const state = doorState(row);
    const isOut = !matchesFilter(row, state, filter, today);
    const group = groups.get(row.groupId) ?? emptySums();
    groups.set(row.groupId, group);
    for (const sums of [group, total]) addTo(sums, { facts: row, state, isOut, doors: row.doors });
  }
  return { groups, total };
}

function addTo(
  sums: BoardSums,
  { facts, state, isOut, doors }: { facts: AssessedFacts; state: DoorState; isOut: boolean; doors: number },
): void {
  sums.all += doors;
  if (isOut) return;
  sums.shown += doors;
  sums.counts[state] += doors;
  if (isWardDoor(facts)) sums.doors += doors;
  if (isMetDoor(facts)) sums.met += doors;
}

function matchesFilter(door: AssessedFacts, state: DoorState, { state: wanted, since }: BoardFilter, today: LocalDate) {
  if (!door.hasNeed || (wanted !== null && state !== wanted)) return false;
  if (since === null || door.lastVisitOn === null) return true;
  return since !== 'never' && daysBetween(door.lastVisitOn, today) >= since;
}

const emptySums = (): BoardSums => ({ all: 0, shown: 0, counts: noDoors(), doors: 0, met: 0 });

const noDoors = (): StateCounts => Object.fromEntries(DOOR_STATES.map((state) => [state, 0])) as StateCounts;
