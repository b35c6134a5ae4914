import { DEMO_PASSWORD } from '../../prisma/seed/demo-accounts';
import { seedDatabase } from '../../prisma/seed/seed';
import type { AppContext } from '../../src/context';
import { features } from '../../src/features';
import { hashPassword } from '../../src/features/auth/passwords';
import type { UserRole } from '../../src/generated/prisma/enums';
import { isPermitted } from '../../src/permissions';
import type { Route } from '../../src/web/route';
import { workbook } from '../fixtures/lists';
import { createUser, createWard } from '../support/factories';
import { bareApp, PASSWORD, TestAgent, type BareApp } from '../support/test-app';

const ROLES: UserRole[] = ['staff', 'officer', 'admin', 'chairman'];
/** Whose id stands behind a word of an address: '/households/:id' → a household. */
const TABLES: Record<string, string> = {
  absences: 'absence', 'assisted-procedures': 'assisted_procedure', barriers: 'barrier', briefings: 'briefing', 'calendar-days': 'calendar_day',
  'digital-helpers': 'digital_helper', 'door-calls': 'door_call', 'equipment-items': 'equipment_item', 'hand-overs': 'hand_over', duplicates: 'duplicate_pair', 'household-duplicates': 'duplicate_household_pair', households: 'household',
  imports: 'import_run', pauses: 'household_pause', 'place-aliases': 'place_alias', 'priority-facts': 'priority_fact', 'public-services': 'public_service',
  'register-acts': 'register_act', requests: 'support_request', 'residential-groups': 'residential_group', residents: 'resident', 'round-doors': 'round_door',
  doors: 'round_door', rounds: 'round', 'saved-views': 'saved_view', targets: 'indicator_target', users: 'user_account', visits: 'visit',
};
/** Records that take a long story to come about, or keys of a street: their own tests ask from another ward. */
const ASKED_ELSEWHERE = ['/lanes/', '/streets/', '/merges/', '/round-proposals/', '/residents/:id/national-number/changes/'];
/** Says that it is done to whatever is not there any more, so that sent twice it is once. */
const DONE_ALREADY = new Set(['POST /place-aliases/:id/removal']);

let app: BareApp;
let routes: Route[];
let ids: Record<string, string>;
const strangers = {} as Record<UserRole, TestAgent>;

beforeAll(async () => {
  app = await bareApp();
  await seedDatabase(app.context, { demo: true, residents: 300 });
  routes = features.flatMap((feature) => feature.routes({ ...app.context, auth: {} } as unknown as AppContext))
    .filter(({ path, permission }) => path.includes(':') && permission !== 'public' && !ASKED_ELSEWHERE.some((start) => path.startsWith(start)));
  await addRecords();
  ids = Object.fromEntries(await Promise.all(Object.entries(TABLES).map(async ([word, table]) => {
    const { rows } = await app.db.pool.query<{ id: string }>(`SELECT id FROM ${table} LIMIT 1`);
    if (!rows[0]) throw new Error(`the ward of this test has no ${table}: make one in addRecords`);
    return [word, rows[0].id] as const;
  })));
  const otherWard = await createWard(app.db, { code: '00070', name: 'Phường Hoàn Kiếm' });
  const passwordHash = await hashPassword(PASSWORD);
  for (const role of ROLES) {
    await createUser(app.db, otherWard, { role, username: `${role}-hk`, displayName: `Hoàng ${role}`, passwordHash });
    strangers[role] = new TestAgent(app.app);
    await strangers[role].signIn(`${role}-hk`, PASSWORD);
  }
});
afterAll(() => app.close());

/** What the demo ward does not hold by itself. */
async function addRecords(): Promise<void> {
  const staff = app.anonymous();
  await staff.signIn('vanphong', DEMO_PASSWORD);
  const { rows } = await app.db.pool.query<{ id: string }>('SELECT resident_id AS id FROM household_membership WHERE valid_to IS NULL ORDER BY id LIMIT 2');
  await staff.post('/duplicates', { oneId: rows[0]!.id, otherId: rows[1]!.id });
  await app.db.pool.query(`INSERT INTO duplicate_household_pair (id, ward_id, one_id, other_id, score, found_at)
    SELECT gen_random_uuid(), ward_id, min(id::text)::uuid, max(id::text)::uuid, 950, now() FROM household GROUP BY ward_id`);
  await staff.upload('/imports', 'list', await workbook([['Họ và tên', 'Ngày sinh', 'Địa chỉ'], ['Người Mới', '24/11/1948', '9 Châu Long']]), 'danh sách.xlsx');
  await app.db.pool.query(`INSERT INTO support_request (id, ward_id, household_id, channel, what, received_on, came_after_refusal, created_by, created_at)
    SELECT gen_random_uuid(), h.ward_id, h.id, 'phone', 'làm lại VNeID', '2026-11-20', false, u.id, now() FROM household h JOIN user_account u USING (ward_id) LIMIT 1`);
}

/** '/rounds/:id/doors/:doorId' → the address of a round and one of its doors. */
const addressOf = (path: string) => path.replace(/([a-z-]+)\/:\w+/g, (_whole, word: string) => {
  if (!ids[word]) throw new Error(`say in TABLES whose id stands behind ${word} in ${path}`);
  return `${word}/${ids[word]}`;
});

test('the addresses of this file are those of records that are there', async () => {
  const own = Object.fromEntries(await Promise.all(([['staff', 'vanphong'], ['officer', 'doivien1'], ['admin', 'admin'], ['chairman', 'chutich']] as const).map(async ([role, name]) => {
    const agent = app.anonymous();
    await agent.signIn(name, DEMO_PASSWORD);
    return [role, agent] as const;
  })));
  const missing: string[] = [];
  for (const { path, permission } of routes.filter(({ method }) => method === 'get')) {
    const role = ROLES.find((each) => permission === 'signed-in' || (permission !== 'public' && isPermitted(each, permission)))!;
    if ((await own[role]!.get(addressOf(path))).status === 404) missing.push(path);
  }
  expect(missing).toEqual([]);
});

test.each(ROLES)('nothing of a ward exists for the %s of another, whatever is asked or sent', async (role) => {
  const changes = async () => (await app.db.pool.query<{ n: number }>('SELECT sum(change_seq) AS n FROM audit_chain')).rows[0]!.n;
  const before = await changes();
  const found: string[] = [];
  for (const { method, path, permission, upload } of routes) {
    if (permission === 'public' || (permission !== 'signed-in' && !isPermitted(role, permission))) continue;
    const address = addressOf(path);
    const { status } = method === 'get' ? await strangers[role].get(address)
      : upload ? await strangers[role].upload(address, upload.field, Buffer.from(''), 'rỗng.xlsx') : await strangers[role].post(address);
    const name = `${method.toUpperCase()} ${path}`;
    if (status !== (DONE_ALREADY.has(name) ? 303 : 404)) found.push(`${name} answered ${status}`);
  }
  expect(found).toEqual([]);
  expect(await changes()).toBe(before);
});
