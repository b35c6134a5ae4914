import { createHash } from 'node:crypto';
import pino from 'pino';
import { seedDatabase } from '../../../../prisma/seed/seed';
import type { AppContext } from '../../../../src/context';
import { openDatabase, type Database } from '../../../../src/db/database';
import { editVisit } from '../../../../src/features/door/visit-records/edit-service';
import { validateDraft } from '../../../../src/features/door/visit-form/validate-draft';
import { getVisit } from '../../../../src/features/door/visit-records/queries';
import { isPasswordOf } from '../../../../src/features/office/auth/passwords';
import { checkPortalFileCode } from '../../../../src/shared/portal-file-code';
import { createDemoWardDatabase } from '../../../support/demo-ward-database';
import { storedNumber, TEST_SEALER } from '../../../support/factories';
import { PATIENCE_MS } from '../../../support/patience';
import { THURSDAY_MORNING } from '../../../support/test-app';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database';
import { slowTest } from '../../../support/runs';

const NOW = THURSDAY_MORNING;
const sealer = TEST_SEALER;

interface Opened {
  database: TestDatabase;
  db: Database;
}

const open = (database: TestDatabase): Opened => ({
  database,
  db: openDatabase(database.url, () => undefined, 3, PATIENCE_MS),
});
const empty = async () => open(await createTestDatabase());

async function putAway({ database, db }: Opened): Promise<void> {
  await db.close();
  await database.drop();
}

const refused: unknown[] = [];
const logger = pino({ level: 'warn' }, { write: (line: string) => refused.push(JSON.parse(line)) });
const seed = ({ db }: Opened, demo = true, now = NOW, residents = 300) =>
  seedDatabase({ db, sealer, now: () => now, logger }, { demo, residents });

/** The tables that tell the same in every ward of the same clock and size. */
const TOLD = [
  'assisted_procedure',
  'briefing',
  'check_back',
  'digital_helper',
  'door_call',
  'file_status',
  'household',
  'household_membership',
  'household_pause',
  'portal_question',
  'portal_use',
  'priority_fact',
  'readiness',
  'register_event',
  'resident',
  'resident_absence',
  'round_door',
  'support_request',
  'support_request_closure',
  'topic_taught',
  'visit',
  'visit_presence',
];
const ID = /"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g;

/** A digest of each table, excluding ids, the nonces of sealed numbers and the password's salt. */
async function fingerprint({ db }: Opened): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const table of [...TOLD, 'user_account', 'public_service', 'calendar_day', 'barrier']) {
    const { rows } = await db.pool.query<{ row: object }>(
      `SELECT to_jsonb(t) - 'national_number_cipher' - 'password_hash' AS row FROM ${table} AS t`,
    );
    expect({ table, isEmpty: rows.length === 0 }).toEqual({ table, isEmpty: false });
    const lines = rows.map(({ row }) => JSON.stringify(row).replace(ID, 'id')).sort();
    digests[table] = createHash('sha256').update(lines.join()).digest('hex');
  }
  return digests;
}

describe('the demo ward in the database', () => {
  let opened: Opened;
  let starts: Awaited<ReturnType<typeof seed>>[];
  const one = async (text: string) => (await opened.db.pool.query(text)).rows[0];

  beforeAll(async () => {
    opened = await empty();
    starts = await Promise.all([seed(opened), seed(opened)]);
  });
  afterAll(() => putAway(opened));

  it('is filled once by two simultaneous starts', async () => {
    expect(starts.map(({ seeded }) => seeded).sort()).toEqual([false, true]);
    expect(starts.every(({ hasWard, accounts }) => hasWard && accounts.length > 0)).toBe(true);
    expect(await one('SELECT count(*) AS wards FROM ward')).toEqual({ wards: 1 });
  });

  it('has one head in every household', async () => {
    expect(
      await one(`SELECT count(*) AS wrong FROM household h
      WHERE 1 <> (SELECT count(*) FROM household_membership m WHERE m.household_id = h.id AND m.relation = 'head' AND m.valid_to IS NULL)`),
    ).toEqual({ wrong: 0 });
  });

  it('has at least 300 people, a fifth of them 60 or older', async () => {
    const { people, old } =
      await one(`SELECT count(*) AS people, count(*) FILTER (WHERE birth_date <= '1966-11-26') AS old
      FROM resident WHERE residence_status IN ('permanent', 'temporary')`);
    expect(people).toBeGreaterThanOrEqual(300);
    expect(old / people).toBeGreaterThanOrEqual(0.2);
  });

  it('has a round tonight with doors to open', async () => {
    const { doors } =
      await one(`SELECT count(d.*) AS doors FROM round r JOIN round_door d ON d.round_id = r.id AND d.is_open
      WHERE (r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = '2026-11-26'`);
    expect(doors).toBeGreaterThanOrEqual(6);
  });

  it('seals the national numbers so that they can be opened again', async () => {
    const resident = await opened.db.prisma.resident.findFirstOrThrow({
      where: { nationalNumberCipher: { not: null } },
    });
    expect(storedNumber(sealer, resident)).toMatch(new RegExp(`^(003|005|099)\\d{5}${resident.nationalNumberLast4}$`));
  });

  it('marks one latest readiness per resident', async () => {
    expect(
      await one('SELECT count(*) FILTER (WHERE is_latest) = count(DISTINCT resident_id) AS agrees FROM readiness'),
    ).toEqual({ agrees: true });
  });

  it('is told by service functions, of which none refused, each with its event, in order of time', async () => {
    expect(refused).toEqual([]);
    const { events, counted, inOrder } =
      await one(`SELECT (SELECT count(*) FROM audit_event WHERE action = 'visit.record') AS events, (SELECT count(*) FROM visit) AS counted,
        (SELECT bool_and(at >= before) FROM (SELECT at, lag(at) OVER (ORDER BY seq) AS before FROM audit_event) told WHERE before IS NOT NULL) AS "inOrder"`);
    expect({ events, inOrder }).toEqual({ events: counted + 1, inOrder: true });
  });

  it('tells of everything that a page shows', async () => {
    const holds = async (table: string, column: string) =>
      (await opened.db.pool.query(`SELECT DISTINCT ${column}::text AS value FROM ${table} ORDER BY 1`)).rows.map(
        ({ value }) => value,
      );
    expect(await holds('visit', 'outcome')).toHaveLength(6);
    expect(await holds('assisted_procedure', 'result')).toHaveLength(4);
    expect(await holds('assisted_procedure', 'help_level')).toHaveLength(5);
    expect(await holds('support_request_closure', 'kind')).toEqual(['declined', 'done', 'withdrawn']);
    const { several } = await one(`SELECT count(*)::int AS several FROM (
      SELECT FROM support_request_service GROUP BY support_request_id HAVING count(DISTINCT coalesce(result::text, 'open')) = 3) x`);
    expect(several).toBe(1);
    expect(await holds('support_request', 'channel')).toEqual(['counter', 'group_leader', 'officer', 'phone']);
    expect(await holds('door_call', 'outcome')).toEqual(['agreed', 'declined', 'no_answer', 'wrong_number']);
    expect(await holds('register_event', 'kind')).toEqual(
      expect.arrayContaining(['absence_began', 'died', 'head_changed', 'moved_in', 'moved_out', 'split']),
    );
    for (const table of ['round_departure', 'round_proposal', 'month_closing', 'saved_view', 'referral'])
      expect({ table, isEmpty: (await holds(table, 'ward_id')).length === 0 }).toEqual({ table, isEmpty: false });
  });

  it('has open requests, some overdue and some for a door of tonight with an hour that fits', async () => {
    expect(
      await one(`SELECT count(*) FILTER (WHERE accepted_at IS NULL) > 0 AS "isSomeNew", count(*) FILTER (WHERE promised_by < '2026-11-26') > 0 AS "isSomeLate",
        count(*) FILTER (WHERE EXISTS (SELECT FROM round_door d JOIN round r ON r.id = d.round_id AND r.starts_at::date = '2026-11-26'
          WHERE d.household_id = q.household_id) AND EXISTS (SELECT FROM support_request_wish w WHERE w.support_request_id = q.id)) > 0 AS "isSomeTonight"
        FROM support_request q WHERE is_open`),
    ).toEqual({ isSomeNew: true, isSomeLate: true, isSomeTonight: true });
  });

  it('keeps paused doors off the rounds, and leaves some past doors without an outcome', async () => {
    expect(
      await one(`SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM household_pause p WHERE p.household_id = d.household_id AND p.lifted_at IS NULL
          AND p.created_at < d.placed_at AND (p.paused_until IS NULL OR p.paused_until >= r.starts_at::date))) AS paused,
        count(*) FILTER (WHERE d.is_open AND r.ends_at < '2026-11-26') BETWEEN 1 AND 24 AS "isSomeForgotten"
        FROM round_door d JOIN round r ON r.id = d.round_id`),
    ).toEqual({ paused: 0, isSomeForgotten: true });
  });

  it('has two rounds to come besides that of tonight, one of them without an officer', async () => {
    expect(
      await one(`SELECT count(*) AS coming, count(*) FILTER (WHERE EXISTS (SELECT FROM round_officer o JOIN absence a ON a.user_id = o.user_id
          AND a.starts_at < r.ends_at AND a.ends_at > r.starts_at WHERE o.round_id = r.id)) AS short
        FROM round r WHERE r.starts_at > '2026-11-26 17:00Z'`),
    ).toEqual({ coming: 2, short: 1 });
  });

  it('was refused less and met more as the months went by', async () => {
    const { metMore, refusedLess } =
      await one(`SELECT avg((outcome = 'met')::int) FILTER (WHERE half = 2) > avg((outcome = 'met')::int) FILTER (WHERE half = 1) AS "metMore",
        avg((outcome = 'refused')::int) FILTER (WHERE half = 2) < avg((outcome = 'refused')::int) FILTER (WHERE half = 1) AS "refusedLess"
        FROM (SELECT outcome, ntile(2) OVER (ORDER BY arrived_at) AS half FROM visit) halves`);
    expect({ metMore, refusedLess }).toEqual({ metMore: true, refusedLess: true });
  });

  it('has file codes in the usual form', async () => {
    const files = await opened.db.prisma.assistedProcedure.findMany({ where: { portalFileCode: { not: null } } });
    expect(files.length).toBeGreaterThan(20);
    for (const { portalFileCode: value } of files)
      expect(checkPortalFileCode(value!, '2026-11-26')).toEqual({ ok: true, value });
  });

  slowTest.each([
    ['on a holiday', '2026-11-24T02:00:00Z'],
    ['before dawn', '2026-11-25T17:30:00Z'],
    ['late on the evening of Tết', '2027-02-06T15:30:00Z'],
    ...[7, 8, 9, 10, 11, 12, 13].map((day) => [
      `on ${day} December`,
      `2026-12-${String(day).padStart(2, '0')}T02:00:00Z`,
    ]),
    ['at the end of a month', '2026-12-31T02:00:00Z'],
    ['at the end of a short month', '2027-02-28T02:00:00Z'],
    ['on the leap day of 2028', '2028-02-29T02:00:00Z'],
    ['on the leap day of 2032', '2032-02-29T02:00:00Z'],
  ] as [string, string][])('is told without a refusal %s', async (_day, time) => {
    const other = await empty();
    await seed(other, true, new Date(time));
    expect(refused).toEqual([]);
    await putAway(other);
  });

  slowTest.each([
    ['where a round of the morning changes its team', '2026-12-06T02:00:00Z'],
    ['where a request is withdrawn before the office accepts it', '2026-12-07T02:00:00Z'],
  ])('of the usual size is told without a refusal %s', async (_story, time) => {
    const other = await empty();
    await seed(other, true, new Date(time), 7200);
    expect(refused).toEqual([]);
    await putAway(other);
  });

  it('has two groups with targets of their own, set sixty days ago', async () => {
    const { rows } = await opened.db.pool.query(
      `SELECT period, start_on AS "startOn", ended_on AS "endedOn" FROM indicator_target WHERE residential_group_id IS NOT NULL`,
    );
    expect(rows).toEqual(Array(2).fill({ period: 'Quý 4/2026', startOn: '2026-09-27', endedOn: null }));
  });

  it('is left alone by the next start, which only names its accounts', async () => {
    const { seeded, accounts } = await seed(opened);
    expect(seeded).toBe(false);
    expect(accounts.map((account) => account.username)).toEqual([
      'admin',
      'vanphong',
      'doivien1',
      'doivien2',
      'chutich',
    ]);
    expect(await one('SELECT count(*) AS wards FROM ward')).toEqual({ wards: 1 });
    for (const { username, password } of accounts) {
      const user = await opened.db.prisma.userAccount.findUniqueOrThrow({ where: { username } });
      expect(user.mustChangePassword).toBe(false);
      expect(await isPasswordOf(user.passwordHash, password)).toBe(true);
    }
  });

  it('is the same as the one that other tests share, random ids aside', async () => {
    const second = open(await createDemoWardDatabase(NOW));
    expect(await fingerprint(second)).toEqual(await fingerprint(opened));
    await putAway(second);
  });

  it('has visits that the form accepts, and saving them again writes the same lines, steps, answers and uses', async () => {
    const { db } = opened;
    const account = await db.prisma.userAccount.findFirstOrThrow({
      where: { role: 'officer' },
      include: { ward: true },
    });
    const actor = { ...account, wardName: account.ward.name };
    const context = { db, now: () => NOW } as AppContext;
    const written = async () => {
      const content = (table: string, without: string) =>
        `(SELECT json_agg(row ORDER BY row::text) FROM (SELECT to_jsonb(t) - ARRAY[${without}] AS row FROM ${table} t) x) AS ${table}`;
      return one(`SELECT ${content('assisted_procedure', "''")}, ${content('visit_presence', "''")}, ${content('topic_taught', "''")}, ${content('step_taught', "''")},
        ${content('portal_question', "'id', 'recorded_by', 'recorded_at'")}, ${content('check_back', "'id', 'recorded_by', 'recorded_at'")},
        ${content('portal_use', "'id', 'portal_question_id', 'check_back_id', 'recorded_by', 'recorded_at'")}`);
    };
    const before = await written();
    expect(await one('SELECT count(*) > 20 AS ticked FROM step_taught')).toEqual({ ticked: true });
    const visits = await db.prisma.visit.findMany({
      // A file that was submitted later is a use of that later day.
      where: { metSomebody: true, updatedAt: null },
      orderBy: { arrivedAt: 'asc' },
      select: { id: true },
    });
    const stored = await Promise.all(visits.map(({ id }) => getVisit(db, actor.wardId, id)));
    const lines = `SELECT a.id FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE v.updated_at IS NULL`;
    const ofVisits = 'visit_id IN (SELECT id FROM visit WHERE updated_at IS NULL)';
    await opened.db.pool.query(
      `DELETE FROM portal_use WHERE assisted_procedure_id IN (${lines}) OR portal_question_id IN (SELECT id FROM portal_question WHERE ${ofVisits})
         OR check_back_id IN (SELECT id FROM check_back WHERE ${ofVisits});
       DELETE FROM portal_question WHERE ${ofVisits}; DELETE FROM check_back WHERE ${ofVisits}; DELETE FROM step_taught WHERE assisted_procedure_id IN (${lines})`,
    );
    for (const visit of stored) {
      const { householdId, roundEndsAt, clientKey, version } = visit;
      const verdict = await validateDraft(context, actor, visit.draft, {
        householdId,
        roundEndsAt,
        clientKey,
        stored: visit,
        officers: visit.officers,
      });
      if (!verdict.ok) throw new Error(JSON.stringify(verdict.errors));
      expect(await editVisit(context, actor, visit, { version, visit: verdict.visit })).toMatchObject({ kind: 'done' });
    }
    expect(stored.length).toBeGreaterThan(30);
    expect(await written()).toEqual(before);
  });

  it('has newcomers to confirm, a visit taken back and laptops that were carried', async () => {
    expect(
      await one(`SELECT (SELECT count(*) FROM newcomer WHERE is_waiting) AS waiting, (SELECT count(*) FROM newcomer WHERE NOT is_waiting) AS confirmed,
        (SELECT count(*) FROM visit_withdrawal) AS withdrawn, (SELECT count(*) FROM carried_round) AS carried,
        (SELECT count(*) FROM carried_round WHERE removed_at IS NULL AND revoked_at IS NULL) AS held`),
    ).toEqual({ waiting: 3, confirmed: 1, withdrawn: 1, carried: 4, held: 1 });
  });

  it('is not opened unless requested', async () => {
    const second = await empty();
    expect(await seed(second, false)).toEqual({ seeded: false, hasWard: false, accounts: [] });
    expect(await second.db.prisma.ward.count()).toBe(0);
    await putAway(second);
  });
});
