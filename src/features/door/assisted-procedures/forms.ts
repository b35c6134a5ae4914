import { z } from 'zod';
import { PORTAL_STATUSES, SENT_BACK } from '../../../shared/portal-status';
import { checkPortalFileCode, type PortalFileCodeResult } from '../../../shared/portal-file-code';
import type { LocalDate } from '../../../shared/dates';
import { normaliseText } from '../../../shared/vietnamese-text';
import {
  dateField,
  idField,
  longText,
  optionalIdField,
  optionalText,
  problemAt,
  recentDateField,
  typed,
  type FormValues,
} from '../../../web/form';
import { MAX_LINES, readPastedLines, type Decision, type PastedLine } from './pasted-statuses';

interface FileDates {
  today: LocalDate;
  visitedOn: LocalDate;
}

/** The day must not lie in the future or before the visit on which the file was begun. */
const dayOfFile = (message: string, { today, visitedOn }: FileDates) =>
  dateField(message, today)
    .refine((day) => day <= today, 'Ngày này chưa tới.')
    .refine((day) => day >= visitedOn, 'Ngày này trước hôm đội đến giúp.');

export const submissionForm = (dates: FileDates) =>
  z.object({
    fileCode: optionalText(100, null).transform((text, issues): Extract<PortalFileCodeResult, { ok: true }> | null => {
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

/** @param causes the ids of the barriers to choose from. */
export const statusForm = (dates: FileDates, causes: readonly string[]) =>
  z
    .object({
      statusKey: idField('Biểu mẫu cũ. Tải lại trang rồi ghi lại.'),
      status: z.enum(STATUS_CODES, { error: 'Chọn trạng thái như ghi trên Cổng.' }).transform(Number),
      statusOn: dayOfFile('Ngày chưa đúng. Ví dụ: 24/11/2026.', dates),
      cause: optionalIdField().refine((id) => id === null || causes.includes(id), 'Chọn một mục trong danh sách.'),
      backwardReason: optionalText(300),
      statusNote: optionalText(500),
    })
    .refine(
      ({ status, cause }) => cause !== null || !SENT_BACK.includes(status),
      problemAt('cause', 'Chọn vì sao hồ sơ bị trả lại.', 'status'),
    )
    .refine(
      ({ status, cause }) => cause === null || SENT_BACK.includes(status),
      problemAt('cause', 'Trạng thái này không trả hồ sơ lại: bỏ trống.', 'status'),
    );

export type NewStatus = z.output<ReturnType<typeof statusForm>>;

/** The text of a paste, and the day of its lines that name none. */
export const pasteForm = (today: LocalDate) =>
  z.object({
    pasteKey: idField('Biểu mẫu cũ. Tải lại trang rồi dán lại.'),
    text: longText(40_000, null).transform((text, issues) => {
      const lines = readPastedLines(text);
      const refuse = (message: string) => {
        issues.addIssue({ code: 'custom', message });
        return z.NEVER;
      };
      if (lines.length === 0) return refuse('Dán các dòng: mã hồ sơ, rồi trạng thái.');
      return lines.length > MAX_LINES ? refuse(`Mỗi lần nhiều nhất ${MAX_LINES} dòng: chia ra dán nhiều lần.`) : lines;
    }),
    asOf: recentDateField('Ngày tra chưa đúng. Ví dụ: 24/11/2026.', today),
  });

/** What a person decided about a line of the preview. */
export function readDecision(values: FormValues, { number }: PastedLine): Decision {
  const of = (name: string) => typed(values, `${name}-${number}`).trim();
  return {
    file: of('file'),
    status: of('status'),
    on: of('on'),
    reason: normaliseText(of('reason')).slice(0, 300),
    cause: of('cause'),
    isSkipped: of('skip') !== '',
  };
}
