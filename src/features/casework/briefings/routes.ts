import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { briefingFormRoutes } from './form-routes';
import { withdrawalForm } from './forms';
import { logBriefing } from './log-reading';
import { BRIEFINGS_A_PAGE, briefingListModel, listPage, readCursor, showBriefingModel, showPage } from './pages';
import { getBriefing, listBriefings } from './queries';
import { restoreBriefing, withdrawBriefing } from './service';

export const briefingRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;

  async function showOne(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const row = await getBriefing(db, actor.wardId, idParam(req));
    await logBriefing(context, actor, row);
    renderPage(res, showPage, showBriefingModel(row, actor, failed), {
      title: 'Lời dặn',
      hasErrors: failed !== undefined,
    });
  }

  return [
    ...briefingFormRoutes(context),
    {
      method: 'get',
      path: '/briefings',
      permission: 'briefings.read',
      list: pageList({
        title: 'Lời dặn của đội',
        read: async ({ actor, query }) => {
          const after = readCursor(typed(query as FormValues, 'after'));
          const model = briefingListModel(await listBriefings(db, actor.wardId, after, BRIEFINGS_A_PAGE + 1));
          return { rows: model.items, nextHref: model.nextHref };
        },
        columns: {
          'Dặn về': (row) => row.about,
          'Lời dặn': ({ lines }) => lines.map(({ label, text }) => `${label}: ${text}`).join('; '),
          'Ai dặn': (row) => row.byline,
          'Đã rút': (row) => row.withdrawn,
        },
      }),
      handler: async (req, res) => {
        const actor = currentUser(req);
        const rows = await listBriefings(
          db,
          actor.wardId,
          readCursor(typed(req.query as FormValues, 'after')),
          BRIEFINGS_A_PAGE + 1,
        );
        await accessLog.opened(actor, 'briefing.list', { type: 'ward', id: actor.wardId });
        renderPage(res, listPage, briefingListModel(rows), { title: 'Lời dặn của đội' });
      },
    },
    { method: 'get', path: '/briefings/:id', permission: 'briefings.read', handler: (req, res) => showOne(req, res) },
    {
      method: 'post',
      path: '/briefings/:id/withdrawal',
      permission: 'briefings.write',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(withdrawalForm, req.body);
        if (!form.ok) return showOne(req, res, form);
        const { kind } = await withdrawBriefing(context, currentUser(req), id, form.value.reason);
        flash(
          req,
          kind === 'done'
            ? 'Đã rút lời dặn: không ai đọc được lời ấy nữa, chỉ còn dòng ghi ai rút và vì sao.'
            : 'Lời dặn này đã rút trước đó.',
          'success',
          kind === 'done' ? [{ label: 'Hoàn tác', href: `/briefings/${id}/restoration`, fields: [] }] : [],
        );
        res.redirect(303, `/briefings/${id}`);
      },
    },
    {
      method: 'post',
      path: '/briefings/:id/restoration',
      permission: 'briefings.write',
      handler: async (req, res) => {
        const id = idParam(req);
        await restoreBriefing(context, currentUser(req), id);
        flash(req, 'Đã hoàn tác: cả đội lại đọc được lời dặn này.');
        res.redirect(303, `/briefings/${id}`);
      },
    },
  ];
};
