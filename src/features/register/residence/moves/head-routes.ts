import type { Response } from 'express';
import type { AppContext } from '../../../../context';
import { isPermitted } from '../../../../permissions';
import { localDateOf } from '../../../../shared/dates';
import { currentUser } from '../../../../web/current-user';
import { isId, type FormValues, type Failed } from '../../../../web/form';
import { formRoutes, type FormRequest } from '../../../../web/form-route';
import { renderPage } from '../../../../web/page';
import { pageList } from '../../../../web/page-list';
import type { Route } from '../../../../web/route';
import { findPeopleConflict } from './people-conflict';
import { headForm, readNewHead } from './forms';
import { chooseNewHeadModel, headlessModel, headlessPage, headModel, headPage } from './head-pages';
import { chooseHeadPage } from './pages';
import { listHeadlessHouseholds, openHome } from './queries';
import { changeHead } from './head-service';

/** The change of a head, and the households that have none. */
export const headRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  const open = (asked: FormRequest) => openHome(context, asked, 'moves');

  async function showHead(asked: FormRequest, res: Response, failed?: Failed) {
    const { query } = asked.req;
    const home = await open(asked);
    const newHead = home.members.find(({ residentId }) => residentId === readNewHead(query as FormValues, failed));
    const title = 'Đổi chủ hộ';
    if (!newHead || newHead.relation === 'head') {
      const isAsked = query.asked === '1';
      return renderPage(res, chooseHeadPage, chooseNewHeadModel(home, today(), isAsked), { title, hasErrors: isAsked });
    }
    renderPage(res, headPage, headModel(home, newHead, today(), failed), { title, hasErrors: failed !== undefined });
  }

  return [
    ...formRoutes({
      path: '/households/:id/head',
      permission: 'residents.manage',
      show: showHead,
      schema: () => headForm(today()),
      save: ({ actor, id }, form) => changeHead(context, actor, id, form),
      async conflict(asked) {
        const home = await open(asked);
        return findPeopleConflict(context, asked, home, { whose: `hộ ở ${home.addressLine}` });
      },
      done: (_, { id }) => ({ said: 'Đã ghi chủ hộ mới và quan hệ của từng người.', to: `/households/${id}` }),
    }),
    {
      method: 'get',
      path: '/headless-households',
      permission: 'households.read',
      list: pageList({
        title: 'Hộ chưa có chủ hộ',
        read: async ({ actor, query }) => {
          const after = isId(query.after) ? query.after : null;
          const { households, nextHref } = headlessModel(
            await listHeadlessHouseholds(db, actor.wardId, after),
            after,
            false,
          );
          return { rows: households, nextHref };
        },
        columns: {
          'Địa chỉ': (row) => row.addressLine,
          Tổ: (row) => row.groupName,
          'Nhân khẩu': (row) => row.members,
        },
      }),
      handler: async (req, res) => {
        const actor = currentUser(req);
        const after = isId(req.query.after) ? req.query.after : null;
        await context.accessLog.opened(
          actor,
          'household.list',
          { type: 'ward', id: actor.wardId },
          { list: 'headless' },
        );
        const rows = await listHeadlessHouseholds(db, actor.wardId, after);
        renderPage(res, headlessPage, headlessModel(rows, after, isPermitted(actor.role, 'residents.manage')), {
          title: 'Hộ chưa có chủ hộ',
        });
      },
    },
  ];
};
