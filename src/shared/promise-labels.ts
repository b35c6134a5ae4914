import type { NextStep } from '../generated/prisma/enums';
import { formatDate, formatDayMonth, type LocalDate, type LocalTime } from './dates';
import { NEXT_STEPS } from './labels';
import { hourText } from './time-span';

/** When a visit promised a return or a call: a day, perhaps with an hour or a period. */
export interface PromisedTime {
  nextStepDue: LocalDate | null;
  nextStepFrom: LocalTime | '' | null;
  nextStepTo: LocalTime | '' | null;
}

/** '19:30', '19:00–20:00', or '' if only the day was promised. */
export const promisedHours = ({
  nextStepFrom,
  nextStepTo,
}: Pick<PromisedTime, 'nextStepFrom' | 'nextStepTo'>): string =>
  `${nextStepFrom ? hourText(nextStepFrom) : ''}${nextStepTo ? `–${hourText(nextStepTo)}` : ''}`;

/** '26/11, 19:30', '26/11', or '' if no day was promised. */
export const promisedDayAndHours = (promise: PromisedTime, day = formatDayMonth): string =>
  promise.nextStepDue ? [day(promise.nextStepDue), promisedHours(promise)].filter(Boolean).join(', ') : '';

/**
 * 'Gọi điện, hạn 30/11/2026: nhờ chị Mai', 'Quay lại nhà, 30/11/2026 khoảng 19:30', 'Quay lại nhà, 30/11/2026
 * 19:00–20:00'; '' if nothing was promised. Shows everything, even an hour just typed without a day.
 */
export function nextStepText(promise: PromisedTime & { nextStep: NextStep; nextStepNote: string }): string {
  const when = whenText(promise);
  if (promise.nextStep === 'none' && when === '') return promise.nextStepNote;
  return [[NEXT_STEPS[promise.nextStep], when].filter(Boolean).join(', '), promise.nextStepNote]
    .filter(Boolean)
    .join(': ');
}

function whenText(promise: PromisedTime): string {
  const { nextStepDue: due, nextStepTo } = promise;
  const hours = promisedHours(promise);
  const about = hours && !nextStepTo ? `khoảng ${hours}` : hours;
  if (!due) return about;
  return about ? `${formatDate(due)} ${about}` : `hạn ${formatDate(due)}`;
}
