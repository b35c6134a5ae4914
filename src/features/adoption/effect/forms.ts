import { z } from 'zod';
import { addMonths, quarterStartOf, type LocalDate } from '../../../shared/dates';
import { choice, numberField } from '../../../web/form';

/** The quarters in which the first groups may be reached: never this one, which has no clean start any more. */
export function firstQuarters(today: LocalDate): [LocalDate, LocalDate] {
  const current = quarterStartOf(today);
  return [addMonths(current, 3), addMonths(current, 6)];
}

export const PRIORITIES = { '1': 'Đến trước', '2': 'Đến sau', '3': 'Đến cuối' } as const;

export const reachDrawForm = (today: LocalDate) =>
  z.object({
    firstQuarter: choice(firstQuarters(today), 'Chọn quý bắt đầu.'),
    perQuarter: numberField(/^[1-9]\d{0,2}$/, 'Nhập số tổ mỗi quý, ví dụ 4.'),
    /** By the id of the group. */
    priorities: z.record(
      z.string(),
      z.enum(Object.keys(PRIORITIES) as (keyof typeof PRIORITIES)[], { error: 'Chọn lượt ưu tiên.' }).transform(Number),
      { error: 'Chọn lượt ưu tiên cho từng tổ.' },
    ),
  });

export type ReachDrawForm = z.output<ReturnType<typeof reachDrawForm>>;
