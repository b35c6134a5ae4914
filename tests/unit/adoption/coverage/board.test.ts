import fc from 'fast-check';
import {
  boardOf,
  countByGroup,
  DOOR_STATES,
  type BoardDoor,
  type BoardFilter,
  type Since,
} from '../../../../src/features/adoption/coverage/board';
import { DoorOutcome, HouseholdOccupancy } from '../../../../src/generated/prisma/enums';
import { addDays } from '../../../../src/shared/dates';

const TODAY = '2026-11-26';
const EVERYTHING: BoardFilter = { state: null, since: null };
const door = (id: string, given: Partial<BoardDoor> = {}): BoardDoor => ({
  id,
  houseNumber: id,
  floor: '',
  room: '',
  laneKey: 'pho a',
  laneLabel: 'Phố A',
  occupancy: 'occupied',
  isPaused: false,
  lastOutcome: null,
  wasMet: false,
  wasHelped: false,
  lastVisitOn: null,
  hasNeed: true,
  ...given,
});
const visited = (id: string, days = 1, given: Partial<BoardDoor> = {}) =>
  door(id, { lastOutcome: 'met', wasMet: true, lastVisitOn: addDays(TODAY, -days), ...given });
const shown = (doors: BoardDoor[], filter: Partial<BoardFilter>) =>
  boardOf(doors, { ...EVERYTHING, ...filter }, TODAY)
    .lanes.flatMap((lane) => lane.cells)
    .filter((cell) => !cell.isOut)
    .map((cell) => cell.door.id);

const anyDoor: fc.Arbitrary<BoardDoor> = fc
  .record({
    lane: fc.constantFrom('a', 'b', 'c'),
    occupancy: fc.constantFrom(...Object.values(HouseholdOccupancy)),
    isPaused: fc.boolean(),
    lastOutcome: fc.option(fc.constantFrom(...Object.values(DoorOutcome))),
    wasMet: fc.boolean(),
    wasHelped: fc.boolean(),
    days: fc.option(fc.integer({ min: 0, max: 400 })),
    hasNeed: fc.boolean(),
  })
  .map(({ lane, days, ...facts }) =>
    door('x', { ...facts, laneKey: lane, lastVisitOn: days === null ? null : addDays(TODAY, -days) }),
  );
const anyFilter: fc.Arbitrary<BoardFilter> = fc.record({
  state: fc.option(fc.constantFrom(...DOOR_STATES)),
  since: fc.option(fc.constantFrom<Since>('never', 30, 90, 180, 365)),
});

test('a lane that the walk enters twice, before and after an alley, is one row in walking order', () => {
  const board = boardOf([door('2'), door('1', { laneKey: 'ngo 2', laneLabel: 'Ngõ 2' }), door('4')], EVERYTHING, TODAY);
  expect(board.lanes.map((lane) => [lane.label, lane.cells.map((cell) => cell.door.id)])).toEqual([
    ['Phố A', ['2', '4']],
    ['Ngõ 2', ['1']],
  ]);
});

test('without a filter, the counts of all states add up to all doors, in the ward and in each lane', () => {
  fc.assert(
    fc.property(fc.array(anyDoor), (doors) => {
      const board = boardOf(
        doors.map((one) => ({ ...one, hasNeed: true })),
        EVERYTHING,
        TODAY,
      );
      const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
      expect([sum(board.counts), board.shown]).toEqual([doors.length, doors.length]);
      for (const lane of board.lanes) expect(sum(lane.counts)).toBe(lane.cells.length);
    }),
  );
});

test('a door counts as met when people live there and a visit met a resident, whatever its state now', () => {
  const { doors, met, counts } = boardOf(
    [
      visited('met'),
      visited('met, then refused', 1, { lastOutcome: 'refused' }),
      visited('met, now paused', 1, { isPaused: true }),
      visited('helped', 1, { wasHelped: true }),
      visited('met, now vacant', 1, { occupancy: 'vacant' }),
      visited('met, now away for long', 1, { occupancy: 'long_absent' }),
      door('never'),
      door('"met", naming no resident', { lastOutcome: 'met' }),
    ],
    EVERYTHING,
    TODAY,
  );
  expect([doors, met, counts.met + counts.helped, counts.vacant]).toEqual([6, 4, 2, 2]);
});

test('a filter leaves every door in its place and counts only the matching ones', () => {
  fc.assert(
    fc.property(fc.array(anyDoor), anyFilter, (doors, filter) => {
      const board = boardOf(doors, filter, TODAY);
      const cells = board.lanes.flatMap((lane) => lane.cells);
      expect(cells).toHaveLength(doors.length);
      expect(board.all).toBe(doors.length);
      expect(board.shown).toBe(cells.filter((cell) => !cell.isOut).length);
      for (const state of DOOR_STATES)
        expect(board.counts[state]).toBe(cells.filter((cell) => !cell.isOut && cell.state === state).length);
    }),
  );
});

test('the groups of a ward count what their boards show', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ door: anyDoor, group: fc.constantFrom('1', '2', null) })),
      anyFilter,
      (doors, filter) => {
        const { groups, total } = countByGroup(
          doors.map((one) => ({ ...one.door, groupId: one.group, doors: 1 })),
          filter,
          TODAY,
        );
        for (const group of ['1', '2', null]) {
          const board = boardOf(
            doors.filter((one) => one.group === group).map((one) => one.door),
            filter,
            TODAY,
          );
          const { lanes: _lanes, ...sums } = board;
          expect(groups.get(group) ?? { ...sums, all: 0 }).toEqual(sums);
        }
        expect(total.all).toBe(doors.length);
      },
    ),
  );
});

describe('the time since the last visit', () => {
  const doors = [door('never'), visited('29 days', 29), visited('30 days', 30), visited('100 days', 100)];
  test.each<[Since, string[]]>([
    ['never', ['never']],
    [30, ['never', '30 days', '100 days']],
    [90, ['never', '100 days']],
    [180, ['never']],
  ])('%s', (since, expected) => {
    expect(shown(doors, { since })).toEqual(expected);
  });
});

test('the board filters by state and need as well', () => {
  const doors = [visited('a', 1), visited('b', 1, { hasNeed: false }), door('c')];
  expect(shown(doors, { state: 'met' })).toEqual(['a']);
  expect(shown(doors, {})).toEqual(['a', 'c']);
});
