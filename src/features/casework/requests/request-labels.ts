import { z } from 'zod';
import { RequestClosureKind } from '../../../generated/prisma/enums';
import {
  addDays,
  daysBetween,
  formatDayMonth,
  weekdaysText,
  weekdayName,
  weekdayOf,
  type LocalDate,
} from '../../../shared/dates';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { spanText, type TimeSpan } from '../../../shared/time-span';
import { dueDay, isPromiseOverdue, PROMISE_FACTS, type PromiseFacts } from './promised-day';
import type { RequestAnswers, RequestState } from './request-state';

/**
 * A preferred time for a visit: on certain dates, otherwise on certain weekdays (1 Monday to 7 Sunday), otherwise on
 * every day.
 */
export const PREFERRED_TIME = z.object({
  dates: z.array(z.string()).readonly().optional(),
  weekdays: z.array(z.number()).readonly().optional(),
  from: z.string(),
  to: z.string(),
});
export type PreferredTime = z.infer<typeof PREFERRED_TIME>;

/** Whether a household named dates: only these are an appointment. */
export const namesDate = ({ dates }: PreferredTime): boolean => dates !== undefined;

/** The first day, from that day on, on which a household prefers a visit. */
export function firstPreferredDay(wishes: readonly PreferredTime[], from: LocalDate): LocalDate {
  const week = Array.from({ length: 7 }, (_, index) => addDays(from, index));
  const firstOf = ({ dates = week, weekdays }: PreferredTime) =>
    dates.find((day) => !weekdays || weekdays.includes(weekdayOf(day)))!;
  return wishes.map(firstOf).sort()[0] ?? from;
}

/** A preferred day without a time of day. */
export const ALL_DAY: TimeSpan = { from: '00:00', to: '23:59' };

/** How a day is written; files, which are kept, need the year. */
export type DayOf = (day: LocalDate) => string;

/** 'thứ Bảy, Chủ nhật 8:00–11:00', 'thứ Hai 30/11', 'ngày nào cũng được, 19:00–20:00'. */
export function preferredTimeText(preferred: PreferredTime, dayOf: DayOf = formatDayMonth): string {
  const time = preferred.from === ALL_DAY.from && preferred.to === ALL_DAY.to ? '' : spanText(preferred);
  if (preferred.dates)
    return [preferred.dates.map((date) => `${weekdayName(date)} ${dayOf(date)}`).join(', '), time]
      .filter(Boolean)
      .join(', ');
  return preferred.weekdays
    ? [weekdaysText(preferred.weekdays), time].filter(Boolean).join(' ')
    : `ngày nào cũng được${time ? `, ${time}` : ''}`;
}

/** Several preferred times in one line; 'lúc nào cũng được' for none. */
export const preferredTimesText = (wishes: readonly PreferredTime[], dayOf?: DayOf): string =>
  wishes.length === 0 ? 'lúc nào cũng được' : wishes.map((wish) => preferredTimeText(wish, dayOf)).join(', hoặc ');

/**
 * The part of a round that lies in a preferred time; null if none does. Also null without any preferred time: every
 * time suits, but none was agreed.
 */
export function preferredTimeWithin(wishes: readonly PreferredTime[], round: TimeSpan & { date: LocalDate }) {
  const parts = wishes
    .filter((preferred) =>
      preferred.dates
        ? preferred.dates.includes(round.date)
        : !preferred.weekdays || preferred.weekdays.includes(weekdayOf(round.date)),
    )
    .map((preferred) => ({
      from: preferred.from > round.from ? preferred.from : round.from,
      to: preferred.to < round.to ? preferred.to : round.to,
    }))
    .filter((part) => part.from < part.to);
  return parts[0] ?? null;
}

// ------------------------------------------------------------ state of a request

export const REQUEST_STATES: Record<RequestState, string> = {
  new: 'Mới, chưa nhận',
  accepted: 'Chờ xếp buổi',
  planned: 'Đã xếp buổi',
  done: 'Đã xong',
  declined: 'Từ chối',
  withdrawn: 'Đã rút',
};

/** What an officer answers about a request after a visit. */
export const REQUEST_ANSWERS: Record<RequestAnswers[string], string> = { done: 'Xong', open: 'Còn phải làm' };

/** `dueText` where no label says that it is the due day: 'quá hạn 3 ngày (22/11)', 'hạn 02/12'. */
export const promiseText = (promise: PromiseFacts, today: LocalDate): string =>
  dueText(promise, today).replace(/^(?!quá hạn|$)/, 'hạn ');

/** 'quá hạn 3 ngày (22/11)', '02/12', '27/11, lùi đến 01/12 vì chờ hộ', '' if nothing was promised. */
export function dueText(promise: PromiseFacts, today: LocalDate): string {
  const due = dueDay(promise, today);
  if (due === null) return '';
  if (isPromiseOverdue(promise, today)) return `quá hạn ${daysBetween(due, today)} ngày (${formatDayMonth(due)})`;
  if (due !== promise.promisedBy)
    return `${formatDayMonth(promise.promisedBy!)}, lùi đến ${formatDayMonth(due)} vì chờ hộ`;
  return due === today ? 'hôm nay' : formatDayMonth(due);
}

/** A service that a request asks for. */
export const REQUEST_SERVICE = z.object({
  id: z.string(),
  serviceId: z.string(),
  name: z.string(),
  /** Null while it is open. */
  result: z.enum(RequestClosureKind).nullable(),
  /** The visit that did it. */
  visitId: z.string().nullable(),
  reason: z.string(),
  endedAt: z.string().nullable(),
  /** Null for the sender on the public page. */
  endedBy: z.string().nullable(),
});
export type RequestService = z.infer<typeof REQUEST_SERVICE>;

/** An open request, reduced to what the officer at the door needs. */
export const REQUEST_BRIEF = z.object({
  ...PROMISE_FACTS.shape,
  id: z.string(),
  what: z.string(),
  services: z.array(REQUEST_SERVICE),
  /** For whom; null if no person was named. */
  forWhom: z.string().nullable(),
  contactName: z.string(),
  contactPhone: z.string().nullable(),
  isAccepted: z.boolean(),
  wishes: z.array(PREFERRED_TIME),
});
export type RequestBrief = z.infer<typeof REQUEST_BRIEF>;

/** What is asked for, in the household's own words, otherwise the names of the services. */
export const subjectText = ({ what, services }: Pick<RequestBrief, 'what' | 'services'>): string =>
  what || services.map(({ name }) => name).join(', ');

/** 'Cấp thẻ BHYT: đã xong; Đăng ký tạm trú'. */
export const servicesText = (services: readonly RequestService[]): string =>
  services.map(({ name, result }) => (result ? `${name}: ${uncapitalise(REQUEST_STATES[result])}` : name)).join('; ');

/**
 * What the team on a round reads about a request: 'Đã hẹn 19:00–20:00', 'Đề nghị 23/11, muốn thứ Bảy 8:00–11:00', 'Đề
 * nghị 02/11, quá hạn 09/11'. Weekdays and hours that suit are no appointment.
 */
export function requestReason(
  request: PromiseFacts & Pick<RequestBrief, 'wishes'>,
  round: TimeSpan & { date: LocalDate },
  day = formatDayMonth,
): string {
  const { receivedOn, wishes } = request;
  const kept = preferredTimeWithin(wishes.filter(namesDate), round);
  if (kept) return `Đã hẹn ${spanText(kept)}`;
  const late = isPromiseOverdue(request, round.date) ? `, quá hạn ${day(dueDay(request, round.date)!)}` : '';
  return `Đề nghị ${day(receivedOn)}${late}${wishes.length > 0 ? `, muốn ${preferredTimesText(wishes)}` : ''}`;
}

/** 'Cài VNeID, cho Nguyễn Thị Vi, liên hệ chị Mai 0912 345 678': what a household asks for; of several services, with each result. */
export function requestLine(request: RequestBrief, phone: 'with-phone' | 'without-phone'): string {
  const contact = [
    request.contactName,
    phone === 'with-phone' && request.contactPhone ? formatPhoneNumber(request.contactPhone) : '',
  ]
    .filter(Boolean)
    .join(' ');
  const { what, services } = request;
  const subject =
    services.length > 1 ? [what, servicesText(services)].filter(Boolean).join(': ') : subjectText(request);
  return [subject, request.forWhom && `cho ${request.forWhom}`, contact && `liên hệ ${contact}`]
    .filter(Boolean)
    .join(', ');
}

/**
 * What an officer is asked about a request after a visit: whether it is done, or each of its several services that is open
 * or that this visit did.
 */
export function askedParts(request: RequestBrief & { isOpen?: boolean }, visitId: string | null) {
  const { id, services, isOpen = true } = request;
  if (services.length < 2)
    return [{ id, serviceId: services[0]?.serviceId ?? '', line: requestLine(request, 'without-phone'), isOpen }];
  return services
    .filter((part) => part.result === null || (visitId !== null && part.visitId === visitId))
    .map((part) => ({ id: part.id, serviceId: part.serviceId, line: part.name, isOpen: part.result === null }));
}
