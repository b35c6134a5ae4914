import { z } from 'zod';
import { NEWCOMER, type Newcomer } from '../../register/newcomers/newcomer';
import { ABOUT_PEOPLE, type NewPersonDraft, type VisitDraft } from './visit-draft';

// "Người mới ở nhà này": people met at the door whom the register does not know. Until they are saved, the other parts
// of the form name them by their place on it.

export const MAX_NEW_PEOPLE = 2;
const OLDEST = 120;

/** A new person who was saved with a visit, as stated then; `residentId`: as the register has this person now. */
export const REPORTED_PERSON = NEWCOMER.extend({ residentId: z.string() });
export type ReportedPerson = z.infer<typeof REPORTED_PERSON>;

/** What the other parts of a form call its nth new person. */
export const newPersonRef = (index: number) => `new-${index}`;
/** Whether a name for a person on the form is that of a new one. */
export const isNewPersonRef = (id: string) => /^new-\d$/.test(id);

/** Why a person named on the form does not belong to this door. */
export const notAtDoor = (id: string): string =>
  isNewPersonRef(id) ? 'Ghi tên người mới này ở “Ai có mặt”.' : 'Người này không thuộc hộ vào ngày đến thăm.';

/** The new people of a draft, each with the name the other parts use. */
export const newPeopleOf = ({ newPeople }: Pick<VisitDraft, 'newPeople'>): (NewPersonDraft & { ref: string })[] =>
  newPeople.flatMap((person, index) => (person ? [{ ...person, ref: newPersonRef(index) }] : []));

/** Those who are too young to be asked about the portal; a person of unknown age is taken for an adult. */
export const newChildren = (draft: VisitDraft, { year, adultAge }: { year: number; adultAge: number }): string[] =>
  newPeopleOf(draft)
    .filter(({ birthYear }) => birthYear !== null && birthYear > year - adultAge)
    .map(({ ref }) => ref);

/** Errors are keyed by input name. @returns the people who passed. */
export function validateNewPeople(
  draft: VisitDraft,
  visitedOn: string,
  errors: Record<string, string>,
): (Newcomer & { ref: string })[] {
  const year = Number(visitedOn.slice(0, 4));
  return draft.newPeople.flatMap((person, index) => {
    if (!person) return [];
    const problem = (field: string, message: string) => {
      errors[`newPeople[${index}][${field}]`] ??= message;
    };
    if (draft.outcome !== null && draft.outcome !== 'met')
      problem('fullName', 'Chỉ ghi người mới khi đã gặp người nhà. Chọn “Đã gặp”, hoặc bỏ phần này.');
    if (person.fullName === '') problem('fullName', 'Nhập họ tên.');
    if (person.relation === null) problem('relation', 'Chọn người ấy là ai trong nhà.');
    if (person.birthYear !== null && person.birthYear > year) problem('birthYear', 'Năm sinh ở sau ngày đến.');
    if (person.birthYear !== null && person.birthYear < year - OLDEST)
      problem('birthYear', `Hơn ${OLDEST} tuổi: xem lại năm sinh.`);
    return person.relation ? [{ ...person, relation: person.relation, ref: newPersonRef(index) }] : [];
  });
}

/** The draft with other names for people: people who are not in `ids` keep theirs. */
function renamePeople(draft: VisitDraft, ids: ReadonlyMap<string, string>): VisitDraft {
  const renamed = (id: string) => ids.get(id) ?? id;
  const renamedKey = (key: string) => key.split('_').map(renamed).join('_');
  const byPerson = (rows: object) =>
    Object.fromEntries(Object.entries(rows).map(([key, row]) => [renamedKey(key), row as unknown]));
  return {
    ...draft,
    presentIds: draft.presentIds.map(renamed),
    assists: draft.assists.map((line) => line && { ...line, residentId: line.residentId && renamed(line.residentId) }),
    ...Object.fromEntries(ABOUT_PEOPLE.map((part) => [part, byPerson(draft[part])])),
  };
}

/**
 * The draft in which new people who were saved with the same words stand as the residents they became, so that a form
 * sent again says the same as the saved visit and saves no person twice.
 */
export function withReported(draft: VisitDraft, reported: readonly ReportedPerson[]): VisitDraft {
  const left = [...reported];
  const ids = new Map<string, string>();
  const newPeople = draft.newPeople.map((person, index) => {
    const known = person ? left.findIndex((other) => isSameSaid(person, other)) : -1;
    if (known < 0) return person;
    ids.set(newPersonRef(index), left.splice(known, 1)[0]!.residentId);
    return null;
  });
  return ids.size === 0 ? draft : renamePeople({ ...draft, newPeople }, ids);
}

const isSameSaid = (one: NewPersonDraft, other: NewPersonDraft) =>
  (['fullName', 'birthYear', 'relation', 'phone', 'tie'] as const).every((part) => one[part] === other[part]);
