import type { AppContext } from '../../../context';
import { defineFeature, type Route } from '../../../web/route';
import { portalUseAudit } from './audit-labels';
import { answerRoutes } from './answer-routes';
import { checkRoutes } from './check-routes';

const portalUseRoutes = (context: AppContext): Route[] => [...answerRoutes(context), ...checkRoutes(context)];

export const portalUseFeature = defineFeature({ routes: portalUseRoutes, audit: portalUseAudit });
