import type { Request, Response } from 'express';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { ListSubject } from '../../../generated/prisma/enums';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { cellBatches, type ListSource } from '../../../web/list-source';
import { renderPage } from '../../../web/page';
import { readPageNumber } from '../../../web/pager';
import { defineFeature, get, type Route } from '../../../web/route';
import { listPlace } from './forms';
import { listHref, readList } from './list-spec';
import { filterSentence, foundList, indexPage, isFormQuery, savedViewListPage } from './pages';
import { findPage, openWholeList, readFrame, readListIndex, readRows } from './queries';
import { viewRoutes } from './view-routes';

/** Three times the number of people in the largest ward. */
const MAX_TAKEN = 200_000;

const listRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const scopeOf = (subject: ListSubject, { wardId }: Actor) => ({ subject, wardId, today: localDateOf(context.now()) });

  async function renderList(req: Request, res: Response, subject: ListSubject) {
    const actor = currentUser(req);
    const { list } = readList(subject, req.query);
    const { after, before, view: viewId } = listPlace.parse(req.query);
    // A form sends every field; redirect to a URL with only the selected values, to be bookmarked and shared.
    if (isFormQuery(subject, req.query)) return res.redirect(303, listHref(list, viewId ? { view: viewId } : {}));

    const scope = scopeOf(subject, actor);
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

  const sourceOf = (subject: ListSubject): ListSource => ({
    permission: 'lists.export',
    isOfferedByPage: true,
    async find({ actor, query }) {
      const { list } = readList(subject, query);
      const scope = scopeOf(subject, actor);
      const frame = await readFrame(db, actor, { scope, list, viewId: listPlace.parse(query).view });
      const { cells, ...found } = foundList(list, frame, scope.today);
      return {
        ...found,
        maxRows: MAX_TAKEN,
        async open() {
          const { batches, ...whole } = await openWholeList(db, scope, list);
          return { ...whole, batches: cellBatches(batches, cells) };
        },
      };
    },
  });

  return [
    get('/lists', 'lists.read', async ({ actor }, res) => {
      const { views, adultAge } = await readListIndex(db, actor);
      renderPage(res, indexPage(actor, views, adultAge, isPermitted(actor.role, 'lists.save')), { title: 'Danh sách' });
    }),
    ...Object.values(ListSubject).map((subject): Route => ({
      ...get(`/lists/${subject}`, 'lists.read', ({ req }, res) => renderList(req, res, subject)),
      list: sourceOf(subject),
    })),
    ...viewRoutes(context),
  ];
};

export const listsFeature = defineFeature({
  routes: listRoutes,
  audit: {
    actions: {
      'list.open': 'Mở danh sách người, hộ',
      'saved-view.create': 'Lưu một danh sách',
      'saved-view.change': 'Đổi tên, chia sẻ danh sách đã lưu',
      'saved-view.replace-list': 'Đổi bộ lọc của danh sách đã lưu',
      'saved-view.remove': 'Xóa danh sách đã lưu',
    },
    subjects: {
      list: { label: 'Danh sách', href: (id) => `/lists/${id}` },
      'saved-view': { label: 'Danh sách đã lưu', href: (id) => `/saved-views/${id}` },
    },
    fields: { list: 'danh sách', filter: 'lọc', columns: 'cột', format: 'loại tệp', isShared: 'dùng chung' },
  },
});
