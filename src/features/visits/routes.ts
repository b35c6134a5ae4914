import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AppContext } from '../../context';
import { localDateOf } from '../../shared/dates';
import { uncapitalise } from '../../shared/vietnamese-text';
import { currentUser } from '../../web/current-user';
import { ConflictError, NotFoundError } from '../../web/errors';
import { flash, tellSaved } from '../../web/flash';
import { isId, parseForm, typed, versionField, type FieldErrors, type FormValues } from '../../web/form';
import { idParam } from '../../web/id-param';
import { renderPage } from '../../web/page';
import type { Route } from '../../web/route';
import { flatten } from '../../web/sign-in-again';
import type { Actor } from '../auth/actor';
import { getOutreachRules } from '../calendar/queries';
import { briefingItem } from '../briefings/pages';
import { listBriefingsAtDoor } from '../briefings/queries';
import { visitForm, wayToDoorForm } from './forms';
import {
  cancelledRoundModel, cancelledRoundPage, DOOR_GONE_NOTICE, keepKeyOf, namesOf, roundGoneNotice, visitConflict, visitFormModel, visitFormPage, visitModel, visitPage,
} from './pages';
import { doorTitle } from './people';
import {
  checkIds, findKeptPeople, findNextDoor, findVisitAtDoor, findVisitByKey, getDoorTarget, getHouseholdTarget, getVisit, loadDoorHistory, loadChoices,
  type PlannedDoor, type VisitTarget,
} from './queries';
import { isRefusedForMetParts, metPartsKey, withoutMetParts } from './met-parts';
import { editVisit, recordVisit, type RequestsTouched } from './service';
import { namedIdsOf, type NamedIds, type StoredVisit } from './stored-visit';
import type { VisitDraft } from './visit-draft';
import { dayOfForm, newVisitValues, valuesOfDraft, withOneMoreRow } from './visit-form-model';
import { mergeVisits } from './visit-merge';
import { fileCodesOf, judgeVisit, type VisitFacts, type VisitVerdict } from './visit-rules';
import { saysTheSame } from './visit-words';

interface FormState {
  target: VisitTarget;
  values: FormValues;
  action: string;
  clientKey: string;
  edited?: { visit: StoredVisit; version: string };
  errors?: FieldErrors;
  /** Refused only for parts of a visit that met somebody. */
  refusedForMetParts?: VisitDraft | null;
  notice?: string;
  status?: number;
}

type Refused = Extract<VisitVerdict, { ok: false }> & Pick<FormState, 'refusedForMetParts'>;

const NOBODY: NamedIds = { residentIds: [], serviceIds: [], barrierIds: [] };
const CODE_JUST_TAKEN = 'Một mã hồ sơ vừa được ghi ở việc khác. Xem lại các mã rồi bấm Lưu lần nữa.';

export const visitsRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  /** Shows who lives at the door, so it is a reading of the household each time, also after a failed form. */
  async function showForm(req: Request, res: Response, state: FormState): Promise<void> {
    const actor = currentUser(req);
    const { wardId } = actor;
    const { target, values, edited, errors = {} } = state;
    const at = now();
    await (edited
      ? context.accessLog.opened(actor, 'visit.open', { type: 'visit', id: edited.visit.id }, { householdId: target.householdId, for: 'edit' })
      : context.accessLog.opened(actor, 'household.open', { type: 'household', id: target.householdId }, { for: 'visit' }));
    const [choices, history, said] = await Promise.all([
      loadChoices(db, wardId, target.householdId, dayOfForm(values, at), edited ? namedIdsOf(edited.visit) : NOBODY),
      loadDoorHistory(db, wardId, target, localDateOf(at), edited?.visit.id ?? null),
      listBriefingsAtDoor(db, wardId, target.householdId, target.door?.roundId ?? null),
    ]);
    const model = visitFormModel({
      target, choices, history, said: said.map(briefingItem), values, errors, action: state.action, clientKey: state.clientKey,
      edited: edited ? { id: edited.visit.id, version: edited.version } : null, refusedForMetParts: state.refusedForMetParts ?? null, notice: state.notice ?? '', now: at,
    });
    const title = `${edited ? 'Sửa lượt thăm' : 'Ghi lượt thăm'}: ${model.heading}`;
    renderPage(req, res, visitFormPage, model, { title, hasErrors: Object.keys(errors).length > 0, ...(state.status && { status: state.status }) });
  }

  async function showNewForm(req: Request, res: Response, target: VisitTarget, action: string): Promise<void> {
    await showForm(req, res, { target, values: newVisitValues(now(), target.door?.endsAt ?? null), action, clientKey: randomUUID() });
  }

  async function saveNewVisit(req: Request, res: Response, target: VisitTarget, action: string): Promise<void> {
    const actor = currentUser(req);
    const values = (req.body ?? {}) as FormValues;
    const sentKey = typed(values, 'clientKey');
    const clientKey = isId(sentKey) ? sentKey : randomUUID();
    if (typed(values, 'addRow')) return showForm(req, res, { target, values: withOneMoreRow(values), action, clientKey });

    const form = parseForm(visitForm, values);
    const way = parseForm(wayToDoorForm, values);
    if (!form.ok || !way.ok) {
      return showForm(req, res, { target, values, action, clientKey, errors: { ...(form.ok ? {} : form.errors), ...(way.ok ? {} : way.errors) } });
    }
    const same = await findVisitByKey(db, actor.wardId, clientKey);
    const draft = draftToSave(form.value, values);
    if (same) return answerResend(req, res, target, same.id, draft);
    if (target.door?.visitId) throw await conflictWith(actor, target.door.visitId, form.value, req.body, 'Cửa này vừa có người khác ghi.');
    const offerOutsideRound = (door: PlannedDoor) => showForm(req, res, {
      target: { ...target, door: null }, values, action: `/households/${target.householdId}/visits/new`, clientKey, notice: roundGoneNotice(door), status: 409,
    });
    if (target.door && (target.door.closure === 'cancelled' || localDateOf(target.door.startsAt) > localDateOf(now()))) return offerOutsideRound(target.door);

    const judge = () => judgeDraft(actor, draft, { householdId: target.householdId, roundEndsAt: target.door?.endsAt ?? null, clientKey, stored: null });
    const verdict = await judge();
    if (!verdict.ok) return await nameAsKept(req) ? saveNewVisit(req, res, target, action) : showForm(req, res, { target, values, action, clientKey, errors: verdict.errors, refusedForMetParts: verdict.refusedForMetParts });
    const outcome = await recordVisit(context, actor, target, clientKey, verdict.visit, way.value.howToFind);
    if (outcome.kind === 'round-gone') return offerOutsideRound((await getDoorTarget(db, actor.wardId, target.door!.id)).door);
    if (outcome.kind === 'person-gone' && await nameAsKept(req)) return saveNewVisit(req, res, target, action);
    if (outcome.kind === 'saved') {
      tellRequests(req, outcome.requests);
      return answerSaved(req, res, target, outcome.id, verdict.warnings);
    }
    if (outcome.kind === 'code-taken') {
      const again = await judge();
      return showForm(req, res, { target, values, action, clientKey, errors: again.ok ? { assists: CODE_JUST_TAKEN } : again.errors });
    }
    const sameNow = await findVisitByKey(db, actor.wardId, clientKey);
    if (sameNow) return answerResend(req, res, target, sameNow.id, draft);
    const atDoor = target.door && await findVisitAtDoor(db, actor.wardId, target.door.id);
    // The key is taken, but by another ward: nobody makes such a key by chance.
    if (!atDoor) throw new NotFoundError();
    throw await conflictWith(actor, atDoor.id, form.value, req.body, 'Cửa này vừa có người khác ghi.');
  }

  /** A form whose door was taken off its round meanwhile becomes one of the household that it names. */
  async function offerWithoutDoor(req: Request, res: Response, notFound: NotFoundError): Promise<void> {
    const values = (req.body ?? {}) as FormValues;
    const [householdId, clientKey] = [typed(values, 'householdId'), typed(values, 'clientKey')];
    if (!isId(householdId) || !isId(clientKey)) throw notFound;
    const target = await getHouseholdTarget(db, currentUser(req).wardId, householdId);
    await showForm(req, res, { target, values, action: `/households/${householdId}/visits/new`, clientKey, notice: DOOR_GONE_NOTICE, status: 409 });
  }

  /** A form that was saved before: the same words lead to the same visit, other words are not thrown away. */
  async function answerResend(req: Request, res: Response, target: VisitTarget, visitId: string, mine: VisitDraft): Promise<void> {
    const actor = currentUser(req);
    const stored = await getVisit(db, actor.wardId, visitId);
    if (stored.householdId !== target.householdId) throw new NotFoundError();
    if (!saysTheSame(stored.draft, mine, stored.names)) {
      throw await conflictWith(actor, visitId, mine, req.body, 'Biểu mẫu này đã lưu một lần, nay gửi lại với nội dung khác.');
    }
    return answerSaved(req, res, target, visitId, []);
  }

  /**
   * Names those who were merged into others since the form was opened as who they are now. False when nobody of the form
   * was; then nothing is changed.
   */
  async function nameAsKept(req: Request): Promise<boolean> {
    const words = JSON.stringify(req.body);
    const ids = words.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];
    const kept = await findKeptPeople(db, currentUser(req).wardId, [...new Set(ids)]);
    req.body = JSON.parse([...kept].reduce((text, [removedId, keptId]) => text.replaceAll(removedId, keptId), words));
    return kept.size > 0;
  }

  async function answerSaved(req: Request, res: Response, target: VisitTarget, visitId: string, warnings: string[]): Promise<void> {
    const isGoingOn = typed(req.body as FormValues, 'thenNext') !== '' && target.door !== null;
    const next = isGoingOn ? await findNextDoor(db, currentUser(req).wardId, target.door!) : null;
    tellSaved(req, keepKeyOf(typed(req.body as FormValues, 'clientKey'), ''));
    flash(req, `Đã lưu lượt thăm ${uncapitalise(doorTitle(target.addressLine))}.${isGoingOn && !next ? ' Buổi này không còn cửa nào chưa ghi.' : ''}`);
    for (const warning of warnings) flash(req, warning, 'warning');
    res.redirect(303, next ? `/round-doors/${next.id}/visit` : `/visits/${visitId}`);
  }

  function tellRequests(req: Request, { done, reopened }: RequestsTouched): void {
    if (done > 0) flash(req, 'Đề nghị hỗ trợ của hộ này đã được ghi là xong.');
    if (reopened > 0) flash(req, 'Đề nghị hỗ trợ của hộ này mở lại, vì lượt thăm không gặp được ai.', 'warning');
  }

  /** What was met and done is dropped only by whoever was shown just these parts and pressed the button that says so. */
  function draftToSave(draft: VisitDraft, values: FormValues): VisitDraft {
    const isAgreed = draft.outcome !== 'met' && typed(values, 'dropMetParts') === metPartsKey(draft);
    return isAgreed ? withoutMetParts(draft) : draft;
  }

  async function judgeDraft(
    actor: Actor, draft: VisitDraft, visit: { householdId: string; roundEndsAt: Date | null; clientKey: string; stored: StoredVisit | null },
  ): Promise<Exclude<VisitVerdict, { ok: false }> | Refused> {
    const at = now();
    const day = draft.arrivedOn ?? localDateOf(at);
    const assists = draft.assists.filter((assist) => assist !== null);
    const known = await checkIds(db, actor.wardId, {
      householdId: visit.householdId, day, clientKey: visit.clientKey, fileCodes: fileCodesOf(draft, day),
      residentIds: [...draft.presentIds, ...Object.keys(draft.levels), ...assists.flatMap((assist) => assist.residentId ?? [])],
      serviceIds: [...draft.topicIds, ...assists.flatMap((assist) => assist.serviceId ?? [])],
      barrierIds: assists.flatMap((assist) => assist.barrierId ?? []),
      saved: visit.stored ? namedIdsOf(visit.stored) : NOBODY,
    });
    const outreach = draft.nextStepDue && draft.nextStepFrom ? await getOutreachRules(db, actor.wardId, draft.nextStepDue) : null;
    const facts: VisitFacts = {
      ...known, outreach, now: at, loggedAt: visit.stored?.loggedAt ?? at, roundEndsAt: visit.roundEndsAt,
      savedAssists: new Map(visit.stored?.assists.map(({ id, hasStatuses }) => [id, { hasStatuses }])),
    };
    const verdict = judgeVisit(draft, facts);
    return verdict.ok ? verdict : { ...verdict, refusedForMetParts: isRefusedForMetParts(draft, facts) ? draft : null };
  }

  async function conflictWith(actor: Actor, visitId: string, mine: VisitDraft, body: unknown, what: string): Promise<ConflictError> {
    const stored = await getVisit(db, actor.wardId, visitId);
    await context.accessLog.opened(actor, 'visit.open', { type: 'visit', id: stored.id }, { householdId: stored.householdId, for: 'conflict' });
    const choices = await loadChoices(db, actor.wardId, stored.householdId, mine.arrivedOn ?? stored.draft.arrivedOn!, namedIdsOf(stored));
    const dropped = ['addRow', 'thenNext', 'dropMetParts', 'clientKey', 'householdId', 'version'];
    const fields = flatten(body).filter(([name]) => !dropped.includes(name));
    return new ConflictError(visitConflict(what, stored, mine, namesOf(choices), fields));
  }

  async function targetOf(wardId: string, stored: StoredVisit): Promise<VisitTarget> {
    return stored.roundDoorId ? getDoorTarget(db, wardId, stored.roundDoorId) : getHouseholdTarget(db, wardId, stored.householdId);
  }

  async function saveEdit(req: Request, res: Response): Promise<void> {
    const actor = currentUser(req);
    const values = (req.body ?? {}) as FormValues;
    const stored = await getVisit(db, actor.wardId, idParam(req));
    const target = await targetOf(actor.wardId, stored);
    const sentVersion = versionField().safeParse(values.version);
    const version = sentVersion.success ? sentVersion.data : 0;
    const again = { target, values, action: `/visits/${stored.id}/edit`, clientKey: stored.clientKey, edited: { visit: stored, version: String(version) } };
    if (typed(values, 'addRow')) return showForm(req, res, { ...again, values: withOneMoreRow(values) });

    const form = parseForm(visitForm, values);
    if (!form.ok) return showForm(req, res, { ...again, errors: form.errors });
    if (version !== stored.version) throw await conflictWith(actor, stored.id, form.value, req.body, 'Lượt thăm này vừa được người khác sửa.');
    const judge = () => judgeDraft(actor, draftToSave(form.value, values), { householdId: stored.householdId, roundEndsAt: stored.roundEndsAt, clientKey: stored.clientKey, stored });
    const verdict = await judge();
    if (!verdict.ok) return await nameAsKept(req) ? saveEdit(req, res) : showForm(req, res, { ...again, errors: verdict.errors, refusedForMetParts: verdict.refusedForMetParts });
    const outcome = await editVisit(context, actor, stored, version, verdict.visit);
    if (outcome.kind === 'person-gone' && await nameAsKept(req)) return saveEdit(req, res);
    if (outcome.kind === 'stale') throw await conflictWith(actor, stored.id, form.value, req.body, 'Lượt thăm này vừa được người khác sửa.');
    if (outcome.kind === 'code-taken') {
      const retried = await judge();
      return showForm(req, res, { ...again, errors: retried.ok ? { assists: CODE_JUST_TAKEN } : retried.errors });
    }
    tellSaved(req, keepKeyOf(stored.clientKey, String(version)));
    flash(req, 'Đã lưu thay đổi của lượt thăm.');
    if (outcome.kind === 'saved') tellRequests(req, outcome.requests);
    for (const warning of verdict.warnings) flash(req, warning, 'warning');
    res.redirect(303, `/visits/${stored.id}`);
  }

  return [
    {
      method: 'get', path: '/round-doors/:id/visit', permission: 'visits.record',
      handler: async (req, res) => {
        const target = await getDoorTarget(db, currentUser(req).wardId, idParam(req));
        if (target.door.visitId) return res.redirect(303, `/visits/${target.door.visitId}`);
        if (target.door.closure === 'cancelled') {
          return renderPage(req, res, cancelledRoundPage, cancelledRoundModel(target), { title: 'Buổi ra quân đã hủy', status: 409 });
        }
        await showNewForm(req, res, target, `/round-doors/${target.door.id}/visit`);
      },
    },
    {
      method: 'post', path: '/round-doors/:id/visit', permission: 'visits.record',
      handler: async (req, res) => {
        try {
          const target = await getDoorTarget(db, currentUser(req).wardId, idParam(req));
          await saveNewVisit(req, res, target, `/round-doors/${target.door.id}/visit`);
        } catch (error) {
          if (!(error instanceof NotFoundError)) throw error;
          await offerWithoutDoor(req, res, error);
        }
      },
    },
    {
      method: 'get', path: '/households/:id/visits/new', permission: 'visits.record',
      handler: async (req, res) => {
        const target = await getHouseholdTarget(db, currentUser(req).wardId, idParam(req));
        await showNewForm(req, res, target, `/households/${target.householdId}/visits/new`);
      },
    },
    {
      method: 'post', path: '/households/:id/visits/new', permission: 'visits.record',
      handler: async (req, res) => {
        const target = await getHouseholdTarget(db, currentUser(req).wardId, idParam(req));
        await saveNewVisit(req, res, target, `/households/${target.householdId}/visits/new`);
      },
    },
    {
      method: 'get', path: '/visits/:id', permission: 'visits.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const visit = await getVisit(db, actor.wardId, idParam(req));
        const [nextDoor] = await Promise.all([
          findDoorAfter(actor.wardId, visit),
          context.accessLog.opened(actor, 'visit.open', { type: 'visit', id: visit.id }, { householdId: visit.householdId }),
        ]);
        const model = visitModel(visit, nextDoor);
        renderPage(req, res, visitPage, model, { title: `Lượt thăm: ${model.heading}` });
      },
    },
    {
      method: 'get', path: '/visits/:id/edit', permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const stored = await getVisit(db, actor.wardId, idParam(req));
        const target = await targetOf(actor.wardId, stored);
        await showForm(req, res, {
          target, values: valuesOfDraft(stored.draft), action: `/visits/${stored.id}/edit`, clientKey: stored.clientKey, edited: { visit: stored, version: String(stored.version) },
        });
      },
    },
    { method: 'post', path: '/visits/:id/edit', permission: 'visits.record', handler: saveEdit },
    {
      // Opens the edit form with the words of both; writes nothing, but the words are too long for an address.
      method: 'post', path: '/visits/:id/edit/merged', permission: 'visits.record',
      handler: async (req, res) => {
        const { wardId } = currentUser(req);
        const stored = await getVisit(db, wardId, idParam(req));
        const form = parseForm(visitForm, req.body);
        await showForm(req, res, {
          target: await targetOf(wardId, stored),
          values: form.ok ? valuesOfDraft(mergeVisits(stored.draft, form.value)) : form.values,
          errors: form.ok ? {} : form.errors,
          action: `/visits/${stored.id}/edit`, clientKey: stored.clientKey, edited: { visit: stored, version: String(stored.version) },
          notice: 'Bản đã lưu và lời của bạn nay nằm chung trong biểu mẫu này, chưa lưu. Đọc lại rồi bấm Lưu thay đổi.',
        });
      },
    },
  ];

  async function findDoorAfter(wardId: string, visit: StoredVisit) {
    if (!visit.roundDoorId) return null;
    const { door } = await getDoorTarget(db, wardId, visit.roundDoorId);
    const isOver = door.closure !== null || localDateOf(door.endsAt) < localDateOf(now());
    return isOver ? null : findNextDoor(db, wardId, door);
  }
};
