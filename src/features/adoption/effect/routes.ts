import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { reachDrawForm } from './forms';
import { createJudge } from './judgement';
import { effectModel, effectPage, studiedDraw } from './pages';
import { readEffect } from './queries';
import { drawReach } from './service';

export const effectRoutes = (context: AppContext): Route[] => {
  const judge = createJudge();
  const today = () => localDateOf(context.now());

  async function renderEffect(req: Request, res: Response, failed?: Failed) {
    const { wardId, role } = currentUser(req);
    const facts = await readEffect(context.db, wardId, today());
    const canDraw = isPermitted(role, 'reach-draws.manage');
    const model = effectModel(facts, { found: judge(studiedDraw(facts), today()), today: today(), canDraw }, failed);
    renderPage(res, effectPage, model, { title: 'Đội đến có ích không?', hasErrors: failed !== undefined });
  }

  return [
    {
      method: 'get',
      path: '/reports/effect',
      permission: 'reports.read',
      handler: (req, res) => renderEffect(req, res),
    },
    {
      method: 'post',
      path: '/reports/effect/draw',
      permission: 'reach-draws.manage',
      handler: async (req, res) => {
        const form = parseForm(reachDrawForm(today()), req.body);
        if (!form.ok) return renderEffect(req, res, form);
        const outcome = await drawReach(context, currentUser(req), form.value);
        if (outcome.kind === 'invalid') return renderEffect(req, res, { values: req.body, errors: outcome.errors });
        if (outcome.kind === 'done') flash(req, 'Đã bốc thăm thứ tự đến các tổ.');
        else flash(req, 'Phường đã bốc thăm trước đó: mỗi phường bốc một lần.', 'warning');
        res.redirect(303, '/reports/effect');
      },
    },
  ];
};
