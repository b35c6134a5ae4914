import { typed } from './form';
import { definePage } from './page';
import { flatten } from './sign-in-again';

/** The page between a sensitive form and its effect: what will change, in words, with the typed form kept in it. */
interface AskAgainModel {
  /** A question that names the record: 'Đổi số định danh của Nguyễn Thị Vi?' */
  title: string;
  /** What follows from the change, a sentence each. */
  sentences: string[];
  changes: { label: string; before: string; after: string }[];
  action: string;
  fields: [name: string, value: string][];
  /** 'Đúng, đổi số' */
  confirmLabel: string;
}

/** Shown with status 200 in place of the redirect, while nothing has been changed yet. */
export const askAgainPage = definePage<AskAgainModel>('ask-again/show');

/**
 * The page that asks again before what `body` wants is done. Its buttons send the same form once more with an answer, so
 * that it works without JavaScript and a stale version is still found out.
 */
export function askAgainModel(body: unknown, question: Omit<AskAgainModel, 'fields'>): AskAgainModel {
  return { ...question, fields: flatten(body).filter(([name]) => name !== 'confirmed') };
}

/**
 * What a posted form says about being sure: 'unasked' as it comes from the form itself, 'sure' from the page that asks
 * again, 'edit' when its sender wants the form back as it was typed.
 */
export function answerOf(body: unknown): 'unasked' | 'sure' | 'edit' {
  const answer = typed((body ?? {}) as Record<string, unknown>, 'confirmed');
  if (answer === 'yes') return 'sure';
  return answer === 'edit' ? 'edit' : 'unasked';
}
