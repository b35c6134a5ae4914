import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { typed, type FormValues } from '../../../web/form';
import { getOutreachRules } from '../../office/calendar/queries';
import { checkIds } from './draft-queries';
import { isRefusedForMetParts, metPartsKey, withoutMetParts } from './met-parts';
import { idsIn, NO_IDS, type StoredVisit } from './stored-visit';
import type { VisitDraft } from './visit-draft';
import { fileCodesOf, judgeVisit, type VisitFacts, type VisitVerdict } from './visit-rules';

/** Without the parts that need a met door, if the user was shown exactly these and pressed the button to drop them. */
export function draftToSave(draft: VisitDraft, values: FormValues): VisitDraft {
  const isAgreed = draft.outcome !== 'met' && typed(values, 'dropMetParts') === metPartsKey(draft);
  return isAgreed ? withoutMetParts(draft) : draft;
}

interface JudgedVisit {
  householdId: string;
  roundEndsAt: Date | null;
  clientKey: string;
  stored: StoredVisit | null;
}

export type Verdict =
  | Extract<VisitVerdict, { ok: true }>
  /** `refusedForMetParts` is the draft if its only errors concern parts that need a met door. */
  | (Extract<VisitVerdict, { ok: false }> & { refusedForMetParts: VisitDraft | null });

/** Judges a draft by what the register knows about its door, people and services. */
export async function judgeDraft(
  { db, now }: AppContext,
  actor: Actor,
  draft: VisitDraft,
  { householdId, roundEndsAt, clientKey, stored }: JudgedVisit,
): Promise<Verdict> {
  const at = now();
  const day = draft.arrivedOn ?? localDateOf(at);
  const known = await checkIds(db, actor.wardId, {
    householdId,
    day,
    clientKey,
    fileCodes: fileCodesOf(draft, day),
    named: idsIn(draft),
    saved: stored ? idsIn(stored.draft) : NO_IDS,
  });
  const outreach =
    draft.nextStepDue && draft.nextStepFrom ? await getOutreachRules(db, actor.wardId, draft.nextStepDue) : null;
  const facts: VisitFacts = {
    ...known,
    outreach,
    now: at,
    loggedAt: stored?.loggedAt ?? at,
    roundEndsAt,
    savedAssists: new Map(stored?.assists.map((assist) => [assist.id, assist])),
  };
  const verdict = judgeVisit(draft, facts);
  return verdict.ok ? verdict : { ...verdict, refusedForMetParts: isRefusedForMetParts(draft, facts) ? draft : null };
}
