import { z } from 'zod';
import type { LocalDate } from '../../../shared/dates';
import { keysOf, SCAM_CHANNELS, SCAM_PATTERNS } from '../../../shared/labels';
import { choice, idField, longText, optionalIdField, recentDateField } from '../../../web/form';
import { LOST, LOST_WORDS, STOPS } from '../practice/fields';

/** Six digits in a row, however they are spaced: an account, a telephone, an amount. */
const LONG_NUMBER = /\d(?:[ .,-]?\d){5,}/;

/** A near miss typed by the office. `id` is created with the form, so that a form sent twice is one. */
export const nearMissForm = (today: LocalDate) =>
  z.object({
    id: idField('Biểu mẫu thiếu mã, tải lại trang.'),
    pattern: choice(keysOf(SCAM_PATTERNS), 'Chọn kiểu lừa.'),
    channel: choice(keysOf(SCAM_CHANNELS), 'Chọn qua đường nào.'),
    stoppedBy: choice(keysOf(STOPS), 'Chọn nhờ đâu không mất.').refine((stop) => stop !== LOST, LOST_WORDS),
    happenedOn: recentDateField('Nhập ngày xảy ra, ví dụ 26/11/2026.', today),
    residentialGroupId: optionalIdField(),
    note: longText(300).refine(
      (text) => !LONG_NUMBER.test(text),
      'Bỏ dãy số đi: không ghi số tài khoản, số điện thoại, số tiền.',
    ),
  });

export type NewNearMiss = z.output<ReturnType<typeof nearMissForm>>;
