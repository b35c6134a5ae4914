import { createHash } from 'node:crypto';
import pino from 'pino';
import { actorOf } from '../../../../prisma/seed/demo-accounts';
import { carryDemoRounds, meetDemoNewcomers } from '../../../../prisma/seed/demo-doors';
import { WRITING_ORDER } from '../../../../prisma/seed/demo-rows';
import { seedDatabase } from '../../../../prisma/seed/seed';
import type { AppContext } from '../../../../src/context';
import { openDatabase, type Database } from '../../../../src/db/database';
import { editVisit } from '../../../../src/features/door/visit-records/edit-service';
import { validateDraft } from '../../../../src/features/door/visit-form/validate-draft';
import { getVisit } from '../../../../src/features/door/visit-records/queries';
import { isPasswordOf } from '../../../../src/features/office/auth/passwords';
import { createDemoWardDatabase } from '../../../support/demo-ward-database';
import { storedNumber, TEST_SEALER } from '../../../support/factories';
import { PATIENCE_MS } from '../../../support/patience';
import { THURSDAY_MORNING } from '../../../support/test-app';
import { createTestDatabase, type TestDatabase } from '../../../support/test-database';

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

const seed = ({ db }: Opened, demo = true) =>
  seedDatabase({ db, sealer, now: () => NOW, logger: pino({ level: 'silent' }) }, { demo, residents: 300 });

/** A digest of each table, excluding the nonces of sealed numbers and the password's salt. */
async function fingerprint({ db }: Opened): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const table of [
    ...WRITING_ORDER.map((model) => model.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    'public_service',
    'calendar_day',
    'barrier',
  ]) {
    const { rows } = await db.pool.query(
      `SELECT to_jsonb(t) - 'national_number_cipher' - 'password_hash' AS row FROM ${table} AS t ORDER BY (to_jsonb(t) - 'national_number_cipher' - 'password_hash')::text`,
    );
    expect({ table, isEmpty: rows.length === 0 }).toEqual({ table, isEmpty: false });
    digests[table] = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
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

  it('writes one audit event, then those of what the office records through its own pages', async () => {
    expect((await opened.db.prisma.auditEvent.findMany()).map((event) => event.action)).toEqual([
      'ward.open-demo',
      'official-count.record',
      'official-count.record',
      'official-count.record',
      'group-session.record',
      ...Array<string>(9).fill('group-session.add-attendee'),
      'group-session.record',
      ...Array<string>(6).fill('group-session.add-attendee'),
      'public-request.send',
      'public-request.send',
      'public-request.send',
      'ward.set-target',
      'ward.set-target',
      'month-closing.close',
      'referral.make',
      'referral.answer',
      'referral.make',
      'referral.make',
      'privacy-notice.write',
      ...Array<string>(3).fill('consent.record'),
      'consent.withdraw',
      'data-request.record',
      'data-request.answer',
      'data-request.end',
      ...Array(2).fill(['data-request.record', 'data-request.answer']).flat(),
      'breach.record',
      'breach.notify',
    ]);
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

  it('is the same as the one that other tests share, ids included', async () => {
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
        ${content('portal_use', "'id', 'portal_question_id', 'check_back_id', 'recorded_by'")}`);
    };
    const before = await written();
    expect(await one('SELECT count(*) > 20 AS ticked FROM step_taught')).toEqual({ ticked: true });
    const visits = await db.prisma.visit.findMany({
      where: { metSomebody: true },
      orderBy: { arrivedAt: 'asc' },
      select: { id: true },
    });
    const stored = await Promise.all(visits.map(({ id }) => getVisit(db, actor.wardId, id)));
    await opened.db.pool.query(
      'DELETE FROM portal_use; DELETE FROM portal_question; DELETE FROM check_back; DELETE FROM step_taught',
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

  it('when it is large has newcomers to confirm, a visit taken back and laptops that were carried', async () => {
    const { db } = opened;
    const context = { db, now: () => NOW };
    const office = await actorOf(db, { username: 'vanphong' });
    await meetDemoNewcomers(context, office);
    await carryDemoRounds(context, office);
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
