import { createHash } from 'node:crypto';
import type { VisitDraft } from './visit-draft';
import { validateVisit, type VisitFacts } from './visit-rules';
import { visitText, type VisitNames } from './visit-labels';

/**
 * The draft without what does not fit its outcome: the parts that only a visit that met a resident may have (who was
 * present, and what was done, said and seen), and the reason of a refusal that was none.
 */
export function withoutMetParts(draft: VisitDraft): VisitDraft {
  const fitting = draft.outcome === 'refused' ? draft : { ...draft, refusalReason: '' };
  if (draft.outcome === 'met') return fitting;
  return {
    ...fitting,
    presentIds: [],
    newPeople: [],
    othersPresent: '',
    assists: [],
    topicIds: [],
    levels: {},
    readiness: {},
    answers: {},
    checkBacks: {},
  };
}

/** The parts that `withoutMetParts` drops, as labelled lines. */
export function metPartText(draft: VisitDraft, names: VisitNames): { label: string; value: string }[] {
  const kept = new Set(visitText(withoutMetParts(draft), names).map(({ label }) => label));
  return visitText(draft, names).filter(({ label }) => !kept.has(label));
}

/**
 * Identifies the outcome and exactly these parts of a draft: agreeing to drop them does not cover anything typed later.
 */
export function metPartsKey(draft: VisitDraft): string {
  const kept = withoutMetParts(draft);
  const dropped = Object.entries(draft).filter(([name, value]) => value !== kept[name as keyof VisitDraft]);
  return createHash('sha256')
    .update(JSON.stringify([draft.outcome, ...dropped]))
    .digest('base64url');
}

/** Whether a refused draft could be saved without those parts. */
export function isRefusedForMetParts(draft: VisitDraft, facts: VisitFacts): boolean {
  return draft.outcome !== null && validateVisit(withoutMetParts(draft), facts).ok;
}
