import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { ListSubject } from '../../../generated/prisma/enums';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findListOptions } from '../households/queries';
import { getWard } from '../../office/wards/queries';
import { exportRoutes } from './export-routes';
import { listPlace } from './forms';
import { NO_GROUP } from './filters';
import { listHref, readList } from './list-spec';
import { filterSentence, indexModel, indexPage, isFormQuery, listModel, listPage } from './pages';
import { countRows, findFilterPlaces, findPage, findViewOf, listSavedViews } from './queries';
import { viewRoutes } from './view-routes';

export const listRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  async function renderList(req: Request, res: Response, subject: ListSubject) {
    const actor = currentUser(req);
    const { list } = readList(subject, req.query);
    const { after, before, view: viewId } = listPlace.parse(req.query);
    // A form sends every field; redirect to a URL with only the selected values, to be bookmarked and shared.
    if (isFormQuery(subject, req.query)) return res.redirect(303, listHref(list, viewId ? { view: viewId } : {}));

    const scope = { subject, wardId: actor.wardId, today: localDateOf(context.now()) };
    const cursor = { after, before };
    const [group = null] = list.filter.group ?? [];
    const [page, count, places, options, ward, view] = await Promise.all([
      findPage(db, scope, list, cursor),
      countRows(db, scope, list.filter),
      findFilterPlaces(db, actor.wardId, list.filter),
      findListOptions(db, actor.wardId, group === NO_GROUP ? null : group),
      getWard(db, actor.wardId),
      findViewOf(db, actor, subject, viewId),
    ]);
    await context.accessLog.opened(
      actor,
      'list.open',
      { type: 'list', id: subject },
      { filter: filterSentence(list, places), rows: page.rows.length },
    );
    const model = listModel(
      actor,
      { list, cursor, page, count, places, options, view, today: scope.today, adultAge: ward.adultAge },
      { save: isPermitted(actor.role, 'lists.save'), export: isPermitted(actor.role, 'lists.export') },
    );
    renderPage(res, listPage, model, { title: model.title });
  }

  return [
    {
      method: 'get',
      path: '/lists',
      permission: 'lists.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const [views, ward] = await Promise.all([listSavedViews(db, actor), getWard(db, actor.wardId)]);
        renderPage(res, indexPage, indexModel(actor, views, ward.adultAge, isPermitted(actor.role, 'lists.save')), {
          title: 'Danh sách',
        });
      },
    },
    ...Object.values(ListSubject).map((subject): Route => ({
      method: 'get',
      path: `/lists/${subject}`,
      permission: 'lists.read',
      handler: (req, res) => renderList(req, res, subject),
    })),
    ...exportRoutes(context),
    ...viewRoutes(context),
  ];
};
