import { COMPANIONS, optionsOf } from '../../../shared/labels';
import { typed, type FieldErrors, type FormValues } from '../../../web/form';
import { listIn } from './person-parts';
import type { OfficersAtDoor } from '../visit-rules/officers-at-door';

/** "Ai của đội đã đến cửa này?", if a user outside the team logs the visit or the form names officers; else null. */
export function officersView(values: FormValues, { offered, isAsked }: OfficersAtDoor, errors: FieldErrors) {
  const named = listIn(values.officers);
  const error = errors.officers ?? '';
  if (!isAsked && named.length === 0 && error === '') return null;
  return {
    cards: offered.map(({ id, name }) => ({ value: id, label: name, hint: '', checked: named.includes(id) })),
    error,
    /** The page begins at this question. */
    hasFocus: false,
  };
}

/** "Lần này đi cùng ai?", at a door that refused before, or if the form says it; else null. */
export function companionSelect(values: FormValues, isAsked: boolean, { accompaniedBy: error = '' }: FieldErrors) {
  const chosen = typed(values, 'accompaniedBy');
  if (!isAsked && chosen === '' && error === '') return null;
  const options = optionsOf({ '': 'Đội tự đến', ...COMPANIONS }, chosen);
  return { name: 'accompaniedBy', id: 'accompaniedBy', options, error };
}
