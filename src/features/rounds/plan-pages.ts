import { formatDate, formatDayMonth, formatRoundTime, instantOf, type LocalDate } from '../../shared/dates';
import { doorNumberOf } from '../../shared/door-number';
import { capitalise } from '../../shared/vietnamese-text';
import { fieldId, type FieldErrors } from '../../web/form';
import { definePage } from '../../web/page';
import { chosenDoors, sensibleDoorCount } from './door-choice';
import { obstacleOf } from './door-obstacle';
import { doorReason, splitReasons, type DoorFacts } from './door-reason';
import { byLane, doorStateTag, type DoorFill, type Tag } from './door-standing';
import type { EveningModel } from './evening-pages';
import { MAX_DOORS, type PlanDraft } from './forms';
import { roundTimeOf, type RoundTime } from '../calendar/outreach-time';
import { summaryOf } from './pages';
import { availabilityHint } from './stated-hours';
import type { CandidateDoor, LaneSummary, Officer, OfficerAbsence, OfficerClash, PlanningRules } from './plan-queries';
import type { RoundDetail, RoundDoorRow } from './queries';

// ---------------------------------------------------------------- changing a round

/** An option of the choice cards. */
interface OfficerChoice {
  value: string;
  label: string;
  hint: string;
  checked: boolean;
}

interface EditModel {
  id: string;
  title: string;
  roundName: string;
  version: string;
  /** 'review' when the form was opened from there. */
  cameFrom: string;
  reviewReasons: string[];
  date: string;
  from: string;
  to: string;
  note: string;
  officers: OfficerChoice[];
  teamLegend: string;
  teamHint: string;
  outOfHours: OutOfHours;
  doors: { id: string; address: string; state: Tag; position: number; positionId: string; canRemove: boolean }[];
  search: string;
  found: { id: string; number: string; fill: DoorFill; address: string; obstacle: string | null }[];
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

export const roundEditPage = definePage<EditModel>('rounds/edit');

/** What stands against the hours of a round, in words. */
export interface OutsideHours {
  /** The ward's policy. */
  policy: string[];
  /** What those who are to go said of their week. */
  availability: string[];
}

/** What the form says about the hours: reasons when they are outside, with the field for the written one. */
interface OutOfHours {
  title: string;
  label: string;
  reasons: string[];
  /** Shown when the hours are outside, or something was typed there already. */
  isAsked: boolean;
  value: string;
  error: string;
}

export interface EditValues {
  version: string;
  date: string;
  from: string;
  to: string;
  note: string;
  officerIds: readonly string[];
  outOfHoursReason: string;
}

/** The edit form filled from the record. */
export function editValuesOf(round: RoundDetail): EditValues {
  return {
    version: String(round.version),
    ...roundTimeOf(round),
    note: round.note,
    officerIds: round.officers.map((officer) => officer.id),
    outOfHoursReason: round.outOfHoursReason ?? '',
  };
}

export function editModel(
  round: RoundDetail, doors: readonly RoundDoorRow[], values: EditValues,
  help: { team: Team; teamSize: number; outside: OutsideHours; search: string; found: readonly CandidateDoor[]; reviewReasons: string[]; cameFrom: string }, errors: FieldErrors,
): EditModel {
  return {
    id: round.id,
    title: `Sửa buổi ${round.code}`,
    roundName: `Buổi ${round.code}`,
    version: values.version,
    cameFrom: help.cameFrom,
    reviewReasons: help.reviewReasons,
    date: values.date,
    from: values.from,
    to: values.to,
    note: values.note,
    officers: officerChoices(help.team, values.officerIds),
    teamLegend: teamLegend(help.teamSize),
    teamHint: teamHint(help.team.officers, help.teamSize),
    outOfHours: outOfHours(help.outside, values.outOfHoursReason, errors),
    doors: doors.map((door) => ({
      id: door.id, address: door.addressLine, state: doorStateTag(door), position: door.position,
      positionId: fieldId(`position[${door.id}]`), canRemove: door.outcome === null,
    })),
    search: help.search,
    found: help.found.map((door) => ({
      id: door.id, number: doorNumberOf(door), fill: obstacleOf(door) ? 'paused' : 'never', address: door.addressLine,
      obstacle: sentenceOf(obstacleOf(door)),
    })),
    errors,
    summary: summaryOf(errors),
  };
}

function outOfHours({ policy, availability }: OutsideHours, typedReason: string, errors: FieldErrors): OutOfHours {
  const reasons = [...policy, ...availability];
  const isOnlyAvailability = policy.length === 0 && availability.length > 0;
  return {
    title: isOnlyAvailability ? 'Ngoài giờ rảnh của người đi' : 'Ngoài khung giờ ra quân', label: isOnlyAvailability ? 'Lý do ra quân ngoài giờ rảnh' : 'Lý do ra quân ngoài khung giờ',
    reasons, isAsked: reasons.length > 0 || typedReason !== '', value: typedReason, error: errors.outOfHoursReason ?? '',
  };
}

function teamLegend(teamSize: number): string {
  return `Ai đi (chọn ${teamSize} người)`;
}

/** What to do while the ward has too few officers for a team. */
function teamHint(officers: readonly Officer[], teamSize: number): string {
  return officers.length >= teamSize ? '' : 'Phường chưa đủ tài khoản thành viên đội. Nhờ người quản trị mở thêm ở trang Tài khoản.';
}

function sentenceOf(obstacle: string | null): string | null {
  return obstacle && capitalise(obstacle);
}

/** The officers of a ward as far as a time is known: who is free then, who has another round, who is absent. */
export interface Team {
  officers: readonly Officer[];
  clashes: readonly OfficerClash[];
  absences: readonly OfficerAbsence[];
  time: RoundTime | null;
}

function officerChoices({ officers, clashes, absences, time }: Team, chosenIds: readonly string[]): OfficerChoice[] {
  return officers.map((officer) => {
    const clash = clashes.find(({ officerId }) => officerId === officer.id);
    const isAbsent = absences.some(({ officerId }) => officerId === officer.id);
    const hint = clash ? `đã có buổi ${clash.code}` : isAbsent ? 'báo vắng' : time ? availabilityHint(officer, time) : '';
    return { value: officer.id, label: officer.displayName, hint, checked: chosenIds.includes(officer.id) };
  });
}

/** '6 cửa · 2 chưa đến · lần cuối 12/11'; '6 cửa · chưa đến lần nào'. */
function laneHint({ doors, neverVisited, lastVisitOn }: LaneSummary, today: LocalDate): string {
  if (!lastVisitOn) return `${doors} cửa · chưa đến lần nào`;
  // 'tối thứ Ba 24/11' needs no year; a lane's last visit may be a year ago.
  const lastVisit = lastVisitOn.slice(0, 4) === today.slice(0, 4) ? formatDayMonth(lastVisitOn) : formatDate(lastVisitOn);
  return [`${doors} cửa`, neverVisited > 0 ? `${neverVisited} chưa đến` : 'đã đến hết', `lần cuối ${lastVisit}`].join(' · ');
}

// ---------------------------------------------------------------- planning a round

interface PlannedDoorChoice {
  id: string;
  inputId: string;
  address: string;
  reasons: Tag[];
  /** Why the door cannot be chosen. */
  obstacle: string | null;
  isChosen: boolean;
  position: string;
  positionName: string;
  positionId: string;
}

export interface PlanModel {
  id: string;
  /** '' unless it is a proposed round that is changed. */
  proposalId: string;
  title: string;
  context: string;
  back: { href: string; label: string };
  actions: { label: string; href: string; kind: 'plain' }[];
  /** What has changed since the round was proposed. */
  news: string[];
  date: string;
  from: string;
  to: string;
  /** What is known of the time typed: 'Tối thứ Năm 26/11, 18:30–20:45', with the reasons against it. */
  time: string;
  outOfHours: OutOfHours;
  groups: { value: string; label: string; selected: boolean }[];
  lanes: { key: string; inputId: string; label: string; hint: string; isChosen: boolean }[];
  lanesNote: string;
  doorLanes: { label: string; doors: PlannedDoorChoice[] }[];
  doorsNote: string;
  evening: EveningModel | null;
  /** Doors stand on the page: the next step is to plan the round. */
  hasDoors: boolean;
  officers: OfficerChoice[];
  teamLegend: string;
  teamHint: string;
  note: string;
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

export const planPage = definePage<PlanModel>('rounds/new');

export const MAX_LANES_SHOWN = 150;
export const MAX_DOORS_SHOWN = 200;

/** What the database says to a draft. */
interface PlanHelp {
  groups: readonly { id: string; name: string }[];
  lanes: readonly LaneSummary[];
  /** One more than MAX_DOORS_SHOWN when there are too many. */
  doors: readonly CandidateDoor[];
  facts: ReadonlyMap<string, DoorFacts>;
  /** Instead of the doors of lanes. */
  evening: EveningModel | null;
  team: Team;
  rules: PlanningRules;
  outside: OutsideHours;
}

export function planModel(draft: PlanDraft, help: PlanHelp, today: LocalDate, errors: FieldErrors): PlanModel {
  const { rules, team: { time } } = help;
  const shown = help.doors.slice(0, MAX_DOORS_SHOWN);
  const sensible = time ? sensibleDoorCount(time.from, time.to, rules.policy, MAX_DOORS) : 0;
  const chosen = chosenDoors(
    shown.map((door) => ({ id: door.id, canBePlanned: obstacleOf(door) === null, isLikelyHome: door.occupancy === 'occupied' })),
    { chosenIds: draft.doorIds, seenIds: [...draft.positions.keys()] }, sensible);
  const doors = shown.map((door, index): PlannedDoorChoice => ({
    id: door.id,
    inputId: `doors-${index + 1}`,
    address: door.addressLine,
    reasons: doorReasons(help.facts.get(door.id), time ?? { date: today, from: '00:00', to: '00:00' }, rules.adultAge),
    obstacle: sentenceOf(obstacleOf(door)),
    isChosen: chosen.has(door.id),
    position: draft.positions.get(door.id) ?? String(index + 1),
    positionName: `position[${door.id}]`,
    positionId: fieldId(`position[${door.id}]`),
  }));
  return {
    id: draft.id,
    ...(draft.proposalId === null ? NEW_ROUND : proposedRound(draft.proposalId)),
    news: [],
    date: draft.date,
    from: draft.from,
    to: draft.to,
    time: time ? capitalise(formatRoundTime(instantOf(time.date, time.from), instantOf(time.date, time.to))) : '',
    outOfHours: outOfHours(help.outside, draft.outOfHoursReason, errors),
    groups: [{ id: '', name: 'Cả phường' }, ...help.groups].map(({ id, name }) => ({ value: id, label: name, selected: id === (draft.groupId ?? '') })),
    lanes: help.lanes.slice(0, MAX_LANES_SHOWN).map((lane, index) => ({
      key: lane.key,
      inputId: `lanes-${index + 1}`,
      label: lane.label,
      hint: laneHint(lane, today),
      isChosen: draft.laneKeys.includes(lane.key),
    })),
    lanesNote: help.lanes.length > MAX_LANES_SHOWN ? `Chỉ hiện ${MAX_LANES_SHOWN} phố, ngõ đầu tiên. Chọn tổ dân phố để thấy đủ.` : '',
    doorLanes: byLane(doors.map((item, index) => ({ label: shown[index]!.laneLabel, item }))).map(({ label, items }) => ({ label, doors: items })),
    evening: help.evening,
    hasDoors: doors.length > 0 || (help.evening?.doors.length ?? 0) > 0,
    doorsNote: doorsNote(chosen.size, help.doors.length, sensible),
    officers: officerChoices(help.team, draft.officerIds),
    teamLegend: teamLegend(rules.policy.teamSize),
    teamHint: teamHint(help.team.officers, rules.policy.teamSize),
    note: draft.note,
    errors,
    summary: summaryOf(errors),
  };
}

type Headings = Pick<PlanModel, 'proposalId' | 'title' | 'context' | 'back' | 'actions'>;

const NEW_ROUND: Headings = {
  proposalId: '', title: 'Lập buổi ra quân', back: { href: '/rounds', label: 'Buổi ra quân' },
  context: 'Chọn giờ, bấm “Gợi ý cửa” để Gõ Cửa xếp cửa cho vừa buổi, hoặc tự chọn phố, ngõ rồi “Xem cửa”. Sau đó chọn người đi.',
  actions: [{ label: 'Xếp cả tuần', href: '/round-proposals', kind: 'plain' }, { label: 'Giờ gặp người', href: '/answer-hours', kind: 'plain' }],
};

function proposedRound(proposalId: string): Headings {
  return {
    proposalId, title: 'Sửa buổi được đề xuất', back: { href: `/round-proposals/${proposalId}`, label: 'Đề xuất cả tuần' }, actions: [],
    context: 'Đổi giờ, cửa, người đi, rồi bấm “Lập buổi”. Đề xuất vẫn như cũ cho đến lúc ấy.',
  };
}

function doorReasons(facts: DoorFacts | undefined, round: RoundTime, adultAge: number): Tag[] {
  return facts ? splitReasons(doorReason(facts, round, adultAge)) : [];
}

function doorsNote(chosen: number, offered: number, sensible: number): string {
  const cut = offered > MAX_DOORS_SHOWN ? ` Chỉ hiện ${MAX_DOORS_SHOWN} cửa đầu tiên; chọn ít phố, ngõ hơn để thấy đủ.` : '';
  return `Đã chọn ${chosen} cửa; giờ này đi được khoảng ${sensible} cửa. Bỏ dấu ở cửa không đi, đổi số để đổi thứ tự.${cut}`;
}
