import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { editingRoutes } from './editing-routes';
import { visitModel, visitPage } from './pages';
import { getDoorTarget, getVisit } from './queries';
import { recordingRoutes } from './recording-routes';
import type { StoredVisit } from './stored-visit';

export const visitsRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  async function findDoorAfter(wardId: string, { roundDoorId }: StoredVisit) {
    if (!roundDoorId) return null;
    const { door } = await getDoorTarget(db, wardId, roundDoorId);
    const isOver = door.closure !== null || localDateOf(door.endsAt) < localDateOf(now());
    return isOver ? null : door.nextDoor;
  }

  return [
    ...recordingRoutes(context),
    {
      method: 'get',
      path: '/visits/:id',
      permission: 'visits.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const visit = await getVisit(db, actor.wardId, idParam(req));
        const { id, householdId } = visit;
        const [nextDoor] = await Promise.all([
          findDoorAfter(actor.wardId, visit),
          context.accessLog.opened(actor, 'visit.open', { type: 'visit', id }, { householdId }),
        ]);
        const model = visitModel(visit, nextDoor);
        renderPage(res, visitPage, model, { title: `Lượt thăm: ${model.heading}` });
      },
    },
    ...editingRoutes(context),
  ];
};
