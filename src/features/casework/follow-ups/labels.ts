import type { FollowUpOutcome } from '../../../generated/prisma/enums';
import { daysBetween, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { isFollowUpOverdue, type FollowUp, type FollowUpKind } from './follow-up';

/** In the order of the filter: the name of each kind, and the look of its tag. */
const KINDS: Record<FollowUpKind, [name: string, look: string]> = {
  door: ['Cửa chưa ghi kết quả', 'plain'],
  papers: ['Cổng đòi bổ sung giấy tờ', 'need'],
  payment: ['Cổng đòi nộp tiền', 'need'],
  result: ['Đến hạn trả kết quả', 'ask'],
  no_news: ['Đã nộp, chưa có tin', 'plain'],
  to_submit: ['Đang chuẩn bị, chưa nộp', 'ask'],
  barrier: ['Đang vướng', 'try'],
  vneid: ['VNeID mức 2 ở Công an', 'need'],
  promise: ['Đã hẹn', 'ask'],
  next_try: ['Vắng nhà, thử lại', 'try'],
  job_notice: ['Thông báo tìm việc hằng tháng', 'need'],
  referral: ['Giới thiệu, hỏi lại', 'ask'],
};
export const FOLLOW_UP_KINDS = Object.fromEntries(
  Object.entries(KINDS).map(([kind, [name]]) => [kind, name]),
) as Record<FollowUpKind, string>;

export const FOLLOW_UP_OUTCOMES: Record<FollowUpOutcome, string> = {
  done: 'Xong',
  not_reached: 'Không gặp được',
  not_needed: 'Không cần nữa',
};

export const kindTag = (kind: FollowUpKind) => ({ kind: KINDS[kind][1], text: KINDS[kind][0] });

/** 'hôm nay', 'đến 30/11', '28/11, quá 2 ngày'. */
export function deadlineText({ until }: Pick<FollowUp, 'until'>, today: LocalDate): string {
  if (until === today) return 'hôm nay';
  return isFollowUpOverdue({ until }, today)
    ? `${formatDayMonth(until)}, quá ${formatNumber(daysBetween(until, today))}\u00a0ngày`
    : `đến ${formatDayMonth(until)}`;
}
