import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { addDays, localDateOf, type LocalDate } from '../../../shared/dates';
import { isId, typed, type FormValues } from '../../../web/form';
import { FIRST_CHECK_DAYS } from '../../casework/portal-use/waves';
import { findService } from '../../casework/portal-use/use-fields';
import { getOutreachRules } from '../../office/calendar/queries';
import type { BesideDraft } from './forms';
import { fileCodesOf } from '../visit-rules/assist-rules';
import { checkIds, listPortalServices } from './draft-queries';
import { isRefusedForMetParts, metPartsKey, withoutMetParts } from '../visit-rules/met-parts';
import { newChildren, newPeopleOf } from '../visit-rules/new-people';
import { idsIn, NOT_SAVED, savedIdsOf, type SavedIds, type StoredVisit } from '../visit-records/stored-visit';
import type { OfficersAtDoor } from '../visit-rules/officers-at-door';
import { readCheckKey, type AnswerDraft, type VisitDraft } from '../visit-rules/visit-draft';
import { validateVisit, metSomebody, type VisitFacts } from '../visit-rules/visit-rules';

/** The label of a resident whose name was not learned. */
export const UNNAMED = 'người mở cửa, không nói tên';

/** Whether the user was shown the parts that do not fit the outcome, and agreed to drop them. */
export const dropsMetParts = (draft: VisitDraft, values: FormValues): boolean =>
  typed(values, 'dropMetParts') === metPartsKey(draft);

/**
 * Without the parts that do not fit the outcome, if the user was shown exactly these and pressed the button to drop
 * them; with an unnamed person, if the user confirmed that a resident was met.
 */
export function draftToSave(draft: VisitDraft, values: FormValues): VisitDraft {
  if (dropsMetParts(draft, values)) return withoutMetParts(draft);
  const isConfirmed = draft.outcome === 'met' && !metSomebody(draft) && typed(values, 'confirmMet') !== '';
  return isConfirmed ? { ...draft, othersPresent: UNNAMED } : draft;
}

/** With the services that its answers name by text. A text that names none stays a text. */
export async function withServicesFound(
  { db, now }: AppContext,
  { wardId }: Actor,
  draft: VisitDraft,
  saved: SavedIds = NOT_SAVED,
): Promise<VisitDraft> {
  const answers = Object.entries(draft.answers);
  if (answers.every(([, { serviceText }]) => serviceText === '')) return draft;
  const services = await listPortalServices(db, wardId, { day: draft.arrivedOn ?? localDateOf(now()), saved });
  // Of two services of one name, an edit keeps the one that is on the visit.
  const already = services.filter(({ id }) => saved.serviceIds.includes(id));
  const withService = (answer: AnswerDraft): AnswerDraft => {
    if (answer.serviceText === '') return answer;
    const service = findService(already, answer.serviceText) ?? findService(services, answer.serviceText);
    return service ? { ...answer, serviceId: service.id, serviceText: '' } : answer;
  };
  return { ...draft, answers: Object.fromEntries(answers.map(([id, answer]) => [id, withService(answer)])) };
}

interface ValidatedVisit {
  householdId: string;
  roundEndsAt: Date | null;
  clientKey: string;
  /** Of a new visit at a door of a round. */
  doorId?: string | null;
  stored: StoredVisit | null;
  officers: OfficersAtDoor;
  contradictions?: VisitFacts['contradictions'];
  /** Who helps whom, said beside the draft. */
  beside?: Pick<BesideDraft, 'helpers'>;
}

/** `facts`: what it was checked against, for what is said beside the visit. */
export type Verdict = Awaited<ReturnType<typeof validateDraft>>;

/** Validates a draft against what the register knows about its door, people and services. */
export async function validateDraft(
  { db, now }: AppContext,
  actor: Actor,
  draft: VisitDraft,
  {
    householdId,
    roundEndsAt,
    clientKey,
    doorId = null,
    stored,
    officers,
    contradictions = 'mention',
    beside: { helpers } = { helpers: [] },
  }: ValidatedVisit,
) {
  const at = now();
  const day = draft.arrivedOn ?? localDateOf(at);
  const named = idsIn(draft);
  const helping = helpers.flatMap(({ helpedId, residentId }) => [helpedId, residentId ?? '']).filter(isId);
  const known = await checkIds(db, actor.wardId, {
    householdId,
    day,
    clientKey,
    doorId,
    fileCodes: fileCodesOf(draft, day),
    named: { ...named, residentIds: [...named.residentIds, ...helping] },
    checkedIds: Object.keys(draft.checkBacks).map((key) => readCheckKey(key).residentId),
    saved: stored ? savedIdsOf(stored) : NOT_SAVED,
    pastFrom: day < localDateOf(stored?.loggedAt ?? at) && day !== stored?.draft.arrivedOn ? at : null,
  });
  const outreach =
    draft.nextStepDue && draft.nextStepFrom ? await getOutreachRules(db, actor.wardId, draft.nextStepDue) : null;
  const newPeople = newPeopleOf(draft);
  const facts = {
    ...known,
    memberIds: new Set([...known.memberIds, ...newPeople.map(({ ref }) => ref)]),
    childIds: new Set([
      ...known.childIds,
      ...newChildren(draft, { year: Number(day.slice(0, 4)), adultAge: known.adultAge }),
    ]),
    helpedIds: new Set([...known.helpedIds, ...helpers.filter(({ agreed }) => agreed).map(({ helpedId }) => helpedId)]),
    names: new Map([...known.names, ...newPeople.map(({ ref, fullName }) => [ref, fullName] as const)]),
    lessons: new Map([...known.lessons, ...savedLessons(stored, day)]),
    outreach,
    officers,
    contradictions,
    now: at,
    loggedAt: stored?.loggedAt ?? at,
    roundEndsAt,
    savedAssists: new Map(stored?.assists.map((assist) => [assist.id, assist])),
  } satisfies VisitFacts;
  const verdict = validateVisit(draft, facts);
  /** The draft, if its only errors concern parts that need a met door. */
  const refusedForMetParts = !verdict.ok && isRefusedForMetParts(draft, facts) ? draft : null;
  return { ...verdict, facts, refusedForMetParts };
}

/** The lessons that saved check-backs are about, while they are still long enough before the visit. */
const savedLessons = (stored: StoredVisit | null, day: LocalDate): [string, LocalDate][] =>
  [...(stored?.lessons ?? [])].filter(([, taughtOn]) => taughtOn <= addDays(day, -FIRST_CHECK_DAYS));
