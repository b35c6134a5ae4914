import { createHash } from 'node:crypto';
import { isNewPersonRef } from './new-people';
import { ABOUT_PEOPLE, type VisitDraft } from './visit-draft';
import { isSpoken, validateVisit, type VisitFacts } from './visit-rules';
import { visitText, type VisitNames } from './visit-labels';

/**
 * The draft without what does not fit its outcome: what only a visit that met a resident may have (what was done and
 * seen, new people), what only an opened door may have (who was present, what was said and left), and the reason of a
 * refusal that was none.
 */
export function withoutMetParts(draft: VisitDraft): VisitDraft {
  const fitting = draft.outcome === 'refused' ? draft : { ...draft, refusalReason: '' };
  if (draft.outcome === 'met') return fitting;
  const spoken = isSpoken(draft.outcome)
    ? { presentIds: draft.presentIds.filter((id) => !isNewPersonRef(id)) }
    : { presentIds: [], othersPresent: '', topicIds: [], leftAtDoor: [] };
  const nothing = Object.fromEntries(ABOUT_PEOPLE.map((part) => [part, {}]));
  return { ...fitting, ...spoken, newPeople: [], assists: [], ...nothing };
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
export const isRefusedForMetParts = (draft: VisitDraft, facts: VisitFacts): boolean =>
  draft.outcome !== null && validateVisit(withoutMetParts(draft), facts).ok;
