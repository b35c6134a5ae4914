import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PERMISSIONS } from '../../src/permissions';
import type { Route } from '../../src/web/route';
import { isAllowed as allowed, ROLES, routesOf, routeTable } from '../support/route-table';
import { read, testApp, type TestAgent, type TestApp } from '../support/test-app';
import { PASSWORD } from '../support/two-wards';

const SOME_ID = '01930000-0000-7000-8000-000000000000';

describe('every route', () => {
  let app: TestApp;
  let routes: Route[];
  beforeAll(async () => {
    app = await testApp();
    routes = routesOf(app.context);
  });
  afterAll(() => app.close());

  const named = (route: Route) => `${route.method.toUpperCase()} ${route.path}`;
  const address = (route: Route) => route.path.replaceAll(/:\w+/g, SOME_ID);
  const send = (agent: TestAgent, route: Route) => {
    if (route.method === 'get') return agent.get(address(route));
    return route.upload
      ? agent.upload(address(route), route.upload.field, { content: Buffer.from(''), name: 'rỗng.xlsx' })
      : agent.post(address(route));
  };
  /** Signing out would end the walk; the sign-in tests cover it. */
  const isWalked = (route: Route) => route.path !== '/logout';

  test('is listed in the table of roles', () => {
    const table = readFileSync(join(__dirname, 'roles-and-routes.txt'), 'utf8').trimEnd().split('\n');
    // Something differs? Look whether each role should be let in, then print the table anew:
    // npm run -s routes > tests/guards/roles-and-routes.txt
    expect(table).toEqual(routeTable(routes));
  });

  test('has a path of its own', () => {
    const names = routes.map(named);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('has a permission, and every permission is used', () => {
    const used = new Set(routes.flatMap(({ permission, list }) => [permission, list?.permission]));
    expect(Object.keys(PERMISSIONS).filter((permission) => !used.has(permission as never))).toEqual([]);
  });

  test('asks a stranger to sign in', async () => {
    const stranger = app.anonymous();
    for (const route of routes.filter((each) => each.permission !== 'public')) {
      const response = await send(stranger, route);
      expect([named(route), response.status]).toEqual([named(route), route.method === 'get' ? 303 : 401]);
      if (route.method === 'get') expect(response.headers.location).toMatch(/^\/login\?returnTo=/);
    }
  });

  test.each(ROLES)('lets %s do what the table says, and nothing else', async (role) => {
    const agent = await app.as(role);
    for (const route of routes.filter((each) => each.permission !== 'public' && isWalked(each))) {
      const { status } = await send(agent, route);
      if (allowed(route, role)) {
        expect({ route: named(route), ok: status !== 403 && status < 500, status }).toEqual({
          route: named(route),
          ok: true,
          status,
        });
      } else {
        expect([named(route), status]).toEqual([named(route), 403]);
      }
    }
  });

  test('answers an invalid id with 404, not with an error', async () => {
    const agents = Object.fromEntries(
      await Promise.all(ROLES.map(async (role) => [role, await app.as(role)] as const)),
    );
    const invalid = ["x'; DROP TABLE visit;--", '%00', '..%2f..%2f'];
    const walked = routes.filter((each) => each.path.includes(':') && each.permission !== 'public');
    for (const [index, route] of walked.entries()) {
      // What is invalid for any route is looked for at every third.
      for (const id of ['1', invalid[index % invalid.length]!]) {
        const agent = agents[ROLES.find((role) => allowed(route, role))!]!;
        const path = route.path.replaceAll(
          /:\w+/g,
          id.startsWith('%') || id.startsWith('.') ? id : encodeURIComponent(id),
        );
        const { status } = route.method === 'get' ? await agent.get(path) : await agent.post(path);
        expect({
          route: named(route),
          id,
          ok: status === 404 || status === 400 || (route.upload && status === 403),
          status,
        }).toEqual({ route: named(route), id, ok: true, status });
      }
    }
  });

  test('refuses a form without its token and changes nothing', async () => {
    const agents = Object.fromEntries(
      await Promise.all(ROLES.map(async (role) => [role, await app.as(role)] as const)),
    );
    const before = await rowCounts();
    for (const route of routes.filter((each) => each.method === 'post' && each.permission !== 'public')) {
      const agent = agents[ROLES.find((role) => allowed(route, role))!]!;
      expect([named(route), (await agent.postWithoutToken(address(route), {})).status]).toEqual([named(route), 403]);
    }
    expect(await rowCounts()).toEqual(before);
  });

  test('takes no form of an account that still has to set up its second step, whichever form its session ended at', async () => {
    const { id } = app.ward;
    const agent = await app.as('admin');
    const { username } = app.users.admin;
    await app.db.prisma.ward.update({ where: { id }, data: { requiresSecondFactor: true } });
    const isOpen = ({ path }: Route) => path.startsWith('/second-factor') || path === '/password' || path === '/logout';
    const walked = routes.filter((each) => each.method === 'post' && each.permission !== 'public' && !isOpen(each));
    const expectRefused = async (route: Route) => {
      const { status, headers } = await send(agent, route);
      expect([named(route), status, headers.location]).toEqual([named(route), 303, '/second-factor']);
    };
    const signIn = async (interrupted?: unknown) => {
      await app.db.pool.query('DELETE FROM user_session');
      await agent.get('/login');
      const { headers } = await agent.post('/login', { username, password: PASSWORD, interrupted });
      expect(headers.location).toBe('/second-factor');
      await agent.get('/second-factor');
    };
    await signIn();
    for (const route of walked) await expectRefused(route);
    // What the session ended at is carried in the same way by all forms of a room.
    const place = (route: Route) => route.path.split('/')[1];
    const ofRooms = walked.filter((route) => place(route) !== place(walked[walked.indexOf(route) - 1] ?? route));
    expect(ofRooms.length).toBeGreaterThan(30);
    for (const [index, route] of ofRooms.entries()) {
      await app.db.pool.query('DELETE FROM user_session');
      const ended = await agent.post(address(route), { name: 'x' });
      const carried = read(ended)('input[name=interrupted]').val();
      // As the page signs it, and as an attacker could write it.
      await signIn(index % 2 === 0 ? carried : JSON.stringify({ action: address(route), fields: [['name', 'x']] }));
      await expectRefused(route);
    }
    await app.db.prisma.ward.update({ where: { id }, data: { requiresSecondFactor: false } });
  });

  test('changes nothing but the access log on a GET', async () => {
    const agent = await app.as('admin');
    const before = await rowCounts();
    for (const route of routes.filter((each) => each.method === 'get')) await agent.get(address(route));
    expect(await rowCounts()).toEqual(before);
  });

  /** Row counts of all tables, except those that reading alone changes: access logs, sessions and rate limits. */
  async function rowCounts(): Promise<Record<string, number>> {
    const { rows } = await app.db.pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
         AND relname NOT IN ('audit_event', 'audit_count', 'user_session', 'rate_limit')`,
    );
    const counts = await Promise.all(
      rows.map(
        async ({ name }) =>
          [name, Number((await app.db.pool.query(`SELECT count(*) AS n FROM ${name}`)).rows[0].n)] as const,
      ),
    );
    const changes = await app.db.pool.query<{ n: number }>(
      "SELECT count(*) AS n FROM audit_event WHERE is_change AND action NOT LIKE 'auth.%'",
    );
    return { ...Object.fromEntries(counts), 'changes in the audit chain': Number(changes.rows[0]!.n) };
  }
});
