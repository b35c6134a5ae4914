import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formPage, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { savedBy } from '../audit/conflict';
import { noticeForm } from './forms';
import { noticeFormPage, noticesPage, noticeSheet } from './pages';
import { getNotice, listNotices } from './queries';
import { writeNotice } from './service';

/** What the ward tells residents about their data: each text a version that stays readable. */
const privacyNoticeRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  return [
    get('/privacy-notices', 'privacy-notices.read', async ({ actor }, res) => {
      const { wardId, role } = actor;
      renderPage(res, noticesPage(await listNotices(db, wardId), isPermitted(role, 'privacy-notices.write')), {
        title: 'Thông báo về dữ liệu cá nhân',
      });
    }),
    ...formRoutes('/privacy-notices/new', 'privacy-notices.write', {
      show: formPage({
        open: ({ actor }) => listNotices(db, actor.wardId),
        page: ([latest = null], failed, { actor }) => noticeFormPage(latest, actor.wardName, failed),
        title: 'Soạn thông báo về dữ liệu cá nhân',
        changed: ([latest]) => ({
          ...savedBy({ by: latest!.writtenBy, at: latest!.writtenAt }),
          what: 'Trong lúc bạn soạn, người khác đã lưu một bản thông báo khác.',
        }),
      }),
      schema: noticeForm,
      save: ({ actor }, form) => writeNotice(context, actor, form),
      done: {
        said: 'Đã lưu bản mới. Từ nay đội đọc bản này; ai đã nghe bản cũ thì được đọc lại.',
        unchanged: 'Chữ không khác bản hiện nay: không lưu thêm bản nào.',
        to: '/privacy-notices',
      },
    }),
    get('/privacy-notices/:id', 'privacy-notices.read', async ({ actor, id }, res) => {
      const { wardId, wardName } = actor;
      const notice = await getNotice(db, wardId, id);
      const view = noticeSheet(notice, wardName);
      renderPage(res, view, { title: `${view.model.name} của thông báo`, layout: 'print', paper: 'A4' });
    }),
  ];
};

export const privacyNoticesFeature = defineFeature({
  routes: privacyNoticeRoutes,
  audit: {
    actions: { 'privacy-notice.write': 'Soạn thông báo về dữ liệu cá nhân' },
    groups: { 'privacy-notice': 'Thông báo về dữ liệu' },
    subjects: { 'privacy-notice': { label: 'Thông báo', href: (id) => `/privacy-notices/${id}` } },
    fields: { hash: 'mã băm SHA-256' },
  },
});
