import type { AppContext } from '../../../context';
import { defineFeature, type Route } from '../../../web/route';
import { requestAudit } from '../../casework/requests/audit-labels';
import { requestFileRoutes } from './file-routes';
import { requestFormRoutes } from './form-routes';
import { requestMatchingRoutes } from './matching-routes';
import { publicRequestListRoutes } from './public-request-routes';

/** Everything the team does with requests: the list, the file, its form, and the match of what was asked from outside. */
const requestRoutes = (context: AppContext): Route[] => [
  // Before the files: '/requests/:id' matches '/requests/new' too.
  ...requestFormRoutes(context),
  ...publicRequestListRoutes(context),
  ...requestFileRoutes(context),
  ...requestMatchingRoutes(context),
];

export const requestsFeature = defineFeature({ routes: requestRoutes, audit: requestAudit });
