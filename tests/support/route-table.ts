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

/** 'GET /households/:id: admin staff officer' for each route, sorted by address. */
export function routeTable(routes: readonly Route[]): string[] {
  return routes
    .toSorted((a, b) => (a.path === b.path ? compare(a.method, b.method) : compare(a.path, b.path)))
    .map((route) => {
      const roles = route.permission === 'public' ? ['everybody'] : ROLES.filter((role) => isAllowed(route, role));
      return `${route.method.toUpperCase()} ${route.path}: ${roles.join(' ')}`;
    });
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
