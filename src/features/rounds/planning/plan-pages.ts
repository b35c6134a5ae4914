import { optionsOf } from '../../../shared/labels';
import { capitalise } from '../../../shared/vietnamese-text';
import {
  dateText,
  formatDate,
  formatDayMonth,
  formatRoundTime,
  instantOf,
  type LocalDate,
} from '../../../shared/dates';
import { type FieldErrors, fieldId, formView, typedTexts } from '../../../web/form';
import { viewOf } from '../../../web/page';
import type { OutreachPolicy, RoundTime } from '../../office/calendar/outreach-time';
import { obstacleOf, obstacleSentence } from '../doors/door-obstacle';
import { type DoorFacts, doorReasons } from '../doors/door-reason';
import { byLane, type Tag } from '../doors/door-status';
import type { EveningModel } from './evening-pages';
import { minuteOf } from '../planner/clock';
import { reasonTags } from '../planner/reasons';
import { MAX_DOORS, type PlanDraft, planForm } from './forms';
import type { CandidateDoor, LaneSummary, PlanningRules } from '../round/plan-queries';
import { officerChoices, outOfHours, type OutsideHours, type Team, teamHint, teamLegend } from './time-and-team';

export const MAX_LANES_SHOWN = 150;
export const MAX_DOORS_SHOWN = 200;

/** What the database knows about a draft. */
interface PlanHelp {
  groups: readonly { id: string; name: string }[];
  lanes: readonly LaneSummary[];
  /** Contains one more than MAX_DOORS_SHOWN if there are too many. */
  doors: readonly CandidateDoor[];
  facts: ReadonlyMap<string, DoorFacts>;
  /** Replaces the doors of lanes. */
  evening: EveningModel | null;
  team: Team;
  rules: PlanningRules;
  outside: OutsideHours;
  news: readonly string[];
}

export function planPage(draft: PlanDraft, help: PlanHelp, today: LocalDate, errors: FieldErrors) {
  const {
    rules,
    team: { time },
  } = help;
  const shown = help.doors.slice(0, MAX_DOORS_SHOWN);
  const sensible = time ? sensibleDoorCount(time.from, time.to, rules.policy, MAX_DOORS) : 0;
  const chosen = chosenDoors(
    shown.map((door) => ({
      id: door.id,
      canBePlanned: obstacleOf(door) === null,
      isLikelyHome: door.occupancy === 'occupied',
    })),
    { chosenIds: draft.doorIds, shownIds: [...draft.positions.keys()] },
    sensible,
  );
  const doors = shown.map((door, index) => ({
    id: door.id,
    inputId: `doors-${index + 1}`,
    address: door.addressLine,
    reasons: tagsOf(help.facts.get(door.id), time ?? { date: today, from: '00:00', to: '00:00' }, rules.adultAge),
    obstacle: obstacleSentence(door),
    isChosen: chosen.has(door.id),
    position: draft.positions.get(door.id) ?? String(index + 1),
    positionName: `position[${door.id}]`,
    positionId: fieldId(`position[${door.id}]`),
  }));
  const chosenCount = help.evening ? help.evening.doors.length : chosen.size;
  const hasDoors = doors.length > 0 || (help.evening?.doors.length ?? 0) > 0;
  const when = time ? capitalise(formatRoundTime(instantOf(time.date, time.from), instantOf(time.date, time.to))) : '';
  return viewOf('rounds/planning/new', {
    form: formView(
      planForm,
      {},
      {
        values: {
          ...typedTexts({ ...draft }, 'id', 'from', 'to', 'escort', 'note', 'outOfHoursReason'),
          date: dateText(draft.date),
          proposal: draft.proposalId ?? '',
        },
        errors,
      },
    ),
    ...(draft.proposalId === null ? NEW_ROUND : proposedRound(draft.proposalId)),
    news: help.news,
    time: when,
    // Read aloud after the page's script has inserted the answer.
    said: help.evening?.said ?? when,
    outOfHours: outOfHours(help.outside, draft.outOfHoursReason),
    groups: optionsOf(
      { '': 'Cả phường', ...Object.fromEntries(help.groups.map(({ id, name }) => [id, name])) },
      draft.groupId ?? '',
    ),
    lanes: help.lanes.slice(0, MAX_LANES_SHOWN).map((lane, index) => ({
      key: lane.key,
      inputId: `lanes-${index + 1}`,
      label: lane.label,
      hint: laneHint(lane, today),
      isChosen: draft.laneKeys.includes(lane.key),
    })),
    lanesNote:
      help.lanes.length > MAX_LANES_SHOWN
        ? `Chỉ hiện ${MAX_LANES_SHOWN} phố, ngõ đầu tiên. Chọn tổ dân phố để thấy đủ.`
        : '',
    doorLanes: byLane(doors.map((item, index) => ({ label: shown[index]!.laneLabel, item }))).map(
      ({ label, items }) => ({ label, doors: items }),
    ),
    evening: help.evening,
    hasDoors,
    doorCount: hasDoors
      ? {
          chosen: chosenCount,
          most: MAX_DOORS,
          over: Math.max(0, chosenCount - MAX_DOORS),
          isOver: chosenCount > MAX_DOORS,
        }
      : null,
    doorsNote: doorsNote(help.doors.length, sensible),
    officers: officerChoices(help.team, draft.officerIds),
    teamLegend: teamLegend(rules.policy.teamSize),
    teamHint: teamHint(help.team.officers, rules.policy.teamSize),
  });
}

const NEW_ROUND = {
  proposalId: '',
  title: 'Lập buổi ra quân',
  back: { href: '/rounds', label: 'Buổi ra quân' },
  context: 'Chọn giờ, bấm “Gợi ý cửa” hoặc tự chọn phố, ngõ, rồi chọn người đi.',
  actions: [{ label: 'Giờ gặp người', href: '/answer-hours', kind: 'plain' }],
};

const proposedRound = (proposalId: string): typeof NEW_ROUND => ({
  proposalId,
  title: 'Sửa buổi được đề xuất',
  back: { href: `/round-proposals/${proposalId}`, label: 'Đề xuất cả tuần' },
  actions: [],
  context: 'Đổi giờ, cửa, người đi, rồi bấm “Lập buổi”. Đề xuất vẫn như cũ cho đến lúc ấy.',
});

/** '6 cửa · 2 chưa đến · lần cuối 12/11'; '6 cửa · chưa đến lần nào'. */
function laneHint({ doors, neverVisited, lastVisitOn }: LaneSummary, today: LocalDate): string {
  if (!lastVisitOn) return `${doors} cửa · chưa đến lần nào`;
  // A round's date 'tối thứ Ba 24/11' needs no year, but a lane's last visit may be a year ago.
  const lastVisit =
    lastVisitOn.slice(0, 4) === today.slice(0, 4) ? formatDayMonth(lastVisitOn) : formatDate(lastVisitOn);
  return [`${doors} cửa`, neverVisited > 0 ? `${neverVisited} chưa đến` : 'đã đến hết', `lần cuối ${lastVisit}`].join(
    ' · ',
  );
}

const tagsOf = (facts: DoorFacts | undefined, round: RoundTime, adultAge: number): Tag[] =>
  facts ? reasonTags(doorReasons(facts, round, adultAge)) : [];

function doorsNote(offered: number, sensible: number): string {
  const cut =
    offered > MAX_DOORS_SHOWN ? ` Chỉ hiện ${MAX_DOORS_SHOWN} cửa đầu tiên; chọn ít phố, ngõ hơn để thấy đủ.` : '';
  const fits = sensible > 0 ? `Giờ này đi được khoảng ${sensible} cửa. ` : '';
  return `${fits}Bỏ dấu ở cửa không đi, đổi số để đổi thứ tự.${cut}`;
}

// ------------------------------------------------------------ doors to choose from

const MIN_SENSIBLE = 5;

/**
 * Number of doors that a team of two can visit in that time, by the ward's minutes from door to door: at least 5, at
 * most `max`. Times are local 'HH:MM'.
 */
export function sensibleDoorCount(
  from: string,
  to: string,
  policy: Pick<OutreachPolicy, 'bufferMinutes'>,
  max: number,
): number {
  const count = Math.floor((minuteOf(to) - minuteOf(from)) / policy.bufferMinutes);
  return Math.min(max, Math.max(MIN_SENSIBLE, count));
}

/**
 * The doors ticked when the list is shown: first those chosen before, then new ones in walking order until the evening
 * is full. A removed door stays unticked; a door that cannot be planned is never ticked, and one whose household is
 * away for long only if it was chosen. @param shownIds doors of the earlier page.
 */
export function chosenDoors(
  doors: readonly { id: string; canBePlanned: boolean; isLikelyHome: boolean }[],
  { chosenIds, shownIds }: { chosenIds: readonly string[]; shownIds: readonly string[] },
  sensibleCount: number,
): Set<string> {
  const offered = doors.filter((door) => door.canBePlanned);
  const chosen = new Set(offered.filter((door) => chosenIds.includes(door.id)).map((door) => door.id));
  for (const door of offered) {
    if (chosen.size >= sensibleCount) break;
    if (door.isLikelyHome && !shownIds.includes(door.id)) chosen.add(door.id);
  }
  return chosen;
}
