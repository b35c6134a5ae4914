import type { AuditAction } from '../../../../src/audit-vocabulary';
import type pg from 'pg';
import { createAccessLog } from '../../../../src/features/office/audit/access-log';
import { NO_WARD, recordEvent } from '../../../../src/features/office/audit/record';
import { describeVerification, verifyAudit } from '../../../../src/features/office/audit/verify';
import type { Actor } from '../../../../src/actor';
import { testApp, type TestApp } from '../../../support/test-app';

describe('the audit chain', () => {
  const subject = { type: 'household', id: 'h1' };
  let app: TestApp;
  let actor: Actor;
  beforeEach(async () => {
    app = await testApp();
    actor = { ...app.users.staff, wardName: app.ward.name, mustChangePassword: false };
    await app.db.prisma.$transaction((tx) =>
      recordEvent(tx, { actor: null, wardId: app.otherWard.id, action: 'ward.open', subject, at: app.context.now() }),
    );
  });
  afterEach(() => app.close());

  const record = (action: AuditAction, details: Record<string, unknown> = {}) =>
    app.db.prisma.$transaction((tx) => recordEvent(tx, { actor, action, subject, details, at: app.context.now() }));
  const events = () => app.db.prisma.auditEvent.findMany({ where: { chainId: app.ward.id }, orderBy: { seq: 'asc' } });
  const sql = (text: string, values: unknown[] = []) => app.db.pool.query(text, values);
  const verify = async () => {
    const client = await app.db.pool.connect();
    try {
      return await verifyAudit(client);
    } finally {
      client.release();
    }
  };
  const broken = async () => (await verify()).find((chain) => chain.chainId === app.ward.id)!.broken;
  /** Something that a person with full database rights can do, and the application cannot. */
  const tamper = async (text: string, values: unknown[] = []) => {
    await sql('ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_chain DISABLE TRIGGER USER');
    await sql(text, values);
    await sql('ALTER TABLE audit_event ENABLE TRIGGER USER; ALTER TABLE audit_chain ENABLE TRIGGER USER');
  };

  it('numbers events from one, builds each hash on the one before, and verifies', async () => {
    for (const action of ['household.register', 'household.correct', 'household.pause'] as const)
      await record(action, { words: 'Gặp "bà Ánh"\r\n\\u0000 🏠' });
    const rows = await events();
    expect(rows.map((row) => Number(row.seq))).toEqual([1, 2, 3]);
    expect(new Set(rows.map((row) => Buffer.from(row.hash).toString('hex'))).size).toBe(3);
    const chains = await verify();
    expect(chains.find((chain) => chain.chainId === app.ward.id)).toEqual({
      chainId: app.ward.id,
      wardName: 'Phường Ba Đình',
      events: 3,
      head: Buffer.from(rows[2]!.hash).toString('hex'),
      broken: null,
    });
    expect(describeVerification(chains)).toMatchObject({
      isWhole: true,
      lines: expect.arrayContaining(['2 dây, 4 sự kiện, nguyên vẹn']) as string[],
    });
  });

  it('keeps each ward, and events of no ward, on separate chains', async () => {
    await record('household.register');
    await app.anonymous().post('/login', { username: 'khong-co-ai', password: 'sai' });
    await app.as('staff', 'other');
    const chains = await verify();
    expect(chains.map(({ chainId, events: count, broken: problem }) => [chainId, count, problem]).toSorted()).toEqual(
      [
        [NO_WARD, 1, null],
        [app.ward.id, 1, null],
        [app.otherWard.id, 2, null],
      ].toSorted(),
    );
  });

  it('lets nobody change, remove or rewind anything, with any statement', async () => {
    await record('household.register');
    const before = await events();
    for (const statement of [
      "UPDATE audit_event SET actor_name = 'Ai Khác'",
      'UPDATE audit_event SET at = at WHERE false',
      'DELETE FROM audit_event',
      'DELETE FROM audit_event WHERE seq = 1',
      'TRUNCATE audit_event',
      'TRUNCATE audit_chain',
      'TRUNCATE ward CASCADE; TRUNCATE audit_event',
      'DELETE FROM audit_chain',
      'UPDATE audit_chain SET seq = 0',
      "UPDATE audit_chain SET hash = '\\x00'",
      'UPDATE audit_chain SET seq = seq + 1, change_seq = 0',
    ]) {
      await expect(sql(statement).then(() => statement)).rejects.toThrow('append-only');
    }
    expect(await events()).toEqual(before);
    expect(await broken()).toBeNull();
  });

  it('accepts no numbers or hashes from outside: given ones are overwritten', async () => {
    await record('household.register');
    await sql(
      `INSERT INTO audit_event (chain_id, seq, at, actor_name, action, is_change, subject_type, hash)
               VALUES ($1, 99, now(), 'Ai Đó', 'household.correct', true, 'household', '\\x00')`,
      [app.ward.id],
    );
    expect((await events()).map((row) => Number(row.seq))).toEqual([1, 2]);
    expect(await broken()).toBeNull();
  });

  it('leaves no trace of a change that was rolled back, and no gap', async () => {
    await record('household.register');
    await expect(
      app.db.prisma.$transaction(async (tx) => {
        await recordEvent(tx, { actor, action: 'household.correct', subject, at: app.context.now() });
        throw new Error('the change failed');
      }),
    ).rejects.toThrow('the change failed');
    await record('household.pause');
    expect((await events()).map((row) => [Number(row.seq), row.action])).toEqual([
      [1, 'household.register'],
      [2, 'household.pause'],
    ]);
    expect(await broken()).toBeNull();
  });

  describe('tampering behind the triggers', () => {
    beforeEach(async () => {
      for (const action of [
        'household.register',
        'household.correct',
        'household.pause',
        'household.lift-pause',
      ] as const)
        await record(action, { from: 'a', to: 'b' });
    });

    it.each([
      ['actor_name', "'Ai Khác'"],
      ['actor_id', 'NULL'],
      ['at', "at + interval '1 microsecond'"],
      ['action', "'household.x'"],
      ['is_change', 'false'],
      ['subject_type', "'resident'"],
      ['subject_id', "'h2'"],
      ['details', '\'{"from": "a", "to": "c"}\''],
    ])('is found at the event whose %s was changed', async (column, value) => {
      await tamper(`UPDATE audit_event SET ${column} = ${value} WHERE seq = 2 AND chain_id = $1`, [app.ward.id]);
      expect(await broken()).toEqual({ seq: 2, problem: 'changed' });
    });

    it("that fits an event's hash again breaks the next event", async () => {
      await tamper(
        `UPDATE audit_event AS e SET actor_name = 'Ai Khác', hash = audit_event_hash((SELECT hash FROM audit_event WHERE chain_id = $1 AND seq = 1),
        (e.chain_id, e.seq, e.at, e.actor_id, 'Ai Khác', e.action, e.is_change, e.subject_type, e.subject_id, e.details, e.hash)::audit_event) WHERE seq = 2 AND chain_id = $1`,
        [app.ward.id],
      );
      expect(await broken()).toEqual({ seq: 3, problem: 'changed' });
    });

    it('that removes an event leaves a gap', async () => {
      await tamper('DELETE FROM audit_event WHERE seq = 3 AND chain_id = $1', [app.ward.id]);
      expect(await broken()).toEqual({ seq: 4, problem: 'gap' });
    });

    it('that removes the beginning leaves a gap', async () => {
      await tamper('DELETE FROM audit_event WHERE seq = 1 AND chain_id = $1', [app.ward.id]);
      expect(await broken()).toEqual({ seq: 2, problem: 'gap' });
    });

    it('that cuts off the tail does not match the head', async () => {
      await tamper('DELETE FROM audit_event WHERE seq >= 3 AND chain_id = $1', [app.ward.id]);
      const chains = await verify();
      expect(chains.find((chain) => chain.chainId === app.ward.id)!.broken).toEqual({ seq: 2, problem: 'head' });
      expect(describeVerification(chains)).toMatchObject({
        isWhole: false,
        lines: expect.arrayContaining([
          expect.stringMatching(/^ĐỨT: dây .*Phường Ba Đình.*sự kiện số 2: đầu dây không khớp/),
        ]) as string[],
      });
    });

    it('that removes everything is found too', async () => {
      await tamper('DELETE FROM audit_event WHERE chain_id = $1', [app.ward.id]);
      expect(await broken()).toEqual({ seq: 0, problem: 'head' });
    });

    it('that removes a whole chain with its head is noticed because the ward still exists', async () => {
      await tamper('DELETE FROM audit_event WHERE chain_id = $1', [app.ward.id]);
      await tamper('DELETE FROM audit_chain WHERE chain_id = $1', [app.ward.id]);
      expect(await broken()).toEqual({ seq: 0, problem: 'missing' });
      expect(describeVerification(await verify()).lines).toContainEqual(
        expect.stringMatching(/^ĐỨT: .*Phường Ba Đình.*không có sự kiện nào/),
      );
    });

    it('that removes a head is found', async () => {
      await tamper('DELETE FROM audit_chain WHERE chain_id = $1', [app.ward.id]);
      expect(await broken()).toEqual({ seq: 4, problem: 'head' });
    });

    it('that cuts off a tail with its head is noticed against the head noted before', async () => {
      const before = (await verify()).find((chain) => chain.chainId === app.ward.id)!;
      await tamper('DELETE FROM audit_event WHERE seq = 4 AND chain_id = $1', [app.ward.id]);
      await tamper(
        `UPDATE audit_chain SET seq = 3, change_seq = 3, hash = (SELECT hash FROM audit_event WHERE chain_id = $1 AND seq = 3) WHERE chain_id = $1`,
        [app.ward.id],
      );
      const after = (await verify()).find((chain) => chain.chainId === app.ward.id)!;
      expect(after.broken).toBeNull();
      expect([after.events, after.head]).not.toEqual([before.events, before.head]);
    });

    it('shows in this ward’s chain only', async () => {
      await app.as('staff', 'other');
      await tamper('DELETE FROM audit_event WHERE seq = 2 AND chain_id = $1', [app.ward.id]);
      expect((await verify()).filter((chain) => chain.broken).map((chain) => chain.chainId)).toEqual([app.ward.id]);
    });
  });

  it('stays linear when fifty write at the same moment', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, index) => record('household.correct', { index })));
    const rows = await events();
    expect(rows.map((row) => Number(row.seq))).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(new Set(rows.map((row) => (row.details as { index: number }).index)).size).toBe(50);
    expect(await broken()).toBeNull();
  });

  it('can be verified while others write', async () => {
    await record('household.register');
    const writing = Promise.all(Array.from({ length: 20 }, (_, index) => record('household.correct', { index })));
    for (let count = 0; count < 3; count += 1)
      expect((await verify()).every((chain) => chain.broken === null)).toBe(true);
    await writing;
    expect(await broken()).toBeNull();
  });
});

test('an empty database has no chain to verify, and so none is whole', () => {
  expect(describeVerification([])).toEqual({
    isWhole: false,
    lines: ['Không có dây nào để kiểm: cơ sở dữ liệu chưa có phường và sự kiện nào.'],
  });
});

describe('the access log', () => {
  let app: TestApp;
  let actor: Actor;
  beforeAll(async () => {
    app = await testApp();
    actor = { ...app.users.staff, wardName: app.ward.name, mustChangePassword: false };
  });
  afterAll(() => app.close());

  const readings = () =>
    app.db.prisma.auditEvent.findMany({ where: { chainId: app.ward.id, isChange: false }, orderBy: { seq: 'asc' } });
  const open = (log: ReturnType<typeof createAccessLog>, id: string, by: Actor = actor) =>
    log.opened(by, 'resident.open', { type: 'resident', id });

  it('holds every one of hundreds of simultaneous readings, in few statements, each committed before its page is shown', async () => {
    let statements = 0;
    const counting = {
      query: (...args: [never]) => {
        statements += 1;
        return app.db.pool.query(...args);
      },
    } as unknown as pg.Pool;
    const log = createAccessLog(counting, app.context.now);
    await Promise.all(
      Array.from({ length: 450 }, async (_, index) => {
        await open(log, `r${index}`);
        if (index % 90 === 0)
          expect(await app.db.prisma.auditEvent.count({ where: { subjectId: `r${index}` } })).toBe(1);
      }),
    );
    const rows = await readings();
    expect(new Set(rows.map((row) => row.subjectId))).toEqual(
      new Set(Array.from({ length: 450 }, (_, index) => `r${index}`)),
    );
    expect(rows).toHaveLength(450);
    expect(statements).toBeLessThanOrEqual(5);
    expect(rows[0]).toMatchObject({
      actorId: actor.id,
      actorName: 'Trần Văn Phòng',
      action: 'resident.open',
      isChange: false,
      subjectType: 'resident',
      details: {},
    });
    expect(rows[0]!.at).toEqual(app.context.now());
  });

  it('puts readings of two wards into their own chains even if they share a batch', async () => {
    const other: Actor = { ...app.otherUsers.staff, wardName: app.otherWard.name, mustChangePassword: false };
    const log = createAccessLog(app.db.pool, app.context.now);
    await Promise.all([open(log, 'own'), open(log, 'theirs', other), open(log, 'own too')]);
    expect(
      (await app.db.prisma.auditEvent.findMany({ where: { chainId: app.otherWard.id } })).map((row) => row.subjectId),
    ).toEqual(['theirs']);
    const client = await app.db.pool.connect();
    expect((await verifyAudit(client)).map((chain) => chain.broken)).toEqual([null, null]);
    client.release();
  });

  it('tells every caller whose batch failed, and continues with the next batch', async () => {
    const log = createAccessLog(app.db.pool, app.context.now);
    const first = open(log, 'before');
    // These wait for the first and form the second batch; one of them cannot be stored.
    const batch = [open(log, 'lost'), open(log, 'broken', { ...actor, wardId: 'no id' }), open(log, 'lost too')];
    await first;
    const outcomes = await Promise.allSettled(batch);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
    await open(log, 'after');
    const ids = (await readings()).map((row) => row.subjectId);
    expect(ids).toEqual(expect.arrayContaining(['before', 'after']));
    expect(ids).not.toContain('lost');
  });

  it('shows no personal data if the reading cannot be logged', async () => {
    const staff = await app.as('staff');
    const { id } = await app.db.prisma.resident.create({ data: { wardId: app.ward.id, fullName: 'Đặng Thị Kín' } });
    expect((await staff.get(`/residents/${id}`)).text).toContain('Đặng Thị Kín');
    await app.db.pool.query('ALTER TABLE audit_event RENAME TO audit_event_away');
    const refused = await staff.get(`/residents/${id}`);
    await app.db.pool.query('ALTER TABLE audit_event_away RENAME TO audit_event');
    expect(refused.status).toBe(500);
    expect(refused.text).not.toContain('Đặng Thị Kín');
    expect((await staff.get(`/residents/${id}`)).status).toBe(200);
  });
});
