import type { TypedVisit, WaitingVisit } from '../../../src/client/offline/queue';

/**
 * What is wrong with a visit until it is fixed. `cut`: the network never lets it through; `broken`: the server fails on
 * it; the others are refused with the status of their name.
 */
export type Flaw = 'none' | 'wrong' | 'long' | 'gone' | 'broken' | 'cut';

export interface Typed {
  key: string;
  /** Who typed it, in the visit itself: it may end up under no other account. */
  typedBy: string;
  door: string;
  /** Different at every saving. */
  text: string;
  flaw: Flaw;
}

export const asForm = ({ key, typedBy, door, text, flaw }: Typed): TypedVisit => ({
  key,
  path: `/round-doors/${door}/visit`,
  label: `Cửa ${door}`,
  fields: [
    ['form', key],
    ['typedBy', typedBy],
    ['text', text],
    ['flaw', flaw],
  ],
});

export const fieldOf = ({ fields }: Pick<WaitingVisit, 'fields'>, name: string): string =>
  fields.find(([field]) => field === name)![1];

/** Equal for equal content. */
export const contentOf = ({ path, fields }: Pick<WaitingVisit, 'path' | 'fields'>): string =>
  `${path} ${fields.join(' ')}`;
