import type { SearchPurpose } from './forms';
import { SealError, type Place, type Sealer } from '../../../shared/sealer';

/** Text sealed for another purpose must not be accepted as a search. */
const PLACE: Place = 'search of households';

type Words = Pick<Sealer, 'sealBytes' | 'openBytes'>;

/**
 * The URL of a search. The search text is sealed, because browsers keep URLs and proxies log them, and the text
 * consists of names, phones and numbers of people.
 */
export function searchHref(sealer: Words, wardId: string, words: string, purpose: SearchPurpose = ''): string {
  const sealed = sealer.sealBytes(Buffer.from(`${wardId} ${words}`, 'utf8'), PLACE);
  return withPurpose(`/households?words=${Buffer.from(sealed).toString('base64url')}`, purpose);
}

/** The URL of a search that is for something. */
export const withPurpose = (href: string, purpose: SearchPurpose): string =>
  purpose ? `${href}&purpose=${purpose}` : href;

/** The search text of a URL that `searchHref` made for this ward; null for anything else. */
export function openSearchText(sealer: Words, wardId: string, sealed: string): string | null {
  try {
    const text = Buffer.from(sealer.openBytes(Buffer.from(sealed, 'base64url'), PLACE)).toString('utf8');
    return text.startsWith(`${wardId} `) ? text.slice(wardId.length + 1) : null;
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}
