import { z } from 'zod';
import { choice, idField, longText, optionalIdField, requiredText, versionField } from '../../../web/form';
import { TARGETED, type TargetedIndicator } from '../indicators/targets';

const percent = z
  .string({ error: 'Nhập mức, từ 0 đến 100.' })
  .transform((text) => text.trim().replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,3}(\.\d{1,2})?$/, 'Nhập mức, từ 0 đến 100.'))
  .transform(Number)
  .refine((value) => value <= 100, 'Nhập mức, từ 0 đến 100.');

const target = {
  period: requiredText('Nhập kỳ, ví dụ 2030, Quý 4/2026 hoặc Tháng 12/2026.', 60).transform((text) =>
    text.replace(/^quý /i, 'Quý ').replace(/^tháng 0?/i, 'Tháng '),
  ),
  value: percent,
  legalBasis: requiredText('Ghi căn cứ, hoặc “phường tự đặt”.', 300),
  note: longText(500),
};

/** The reports that use an indicator fix its meaning; its target is the ward's choice. */
export const targetForm = z.object({ ...target, version: versionField() });

/** `id` is created with the form, so that a form sent twice is one target. */
export const newTargetForm = z.object({
  id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
  indicator: choice(Object.keys(TARGETED) as [TargetedIndicator, ...TargetedIndicator[]], 'Chọn chỉ tiêu.'),
  residentialGroupId: optionalIdField('Chọn một tổ trong danh sách.'),
  ...target,
});

export type Target = z.output<typeof targetForm>;
export type NewTarget = z.output<typeof newTargetForm>;
