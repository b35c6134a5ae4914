import { formatDate, type LocalDate } from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { isPromiseOverdue } from './promised-day';
import type { ClosedRequest } from './queries';
import { preferredTimesText, promiseText, REQUEST_STATES, subjectText, type RequestBrief } from './request-labels';

export interface HouseholdRequests {
  open: readonly RequestBrief[];
  closed: readonly ClosedRequest[];
}

/** The open requests of a household and its last closed ones, on its page. */
export type RequestsSection = ReturnType<typeof requestsSection>;

export const requestsSection = (householdId: string, { open, closed }: HouseholdRequests, today: LocalDate) => ({
  hasAny: open.length > 0 || closed.length > 0,
  requests: open.map((request) => ({
    href: `/requests/${request.id}`,
    subject: subjectText(request),
    isNew: !request.isAccepted,
    isOverdue: isPromiseOverdue(request, today),
    detail: [
      request.forWhom && `cho ${request.forWhom}`,
      preferredTimesText(request.wishes),
      promiseText(request, today),
    ]
      .filter(Boolean)
      .join(' · '),
  })),
  closed: closed.map((request) => ({
    href: `/requests/${request.id}`,
    text: `${subjectText(request)}, nhận ${formatDate(request.receivedOn)}: ${uncapitalise(REQUEST_STATES[request.closure])}`,
  })),
  newHref: `/households/${householdId}/requests/new`,
});
