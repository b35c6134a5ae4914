import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { isId, parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { factEndForm, factForm, factWithdrawalForm, newFactForm } from './forms';
import { logReading, readingHome } from './log-reading';
import { factConflict, factModel, factPage, newFactModel, newFactPage } from './pages';
import { getFact, getHome } from './queries';
import { correctFact, endFact, recordFact, withdrawFact } from './service';

export const factRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  async function renderNewFact(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const id = idParam(req);
    const home = await getHome(await readingHome(context, actor, id), actor.wardId, id);
    const residentId = isId(req.query.resident) ? req.query.resident : null;
    renderPage(res, newFactPage, newFactModel(home, residentId, failed), {
      title: 'Ghi diện ưu tiên',
      hasErrors: failed !== undefined,
    });
  }

  async function renderFact(req: Request, res: Response, form: Parameters<typeof factModel>[2] = '', failed?: Failed) {
    const fact = await getFact(db, currentUser(req).wardId, idParam(req));
    const whose = fact.residentId ? 'resident' : 'household';
    await logReading(context, currentUser(req), whose, (fact.residentId ?? fact.householdId)!);
    const model = factModel(fact, today(), form, failed);
    renderPage(res, factPage, model, { title: `${model.title}: ${model.whose}`, hasErrors: failed !== undefined });
  }

  /** Back to the page that lists the fact: the person's or the household's. */
  async function backToWhose(req: Request, res: Response) {
    const { householdId, residentId } = await getFact(db, currentUser(req).wardId, idParam(req));
    res.redirect(303, residentId ? `/residents/${residentId}` : `/households/${householdId}`);
  }

  return [
    {
      method: 'get',
      path: '/households/:id/priority-facts/new',
      permission: 'residents.manage',
      handler: (req, res) => renderNewFact(req, res),
    },
    {
      method: 'post',
      path: '/households/:id/priority-facts',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(newFactForm(today()), req.body);
        if (!form.ok) return renderNewFact(req, res, form);
        const saved = await recordFact(context, currentUser(req), id, form.value);
        if (saved.kind === 'invalid') return renderNewFact(req, res, { values: req.body, errors: saved.errors });
        flash(req, 'Đã ghi diện ưu tiên.');
        res.redirect(303, form.value.subject ? `/residents/${form.value.subject}` : `/households/${id}`);
      },
    },
    {
      method: 'get',
      path: '/priority-facts/:id/edit',
      permission: 'residents.manage',
      handler: (req, res) => renderFact(req, res),
    },
    {
      method: 'post',
      path: '/priority-facts/:id/edit',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(factForm(today()), req.body);
        if (!form.ok) return renderFact(req, res, 'edit', form);
        const corrected = await correctFact(context, actor, id, form.value);
        switch (corrected.kind) {
          case 'invalid':
            return renderFact(req, res, 'edit', { values: req.body, errors: corrected.errors });
          case 'stale': {
            const last = await findLastChange(db, actor.wardId, { type: 'priority-fact', id });
            throw new ConflictError(factConflict(await getFact(db, actor.wardId, id), req.body, last));
          }
          case 'done':
            flash(req, 'Đã sửa diện ưu tiên.');
            return backToWhose(req, res);
        }
      },
    },
    {
      method: 'post',
      path: '/priority-facts/:id/ending',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const form = parseForm(factEndForm(today()), req.body);
        if (!form.ok) return renderFact(req, res, 'end', form);
        const ended = await endFact(context, currentUser(req), idParam(req), form.value.endsOn);
        if (ended.kind === 'invalid') return renderFact(req, res, 'end', { values: req.body, errors: ended.errors });
        flash(req, 'Đã ghi ngày kết thúc. Diện này vẫn còn trong lịch sử.');
        await backToWhose(req, res);
      },
    },
    {
      method: 'post',
      path: '/priority-facts/:id/withdrawal',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const form = parseForm(factWithdrawalForm, req.body);
        if (!form.ok) return renderFact(req, res, 'withdraw', form);
        await withdrawFact(context, currentUser(req), idParam(req), form.value.reason);
        flash(req, 'Đã rút diện ghi nhầm. Lý do được giữ trong lịch sử.');
        await backToWhose(req, res);
      },
    },
  ];
};
