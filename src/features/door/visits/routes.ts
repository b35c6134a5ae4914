import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../web/errors';
import { flash, tellSaved } from '../../../web/flash';
import { isId, parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { editVisitFromForm, recordVisitFromForm, sentKey, sentVersion } from './form-service';
import { visitForm } from './forms';
import {
  cancelledRoundModel,
  cancelledRoundPage,
  DOOR_GONE_NOTICE,
  keepKeyOf,
  roundGoneNotice,
  visitFormModel,
  visitFormPage,
  visitModel,
  visitPage,
} from './pages';
import { doorTitle } from './people';
import { getDoorTarget, getHouseholdTarget, getVisit, loadChoices, loadDoorHistory, type VisitTarget } from './queries';
import type { RequestsTouched } from './service';
import { namedIdsOf, NOBODY, type StoredVisit } from './stored-visit';
import type { VisitDraft } from './visit-draft';
import { dayOfForm, newVisitValues, valuesOfDraft, withOneMoreRow } from './visit-form-model';
import { mergeVisits } from './visit-merge';

interface FormState {
  target: VisitTarget;
  values: FormValues;
  action: string;
  clientKey: string;
  edited?: { visit: StoredVisit; version: string };
  errors?: FieldErrors;
  /** Set when the only errors concern parts that need a met door. */
  refusedForMetParts?: VisitDraft | null;
  notice?: string;
  status?: number;
}

/** @see FormState. `version` is the version that was opened, if it is not the stored one. */
type EditState = Pick<FormState, 'values' | 'errors' | 'refusedForMetParts' | 'notice'> & { version?: number };

export const visitsRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  /**
   * The form shows who lives at the door, so every display counts as reading the household, including after an error.
   */
  async function showForm(req: Request, res: Response, state: FormState): Promise<void> {
    const actor = currentUser(req);
    const { wardId } = actor;
    const { target, values, edited, errors = {} } = state;
    const at = now();
    await (edited
      ? context.accessLog.opened(
          actor,
          'visit.open',
          { type: 'visit', id: edited.visit.id },
          { householdId: target.householdId, for: 'edit' },
        )
      : context.accessLog.opened(
          actor,
          'household.open',
          { type: 'household', id: target.householdId },
          { for: 'visit' },
        ));
    const [choices, history] = await Promise.all([
      loadChoices(db, wardId, target.householdId, {
        day: dayOfForm(values, at),
        named: edited ? namedIdsOf(edited.visit) : NOBODY,
      }),
      loadDoorHistory(db, wardId, target, { today: localDateOf(at), exceptVisitId: edited?.visit.id ?? null }),
    ]);
    const model = visitFormModel({
      target,
      choices,
      history,
      values,
      errors,
      action: state.action,
      clientKey: state.clientKey,
      edited: edited ? { id: edited.visit.id, version: edited.version } : null,
      refusedForMetParts: state.refusedForMetParts ?? null,
      notice: state.notice ?? '',
      now: at,
    });
    const title = `${edited ? 'Sửa lượt thăm' : 'Ghi lượt thăm'}: ${model.heading}`;
    renderPage(res, visitFormPage, model, {
      title,
      hasErrors: Object.keys(errors).length > 0,
      ...(state.status && { status: state.status }),
    });
  }

  async function showNewForm(req: Request, res: Response, target: VisitTarget, action: string): Promise<void> {
    await showForm(req, res, {
      target,
      values: newVisitValues(now(), target.door?.endsAt ?? null),
      action,
      clientKey: randomUUID(),
    });
  }

  async function saveNewVisit(req: Request, res: Response, target: VisitTarget, action: string): Promise<void> {
    const values = (req.body ?? {}) as FormValues;
    const clientKey = sentKey(values);
    if (typed(values, 'addRow'))
      return showForm(req, res, { target, values: withOneMoreRow(values), action, clientKey });
    const result = await recordVisitFromForm(context, currentUser(req), target, values);
    switch (result.kind) {
      case 'saved':
        return answerSaved(req, res, target, result);
      case 'invalid':
        return showForm(req, res, { ...result, target, action, clientKey });
      case 'round-gone':
        return showForm(req, res, {
          target: { ...target, door: null },
          values: result.values,
          action: `/households/${target.householdId}/visits/new`,
          clientKey,
          notice: roundGoneNotice(result.door),
          status: 409,
        });
      case 'conflict':
        throw new ConflictError(result.conflict);
    }
  }

  /** When a door was taken off its round meanwhile, its form becomes a form for the household it names. */
  async function offerWithoutDoor(req: Request, res: Response, notFound: NotFoundError): Promise<void> {
    const values = (req.body ?? {}) as FormValues;
    const [householdId, clientKey] = [typed(values, 'householdId'), typed(values, 'clientKey')];
    if (!isId(householdId) || !isId(clientKey)) throw notFound;
    const target = await getHouseholdTarget(db, currentUser(req).wardId, householdId);
    await showForm(req, res, {
      target,
      values,
      action: `/households/${householdId}/visits/new`,
      clientKey,
      notice: DOOR_GONE_NOTICE,
      status: 409,
    });
  }

  async function answerSaved(
    req: Request,
    res: Response,
    target: VisitTarget,
    saved: { id: string; requests: RequestsTouched; warnings: string[] },
  ): Promise<void> {
    const isGoingOn = typed(req.body as FormValues, 'thenNext') !== '' && target.door !== null;
    const next = isGoingOn ? target.door!.nextDoor : null;
    flashRequests(req, saved.requests);
    tellSaved(req, keepKeyOf(typed(req.body as FormValues, 'clientKey'), ''));
    flash(
      req,
      `Đã lưu lượt thăm ${uncapitalise(doorTitle(target.addressLine))}.${isGoingOn && !next ? ' Buổi này không còn cửa nào chưa ghi.' : ''}`,
    );
    for (const warning of saved.warnings) flash(req, warning, 'warning');
    res.redirect(303, next ? `/round-doors/${next.id}/visit` : `/visits/${saved.id}`);
  }

  function flashRequests(req: Request, { done, reopened }: RequestsTouched): void {
    if (done > 0) flash(req, 'Đề nghị hỗ trợ của hộ này đã được ghi là xong.');
    if (reopened > 0) flash(req, 'Đề nghị hỗ trợ của hộ này mở lại, vì lượt thăm không gặp được ai.', 'warning');
  }

  async function targetOf(wardId: string, stored: StoredVisit): Promise<VisitTarget> {
    return stored.roundDoorId
      ? getDoorTarget(db, wardId, stored.roundDoorId)
      : getHouseholdTarget(db, wardId, stored.householdId);
  }

  async function showEdit(
    req: Request,
    res: Response,
    visit: StoredVisit,
    { version = visit.version, ...state }: EditState,
  ): Promise<void> {
    const target = await targetOf(currentUser(req).wardId, visit);
    await showForm(req, res, {
      ...state,
      target,
      action: `/visits/${visit.id}/edit`,
      clientKey: visit.clientKey,
      edited: { visit, version: String(version) },
    });
  }

  async function saveEdit(req: Request, res: Response): Promise<void> {
    const actor = currentUser(req);
    const values = (req.body ?? {}) as FormValues;
    const version = sentVersion(values);
    const stored = await getVisit(db, actor.wardId, idParam(req));
    if (typed(values, 'addRow')) return showEdit(req, res, stored, { values: withOneMoreRow(values), version });
    const result = await editVisitFromForm(context, actor, stored, values);
    if (result.kind === 'conflict') throw new ConflictError(result.conflict);
    // Read again, because residents merged meanwhile now appear under the records that were kept.
    if (result.kind === 'invalid')
      return showEdit(req, res, await getVisit(db, actor.wardId, stored.id), { ...result, version });
    tellSaved(req, keepKeyOf(stored.clientKey, String(version)));
    flash(req, 'Đã lưu thay đổi của lượt thăm.');
    flashRequests(req, result.requests);
    for (const warning of result.warnings) flash(req, warning, 'warning');
    res.redirect(303, `/visits/${stored.id}`);
  }

  return [
    {
      method: 'get',
      path: '/round-doors/:id/visit',
      permission: 'visits.record',
      handler: async (req, res) => {
        const target = await getDoorTarget(db, currentUser(req).wardId, idParam(req));
        if (target.door.visitId) return res.redirect(303, `/visits/${target.door.visitId}`);
        if (target.door.closure === 'cancelled') {
          return renderPage(res, cancelledRoundPage, cancelledRoundModel(target), {
            title: 'Buổi ra quân đã hủy',
            status: 409,
          });
        }
        await showNewForm(req, res, target, `/round-doors/${target.door.id}/visit`);
      },
    },
    {
      method: 'post',
      path: '/round-doors/:id/visit',
      permission: 'visits.record',
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
      method: 'get',
      path: '/households/:id/visits/new',
      permission: 'visits.record',
      handler: async (req, res) => {
        const target = await getHouseholdTarget(db, currentUser(req).wardId, idParam(req));
        await showNewForm(req, res, target, `/households/${target.householdId}/visits/new`);
      },
    },
    {
      method: 'post',
      path: '/households/:id/visits/new',
      permission: 'visits.record',
      handler: async (req, res) => {
        const target = await getHouseholdTarget(db, currentUser(req).wardId, idParam(req));
        await saveNewVisit(req, res, target, `/households/${target.householdId}/visits/new`);
      },
    },
    {
      method: 'get',
      path: '/visits/:id',
      permission: 'visits.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const visit = await getVisit(db, actor.wardId, idParam(req));
        const [nextDoor] = await Promise.all([
          findDoorAfter(actor.wardId, visit),
          context.accessLog.opened(
            actor,
            'visit.open',
            { type: 'visit', id: visit.id },
            { householdId: visit.householdId },
          ),
        ]);
        const model = visitModel(visit, nextDoor);
        renderPage(res, visitPage, model, { title: `Lượt thăm: ${model.heading}` });
      },
    },
    {
      method: 'get',
      path: '/visits/:id/edit',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const stored = await getVisit(db, actor.wardId, idParam(req));
        await showEdit(req, res, stored, { values: valuesOfDraft(stored.draft) });
      },
    },
    { method: 'post', path: '/visits/:id/edit', permission: 'visits.record', handler: saveEdit },
    {
      // Opens the edit form with both versions combined. Writes nothing, but the content is too long for a URL.
      method: 'post',
      path: '/visits/:id/edit/merged',
      permission: 'visits.record',
      handler: async (req, res) => {
        const { wardId } = currentUser(req);
        const stored = await getVisit(db, wardId, idParam(req));
        const form = parseForm(visitForm, req.body);
        await showEdit(req, res, stored, {
          values: form.ok ? valuesOfDraft(mergeVisits(stored.draft, form.value)) : form.values,
          errors: form.ok ? {} : form.errors,
          notice: 'Bản đã lưu và lời của bạn nay nằm chung trong biểu mẫu này, chưa lưu. Đọc lại rồi bấm Lưu thay đổi.',
        });
      },
    },
  ];

  async function findDoorAfter(wardId: string, visit: StoredVisit) {
    if (!visit.roundDoorId) return null;
    const { door } = await getDoorTarget(db, wardId, visit.roundDoorId);
    const isOver = door.closure !== null || localDateOf(door.endsAt) < localDateOf(now());
    return isOver ? null : door.nextDoor;
  }
};
