import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf, parseDateText } from '../../../shared/dates';
import { PORTAL_ANSWERS } from '../../../shared/labels';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { answerModel, answerPage } from './answer-pages';
import { portalAnswerForm } from './forms';
import { getAnswerFile, type AnswerFile } from './queries';
import { recordPortalAnswer } from './service';

export const answerRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const today = () => localDateOf(context.now());
  const fileOf = (req: Request) =>
    getAnswerFile(db, { wardId: currentUser(req).wardId, residentId: idParam(req), today: today() });

  /** Logged like the resident's page, because it shows what somebody answered before. */
  async function renderAnswer(req: Request, res: Response, file: AnswerFile, failed?: Failed) {
    await accessLog.opened(
      currentUser(req),
      'resident.open',
      { type: 'resident', id: file.id },
      { for: 'portal-answer' },
    );
    const on = parseDateText(typed(req.query, 'on')) ?? today();
    const model = answerModel(file, { today: today(), on }, failed);
    renderPage(res, answerPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  return [
    {
      method: 'get',
      path: '/residents/:id/portal-answers/new',
      permission: 'portal-use.record',
      handler: async (req, res) => {
        const file = await fileOf(req);
        await renderAnswer(req, res, file);
      },
    },
    {
      method: 'post',
      path: '/residents/:id/portal-answers',
      permission: 'portal-use.record',
      handler: async (req, res) => {
        const file = await fileOf(req);
        const form = parseForm(portalAnswerForm(today(), file.services), req.body);
        if (!form.ok) return renderAnswer(req, res, file, form);
        const outcome = await recordPortalAnswer(context, currentUser(req), file.id, form.value);
        if (outcome.kind === 'invalid')
          return renderAnswer(req, res, file, { values: req.body, errors: outcome.errors });
        const said = `${file.fullName}: ${PORTAL_ANSWERS[form.value.answer]}`;
        flash(req, outcome.kind === 'done' ? `Đã ghi ${said}.` : `Câu trả lời này đã ghi trước đó: ${said}.`);
        res.redirect(303, `/residents/${file.id}`);
      },
    },
  ];
};
