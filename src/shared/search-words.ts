import { formatPhoneNumber, parsePhoneNumber } from './phone-number';
import { SealError, type Place, type Sealer } from './sealer';

/** Text sealed for another purpose must not be accepted as a search. */
const PLACE: Place = 'search of households';

type Words = Pick<Sealer, 'sealBytes' | 'openBytes'>;

/**
 * What was searched for, as a URL carries it: sealed, because browsers keep URLs and proxies log them, and the words
 * are names, phones and numbers of people.
 */
export const sealSearchWords = (sealer: Words, wardId: string, words: string): string =>
  Buffer.from(sealer.sealBytes(Buffer.from(`${wardId} ${words}`, 'utf8'), PLACE)).toString('base64url');

/** What `sealSearchWords` sealed for this ward; null for anything else. */
export function openSearchWords(sealer: Words, wardId: string, sealed: string): string | null {
  try {
    const text = Buffer.from(sealer.openBytes(Buffer.from(sealed, 'base64url'), PLACE)).toString('utf8');
    return text.startsWith(`${wardId} `) ? text.slice(wardId.length + 1) : null;
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** The telephone number that was searched for, as a form shows it; '' for other words. */
export function searchedPhone(sealer: Words, wardId: string, sealed: string): string {
  const phone = parsePhoneNumber(openSearchWords(sealer, wardId, sealed) ?? '');
  return phone.ok ? formatPhoneNumber(phone.value) : '';
}
