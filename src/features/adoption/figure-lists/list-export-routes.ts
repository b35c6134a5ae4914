import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { currentUser } from '../../../web/current-user';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { sendListFile } from '../../../web/send-list-file';
import { createExportRateLimit } from '../../office/auth/rate-limits';
import { exportPage } from '../../register/lists/export-pages';
import { exportForm } from '../../register/lists/forms';
import { findClosedMonth } from '../figures/closed-figures';
import { listShown } from './closed-list-pages';
import { FIGURE_LISTS } from './figure-lists';
import { givenFilter, listFilter, type ListFilter } from './forms';
import { listCells, listExportModel, listFileOf } from './list-export-pages';
import { getAskedList } from './list-frame-queries';
import type { FigureList, WholeList } from './list-pages';

const MAX_ROWS = 200_000;

/** The lists behind the figures as files, for readers who may see them, with a reason and logged. */
export const listExportRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const countExport = createExportRateLimit(context);

  async function readWhole(req: Request, list: FigureList, filter: ListFilter): Promise<WholeList> {
    const actor = currentUser(req);
    const shown = await listShown(list, filter, (id) => findClosedMonth(db, actor.wardId, id));
    return shown.readWhole(db, await getAskedList(db, actor, filter, localDateOf(now())));
  }

  const renderForm = (res: Response, list: FigureList, whole: WholeList, failed?: Failed) =>
    renderPage(res, exportPage(listExportModel(list, whole, failed)), {
      title: 'Tải danh sách',
      hasErrors: failed !== undefined,
    });

  async function sendFile(req: Request, res: Response, list: FigureList) {
    const actor = currentUser(req);
    const filter = listFilter.parse(Object.fromEntries(new URLSearchParams(typed(req.body, 'query'))));
    const form = parseForm(exportForm, req.body);
    if (form.ok) await countExport(actor.id);
    const whole = await readWhole(req, list, filter);
    if (!form.ok) return renderForm(res, list, whole, form);
    const refuse = (message: string) =>
      renderForm(res, list, whole, { values: req.body as FormValues, errors: { format: message } });
    if (whole.total === 0) return refuse('Danh sách này không có dòng nào để tải.');
    if (whole.total > MAX_ROWS) return refuse(`Danh sách dài hơn ${formatNumber(MAX_ROWS)} dòng. Lọc theo tổ trước.`);
    const { format, reason } = form.value;
    await context.accessLog.opened(
      actor,
      'report.take-list',
      { type: 'report', id: list.name },
      { reason, list: whole.title, filter: givenFilter(filter), columns: whole.columns, rows: whole.total, format },
    );
    const file = listFileOf(actor, whole, { reason, now: now() });
    const name = `danh-sach-${list.name}-${localDateOf(now())}.${format}`;
    await sendListFile(res, { file, batches: listCells(whole.batches) }, { name, format });
  }

  return FIGURE_LISTS.flatMap((list): Route[] => [
    {
      method: 'get',
      path: `${list.path}/export`,
      permission: 'reports.read',
      handler: async (req, res) => renderForm(res, list, await readWhole(req, list, listFilter.parse(req.query))),
    },
    {
      // By hand, because it answers with a file.
      method: 'post',
      path: `${list.path}/export`,
      permission: 'reports.read',
      handler: (req, res) => sendFile(req, res, list),
    },
  ]);
};
