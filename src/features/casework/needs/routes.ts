import type { AppContext } from '../../../context';
import { defineFeature, type Route } from '../../../web/route';
import { needsAudit } from './audit-labels';
import { factRoutes } from './fact-routes';
import { helperRoutes } from './helper-routes';
import { readinessRoutes } from './readiness-routes';

const needsRoutes = (context: AppContext): Route[] => [
  ...readinessRoutes(context),
  ...factRoutes(context),
  ...helperRoutes(context),
];

export const needsFeature = defineFeature({ routes: needsRoutes, audit: needsAudit });
