import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formatDate, localDateOf, monthName } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { officialCountForm } from './forms';
import { indexModel, indexPage } from './pages';
import { readOfficialCounts } from './queries';
import { recordOfficialCount, withdrawOfficialCount } from './service';

export const officialCountRoutes = (context: AppContext): Route[] => {
  const today = () => localDateOf(context.now());

  async function renderIndex(req: Request, res: Response, failed?: Failed) {
    const { wardId, role } = currentUser(req);
    const found = await readOfficialCounts(context.db, wardId);
    const canRecord = isPermitted(role, 'official-counts.record');
    renderPage(res, indexPage, indexModel(found, { today: today(), canRecord }, failed), {
      title: 'Số Cổng công bố',
      hasErrors: failed !== undefined,
    });
  }

  return [
    {
      method: 'get',
      path: '/official-counts',
      permission: 'official-counts.read',
      list: pageList({
        title: 'Số Cổng công bố',
        isPersonal: false,
        read: async ({ actor }) => ({ rows: (await readOfficialCounts(context.db, actor.wardId)).counts }),
        columns: {
          Tháng: (row) => monthName(row.month),
          'Thủ tục': (row) => row.serviceName ?? 'Tất cả thủ tục',
          'Hồ sơ nhận': (row) => row.received,
          'Trực tuyến': (row) => row.online,
          'Toàn trình': (row) => row.whollyOnline ?? 'không rõ',
          Nguồn: (row) => row.source,
          'Ngày lấy số': (row) => formatDate(row.statedOn),
          'Người ghi': (row) => row.recordedByName,
        },
      }),
      handler: (req, res) => renderIndex(req, res),
    },
    {
      method: 'post',
      path: '/official-counts',
      permission: 'official-counts.record',
      handler: async (req, res) => {
        const form = parseForm(officialCountForm(today()), req.body);
        if (!form.ok) return renderIndex(req, res, form);
        const outcome = await recordOfficialCount(context, currentUser(req), form.value);
        if (outcome.kind === 'invalid') return renderIndex(req, res, { values: req.body, errors: outcome.errors });
        flash(req, outcome.kind === 'done' ? 'Đã ghi số của tháng.' : 'Số này đã ghi trước đó.');
        res.redirect(303, '/official-counts');
      },
    },
    {
      method: 'post',
      path: '/official-counts/:id/withdrawal',
      permission: 'official-counts.record',
      handler: async (req, res) => {
        const outcome = await withdrawOfficialCount(context, currentUser(req), idParam(req));
        flash(req, outcome.kind === 'done' ? 'Đã rút số ghi nhầm.' : 'Số này đã rút trước đó.');
        res.redirect(303, '/official-counts');
      },
    },
  ];
};
