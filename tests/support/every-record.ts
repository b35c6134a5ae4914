import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_PASSWORD } from '../../prisma/seed/demo-accounts';
import type { AppContext } from '../../src/context';
import { features } from '../../src/features';
import { placeKeyOf } from '../../src/features/register/places/walk-blocks';
import type { UserRole } from '../../src/generated/prisma/enums';
import { isPermitted } from '../../src/permissions';
import type { Route } from '../../src/web/route';
import { workbook } from '../fixtures/lists';
import { formOf } from './forms';
import { demoAppWith, type BareApp, type TestAgent } from './test-app';

export const ROLES: UserRole[] = ['staff', 'officer', 'admin', 'chairman'];
const DEMO_ACCOUNTS: Record<UserRole, string> = {
  staff: 'vanphong',
  officer: 'doivien1',
  admin: 'admin',
  chairman: 'chutich',
};
/** The table of the id behind a word of an address: '/households/:id' → a household. */
const TABLES: Record<string, string> = {
  absences: 'absence',
  'area-closures': 'area_closure',
  'assisted-procedures': 'assisted_procedure',
  attendees: 'resident',
  barriers: 'barrier',
  breaches: 'data_breach',
  briefings: 'briefing',
  'calendar-days': 'calendar_day',
  'carried-rounds': 'carried_round',
  consents: 'consent',
  'digital-helpers': 'digital_helper',
  'due-rules': 'due_rule',
  'data-requests': 'data_request',
  'door-calls': 'door_call',
  'drawn-uses': 'drawn_use',
  'follow-up-ends': 'follow_up_end',
  guides: 'service_guide',
  'group-sessions': 'group_session',
  'guide-sounds': 'spoken_step',
  duplicates: 'duplicate_pair',
  'household-duplicates': 'duplicate_household_pair',
  households: 'household',
  imports: 'import_run',
  'month-closings': 'month_closing',
  'near-misses': 'near_miss',
  newcomers: 'newcomer',
  'official-counts': 'official_count',
  pauses: 'household_pause',
  'place-aliases': 'place_alias',
  'priority-facts': 'priority_fact',
  'privacy-notices': 'privacy_notice',
  'public-requests': 'public_request',
  'public-services': 'public_service',
  referrals: 'referral',
  'register-acts': 'register_act',
  requests: 'support_request',
  'residential-groups': 'residential_group',
  residents: 'resident',
  'round-doors': 'round_door',
  doors: 'round_door',
  rounds: 'round',
  'round-proposals': 'round_proposal',
  'sample-members': 'sample_member',
  samples: 'survey_sample',
  'saved-views': 'saved_view',
  'situation-answers': 'situation_answer',
  situations: 'scam_situation',
  targets: 'indicator_target',
  users: 'user_account',
  visits: 'visit',
  voices: 'voice',
};
/** Records that take a long story to create. */
const WITHOUT_RECORD = [
  '/voices/slips/:id/',
  '/merges/',
  '/residents/:id/national-number/changes/',
  '/round-proposals/:id/rounds/:roundId/',
];

/** The application with a demo ward that holds at least one record of every kind. */
export interface EveryRecord {
  app: BareApp;
  /** Every route whose records exist. */
  routes: Route[];
  /** '/rounds/:id/doors/:doorId' → the address of a round and one of its doors. */
  addressOf(path: string): string;
  /** A browser in which an account of the demo ward is signed in. */
  as(role: UserRole): Promise<TestAgent>;
}

/** True if the role may ask for the route. */
export function mayAsk(role: UserRole, { permission }: Route): boolean {
  return permission === 'public' || permission === 'signed-in' || isPermitted(role, permission);
}

export async function everyRecord(): Promise<EveryRecord> {
  const app = await demoAppWith(addRecords);
  const ids = Object.fromEntries(
    await Promise.all(
      Object.entries(TABLES).map(async ([word, table]) => {
        const { rows } = await app.db.pool.query<{ id: string }>(`SELECT id FROM ${table} LIMIT 1`);
        if (!rows[0]) throw new Error(`the ward of this test has no ${table}: make one in addRecords`);
        return [word, rows[0].id] as const;
      }),
    ),
  );
  // In '/rounds/:id/doors/:doorId' the round must hold the door, or it is a 404 for all roles. So with a pause and a
  // lesson.
  const { roundId } = await app.db.prisma.roundDoor.findUniqueOrThrow({ where: { id: ids.doors } });
  const { householdId } = await app.db.prisma.householdPause.findUniqueOrThrow({ where: { id: ids.pauses } });
  const lesson = await app.db.prisma.assistedProcedure.findFirstOrThrow({
    where: { helpLevel: 'guided', publicService: { kind: 'procedure' } },
  });
  const idsFor = (path: string) => {
    if (path.endsWith('/:id/check-backs')) return { ...ids, residents: lesson.residentId };
    if (path.includes('/doors/:')) return { ...ids, rounds: roundId };
    return path.includes('/pauses/:') ? { ...ids, households: householdId } : ids;
  };
  // A carried round is there for its officer alone.
  const officer = await app.db.prisma.userAccount.findFirstOrThrow({ where: { username: DEMO_ACCOUNTS.officer } });
  const carried = await app.db.prisma.carriedRound.findFirstOrThrow({ where: { officerId: officer.id } });
  ids['carried-rounds'] = carried.id;
  const door = await app.db.prisma.household.findFirstOrThrow();
  ids.lanes = encodeURIComponent(door.laneKey!);
  ids.streets = encodeURIComponent(placeKeyOf(door));
  const { code } = await app.db.prisma.ward.findFirstOrThrow();
  ids.ask = code;
  ids.practice = code;
  ids.check = code;
  ids.voice = code;
  return {
    app,
    as: (role) => signedIn(app, role),
    routes: features
      .flatMap((feature) => feature.routes({ ...app.context, auth: {} } as unknown as AppContext))
      .filter(({ path }) => !WITHOUT_RECORD.some((start) => path.startsWith(start))),
    addressOf: (path) =>
      path.replace(/([a-z-]+)\/:\w+/g, (_whole, word: string) => {
        const id = idsFor(path)[word];
        if (!id) throw new Error(`say in TABLES whose id stands behind ${word} in ${path}`);
        return `${word}/${id}`;
      }),
  };
}

async function signedIn(app: BareApp, role: UserRole): Promise<TestAgent> {
  const agent = app.anonymous();
  await agent.signIn(DEMO_ACCOUNTS[role], DEMO_PASSWORD);
  return agent;
}

/** What the demo ward does not hold on its own. */
async function addRecords(app: BareApp): Promise<void> {
  const staff = await signedIn(app, 'staff');
  const { rows } = await app.db.pool.query<{ id: string }>(
    'SELECT resident_id AS id FROM household_membership WHERE valid_to IS NULL ORDER BY id LIMIT 2',
  );
  await staff.post('/duplicates', { oneId: rows[0]!.id, otherId: rows[1]!.id });
  await app.db.pool.query(`INSERT INTO duplicate_household_pair (id, ward_id, one_id, other_id, score, found_at)
    SELECT gen_random_uuid(), ward_id, min(id::text)::uuid, max(id::text)::uuid, 950, now() FROM household GROUP BY ward_id`);
  await app.db.pool
    .query(`INSERT INTO newcomer (id, ward_id, resident_id, visit_id, full_name, relation, reported_by, reported_at)
    SELECT gen_random_uuid(), v.ward_id, p.resident_id, v.id, 'Lê Thị Tám', 'tenant', v.logged_by, now() FROM visit v JOIN visit_presence p ON p.visit_id = v.id LIMIT 1`);
  await app.db.pool.query(`INSERT INTO person_promise (visit_id, resident_id, ward_id, due_on, note)
    SELECT v.id, p.resident_id, v.ward_id, '2026-11-28', 'gọi hỏi sổ hưu' FROM visit v JOIN visit_presence p ON p.visit_id = v.id ORDER BY v.arrived_at DESC LIMIT 1`);
  // Helped at a door without living there.
  await app.db.pool
    .query(`INSERT INTO newcomer (id, ward_id, resident_id, visit_id, full_name, relation, tie, reported_by, reported_at)
    SELECT gen_random_uuid(), v.ward_id, r.id, v.id, r.full_name, 'elsewhere', 'con của bà Vi', v.logged_by, now() FROM visit v JOIN resident r ON r.ward_id = v.ward_id
    WHERE NOT EXISTS (SELECT FROM household_membership m WHERE m.resident_id = r.id AND m.household_id = v.household_id) LIMIT 1`);
  await app.db.pool
    .query(`INSERT INTO follow_up_end (id, ward_id, kind, subject_id, fact_key, outcome, press_id, ended_on, ended_by, ended_at)
    SELECT gen_random_uuid(), v.ward_id, 'promise', v.id, '2026-11-20', 'done', gen_random_uuid(), '2026-11-20', v.logged_by, now() FROM visit v LIMIT 1`);
  await app.db.pool.query(
    `INSERT INTO referral (id, ward_id, resident_id, recipient, purpose, referred_on, answer_by, referred_by, created_at, letter_id, asked_evening)
    SELECT gen_random_uuid(), u.ward_id, $1, 'police', 'làm VNeID mức 2', '2026-11-20', '2026-11-25', u.id, now(), gen_random_uuid(), '2026-12-10' FROM user_account u WHERE u.username = 'vanphong'`,
    [rows[0]!.id],
  );
  await staff.post(`/residents/${rows[0]!.id}/data-requests`, {
    id: randomUUID(),
    kind: 'view',
    receivedOn: '20/11/2026',
  });
  await app.db.pool.query(`INSERT INTO area_closure (id, ward_id, area, label, closed_from, closed_until, reason)
    SELECT gen_random_uuid(), ward_id, 'lane:' || lane_key, lane_label, '2026-11-24', '2026-12-02', 'sửa đường' FROM household ORDER BY walk_order LIMIT 1`);
  await staff.post('/drafts', { form: '/requests/new', content: 'Bà Tư nhờ cài VNeID' });
  await staff.post('/breaches', {
    id: randomUUID(),
    discoveredOn: '20/11/2026',
    discoveredTime: '09:00',
    what: 'Gửi nhầm danh sách',
  });
  await staff.post('/privacy-notices/new', { version: '0', body: 'Phường giữ dữ liệu để đến giúp.' });
  await staff.post(`/residents/${rows[0]!.id}/consents/new`, { id: randomUUID(), readAloud: 'yes' });
  await staff.upload('/imports', 'list', {
    content: await workbook([
      ['Họ và tên', 'Ngày sinh', 'Địa chỉ'],
      ['Người Mới', '24/11/1948', '9 Châu Long'],
    ]),
    name: 'danh sách.xlsx',
  });
  const { rows: steps } = await app.db.pool.query<{ id: string; service: string }>(
    `SELECT step.id, guide.public_service_id AS service FROM guide_step step JOIN service_guide guide ON guide.id = step.service_guide_id
     JOIN public_service s ON s.id = guide.public_service_id WHERE s.kind <> 'topic' ORDER BY step.id LIMIT 1`,
  );
  await staff.upload(
    `/public-services/${steps[0]!.service}/sounds`,
    'sound',
    { content: readFileSync(join(__dirname, '../fixtures/sound.webm')), name: 'tiếng.webm' },
    { step: steps[0]!.id, language: '' },
  );
  await staff.post('/samples', { size: '40' });
  await staff.post('/official-counts', {
    id: randomUUID(),
    month: '2026-10-01',
    received: '120',
    online: '70',
    source: 'Cổng Dịch vụ công quốc gia',
    statedOn: '05/11/2026',
  });
  await staff.post('/month-closings', { month: '2026-10-01', revision: '1' });
  const { rows: topics } = await app.db.pool.query<{ id: string }>(
    "SELECT id FROM public_service WHERE kind = 'topic' LIMIT 1",
  );
  await staff.post('/group-sessions', {
    id: randomUUID(),
    heldOn: '20/11/2026',
    place: 'Nhà văn hóa tổ 3',
    services: topics[0]!.id,
    othersCount: '20',
  });
  await staff.post('/round-proposals', { id: randomUUID(), from: '2026-11-30', to: '2026-11-30' });
  await app.db.pool
    .query(`INSERT INTO support_request (id, ward_id, household_id, channel, what, received_on, created_by, created_at)
    SELECT gen_random_uuid(), h.ward_id, h.id, 'phone', 'làm lại VNeID', '2026-11-20', u.id, now() FROM household h JOIN user_account u USING (ward_id) LIMIT 1`);
  await staff.post('/public-requests/new', {
    ...(await formOf(staff, '/public-requests/new')),
    senderName: 'bà Hòa',
    senderPhone: '0912000222',
    addressText: '5A ngõ Châu Long',
  });
  await app.db.pool
    .query(`INSERT INTO carried_round (id, ward_id, round_id, officer_id, laptop_name, carried_at, expires_at)
    SELECT gen_random_uuid(), o.ward_id, o.round_id, o.user_id, 'Máy số 2', now(), now() + interval '2 days' FROM round_officer o JOIN user_account u ON u.id = o.user_id
    WHERE u.username = 'doivien1' LIMIT 1`);
}
