import { z } from 'zod';
import type { FieldErrors, FormValues } from '../../../web/form';
import type { Card } from './asking-fields';
import type { OfficersAtDoor } from './officers-at-door';

/** "Ai của đội đã đến cửa này?". `hasFocus`: the page begins at this question. */
export interface OfficersView {
  cards: Card[];
  error: string;
  hasFocus: boolean;
}

const officerIds = z.array(z.string()).catch([]);

/** The question, if somebody outside the team logs the visit or the form names somebody; null otherwise. */
export function officersView(
  values: FormValues,
  { offered, isAsked }: OfficersAtDoor,
  errors: FieldErrors,
): OfficersView | null {
  const named = officerIds.parse([values.officers ?? []].flat());
  const error = errors.officers ?? '';
  if (!isAsked && named.length === 0 && error === '') return null;
  return {
    cards: offered.map(({ id, name }) => ({ value: id, label: name, hint: '', checked: named.includes(id) })),
    error,
    hasFocus: false,
  };
}
