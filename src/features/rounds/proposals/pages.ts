import { randomUUID } from 'node:crypto';
import {
  addDays,
  daysBetween,
  formatDate,
  dateText,
  formatDateTime,
  formatDayMonth,
  formatRoundTime,
  instantOf,
  weekdayName,
  weekStartOf,
  type LocalDate,
} from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, formView, typed, type Failed, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { absenceTime } from '../team/absences/absence-time';
import { callText, type CallBrief } from '../../casework/door-calls/call-labels';
import { newCallHref } from '../../casework/door-calls/list-place';
import { scoreTags } from '../planning/evening-pages';
import { overLimitSentences, type OverLimits } from '../planning/limit-queries';
import { aboutMet } from '../round/met-labels';
import { proposalForm } from './forms';
import { DEFAULT_OPTIONS } from '../planner/planner-input';
import type { NotPlaced, ProposedDoor, ScoreKind, ScorePart } from '../planner/planner-output';
import { knownText, type KnownFace } from '../round/plan-queries';
import { roundArea } from '../round/round-area';
import { droppedText, fewestDoors, sortDoors, tooFewText, type RegisterNow } from './door-change';
import { insteadText, meetsOthers } from './planned-otherwise';
import type { KeptRound, PlannedState, Proposal, ProposalSummary, TeamProblem } from './queries';
import type { Acceptance } from './service';

// ---------------------------------------------------------------- requesting a proposal

/** Next Monday to Sunday. */
function nextWeek(today: LocalDate): { from: LocalDate; to: LocalDate } {
  const from = addDays(weekStartOf(today), 7);
  return { from, to: addDays(from, 6) };
}

/** @param asked the days of the query. */
export function proposalsPage(
  proposals: readonly ProposalSummary[],
  { asked, today }: { asked: FormValues; today: LocalDate },
  failed?: Failed,
) {
  const next = nextWeek(today);
  const dayOf = (name: 'from' | 'to') => dateText(typed(asked, name) || next[name]);
  return viewOf('rounds/proposals/index', {
    form: formView(proposalForm(today), { id: randomUUID(), from: dayOf('from'), to: dayOf('to') }, failed),
    proposals: proposals.map((proposal) => ({
      href: `/round-proposals/${proposal.id}`,
      days: daysOf(proposal),
      made: madeBy(proposal),
      until: formatDateTime(proposal.expiresAt),
      rounds: proposal.rounds === 0 ? 'không có buổi nào' : `đã lập ${proposal.planned} trong ${proposal.rounds} buổi`,
    })),
  });
}

const daysOf = ({ from, to }: Pick<Proposal, 'from' | 'to'>): string => `${formatDayMonth(from)} đến ${formatDate(to)}`;

const madeBy = ({ createdBy, createdAt }: Pick<Proposal, 'createdBy' | 'createdAt'>): string =>
  `${createdBy}, ${formatDateTime(createdAt)}`;

// ---------------------------------------------------------------- one proposal

/** What the database knows about a proposal. */
interface ProposalHelp {
  officers: ReadonlyMap<string, string>;
  /** Addresses of the visits without a place, by the ids of doors, requests, and visits that made a promise. */
  addresses: ReadonlyMap<string, string>;
  /** The outcomes of calls to these doors since the proposal was made. */
  calls: ReadonlyMap<string, CallBrief>;
  planned: readonly PlannedState[];
  registerNow: RegisterNow;
  problems: readonly TeamProblem[];
  /** By round whom it takes beyond the ward's limits, with other proposed rounds. */
  over: ReadonlyMap<string, OverLimits>;
  known: readonly KnownFace[];
  now: Date;
}

/** What the user has just tried: the rounds ticked, and their results. */
export interface Tried {
  roundIds: readonly string[];
  results: readonly Acceptance[];
  /** Why none of them could be planned; '' if they could. */
  problem: string;
}

export function proposalPage(proposal: Proposal, help: ProposalHelp, tried: Tried | null) {
  const isExpired = proposal.expiresAt <= help.now;
  const rounds = proposal.output.rounds.map((round, index) =>
    roundCard(
      round,
      index,
      { ...help, proposalId: proposal.id, isExpired, isSetAside: proposal.setAside.includes(round.id) },
      tried,
    ),
  );
  const left = leftOver(proposal.output.notPlaced, help);
  const expected = proposal.output.rounds.reduce(
    (sum, round) => sum + expectedMet(round, doorsOf(round, help).going),
    0,
  );
  return viewOf('rounds/proposals/show', {
    id: proposal.id,
    title: `Đề xuất ${daysOf(proposal)}`,
    context: `${madeBy(proposal)}. Giữ đến ${formatDateTime(proposal.expiresAt)}.`,
    expired: isExpired ? expiredText(proposal.expiresAt) : '',
    againHref: `/round-proposals?from=${proposal.from}&to=${proposal.to}`,
    /** Every day of the proposal, also without a round. */
    days: Array.from({ length: daysBetween(proposal.from, proposal.to) + 1 }, (_, index) => {
      const date = addDays(proposal.from, index);
      return {
        label: `${capitalise(weekdayName(date))} ${formatDayMonth(date)}`,
        rounds: rounds.filter((_round, at) => proposal.output.rounds[at]!.date === date),
      };
    }),
    hasRounds: rounds.length > 0,
    total: `${rounds.length} buổi, dự kiến gặp ${aboutMet(expected)} cửa.`,
    nothing:
      left.length > 0
        ? 'Xem lý do ở dưới: thường là chưa ai ghi lịch rảnh, hoặc các ngày này không có khung giờ ra quân.'
        : 'Cần có hộ dân trong sổ và đủ thành viên đội để lập một đội.',
    canAccept: rounds.some((round) => round.canAccept),
    left,
    summary: [
      ...errorSummary(tried?.problem ? { rounds: tried.problem } : {}),
      ...rounds
        .filter(({ refusal }) => refusal !== '')
        .map(({ inputId, time, refusal }) => ({ fieldId: inputId, message: `${time}: ${refusal}` })),
    ],
  });
}

function roundCard(
  round: KeptRound,
  index: number,
  help: ProposalHelp & { proposalId: string; isExpired: boolean; isSetAside: boolean },
  tried: Tried | null,
) {
  const { officers, planned, registerNow, now } = help;
  const state = planned.find(({ id }) => id === round.id);
  const { going, dropped } = doorsOf(round, help);
  const result = tried?.results.find(({ roundId }) => roundId === round.id);
  const refusal = result?.kind === 'blocked' ? result.blockers.join(' ') : '';
  // With other hours, another order or other doors a round meets more or fewer, and only the proposed number is known
  // here.
  const isOtherwise = state !== undefined && meetsOthers(round, state, going);
  const counted = isOtherwise ? round.doors : going;
  const known = help.known.filter(({ doorId }) => counted.some((door) => door.doorId === doorId));
  const certain = counted.filter((door) => !door.isIfTimeAllows).length;
  const [startsAt, endsAt] = [instantOf(round.date, round.from), instantOf(round.date, round.to)];
  const isOver = endsAt <= now;
  const canAccept = !state && !isOver && !help.isExpired;
  const isTooFew = canAccept && going.length < fewestDoors(round.doors.length);
  const team = round.officerIds.map((id) => ({ id, displayName: officers.get(id) ?? '' }));
  const problems = canAccept
    ? [
        ...(round.officerIds.every((officerId) => officers.has(officerId)) ? [] : ['Có người không còn trong đội.']),
        ...help.problems.filter(({ roundId }) => roundId === round.id).map(problemLabel),
      ].map((words) => `${words} Bấm “Sửa” để thay người.`)
    : [];
  const over = canAccept ? overLimitSentences(team, round.officerIds, help.over.get(round.id) ?? new Map()) : [];
  problems.push(...over.map((words) => `Nếu lập các buổi đề xuất, ${words} Bấm “Sửa” để thay người hoặc ghi lý do.`));
  return {
    id: round.id,
    inputId: `rounds-${index + 1}`,
    time: capitalise(formatRoundTime(startsAt, endsAt)),
    officers: round.officerIds
      .map((id) => `${officers.get(id) ?? 'người đã nghỉ'}${knownText(known, id).replace(/.+/, ' ($&)')}`)
      .join(', '),
    area: roundArea(round.laneLabels),
    met: `${isOtherwise ? 'Đề xuất là gặp' : 'Dự kiến gặp'} ${aboutMet(expectedMet(round, counted))}`,
    doors: `trong ${certain} cửa kịp giờ${counted.length > certain ? `, thêm ${counted.length - certain} cửa nếu còn giờ` : ''}`,
    why: whyText(counted),
    warnings: [
      ...round.warnings,
      ...(isOver && !state ? ['Giờ này đã qua.'] : []),
      ...(canAccept && help.isSetAside && !tried ? ['Lần trước để lại.'] : []),
      // The refusal just shown says the same.
      ...(refusal === ''
        ? [...problems, ...(isTooFew ? [tooFewText(going.length, round.doors.length, dropped)] : [])]
        : []),
    ],
    dropped:
      canAccept && !isTooFew && dropped.length > 0
        ? { title: `Lập buổi này sẽ bỏ ra ${dropped.length} cửa.`, words: `${droppedText(dropped)}.` }
        : null,
    // So few doors are left that it is better to propose the round again.
    isTooFew,
    list: round.doors.map((door) => {
      const out = dropped.find(({ doorId }) => doorId === door.doorId);
      return {
        address: capitalise(registerNow.doors.get(door.doorId)?.addressLine ?? 'Cửa không còn trong sổ'),
        isOut: out !== undefined,
        out: out?.why ?? '',
        at: out ? 'không đi' : timeOf(door),
        reasons: out ? [] : scoreTags(door.parts),
      };
    }),
    canAccept,
    isChosen:
      canAccept && (tried ? tried.roundIds.includes(round.id) : !help.isSetAside && problems.length === 0 && !isTooFew),
    editHref: canAccept ? `/round-proposals/${help.proposalId}/rounds/${round.id}/edit` : '',
    planned: state
      ? { words: plannedText(state), href: `/rounds/${state.id}`, instead: insteadText(round, state, going, dropped) }
      : null,
    refusal,
  };
}

/**
 * The doors a round visits and those it does not: as planned for a planned round, otherwise as the register has them
 * now.
 */
function doorsOf(round: KeptRound, { planned, registerNow }: ProposalHelp) {
  const state = planned.find(({ id }) => id === round.id);
  const now = sortDoors(round, registerNow);
  if (!state) return now;
  const without = round.doors.filter(({ doorId }) => !state.doorIds.includes(doorId));
  return {
    going: round.doors.filter((door) => !without.includes(door)),
    dropped: without.map(
      ({ doorId }) =>
        now.dropped.find((door) => door.doorId === doorId) ?? {
          doorId,
          address: registerNow.doors.get(doorId)!.addressLine,
          why: '',
        },
    ),
  };
}

/** Expected number of these doors met in time. */
const expectedMet = (round: KeptRound, going: readonly ProposedDoor[]): number =>
  round.expectedMet -
  round.doors
    .filter((door) => !door.isIfTimeAllows && !going.includes(door))
    .reduce((sum, { chance }) => sum + chance, 0);

const timeOf = ({ isIfTimeAllows, expectedAt }: ProposedDoor): string => (isIfTimeAllows ? 'nếu còn giờ' : expectedAt);

function problemLabel({ displayName, code, startsAt, endsAt }: TeamProblem): string {
  const why =
    code === null
      ? `báo vắng ${uncapitalise(absenceTime({ startsAt, endsAt }))}`
      : `đã có buổi ${code}, ${formatRoundTime(startsAt, endsAt)}`;
  return `${displayName} ${why}.`;
}

function plannedText(state: PlannedState): string {
  const { code, plannedBy, plannedAt } = state;
  return `Đã lập: buổi ${code}, ${plannedBy}, ${formatDateTime(plannedAt)}${afterwardsText(state)}`;
}

function afterwardsText({ isChanged, isCancelled }: PlannedState): string {
  if (isCancelled) return '; sau đó đã hủy';
  return isChanged ? '; sau đó đã sửa' : '';
}

/** What the user who changes a proposed round must know: doors that have left it, officers who cannot go. */
export function editNews(round: KeptRound, registerNow: RegisterNow, problems: readonly TeamProblem[]): string[] {
  const { dropped } = sortDoors(round, registerNow);
  return [
    ...(dropped.length > 0
      ? [`Từ lúc xếp thử đến nay có ${dropped.length} cửa không phải đi nữa, đã bỏ ra. ${droppedText(dropped)}.`]
      : []),
    ...problems.map((problem) => `${problemLabel(problem)} Chọn người khác ở mục Đội.`),
  ];
}

/** 'Đã lập 3 buổi ra quân.', with the doors left out; '' if none was planned. */
export function acceptedText(results: readonly Acceptance[]): string {
  const planned = results.filter((result) => result.kind === 'done');
  const dropped = planned.flatMap((result) => result.dropped);
  return planned.length === 0
    ? ''
    : `Đã lập ${planned.length} buổi ra quân.${dropped.length > 0 ? ` Đã bỏ ra ${dropped.length} cửa. ${droppedText(dropped)}.` : ''}`;
}

const WHY: readonly (readonly [ScoreKind, string])[] = [
  ['request', 'theo đề nghị'],
  ['follow_up', 'có việc hẹn'],
  ['call', 'đã gọi hẹn giờ'],
  ['need', 'có người cần giúp'],
  ['due', 'sắp cần Cổng'],
  ['never_tried', 'chưa đến lần nào'],
  ['hour', 'thử giờ khác'],
];

/** '1 cửa đi sau hạn · 2 cửa theo đề nghị · 7 cửa có người cần giúp'. */
function whyText(doors: readonly ProposedDoor[]): string {
  const said = (words: string, isSo: (part: ScorePart) => boolean) => {
    const count = doors.filter(({ parts }) => parts.some(isSo)).length;
    return count > 0 ? [`${count} cửa ${words}`] : [];
  };
  return [
    ...said('đi sau hạn', ({ reason }) => reason?.kind === 'due_request' && reason.isOverdue),
    ...WHY.flatMap(([kind, words]) => said(words, (part) => part.kind === kind && part.reason !== null)),
  ].join(' · ');
}

/** 'Đề xuất này chỉ giữ đến 09:00 29/11/2026.' */
export const expiredText = (expiresAt: Date): string =>
  `Đề xuất này chỉ giữ đến ${formatDateTime(expiresAt)}, vì tình hình đã khác. Hãy xếp lại.`;

// ---------------------------------------------------------------- visits without a place

const MAX_ROWS = 15;

/** The pages that list all doors of a section in their current state. */
const LISTS = {
  phone: { listHref: '/doors-to-call', listLabel: 'Mở danh sách để gọi' },
  card: { listHref: '/doors-to-call?instead=card', listLabel: 'Mở danh sách' },
  none: { listHref: '', listLabel: '' },
};

const SECTIONS: readonly (readonly [title: string, NotPlaced['kind'], instead?: NotPlaced['instead']])[] = [
  ['Đề nghị chưa xếp được', 'request'],
  ['Việc hẹn chưa xếp được', 'follow_up'],
  ['Giờ hẹn qua điện thoại chưa xếp được', 'call'],
  ['Người không có buổi', 'team'],
  ['Ngày không có buổi', 'day'],
  ['Nên gọi hẹn trước', 'door', 'phone'],
  ['Nên để lại giấy báo', 'door', 'card'],
];

const inSection = (notPlaced: readonly NotPlaced[], [, of, place]: (typeof SECTIONS)[number]) =>
  notPlaced.filter(({ kind, instead }) => kind === of && instead === place);

function leftOver(notPlaced: readonly NotPlaced[], { addresses, calls }: ProposalHelp) {
  return SECTIONS.map((section) => ({ title: section[0], items: inSection(notPlaced, section) }))
    .filter(({ items }) => items.length > 0)
    .map(({ title, items }) => ({
      title: `${title} (${formatNumber(items.length)}${items[0]!.kind === 'door' && items.length >= DEFAULT_OPTIONS.maxCallsNamed ? ' nhà đầu danh sách' : ''})`,
      rows: items.slice(0, MAX_ROWS).map((item) => {
        const { kind, id, why, instead } = item;
        const address = addresses.get(id);
        const call = kind === 'door' ? calls.get(id) : undefined;
        return {
          what: capitalise(leftText(item, address)),
          why: call ? callText(call) : why,
          callHref: instead === 'phone' && address && !call ? newCallHref(id, { after: null }) : '',
        };
      }),
      more: items.length > MAX_ROWS ? `Và ${formatNumber(items.length - MAX_ROWS)} mục khác.` : '',
      ...LISTS[items[0]!.instead ?? 'none'],
    }));
}

/** The address alone for a door, with its subject for anything else. */
function leftText({ kind, what }: NotPlaced, address: string | undefined): string {
  if (kind === 'door') return address ?? what;
  return address ? `${address}: ${what}` : what;
}

/** The doors, or the requests, promises and called doors, without a place whose addresses a proposal's page shows. */
export const shownOf = ({ notPlaced }: Proposal['output'], ...kinds: NotPlaced['kind'][]): string[] =>
  SECTIONS.filter(([, kind]) => kinds.includes(kind)).flatMap((section) =>
    inSection(notPlaced, section)
      .slice(0, MAX_ROWS)
      .map(({ id }) => id),
  );
