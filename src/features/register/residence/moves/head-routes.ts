import type { Request, Response } from 'express';
import type { AppContext } from '../../../../context';
import { isPermitted } from '../../../../permissions';
import { localDateOf } from '../../../../shared/dates';
import { currentUser } from '../../../../web/current-user';
import { flash } from '../../../../web/flash';
import { isId, parseForm, type FormValues, type Failed } from '../../../../web/form';
import { idParam } from '../../../../web/id-param';
import { renderPage } from '../../../../web/page';
import { pageList } from '../../../../web/page-list';
import type { Route } from '../../../../web/route';
import { getHome, type Home } from '../../events/queries';
import { findPeopleConflict } from './people-conflict';
import { headForm, readNewHead } from './forms';
import { chooseNewHeadModel, headlessModel, headlessPage, headModel, headPage } from './head-pages';
import { chooseHeadPage } from './pages';
import { listHeadlessHouseholds } from './queries';
import { changeHead } from './head-service';

/** The change of a head, and the households that have none. */
export const headRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  async function openHome(req: Request): Promise<Home> {
    const actor = currentUser(req);
    const home = await getHome(db.prisma, actor.wardId, idParam(req));
    await context.accessLog.opened(actor, 'household.open', { type: 'household', id: home.id }, { for: 'moves' });
    return home;
  }

  async function renderHead(req: Request, res: Response, failed?: Failed) {
    const home = await openHome(req);
    const isAsked = req.query.asked === '1';
    const newHead = home.members.find(({ residentId }) => residentId === readNewHead(req.query as FormValues, failed));
    if (!newHead || newHead.relation === 'head') {
      return renderPage(res, chooseHeadPage, chooseNewHeadModel(home, today(), isAsked), {
        title: 'Đổi chủ hộ',
        hasErrors: isAsked,
      });
    }
    renderPage(res, headPage, headModel(home, newHead, today(), failed), {
      title: 'Đổi chủ hộ',
      hasErrors: failed !== undefined,
    });
  }

  async function conflict(req: Request) {
    const home = await openHome(req);
    return findPeopleConflict(context, currentUser(req).wardId, {
      whose: `hộ ở ${home.addressLine}`,
      person: null,
      homes: [home],
      body: req.body as FormValues,
      action: req.originalUrl,
    });
  }

  return [
    {
      method: 'get',
      path: '/households/:id/head',
      permission: 'residents.manage',
      handler: (req, res) => renderHead(req, res),
    },
    {
      method: 'post',
      path: '/households/:id/head',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(headForm(today()), req.body);
        if (!form.ok) return renderHead(req, res, form);
        const outcome = await changeHead(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderHead(req, res, { values: req.body, errors: outcome.errors });
          case 'stale':
            throw await conflict(req);
          case 'done':
            flash(req, 'Đã ghi chủ hộ mới và quan hệ của từng người.');
            return res.redirect(303, `/households/${id}`);
        }
      },
    },
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
