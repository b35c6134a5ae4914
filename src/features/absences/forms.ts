import { z } from 'zod';
import { addDays, daysBetween, instantOf } from '../../shared/dates';
import { dateField, idField, optionalText, timeField } from '../../web/form';

const LONGEST_DAYS = 366;

const optionalTime = (message: string) => z.union([z.literal(''), timeField(message)]).default('');

/**
 * Days are whole unless a time is written: from the first day's beginning until the last day's end.
 * @param now the absence must not be over already.
 */
export const absenceForm = (now: Date) => z.object({
  userId: idField('Chọn người vắng.'),
  from: dateField('Nhập ngày bắt đầu vắng, ví dụ 26/11/2026.'),
  fromTime: optionalTime('Nhập giờ như 18:30, hoặc để trống nếu vắng cả ngày.'),
  to: dateField('Nhập ngày cuối cùng vắng, ví dụ 28/11/2026.'),
  toTime: optionalTime('Nhập giờ như 20:30, hoặc để trống nếu vắng hết ngày.'),
  reason: optionalText(200),
}).transform(({ userId, from, fromTime, to, toTime, reason }, issues) => {
  const startsAt = instantOf(from, fromTime || '00:00');
  const endsAt = toTime ? instantOf(to, toTime) : instantOf(addDays(to, 1), '00:00');
  const refuse = (field: string, message: string) => issues.addIssue({ code: 'custom', path: [field], message });
  if (endsAt <= startsAt) refuse(to < from ? 'to' : 'toTime', 'Lúc hết vắng phải sau lúc bắt đầu.');
  else if (endsAt <= now) refuse('to', 'Thời gian này đã qua.');
  else if (daysBetween(from, to) > LONGEST_DAYS) refuse('to', 'Vắng hơn một năm: nhờ quản trị khóa tài khoản thay vì báo vắng.');
  else return { userId, startsAt, endsAt, reason };
  return z.NEVER;
});

export type NewAbsence = z.output<ReturnType<typeof absenceForm>>;
