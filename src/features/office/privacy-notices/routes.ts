import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { noticeForm } from './forms';
import {
  noticeConflict,
  noticeFormModel,
  noticeFormPage,
  noticesModel,
  noticesPage,
  noticeSheet,
  noticeSheetModel,
} from './pages';
import { getNotice, listNotices } from './queries';
import { writeNotice } from './service';

/** What the ward tells residents about their data: each text a version that stays readable. */
export const privacyNoticeRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  async function showForm(req: Request, res: Response, failed?: Failed): Promise<void> {
    const { wardId, wardName } = currentUser(req);
    const [latest = null] = await listNotices(db, wardId);
    renderPage(res, noticeFormPage, noticeFormModel(latest, wardName, failed), {
      title: 'Soạn thông báo về dữ liệu cá nhân',
      hasErrors: failed !== undefined,
    });
  }

  return [
    {
      method: 'get',
      path: '/privacy-notices',
      permission: 'privacy-notices.read',
      handler: async (req, res) => {
        const { wardId, role } = currentUser(req);
        const model = noticesModel(await listNotices(db, wardId), isPermitted(role, 'privacy-notices.write'));
        renderPage(res, noticesPage, model, { title: 'Thông báo về dữ liệu cá nhân' });
      },
    },
    {
      method: 'get',
      path: '/privacy-notices/new',
      permission: 'privacy-notices.write',
      handler: (req, res) => showForm(req, res),
    },
    {
      method: 'post',
      path: '/privacy-notices/new',
      permission: 'privacy-notices.write',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const form = parseForm(noticeForm, req.body);
        if (!form.ok) return showForm(req, res, form);
        const outcome = await writeNotice(context, actor, form.value);
        if (outcome.kind === 'stale') {
          const [latest] = await listNotices(db, actor.wardId);
          throw new ConflictError(noticeConflict(latest!, form.value, req.body));
        }
        flash(
          req,
          outcome.kind === 'done'
            ? 'Đã lưu bản mới. Từ nay đội đọc bản này; ai đã nghe bản cũ thì được đọc lại.'
            : 'Chữ không khác bản hiện nay: không lưu thêm bản nào.',
        );
        res.redirect(303, '/privacy-notices');
      },
    },
    {
      method: 'get',
      path: '/privacy-notices/:id',
      permission: 'privacy-notices.read',
      handler: async (req, res) => {
        const { wardId, wardName } = currentUser(req);
        const notice = await getNotice(db, wardId, idParam(req));
        const model = noticeSheetModel(notice, wardName);
        renderPage(res, noticeSheet, model, { title: `${model.name} của thông báo`, layout: 'print', paper: 'A4' });
      },
    },
  ];
};
