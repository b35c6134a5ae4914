import { addDays, formatDate } from '../../../shared/dates';
import { ASKED_ONCE_IN_DAYS } from './asking';
import type { Asking } from './queries';
import { reportedUseText } from './use-fields';

/** 'Hỏi lần cuối 20/11/2026: Có, tự bấm máy (Lan ghi).'; '' if never asked. */
export function lastAskedText({ last }: Asking): string {
  if (!last) return '';
  const where = last.isSample ? ', trong mẫu hỏi' : '';
  return `Hỏi lần cuối ${formatDate(last.on)}${where}: ${reportedUseText(last)} (${last.by} ghi).`;
}

/** When the question may be asked again, for a resident who was asked lately. */
export function askAgainText({ last }: Asking): string {
  if (!last) return '';
  return `Mỗi người chỉ hỏi một lần trong ${ASKED_ONCE_IN_DAYS} ngày: lần tới từ ${formatDate(addDays(last.on, ASKED_ONCE_IN_DAYS))}.`;
}

/** Why an answer of a day is refused, and what to do if it corrects the last one. */
export function askedLatelyText(asking: Asking): string {
  const correction = asking.last?.isSample
    ? 'Câu trả lời trong mẫu hỏi thì sửa ở mẫu hỏi.'
    : `Nếu muốn sửa câu trả lời đó, ghi ngày hỏi là ${asking.last ? formatDate(asking.last.on) : ''}.`;
  return `${lastAskedText(asking)} ${askAgainText(asking)} ${correction}`;
}
