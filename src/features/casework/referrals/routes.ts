import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { isId, parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { answerForm, referralForm } from './forms';
import { newModel, newPage, showModel, showPage, slipModel, slipPage } from './pages';
import { getReferral, getReferredPerson, type Referral } from './queries';
import { answerReferral, makeReferral, removeAnswer, removeReferral } from './service';

/** Sending somebody on to another body, with a slip, and what became of it. */
export const referralRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const today = () => localDateOf(now());

  /** Every page about a referral shows a resident, so it counts as reading their record. */
  const openResident = (req: Request, residentId: string) =>
    accessLog.opened(currentUser(req), 'resident.open', { type: 'resident', id: residentId }, { for: 'referral' });

  async function showNew(req: Request, res: Response, failed?: Failed): Promise<void> {
    const person = await getReferredPerson(db, currentUser(req).wardId, idParam(req));
    await openResident(req, person.residentId);
    const values = failed?.values ?? (req.query as FormValues);
    const sentId = typed(values, 'id');
    // A visit that was refused is not sent again.
    const sentVisit = failed?.errors.visitId ? '' : typed(values, failed ? 'visitId' : 'visit');
    const model = newModel(
      person,
      {
        id: failed && isId(sentId) ? sentId : randomUUID(),
        visitId: isId(sentVisit) ? sentVisit : '',
        today: today(),
      },
      failed,
    );
    renderPage(res, newPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  async function showReferral(req: Request, res: Response, referral: Referral, failed?: Failed): Promise<void> {
    await openResident(req, referral.residentId);
    const canManage = isPermitted(currentUser(req).role, 'files.manage');
    const model = showModel(referral, { today: today(), canManage }, failed);
    renderPage(res, showPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  const referralOf = (req: Request) => getReferral(db, currentUser(req).wardId, idParam(req));

  return [
    {
      method: 'get',
      path: '/residents/:id/referrals/new',
      permission: 'files.manage',
      handler: (req, res) => showNew(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/referrals',
      permission: 'files.manage',
      handler: async (req, res) => {
        const form = parseForm(referralForm(today()), req.body);
        if (!form.ok) return showNew(req, res, form);
        const outcome = await makeReferral(context, currentUser(req), idParam(req), form.value);
        if (outcome.kind === 'invalid') return showNew(req, res, { values: req.body, errors: outcome.errors });
        flash(
          req,
          outcome.kind === 'done'
            ? 'Đã ghi. In phiếu cho người dân mang theo.'
            : 'Giấy này đã ghi trước đó, như dưới đây.',
          'success',
          [
            {
              label: 'Hoàn tác',
              href: `/referrals/${form.value.id}/removal`,
              fields: [{ name: 'residentId', value: idParam(req) }],
            },
          ],
        );
        res.redirect(303, `/referrals/${form.value.id}`);
      },
    },
    {
      method: 'get',
      path: '/referrals/:id',
      permission: 'files.read',
      handler: async (req, res) => showReferral(req, res, await referralOf(req)),
    },
    {
      method: 'get',
      path: '/referrals/:id/slip',
      permission: 'files.read',
      handler: async (req, res) => {
        const referral = await referralOf(req);
        await openResident(req, referral.residentId);
        renderPage(res, slipPage, slipModel(referral), { title: 'Phiếu giới thiệu', layout: 'print', paper: 'A5' });
      },
    },
    {
      method: 'post',
      path: '/referrals/:id/removal',
      permission: 'files.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const outcome = await removeReferral(context, currentUser(req), id);
        if (outcome.kind === 'blocked') {
          flash(req, outcome.blockers.join(' '), 'warning');
          return res.redirect(303, `/referrals/${id}`);
        }
        flash(req, 'Đã bỏ giấy giới thiệu.');
        const residentId = typed(req.body as FormValues, 'residentId');
        res.redirect(303, isId(residentId) ? `/residents/${residentId}` : '/residents');
      },
    },
    {
      method: 'post',
      path: '/referrals/:id/answer',
      permission: 'files.manage',
      handler: async (req, res) => {
        const referral = await referralOf(req);
        const form = parseForm(answerForm(today(), referral.referredOn), req.body);
        if (!form.ok) return showReferral(req, res, referral, form);
        const result = await answerReferral(context, currentUser(req), referral.id, form.value);
        if (result.kind === 'unchanged')
          flash(req, 'Giấy này đã có trả lời, ghi dưới đây. Sai thì bấm Hoàn tác.', 'warning');
        else
          flash(req, 'Đã ghi trả lời.', 'success', [
            { label: 'Hoàn tác', href: `/referrals/${referral.id}/answer/removal`, fields: [] },
          ]);
        res.redirect(303, `/referrals/${referral.id}`);
      },
    },
    {
      method: 'post',
      path: '/referrals/:id/answer/removal',
      permission: 'files.manage',
      handler: async (req, res) => {
        const { id } = await referralOf(req);
        await removeAnswer(context, currentUser(req), id);
        flash(req, 'Đã hoàn tác: lại chờ trả lời.');
        res.redirect(303, `/referrals/${id}`);
      },
    },
  ];
};
