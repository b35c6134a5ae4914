import { z } from 'zod';
import type { CheckBackOutcome, PortalAnswer } from '../../../generated/prisma/enums';
import { addDays, formatDate, isRealDate, type LocalDate } from '../../../shared/dates';
import { CHECK_BACK_OUTCOMES } from '../../../shared/labels';
import { choice, isId, onceRight, optionalIdField, recentDateField } from '../../../web/form';
import { FIRST_CHECK_DAYS } from './asking';
import type { CheckFile, DuePlace } from './check-queries';
import { checkUse, useFields, type ServiceChoice } from './use-fields';

// ------------------------------------------------------------ an answer by telephone or at the desk

export const ANSWERS = [
  'alone',
  'with_family',
  'with_team',
  'not_used',
  'does_not_know',
  'declined',
] as const satisfies readonly PortalAnswer[];

export const portalAnswerForm = (today: LocalDate, services: readonly ServiceChoice[]) =>
  z
    .object({
      answer: choice(ANSWERS, 'Chọn câu trả lời.'),
      ...useFields(services),
      askedOn: recentDateField('Nhập ngày hỏi, ví dụ 26/11/2026.', today),
    })
    .superRefine(
      (told, issues) => checkUse(told, told.askedOn, issues),
      onceRight('answer', 'service', 'month', 'askedOn'),
    );

export type PortalAnswerForm = z.output<ReturnType<typeof portalAnswerForm>>;

// ------------------------------------------------------------ a check-back

const OUTCOMES = Object.keys(CHECK_BACK_OUTCOMES) as [CheckBackOutcome, ...CheckBackOutcome[]];

export const checkBackForm = (today: LocalDate, { taughtOn, barriers }: Pick<CheckFile, 'taughtOn' | 'barriers'>) =>
  z
    .object({
      outcome: choice(OUTCOMES, 'Chọn kết quả hỏi lại.'),
      barrierId: optionalIdField().refine(
        (id) => id === null || barriers.some((barrier) => barrier.id === id),
        'Chọn một mục trong danh sách.',
      ),
      checkedOn: recentDateField('Nhập ngày hỏi, ví dụ 26/11/2026.', today).refine(
        (date) => date >= addDays(taughtOn, FIRST_CHECK_DAYS),
        `Đội dạy ngày ${formatDate(taughtOn)}: chỉ hỏi lại từ ${formatDate(addDays(taughtOn, FIRST_CHECK_DAYS))}.`,
      ),
    })
    .superRefine(
      ({ outcome, barrierId }, issues) => {
        const refuse = (message: string) => issues.addIssue({ code: 'custom', path: ['barrierId'], message });
        if (outcome === 'stuck' && barrierId === null) refuse('Chọn vướng ở đâu, để đội biết mà giúp.');
        if (outcome !== 'stuck' && barrierId !== null)
          refuse('Chỉ chọn khi đã thử mà bị vướng. Bỏ trống, hoặc chọn lại kết quả.');
      },
      onceRight('outcome', 'barrierId'),
    );

export type CheckBackForm = z.output<ReturnType<typeof checkBackForm>>;

/** '2026-11-19_<resident>_<service>', where a page of the call list goes on; null for its start. */
export function readDuePlace({ after }: Record<string, unknown>): DuePlace | null {
  const [dueOn = '', residentId, serviceId] = typeof after === 'string' ? after.split('_') : [];
  return isRealDate(dueOn) && isId(residentId) && isId(serviceId) ? { dueOn, residentId, serviceId } : null;
}
