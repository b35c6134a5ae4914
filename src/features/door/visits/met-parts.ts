import { createHash } from 'node:crypto';
import type { VisitDraft } from './visit-draft';
import { judgeVisit, type VisitFacts } from './visit-rules';
import { visitWords, type VisitNames } from './visit-words';

/** The draft without what only a door where somebody was met may hold: who was there, what was done, said and seen. */
export function withoutMetParts(draft: VisitDraft): VisitDraft {
  return { ...draft, presentIds: [], othersPresent: '', assists: [], topicIds: [], levels: {} };
}

/** What `withoutMetParts` drops, in the words of a visit, one line a part. */
export function metPartWords(draft: VisitDraft, names: VisitNames): { label: string; value: string }[] {
  const kept = new Set(visitWords(withoutMetParts(draft), names).map(({ label }) => label));
  return visitWords(draft, names).filter(({ label }) => !kept.has(label));
}

/**
 * Stands for the outcome of a draft and for just these parts of it: whoever agreed to drop them did not agree to drop
 * what was typed afterwards.
 */
export function metPartsKey({ outcome, presentIds, othersPresent, assists, topicIds, levels }: VisitDraft): string {
  return createHash('sha256')
    .update(JSON.stringify([outcome, presentIds, othersPresent, assists, topicIds, levels]))
    .digest('base64url');
}

/** Whether a draft that was refused could be saved if it were not for those parts. */
export function isRefusedForMetParts(draft: VisitDraft, facts: VisitFacts): boolean {
  return draft.outcome !== null && draft.outcome !== 'met' && judgeVisit(withoutMetParts(draft), facts).ok;
}
