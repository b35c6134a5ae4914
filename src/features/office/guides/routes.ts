import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { guideForm } from './forms';
import { changedGuide, guideFormPage, guidesPage } from './pages';
import { getGuidedService, listFirstTasks } from './queries';
import { confirmGuide, writeGuide } from './service';
import { spokenRoutes } from './spoken-routes';

/** The steps of a service as the team teaches them, and what it says about a topic. */
const guideRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const today = () => localDateOf(now());
  const serviceOf = ({ actor, id }: Asked) => getGuidedService(db, actor.wardId, id);
  const withFirstTasks = (asked: Asked) => Promise.all([serviceOf(asked), listFirstTasks(db, asked.actor.wardId)]);
  const isTopic = async (asked: Asked) => (await serviceOf(asked)).kind === 'topic';

  return [
    get('/public-services/:id/guides', 'catalogue.read', async (asked, res) => {
      const view = guidesPage(await serviceOf(asked), isPermitted(asked.actor.role, 'guides.write'));
      renderPage(res, view, { title: `Các bản đã lưu: ${view.model.name}` });
    }),
    ...spokenRoutes(context),
    ...formRoutes('/public-services/:id/guides/new', 'guides.write', {
      show: formPage({
        open: withFirstTasks,
        page: ([service, firstTasks], failed) => guideFormPage(service, firstTasks, today(), failed),
        title: ({ heading }) => heading,
        changed: ([service]) => changedGuide(service),
      }),
      schema: async (asked) => guideForm(await isTopic(asked), today()),
      save: ({ actor, id }, form) => writeGuide(context, actor, id, form),
      async done(_, asked) {
        const said = (await isTopic(asked)) ? 'Đã lưu lời nói.' : 'Đã lưu các bước.';
        return { said: `${said} Làm thử rồi xác nhận.`, to: `/public-services/${asked.id}` };
      },
    }),
    buttonRoute('/guides/:id/confirmation', 'guides.write', {
      save: ({ actor, id }) => confirmGuide(context, actor, id),
      done(outcome) {
        const to = `/public-services/${outcome.serviceId}`;
        if (outcome.kind === 'blocked') return { said: { text: outcome.blockers.join(' '), kind: 'warning' }, to };
        if (outcome.kind === 'stale')
          return { said: { text: 'Đã có bản mới hơn: xem lại rồi xác nhận bản ấy.', kind: 'warning' }, to };
        return { said: 'Đã xác nhận bản này.', to };
      },
    }),
  ];
};

export const guidesFeature = defineFeature({
  routes: guideRoutes,
  audit: {
    actions: {
      'service-guide.write': 'Soạn các bước, lời nói',
      'service-guide.confirm': 'Xác nhận các bước, lời nói đã làm thử',
      'spoken-step.save': 'Ghi âm, dịch một bước',
      'spoken-step.remove-sound': 'Xóa bản ghi âm của một bước',
    },
    groups: { 'service-guide': 'Các bước, lời nói', 'spoken-step': 'Bản ghi âm các bước' },
    fields: {
      language: 'ngôn ngữ thứ hai',
      seconds: 'giây',
      text: 'lời',
      number: 'bản số',
      steps: 'số bước',
      isDraft: 'bản nháp',
    },
  },
});
