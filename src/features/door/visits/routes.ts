import type { Request, Response } from 'express';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import type { Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { editingRoutes } from './editing-routes';
import { visitModel, visitPage } from './pages';
import { findDoorAfter, nobodyHomeRoutes } from './nobody-home-routes';
import { wayToWithdraw } from './policy';
import { getVisit } from './queries';
import { recordingRoutes } from './recording-routes';
import type { StoredVisit } from './stored-visit';

export const visitsRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  /** The door after the visit's in its round, if it was in one, with the event of the reading. */
  async function readNextDoor(actor: Actor, { id, householdId, roundDoorId }: StoredVisit) {
    const event = [actor, 'visit.open', { type: 'visit', id }, { householdId }] as const;
    if (roundDoorId) return findDoorAfter(await accessLog.reading(...event), actor.wardId, roundDoorId, now());
    await accessLog.opened(...event);
    return null;
  }

  async function showVisit(
    req: Request,
    res: Response,
    visit: StoredVisit,
    failed: Failed = { values: {}, errors: {} },
  ) {
    const actor = currentUser(req);
    const way = wayToWithdraw(actor, visit, now());
    const model = visitModel(visit, await readNextDoor(actor, visit), { way, ...failed });
    renderPage(res, visitPage, model, {
      title: `Lượt thăm: ${model.heading}`,
      hasErrors: model.summary.length > 0,
    });
  }

  return [
    ...recordingRoutes(context),
    {
      method: 'get',
      path: '/visits/:id',
      permission: 'visits.read',
      handler: async (req, res) => {
        const visit = await getVisit(db, currentUser(req).wardId, idParam(req));
        await showVisit(req, res, visit);
      },
    },
    ...editingRoutes(context),
    ...nobodyHomeRoutes(context, showVisit),
  ];
};
