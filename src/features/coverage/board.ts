import { daysBetween, type LocalDate } from '../../shared/dates';
import { DOOR_STATE_LABELS, doorState, type DoorFacts, type DoorState } from '../households/door-state';

// The ward at a glance: each lane a row of doors in walking order, each door a cell with its state.

export const DOOR_STATES = Object.keys(DOOR_STATE_LABELS) as DoorState[];

/** What decides how a door is drawn. */
export interface JudgedFacts extends DoorFacts {
  /** Of the last visit; null when nobody came yet. */
  lastVisitOn: LocalDate | null;
  /** Somebody living there has the need that was asked for; true when none was asked for. */
  hasNeed: boolean;
}

export interface BoardDoor extends JudgedFacts {
  id: string;
  houseNumber: string;
  floor: string;
  room: string;
  laneKey: string;
  laneLabel: string;
}

/** How long nobody has come: 'never' alone, or at least so many days, those never visited among them. */
export type Since = 'never' | 30 | 90 | 180 | 365;

export interface BoardFilter {
  state: DoorState | null;
  since: Since | null;
}

export interface Cell {
  door: BoardDoor;
  state: DoorState;
  /** Not meant by the filter: it keeps its place and is drawn without its state. */
  isOut: boolean;
}

export type StateCounts = Record<DoorState, number>;

interface Lane {
  key: string;
  label: string;
  cells: Cell[];
  /** Of the doors the filter means. */
  counts: StateCounts;
  shown: number;
}

export interface Board {
  lanes: Lane[];
  counts: StateCounts;
  /** Doors the filter means, of all. */
  shown: number;
  all: number;
}

/** The board from doors in walking order. A lane that the walk enters twice is one row. */
export function boardOf(doors: readonly BoardDoor[], filter: BoardFilter, today: LocalDate): Board {
  const lanes = new Map<string, Lane>();
  const board: Board = { lanes: [], counts: noDoors(), shown: 0, all: doors.length };
  for (const door of doors) {
    const state = doorState(door);
    const isOut = !isMeant(door, state, filter, today);
    let lane = lanes.get(door.laneKey);
    if (!lane) {
      lane = { key: door.laneKey, label: door.laneLabel, cells: [], counts: noDoors(), shown: 0 };
      lanes.set(door.laneKey, lane);
      board.lanes.push(lane);
    }
    lane.cells.push({ door, state, isOut });
    if (isOut) continue;
    lane.counts[state] += 1;
    lane.shown += 1;
    board.counts[state] += 1;
    board.shown += 1;
  }
  return board;
}

/** The doors of a ward by group, from rows of doors that are alike. */
export function countByGroup(
  alike: readonly (JudgedFacts & { groupId: string | null; doors: number })[], filter: BoardFilter, today: LocalDate,
): { groups: ReadonlyMap<string | null, Omit<Board, 'lanes'>>; total: Omit<Board, 'lanes'> } {
  const groups = new Map<string | null, Omit<Board, 'lanes'>>();
  const total = { counts: noDoors(), shown: 0, all: 0 };
  for (const row of alike) {
    const state = doorState(row);
    const group = groups.get(row.groupId) ?? { counts: noDoors(), shown: 0, all: 0 };
    groups.set(row.groupId, group);
    for (const sum of [group, total]) {
      sum.all += row.doors;
      if (!isMeant(row, state, filter, today)) continue;
      sum.counts[state] += row.doors;
      sum.shown += row.doors;
    }
  }
  return { groups, total };
}

function isMeant(door: JudgedFacts, state: DoorState, { state: wanted, since }: BoardFilter, today: LocalDate): boolean {
  if (!door.hasNeed || (wanted !== null && state !== wanted)) return false;
  if (since === null || door.lastVisitOn === null) return true;
  return since !== 'never' && daysBetween(door.lastVisitOn, today) >= since;
}

function noDoors(): StateCounts {
  return Object.fromEntries(DOOR_STATES.map((state) => [state, 0])) as StateCounts;
}
