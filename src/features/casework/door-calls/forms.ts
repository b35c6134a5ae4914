import { z } from 'zod';
import type { CallOutcome } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import {
  choice,
  idField,
  onceRight,
  optionalText,
  recentDateField,
  requiredText,
  versionField,
} from '../../../web/form';
import { datedSince, filledPreferredTimes, preferredTimesField } from '../requests/preferred-time-fields';

const OUTCOMES = ['agreed', 'declined', 'no_answer', 'wrong_number'] as const satisfies readonly CallOutcome[];

const fields = (today: LocalDate) =>
  z.object({
    outcome: choice(OUTCOMES, 'Chọn cuộc gọi ra sao.'),
    calledOn: recentDateField('Nhập ngày gọi, ví dụ 26/11/2026.', today),
    times: preferredTimesField(today),
    note: optionalText(300),
  });

type Fields = z.output<ReturnType<typeof fields>>;

function timesOfAgreement({ outcome, times }: Pick<Fields, 'outcome' | 'times'>, issues: z.core.$RefinementCtx): void {
  const refuse = (row: number, message: string) =>
    issues.addIssue({ code: 'custom', path: ['times', row, 'from'], message });
  const firstFilled = times.findIndex((time) => time !== null);
  if (outcome === 'agreed' && firstFilled < 0)
    refuse(0, 'Ghi họ nói ở nhà ngày nào, giờ nào. Ngày nào cũng được thì chỉ ghi giờ.');
  if (outcome !== 'agreed' && firstFilled >= 0)
    refuse(firstFilled, 'Chỉ ghi giờ ở nhà khi chọn “Hẹn được giờ”. Bỏ giờ này, hoặc chọn lại.');
}

const checkedTogether = <Schema extends z.ZodType<Fields>>(schema: Schema) =>
  schema
    .superRefine(timesOfAgreement, onceRight('outcome', 'times'))
    .superRefine(...datedSince('times', 'calledOn', 'Ngày này ở trước ngày gọi.'))
    .transform((given) => ({ ...given, times: filledPreferredTimes(given.times) }));

/** `id` is created with the form, so that a form sent twice is one call. */
export const newCallForm = (today: LocalDate) =>
  checkedTogether(fields(today).extend({ id: idField('Biểu mẫu thiếu mã. Tải lại trang.') }));

export const callForm = (today: LocalDate) => checkedTogether(fields(today).extend({ version: versionField() }));

export type NewCall = z.output<ReturnType<typeof newCallForm>>;
export type CorrectedCall = z.output<ReturnType<typeof callForm>>;

export const withdrawalForm = z.object({ reason: requiredText('Ghi vì sao rút cuộc gọi này.', 300) });
