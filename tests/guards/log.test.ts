import type { UserRole } from '../../src/generated/prisma/enums';
import type { Route } from '../../src/web/route';
import { everyRecord, mayAsk, ROLES, type EveryRecord } from '../support/every-record';
import { read, type TestAgent } from '../support/test-app';

const NAME = 'Đặng Thị "Kín" Mật';
const NUMBER = '001060987654';
const PHONE = '0987650321';
const MARKS = /Đặng|Kín|Mật|001060987654|987654|0987650321|%C4%90/;

let world: EveryRecord;
const agents = {} as Record<UserRole, TestAgent>;
beforeAll(async () => {
  world = await everyRecord();
  for (const role of ROLES) agents[role] = await world.as(role);
});
afterAll(() => world.app.close());

/** Field names of the forms on a page, by the address they are sent to. */
const namesByAction = new Map<string, Set<string>>();

async function readForms(route: Route): Promise<void> {
  const role = ROLES.find((each) => mayAsk(each, route))!;
  const page = await agents[role].get(world.addressOf(route.path));
  if (!page.type.includes('html')) return;
  const $ = read(page);
  for (const form of $('form[method=post]').toArray()) {
    const action = $(form).attr('action') ?? world.addressOf(route.path);
    const names = namesByAction.get(action) ?? new Set();
    for (const field of $(form).find('[name]').toArray()) names.add($(field).attr('name')!);
    namesByAction.set(action, names);
  }
}

/** Read by forms that no page of this ward shows. */
const USUAL = ['fullName', 'name', 'what', 'note', 'reason', 'nationalNumber', 'phone', 'address', 'q', 'username'];

function marked(names: Iterable<string>): Record<string, string> {
  const values = [NAME, NUMBER, PHONE];
  const fields = [...new Set([...USUAL, ...names])].filter((name) => name !== '_csrf');
  return Object.fromEntries(
    fields.map((name) => {
      if (/phone/i.test(name)) return [name, PHONE];
      return [name, /number/i.test(name) ? NUMBER : values[name.length % values.length]!];
    }),
  );
}

test('a form leaves nothing of what it held in the log, whatever route it is sent to', async () => {
  for (const route of world.routes.filter(
    ({ method, path }) => method === 'get' && !path.startsWith('/calendar-feeds/'),
  ))
    await readForms(route);
  const posts = world.routes.filter(({ method, path, upload }) => method === 'post' && !upload && path !== '/logout');
  const before = world.app.logLines().length;
  for (const route of posts) {
    const address = world.addressOf(route.path);
    const role = ROLES.find((each) => mayAsk(each, route))!;
    await agents[role].post(address, marked(namesByAction.get(address) ?? []));
  }
  const written = world.app.logLines().slice(before);
  expect(written.length).toBeGreaterThan(posts.length / 2);
  expect(written.filter((line) => MARKS.test(line))).toEqual([]);
});

test('a statement that PostgreSQL refuses leaves its values out of the log, but names its kind', async () => {
  const { pool } = world.app.db;
  const admin = await world.as('admin');
  const { query } = pool;
  const before = world.app.logLines().length;
  // The value breaks the line, opens a quote and looks like a frame of a stack.
  const value = `${NAME}\n    at ${NAME} ${NUMBER}`;
  pool.query = ((...args: [unknown]) =>
    JSON.stringify(args[0]).includes('FROM audit_event')
      ? query.apply(pool, ['SELECT $1::date', [value]] as never)
      : query.apply(pool, args as never)) as typeof pool.query;
  const { status } = await admin.get('/audit');
  pool.query = query;
  expect(status).toBe(500);
  const written = world.app.logLines().slice(before);
  expect(written.filter((line) => MARKS.test(line))).toEqual([]);
  expect(written.join('')).toContain('"code":"22007"');
});
