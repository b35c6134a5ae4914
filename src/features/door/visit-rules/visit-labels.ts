import {
  ASSIST_RESULTS,
  CHECK_BACK_OUTCOMES,
  COMPANIONS,
  DOOR_OUTCOMES,
  HELP_LEVELS,
  leftText,
  LEVEL_REASONS,
  PORTAL_ANSWERS,
  VNEID_LEVELS,
} from '../../../shared/labels';
import { formatDate, monthName } from '../../../shared/dates';
import { normalisePortalFileCode } from '../../../shared/portal-file-code';
import { nextStepText } from '../../../shared/promise-labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { newcomerText } from '../../register/newcomers/newcomer';
import { newPeopleOf } from './new-people';
import { seenText } from './seen-readiness';
import { readCheckKey, type AnswerDraft, type AssistDraft, type CheckBackDraft, type VisitDraft } from './visit-draft';

/** Names, by id, of what a visit refers to. */
export interface VisitNames {
  residents: ReadonlyMap<string, string>;
  services: ReadonlyMap<string, string>;
  barriers: ReadonlyMap<string, string>;
  /** Places of the ticked steps in their guides. */
  steps: ReadonlyMap<string, number>;
  officers: ReadonlyMap<string, string>;
}

/**
 * Shown after a file was saved as submitted without its code, which is printed only on the appointment slip.
 * @param person as addressed within a sentence, 'bà Phạm Thị Sáu'.
 */
export const missingCodeText = (service: string, person: string): string =>
  `Hồ sơ “${service}” của ${person} đã nộp nhưng chưa có mã. Bổ sung mã khi có giấy hẹn để theo dõi được.`;

export const OFFICERS_AT_DOOR = 'Người đến cửa';

/**
 * A visit in words, one line for each part that has content. Used by both versions on a 409 page, and to decide whether
 * a form sent again says the same as the saved visit.
 */
export function visitText(draft: VisitDraft, names: VisitNames): { label: string; value: string }[] {
  const newNames = newPeopleOf(draft).map(({ ref, fullName }) => [ref, fullName || 'người mới'] as const);
  const withNew = { ...names, residents: new Map([...names.residents, ...newNames]) };
  const listed = (ids: readonly string[], known: ReadonlyMap<string, string>, other: string) =>
    ids.map((id) => known.get(id) ?? other).sort();
  const residents = (ids: readonly string[]) => listed(ids, withNew.residents, 'người khác hộ');
  /** Also by checkKey. */
  const ofEach = <Row>(rows: Readonly<Record<string, Row>>, say: (row: Row, key: string) => string) =>
    Object.entries(rows)
      .map(([key, row]) => `${residents([readCheckKey(key).residentId])[0]}: ${say(row, key)}`)
      .sort()
      .join('; ');
  const lines: [string, string][] = [
    ['Kết quả ở cửa', draft.outcome ? DOOR_OUTCOMES[draft.outcome] : ''],
    ['Lý do chưa muốn', draft.refusalReason],
    ['Giờ đến', draft.arrivedOn ? `${draft.arrivedTime} ${formatDate(draft.arrivedOn)}`.trim() : ''],
    ['Giờ về', draft.leftTime],
    [OFFICERS_AT_DOOR, listed(draft.officerIds, names.officers, 'người khác đội').join(', ')],
    ['Đi cùng', draft.accompaniedBy ? COMPANIONS[draft.accompaniedBy] : ''],
    ['Có mặt', [...residents(draft.presentIds), draft.othersPresent].filter(Boolean).join(', ')],
    ['Người mới gặp', newPeopleOf(draft).map(newcomerText).sort().join('; ')],
    ...draft.assists.flatMap((assist): [string, string][] =>
      assist ? [['Việc đã giúp', assistText(assist, withNew)]] : [],
    ),
    ['Đã nói chuyện', listed(draft.topicIds, names.services, 'nội dung khác').join('; ')],
    ['Để lại', leftText(draft.leftAtDoor)],
    ['VNeID hiện nay', ofEach(draft.levels, (level) => VNEID_LEVELS[level])],
    ['Điều cần biết', ofEach(draft.readiness, seenText)],
    ['Nộp trực tuyến 12 tháng qua', ofEach(draft.answers, (answer) => answerText(answer, names))],
    ['Hỏi lại sau khi dạy', ofEach(draft.checkBacks, (check, key) => checkBackText(check, key, names))],
    ['Bước tiếp theo', nextStepText(draft)],
    ['Hẹn riêng', ofEach(draft.promises, ({ due, note }) => `${note}${due ? `, ${formatDate(due)}` : ''}`)],
    ['Ghi chú', draft.note],
    ['Ghi muộn vì', draft.lateReason],
  ];
  return lines.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value }));
}

/** Who helps whom, which is kept beside a visit. */
export const helperLine = (value: string | null) => (value ? [{ label: 'Người giúp số', value }] : []);

/** One assisted procedure on one line: 'Phạm Thị Sáu · Trợ cấp hưu trí xã hội (1.014027) · Đã nộp trên Cổng · H26…'. */
export const assistText = (assist: AssistDraft, names: VisitNames): string =>
  [
    assist.residentId ? (names.residents.get(assist.residentId) ?? 'người khác hộ') : '',
    serviceLabel(assist, names),
    helpText(assist),
    assist.doneForReason,
    assist.result ? ASSIST_RESULTS[assist.result] : '',
    normalisePortalFileCode(assist.fileCode),
    assist.barrierId ? (names.barriers.get(assist.barrierId) ?? 'điều vướng khác') : '',
    assist.againOn && `hẹn ${formatDate(assist.againOn)}`,
    assist.note,
    stepText(assist, names),
  ]
    .filter(Boolean)
    .join(' · ');

/** 'đã dạy bước 1, 2, 4'; '' if none was ticked. */
function stepText({ stepIds }: AssistDraft, { steps }: VisitNames): string {
  const places = stepIds.map((id) => steps.get(id) ?? 0).toSorted((a, b) => a - b);
  return places.length > 0 ? `đã dạy bước ${places.join(', ')}` : '';
}

type Help = Pick<AssistDraft, 'helpLevel' | 'result'>;

/** Whether the team did not see who held the phone when the file was submitted. */
export const isOnlyExplainedAndSubmitted = ({ helpLevel, result }: Help): boolean =>
  helpLevel === 'explained' && result === 'submitted';

/** How much the team helped, and why: 'Người dân bấm máy, đội hướng dẫn (quên các bước)'. */
export function helpText(help: Help & Pick<AssistDraft, 'levelReason'>): string {
  const reason = help.levelReason ? ` (${uncapitalise(LEVEL_REASONS[help.levelReason])})` : '';
  if (isOnlyExplainedAndSubmitted(help)) return `Chỉ giải thích, chưa rõ ai bấm máy lúc nộp${reason}`;
  return help.helpLevel ? `${HELP_LEVELS[help.helpLevel]}${reason}` : '';
}

/** 'Có, tự bấm máy · Đăng ký tạm trú (1.004194) · tháng 10/2026'. */
const answerText = (answer: AnswerDraft, names: VisitNames): string =>
  [
    answer.answer ? PORTAL_ANSWERS[answer.answer] : 'chưa chọn câu trả lời',
    serviceLabel(answer, names),
    answer.month ? monthName(answer.month) : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** 'Đăng ký tạm trú (1.004194) · Không làm được, bị vướng · Quên mật khẩu'. */
const checkBackText = ({ outcome, paid, barrierId }: CheckBackDraft, key: string, names: VisitNames): string =>
  [
    serviceLabel({ serviceId: readCheckKey(key).serviceId, serviceText: '' }, names),
    outcome ? CHECK_BACK_OUTCOMES[outcome] : 'chưa chọn câu trả lời',
    paid === null ? '' : `${paid ? 'phải' : 'không phải'} trả tiền`,
    barrierId ? (names.barriers.get(barrierId) ?? 'điều vướng khác') : '',
  ]
    .filter(Boolean)
    .join(' · ');

function serviceLabel({ serviceId, serviceText }: Pick<AssistDraft, 'serviceId' | 'serviceText'>, names: VisitNames) {
  if (serviceId) return names.services.get(serviceId) ?? 'dịch vụ khác';
  return serviceText && `“${serviceText}”`;
}

/** Whether two drafts have the same content. Codes are compared in their stored form. */
export const hasSameContent = (one: VisitDraft, other: VisitDraft, names: VisitNames): boolean =>
  JSON.stringify(visitText(one, names)) === JSON.stringify(visitText(other, names));
