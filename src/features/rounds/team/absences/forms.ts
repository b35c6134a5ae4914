import { z } from 'zod';
import { addDays, instantOf, isOverAYearAfter, localDateOf } from '../../../../shared/dates';
import { dateField, idField, onceRight, optionalText, optionalTimeField, versionField } from '../../../../web/form';

const absenceFields = (now: Date) =>
  z.object({
    from: dateField('Nhập ngày bắt đầu vắng, ví dụ 26/11/2026.', localDateOf(now)),
    fromTime: optionalTimeField('Nhập giờ như 18:30, hoặc để trống nếu vắng cả ngày.'),
    to: dateField('Nhập ngày cuối cùng vắng, ví dụ 28/11/2026.', localDateOf(now)),
    toTime: optionalTimeField('Nhập giờ như 20:30, hoặc để trống nếu vắng hết ngày.'),
    reason: optionalText(200),
  });

type TypedAbsence = Omit<z.output<ReturnType<typeof absenceFields>>, 'reason'>;

/** Whole days unless a time is given: from the beginning of the first day to the end of the last. */
const spanOf = ({ from, fromTime, to, toTime }: TypedAbsence): { startsAt: Date; endsAt: Date } => ({
  startsAt: instantOf(from, fromTime || '00:00'),
  endsAt: toTime ? instantOf(to, toTime) : instantOf(addDays(to, 1), '00:00'),
});

/** In order, not over at `now`, and without a mistyped year. */
const refuseImpossibleSpan = (now: Date) => (typed: TypedAbsence, issues: z.core.$RefinementCtx) => {
  const { from, to } = typed;
  const { startsAt, endsAt } = spanOf(typed);
  const refuse = (field: string, message: string) => issues.addIssue({ code: 'custom', path: [field], message });
  if (endsAt <= startsAt) refuse(to < from ? 'to' : 'toTime', 'Lúc hết vắng phải sau lúc bắt đầu.');
  else if (endsAt <= now) refuse('to', 'Thời gian này đã qua.');
  else if (isOverAYearAfter(from, localDateOf(now))) refuse('from', 'Ngày này còn hơn một năm nữa: xem lại năm.');
  else if (isOverAYearAfter(to, from)) refuse('to', 'Vắng hơn một năm: nhờ quản trị khóa tài khoản thay vì báo vắng.');
};

const withSpan = <Schema extends z.ZodType<TypedAbsence>>(schema: Schema, now: Date) =>
  schema
    .superRefine(refuseImpossibleSpan(now), onceRight('from', 'fromTime', 'to', 'toTime'))
    .transform(({ from, fromTime, to, toTime, ...rest }) => ({ ...rest, ...spanOf({ from, fromTime, to, toTime }) }));

/** @param now the absence must not be over already. */
export const absenceForm = (now: Date) =>
  withSpan(z.object({ userId: idField('Chọn người vắng.'), ...absenceFields(now).shape }), now);

export const correctedAbsenceForm = (now: Date) =>
  withSpan(absenceFields(now).extend({ version: versionField() }), now);

export type NewAbsence = z.output<ReturnType<typeof absenceForm>>;
export type CorrectedAbsence = z.output<ReturnType<typeof correctedAbsenceForm>>;
