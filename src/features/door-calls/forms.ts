import { z } from 'zod';
import type { CallOutcome } from '../../generated/prisma/enums';
import { addDays, type LocalDate } from '../../shared/dates';
import { holdsNationalNumber } from '../../shared/national-number';
import { choice, dateField, idField, optionalText, requiredText, versionField } from '../../web/form';
import { filledWishes, wishesBefore, wishesField } from '../requests/wish-fields';

export const OUTCOMES = ['agreed', 'declined', 'no_answer', 'wrong_number'] as const satisfies readonly CallOutcome[];
export const NOTE_LENGTH = 300;
const FURTHEST_DAYS = 366;

const noNationalNumber = z.string().refine((text) => !holdsNationalNumber(text), 'Có vẻ là số định danh: đừng ghi ở đây. Số định danh ghi ở hồ sơ người dân.');

const fields = (today: LocalDate) => z.object({
  outcome: choice(OUTCOMES, 'Chọn cuộc gọi ra sao.'),
  calledOn: dateField('Nhập ngày gọi, ví dụ 26/11/2026.').refine((date) => date <= today, 'Ngày này chưa đến.').refine((date) => date >= addDays(today, -FURTHEST_DAYS), 'Ngày này đã hơn một năm: xem lại năm.'),
  times: wishesField(),
  note: optionalText(NOTE_LENGTH).pipe(noNationalNumber),
});

type Fields = z.output<ReturnType<typeof fields>>;

function checkTogether<Given extends Fields>({ outcome, calledOn, times }: Given, context: z.RefinementCtx<Given>): void {
  const refuse = (row: number, field: 'onDate' | 'from', message: string) => context.addIssue({ code: 'custom', path: ['times', row, field], message });
  const firstFilled = times.findIndex((time) => time !== null);
  if (outcome === 'agreed' && firstFilled < 0) refuse(0, 'from', 'Ghi họ nói ở nhà ngày nào, giờ nào. Ngày nào cũng được thì chỉ ghi giờ.');
  if (outcome !== 'agreed' && firstFilled >= 0) refuse(firstFilled, 'from', 'Chỉ ghi giờ ở nhà khi chọn “Hẹn được giờ”. Bỏ giờ này, hoặc chọn lại.');
  for (const row of wishesBefore(times, calledOn)) refuse(row, 'onDate', 'Ngày này ở trước ngày gọi.');
}

const withoutEmptyRows = <Given extends Fields>(given: Given) => ({ ...given, times: filledWishes(given.times) });

/** `id` is given out with the form, so that a form sent twice is one call. */
export const newCallForm = (today: LocalDate) => fields(today).extend({ id: idField('Biểu mẫu thiếu mã. Tải lại trang.') }).superRefine(checkTogether).transform(withoutEmptyRows);

export const callForm = (today: LocalDate) => fields(today).extend({ version: versionField() }).superRefine(checkTogether).transform(withoutEmptyRows);

export type NewCall = z.output<ReturnType<typeof newCallForm>>;
export type CorrectedCall = z.output<ReturnType<typeof callForm>>;

export const withdrawalForm = z.object({ reason: requiredText('Ghi vì sao rút cuộc gọi này.', 300).pipe(noNationalNumber) });
