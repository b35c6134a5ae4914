import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { renderPage } from '../../../web/page';
import { defineFeature, type Route } from '../../../web/route';
import { coverageAudit } from './audit-labels';
import { readBoardQuery } from './forms';
import { boardPage, groupsPage } from './pages';
import { tallyDoors, getWardOutline, listBoardDoors, MAX_BOARD_DOORS } from './queries';

const coverageRoutes = ({ db, now, accessLog }: AppContext): Route[] => [
  {
    method: 'get',
    path: '/coverage',
    permission: 'coverage.read',
    handler: async (req, res) => {
      const actor = currentUser(req);
      const { wardId } = actor;
      const today = localDateOf(now());
      const canSeeNeeds = isPermitted(actor.role, 'residents.read');
      const query = readBoardQuery(req.query, canSeeNeeds);
      await accessLog.opened(
        actor,
        'coverage.open',
        { type: 'ward', id: wardId },
        query.need ? { need: query.need } : {},
      );
      const outline = await getWardOutline(db, wardId);
      const asked = { query, outline, today, canSeeNeeds, canOpen: isPermitted(actor.role, 'households.read') };
      const view =
        query.group.kind === 'ward' && outline.doors > MAX_BOARD_DOORS
          ? groupsPage(asked, await tallyDoors(db, wardId, query.need, today))
          : boardPage(
              asked,
              await listBoardDoors(db, wardId, query, { today, limit: MAX_BOARD_DOORS + 1 }),
              MAX_BOARD_DOORS,
            );
      renderPage(res, view);
    },
  },
];

export const coverageFeature = defineFeature({ routes: coverageRoutes, audit: coverageAudit });
