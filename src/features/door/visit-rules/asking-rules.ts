import type { LocalDate } from '../../../shared/dates';
import type { CheckedBack, ReportedUse } from '../../casework/portal-use/ledger-service';
import { isUseReported } from '../../casework/portal-use/reported-use';
import { monthsToTell } from '../../casework/portal-use/use-fields';
import { readCheckKey, type VisitDraft } from './visit-draft';

// What was asked about the portal on a visit: who used it in the last twelve months, and who can still do what the team
// taught them. Errors are keyed by input name.

type Errors = Record<string, string>;

/** Only adults are asked, and only an answer that tells of a use has a service or a month. */
export function validateAnswers(
  { answers }: VisitDraft,
  { visitedOn, childIds }: { visitedOn: LocalDate; childIds: ReadonlySet<string> },
  errors: Errors,
): ReportedUse[] {
  const months = monthsToTell(visitedOn);
  return Object.entries(answers).flatMap(([residentId, { answer, serviceId, serviceText, month }]) => {
    const problem = (field: string, message: string) => {
      errors[`answers[${residentId}][${field}]`] ??= message;
    };
    const hasDetails = serviceId !== null || serviceText !== '' || month !== null;
    if (childIds.has(residentId)) problem('answer', 'Chỉ hỏi người lớn. Chọn lại “Chưa hỏi”.');
    else if (answer === null) problem('answer', 'Chọn câu trả lời, hoặc xóa dịch vụ và tháng.');
    else if (hasDetails && !isUseReported(answer))
      problem('answer', 'Câu trả lời này không đi với dịch vụ, tháng nào. Chọn lại, hoặc xóa dịch vụ và tháng.');
    if (serviceText !== '') problem('serviceText', 'Chọn dịch vụ trong danh sách.');
    if (month !== null && !months.includes(month)) problem('month', 'Chọn một tháng trong 12 tháng trước ngày đến.');
    return answer ? [{ residentId, answer, serviceId, month }] : [];
  });
}

interface KnownLessons {
  lessons: ReadonlyMap<string, LocalDate>;
  barrierIds: ReadonlySet<string>;
}

/** A check-back is about a lesson that is due on that day, and says where the resident got stuck. */
export const validateCheckBacks = ({ checkBacks }: VisitDraft, known: KnownLessons, errors: Errors): CheckedBack[] =>
  Object.entries(checkBacks).flatMap(([key, { outcome, paid, barrierId }]) => {
    const problem = (field: string, message: string) => {
      errors[`checkBacks[${key}][${field}]`] ??= message;
    };
    const taughtOn = known.lessons.get(key);
    if (!taughtOn)
      problem(
        'outcome',
        'Ngày ấy chưa đến lượt hỏi người này việc này, hoặc không rút trúng, hoặc đã hỏi rồi. Chọn lại “Chưa hỏi”.',
      );
    if (outcome === null) problem('outcome', 'Chọn câu trả lời, hoặc bỏ điều vướng.');
    if (outcome === 'stuck' && barrierId === null) problem('barrierId', 'Chọn điều đang vướng.');
    if (outcome !== null && outcome !== 'stuck' && barrierId !== null)
      problem(
        'barrierId',
        'Điều vướng chỉ ghi khi không làm được, bị vướng. Chọn lại câu trả lời, hoặc bỏ điều vướng.',
      );
    if (paid !== null && outcome !== 'with_somebody')
      problem('paid', 'Chỉ hỏi khi có người cùng làm. Chọn lại “Chưa hỏi”, hoặc chọn lại câu trả lời.');
    if (barrierId !== null && !known.barrierIds.has(barrierId))
      problem('barrierId', 'Điều vướng này không có trong danh mục.');
    return outcome && taughtOn ? [{ ...readCheckKey(key), taughtOn, outcome, helper: null, paid, barrierId }] : [];
  });
