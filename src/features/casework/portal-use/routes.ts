import type { AppContext } from '../../../context';
import type { Route } from '../../../web/route';
import { answerRoutes } from './answer-routes';
import { checkRoutes } from './check-routes';

export const portalUseRoutes = (context: AppContext): Route[] => [...answerRoutes(context), ...checkRoutes(context)];
