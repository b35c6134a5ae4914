import { addDays, formatDate, type LocalDate } from '../../../shared/dates';
import { CHECK_BACK_HELPERS, CHECK_BACK_OUTCOMES } from '../../../shared/labels';
import { ASKED_ONCE_IN_DAYS } from './asking';
import type { CheckFile, Lesson } from './check-queries';
import type { Asking } from './queries';
import { reportedUseText } from './use-fields';
import { dueWave, LAST_CHECK_DAYS, waveOn, WAVES } from './waves';

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

// ------------------------------------------------------------ check-backs

/** On a day before the lesson. */
export const TAUGHT_LATER = 'Hôm ấy đội chưa dạy việc này.';

/** '26/11/2026: Tự làm lại được (Lan ghi)'. */
export function pastText({ on, outcome, helper, paid, barrier, by }: Lesson['past'][number]): string {
  const said = [CHECK_BACK_OUTCOMES[outcome], helper && CHECK_BACK_HELPERS[helper], paid && 'phải trả tiền', barrier]
    .filter(Boolean)
    .join(': ');
  return `${formatDate(on)}: ${said} (${by} ghi)`;
}

/** Why a lesson is not to be asked about on a day; '' if it is, or if the account corrects what it recorded on that day. */
export function whyNotAsked(file: CheckFile, lesson: Lesson, day: LocalDate, userId: string): string {
  if (!file.livesHere) return 'Người này không còn ở phường: không hỏi lại nữa.';
  const { taughtOn, past, isDrawn } = lesson;
  const wave = waveOn(taughtOn, day);
  if (wave && past.find(({ on }) => on === day)?.byId === userId) return '';
  if (file.refuses) return 'Người này không muốn được hỏi, hay không muốn đội gọi nữa: không hỏi lại.';
  if (dueWave(lesson, day)) return '';
  const [last] = past;
  if (wave && last && last.on >= addDays(taughtOn, wave.from))
    return `Lần hỏi gần nhất: ${pastText(last)}. Hôm nay không phải hỏi nữa.`;
  if (wave?.isDrawn && !isDrawn) return 'Người này không được bốc thăm để hỏi sau nửa năm.';
  const next = WAVES.find(({ from }) => day < addDays(taughtOn, from));
  return next
    ? `Chưa đến ngày hỏi lại: hỏi từ ${formatDate(addDays(taughtOn, next.from))}.`
    : `Buổi dạy đã hơn ${LAST_CHECK_DAYS} ngày: không hỏi lại nữa.`;
}
