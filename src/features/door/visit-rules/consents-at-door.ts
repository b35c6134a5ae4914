import { v5 as derivedId } from 'uuid';
import type { Invalid } from '../../../shared/outcome';
import { problemsOf, saysSomething, type Said } from '../../casework/consents/consent';
import type { NewConsent } from '../../casework/consents/service';
import { isNewPersonRef, newPeopleOf, notAtDoor } from './new-people';
import type { VisitDraft } from './visit-draft';
import { peopleMet } from './visit-rules';

/** What people said about the notice, as the form of a visit holds it. */
export interface ConsentsDraft {
  /** The text that was on the page: the one they heard, even if a newer one was written since. */
  noticeId: string | null;
  /** Resident id, or ref of a new person → what was said. People about whom nothing was touched are absent. */
  consents: Readonly<Record<string, Said>>;
}

/** What a visit keeps of it. */
export interface CheckedConsents {
  noticeId: string | null;
  rows: readonly NewConsent[];
}

/** Names what people said at doors in the ids below. */
const NAMESPACE = '0b8f6a1c-2f0e-4b47-9d53-6c2f8f3f5e36';

/** Why nothing that a person of a form said can be kept: they were not met. Null of one who was. */
export function notMet(draft: VisitDraft, id: string): string | null {
  if (draft.outcome !== 'met') return 'Chỉ ghi khi đã gặp: chọn “Đã gặp”, hoặc bỏ phần này.';
  if (peopleMet(draft).has(id)) return null;
  return isNewPersonRef(id) ? notAtDoor(id) : 'Chỉ ghi cho người có mặt: đánh dấu ở “Ai có mặt”, hoặc bỏ phần này.';
}

/**
 * Why what people said cannot be kept, by input name; empty if it can. Only a resident who was met can have heard it.
 * @param facts about the people of the form, as validateDraft found them.
 */
export function consentErrors(
  { noticeId, consents }: ConsentsDraft,
  draft: VisitDraft,
  { childIds, adultAge }: { childIds: ReadonlySet<string>; adultAge: number },
): Invalid['errors'] {
  return Object.fromEntries(
    Object.entries(consents).flatMap(([id, said]): [string, string][] => {
      const problems: Record<string, string> = problemsOf(said, {
        hasNotice: noticeId !== null,
        childUnder: childIds.has(id) ? adultAge : null,
      });
      if (!saysSomething(said)) problems.readAloud = 'Chọn đã đọc hay chưa, hoặc bỏ phần này.';
      const why = notMet(draft, id);
      if (why) problems.readAloud = why;
      return Object.entries(problems).map(([field, message]) => [`consents[${id}][${field}]`, message]);
    }),
  );
}

/**
 * The rows to keep; a new person still has the ref. The same words of the same form have the same ids, so that a form
 * sent twice keeps them once; other words of it are a record of their own, and the later one is valid. Edits of a visit
 * give the same ref to others, so a new person counts by what was said of them.
 */
export function checkedConsents(
  { noticeId, consents }: ConsentsDraft,
  clientKey: string,
  draft: Pick<VisitDraft, 'newPeople'>,
): CheckedConsents {
  const newPeople = new Map(newPeopleOf(draft).map((person) => [person.ref, person]));
  const rows = Object.entries(consents).map(([residentId, said]) => ({
    id: derivedId(JSON.stringify([clientKey, newPeople.get(residentId) ?? residentId, said]), NAMESPACE),
    residentId,
    said,
  }));
  return { noticeId, rows };
}
