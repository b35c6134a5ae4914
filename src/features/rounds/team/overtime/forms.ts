import { z } from 'zod';
import { isRealDate, type LocalDate } from '../../../../shared/dates';
import { choice, optionalIdField, requiredText } from '../../../../web/form';

/** '2026-11' within the supported years → its first day; null for anything else. */
export const monthOf = (text: unknown): LocalDate | null =>
  typeof text === 'string' && /^20\d\d-\d\d$/.test(text) && isRealDate(`${text}-01`) ? `${text}-01` : null;

export const overtimeQuery = z.object({
  month: z.string().optional().catch(undefined).transform(monthOf),
  officer: optionalIdField().catch(null),
});

export const CONTENTS = ['officers', 'rounds'] as const;

export const overtimeExportForm = z.object({
  month: z.string({ error: 'Chọn tháng.' }).transform((text, issues): LocalDate => {
    const month = monthOf(text);
    if (month) return month;
    issues.addIssue({ code: 'custom', message: 'Chọn tháng.' });
    return z.NEVER;
  }),
  content: choice(CONTENTS, 'Chọn bảng muốn tải.'),
  reason: requiredText('Ghi tải để làm gì.', 200),
});

export type OvertimeExport = z.output<typeof overtimeExportForm>;
