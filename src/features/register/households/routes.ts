import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { briefingSection } from '../../casework/briefings/pages';
import { callsSection } from '../../casework/door-calls/pages';
import { getHouseholdFile } from './file-queries';
import { wayToDoorConflict } from './form-pages';
import { formRoutes } from './form-routes';
import { pauseForm, wayToDoorForm } from './forms';
import { groupRoutes } from './group-routes';
import { showModel, showPage } from './pages';
import { getHousehold } from './queries';
import { searchRoutes } from './search-routes';
import { describeWayToDoor, liftPause, pauseHousehold } from './service';

export const householdRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'households.manage');

  /** Every page that shows a household's record counts as reading it, also when it shows a failed form again. */
  async function renderShow(req: Request, res: Response, id: string, failed?: Failed) {
    const actor = currentUser(req);
    const reading = await context.accessLog.reading(actor, 'household.open', { type: 'household', id });
    const { file, needs, requests, lines, former, briefings, calls } = await getHouseholdFile(
      reading,
      actor.wardId,
      id,
      today(),
    );
    const model = showModel(
      file,
      {
        needs,
        requests,
        lines,
        former,
        briefings: briefingSection({ kind: 'household', id }, briefings),
        calls: callsSection(id, calls, isPermitted(actor.role, 'rounds.plan')),
        today: today(),
        canManage: canManage(req),
      },
      failed,
    );
    renderPage(res, showPage, model, { title: file.addressLine, hasErrors: failed !== undefined });
  }

  return [
    ...searchRoutes(context),
    // Before '/households/:id', which matches '/households/new' too.
    ...formRoutes(context),
    {
      method: 'get',
      path: '/households/:id',
      permission: 'households.read',
      handler: (req, res) => renderShow(req, res, idParam(req)),
    },
    {
      // Officers may do this too: whoever stands at the door knows best how to find it.
      method: 'post',
      path: '/households/:id/way-to-door',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(wayToDoorForm, req.body);
        if (!form.ok) return renderShow(req, res, id, form);
        const outcome = await describeWayToDoor(context, actor, id, form.value);
        if (outcome.kind === 'stale') {
          const last = await findLastChange(db, actor.wardId, { type: 'household', id });
          throw new ConflictError(
            wayToDoorConflict(await getHousehold(db, actor.wardId, id), form.value.howToFind, last),
          );
        }
        flash(req, 'Đã ghi cách tìm cửa.');
        res.redirect(303, `/households/${id}`);
      },
    },
    {
      // Officers learn of a refusal or a mourning at the door; only the office can lift a pause.
      method: 'post',
      path: '/households/:id/pauses',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(pauseForm(today()), req.body);
        if (!form.ok) return renderShow(req, res, id, form);
        await pauseHousehold(context, actor, id, form.value);
        flash(req, 'Đã ghi tạm dừng. Cửa này không được đưa vào buổi ra quân nữa cho đến khi bỏ tạm dừng.');
        res.redirect(303, `/households/${id}`);
      },
    },
    {
      method: 'post',
      path: '/households/:id/pauses/:pauseId/lifting',
      permission: 'households.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        await liftPause(context, currentUser(req), id, idParam(req, 'pauseId'));
        flash(req, 'Đã bỏ tạm dừng.');
        res.redirect(303, `/households/${id}`);
      },
    },
    ...groupRoutes(context),
  ];
};
