import { randomUUID } from 'node:crypto';
import type { AppContext } from '../../../context';
import { formatDateTime, localDateOf } from '../../../shared/dates';
import { DONE, invalid, STALE, type Done, type Invalid, type Stale } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { isId, parseForm, typed, versionField, type FieldErrors, type FormValues } from '../../../web/form';
import type { Actor } from '../../../actor';
import { listKnownHelpers } from '../../casework/needs/queries';
import { areHelpersKept, type ToldHelper } from '../../casework/needs/told-helpers-service';
import { countConsents } from '../../casework/consents/queries';
import { keptAnswers } from '../../casework/requests/queries';
import type { RequestAnswers } from '../../casework/requests/request-state';
import { checkedConsents, consentErrors } from '../visit-rules/consents-at-door';
import { findKeptPeople } from './draft-queries';
import { editVisit } from '../visit-records/edit-service';
import { editedVisitForm, factErrors, helperErrors, newVisitForm, type BesideDraft } from './forms';
import { checkPractice } from './check-practice';
import { draftToSave, dropsMetParts, validateDraft, withServicesFound, type Verdict } from './validate-draft';
import { isNewPersonRef, withReported } from '../visit-rules/new-people';
import { officersAtDoor } from '../visit-rules/officers-at-door';
import {
  findExistingVisit,
  getDoorTarget,
  getVisit,
  type PlannedDoor,
  type VisitTarget,
} from '../visit-records/queries';
import { recordVisit, type Beside, type Clash, type RequestsTouched } from '../visit-records/service';
import { savedIdsOf, type StoredVisit } from '../visit-records/stored-visit';
import type { VisitDraft } from '../visit-rules/visit-draft';
import { isEnteredLate, metSomebody, peopleMet, type CheckedVisit } from '../visit-rules/visit-rules';
import { hasSameContent } from '../visit-rules/visit-labels';

// From form values to a recorded visit, or to the reason it was not recorded.

const CODE_JUST_TAKEN = 'Một mã hồ sơ vừa được ghi ở việc khác. Xem lại các mã rồi bấm Lưu lần nữa.';
const LOGGED_BY_OTHERS = 'Cửa này vừa có người khác ghi.';
const SENT_TWICE = 'Biểu mẫu này đã lưu một lần, nay gửi lại với nội dung khác.';
const STAYS_AFTER_UNDO =
  'Hoàn tác lần sửa này thì người mới, người giúp số, điều bà con nói và đồng ý vẫn còn trong sổ.';
const UNPRACTISED = 'Người trả lời tình huống lừa đảo không còn ghi là có mặt, nên câu trả lời đã bỏ theo.';
const HELPERS_STAY =
  'Có người không còn được ghi là đã gặp ở lượt này. Người giúp số đã ghi cho họ, nếu có, vẫn còn ở trang của hộ.';
const EDITED_BY_OTHERS = 'Lượt thăm này vừa được người khác sửa.';

export interface SavedVisit extends Done {
  id: string;
  /** The key of the form of the new visit. */
  clientKey: string;
  requests: RequestsTouched;
  warnings: string[];
}

type EditedVisit = SavedVisit & { before: StoredVisit };

/** Show the form again. In `values`, residents who were merged meanwhile are replaced by the record that was kept. */
interface Refused extends Invalid {
  values: FormValues;
  /** Set when the only errors concern parts that a visit may have only if it met a resident. */
  refusedForMetParts: VisitDraft | null;
}

/** The round of the door has been cancelled, or moved to a later day. */
interface RoundGone {
  kind: 'round-gone';
  values: FormValues;
  door: PlannedDoor;
}

/** A saved visit that says something else than the form: why there is one, and what the form says. */
export interface OtherVersion {
  visitId: string;
  what: string;
  draft: VisitDraft;
  values: FormValues;
}

/** This door, or this form, already has a visit. */
interface Exists extends OtherVersion {
  kind: 'exists';
}

/** The visit of this form was withdrawn: sending it again, with another key, is a decision of its own. */
interface WasWithdrawn {
  kind: 'withdrawn';
  values: FormValues;
}

interface Superseded extends Stale, OtherVersion {}

interface SentForm {
  values: FormValues;
  /**
   * When it was saved on the officer's laptop, by the laptop's clock; null if it did not wait there. Typed in time but
   * sent late, the visit says so itself where its officer gave no reason.
   */
  typedAt?: Date | null;
  /** Whether its officer carried the round on that laptop, and so was of the team that evening. */
  isCarried?: boolean;
}

/**
 * Records the form of a new visit, once however often it is sent.
 * @throws NotFoundError when the door no longer exists.
 */
export const recordVisitFromForm = (context: AppContext, actor: Actor, target: VisitTarget, sent: SentForm) =>
  followingMerges(context, actor.wardId, withOneTap(sent.values), (values) =>
    tryToRecord(context, actor, target, { ...sent, values }),
  );

async function tryToRecord(
  context: AppContext,
  actor: Actor,
  target: VisitTarget,
  { values, typedAt = null, isCarried = false }: SentForm,
): Promise<SavedVisit | Refused | RoundGone | Exists | WasWithdrawn> {
  const { db, now } = context;
  const { door, householdId } = target;
  const clientKey = sentKey(values);
  const form = parseForm(newVisitForm, values);
  if (!form.ok) return refused(values, form.errors);
  const { howToFind, requests, noticeId, consents, helpers, facts, practice, nearMiss, ...sent } = form.value;
  const whole = await withServicesFound(context, actor, sent);
  const draft = draftToSave(whole, values);
  const beside = besideToSave({ noticeId, consents, helpers, facts }, whole, values);
  const roundEndsAt = door?.endsAt ?? null;
  const waited = typedAt && withReasonOfWaiting(draft, typedAt, roundEndsAt);

  const answerExisting = () =>
    existingVisit(context, actor, target, { clientKey, draft, waited, whole, beside, requests, values });
  if (door && (door.closure === 'cancelled' || localDateOf(door.startsAt) > localDateOf(now())))
    return (await answerExisting()) ?? { kind: 'round-gone', values, door };

  const isLate = waited !== null && isEnteredLate(waited.arrivedOn!, now(), roundEndsAt);
  const { offered, isAsked } = officersAtDoor(target.team, actor);
  const officers = { offered, isAsked: isAsked && !isCarried };
  // No officer is there to answer when a laptop sends a stored visit.
  const unconfirmed = typedAt ? 'mention' : 'ask';
  const validate = () =>
    validateDraft(context, actor, isLate ? waited : draft, {
      householdId,
      roundEndsAt,
      clientKey,
      doorId: door?.id ?? null,
      stored: null,
      officers,
      contradictions: typed(values, 'confirmLevels') ? 'confirmed' : unconfirmed,
      beside,
    });
  const verdict = await validate();
  const existing = verdict.facts.hasVisit ? await answerExisting() : null;
  if (existing) return existing;
  const practised = await checkPractice(context, actor.wardId, { practice, nearMiss }, draft);
  const problems = { ...besideErrors(beside, draft, verdict.facts), ...practised.errors };
  if (!verdict.ok || hasErrors(problems))
    return refused(values, { ...(!verdict.ok && verdict.errors), ...problems }, verdict.refusedForMetParts);
  const outcome = await recordVisit(context, actor, target, {
    clientKey,
    visit: verdict.visit,
    howToFind,
    requests,
    typedAt,
    beside: checkedBeside(beside, clientKey, draft),
    practised,
  });
  switch (outcome.kind) {
    case 'done':
      return {
        ...outcome,
        clientKey,
        warnings: [
          ...verdict.warnings,
          ...unmetRequests(verdict.visit, requests),
          ...practised.warnings,
          ...(await knownOutsiders(context, actor.wardId, helpers)),
        ],
      };
    case 'round-gone':
      return { kind: 'round-gone', values, door: (await getDoorTarget(db, actor.wardId, door!.id)).door };
    case 'code-taken':
    case 'person-gone':
      return refusedMeanwhile(values, outcome, await validate());
    case 'exists': {
      const answer = await answerExisting();
      // The key belongs to a visit of another ward. Keys are random, so this is not an accident.
      if (!answer) throw new NotFoundError();
      return answer;
    }
  }
}

/** Saves an edited visit, unless it was edited since the form was opened. */
export const editVisitFromForm = (context: AppContext, actor: Actor, visitId: string, values: FormValues) =>
  followingMerges(context, actor.wardId, values, (current) => tryToEdit(context, actor, visitId, current));

async function tryToEdit(
  context: AppContext,
  actor: Actor,
  visitId: string,
  values: FormValues,
): Promise<EditedVisit | Refused | Superseded> {
  const stored = await getVisit(context.db, actor.wardId, visitId);
  const form = parseForm(editedVisitForm, values);
  if (!form.ok) return refused(values, form.errors);
  const { requests, noticeId, consents, helpers, facts, ...sent } = form.value;
  const draft = await withServicesFound(context, actor, sent, savedIdsOf(stored));
  const beside = besideToSave({ noticeId, consents, helpers, facts }, draft, values);
  const version = sentVersion(values);
  const editedByOthers: Superseded = { ...STALE, visitId, what: EDITED_BY_OTHERS, draft, values };
  if (version !== stored.version) return editedByOthers;

  const { householdId, roundEndsAt, clientKey, officers } = stored;
  const validate = () =>
    validateDraft(context, actor, draftToSave(draft, values), {
      householdId,
      roundEndsAt,
      clientKey,
      stored,
      officers,
      beside,
    });
  const verdict = await validate();
  const problems = besideErrors(beside, draft, verdict.facts);
  if (!verdict.ok || hasErrors(problems))
    return refused(values, { ...(!verdict.ok && verdict.errors), ...problems }, verdict.refusedForMetParts);
  const isUndoPartial =
    !stored.hasLaterFacts &&
    [verdict.visit.newPeople, consents, helpers, facts].some((said) => Object.keys(said).length > 0);
  const met = peopleMet(verdict.visit);
  const isHelpedUnmet = stored.helpers !== null && [...peopleMet(stored.draft)].some((id) => !met.has(id));
  const outcome = await editVisit(context, actor, stored, {
    version,
    visit: verdict.visit,
    requests,
    beside: checkedBeside(beside, clientKey, draft),
  });
  switch (outcome.kind) {
    case 'done':
      return {
        ...outcome,
        clientKey,
        before: stored,
        warnings: [
          ...verdict.warnings,
          ...unmetRequests(verdict.visit, requests),
          ...(isUndoPartial ? [STAYS_AFTER_UNDO] : []),
          ...(outcome.unpractised > 0 ? [UNPRACTISED] : []),
          ...(isHelpedUnmet ? [HELPERS_STAY] : []),
          ...(await knownOutsiders(context, actor.wardId, helpers)),
        ],
      };
    case 'stale':
      return editedByOthers;
    case 'code-taken':
    case 'person-gone':
      return refusedMeanwhile(values, outcome, await validate());
  }
}

/** Tries a form again if residents it names were merged while it was being filled in, now naming the records kept. */
export async function followingMerges<Outcome extends { kind: string }>(
  context: Pick<AppContext, 'db'>,
  wardId: string,
  values: FormValues,
  attempt: (values: FormValues) => Promise<Outcome>,
): Promise<Outcome> {
  for (let current = values; ;) {
    const outcome = await attempt(current);
    const renamed = outcome.kind === 'invalid' ? await withKeptPeople(context, wardId, current) : null;
    if (!renamed) return outcome;
    current = renamed;
  }
}

/** Whether the form was sent by the one tap of "Vắng nhà", which answers the first question, saves and goes on. */
export const isOneTap = (values: FormValues): boolean => typed(values, 'oneTap') === 'nobody_home';

const withOneTap = (values: FormValues): FormValues =>
  isOneTap(values) ? { ...values, outcome: 'nobody_home' } : values;

/** The key that a new visit's form is saved under, so that it is saved once; a new key if it carries none. */
export function sentKey(values: FormValues): string {
  const key = typed(values, 'clientKey');
  return isId(key) ? key : randomUUID();
}

/** The version that a form edits; 0, which no visit has, if it carries none. */
export function sentVersion(values: FormValues): number {
  const version = versionField().safeParse(values.version);
  return version.success ? version.data : 0;
}

/**
 * The values, with residents merged since the form was opened replaced by the records that were kept; null when none
 * was merged.
 */
async function withKeptPeople(
  { db }: Pick<AppContext, 'db'>,
  wardId: string,
  values: FormValues,
): Promise<FormValues | null> {
  const words = JSON.stringify(values);
  const ids = words.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];
  const kept = await findKeptPeople(db, wardId, [...new Set(ids)]);
  if (kept.size === 0) return null;
  return JSON.parse(
    [...kept].reduce((text, [removedId, keptId]) => text.replaceAll(removedId, keptId), words),
  ) as FormValues;
}

/**
 * A draft that was typed in time and waited on a laptop, with that as the reason for being late, the same however often
 * it is sent; null if its officer gave a reason or it was already late when typed.
 */
function withReasonOfWaiting(draft: VisitDraft, typedAt: Date, roundEndsAt: Date | null): VisitDraft | null {
  const { arrivedOn, lateReason } = draft;
  if (arrivedOn === null || lateReason !== '' || isEnteredLate(arrivedOn, typedAt, roundEndsAt)) return null;
  return { ...draft, lateReason: `Ghi trên máy lúc ${formatDateTime(typedAt)} khi mất mạng, gửi sau.` };
}

// ---------------------------------------------------------------- what is said beside the visit

/** What needs a met door goes with the parts of the draft that the user agreed to drop. */
const besideToSave = (beside: BesideDraft, draft: VisitDraft, values: FormValues): BesideDraft =>
  draft.outcome !== 'met' && dropsMetParts(draft, values)
    ? { noticeId: null, consents: {}, helpers: [], facts: {} }
    : beside;

const besideErrors = (
  { helpers, facts, ...consents }: BesideDraft,
  draft: VisitDraft,
  known: Verdict['facts'],
): FieldErrors => ({
  ...consentErrors(consents, draft, known),
  ...helperErrors(helpers, draft, known),
  ...factErrors(facts, draft, known),
});

const checkedBeside = ({ helpers, facts, ...consents }: BesideDraft, clientKey: string, draft: VisitDraft): Beside => ({
  consents: checkedConsents(consents, clientKey, draft),
  helpers,
  facts,
});

// ---------------------------------------------------------------- outcomes of a form

/** A person who is new on the form has no id to ask for. */
const isOfRegister = ({ helpedId, residentId }: ToldHelper) => ![helpedId, residentId ?? ''].some(isNewPersonRef);

/** At a door an outsider is kept as told, though the register may know the person. */
async function knownOutsiders({ db }: AppContext, wardId: string, helpers: readonly ToldHelper[]): Promise<string[]> {
  const outsiders = helpers.filter(({ residentId }) => residentId === null);
  const known = await Promise.all(outsiders.map((told) => listKnownHelpers(db, wardId, told)));
  return outsiders
    .filter((_, index) => known[index]!.length > 0)
    .map(
      ({ name }) =>
        `Người giúp số ${name}: sổ có người cùng tên hoặc cùng số. Ở trang của hộ, bấm Sửa rồi chọn, nếu là một.`,
    );
}

/** A request is done only where a resident was met: what was chosen otherwise is not kept, and the page says so. */
const unmetRequests = ({ metSomebody: isMet }: CheckedVisit, requests: RequestAnswers): string[] =>
  !isMet && Object.values(requests).includes('done')
    ? ['Lượt này chưa gặp ai, nên việc nhà nhờ không ghi là Xong: đề nghị vẫn chờ đội đến.']
    : [];

const refused = (values: FormValues, errors: FieldErrors, refusedForMetParts: VisitDraft | null = null): Refused => ({
  ...invalid(errors),
  values,
  refusedForMetParts,
});

const hasErrors = (errors: FieldErrors): boolean => Object.keys(errors).length > 0;

/** Another save came first. @param again what the rules say now. */
function refusedMeanwhile(values: FormValues, { kind }: Clash, again: Verdict): Refused {
  if (!again.ok) return refused(values, again.errors);
  if (kind === 'person-gone') throw new NotFoundError();
  return refused(values, { assists: CODE_JUST_TAKEN });
}

interface Sent {
  clientKey: string;
  draft: VisitDraft;
  /** See withReasonOfWaiting. */
  waited: VisitDraft | null;
  /** With the parts that the user agreed to drop. */
  whole: VisitDraft;
  beside: BesideDraft;
  requests: RequestAnswers;
  values: FormValues;
}

/**
 * The answer when this form or this door already has a visit: the same form with the same content leads to it, and
 * different content must not be lost; null when there is none.
 */
async function existingVisit(
  context: AppContext,
  actor: Actor,
  { door, householdId }: VisitTarget,
  { clientKey, draft, waited, whole, beside, requests, values }: Sent,
): Promise<SavedVisit | Exists | WasWithdrawn | null> {
  const { db } = context;
  const existing = await findExistingVisit(db, actor.wardId, { clientKey, doorId: door?.id ?? null });
  if (!existing) return null;
  if (existing.isWithdrawn) return { kind: 'withdrawn', values };
  const existsWith = (what: string, mine: VisitDraft): Exists => ({
    kind: 'exists',
    visitId: existing.id,
    what,
    draft: mine,
    values: { ...values, settles: clientKey },
  });
  if (!existing.isSameForm) return existsWith(LOGGED_BY_OTHERS, whole);
  const { id, ...stored } = await getVisit(db, actor.wardId, existing.id);
  if (stored.householdId !== householdId) throw new NotFoundError();
  const saysTheSame = (one: VisitDraft) =>
    hasSameContent(stored.draft, withReported(one, stored.reported), stored.names);
  const { rows } = checkedConsents(beside, clientKey, draft);
  const isKept =
    (rows.length === 0 || (await countConsents(db, actor.wardId, rows)) === rows.length) &&
    (await areHelpersKept(db, actor.wardId, beside.helpers.filter(isOfRegister))) &&
    (!metSomebody(stored.draft) || (await keptAnswers(db, actor.wardId, id, requests)));
  return isKept && [draft, waited].some((one) => one && saysTheSame(one))
    ? { ...DONE, id, clientKey, requests: { done: 0, left: 0, reopened: 0 }, warnings: [] }
    : existsWith(SENT_TWICE, draft);
}
