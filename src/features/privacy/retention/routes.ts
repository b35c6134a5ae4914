import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { retentionForm } from './forms';
import { retentionModel, retentionPage } from './pages';
import { countDue, getRetention } from './queries';
import { chooseRetention } from './service';

/** How long the ward keeps what it no longer needs, and what each night deleted. */
export const retentionRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  async function show(req: Request, res: Response, failed?: Failed): Promise<void> {
    const { wardId, role } = currentUser(req);
    const found = await getRetention(db, wardId);
    const due = await countDue(db, wardId, found.retention, now());
    const model = retentionModel(found, { due, canChoose: isPermitted(role, 'retention.manage') }, failed);
    renderPage(res, retentionPage, model, { title: 'Giữ dữ liệu bao lâu', hasErrors: failed !== undefined });
  }

  return [
    { method: 'get', path: '/retention', permission: 'data-requests.read', handler: (req, res) => show(req, res) },
    {
      method: 'post',
      path: '/retention',
      permission: 'retention.manage',
      handler: async (req, res) => {
        const form = parseForm(retentionForm, req.body);
        if (!form.ok) return show(req, res, form);
        const outcome = await chooseRetention(context, currentUser(req), form.value);
        flash(req, outcome.kind === 'done' ? 'Đã lưu. Đêm tới Gõ Cửa dọn theo số này.' : 'Không có gì thay đổi.');
        res.redirect(303, '/retention');
      },
    },
  ];
};
