import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { availabilityForm, readPattern } from './forms';
import { availabilityConflict, availabilityFields, availabilityModel, availabilityPage } from './pages';
import { getUser, listAvailability } from './queries';
import { saveAvailability } from './service';

/** An officer's week: their own page, and the administrator's page of each officer. */
export const availabilityRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const weekOf = async (req: Request, id: string) => {
    const actor = currentUser(req);
    const user = await getUser(db, actor.wardId, id);
    const windows = await listAvailability(db, actor.wardId, id);
    return { user, windows, isOwn: actor.role === 'officer' };
  };

  const show = async (req: Request, res: Response, id: string, failed?: Failed) => {
    const week = await weekOf(req, id);
    renderPage(res, availabilityPage, availabilityModel(week, failed), {
      title: `Lịch rảnh của ${week.user.displayName}`,
      hasErrors: failed !== undefined,
    });
  };

  const save = async (req: Request, res: Response, id: string) => {
    const form = parseForm(availabilityForm, req.body);
    if (!form.ok) return show(req, res, id, form);
    const actor = currentUser(req);
    const result = await saveAvailability(context, actor, id, { windows: form.value, read: readPattern(req.body) });
    if (result.kind === 'stale') {
      const last = await findLastChange(db, actor.wardId, { type: 'user', id });
      throw new ConflictError(availabilityConflict(await weekOf(req, id), form.value, last));
    }
    const undo =
      result.kind === 'done'
        ? [{ label: 'Hoàn tác', href: req.path, fields: availabilityFields(result.before, form.value) }]
        : [];
    flash(req, 'Đã lưu lịch rảnh hằng tuần.', 'success', undo);
    res.redirect(303, req.path);
  };

  return [
    {
      method: 'get',
      path: '/users/:id/availability',
      permission: 'users.manage',
      handler: (req, res) => show(req, res, idParam(req)),
    },
    {
      method: 'post',
      path: '/users/:id/availability',
      permission: 'users.manage',
      handler: (req, res) => save(req, res, idParam(req)),
    },
    {
      method: 'get',
      path: '/availability',
      permission: 'availability.own',
      handler: (req, res) => show(req, res, currentUser(req).id),
    },
    {
      method: 'post',
      path: '/availability',
      permission: 'availability.own',
      handler: (req, res) => save(req, res, currentUser(req).id),
    },
  ];
};
