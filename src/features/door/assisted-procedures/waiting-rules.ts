import type { AssistResult } from '../../../generated/prisma/enums';
import { addDays, type LocalDate } from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';

export type WaitingKind = 'papers' | 'payment' | 'to_submit' | 'barrier' | 'no_news';

export const WAITING_KINDS: Record<WaitingKind, string> = {
  papers: 'Cổng đòi bổ sung giấy tờ',
  payment: 'Cổng đòi nộp tiền',
  to_submit: 'Đang chuẩn bị, chưa nộp',
  barrier: 'Đang vướng',
  no_news: 'Đã nộp, chưa có tin',
};

/** After this many days without news from the portal, staff should look the file up. */
export const NO_NEWS_AFTER_DAYS = 7;
/** A promise without a date falls due after this many days. */
export const PROMISE_DUE_AFTER_DAYS = 7;

export interface FileFacts {
  result: AssistResult;
  visitedOn: LocalDate;
  /**
   * The day it was submitted on the portal; null when it was not submitted, or was submitted on the day of the visit.
   */
  submittedOn: LocalDate | null;
  /** The newest portal status. */
  latestStatus: { code: number; on: LocalDate } | null;
  barrierLabel: string | null;
  /** A later visit helped the same resident with the same service, so this file is superseded. */
  hasLaterAttempt: boolean;
}

export interface Waiting {
  kind: WaitingKind;
  since: LocalDate;
  /** What to do about it, in an officer's words. */
  todo: string;
}

/** What a file waits for, since when, and what to do; null when the ward has nothing to do. */
export function fileWaiting(file: FileFacts, today: LocalDate): Waiting | null {
  switch (file.result) {
    case 'not_needed':
      return null;
    case 'prepared':
      return file.hasLaterAttempt
        ? null
        : { kind: 'to_submit', since: file.visitedOn, todo: 'Giúp nộp nốt trên Cổng, rồi ghi mã hồ sơ.' };
    case 'blocked':
      return file.hasLaterAttempt
        ? null
        : {
            kind: 'barrier',
            since: file.visitedOn,
            todo: `Gỡ vướng: ${uncapitalise(file.barrierLabel ?? 'chưa rõ')}.`,
          };
    case 'submitted':
      return submittedWaiting(file, today);
  }
}

function submittedWaiting({ latestStatus, submittedOn, visitedOn }: FileFacts, today: LocalDate): Waiting | null {
  if (latestStatus?.code === 5)
    return { kind: 'papers', since: latestStatus.on, todo: 'Báo người dân bổ sung giấy tờ trên Cổng.' };
  if (latestStatus?.code === 6)
    return {
      kind: 'payment',
      since: latestStatus.on,
      todo: 'Báo người dân tự nộp tiền trên Cổng. Đội không thu tiền.',
    };
  if (latestStatus) return null;
  const since = submittedOn ?? visitedOn;
  return addDays(since, NO_NEWS_AFTER_DAYS) < today
    ? { kind: 'no_news', since, todo: 'Tra mã trên Cổng rồi ghi trạng thái.' }
    : null;
}
