import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AppContext } from '../../../context';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { currentUser } from '../../../web/current-user';
import { ForbiddenError, NotFoundError } from '../../../shared/errors';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { isId, typed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { formSent } from '../../office/drafts/sent-routes';
import { keepKeyOf, type VisitFormState } from './form-pages';
import { isOneTap, recordVisitFromForm, sentKey, type SavedVisit } from './submission';
import { afterInVain } from './nobody-home-routes';
import { addressOf, getTargetAt, openVisitConflict, openVisitForm } from './open-form';
import { cancelledRoundPage, DOOR_GONE_NOTICE, requestNotices, roundGoneNotice, WITHDRAWN_NOTICE } from './pages';
import { doorTitle } from '../visit-rules/people';
import { getDoorTarget, getHouseholdTarget, type VisitTarget } from '../visit-records/queries';
import { newVisitValues, withWhatIsAskedFor } from './visit-form-fields';

/**
 * The form of a new visit, at a door of a round or at a household outside any round. By hand: some of its buttons add a
 * line instead of saving, and a 409 shows the form itself.
 */
export const recordingRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  async function showForm(
    req: Request,
    res: Response,
    form: Omit<VisitFormState, 'action'>,
    status?: number,
  ): Promise<void> {
    const view = await openVisitForm(context, currentUser(req), { ...form, action: addressOf(form.target) });
    renderPage(res, view, { hasErrors: view.model.summary.length > 0, status });
  }

  const showNewForm = (req: Request, res: Response, target: VisitTarget) =>
    showForm(req, res, { target, values: newVisitValues(now(), target.door?.endsAt ?? null), clientKey: randomUUID() });

  async function save(req: Request, res: Response, target: VisitTarget): Promise<void> {
    const values = (req.body ?? {}) as FormValues;
    const clientKey = sentKey(values);
    const asked = withWhatIsAskedFor(values);
    if (asked) return showForm(req, res, { target, values: asked, clientKey });
    const result = await recordVisitFromForm(context, currentUser(req), target, { values });
    switch (result.kind) {
      case 'done':
        return res.redirect(303, await announceSaved(req, target, result));
      case 'invalid':
        return showForm(req, res, { ...result, target, clientKey });
      case 'withdrawn':
        return showForm(
          req,
          res,
          { target, values: result.values, clientKey: randomUUID(), notice: WITHDRAWN_NOTICE },
          409,
        );
      case 'round-gone':
        return showForm(
          req,
          res,
          { target: { ...target, door: null }, values: result.values, clientKey, notice: roundGoneNotice(result.door) },
          409,
        );
      case 'exists':
        throw new ConflictError(await openVisitConflict(context, currentUser(req), result));
    }
  }

  /** Tells on the next page what was saved. @returns the address of that page. */
  async function announceSaved(req: Request, target: VisitTarget, saved: SavedVisit): Promise<string> {
    const { door, addressLine, householdId } = target;
    const values = req.body as FormValues;
    const isGoingOn = (isOneTap(values) || typed(values, 'thenNext') !== '') && door !== null;
    const next = isGoingOn ? door.nextDoor : null;
    const end = isGoingOn && !next ? ' Buổi này không còn cửa nào chưa ghi.' : '';
    for (const { text, kind } of requestNotices(saved.requests)) flash(req, text, kind);
    await formSent(context, req, { key: keepKeyOf(saved.clientKey, ''), form: addressOf(target) });
    const isRefused = typed(values, 'outcome') === 'refused' && ['', 'none'].includes(typed(values, 'nextStep'));
    const inVain = { visitId: saved.id, householdId, isRefused };
    const { words, actions } =
      isOneTap(values) || isRefused
        ? await afterInVain(context, currentUser(req), inVain)
        : { words: '', actions: undefined };
    const outcome = isOneTap(values) ? ': vắng nhà' : '';
    flash(req, `Đã lưu lượt thăm ${uncapitalise(doorTitle(addressLine))}${outcome}.${words}${end}`, 'success', actions);
    for (const warning of saved.warnings) flash(req, warning, 'warning');
    return next ? `/round-doors/${next.id}/visit` : `/visits/${saved.id}`;
  }

  /**
   * Saves a form that a script sends, now or after it waited on the officer's laptop; answers what became of it. With
   * `announce` its form is open, and the next page tells that it was saved.
   */
  async function saveSent(req: Request, res: Response): Promise<void> {
    const actor = currentUser(req);
    const values = (req.body ?? {}) as FormValues;
    const target = await getTargetAt(context, actor.wardId, typed(values, 'path'));
    if (typed(values, 'author') !== actor.id)
      throw new ForbiddenError('Lượt thăm này do người khác gõ: chỉ người ấy gửi được.');
    const typedAt = instantIn(typed(values, 'typedAt'));
    const result = await recordVisitFromForm(context, actor, target, { values, typedAt });
    switch (result.kind) {
      case 'done': {
        const { id: visitId, clientKey: key } = result;
        const warnings = [...requestNotices(result.requests).map(({ text }) => text), ...result.warnings];
        const isOpen = typed(values, 'announce') !== '';
        const href = isOpen ? await announceSaved(req, target, result) : `/visits/${visitId}`;
        res.json({ kind: 'saved', key, visitId, warnings, href });
        return;
      }
      case 'invalid':
        res.status(422).json({ kind: 'refused', errors: result.errors });
        return;
      case 'withdrawn':
      case 'round-gone':
      case 'exists':
        res.status(409).json({ kind: 'refused' });
    }
  }

  /** If the door was taken off its round meanwhile, its form becomes one for the household that it names. */
  async function offerWithoutDoor(req: Request, res: Response, notFound: NotFoundError): Promise<void> {
    const values = (req.body ?? {}) as FormValues;
    const [householdId, clientKey] = [typed(values, 'householdId'), typed(values, 'clientKey')];
    if (!isId(householdId) || !isId(clientKey)) throw notFound;
    const target = await getHouseholdTarget(db, currentUser(req).wardId, householdId);
    await showForm(req, res, { target, values, clientKey, notice: DOOR_GONE_NOTICE }, 409);
  }

  return [
    post('/visits', 'visits.record', ({ req }, res) => saveSent(req, res)),
    get('/round-doors/:id/visit', 'visits.record', async ({ actor, id, req }, res) => {
      const target = await getDoorTarget(db, actor.wardId, id);
      if (target.door.visitId) return res.redirect(303, `/visits/${target.door.visitId}`);
      if (target.door.closure === 'cancelled') {
        return renderPage(res, cancelledRoundPage(target), { title: 'Buổi ra quân đã hủy', status: 409 });
      }
      await showNewForm(req, res, target);
    }),
    post('/round-doors/:id/visit', 'visits.record', async ({ actor, id, req }, res) => {
      try {
        await save(req, res, await getDoorTarget(db, actor.wardId, id));
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        await offerWithoutDoor(req, res, error);
      }
    }),
    get('/households/:id/visits/new', 'visits.record', async ({ actor, id, req }, res) => {
      await showNewForm(req, res, await getHouseholdTarget(db, actor.wardId, id));
    }),
    post('/households/:id/visits/new', 'visits.record', async ({ actor, id, req }, res) => {
      await save(req, res, await getHouseholdTarget(db, actor.wardId, id));
    }),
  ];
};

/** The instant that a script sends as ISO text; null for anything else. */
const instantIn = (text: string): Date | null => (z.iso.datetime().safeParse(text).success ? new Date(text) : null);
