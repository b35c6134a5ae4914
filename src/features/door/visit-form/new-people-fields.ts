import { NEWCOMER_RELATIONS, optionsOf } from '../../../shared/labels';
import { NOTHING_ASKED } from '../../../shared/readiness-fields';
import { inputOf, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { flatten } from '../../../web/sign-in-again';
import type { Member } from './form-queries';
import { isNewPersonRef, MAX_NEW_PEOPLE, newPersonRef } from '../visit-rules/new-people';
import { newPersonRowsOf } from './new-people-form';
import { holdsInput } from './person-parts';
import type { VisitDraft } from '../visit-rules/visit-draft';

/** What was typed, line by line, and then empty lines: all are there at once, as a page without network needs them. */
function shownRows(values: FormValues): FormValues[] {
  const rows = newPersonRowsOf(values.newPeople)
    .slice(0, MAX_NEW_PEOPLE)
    .map((row) => (row instanceof Object ? (row as FormValues) : {}));
  return [...rows, ...Array.from({ length: MAX_NEW_PEOPLE - rows.length }, () => ({}))];
}

/** "Người mới, người khác": unfolded also where the register has no residents: any person who opens is new. */
export function newPeopleView(
  values: FormValues,
  { errors, isKnownHome }: { errors: FieldErrors; isKnownHome: boolean },
) {
  const rows = shownRows(values);
  return {
    isOpen:
      !isKnownHome ||
      rows.some(holdsInput) ||
      flatten(values).some(([, value]) => isNewPersonRef(value)) ||
      typed(values, 'othersPresent') !== '' ||
      errors.newPeople !== undefined,
    people: rows.map((row, index) => {
      const field = (part: string) => inputOf(`newPeople[${index}][${part}]`, typed(row, part), errors);
      const { value: relation, ...select } = field('relation');
      return {
        ref: newPersonRef(index),
        legend: `Người mới ${index + 1}`,
        fullName: field('fullName'),
        birthYear: field('birthYear'),
        relation: {
          ...select,
          options: [{ value: '', label: 'Chọn', selected: false }, ...optionsOf(NEWCOMER_RELATIONS, relation)],
        },
        phone: field('phone'),
        tie: field('tie'),
      };
    }),
    error: errors.newPeople ?? '',
  };
}

/** The new people of a draft as form values. */
export const valuesOfNewPeople = ({ newPeople }: Pick<VisitDraft, 'newPeople'>): FormValues[] =>
  newPeople.map((person) =>
    person
      ? {
          ...person,
          birthYear: person.birthYear === null ? '' : String(person.birthYear),
          relation: person.relation ?? '',
          phone: person.phone ?? '',
        }
      : {},
  );

/** The new people as the other parts of the form offer them, beside the members of the household. */
export const newMembers = (values: FormValues): Member[] =>
  shownRows(values).map((row, index) => {
    const year = typed(row, 'birthYear').trim();
    return {
      id: newPersonRef(index),
      // Every line of help offers it, so an endless one is cut short there.
      fullName: typed(row, 'fullName').trim().slice(0, 40) || `Người mới ${index + 1}`,
      gender: null,
      birth: /^\d{4}$/.test(year) ? { date: `${year}-01-01`, precision: 'year' } : null,
      residenceStatus: 'staying',
      relation: 'other',
      relationNote: '',
      isUnconfirmed: true,
      ...NOTHING_ASKED,
      isToBeNotified: true,
      objects: false,
      mayBeAsked: true,
      dueChecks: [],
      dueItems: [],
      receivesBenefit: null,
      cardIssuedOn: null,
      lastHelp: [],
    };
  });
