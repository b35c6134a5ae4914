import { z } from 'zod';
import { addMonths, type LocalDate, monthStartOf } from '../../../shared/dates';
import {
  choice,
  idField,
  numberField,
  optionalIdField,
  problemAt,
  recentDateField,
  requiredText,
} from '../../../web/form';

const MONTHS = 13;

/** The first days of the months whose numbers may be typed in: this month and the year before it, newest first. */
export function openMonths(today: LocalDate): [LocalDate, ...LocalDate[]] {
  const current = monthStartOf(today);
  return [current, ...Array.from({ length: MONTHS - 1 }, (_, index) => addMonths(current, -1 - index))];
}

const files = (message: string) => numberField(/^\d{1,7}$/, message, '.');

/** `id` is created with the form, so that a form sent twice is one row. */
export const officialCountForm = (today: LocalDate) =>
  z
    .object({
      id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
      month: choice(openMonths(today), 'Chọn tháng.'),
      publicServiceId: optionalIdField('Chọn một dịch vụ trong danh sách.'),
      received: files('Nhập số hồ sơ nhận, ví dụ 1.200.'),
      online: files('Nhập số hồ sơ nộp trực tuyến, ví dụ 700.'),
      whollyOnline: z
        .union([z.literal('').transform(() => null), files('Nhập số hồ sơ, hoặc để trống.')])
        .default(null),
      source: requiredText('Ghi nguồn, ví dụ Cổng Dịch vụ công quốc gia.', 200),
      statedOn: recentDateField('Nhập ngày lấy số, ví dụ 05/11/2026.', today),
    })
    .refine(
      ({ received, online }) => online <= received,
      problemAt('online', 'Số nộp trực tuyến lớn hơn số hồ sơ nhận.', 'received'),
    )
    .refine(
      ({ online, whollyOnline }) => whollyOnline === null || whollyOnline <= online,
      problemAt('whollyOnline', 'Số toàn trình lớn hơn số nộp trực tuyến.', 'online'),
    )
    .refine(
      ({ month, statedOn }) => statedOn >= month,
      problemAt('statedOn', 'Ngày này ở trước tháng đã chọn.', 'month'),
    );

export type OfficialCountForm = z.output<ReturnType<typeof officialCountForm>>;
