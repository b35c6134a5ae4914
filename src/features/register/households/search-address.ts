import { SealError, type Place, type Sealer } from '../../../shared/sealer';

/** What is sealed for anything else is no search, whoever puts it into an address. */
const PLACE: Place = 'search of households';

type Words = Pick<Sealer, 'sealBytes' | 'openBytes'>;

/**
 * Where the page of a search is. Its words stand in the address sealed: addresses are kept by browsers and written down
 * by proxies, and the words of a search are names, phones and numbers of people.
 */
export function searchHref(sealer: Words, wardId: string, words: string): string {
  const sealed = sealer.sealBytes(Buffer.from(`${wardId} ${words}`, 'utf8'), PLACE);
  return `/households?words=${Buffer.from(sealed).toString('base64url')}`;
}

/** The words of an address made by `searchHref` for this ward; null for anything else. */
export function wordsOfSearch(sealer: Words, wardId: string, sealed: string): string | null {
  try {
    const text = Buffer.from(sealer.openBytes(Buffer.from(sealed, 'base64url'), PLACE)).toString('utf8');
    return text.startsWith(`${wardId} `) ? text.slice(wardId.length + 1) : null;
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}
