import { ASSIST_RESULTS, DOOR_OUTCOMES, HELP_LEVELS, VNEID_LEVELS } from '../../../shared/labels';
import { formatDate } from '../../../shared/dates';
import { normalisePortalFileCode } from '../../../shared/portal-file-code';
import { nextStepWords } from '../../../shared/promise-words';
import type { AssistDraft, VisitDraft } from './visit-draft';

/** Names of what a visit points to, by id. */
export interface VisitNames {
  residents: ReadonlyMap<string, string>;
  services: ReadonlyMap<string, string>;
  barriers: ReadonlyMap<string, string>;
}

/** A service as people find it again: name, and its national code when it has one. */
export function serviceLabel({ name, code }: { name: string; code: string | null }): string {
  return code ? `${name} (${code})` : name;
}

/**
 * Said after a file was saved as submitted without its code, which only the appointment slip tells.
 * @param person as addressed within a sentence, 'bà Phạm Thị Sáu'.
 */
export function missingCodeWords(service: string, person: string): string {
  return `Hồ sơ “${service}” của ${person} đã nộp nhưng chưa có mã. Bổ sung mã khi có giấy hẹn để theo dõi được.`;
}

/**
 * A visit in words, one line a part and only the parts that say something: the two versions of a 409 page, and the
 * test whether a form sent again says the same as what was saved.
 */
export function visitWords(draft: VisitDraft, names: VisitNames): { label: string; value: string }[] {
  const residents = (ids: readonly string[]) => ids.map((id) => names.residents.get(id) ?? 'người khác hộ').sort();
  const lines: [string, string][] = [
    ['Kết quả ở cửa', draft.outcome ? DOOR_OUTCOMES[draft.outcome] : ''],
    ['Lý do chưa muốn', draft.refusalReason],
    ['Giờ đến', draft.arrivedOn ? `${draft.arrivedTime} ${formatDate(draft.arrivedOn)}`.trim() : ''],
    ['Giờ về', draft.leftTime],
    ['Có mặt', [...residents(draft.presentIds), draft.othersPresent].filter(Boolean).join(', ')],
    ...draft.assists.flatMap((assist): [string, string][] =>
      assist ? [['Việc đã giúp', assistWords(assist, names)]] : [],
    ),
    [
      'Đã nói chuyện',
      draft.topicIds
        .map((id) => names.services.get(id) ?? 'nội dung khác')
        .sort()
        .join('; '),
    ],
    [
      'VNeID hiện nay',
      Object.entries(draft.levels)
        .map(([id, level]) => `${residents([id])[0]}: ${VNEID_LEVELS[level]}`)
        .sort()
        .join('; '),
    ],
    ['Bước tiếp theo', nextStepWords(draft)],
    ['Ghi chú', draft.note],
    ['Ghi muộn vì', draft.lateReason],
  ];
  return lines.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value }));
}

/** One assisted procedure on one line: 'Phạm Thị Sáu · Trợ cấp hưu trí xã hội (1.014027) · Đã nộp trên Cổng · H26…'. */
export function assistWords(assist: AssistDraft, names: VisitNames): string {
  return [
    assist.residentId ? (names.residents.get(assist.residentId) ?? 'người khác hộ') : '',
    serviceWords(assist, names),
    assist.helpLevel ? HELP_LEVELS[assist.helpLevel] : '',
    assist.doneForReason,
    assist.result ? ASSIST_RESULTS[assist.result] : '',
    normalisePortalFileCode(assist.fileCode),
    assist.barrierId ? (names.barriers.get(assist.barrierId) ?? 'điều vướng khác') : '',
    assist.note,
  ]
    .filter(Boolean)
    .join(' · ');
}

function serviceWords({ serviceId, serviceText }: AssistDraft, names: VisitNames): string {
  if (serviceId) return names.services.get(serviceId) ?? 'dịch vụ khác';
  return serviceText && `“${serviceText}”`;
}

/** Whether two drafts say the same. Codes are compared in the form they are stored in. */
export function saysTheSame(one: VisitDraft, other: VisitDraft, names: VisitNames): boolean {
  return JSON.stringify(visitWords(one, names)) === JSON.stringify(visitWords(other, names));
}
