import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { ListSubject } from '../../../generated/prisma/enums';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { renderPage } from '../../../web/page';
import { readPageNumber } from '../../../web/pager';
import { defineFeature, type Route } from '../../../web/route';
import { listAudit } from './audit-labels';
import { exportRoutes } from './export-routes';
import { listPlace } from './forms';
import { listHref, readList } from './list-spec';
import { filterSentence, indexPage, isFormQuery, savedViewListPage } from './pages';
import { findPage, readListIndex, readRows } from './queries';
import { viewRoutes } from './view-routes';

const listRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  async function renderList(req: Request, res: Response, subject: ListSubject) {
    const actor = currentUser(req);
    const { list } = readList(subject, req.query);
    const { after, before, view: viewId } = listPlace.parse(req.query);
    // A form sends every field; redirect to a URL with only the selected values, to be bookmarked and shared.
    if (isFormQuery(subject, req.query)) return res.redirect(303, listHref(list, viewId ? { view: viewId } : {}));

    const scope = { subject, wardId: actor.wardId, today: localDateOf(context.now()) };
    const cursor = { after, before, page: readPageNumber(req.query) };
    const page = await findPage(db, actor, { scope, list, viewId }, cursor);
    await context.accessLog.opened(
      actor,
      'list.open',
      { type: 'list', id: subject },
      { filter: filterSentence(list, page.places), rows: page.ids.length },
    );
    const rows = await readRows(db, scope, list, page.ids);
    const can = { save: isPermitted(actor.role, 'lists.save'), export: isPermitted(actor.role, 'lists.export') };
    renderPage(res, savedViewListPage(actor, { ...page, list, cursor, rows, today: scope.today }, can));
  }

  return [
    {
      method: 'get',
      path: '/lists',
      permission: 'lists.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const { views, adultAge } = await readListIndex(db, actor);
        renderPage(res, indexPage(actor, views, adultAge, isPermitted(actor.role, 'lists.save')), {
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

export const listsFeature = defineFeature({ routes: listRoutes, audit: listAudit });
