import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ForbiddenError, NotFoundError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { consentForm, undoForm, withdrawalForm } from './forms';
import { consentModel, consentPage, UNDO_REFUSED, undoModel, undoPage } from './pages';
import { undoingOf } from './policy';
import { getConsentFile, getConsentRecord } from './queries';
import { recordConsent, undoConsent, withdrawConsent } from './service';

/** What residents were told about their data and agreed to. Whoever hears it writes it down. */
export const consentRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  async function showForm(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const file = await getConsentFile(db, actor.wardId, idParam(req));
    await accessLog.opened(actor, 'resident.open', { type: 'resident', id: file.residentId }, { for: 'consent' });
    renderPage(res, consentPage, consentModel(file, localDateOf(now()), failed), {
      title: `Thông báo và đồng ý: ${file.fullName}`,
      hasErrors: failed !== undefined,
    });
  }

  async function showUndo(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const record = await getConsentRecord(db, actor.wardId, idParam(req));
    await accessLog.opened(actor, 'resident.open', { type: 'resident', id: record.residentId }, { for: 'consent' });
    renderPage(res, undoPage, undoModel(record, undoingOf(actor, record, now()), failed), {
      title: `Hoàn tác lần ghi đồng ý: ${record.fullName}`,
      hasErrors: failed !== undefined,
    });
  }

  const undoOf = (id: string) => [{ label: 'Hoàn tác', href: `/consents/${id}/removal`, fields: [] }];

  return [
    {
      method: 'get',
      path: '/residents/:id/consents/new',
      permission: 'visits.record',
      handler: (req, res) => showForm(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/consents/new',
      permission: 'visits.record',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(consentForm, req.body);
        if (!form.ok) return showForm(req, res, form);
        const outcome = await recordConsent(context, currentUser(req), id, form.value);
        if (outcome.kind === 'invalid') return showForm(req, res, { values: req.body, errors: outcome.errors });
        flash(req, 'Đã ghi.', 'success', undoOf(outcome.kind === 'done' ? outcome.id : form.value.id));
        res.redirect(303, `/residents/${id}`);
      },
    },
    {
      method: 'post',
      path: '/residents/:id/consent-withdrawals',
      permission: 'visits.record',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(withdrawalForm, req.body);
        if (!form.ok) throw new NotFoundError();
        const outcome = await withdrawConsent(context, currentUser(req), id, form.value);
        if (outcome.kind === 'unchanged') flash(req, 'Điều này đã ghi trước đó.');
        else if (form.value.purpose === 'contact')
          flash(
            req,
            'Đã ghi: người này không còn trong kế hoạch, danh sách phải gọi và việc chờ của đội.',
            'success',
            undoOf(outcome.id),
          );
        else flash(req, 'Đã rút lại.', 'success', undoOf(outcome.id));
        res.redirect(303, `/residents/${id}`);
      },
    },
    {
      method: 'get',
      path: '/consents/:id/removal',
      permission: 'visits.record',
      handler: (req, res) => showUndo(req, res),
    },
    {
      method: 'post',
      path: '/consents/:id/removal',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const record = await getConsentRecord(db, actor.wardId, idParam(req));
        const undoing = undoingOf(actor, record, now());
        if (undoing === 'refused') throw new ForbiddenError(UNDO_REFUSED);
        const form = parseForm(undoForm(undoing === 'with-reason' && record.undoneAt === null), req.body ?? {});
        if (!form.ok) return showUndo(req, res, form);
        await undoConsent(context, actor, { id: record.id, ...form.value });
        flash(req, 'Đã hoàn tác: lần ghi ấy không tính nữa.');
        res.redirect(303, `/residents/${record.residentId}`);
      },
    },
  ];
};
