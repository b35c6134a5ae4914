import { z } from 'zod';
import type { LocalDate } from '../../../shared/dates';
import {
  idField,
  listOf,
  longText,
  numberField,
  optionalText,
  problemAt,
  recentDateField,
  requiredText,
  typed,
  versionField,
} from '../../../web/form';
import { SERVICE_NOT_CHOSEN } from '../../office/catalogue/service-matches';
import { readPlace, type PagePlace } from '../../../web/pager';

const MAX_OTHERS = 2000;

const othersCount = numberField(/^\d{1,4}$/, 'Nhập số người, ví dụ 35. Không có ai khác thì ghi 0.').pipe(
  z.number().max(MAX_OTHERS, 'Nhiều quá 2.000 người.'),
);

const facts = (today: LocalDate) => ({
  heldOn: recentDateField('Nhập ngày của buổi, ví dụ 15/11/2026.', today),
  place: requiredText('Ghi nơi tổ chức, ví dụ nhà văn hóa tổ 3.'),
  services: listOf(idField(), 100),
  serviceText: optionalText(500),
  othersCount,
  note: longText(),
});

type Facts = z.output<z.ZodObject<ReturnType<typeof facts>>>;

const checked = <Schema extends z.ZodType<Facts>>(schema: Schema) =>
  schema
    .refine(({ serviceText: text }) => text === '', problemAt('services', SERVICE_NOT_CHOSEN, 'serviceText'))
    .refine(
      ({ services }) => services.length > 0,
      problemAt('services', 'Chọn ít nhất một điều đã nói.', 'serviceText'),
    )
    .transform(({ serviceText: _, ...given }) => given);

/** `id` is created with the form, so that a form sent twice is one session. */
export const newSessionForm = (today: LocalDate) =>
  checked(z.object({ id: idField('Biểu mẫu thiếu mã. Tải lại trang.'), ...facts(today) }));

export const editSessionForm = (today: LocalDate) => checked(z.object({ version: versionField(), ...facts(today) }));

export type SessionFacts = Omit<z.output<ReturnType<typeof editSessionForm>>, 'version'>;

export const attendeeForm = z.object({ residentId: idField('Chọn một người trong danh sách.') });

export const searchedWords = (body: Record<string, unknown>): string => typed(body, 'q').trim().slice(0, 100);

/** Which sessions a list shows: of a month ('2026-11') or of all, after a session or from the newest. */
export function readListQuery(query: Record<string, unknown>): { month: string | null } & PagePlace {
  const month = typed(query, 'month');
  return { month: /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : null, ...readPlace(query) };
}
