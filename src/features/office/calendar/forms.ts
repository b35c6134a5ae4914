import { z } from 'zod';
import type { CalendarDayKind, CalendarDayStatus } from '../../../generated/prisma/enums';
import { choice, dateField, optionalText, requiredText, versionField } from '../../../web/form';

const KINDS = ['holiday', 'swapped_working_day', 'no_knock'] as const satisfies readonly CalendarDayKind[];
const STATUSES = ['official', 'expected'] as const satisfies readonly CalendarDayStatus[];

const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

const dayFields = {
  date: dateField('Nhập một ngày có thật, ví dụ 24/11/2026.').refine(
    (date) => Number(date.slice(0, 4)) >= FIRST_YEAR && Number(date.slice(0, 4)) <= LAST_YEAR,
    'Năm phải từ 2000 đến 2100.',
  ),
  kind: choice(KINDS, 'Chọn loại ngày.'),
  name: requiredText('Nhập tên ngày.', 120),
  status: choice(STATUSES, 'Chọn chính thức hay dự kiến.'),
  source: optionalText(200),
};

export const calendarDayForm = z.object(dayFields);
export const editCalendarDayForm = z.object({ ...dayFields, version: versionField() });
export type NewCalendarDay = z.output<typeof calendarDayForm>;
export type EditedCalendarDay = z.output<typeof editCalendarDayForm>;

/** ?year=2026; null if it cannot be read. */
export const calendarQuery = z.object({
  year: z
    .string()
    .catch('')
    .transform((text) => {
      const year = /^\d{4}$/.test(text) ? Number(text) : 0;
      return year >= FIRST_YEAR && year <= LAST_YEAR ? year : null;
    }),
});
