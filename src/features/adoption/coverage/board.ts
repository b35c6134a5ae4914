import { daysBetween, type LocalDate } from '../../../shared/dates';
import { isMetDoor, isWardDoor } from '../../register/households/counted-doors';
import { DOOR_STATE_LABELS, doorState, type DoorFacts, type DoorState } from '../../register/households/door-state';

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

/** How many doors there are, and how many of them the filter means. */
export interface BoardSums {
  all: number;
  shown: number;
  /** Of those shown, by state. */
  counts: StateCounts;
  /** Of those shown, the doors of the ward: where people live now. */
  doors: number;
  /** Of the doors of the ward, those met. */
  met: number;
}

export interface Board extends BoardSums {
  lanes: Lane[];
}

/** The board from doors in walking order. A lane that the walk enters twice is one row. */
export function boardOf(doors: readonly BoardDoor[], filter: BoardFilter, today: LocalDate): Board {
  const lanes = new Map<string, Lane>();
  const board: Board = { lanes: [], ...noSums() };
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
    addTo(board, { facts: door, state, isOut, doors: 1 });
    if (isOut) continue;
    lane.counts[state] += 1;
    lane.shown += 1;
  }
  return board;
}

/** The doors of a ward by group, from rows of doors that are alike. */
export function countByGroup(
  alike: readonly (JudgedFacts & { groupId: string | null; doors: number })[],
  filter: BoardFilter,
  today: LocalDate,
): { groups: ReadonlyMap<string | null, BoardSums>; total: BoardSums } {
  const groups = new Map<string | null, BoardSums>();
  const total = noSums();
  for (const row of alike) {
    const state = doorState(row);
    const isOut = !isMeant(row, state, filter, today);
    const group = groups.get(row.groupId) ?? noSums();
    groups.set(row.groupId, group);
    for (const sums of [group, total]) addTo(sums, { facts: row, state, isOut, doors: row.doors });
  }
  return { groups, total };
}

function addTo(
  sums: BoardSums,
  { facts, state, isOut, doors }: { facts: JudgedFacts; state: DoorState; isOut: boolean; doors: number },
): void {
  sums.all += doors;
  if (isOut) return;
  sums.shown += doors;
  sums.counts[state] += doors;
  if (isWardDoor(facts)) sums.doors += doors;
  if (isMetDoor(facts)) sums.met += doors;
}

function isMeant(
  door: JudgedFacts,
  state: DoorState,
  { state: wanted, since }: BoardFilter,
  today: LocalDate,
): boolean {
  if (!door.hasNeed || (wanted !== null && state !== wanted)) return false;
  if (since === null || door.lastVisitOn === null) return true;
  return since !== 'never' && daysBetween(door.lastVisitOn, today) >= since;
}

function noSums(): BoardSums {
  return { all: 0, shown: 0, counts: noDoors(), doors: 0, met: 0 };
}

function noDoors(): StateCounts {
  return Object.fromEntries(DOOR_STATES.map((state) => [state, 0])) as StateCounts;
}
