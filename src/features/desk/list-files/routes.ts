import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { currentUser } from '../../../web/current-user';
import { ForbiddenError, NotFoundError } from '../../../shared/errors';
import { parseForm, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { defineFeature, type Route } from '../../../web/route';
import { listFileAudit } from './audit-labels';
import { sendListFile } from '../../../web/send-list-file';
import { listCells } from '../../adoption/figure-lists/list-export-pages';
import { createExportRateLimit } from '../../office/auth/rate-limits';
import { exportPage } from '../../register/lists/export-pages';
import { exportForm } from '../../register/lists/forms';
import { listFileModel, listFileOf } from './pages';
import { findListPage, MAX_ROWS, readWholeList, type ListPage } from './whole-list';

/**
 * The list of any page as a file, for readers who may open the page; with a reason, counted and logged.
 * @param mounted the routes of all features, among them the pages with a list.
 */
const listFileRoutes = (context: AppContext, mounted: () => readonly Route[] = () => []): Route[] => {
  const countExport = createExportRateLimit(context);

  /** @throws ForbiddenError if the reader may not open the page, NotFoundError if it has no list. */
  function pageOf(req: Request): ListPage {
    const page = findListPage(mounted(), currentUser(req), req.query.page);
    if (!page) throw new NotFoundError();
    const { permission } = page.route;
    if (permission === 'public' || permission === 'signed-in' || isPermitted(currentUser(req).role, permission))
      return page;
    throw new ForbiddenError();
  }

  const renderForm = (res: Response, page: ListPage, failed?: Failed) =>
    renderPage(res, exportPage(listFileModel(page, failed)), {
      title: 'Tải danh sách',
      hasErrors: failed !== undefined,
    });

  async function sendFile(req: Request, res: Response) {
    const actor = currentUser(req);
    const page = pageOf(req);
    const form = parseForm(exportForm, req.body);
    if (!form.ok) return renderForm(res, page, form);
    await countExport(actor.id);
    const { about, rows } = await readWholeList(page);
    const refuse = (message: string) =>
      renderForm(res, page, { values: req.body as FormValues, errors: { format: message } });
    if (rows === null) return refuse(`Danh sách dài hơn ${formatNumber(MAX_ROWS)} dòng. Lọc bớt rồi tải từng phần.`);
    if (rows.length === 0) return refuse('Danh sách này không có dòng nào để tải.');
    const { list } = page;
    const { format, reason } = form.value;
    const now = context.now();
    await context.accessLog.opened(
      actor,
      'list-file.export',
      { type: 'page', id: page.path },
      { reason, list: list.title, filter: about, columns: list.columns, rows: rows.length, format },
    );
    const file = listFileOf(actor, { list, about, rows }, { reason, now });
    const name = `danh-sach${page.route.path.replace(/\/:id\b/, '').replaceAll('/', '-')}-${localDateOf(now)}.${format}`;
    await sendListFile(res, { file, batches: listCells([rows]) }, { name, format });
  }

  return [
    {
      method: 'get',
      path: '/list-files',
      permission: 'signed-in',
      handler: (req, res) => renderForm(res, pageOf(req)),
    },
    // By hand: answered with the file itself.
    { method: 'post', path: '/list-files', permission: 'signed-in', handler: sendFile },
  ];
};

export const listFilesFeature = defineFeature({ routes: listFileRoutes, audit: listFileAudit });
