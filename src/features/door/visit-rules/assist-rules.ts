import type { AssistResult, HelpLevel, PortalUseHow, ServiceKind, VneidLevel } from '../../../generated/prisma/enums';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { checkPortalFileCode } from '../../../shared/portal-file-code';
import { capitalise } from '../../../shared/vietnamese-text';
import { isOfPortal } from '../../office/catalogue/portal-kinds';
import { notAtDoor } from './new-people';
import { promisedDayProblem } from './promised-hour';
import type { AssistDraft, VisitDraft } from './visit-draft';
import { isOnlyExplainedAndSubmitted, missingCodeText } from './visit-labels';

// The rules of a line of help: whom the team helped with what, and how far it got.

/** What the register knows about the lines of a form. */
export interface AssistFacts {
  now: Date;
  /** The residents named on the form who were members of the household on the day of the visit. */
  memberIds: ReadonlySet<string>;
  /** The services named on the form, with their kind, that were in use on that day or are already on this visit. */
  services: ReadonlyMap<string, ServiceKind>;
  barrierIds: ReadonlySet<string>;
  /** Names of those members and services for use in a sentence: 'bà Phạm Thị Sáu', 'Đăng ký tạm trú'. */
  names: ReadonlyMap<string, string>;
  /** Codes, in capitals, of the ward's other files. */
  takenFileCodes: ReadonlySet<string>;
  /** The ticked steps, each with its guide and the service that it teaches. */
  steps: ReadonlyMap<string, { guideId: string; serviceId: string }>;
  /** Those members who have a helper to whom both agreed: the team does not follow what it handed over. */
  helpedIds: ReadonlySet<string>;
  /** The VNeID levels that the register knows of those members. */
  levels: ReadonlyMap<string, VneidLevel>;
  /** What contradicts itself is asked about before the visit is saved, mentioned afterwards, or was confirmed. */
  contradictions: 'ask' | 'mention' | 'confirmed';
  /** Lines that are already saved, when a visit is edited. */
  savedAssists: ReadonlyMap<string, SavedAssist>;
}

type SavedAssist = Pick<AssistDraft, 'residentId' | 'serviceId' | 'helpLevel' | 'result'> & { hasStatuses: boolean };

/** A line that passed all rules. */
export interface CheckedAssist extends Omit<AssistDraft, 'serviceText' | 'fileCode'> {
  residentId: string;
  serviceId: string;
  helpLevel: HelpLevel;
  result: AssistResult;
  fileCode: string | null;
  /** Set when the line is a portal use that enters the adoption ledger. */
  portalUse: PortalUseHow | null;
}

/** The services that need no more work: each line of them was sent, or needs nothing. */
export function servicesDone(assists: readonly CheckedAssist[]): string[] {
  const left = assists.filter(({ result }) => result === 'prepared' || result === 'blocked');
  return assists.map(({ serviceId }) => serviceId).filter((id) => !left.some(({ serviceId }) => serviceId === id));
}

/**
 * How an assisted procedure enters the adoption ledger; null when it does not. Only submissions count, and only
 * procedures and utilities of the portal: creating an account or giving a lesson is not a portal use. What was only
 * explained and submitted later, when the team was not there, leaves open who held the phone.
 */
export function portalUseOf(kind: ServiceKind, result: AssistResult, helpLevel: HelpLevel): PortalUseHow | null {
  if (result !== 'submitted' || !isOfPortal(kind)) return null;
  const how: Record<HelpLevel, PortalUseHow> = {
    watched: 'alone',
    explained: 'unknown',
    guided: 'with_help',
    by_relative: 'by_relative',
    handed_over: 'by_relative',
    done_for: 'done_for',
  };
  return how[helpLevel];
}

/** What a handover still needs. @param person as addressed within a sentence. */
const handedToNobody = (person: string) =>
  `Đã bàn giao, nhưng ${person} chưa có người giúp số mà hai bên đã đồng ý (phần “VNeID, người giúp”): đội còn theo dõi việc này.`;

/** Asked about a person who submitted something by themselves and has no VNeID. */
export const NO_VNEID_BUT_SUBMITTED =
  'Chưa có VNeID mà tự bấm máy nộp? Cổng chỉ đăng nhập bằng VNeID. Chọn lại mức VNeID, hoặc ai bấm máy ở việc ấy.';

function validateOwnVneid(
  { residentId, portalUse }: CheckedAssist,
  { levels }: VisitDraft,
  facts: AssistFacts,
  { errors, warnings }: { errors: Record<string, string>; warnings: string[] },
): void {
  const isByThemselves = portalUse === 'alone' || portalUse === 'with_help';
  if (!isByThemselves || (levels[residentId] ?? facts.levels.get(residentId)) !== 'none') return;
  if (facts.contradictions === 'ask') errors[`levels[${residentId}]`] ??= NO_VNEID_BUT_SUBMITTED;
  else if (facts.contradictions === 'mention')
    warnings.push(
      `${capitalise(facts.names.get(residentId) ?? '')}: sổ ghi chưa có VNeID mà tự bấm máy nộp. Sửa mức VNeID, hoặc ai bấm máy, nếu chưa đúng.`,
    );
}

/** Errors are keyed by input name; warnings are sentences to show after saving. */
export function validateAssists(
  draft: VisitDraft,
  facts: AssistFacts,
  errors: Record<string, string>,
  warnings: string[],
): CheckedAssist[] {
  const checked: CheckedAssist[] = [];
  const codesOnPage = new Set<string>();
  draft.assists.forEach((assist, index) => {
    if (!assist) return;
    const problem = (field: string, message: string) => {
      errors[`assists[${index}][${field}]`] ??= message;
    };
    const kind = assist.serviceId === null ? undefined : facts.services.get(assist.serviceId);
    if (assist.residentId === null) problem('residentId', 'Chọn người được giúp.');
    else if (!facts.memberIds.has(assist.residentId)) problem('residentId', notAtDoor(assist.residentId));
    if (assist.serviceId === null) problem('serviceId', 'Chọn dịch vụ công.');
    else if (kind === undefined || kind === 'topic')
      problem('serviceId', 'Dịch vụ này không có trong danh mục đang dùng.');
    validateHelp(assist, facts, problem);
    validateSteps(assist, facts, problem);
    const again = againProblem(assist, draft.arrivedOn ?? localDateOf(facts.now));
    if (again) problem('againOn', again);
    const { residentId, serviceId, helpLevel, result } = assist;
    const isHandedOver = helpLevel === 'handed_over' && result === 'submitted';
    const isLeft = isHandedOver && facts.helpedIds.has(residentId ?? '');
    const codes = { codesOnPage, warnings, isNeeded: result === 'submitted' && !isLeft };
    const fileCode = validateFileCode(assist, facts, codes, problem);
    if (residentId === null || serviceId === null || kind === undefined || !helpLevel || !result) return;
    const id = assist.id !== null && facts.savedAssists.has(assist.id) ? assist.id : null;
    const portalUse = portalUseOf(kind, result, helpLevel);
    const line = { ...assist, id, residentId, serviceId, helpLevel, result, fileCode, portalUse };
    if (isHandedOver && !isLeft) warnings.push(handedToNobody(facts.names.get(residentId) ?? ''));
    validateOwnVneid(line, draft, facts, { errors, warnings });
    checked.push(line);
  });
  const keptIds = new Set(draft.assists.flatMap((assist) => assist?.id ?? []));
  if ([...facts.savedAssists].some(([id, { hasStatuses }]) => hasStatuses && !keptIds.has(id))) {
    errors.assists =
      'Có hồ sơ đã được theo dõi trạng thái trên Cổng nên không bỏ được. Mở lại lượt thăm và giữ dòng ấy.';
  }
  return checked;
}

function validateHelp(assist: AssistDraft, facts: AssistFacts, problem: (field: string, message: string) => void) {
  if (assist.helpLevel === null) problem('helpLevel', 'Chọn mức giúp.');
  if (assist.helpLevel === 'done_for' && assist.doneForReason === '')
    problem('doneForReason', 'Ghi vì sao đội phải làm thay.');
  if (assist.helpLevel !== null && assist.helpLevel !== 'done_for' && assist.doneForReason !== '') {
    problem(
      'doneForReason',
      'Lý do này chỉ ghi khi đội làm thay. Chọn lại mức giúp, hoặc chuyển câu này sang Ghi chú.',
    );
  }
  if (assist.result === null) problem('result', 'Chọn kết quả.');
  if (isOnlyExplainedAndSubmitted(assist) && !staysAsSaved(assist, facts)) {
    problem('helpLevel', 'Chỉ giải thích thì tối nay chưa nộp gì: chọn ai đã bấm máy, hoặc kết quả khác.');
  }
  if (assist.result === 'blocked' && assist.barrierId === null) problem('barrierId', 'Chọn điều đang vướng.');
  if (assist.barrierId !== null && !facts.barrierIds.has(assist.barrierId))
    problem('barrierId', 'Điều vướng này không có trong danh mục.');
}

/** A next step of one person: only for what is not finished, on a day that a promise of a return may name, too. */
function againProblem({ againOn, result }: AssistDraft, visitedOn: LocalDate): string | null {
  if (againOn === null || result === null) return null;
  if (result !== 'prepared' && result !== 'blocked')
    return 'Chỉ hẹn làm tiếp khi việc chưa nộp được. Xóa ngày này, hoặc chọn lại kết quả.';
  return promisedDayProblem(againOn, visitedOn);
}

function validateSteps(
  { serviceId, stepIds }: AssistDraft,
  { steps }: AssistFacts,
  problem: (field: string, message: string) => void,
): void {
  const found = stepIds.map((id) => steps.get(id));
  if (found.some((step) => step?.serviceId !== serviceId))
    problem('steps', 'Các bước đã đánh dấu là của dịch vụ khác. Xem lại các bước của dịch vụ này.');
  else if (new Set(found.map((step) => step?.guideId)).size > 1)
    problem('steps', 'Các bước đã đánh dấu thuộc hai bản khác nhau. Đánh dấu lại.');
}

/**
 * A saved line may stay explained and submitted while its person and service stay: its file was submitted later without
 * the team, or it is older than the rule (ADR 23).
 */
function staysAsSaved(assist: AssistDraft, { savedAssists }: AssistFacts): boolean {
  const saved = savedAssists.get(assist.id ?? '');
  return (
    saved !== undefined &&
    isOnlyExplainedAndSubmitted(saved) &&
    saved.residentId === assist.residentId &&
    saved.serviceId === assist.serviceId
  );
}

function validateFileCode(
  assist: AssistDraft,
  facts: AssistFacts,
  { codesOnPage, warnings, isNeeded }: { codesOnPage: Set<string>; warnings: string[]; isNeeded: boolean },
  problem: (field: string, message: string) => void,
): string | null {
  if (assist.fileCode === '') {
    const nameOf = (id: string | null) => facts.names.get(id ?? '') ?? '';
    if (isNeeded) warnings.push(missingCodeText(nameOf(assist.serviceId), nameOf(assist.residentId)));
    return null;
  }
  const code = checkPortalFileCode(assist.fileCode, localDateOf(facts.now));
  if (!code.ok) {
    problem('fileCode', code.message);
    return null;
  }
  if (facts.takenFileCodes.has(code.value) || codesOnPage.has(code.value)) {
    problem('fileCode', 'Mã hồ sơ này đã ghi ở một việc khác. Xem lại giấy hẹn.');
  }
  codesOnPage.add(code.value);
  if (code.warning) warnings.push(`${code.value}: ${code.warning}`);
  return code.value;
}

/** The codes on the form, in capitals, for a lookup; unreadable ones are left out. */
export const fileCodesOf = (draft: VisitDraft, today: LocalDate): string[] =>
  draft.assists.flatMap((assist) => {
    if (!assist || assist.fileCode === '') return [];
    const code = checkPortalFileCode(assist.fileCode, today);
    return code.ok ? [code.value] : [];
  });
