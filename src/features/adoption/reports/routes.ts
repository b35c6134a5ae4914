import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, type Route } from '../../../web/route';
import { reportAudit } from './audit-labels';
import { forgetFigureChangesJob } from '../figures/forget-changes-service';
import { beforeBookPage, indicatorsPage, overviewPage } from './pages';
import { findClosedMonth } from '../figures/closed-figures';
import { listShown } from '../figure-lists/closed-list-pages';
import { FIGURE_LISTS } from '../figure-lists/figure-lists';
import { givenFilter, listFilter, type ListFilter } from '../figure-lists/forms';
import { isBeforeBook } from '../figures/report-months';
import { figureListPage, type FigureList } from '../figure-lists/list-pages';
import { readNeeds } from '../figure-lists/need-queries';
import { needsPage } from '../figure-lists/need-pages';
import { getAskedList } from '../figure-lists/list-frame-queries';
import { createShownFigures } from '../figures/shown-figures';

const reportsRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const figuresOf = createShownFigures(context, context.config.figuresPatienceMs);
  const today = () => localDateOf(context.now());

  /** A list behind a figure, as a month was closed or as the register is today. */
  async function readAsked(list: FigureList, actor: Actor, filter: ListFilter) {
    const shown = await listShown(list, filter, (id) => findClosedMonth(db, actor.wardId, id));
    const asked = await getAskedList(db, actor, filter, today());
    return { shown, asked };
  }

  const needsOf = async ({ wardId, role }: Actor) =>
    needsPage(await readNeeds(db, wardId, today()), today(), isPermitted(role, 'residents.read'));

  return [
    {
      method: 'get',
      path: '/reports',
      permission: 'reports.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const shown = await figuresOf(actor.wardId, req.query);
        const canImport = isPermitted(actor.role, 'imports.manage');
        const view = isBeforeBook(shown.figures)
          ? beforeBookPage(shown.figures)
          : overviewPage(shown, { canImport, today: today() });
        renderPage(res, view, { title: `Tổng quan: ${view.model.title}` });
      },
    },
    {
      method: 'get',
      path: '/reports/indicators',
      permission: 'reports.read',
      handler: (_req, res) => renderPage(res, indicatorsPage(), { title: 'Cách tính' }),
    },
    {
      method: 'get',
      path: '/reports/needs',
      permission: 'reports.read',
      list: pageList({
        title: 'Người cần đội nhất',
        isPersonal: false,
        read: async ({ actor }) => {
          const { rows, context } = (await needsOf(actor)).model;
          return { rows, about: context };
        },
        columns: {
          'Nhu cầu, diện': (row) => row.label,
          'Cách tính': (row) => row.definition,
          'Đang ở phường': (row) => row.counts.people,
          'Đội đã gặp': (row) => row.counts.met,
          'Đã giúp việc gì đó': (row) => row.counts.helped,
        },
      }),
      handler: async (req, res) => renderPage(res, await needsOf(currentUser(req)), { title: 'Người cần đội nhất' }),
    },
    ...FIGURE_LISTS.map((list): Route => ({
      method: 'get',
      path: list.path,
      permission: 'reports.read',
      list: {
        isOfferedByPage: true,
        async find({ actor, query }) {
          const { shown, asked } = await readAsked(list, actor, listFilter.parse(query));
          return shown.find(db, asked);
        },
      },
      handler: async (req, res) => {
        const actor = currentUser(req);
        const filter = listFilter.parse(req.query);
        const { shown, asked } = await readAsked(list, actor, filter);
        await context.accessLog.opened(
          actor,
          'report.list',
          { type: 'report', id: list.name },
          { filter: givenFilter(filter) },
        );
        renderPage(
          res,
          figureListPage(await shown.show(db, { ...asked, place: { ...asked.place, ...readPlace(req.query) } })),
        );
      },
    })),
  ];
};

export const reportsFeature = defineFeature({
  routes: reportsRoutes,
  audit: reportAudit,
  jobs: [forgetFigureChangesJob],
});
