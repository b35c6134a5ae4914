import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formPage, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { guideAudit } from './audit-labels';
import { guideForm } from './forms';
import { changedGuide, guideFormPage, guidesPage } from './pages';
import { getGuidedService, listFirstTasks } from './queries';
import { writeGuide } from './service';

/** The steps of a service as the team teaches them, and what it says about a topic. */
const guideRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const serviceOf = ({ actor, id }: Asked) => getGuidedService(db, actor.wardId, id);
  const withFirstTasks = (asked: Asked) => Promise.all([serviceOf(asked), listFirstTasks(db, asked.actor.wardId)]);
  const isTopic = async (asked: Asked) => (await serviceOf(asked)).kind === 'topic';

  return [
    get('/public-services/:id/guides', 'catalogue.read', async (asked, res) => {
      const view = guidesPage(await serviceOf(asked), isPermitted(asked.actor.role, 'guides.write'));
      renderPage(res, view, { title: `Các bản đã lưu: ${view.model.name}` });
    }),
    ...formRoutes('/public-services/:id/guides/new', 'guides.write', {
      show: formPage({
        open: withFirstTasks,
        page: ([service, firstTasks], failed) => guideFormPage(service, firstTasks, failed),
        title: ({ heading }) => heading,
        changed: ([service]) => changedGuide(service),
      }),
      schema: async (asked) => guideForm(await isTopic(asked)),
      save: ({ actor, id }, form) => writeGuide(context, actor, id, form),
      async done(_, asked) {
        const said = (await isTopic(asked)) ? 'Đã lưu lời nói.' : 'Đã lưu các bước.';
        return { said, to: `/public-services/${asked.id}` };
      },
    }),
  ];
};

export const guidesFeature = defineFeature({ routes: guideRoutes, audit: guideAudit });
