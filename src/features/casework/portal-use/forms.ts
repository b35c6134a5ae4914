import { z } from 'zod';
import type { CheckBackOutcome } from '../../../generated/prisma/enums';
import { addDays, formatDate, isRealDate, type LocalDate } from '../../../shared/dates';
import { CHECK_BACK_HELPERS, CHECK_BACK_OUTCOMES, keysOf } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import {
  choice,
  isId,
  onceRight,
  optionalChoice,
  optionalIdField,
  recentDateField,
  requiredText,
} from '../../../web/form';
import { callFields, NOT_HEARD, practisedIn } from '../practice/fields';
import type { CheckFile, DuePlace } from './check-queries';
import { ANSWERS, checkUse, useFields, type ServiceChoice } from './use-fields';
import { FIRST_CHECK_DAYS } from './waves';

// ------------------------------------------------------------ an answer by telephone or at the desk

export const portalAnswerForm = (today: LocalDate, services: readonly ServiceChoice[]) =>
  z
    .object({
      answer: choice(keysOf(ANSWERS), 'Chọn câu trả lời.'),
      ...useFields(services),
      askedOn: recentDateField('Nhập ngày hỏi, ví dụ 26/11/2026.', today),
    })
    .superRefine(
      (told, issues) => checkUse(told, told.askedOn, issues),
      onceRight('answer', 'service', 'month', 'askedOn'),
    );

export type PortalAnswerForm = z.output<ReturnType<typeof portalAnswerForm>>;

// ------------------------------------------------------------ a check-back

const OUTCOMES = keysOf(CHECK_BACK_OUTCOMES);
const HELPERS = keysOf(CHECK_BACK_HELPERS);
const MISSING = 'Chọn kết quả hỏi lại.';
const NOT_LISTED = 'Chọn một mục trong danh sách.';

/** What is said of the call as a whole: so it is said of every service, or of one for all. */
const OF_THE_CALL: readonly CheckBackOutcome[] = ['not_reached', 'declined'];

/** Whether a resident had to pay who did it with them; null if that was not asked. */
export const PAID = optionalChoice(['true', 'false'], NOT_LISTED).transform((said) => said && said === 'true');
export const PAID_ANSWERS = { '': 'Chưa hỏi', false: 'Không', true: 'Có' };

/** The name of an input about one service. */
export const answerName = <const Part extends 'outcome' | 'helper' | 'paid' | 'barrierId'>(
  serviceId: string,
  part: Part,
) => `answers[${serviceId}][${part}]` as const;

/** What one call found out about the services that a resident was taught. @param open ids of those that must be asked about. */
export const checkBackForm = (
  today: LocalDate,
  { lessons, barriers }: Pick<CheckFile, 'lessons' | 'barriers'>,
  open: readonly string[],
) => {
  const answer = z.object({
    outcome: optionalChoice(OUTCOMES, MISSING),
    helper: optionalChoice(HELPERS, NOT_LISTED),
    paid: PAID,
    barrierId: optionalIdField().refine((id) => !id || barriers.some((barrier) => barrier.id === id), NOT_LISTED),
  });
  return z
    .object({
      answers: z
        .object(Object.fromEntries(lessons.map(({ serviceId }) => [serviceId, answer.prefault({})])))
        .prefault({}),
      ...callFields,
      checkedOn: recentDateField('Nhập ngày hỏi, ví dụ 26/11/2026.', today),
    })
    .superRefine(
      ({ answers, checkedOn, situationAnswer }, issues) => {
        const refuse = (message: string, ...path: string[]) => issues.addIssue({ code: 'custom', path, message });
        const ofCall = outcomeOfCall(answers);
        if (ofCall && situationAnswer !== null) refuse(NOT_HEARD, 'situationAnswer');
        for (const { serviceId, taughtOn } of lessons) {
          const { outcome, helper, paid, barrierId } = answers[serviceId]!;
          const refuseAnswer = (part: keyof z.infer<typeof answer>, message: string) =>
            refuse(message, 'answers', serviceId, part);
          if (ofCall && outcome !== null && outcome !== ofCall)
            refuseAnswer('outcome', `Chọn giống nhau: “${CHECK_BACK_OUTCOMES[ofCall]}” là nói về cả cuộc gọi.`);
          if (outcome === null && !ofCall && open.includes(serviceId)) refuseAnswer('outcome', MISSING);
          if (outcome === 'stuck' && barrierId === null)
            refuseAnswer('barrierId', 'Chọn vướng ở đâu, để đội biết mà giúp.');
          if (outcome !== 'stuck' && barrierId !== null)
            refuseAnswer('barrierId', 'Chỉ chọn khi không làm được, bị vướng. Bỏ trống, hoặc chọn lại kết quả.');
          if (outcome === 'with_somebody' && helper === null) refuseAnswer('helper', 'Chọn ai cùng làm.');
          if (outcome !== 'with_somebody' && helper !== null)
            refuseAnswer('helper', 'Chỉ chọn khi có người cùng làm. Bỏ trống, hoặc chọn lại kết quả.');
          if (helper === null && paid !== null)
            refuseAnswer('paid', 'Chỉ hỏi khi có người cùng làm. Bỏ trống, hoặc chọn ai cùng làm.');
          const earliest = addDays(taughtOn, FIRST_CHECK_DAYS);
          if (outcome !== null && checkedOn < earliest)
            refuse(`Đội dạy ngày ${formatDate(taughtOn)}: chỉ hỏi lại từ ${formatDate(earliest)}.`, 'checkedOn');
        }
      },
      onceRight('answers', 'checkedOn'),
    )
    .transform(({ answers, checkedOn, ...call }) => {
      const ofCall = outcomeOfCall(answers);
      return {
        checkedOn,
        practised: practisedIn(call),
        answers: Object.entries(answers).flatMap(([serviceId, { outcome, ...rest }]) => {
          const said = outcome ?? (open.includes(serviceId) ? ofCall : null);
          return said ? [{ serviceId, outcome: said, ...rest }] : [];
        }),
      };
    });
};

const outcomeOfCall = (answers: Record<string, { outcome: CheckBackOutcome | null }>): CheckBackOutcome | null =>
  Object.values(answers).find(({ outcome }) => outcome && OF_THE_CALL.includes(outcome))?.outcome ?? null;

type SentChecks = z.output<ReturnType<typeof checkBackForm>>;

/** `practised` is an answer to a situation. */
export type CheckBackForm = Omit<SentChecks, 'practised'> & Partial<SentChecks>;

/** More calls a month than any office makes. */
const MAX_CALLS = 10_000;

/** How many people the office can call half a year after a lesson. */
export const drawForm = z.object({
  size: requiredText('Nhập số người, ví dụ 60.', 6)
    .transform((text) => text.replaceAll('.', ''))
    .pipe(
      z
        .string()
        .regex(/^\d+$/, 'Nhập số người, ví dụ 60.')
        .transform(Number)
        .refine((size) => size >= 1 && size <= MAX_CALLS, `Bốc từ 1 đến ${formatNumber(MAX_CALLS)} người.`),
    ),
});

/** '2026-11-19_<resident>', where a page of the call list goes on; null for its start. */
export function readDuePlace({ after }: Record<string, unknown>): DuePlace | null {
  const [dueOn = '', residentId] = typeof after === 'string' ? after.split('_') : [];
  return isRealDate(dueOn) && isId(residentId) ? { dueOn, residentId } : null;
}
