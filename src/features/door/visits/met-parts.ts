import { createHash } from 'node:crypto';
import type { VisitDraft } from './visit-draft';
import { judgeVisit, type VisitFacts } from './visit-rules';
import { visitWords, type VisitNames } from './visit-words';

/**
 * The draft without the parts that only a visit that met somebody may have: who was present, and what was done, said
 * and seen.
 */
export function withoutMetParts(draft: VisitDraft): VisitDraft {
  return {
    ...draft,
    presentIds: [],
    newPeople: [],
    othersPresent: '',
    assists: [],
    topicIds: [],
    levels: {},
    answers: {},
    checkBacks: {},
  };
}

/** The parts that `withoutMetParts` drops, as labelled lines. */
export function metPartWords(draft: VisitDraft, names: VisitNames): { label: string; value: string }[] {
  const kept = new Set(visitWords(withoutMetParts(draft), names).map(({ label }) => label));
  return visitWords(draft, names).filter(({ label }) => !kept.has(label));
}

/**
 * Identifies the outcome and exactly these parts of a draft: agreeing to drop them does not cover anything typed later.
 */
export function metPartsKey(draft: VisitDraft): string {
  const { outcome, presentIds, newPeople, othersPresent, assists, topicIds, levels, answers, checkBacks } = draft;
  return createHash('sha256')
    .update(
      JSON.stringify([outcome, presentIds, newPeople, othersPresent, assists, topicIds, levels, answers, checkBacks]),
    )
    .digest('base64url');
}

/** Whether a refused draft could be saved without those parts. */
export function isRefusedForMetParts(draft: VisitDraft, facts: VisitFacts): boolean {
  return draft.outcome !== null && draft.outcome !== 'met' && judgeVisit(withoutMetParts(draft), facts).ok;
}
