import { formatDate, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { doorNumberOf } from '../../../shared/door-number';
import { optionsOf } from '../../../shared/labels';
import { NEEDS } from '../../../shared/needs';
import { shortGroupName } from '../../../shared/group-name';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import { hrefWith, pageAfter } from '../../../web/pager';
import { fractionText, INDICATORS, percentOf, shareOf, WARD_DOORS } from '../indicators/indicators';
import { DOOR_STATE_LABELS, type DoorState } from '../../register/households/door-state';
import {
  boardOf,
  countByGroup,
  DOOR_STATES,
  type BoardDoor,
  type BoardSums,
  type Cell,
  type StateCounts,
} from './board';
import { SINCE_LABELS, type BoardGroup, type BoardQuery } from './forms';
import type { DoorTally, GroupChoice } from './queries';

interface Asked {
  query: BoardQuery;
  outline: { wardName: string; doors: number; ungrouped: number; groups: readonly GroupChoice[] };
  today: LocalDate;
  /** Whether the doors link to their households. */
  canOpen: boolean;
  canSeeNeeds: boolean;
}

/** The board cell by cell. @param doors one more than `limit` when there is another page. */
export function boardPage(asked: Asked, doors: readonly BoardDoor[], limit: number) {
  const { query } = asked;
  const list = { place: query, size: limit, path: '/coverage', query: queryOf(query) };
  const { shown, ...pager } = pageAfter(doors, list);
  const board = boardOf(shown, query, asked.today);
  const isPart = doors.length > limit || query.after !== null;
  return viewOf('adoption/coverage/show', {
    ...frameOf(asked, board, isPart ? `${formatNumber(board.all)} cửa của một đoạn đường` : ''),
    lanes: board.lanes.map((lane, index) => ({
      id: `lane-${index + 1}`,
      label: lane.label,
      href: asked.canOpen ? `/lanes/${encodeURIComponent(lane.key)}` : '',
      counts: `${formatNumber(lane.cells.length)} cửa: ${countsInLetters(lane.counts)}`,
      cells: lane.cells.map((cell) => ({
        href: asked.canOpen ? `/households/${cell.door.id}` : '',
        kind: cell.isOut ? 'out' : cell.state,
        number: numberOf(cell.door),
        name: nameOf(cell, asked.today),
        stateLabel: cell.isOut ? 'Ngoài lọc' : DOOR_STATE_LABELS[cell.state],
        visitedOn: cell.door.lastVisitOn ? formatDate(cell.door.lastVisitOn) : '',
      })),
    })),
    groupRows: [],
    ...pager,
  });
}

/** For a ward too big for one board: one row for each group, linking to the board of that group. */
export function groupsPage(asked: Asked, tallies: readonly DoorTally[]) {
  const { groups, total } = countByGroup(tallies, asked.query, asked.today);
  const rows: { group: BoardGroup; id: string | null; name: string }[] = [
    ...asked.outline.groups.map(({ id, name }) => ({ group: { kind: 'group' as const, id }, id, name })),
    ...(asked.outline.ungrouped > 0 ? [{ group: { kind: 'none' as const }, id: null, name: 'Chưa rõ tổ' }] : []),
  ];
  return viewOf('adoption/coverage/show', {
    ...frameOf(asked, total, 'mỗi dòng là một tổ dân phố, mở tổ để xem từng cửa'),
    lanes: [],
    groupRows: rows.flatMap(({ group, id, name }) => {
      const sums = groups.get(id);
      if (!sums) return [];
      return [
        {
          name: shortGroupName(name),
          href: hrefOf(asked.query, { group }),
          met: `${formatNumber(sums.met)} / ${formatNumber(sums.doors)}`,
          counts: DOOR_STATES.map((state) => ({
            state,
            label: DOOR_STATE_LABELS[state],
            count: formatNumber(sums.counts[state]),
          })),
        },
      ];
    }),
    nextHref: null,
    pageNote: '',
  });
}

function frameOf({ query, outline, today, canSeeNeeds }: Asked, sums: BoardSums, scope: string) {
  const { counts, shown, all } = sums;
  const isFiltered = query.need !== null || query.since !== null || query.state !== null;
  const groupName = groupNameOf(query.group, outline.groups);
  return {
    title: `Bảng phủ ${uncapitalise(outline.wardName)}`,
    context: [...metText(sums), scope || 'mỗi ô là một cửa, theo thứ tự đi bộ'].join(' · '),
    printLine: [outline.wardName, groupName || 'cả phường', `ngày ${formatDate(today)}`, ...filterText(query)].join(
      ' · ',
    ),
    groups: optionsOf(
      {
        '': 'Cả phường',
        ...Object.fromEntries(outline.groups.map(({ id, name }) => [id, name])),
        ...(outline.ungrouped > 0 && { none: `Chưa rõ tổ (${formatNumber(outline.ungrouped)} cửa)` }),
      },
      groupValue(query.group) ?? '',
    ),
    needs: canSeeNeeds ? optionsOf({ '': 'Mọi nhà', ...NEEDS }, query.need ?? '') : null,
    // Not one object: keys that are numbers would come before the empty one.
    sinces: [
      { value: '', label: 'Lúc nào cũng được', selected: query.since === null },
      ...optionsOf(SINCE_LABELS, query.since && String(query.since)),
    ],
    states: optionsOf({ '': 'Mọi tình trạng', ...DOOR_STATE_LABELS }, query.state ?? ''),
    isFiltered,
    isScoped: isFiltered || query.group.kind !== 'ward',
    filterLine: isFiltered
      ? `Đang lọc: ${formatNumber(shown)} trong ${formatNumber(all)} cửa, kể cả nhà trống. Cửa ngoài lọc giữ chỗ, vẽ nét đứt.`
      : '',
    legend: DOOR_STATES.map((state) => ({
      state,
      label: uncapitalise(DOOR_STATE_LABELS[state]),
      count: formatNumber(counts[state]),
      href: hrefOf(query, { state: query.state === state ? null : state }),
      isCurrent: query.state === state,
    })),
    isEmpty: all === 0,
  };
}

/** The share of doors met, as in the report, followed by the states that explain why the counts do not add up to it. */
function metText({ met, doors, counts }: BoardSums): string[] {
  const reached = shareOf('household', met, doors);
  const turnedSince = met - counts.met - counts.helped;
  return [
    `${INDICATORS.doorsReached.name}: ${percentOf(reached)}, ${fractionText(reached, WARD_DOORS)}${turnedSince > 0 ? `, trong đó ${formatNumber(turnedSince)} cửa nay chưa muốn hoặc tạm dừng` : ''}`,
    ...(counts.vacant > 0 ? [`không tính ${formatNumber(counts.vacant)} cửa trống hoặc vắng lâu`] : []),
  ];
}

function groupNameOf(group: BoardGroup, groups: readonly GroupChoice[]): string {
  if (group.kind === 'none') return 'chưa rõ tổ';
  return group.kind === 'group' ? (groups.find(({ id }) => id === group.id)?.name ?? '') : '';
}

const filterText = ({ need, since, state }: BoardQuery): string[] =>
  [
    need && uncapitalise(NEEDS[need]),
    since && uncapitalise(SINCE_LABELS[since]!),
    state && uncapitalise(DOOR_STATE_LABELS[state]),
  ].filter((words) => words !== null);

function groupValue(group: BoardQuery['group']): string | null {
  if (group.kind === 'group') return group.id;
  return group.kind === 'none' ? 'none' : null;
}

const hrefOf = (query: BoardQuery, change: Partial<BoardQuery> = {}): string =>
  hrefWith('/coverage', queryOf({ ...query, ...change }));

const queryOf = ({ group, need, since, state }: BoardQuery) => ({
  group: groupValue(group),
  need,
  since: since && String(since),
  state,
});

/** '48', '48 T2' for the second floor of 48, '304' for a room. */
function numberOf(door: BoardDoor): string {
  const number = doorNumberOf(door);
  return door.floor && !door.room ? `${number} T${door.floor}` : number;
}

const visitDay = (on: LocalDate, today: LocalDate): string =>
  on.slice(0, 4) === today.slice(0, 4) ? formatDayMonth(on) : formatDate(on);

/** '48A, đã gặp 12/11': what the colour and letter of the cell say, as text. */
function nameOf({ door, state, isOut }: Cell, today: LocalDate): string {
  const { lastVisitOn: on } = door;
  const when = on === null || isOut ? '' : ` ${visitDay(on, today)}`;
  return `${numberOf(door)}, ${isOut ? 'ngoài lọc' : uncapitalise(DOOR_STATE_LABELS[state])}${when}`;
}

const LETTERS: Record<DoorState, string> = {
  helped: 'G',
  met: 'M',
  away: 'V',
  refused: 'T',
  paused: '–',
  vacant: 'K',
  never: 'C',
};

const countsInLetters = (counts: StateCounts): string =>
  DOOR_STATES.filter((state) => counts[state] > 0)
    .map((state) => `${LETTERS[state]}\u00a0${counts[state]}`)
    .join(' · ') || 'ngoài lọc cả';
