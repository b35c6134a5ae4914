import { randomUUID } from 'node:crypto';
import type { AppContext } from '../../../context';
import type { Database } from '../../../db/database';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError, type Conflict } from '../../../web/errors';
import { isId, parseForm, typed, versionField, type FieldErrors, type FormValues } from '../../../web/form';
import { flatten } from '../../../web/sign-in-again';
import type { Actor } from '../../../actor';
import { getOutreachRules } from '../../office/calendar/queries';
import { visitForm, wayToDoorForm } from './forms';
import { isRefusedForMetParts, metPartsKey, withoutMetParts } from './met-parts';
import { namesOf, visitConflict } from './pages';
import {
  checkIds,
  findKeptPeople,
  findVisitAtDoor,
  findVisitByKey,
  getDoorTarget,
  getVisit,
  loadChoices,
  type PlannedDoor,
  type VisitTarget,
} from './queries';
import { editVisit, recordVisit, type RequestsTouched } from './service';
import { namedIdsOf, NOBODY, type StoredVisit } from './stored-visit';
import type { VisitDraft } from './visit-draft';
import { fileCodesOf, judgeVisit, type VisitFacts, type VisitVerdict } from './visit-rules';
import { hasSameContent } from './visit-words';

// From form values to a recorded visit, or to the reason why it was not recorded.

const CODE_JUST_TAKEN = 'Một mã hồ sơ vừa được ghi ở việc khác. Xem lại các mã rồi bấm Lưu lần nữa.';
const LOGGED_BY_OTHERS = 'Cửa này vừa có người khác ghi.';
const SENT_TWICE = 'Biểu mẫu này đã lưu một lần, nay gửi lại với nội dung khác.';
const EDITED_BY_OTHERS = 'Lượt thăm này vừa được người khác sửa.';

/** Also returned when the same form was saved before. */
interface Saved {
  kind: 'saved';
  id: string;
  requests: RequestsTouched;
  warnings: string[];
}

/** Show the form again. In `values`, residents who were merged meanwhile are replaced by the record that was kept. */
interface Invalid {
  kind: 'invalid';
  values: FormValues;
  errors: FieldErrors;
  /** Set when the only errors concern parts that a visit may have only if it met somebody. */
  refusedForMetParts: VisitDraft | null;
}

/** Somebody else has saved a different version. */
interface Conflicting {
  kind: 'conflict';
  conflict: Conflict;
}

/** The round of the door has been cancelled, or moved to a later day. */
interface RoundGone {
  kind: 'round-gone';
  values: FormValues;
  door: PlannedDoor;
}

/**
 * Records what the form of a new visit says. Nothing is written unless the answer is 'saved', and only once however often
 * the form is sent. @throws NotFoundError when there is no such door any more.
 */
export async function recordVisitFromForm(
  context: AppContext,
  actor: Actor,
  target: VisitTarget,
  values: FormValues,
): Promise<Saved | Invalid | Conflicting | RoundGone> {
  const { db, now } = context;
  const { door, householdId } = target;
  const clientKey = sentKey(values);
  const form = parseForm(visitForm, values);
  const way = parseForm(wayToDoorForm, values);
  if (!form.ok || !way.ok) return invalid(values, { ...(form.ok ? {} : form.errors), ...(way.ok ? {} : way.errors) });

  const draft = draftToSave(form.value, values);
  const same = await findVisitByKey(db, actor.wardId, clientKey);
  if (same) return resubmitted(context, actor, target, { visitId: same.id, draft, values });
  const loggedByOthers = (visitId: string) =>
    conflictWith(context, actor, visitId, { draft: form.value, values, what: LOGGED_BY_OTHERS });
  if (door?.visitId) return loggedByOthers(door.visitId);
  if (door && (door.closure === 'cancelled' || localDateOf(door.startsAt) > localDateOf(now())))
    return { kind: 'round-gone', values, door };

  const judge = () =>
    judgeDraft(context, actor, draft, { householdId, roundEndsAt: door?.endsAt ?? null, clientKey, stored: null });
  const verdict = await judge();
  if (!verdict.ok) {
    const renamed = await withKeptPeople(db, actor.wardId, values);
    return renamed
      ? recordVisitFromForm(context, actor, target, renamed)
      : invalid(values, verdict.errors, verdict.refusedForMetParts);
  }
  const outcome = await recordVisit(context, actor, target, {
    clientKey,
    visit: verdict.visit,
    howToFind: way.value.howToFind,
  });
  if (outcome.kind === 'saved') return { ...outcome, warnings: verdict.warnings };
  if (outcome.kind === 'round-gone')
    return { kind: 'round-gone', values, door: (await getDoorTarget(db, actor.wardId, door!.id)).door };
  if (outcome.kind === 'code-taken') return codeJustTaken(values, await judge());
  if (outcome.kind === 'person-gone') {
    const renamed = await withKeptPeople(db, actor.wardId, values);
    if (renamed) return recordVisitFromForm(context, actor, target, renamed);
  }
  const sameNow = await findVisitByKey(db, actor.wardId, clientKey);
  if (sameNow) return resubmitted(context, actor, target, { visitId: sameNow.id, draft, values });
  const atDoor = door && (await findVisitAtDoor(db, actor.wardId, door.id));
  // The key belongs to a visit of another ward. Keys are random, so this is not an accident.
  if (!atDoor) throw new NotFoundError();
  return loggedByOthers(atDoor.id);
}

/** Saves an edited visit, unless somebody else has edited it since the form was opened. */
export async function editVisitFromForm(
  context: AppContext,
  actor: Actor,
  stored: StoredVisit,
  values: FormValues,
): Promise<Saved | Invalid | Conflicting> {
  const { db } = context;
  const form = parseForm(visitForm, values);
  if (!form.ok) return invalid(values, form.errors);
  const version = sentVersion(values);
  const editedByOthers = () =>
    conflictWith(context, actor, stored.id, { draft: form.value, values, what: EDITED_BY_OTHERS });
  if (version !== stored.version) return editedByOthers();

  const { householdId, roundEndsAt, clientKey } = stored;
  const judge = () =>
    judgeDraft(context, actor, draftToSave(form.value, values), { householdId, roundEndsAt, clientKey, stored });
  const editWithKeptPeople = async (renamed: FormValues) =>
    editVisitFromForm(context, actor, await getVisit(db, actor.wardId, stored.id), renamed);
  const verdict = await judge();
  if (!verdict.ok) {
    const renamed = await withKeptPeople(db, actor.wardId, values);
    return renamed ? editWithKeptPeople(renamed) : invalid(values, verdict.errors, verdict.refusedForMetParts);
  }
  const outcome = await editVisit(context, actor, stored, { version, visit: verdict.visit });
  switch (outcome.kind) {
    case 'saved':
      return { ...outcome, warnings: verdict.warnings };
    case 'stale':
      return editedByOthers();
    case 'code-taken':
      return codeJustTaken(values, await judge());
    case 'person-gone': {
      const renamed = await withKeptPeople(db, actor.wardId, values);
      if (!renamed) throw new NotFoundError();
      return editWithKeptPeople(renamed);
    }
  }
}

/** The id of a form of a new visit, by which it is saved once; a new one when it brings none. */
export function sentKey(values: FormValues): string {
  const key = typed(values, 'clientKey');
  return isId(key) ? key : randomUUID();
}

/** The version that a form edits; 0, which none has, when it says none. */
export function sentVersion(values: FormValues): number {
  const version = versionField().safeParse(values.version);
  return version.success ? version.data : 0;
}

// ---------------------------------------------------------------- outcomes of a form

function invalid(values: FormValues, errors: FieldErrors, refusedForMetParts: VisitDraft | null = null): Invalid {
  return { kind: 'invalid', values, errors, refusedForMetParts };
}

/** @param again the verdict after the code was found to be taken. */
function codeJustTaken(values: FormValues, again: VisitVerdict): Invalid {
  return invalid(values, again.ok ? { assists: CODE_JUST_TAKEN } : again.errors);
}

interface Mine {
  draft: VisitDraft;
  values: FormValues;
}

/** The form was saved before: the same content leads to the saved visit; different content must not be lost. */
async function resubmitted(
  context: AppContext,
  actor: Actor,
  { householdId }: VisitTarget,
  { visitId, ...mine }: Mine & { visitId: string },
): Promise<Saved | Conflicting> {
  const stored = await getVisit(context.db, actor.wardId, visitId);
  if (stored.householdId !== householdId) throw new NotFoundError();
  if (hasSameContent(stored.draft, mine.draft, stored.names))
    return { kind: 'saved', id: visitId, requests: { done: 0, reopened: 0 }, warnings: [] };
  return conflictWith(context, actor, visitId, { ...mine, what: SENT_TWICE });
}

async function conflictWith(
  context: AppContext,
  actor: Actor,
  visitId: string,
  { draft, values, what }: Mine & { what: string },
): Promise<Conflicting> {
  const { db, accessLog } = context;
  const stored = await getVisit(db, actor.wardId, visitId);
  await accessLog.opened(
    actor,
    'visit.open',
    { type: 'visit', id: stored.id },
    { householdId: stored.householdId, for: 'conflict' },
  );
  const choices = await loadChoices(db, actor.wardId, stored.householdId, {
    day: draft.arrivedOn ?? stored.draft.arrivedOn!,
    named: namedIdsOf(stored),
  });
  const dropped = ['addRow', 'thenNext', 'dropMetParts', 'clientKey', 'householdId', 'version'];
  const fields = flatten(values).filter(([name]) => !dropped.includes(name));
  return { kind: 'conflict', conflict: visitConflict(stored, draft, namesOf(choices), { what, fields }) };
}

// ---------------------------------------------------------------- validation

/**
 * Drops what was met and done only if the user was shown exactly these parts and pressed the button that drops them.
 */
function draftToSave(draft: VisitDraft, values: FormValues): VisitDraft {
  const isAgreed = draft.outcome !== 'met' && typed(values, 'dropMetParts') === metPartsKey(draft);
  return isAgreed ? withoutMetParts(draft) : draft;
}

/**
 * The values, with residents merged since the form was opened replaced by the records that were kept; null when nobody
 * was merged.
 */
async function withKeptPeople(db: Database, wardId: string, values: FormValues): Promise<FormValues | null> {
  const words = JSON.stringify(values);
  const ids = words.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];
  const kept = await findKeptPeople(db, wardId, [...new Set(ids)]);
  if (kept.size === 0) return null;
  return JSON.parse(
    [...kept].reduce((text, [removedId, keptId]) => text.replaceAll(removedId, keptId), words),
  ) as FormValues;
}

interface JudgedVisit {
  householdId: string;
  roundEndsAt: Date | null;
  clientKey: string;
  stored: StoredVisit | null;
}

type Verdict =
  Extract<VisitVerdict, { ok: true }> | (Extract<VisitVerdict, { ok: false }> & Pick<Invalid, 'refusedForMetParts'>);

async function judgeDraft(
  { db, now }: AppContext,
  actor: Actor,
  draft: VisitDraft,
  { householdId, roundEndsAt, clientKey, stored }: JudgedVisit,
): Promise<Verdict> {
  const at = now();
  const day = draft.arrivedOn ?? localDateOf(at);
  const assists = draft.assists.filter((assist) => assist !== null);
  const known = await checkIds(db, actor.wardId, {
    householdId,
    day,
    clientKey,
    fileCodes: fileCodesOf(draft, day),
    residentIds: [
      ...draft.presentIds,
      ...Object.keys(draft.levels),
      ...assists.flatMap((assist) => assist.residentId ?? []),
    ],
    serviceIds: [...draft.topicIds, ...assists.flatMap((assist) => assist.serviceId ?? [])],
    barrierIds: assists.flatMap((assist) => assist.barrierId ?? []),
    saved: stored ? namedIdsOf(stored) : NOBODY,
  });
  const outreach =
    draft.nextStepDue && draft.nextStepFrom ? await getOutreachRules(db, actor.wardId, draft.nextStepDue) : null;
  const facts: VisitFacts = {
    ...known,
    outreach,
    now: at,
    loggedAt: stored?.loggedAt ?? at,
    roundEndsAt,
    savedAssists: new Map(stored?.assists.map(({ id, hasStatuses }) => [id, { hasStatuses }])),
  };
  const verdict = judgeVisit(draft, facts);
  return verdict.ok ? verdict : { ...verdict, refusedForMetParts: isRefusedForMetParts(draft, facts) ? draft : null };
}
