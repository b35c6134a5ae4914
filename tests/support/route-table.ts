import type { AppContext, BaseContext } from '../../src/context';
import { features } from '../../src/features';
import type { UserRole } from '../../src/generated/prisma/enums';
import { isPermitted } from '../../src/permissions';
import type { Route } from '../../src/web/route';

export const ROLES: UserRole[] = ['admin', 'staff', 'officer', 'chairman'];

export const routesOf = (context: BaseContext): Route[] =>
  features.flatMap((feature) => feature.routes({ ...context, auth: {} } as unknown as AppContext));

/** True if an account of the role may use the route. */
export const isAllowed = ({ permission }: Route, role: UserRole): boolean =>
  permission === 'public' || permission === 'signed-in' || isPermitted(role, permission);

/** True if an account of the role may take the list of the page along as a file. */
export const mayTake = (route: Route, role: UserRole): boolean =>
  isAllowed(route, role) && (!route.list?.permission || isPermitted(role, route.list.permission));

/**
 * 'GET /households/:id: admin staff officer' for each route, sorted by address; with ', as a file: …' if not all of them
 * may take its list along.
 */
export function routeTable(routes: readonly Route[]): string[] {
  return routes
    .toSorted((a, b) => (a.path === b.path ? compare(a.method, b.method) : compare(a.path, b.path)))
    .map((route) => {
      const roles = route.permission === 'public' ? ['everybody'] : ROLES.filter((role) => isAllowed(route, role));
      const taking = route.list?.permission && ROLES.filter((role) => mayTake(route, role)).join(' ');
      return `${route.method.toUpperCase()} ${route.path}: ${roles.join(' ')}${taking ? `, as a file: ${taking}` : ''}`;
    });
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
