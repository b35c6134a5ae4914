import { z } from 'zod';
import { daysBetween, type LocalDate } from '../../../shared/dates';
import { dateField, idField, listOf, problemAt } from '../../../web/form';

/** A proposal for more days than this is outdated before its last round. */
const MAX_DAYS = 14;
const MAX_DAYS_AHEAD = 60;

/** @param today no round is proposed before it. */
export const proposalForm = (today: LocalDate) =>
  z
    .object({
      /** Created with the empty form, so that a form sent twice is one proposal. */
      id: idField('Biểu mẫu thiếu mã. Hãy mở lại trang này.'),
      from: dateField('Nhập ngày bắt đầu, ví dụ 30/11/2026.', today)
        .refine((date) => date >= today, 'Ngày này đã qua. Chọn từ hôm nay trở đi.')
        .refine(
          (date) => daysBetween(today, date) <= MAX_DAYS_AHEAD,
          `Chỉ xếp trước nhiều nhất ${MAX_DAYS_AHEAD} ngày. Xem lại tháng, năm.`,
        ),
      to: dateField('Nhập ngày cuối, ví dụ 06/12/2026.', today),
    })
    .refine(({ from, to }) => to >= from, problemAt('to', 'Ngày cuối phải từ ngày bắt đầu trở đi.', 'from'))
    .refine(
      ({ from, to }) => daysBetween(from, to) < MAX_DAYS,
      problemAt('to', `Mỗi lần xếp nhiều nhất ${MAX_DAYS} ngày.`, 'from'),
    );

/** The ticked rounds; anything else than a list counts as nothing ticked. */
const tickedRounds = z.object({ rounds: listOf(z.string(), 200).catch([]) }).catch({ rounds: [] });

/**
 * Reads which rounds to plan, and what is wrong with the choice ('' if nothing). @param known the rounds of the
 * proposal.
 */
export function readAcceptance(body: unknown, known: readonly string[]): { roundIds: string[]; problem: string } {
  const { rounds: roundIds } = tickedRounds.parse(body);
  if (roundIds.length === 0) return { roundIds, problem: 'Đánh dấu ít nhất một buổi để lập.' };
  const isUnknown = roundIds.some((id) => !known.includes(id));
  return { roundIds, problem: isUnknown ? 'Có buổi không có trong đề xuất này. Tải lại trang rồi chọn lại.' : '' };
}
