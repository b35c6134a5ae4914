import { auditRoutes } from './features/audit/routes';
import { authRoutes } from './features/auth/routes';
import { usersRoutes } from './features/users/routes';
import { reportsRoutes } from './features/reports/routes';
import type { Feature } from './web/route';

/** Every feature, lowest first. The guard tests walk the same list. */
export const features: readonly Feature[] = [
  { name: 'auth', routes: authRoutes },
  { name: 'users', routes: usersRoutes },
  { name: 'audit', routes: auditRoutes },
  { name: 'reports', routes: reportsRoutes },
];
