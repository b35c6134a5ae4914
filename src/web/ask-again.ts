import { typed } from './form';
import { viewOf } from './page';
import { flatten } from './sign-in-again';

/** What the confirmation page of a sensitive form asks: what will change, in words. */
export interface Question {
  /** A question that names the record: 'Đổi số định danh của Nguyễn Thị Vi?' */
  title: string;
  /** The records that it is about. */
  links?: { href: string; label: string; note: string }[];
  /** The consequences of the change, one sentence each. */
  sentences: string[];
  changes: { label: string; before: string; after: string }[];
  action: string;
  /** 'Đúng, đổi số' */
  confirmLabel: string;
}

/**
 * The page that asks before it does what `body` requests, shown with status 200 instead of the redirect. Its buttons send
 * the same form again with an answer, so that it works without JavaScript and a stale version is still detected.
 */
export const askAgainPage = (body: unknown, question: Question) =>
  viewOf('ask-again/show', { links: [], ...question, fields: flatten(body).filter(([name]) => name !== 'confirmed') });

/**
 * The answer in a posted form: 'unasked' from the form itself, 'sure' from the confirmation page, 'edit' if the user
 * wants the form back as typed.
 */
export function answerOf(body: unknown): 'unasked' | 'sure' | 'edit' {
  const answer = typed((body ?? {}) as Record<string, unknown>, 'confirmed');
  if (answer === 'yes') return 'sure';
  return answer === 'edit' ? 'edit' : 'unasked';
}
