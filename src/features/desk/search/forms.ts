import { z } from 'zod';
import { typed, type FormValues } from '../../../web/form';

/** What a door is looked for: 'request' to write one down, '' to read its record. */
export type SearchPurpose = 'request' | '';
export const searchPurpose = (given: FormValues): SearchPurpose => (given.purpose === 'request' ? 'request' : '');

const query = z.string().catch('');
const searchQuery = z.object({ words: query, list: z.enum(['people', 'doors']).nullable().catch(null), page: query });

/** Reads the query of a search; invalid values are ignored. */
export function readSearchQuery(given: unknown) {
  const { words, list, page } = searchQuery.parse(given);
  return {
    /** The sealed search text; '' for none. */
    words,
    /** All people or all doors of a search; null for the first of both. */
    list,
    /** From 1. */
    page: /^[1-9]\d?$/.test(page) ? Number(page) : 1,
    purpose: searchPurpose(given as FormValues),
  };
}

/** Reads the search box; overlong text is cut off. */
export const readSearchForm = (body: FormValues): string => typed(body, 'q').trim().slice(0, 120);
