import { z } from 'zod';
import { addMonths, type LocalDate, monthStartOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { choice, requiredText } from '../../../web/form';
import { recentMonths } from '../figures/report-months';

/** The first days of the months that have ended, newest first: those that the overview shows. */
export function endedMonths(today: LocalDate): [LocalDate, ...LocalDate[]] {
  const [, ...ended] = recentMonths(today).map((month) => `${month}-01`);
  return ended as [LocalDate, ...LocalDate[]];
}

/**
 * The first day of the month that an address asks for ('2026-10'), ended or not; of the last month that ended if it names
 * none. @throws NotFoundError for a month that the overview does not show.
 */
export function askedMonth(month: unknown, today: LocalDate): LocalDate {
  if (month === undefined || month === '') return addMonths(monthStartOf(today), -1);
  if (!recentMonths(today).includes(String(month))) throw new NotFoundError();
  return `${String(month)}-01`;
}

/** `revision` is the one that the page offered: if two people close at once, only one of them closes. */
export const closingForm = (today: LocalDate) =>
  z.object({
    month: choice(endedMonths(today), 'Chỉ chốt được tháng đã qua, trong hai năm gần đây.'),
    revision: z.coerce.number('Biểu mẫu thiếu số bản. Tải lại trang.').int().positive(),
  });

export type ClosingForm = z.output<ReturnType<typeof closingForm>>;

/** What the chairman saw and confirms: that the month was closed, or that it was reopened. */
export const confirmationForm = z.object({
  act: choice(['closing', 'reopening'], 'Biểu mẫu thiếu việc xác nhận. Tải lại trang.'),
});

export const reopeningForm = z.object({ reason: requiredText('Ghi vì sao mở lại.', 300) });
