import type { FollowUpOutcome } from '../../../generated/prisma/enums';
import { daysBetween, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { isFollowUpOverdue, type FollowUp, type FollowUpKind } from './follow-up';

/** In the order of the filter. */
export const FOLLOW_UP_KINDS: Record<FollowUpKind, string> = {
  door: 'Cửa chưa ghi kết quả',
  papers: 'Cổng đòi bổ sung giấy tờ',
  payment: 'Cổng đòi nộp tiền',
  result: 'Đến hạn trả kết quả',
  no_news: 'Đã nộp, chưa có tin',
  to_submit: 'Đang chuẩn bị, chưa nộp',
  barrier: 'Đang vướng',
  vneid: 'VNeID mức 2 ở Công an',
  promise: 'Đã hẹn',
  next_try: 'Vắng nhà, thử lại',
  job_notice: 'Thông báo tìm việc hằng tháng',
  referral: 'Giới thiệu, hỏi lại',
};

export const FOLLOW_UP_OUTCOMES: Record<FollowUpOutcome, string> = {
  done: 'Xong',
  not_reached: 'Không gặp được',
  not_needed: 'Không cần nữa',
};

const TAG_KINDS: Record<FollowUpKind, string> = {
  door: 'plain',
  papers: 'need',
  payment: 'need',
  result: 'ask',
  no_news: 'plain',
  to_submit: 'ask',
  barrier: 'try',
  vneid: 'need',
  promise: 'ask',
  next_try: 'try',
  job_notice: 'need',
  referral: 'ask',
};

export interface Tag {
  kind: string;
  text: string;
}

export const kindTag = (kind: FollowUpKind): Tag => ({ kind: TAG_KINDS[kind], text: FOLLOW_UP_KINDS[kind] });

/** 'hôm nay', 'đến 30/11', '28/11, quá 2 ngày'. */
export function deadlineText({ until }: Pick<FollowUp, 'until'>, today: LocalDate): string {
  if (until === today) return 'hôm nay';
  return isFollowUpOverdue({ until }, today)
    ? `${formatDayMonth(until)}, quá ${formatNumber(daysBetween(until, today))}\u00a0ngày`
    : `đến ${formatDayMonth(until)}`;
}
