import type { LocalDate } from '../../../shared/dates';
import { isOverdue } from './promised-day';
import { preferredTimesWords, promiseWords, subjectWords, type RequestBrief } from './request-words';

/** The open requests of a household, on its page. */
export interface RequestsSection {
  requests: { href: string; subject: string; detail: string; isNew: boolean; isOverdue: boolean }[];
  newHref: string;
}

export function requestsSection(
  householdId: string,
  requests: readonly RequestBrief[],
  today: LocalDate,
): RequestsSection {
  return {
    requests: requests.map((request) => ({
      href: `/requests/${request.id}`,
      subject: subjectWords(request),
      isNew: !request.isAccepted,
      isOverdue: isOverdue(request, today),
      detail: [
        request.forWhom && `cho ${request.forWhom}`,
        preferredTimesWords(request.wishes),
        promiseWords(request, today),
      ]
        .filter(Boolean)
        .join(' · '),
    })),
    newHref: `/households/${householdId}/requests/new`,
  };
}
