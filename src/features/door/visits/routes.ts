import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { editingRoutes } from './editing-routes';
import { visitModel, visitPage } from './pages';
import { findDoorAfter, nobodyHomeRoutes } from './nobody-home-routes';
import { getVisit } from './queries';
import { recordingRoutes } from './recording-routes';

export const visitsRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;

  return [
    ...recordingRoutes(context),
    {
      method: 'get',
      path: '/visits/:id',
      permission: 'visits.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const visit = await getVisit(db, actor.wardId, idParam(req));
        const { id, householdId, roundDoorId } = visit;
        const event = ['visit.open', { type: 'visit', id }, { householdId }] as const;
        let nextDoor: Awaited<ReturnType<typeof findDoorAfter>> = null;
        if (roundDoorId) {
          const reading = await accessLog.reading(actor, ...event);
          nextDoor = await findDoorAfter(reading, actor.wardId, roundDoorId, now());
        } else await accessLog.opened(actor, ...event);
        const model = visitModel(visit, nextDoor);
        renderPage(res, visitPage, model, { title: `Lượt thăm: ${model.heading}` });
      },
    },
    ...editingRoutes(context),
    ...nobodyHomeRoutes(context),
  ];
};
