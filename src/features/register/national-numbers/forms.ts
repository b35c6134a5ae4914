import { z } from 'zod';
import { keysOf } from '../../../shared/labels';
import { choice, optionalText } from '../../../web/form';

/** Reasons for showing a full number, as the audit log records them. */
export const DISCLOSURE_REASONS = {
  portal: 'Điền hồ sơ trên Cổng cùng người dân',
  compare: 'Đối chiếu với thẻ của người dân',
  list: 'Đối chiếu với danh sách của cơ quan khác',
  police: 'Công an phường hỏi để làm VNeID',
  other: 'Việc khác',
} as const;

/** One of the usual reasons, or another one described in words. */
export const disclosureForm = z
  .object({ reason: choice(keysOf(DISCLOSURE_REASONS), 'Chọn vì sao cần xem cả số.'), reasonNote: optionalText(300) })
  .refine(({ reason, reasonNote: note }) => reason !== 'other' || (note.split(' ').length >= 3 && note.length >= 10), {
    path: ['reasonNote'],
    message: 'Ghi rõ việc gì, vài từ cho người đọc nhật ký hiểu.',
  });
