import type { AppContext } from '../../../context';
import type { Route } from '../../../web/route';
import { factRoutes } from './fact-routes';
import { helperRoutes } from './helper-routes';
import { readinessRoutes } from './readiness-routes';

export const needsRoutes = (context: AppContext): Route[] => [
  ...readinessRoutes(context),
  ...factRoutes(context),
  ...helperRoutes(context),
];
