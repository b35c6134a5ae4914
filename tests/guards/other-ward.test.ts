import type { UserRole } from '../../src/generated/prisma/enums';
import { hashPassword } from '../../src/features/office/auth/passwords';
import type { Route } from '../../src/web/route';
import { everyRecord, mayAsk, ROLES, type EveryRecord } from '../support/every-record';
import { createUser, createWard } from '../support/factories';
import { TestAgent } from '../support/test-app';
import { PASSWORD } from '../support/two-wards';

/** Routes that redirect even if the record does not exist, because repeating them is harmless. */
const DONE_ALREADY = new Set(
  ['place-aliases', 'near-misses', 'situation-answers', 'voices'].map((records) => `POST /${records}/:id/removal`),
);

let world: EveryRecord;
let routes: Route[];
const strangers = {} as Record<UserRole, TestAgent>;

beforeAll(async () => {
  world = await everyRecord();
  const { app } = world;
  routes = world.routes.filter(({ path, permission }) => path.includes(':') && permission !== 'public');
  const otherWard = await createWard(app.db, { code: '00070', name: 'Phường Hoàn Kiếm' });
  const passwordHash = await hashPassword(PASSWORD);
  for (const role of ROLES) {
    await createUser(app.db, otherWard, { role, username: `${role}-hk`, displayName: `Hoàng ${role}`, passwordHash });
    strangers[role] = new TestAgent(app.app);
    await strangers[role].signIn(`${role}-hk`, PASSWORD);
  }
});
afterAll(() => world.app.close());

test('every address in this file leads to an existing record', async () => {
  const own = Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, await world.as(role)] as const)));
  const missing: string[] = [];
  for (const route of routes.filter(({ method }) => method === 'get')) {
    // Some records are there for one person alone.
    let isFound = false;
    for (const role of ROLES.filter((each) => mayAsk(each, route)))
      isFound ||= (await own[role]!.get(world.addressOf(route.path))).status !== 404;
    if (!isFound) missing.push(route.path);
  }
  expect(missing).toEqual([]);
});

function send(stranger: TestAgent, { method, upload }: Pick<Route, 'method' | 'upload'>, address: string) {
  if (method === 'get') return stranger.get(address);
  return upload
    ? stranger.upload(address, upload.field, { content: Buffer.from(''), name: 'rỗng.xlsx' })
    : stranger.post(address);
}

test.each(ROLES)(
  "the %s of another ward finds none of this ward's records, whatever is requested or sent",
  async (role) => {
    const changes = async () =>
      (await world.app.db.pool.query<{ n: number }>('SELECT count(*) AS n FROM audit_event WHERE is_change')).rows[0]!
        .n;
    const before = await changes();
    const found: string[] = [];
    for (const { method, path, upload } of routes.filter((route) => mayAsk(role, route))) {
      const address = world.addressOf(path);
      const { status } = await send(strangers[role], { method, upload }, address);
      const name = `${method.toUpperCase()} ${path}`;
      if (status !== (DONE_ALREADY.has(name) ? 303 : 404)) found.push(`${name} answered ${status}`);
    }
    expect(found).toEqual([]);
    expect(await changes()).toBe(before);
  },
);
