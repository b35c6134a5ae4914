import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { listRoute } from '../../../web/list-route';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { breachForm, editForm, noticeForm, waiverForm } from './forms';
import { editBreachPage, indexPage, newBreachPage, sheetPage, showPage } from './pages';
import { getBreach, listBreaches } from './queries';
import { editBreach, recordBreach, reopenBreach, sendNotice, waiveNotice } from './service';
import { changedBy } from '../../office/audit/conflict';
import { FIELD_LABELS } from './field-labels';

/** Breaches of personal data, with the 72 hours within which the authority is notified. */
const breachRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const permission = 'breaches.manage';
  const breachOf = ({ actor, id }: Asked) => getBreach(db, actor.wardId, id);

  const opened = (action: 'breach.open' | 'breach.print') => async (asked: Asked) => {
    const breach = await breachOf(asked);
    await accessLog.opened(asked.actor, action, { type: 'breach', id: breach.id });
    return breach;
  };

  const showBreach = formPage({
    open: opened('breach.open'),
    page: (breach, failed, { actor: { role } }) =>
      showPage(
        breach,
        {
          now: now(),
          canManage: isPermitted(role, permission),
          canReadLog: isPermitted(role, 'audit.read'),
        },
        failed,
      ),
  });

  /** Leads back to the breach, and says so if it had ended, or not ended, before. */
  const saved = ({ id }: Asked, said: string) => ({
    said,
    unchanged: { text: 'Sự cố này đã có người ghi tiếp trước đó, như dưới đây.', kind: 'warning' as const },
    to: `/breaches/${id}`,
  });

  async function readIndex({ actor, query }: AskedList) {
    const place = readPlace(query);
    const breaches = await listBreaches(db, actor.wardId, place);
    return indexPage(breaches, { place, now: now(), canManage: isPermitted(actor.role, permission) });
  }

  return [
    listRoute('/breaches', 'breaches.read', {
      title: 'Sự cố dữ liệu',
      page: readIndex,
      opened: ({ actor }) => accessLog.opened(actor, 'breach.list', { type: 'ward', id: actor.wardId }),
      rows: (model) => model,
      columns: {
        'Phát hiện lúc': (row) => row.discovered,
        'Chuyện gì': (row) => row.what,
        'Đến đâu': (row) => row.status.text,
      },
    }),
    ...formRoutes('/breaches', permission, {
      emptyAt: '/breaches/new',
      show: formPage({
        open: () => undefined,
        page: (_, failed) => newBreachPage(now(), failed),
      }),
      schema: () => breachForm(now()),
      save: ({ actor }, form) => recordBreach(context, actor, form),
      done: (_, _asked, { id }) => ({
        said: 'Đã ghi sự cố.',
        unchanged: 'Sự cố này đã ghi trước đó.',
        to: `/breaches/${id}`,
      }),
    }),
    get('/breaches/:id', 'breaches.read', showBreach),
    get('/breaches/:id/sheet', 'breaches.read', async (asked, res) => {
      const { wardName, displayName } = asked.actor;
      const breach = await opened('breach.print')(asked);
      renderPage(res, sheetPage(breach, { wardName, printedBy: displayName, at: now() }), { layout: 'print' });
    }),
    ...formRoutes('/breaches/:id/edit', permission, {
      show: formPage({
        open: opened('breach.open'),
        page: (breach, failed) => editBreachPage(breach, now(), failed),
        changed: changedBy(db, 'breach', ({ id }) => ({
          what: 'Sự cố này đã được ghi tiếp trước đó, khác với bản bạn gửi.',
          resumeHref: `/breaches/${id}`,
        })),
      }),
      schema: () => editForm(now()),
      save: ({ actor, id }, form) => editBreach(context, actor, id, form),
      done: (_, { id }) => ({ said: 'Đã lưu.', unchanged: 'Không có gì đổi.', to: `/breaches/${id}` }),
    }),
    formPost('/breaches/:id/notice', permission, {
      show: showBreach,
      schema: async (asked) => noticeForm(now(), (await breachOf(asked)).discoveredAt),
      save: ({ actor, id }, form) => sendNotice(context, actor, id, form),
      done: (_, asked) => saved(asked, 'Đã ghi là đã gửi thông báo.'),
    }),
    formPost('/breaches/:id/waiver', permission, {
      show: showBreach,
      schema: waiverForm,
      async save(asked, form) {
        await breachOf(asked);
        return waiveNotice(context, asked.actor, asked.id, form);
      },
      done: (_, asked) => saved(asked, 'Đã ghi là không phải thông báo.'),
    }),
    buttonRoute('/breaches/:id/end/removal', permission, {
      async save(asked) {
        await breachOf(asked);
        return reopenBreach(context, asked.actor, asked.id);
      },
      done: (_, asked) => saved(asked, 'Sự cố lại để ngỏ; 72 giờ vẫn tính từ lúc phát hiện.'),
    }),
  ];
};

export const breachesFeature = defineFeature({
  routes: breachRoutes,
  audit: {
    actions: {
      'breach.record': 'Ghi sự cố dữ liệu',
      'breach.edit': 'Sửa sự cố dữ liệu',
      'breach.notify': 'Ghi đã gửi thông báo sự cố dữ liệu',
      'breach.waive': 'Ghi sự cố dữ liệu không phải thông báo',
      'breach.reopen': 'Mở lại sự cố dữ liệu',
      'breach.list': 'Mở sổ sự cố dữ liệu',
      'breach.open': 'Mở sự cố dữ liệu',
      'breach.print': 'In nội dung thông báo sự cố dữ liệu',
    },
    subjects: { breach: { label: 'Sự cố dữ liệu', href: (id) => `/breaches/${id}` } },
    fields: { discoveredAt: 'phát hiện lúc', sentAt: 'gửi lúc', fields: 'mục' },
    values: { fields: { ...FIELD_LABELS, discoveredAt: 'Phát hiện lúc' } },
  },
});
