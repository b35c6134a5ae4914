import { z } from 'zod';
import { isRealDate } from '../../../shared/dates';
import { idField, requiredText } from '../../../web/form';
import { FINDING_KEY, type FindingKey } from './queries';

const key = FINDING_KEY.extend({ writerId: z.uuid(), on: z.string().refine(isRealDate) });

/** The finding that an address or a form names; null if it names none. */
export const readFindingKey = (named: unknown): FindingKey | null => key.safeParse(named).data ?? null;

/** `id` is created with the form, so that a form sent twice is one inquiry. `lastAt`: the latest entry that the page showed. */
export const inquiryForm = key.extend({
  id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
  lastAt: z.iso.datetime({ error: 'Biểu mẫu thiếu giờ. Tải lại trang.' }),
  answer: requiredText('Ghi vắn tắt người ấy trả lời gì.', 500),
});
export type InquiryForm = z.output<typeof inquiryForm>;
