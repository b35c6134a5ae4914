import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { guideForm } from './forms';
import { guideConflict, guideFormModel, guideFormPage, guidesModel, guidesPage } from './pages';
import { getGuidedService, listFirstTasks } from './queries';
import { writeGuide } from './service';

/** The steps of a service as the team teaches them, and what it says about a topic. */
export const guideRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const serviceOf = (req: Request) => getGuidedService(db, currentUser(req).wardId, idParam(req));
  const firstTasksOf = (req: Request) => listFirstTasks(db, currentUser(req).wardId);

  const showForm = async (req: Request, res: Response, failed?: Failed) => {
    const [service, firstTasks] = await Promise.all([serviceOf(req), firstTasksOf(req)]);
    const model = guideFormModel(service, firstTasks, failed);
    renderPage(res, guideFormPage, model, { title: model.heading, hasErrors: failed !== undefined });
  };

  return [
    {
      method: 'get',
      path: '/public-services/:id/guides',
      permission: 'catalogue.read',
      handler: async (req, res) => {
        const mayWrite = isPermitted(currentUser(req).role, 'guides.write');
        const model = guidesModel(await serviceOf(req), mayWrite);
        renderPage(res, guidesPage, model, { title: `Các bản đã lưu: ${model.name}` });
      },
    },
    {
      method: 'get',
      path: '/public-services/:id/guides/new',
      permission: 'guides.write',
      handler: (req, res) => showForm(req, res),
    },
    {
      method: 'post',
      path: '/public-services/:id/guides/new',
      permission: 'guides.write',
      handler: async (req, res) => {
        const service = await serviceOf(req);
        const form = parseForm(guideForm(service.kind === 'topic'), req.body);
        if (!form.ok) return showForm(req, res, form);
        const outcome = await writeGuide(context, currentUser(req), service.id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return showForm(req, res, { values: req.body, errors: outcome.errors });
          case 'stale': {
            const [stored, firstTasks] = await Promise.all([serviceOf(req), firstTasksOf(req)]);
            throw new ConflictError(guideConflict(stored, firstTasks, { form: form.value, body: req.body }));
          }
          case 'done':
            flash(req, service.kind === 'topic' ? 'Đã lưu lời nói.' : 'Đã lưu các bước.');
            return res.redirect(303, `/public-services/${service.id}`);
        }
      },
    },
  ];
};
