import { z } from 'zod';
import { localDateOf } from '../../../../shared/dates';
import { dateField, onceRight, requiredText } from '../../../../web/form';

/** Days that are closed without a question: more may be a slip of the month or the year. */
export const LONG_DAYS = 60;

/** @param now the closure must not be over already. */
export const areaClosureForm = (now: Date) =>
  z
    .object({
      area: z.string({ error: 'Chọn khu đóng.' }).min(1, 'Chọn khu đóng.').max(300),
      closedFrom: dateField('Nhập ngày đầu tiên đóng, ví dụ 26/11/2026.', localDateOf(now)),
      closedUntil: dateField('Nhập ngày cuối cùng đóng, ví dụ 28/11/2026.', localDateOf(now)),
      reason: requiredText('Ghi vì sao đóng.', 120),
    })
    .superRefine(
      ({ closedFrom, closedUntil }, issues) => {
        const refuse = (message: string) => issues.addIssue({ code: 'custom', path: ['closedUntil'], message });
        if (closedUntil < closedFrom) refuse('Ngày cuối cùng phải từ ngày đầu tiên trở đi.');
        else if (closedUntil < localDateOf(now)) refuse('Những ngày này đã qua.');
      },
      onceRight('closedFrom', 'closedUntil'),
    );

export type NewAreaClosure = z.output<ReturnType<typeof areaClosureForm>>;
