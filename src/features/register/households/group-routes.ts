import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { groupClosureForm, groupForm, newGroupForm } from './forms';
import { groupConflict, groupModel, groupPage, groupsModel, groupsPage } from './group-pages';
import { getGroup, listGroups } from './queries';
import { closeResidentialGroup, correctResidentialGroup, openResidentialGroup } from './service';

/** Residential groups. */
export const groupRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'households.manage');

  async function renderGroups(req: Request, res: Response, failed?: Failed) {
    const groups = await listGroups(db, currentUser(req).wardId);
    renderPage(res, groupsPage, groupsModel(groups, canManage(req), failed), {
      title: 'Tổ dân phố',
      hasErrors: failed !== undefined,
    });
  }

  async function renderGroup(req: Request, res: Response, id: string, failed?: Failed) {
    const group = await getGroup(db, currentUser(req).wardId, id);
    renderPage(res, groupPage, groupModel(group, failed), { title: group.name, hasErrors: failed !== undefined });
  }

  return [
    {
      method: 'get',
      path: '/residential-groups',
      permission: 'households.read',
      list: pageList({
        title: 'Tổ dân phố',
        read: async ({ actor }) => ({ rows: groupsModel(await listGroups(db, actor.wardId), false).groups }),
        columns: {
          Tổ: (row) => row.name,
          Mã: (row) => row.code,
          'Tổ trưởng': (row) => row.leader,
          'Số hộ': (row) => row.households,
          'Thời gian': (row) => row.time,
        },
      }),
      handler: (req, res) => renderGroups(req, res),
    },
    {
      method: 'post',
      path: '/residential-groups',
      permission: 'households.manage',
      handler: async (req, res) => {
        const form = parseForm(newGroupForm, req.body);
        if (!form.ok) return renderGroups(req, res, form);
        const outcome = await openResidentialGroup(context, currentUser(req), form.value);
        if (outcome.kind === 'invalid') return renderGroups(req, res, { values: req.body, errors: outcome.errors });
        flash(req, `Đã thêm ${form.value.name}.`);
        res.redirect(303, '/residential-groups');
      },
    },
    {
      method: 'get',
      path: '/residential-groups/:id/edit',
      permission: 'households.manage',
      handler: (req, res) => renderGroup(req, res, idParam(req)),
    },
    {
      method: 'post',
      path: '/residential-groups/:id/edit',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(groupForm, req.body);
        if (!form.ok) return renderGroup(req, res, id, form);
        const outcome = await correctResidentialGroup(context, actor, id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderGroup(req, res, id, { values: req.body, errors: outcome.errors });
          case 'stale': {
            const last = await findLastChange(db, actor.wardId, { type: 'residential-group', id });
            throw new ConflictError(groupConflict(await getGroup(db, actor.wardId, id), req.body, last));
          }
          case 'done':
          case 'unchanged':
            flash(req, 'Đã lưu tổ dân phố.');
            return res.redirect(303, '/residential-groups');
        }
      },
    },
    {
      method: 'post',
      path: '/residential-groups/:id/closure',
      permission: 'households.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(groupClosureForm, req.body);
        if (!form.ok) return renderGroup(req, res, id, form);
        const outcome = await closeResidentialGroup(context, currentUser(req), id, form.value.validTo);
        if (outcome.kind === 'invalid') return renderGroup(req, res, id, { values: req.body, errors: outcome.errors });
        flash(req, 'Đã ghi tổ thôi hoạt động. Các hộ còn thuộc tổ này cần được chuyển sang tổ mới.');
        res.redirect(303, '/residential-groups');
      },
    },
  ];
};
