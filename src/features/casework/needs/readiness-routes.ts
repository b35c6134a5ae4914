import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { readinessForm } from './forms';
import { logReading } from './log-reading';
import { getResidentNeeds } from './queries';
import { readinessConflict, readinessModel, readinessPage } from './readiness-pages';
import { recordReadiness } from './service';

export const readinessRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  async function renderReadiness(req: Request, res: Response, failed: Failed | null = null) {
    const needs = await getResidentNeeds(db, currentUser(req).wardId, idParam(req));
    await logReading(context, currentUser(req), 'resident', needs.person.id);
    renderPage(res, readinessPage, readinessModel(needs, today(), failed), {
      title: `VNeID và điều cần biết: ${needs.person.fullName}`,
      hasErrors: failed !== null,
    });
  }

  return [
    {
      method: 'get',
      path: '/residents/:id/readiness',
      permission: 'residents.manage',
      handler: (req, res) => renderReadiness(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/readiness',
      permission: 'residents.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(readinessForm(today()), req.body);
        if (!form.ok) return renderReadiness(req, res, form);
        const recorded = await recordReadiness(context, actor, id, form.value);
        if (recorded.kind === 'stale') {
          const [{ person }, last] = await Promise.all([
            getResidentNeeds(db, actor.wardId, id),
            findLastChange(db, actor.wardId, { type: 'resident', id }),
          ]);
          await logReading(context, currentUser(req), 'resident', id);
          throw new ConflictError(
            readinessConflict(person, { ...recorded, recordedOn: typed(req.body, 'recordedOn') }, last),
          );
        }
        flash(req, 'Đã ghi tình trạng mới. Các lần ghi trước vẫn còn trong lịch sử.');
        res.redirect(303, `/residents/${id}`);
      },
    },
  ];
};
