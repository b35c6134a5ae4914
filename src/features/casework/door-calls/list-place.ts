import { isId, typed, type FormValues } from '../../../web/form';
import { hrefWith } from '../../../web/pager';

/** The user's place in the list of doors to call, so that the next door follows once the call is recorded. */
export interface ListPlace {
  /** The door after which the page of the list begins; null on the first page. */
  after: string | null;
}

const LIST = 'doors-to-call';

/** The place from an address or a form; null if the user came from elsewhere. */
export function readListPlace(values: FormValues): ListPlace | null {
  if (typed(values, 'list') !== LIST) return null;
  const after = typed(values, 'after');
  return { after: isId(after) ? after : null };
}

/** The same as fields of a form or an address; none if the user came from elsewhere. */
export function placeFields(place: ListPlace | null): { name: string; value: string }[] {
  if (!place) return [];
  return [{ name: 'list', value: LIST }, ...(place.after ? [{ name: 'after', value: place.after }] : [])];
}

/** The form for a call to a household, which leads back to that place. */
export function newCallHref(householdId: string, place: ListPlace | null = null): string {
  const query = Object.fromEntries(placeFields(place).map(({ name, value }) => [name, value]));
  return hrefWith(`/households/${householdId}/door-calls/new`, query);
}

/** Back to the door in the list, whether it was called or not, or to the household's page. */
export function wayBack(householdId: string, place: ListPlace | null): string {
  if (!place) return `/households/${householdId}#door-calls`;
  return `${hrefWith('/doors-to-call', { after: place.after, called: householdId })}#door-${householdId}`;
}
