import { addDays, formatDate, formatDateTime, formatDayMonth, formatRoundTime, instantOf, weekStartOf, type LocalDate } from '../../shared/dates';
import { formatNumber } from '../../shared/numbers';
import { capitalise } from '../../shared/vietnamese-text';
import { errorSummary, type FieldErrors } from '../../web/form';
import { definePage } from '../../web/page';
import { TAG_OF } from '../rounds/evening-pages';
import type { Tag } from '../rounds/door-standing';
import type { NotPlaced, ProposedDoor, ScoreKind } from '../rounds/planner/planner-output';
import { roundArea } from '../rounds/round-area';
import type { Acceptance } from './service';
import type { KeptRound, PlannedState, Proposal, ProposalSummary } from './queries';

// ---------------------------------------------------------------- asking for a week

interface ProposalsModel {
  id: string;
  from: string;
  to: string;
  proposals: { href: string; days: string; made: string; rounds: string; until: string }[];
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

export const proposalsPage = definePage<ProposalsModel>('round-proposals/index');

/** Next Monday to Sunday. */
export function nextWeek(today: LocalDate): { from: LocalDate; to: LocalDate } {
  const from = addDays(weekStartOf(today), 7);
  return { from, to: addDays(from, 6) };
}

export function proposalsModel(values: { id: string; from: string; to: string }, proposals: readonly ProposalSummary[], errors: FieldErrors): ProposalsModel {
  return {
    ...values, errors, summary: errorSummary(errors),
    proposals: proposals.map((proposal) => ({
      href: `/round-proposals/${proposal.id}`, days: daysOf(proposal), made: madeBy(proposal), until: formatDateTime(proposal.expiresAt),
      rounds: proposal.rounds === 0 ? 'không có buổi nào' : `đã lập ${proposal.planned} trong ${proposal.rounds} buổi`,
    })),
  };
}

function daysOf({ from, to }: Pick<Proposal, 'from' | 'to'>): string {
  return `${formatDayMonth(from)} đến ${formatDate(to)}`;
}

function madeBy({ createdBy, createdAt }: Pick<Proposal, 'createdBy' | 'createdAt'>): string {
  return `${createdBy}, ${formatDateTime(createdAt)}`;
}

// ---------------------------------------------------------------- one proposal

interface ProposedDoorRow {
  address: string;
  at: string;
  reasons: Tag[];
}

interface ProposedRoundCard {
  id: string;
  inputId: string;
  time: string;
  officers: string;
  area: string;
  /** 'Dự kiến gặp 6,3' and 'trong 11 cửa kịp giờ, 3 cửa nếu còn giờ'. */
  met: string;
  doors: string;
  why: string;
  warnings: string[];
  list: ProposedDoorRow[];
  /** May be ticked: not planned, not over, and the proposal holds. */
  canAccept: boolean;
  isChosen: boolean;
  /** 'Đã lập: buổi BĐ-7K2, Trần Thị Thu Hà, 14:02 25/11/2026, đã sửa sau đó'. */
  planned: { words: string; href: string } | null;
  refusal: string;
}

interface ProposalModel {
  id: string;
  title: string;
  context: string;
  expired: string;
  rounds: ProposedRoundCard[];
  total: string;
  canAccept: boolean;
  left: { title: string; rows: { what: string; why: string }[]; more: string; moreHref: string }[];
  errors: FieldErrors;
  summary: { fieldId: string; message: string }[];
}

export const proposalPage = definePage<ProposalModel>('round-proposals/show');

/** What the database says to a proposal. */
interface ProposalHelp {
  officers: ReadonlyMap<string, string>;
  addresses: ReadonlyMap<string, string>;
  calls: ReadonlyMap<string, string>;
  planned: readonly PlannedState[];
  now: Date;
}

/** What somebody has just tried: the rounds ticked, and what became of them. */
interface Tried {
  roundIds: readonly string[];
  results: readonly Acceptance[];
}

export function proposalModel(proposal: Proposal, help: ProposalHelp, tried: Tried | null, errors: FieldErrors): ProposalModel {
  const isExpired = proposal.expiresAt <= help.now;
  const rounds = proposal.output.rounds.map((round, index) => roundCard(round, index, help, tried, isExpired));
  const expected = proposal.output.rounds.reduce((sum, round) => sum + round.expectedMet, 0);
  return {
    id: proposal.id,
    title: `Đề xuất ${daysOf(proposal)}`,
    context: `${madeBy(proposal)}. Giữ đến ${formatDateTime(proposal.expiresAt)}.`,
    expired: isExpired ? expiredWords(proposal.expiresAt) : '',
    rounds,
    total: `${rounds.length} buổi, dự kiến gặp ${formatNumber(Math.round(expected))} cửa.`,
    canAccept: rounds.some((round) => round.canAccept),
    left: leftOver(proposal.output.notPlaced, help),
    errors, summary: [...errorSummary(errors), ...rounds.filter(({ refusal }) => refusal !== '').map(({ inputId, time, refusal }) => ({ fieldId: inputId, message: `${time}: ${refusal}` }))],
  };
}

function roundCard(round: KeptRound, index: number, { officers, addresses, planned, now }: ProposalHelp, tried: Tried | null, isExpired: boolean): ProposedRoundCard {
  const state = planned.find(({ id }) => id === round.id);
  const certain = round.doors.filter((door) => !door.isIfTimeAllows).length;
  const [startsAt, endsAt] = [instantOf(round.date, round.from), instantOf(round.date, round.to)];
  const isOver = endsAt <= now;
  const canAccept = !state && !isOver && !isExpired;
  return {
    id: round.id, inputId: `rounds-${index + 1}`,
    time: capitalise(formatRoundTime(startsAt, endsAt)),
    officers: round.officerIds.map((id) => officers.get(id) ?? 'người đã nghỉ').join(', '),
    area: roundArea(round.laneLabels),
    met: `Dự kiến gặp ${formatNumber(Math.round(round.expectedMet * 10) / 10)}`,
    doors: `trong ${certain} cửa kịp giờ${round.doors.length > certain ? `, thêm ${round.doors.length - certain} cửa nếu còn giờ` : ''}`,
    why: whyWords(round.doors), warnings: [...round.warnings, ...isOver && !state ? ['Giờ này đã qua.'] : []],
    list: round.doors.map((door) => ({
      address: addresses.get(door.doorId) ?? 'Cửa không còn trong sổ', at: door.isIfTimeAllows ? 'nếu còn giờ' : door.expectedAt,
      reasons: door.parts.filter(({ words }) => words !== '').map(({ kind, words }) => ({ kind: TAG_OF[kind], text: words })),
    })),
    canAccept, isChosen: canAccept && (!tried || tried.roundIds.includes(round.id)),
    planned: state ? { words: plannedWords(state), href: `/rounds/${state.id}` } : null,
    refusal: tried?.results.find(({ roundId }) => roundId === round.id)?.refusal ?? '',
  };
}

function plannedWords({ code, plannedBy, plannedAt, isChanged, isCancelled }: PlannedState): string {
  return `Đã lập: buổi ${code}, ${plannedBy}, ${formatDateTime(plannedAt)}${isCancelled ? '; sau đó đã hủy' : isChanged ? '; sau đó đã sửa' : ''}`;
}

const WHY: readonly (readonly [ScoreKind, string])[] = [
  ['request', 'theo đề nghị'], ['follow_up', 'có việc hẹn'], ['need', 'có người cần giúp'], ['never_tried', 'chưa đến lần nào'], ['hour', 'thử giờ khác'],
];

/** '2 cửa theo đề nghị · 7 cửa có người cần giúp'. */
function whyWords(doors: readonly ProposedDoor[]): string {
  return WHY.flatMap(([kind, words]) => {
    const count = doors.filter(({ parts }) => parts.some((part) => part.kind === kind && part.words !== '')).length;
    return count > 0 ? [`${count} cửa ${words}`] : [];
  }).join(' · ');
}

/** 'Đề xuất này chỉ giữ đến 09:00 29/11/2026.' */
export function expiredWords(expiresAt: Date): string {
  return `Đề xuất này chỉ giữ đến ${formatDateTime(expiresAt)}, vì tình hình đã khác. Hãy xếp lại.`;
}

// ---------------------------------------------------------------- what found no place

const MOST_ROWS = 15;

function leftOver(notPlaced: readonly NotPlaced[], { calls, addresses }: ProposalHelp): ProposalModel['left'] {
  const of = (kinds: NotPlaced['kind'][], instead?: NotPlaced['instead']) => notPlaced.filter((each) => kinds.includes(each.kind) && each.instead === instead);
  const sections: [string, NotPlaced[]][] = [
    ['Đề nghị chưa xếp được', of(['request'])], ['Việc hẹn chưa xếp được', of(['follow_up'])], ['Người không có buổi', of(['team'])],
    ['Ngày không có buổi', of(['day'])], ['Nên gọi điện', of(['door'], 'phone')], ['Nên để lại giấy hẹn', of(['door'], 'card')],
  ];
  return sections.filter(([, items]) => items.length > 0).map(([title, items]) => ({
    title: `${title} (${formatNumber(items.length)})`,
    rows: items.slice(0, MOST_ROWS).map(({ kind, id, what, why }) => {
      const address = kind === 'door' ? addresses.get(id) : calls.get(id);
      const words = kind === 'door' ? address ?? what : address ? `${address}: ${what}` : what;
      return { what: capitalise(words), why };
    }),
    more: items.length > MOST_ROWS ? `Và ${formatNumber(items.length - MOST_ROWS)} mục khác.` : '',
    moreHref: items[0]!.kind === 'door' ? `/away-doors?instead=${items[0]!.instead!}` : '',
  }));
}

/** The doors whose addresses a proposal's page shows. */
export function shownDoors({ rounds, notPlaced }: Proposal['output']): string[] {
  const away = (['phone', 'card'] as const).flatMap((instead) => notPlaced.filter((each) => each.kind === 'door' && each.instead === instead).slice(0, MOST_ROWS));
  return [...rounds.flatMap(({ doors }) => doors.map(({ doorId }) => doorId)), ...away.map(({ id }) => id)];
}

/** The requests and promises whose doors a proposal's page shows. */
export function shownCalls({ notPlaced }: Proposal['output']): string[] {
  return (['request', 'follow_up'] as const).flatMap((kind) => notPlaced.filter((each) => each.kind === kind).slice(0, MOST_ROWS)).map(({ id }) => id);
}
