import { z } from 'zod';
import { instantOf, type LocalDate, localDateOf, type LocalTime } from '../../../shared/dates';
import {
  idField,
  longText,
  optionalText,
  problemAt,
  recentDateField,
  requiredText,
  timeField,
  versionField,
} from '../../../web/form';

const words = (max = 2000) => longText(max);

const NOT_YET = 'Giờ này chưa đến.';

const fieldsOf = (now: Date) => ({
  discoveredOn: recentDateField('Nhập ngày phát hiện, ví dụ 26/11/2026.', localDateOf(now)),
  discoveredTime: timeField('Nhập giờ phát hiện, ví dụ 14:30.'),
  what: words().refine((text) => text !== '', 'Ghi chuyện gì đã xảy ra.'),
  dataKinds: words(),
  peopleCount: z
    .string({ error: 'Nhập số người, hoặc để trống.' })
    .default('')
    .transform((text) => text.trim().replaceAll('.', ''))
    .pipe(z.string().regex(/^\d{0,7}$/, 'Nhập số người, hoặc để trống khi chưa biết.'))
    .transform((text) => (text === '' ? null : Number(text))),
  consequences: words(),
  measures: words(),
  contact: words(500),
});

const discovered = <Schema extends z.ZodType<{ discoveredOn: LocalDate; discoveredTime: LocalTime }>>(
  schema: Schema,
  now: Date,
) =>
  schema.refine(
    (form) => instantOf(form.discoveredOn, form.discoveredTime) <= now,
    problemAt('discoveredTime', NOT_YET, 'discoveredOn'),
  );

/** A new breach. @param now no discovery is later. */
export const breachForm = (now: Date) =>
  discovered(z.object({ id: idField('Biểu mẫu cũ. Tải lại trang rồi ghi lại.'), ...fieldsOf(now) }), now);

/** The same fields of a breach that is known already. */
export const editForm = (now: Date) => discovered(z.object({ version: versionField(), ...fieldsOf(now) }), now);

export type NewBreach = z.output<ReturnType<typeof breachForm>>;
export type EditedBreach = z.output<ReturnType<typeof editForm>>;

/** The notice has been sent. @param discoveredAt it is sent no earlier. */
export const noticeForm = (now: Date, discoveredAt: Date) =>
  z
    .object({
      sentOn: recentDateField('Nhập ngày gửi, ví dụ 26/11/2026.', localDateOf(now)),
      sentTime: timeField('Nhập giờ gửi, ví dụ 16:00.'),
      sentTo: requiredText('Ghi gửi cho cơ quan nào.', 200),
      letterNumber: optionalText(100),
    })
    .refine(({ sentOn, sentTime }) => instantOf(sentOn, sentTime) <= now, problemAt('sentTime', NOT_YET, 'sentOn'))
    .refine(
      ({ sentOn, sentTime }) => instantOf(sentOn, sentTime) >= discoveredAt,
      problemAt('sentTime', 'Giờ này trước khi phát hiện.', 'sentOn'),
    );

export type SentNotice = z.output<ReturnType<typeof noticeForm>>;

export const waiverForm = z.object({ waivedReason: requiredText('Ghi vì sao không phải thông báo.', 1000) });

export type Waiver = z.output<typeof waiverForm>;
