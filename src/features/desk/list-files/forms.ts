import { z } from 'zod';
import { keysOf } from '../../../shared/labels';
import { choice, requiredText } from '../../../web/form';

/** Usual reasons for taking a list along, in the words of offices. */
export const USUAL_REASONS = {
  plan: 'Chuẩn bị buổi ra quân',
  group_leader: 'Gửi tổ trưởng rà soát',
  compare: 'Đối chiếu với danh sách khác',
  report: 'Báo cáo lãnh đạo phường',
  other: 'Việc khác',
} as const;

export const FORMATS = { xlsx: 'Excel (.xlsx)', csv: 'CSV' } as const;

export const listFileForm = z
  .object({
    usualReason: choice(keysOf(USUAL_REASONS), 'Chọn lý do.'),
    reasonText: requiredText('Ghi rõ: cho ai, để làm gì.', 300).pipe(
      z.string().min(8, 'Ghi rõ hơn: cho ai, để làm gì.'),
    ),
    format: choice(keysOf(FORMATS), 'Chọn loại tệp.'),
  })
  .transform(({ usualReason, reasonText, format }) => ({
    format,
    reason: `${USUAL_REASONS[usualReason]}: ${reasonText}`,
  }));
export type ListFileForm = z.output<typeof listFileForm>;
