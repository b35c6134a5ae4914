import { z } from 'zod';
import { PORTAL_STATUSES } from '../../../shared/portal-status';
import { checkPortalFileCode, type PortalFileCodeResult } from '../../../shared/portal-file-code';
import type { LocalDate } from '../../../shared/dates';
import { dateField, idField, optionalText } from '../../../web/form';

interface FileDates {
  today: LocalDate;
  visitedOn: LocalDate;
}

/** The day must not lie in the future or before the visit on which the file was begun. */
const dayOfFile = (message: string, { today, visitedOn }: FileDates) =>
  dateField(message)
    .refine((day) => day <= today, 'Ngày này chưa tới.')
    .refine((day) => day >= visitedOn, 'Ngày này trước hôm đội đến giúp.');

export const submissionForm = (dates: FileDates) =>
  z.object({
    fileCode: optionalText(100).transform((text, issues): Extract<PortalFileCodeResult, { ok: true }> | null => {
      if (text === '') return null;
      const code = checkPortalFileCode(text, dates.today);
      if (code.ok) return code;
      issues.addIssue({ code: 'custom', message: code.message });
      return z.NEVER;
    }),
    submittedOn: dayOfFile('Ngày nộp chưa đúng. Ví dụ: 24/11/2026.', dates),
  });

export type Submission = z.output<ReturnType<typeof submissionForm>>;

const STATUS_CODES = PORTAL_STATUSES.map(({ code }) => String(code)) as [string, ...string[]];

export const statusForm = (dates: FileDates) =>
  z.object({
    statusKey: idField('Biểu mẫu cũ. Tải lại trang rồi ghi lại.'),
    status: z.enum(STATUS_CODES, { error: 'Chọn trạng thái như ghi trên Cổng.' }).transform(Number),
    statusOn: dayOfFile('Ngày chưa đúng. Ví dụ: 24/11/2026.', dates),
    statusNote: optionalText(500),
  });
