import { formatNumber } from '../../../shared/numbers';
import { fieldId } from '../../../web/form';
import type { RoundTime } from '../../office/calendar/outreach-time';
import { spanText } from '../../../shared/time-span';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { obstacleOf } from '../doors/door-obstacle';
import type { Tag } from '../doors/door-status';
import { aboutMet } from '../round/met-labels';
import { minuteOf } from '../planner/clock';
import type {
  NotPlaced,
  PlannerOutput,
  ProposedDoor,
  ProposedRound,
  ScoreKind,
  ScorePart,
} from '../planner/planner-output';
import { reasonText } from '../planner/reasons';
import type { CandidateDoor } from '../round/plan-queries';
import { roundArea } from '../round/round-area';
import type { PlanDraft } from './forms';

export type EveningModel = ReturnType<typeof eveningModel>;

/** What is known about an evening. */
interface EveningHelp extends Pick<PlanDraft, 'lockedIds' | 'positions'> {
  /** The doors to visit in order, then the struck ones. */
  order: readonly string[];
  struckIds: readonly string[];
  doors: readonly CandidateDoor[];
  time: RoundTime | null;
  output: PlannerOutput | null;
  /** Addresses of the visits without a place, by the ids of requests, promises and doors. */
  addresses: ReadonlyMap<string, string>;
}

/** Maximum number of unplaced visits listed by name. */
const MAX_NAMED = 8;

/** The requests, promises and called doors that an evening's page names. */
export const namedExpecting = ({ notPlaced }: PlannerOutput): string[] =>
  expectingOf(notPlaced)
    .slice(0, MAX_NAMED)
    .map(({ id }) => id);

const expectingOf = (notPlaced: readonly NotPlaced[]): NotPlaced[] =>
  notPlaced.filter(({ kind }) => kind === 'request' || kind === 'follow_up' || kind === 'call');

export function eveningModel({ order, struckIds, doors, lockedIds, positions, time, output, addresses }: EveningHelp) {
  const byId = new Map(doors.map((door) => [door.id, door]));
  const round = output?.rounds[0];
  const going = order.flatMap((id) => byId.get(id) ?? []);
  const problems = [
    ...notPlacedText(output?.notPlaced ?? [], addresses),
    ...going.flatMap((door) => {
      const obstacle = obstacleOf(door);
      return obstacle ? [`${door.addressLine}: ${obstacle}. Bỏ cửa này.`] : [];
    }),
    ...(round?.doors ?? []).flatMap((door) => lateText(door, byId.get(door.doorId)?.addressLine ?? '')),
  ];
  const effect = round && time ? effectOf(round, time) : null;
  return {
    doors: going.map((door, index) => eveningDoor(door, round, { index, isLocked: lockedIds.includes(door.id) })),
    struck: struckIds
      .flatMap((id) => byId.get(id) ?? [])
      .map((door, index) => ({
        id: door.id,
        inputId: `struck-${index + 1}`,
        address: capitalise(door.addressLine),
        obstacle: obstacleOf(door) ?? '',
        positionName: `position[${door.id}]`,
        position: positions.get(door.id) ?? '',
      })),
    effect,
    problems: problems.map(capitalise),
    // Read aloud.
    said: effect ? `${effect.met} ${effect.doors}. ${effect.words}` : '',
  };
}

/** One line for each reason: 'Không ở buổi này: 2 Hàng Than (đề nghị nhận 25/11); … Ngoài khu đã chọn.'. */
function notPlacedText(notPlaced: readonly NotPlaced[], addresses: ReadonlyMap<string, string>): string[] {
  const expecting = expectingOf(notPlaced);
  const rest = expecting.length - MAX_NAMED;
  const named = expecting.slice(0, MAX_NAMED);
  const doorText = ({ id, what }: NotPlaced) => `${addresses.get(id) ?? 'một cửa'} (${uncapitalise(what)})`;
  const doorsOf = (reason: string) => named.flatMap((each) => (each.why === reason ? doorText(each) : [])).join('; ');
  return [
    ...notPlaced
      .filter((each) => !expecting.includes(each))
      .map(({ what, why }) => (what === 'Kế hoạch' ? why : `${what}: ${why}.`)),
    ...[...new Set(named.map(({ why }) => why))].map((why) => `Không ở buổi này: ${doorsOf(why)}. ${capitalise(why)}.`),
    ...(rest > 0 ? [`Và ${rest} việc khác cũng không ở buổi này.`] : []),
  ];
}

function effectOf({ doors, laneLabels, expectedMet, expectedMinutes }: ProposedRound, { from, to }: RoundTime) {
  const certain = doors.filter((door) => !door.isIfTimeAllows);
  const spare = doors.length - certain.length;
  const last = certain.at(-1);
  return {
    met: `Dự kiến gặp ${aboutMet(expectedMet)}`,
    doors: `trong ${certain.length} cửa kịp giờ`,
    words: [
      `Kể cả đi đường, các cửa này mất khoảng ${expectedMinutes} trong ${minuteOf(to) - minuteOf(from)} phút của buổi.`,
      last ? `Cửa cuối cùng kịp giờ: ${last.expectedAt}.` : '',
      spare > 0 ? `${spare} cửa chỉ đi nếu còn giờ.` : '',
      `Khu: ${roundArea(laneLabels)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  };
}

/** That a promised hour, or hours that suit, are missed in this order. */
function lateText({ appointment, expectedAt, isIfTimeAllows, parts }: ProposedDoor, address: string): string[] {
  if (!appointment || (!isIfTimeAllows && expectedAt <= appointment.to)) return [];
  const isPreferred = parts.some(({ reason }) => reason?.kind === 'preferred_times');
  const hours = `giờ ${isPreferred ? 'nhà muốn' : 'hẹn'} ${spanText(appointment)}: đưa lên trước.`;
  return [isIfTimeAllows ? `${address} không kịp ${hours}` : `Đến ${address} lúc ${expectedAt}, trễ ${hours}`];
}

function eveningDoor(
  door: CandidateDoor,
  round: ProposedRound | undefined,
  { index, isLocked }: { index: number; isLocked: boolean },
) {
  const doors = round?.doors ?? [];
  const place = doors.findIndex(({ doorId }) => doorId === door.id);
  const [proposed, next] = [doors[place], doors[place + 1]];
  // The last door that fits has no time after it.
  const minutes =
    proposed && next && !next.isIfTimeAllows ? minuteOf(next.expectedAt) - minuteOf(proposed.expectedAt) : 0;
  return {
    id: door.id,
    rowId: `evening-${door.id}`,
    address: capitalise(door.addressLine),
    lane: door.laneLabel,
    expectedAt: proposed && !proposed.isIfTimeAllows ? proposed.expectedAt : '',
    expectation: proposed
      ? [minutes > 0 ? `khoảng ${minutes} phút cả đường đi` : '', chanceText(proposed.chance)]
          .filter(Boolean)
          .join(' · ')
      : '',
    isIfTimeAllows: proposed?.isIfTimeAllows ?? false,
    // The tick "Giữ" already shows who chose the door.
    reasons: scoreTags((proposed?.parts ?? []).filter(({ kind }) => kind !== 'chosen')),
    score: proposed ? points(proposed.score) : '',
    parts: (proposed?.parts ?? []).filter(({ points: value }) => value !== 0).map(scorePart),
    isLocked,
    position: String(index + 1),
    positionName: `position[${door.id}]`,
    positionId: fieldId(`position[${door.id}]`),
  };
}

/** 'gặp được khoảng 6 trên 10 lần'. */
const chanceText = (chance: number): string => `gặp được khoảng ${Math.round(chance * 10)} trên 10 lần`;

const TAG_OF: Record<ScoreKind, Tag['kind']> = {
  request: 'ask',
  follow_up: 'ask',
  call: 'ask',
  need: 'need',
  level_2: 'need',
  due: 'plain',
  tries: 'try',
  hour: 'try',
  never_tried: 'plain',
  waiting: 'plain',
  chosen: 'plain',
};

export const scoreTags = (parts: readonly ScorePart[]): Tag[] =>
  parts.flatMap(({ kind, reason }) => (reason ? [{ kind: TAG_OF[kind], text: reasonText(reason) }] : []));

const PART_WORDS: Record<ScoreKind, string> = {
  request: 'Có đề nghị',
  follow_up: 'Có việc hẹn',
  call: 'Đã gọi hẹn giờ',
  need: 'Có nhu cầu',
  level_2: 'Chưa có VNeID mức 2',
  due: 'Sắp cần Cổng',
  tries: 'Đã đến mà không gặp',
  hour: 'Thử giờ khác',
  never_tried: 'Chưa gặp ai ở cửa này',
  waiting: 'Lâu chưa đến',
  chosen: 'Cán bộ chọn',
};

const scorePart = ({ kind, points: value, reason }: ScorePart): { points: string; words: string } => ({
  points: points(value),
  words: capitalise(reason ? reasonText(reason) : PART_WORDS[kind]),
});

const points = (value: number): string => formatNumber(Math.round(value * 10) / 10);
