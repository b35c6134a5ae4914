import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { helperForm, newHelperForm } from './forms';
import { logReading, readingHome } from './log-reading';
import { helperConflict, helperModel, helperPage, newHelperModel, newHelperPage } from './pages';
import { getHelper, getHome } from './queries';
import { correctHelper, endHelper, recordHelper } from './service';

/** Officers learn at the door who helps, so they may record it. */
export const helperRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  async function renderNewHelper(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const id = idParam(req);
    const home = await getHome(await readingHome(context, actor, id), actor.wardId, id);
    renderPage(res, newHelperPage, newHelperModel(home, today(), failed), {
      title: 'Thêm người giúp số',
      hasErrors: failed !== undefined,
    });
  }

  async function renderHelper(req: Request, res: Response, failed: Failed | null = null) {
    const helper = await getHelper(db, currentUser(req).wardId, idParam(req));
    await logReading(context, currentUser(req), 'household', helper.householdId);
    const model = helperModel(helper, failed);
    renderPage(res, helperPage, model, { title: `Người giúp số: ${model.title}`, hasErrors: failed !== null });
  }

  return [
    {
      method: 'get',
      path: '/households/:id/digital-helpers/new',
      permission: 'visits.record',
      handler: (req, res) => renderNewHelper(req, res),
    },
    {
      method: 'post',
      path: '/households/:id/digital-helpers',
      permission: 'visits.record',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(newHelperForm(today()), req.body);
        if (!form.ok) return renderNewHelper(req, res, form);
        const saved = await recordHelper(context, currentUser(req), id, form.value);
        if (saved.kind === 'invalid') return renderNewHelper(req, res, { values: req.body, errors: saved.errors });
        flash(req, 'Đã ghi người giúp số.');
        res.redirect(303, `/households/${id}`);
      },
    },
    {
      method: 'get',
      path: '/digital-helpers/:id/edit',
      permission: 'visits.record',
      handler: (req, res) => renderHelper(req, res),
    },
    {
      method: 'post',
      path: '/digital-helpers/:id/edit',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(helperForm, req.body);
        if (!form.ok) return renderHelper(req, res, form);
        const corrected = await correctHelper(context, actor, id, form.value);
        const helper = await getHelper(db, actor.wardId, id);
        switch (corrected.kind) {
          case 'invalid':
            return renderHelper(req, res, { values: req.body, errors: corrected.errors });
          case 'stale': {
            const last = await findLastChange(db, actor.wardId, { type: 'digital-helper', id });
            throw new ConflictError(helperConflict(helper, req.body, last));
          }
          case 'done':
            flash(req, 'Đã sửa người giúp số.');
            return res.redirect(303, `/households/${helper.householdId}`);
        }
      },
    },
    {
      method: 'post',
      path: '/digital-helpers/:id/ending',
      permission: 'visits.record',
      handler: async (req, res) => {
        const id = idParam(req);
        await endHelper(context, currentUser(req), id);
        const { householdId } = await getHelper(db, currentUser(req).wardId, id);
        flash(req, 'Người này thôi giúp hộ. Lịch sử vẫn giữ.');
        res.redirect(303, `/households/${householdId}`);
      },
    },
  ];
};
