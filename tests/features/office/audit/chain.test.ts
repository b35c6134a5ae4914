import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { AuditAction } from '../../../../src/audit-vocabulary';
import type { AccessLog } from '../../../../src/context';
import { NO_WARD, recordEvent } from '../../../../src/features/office/audit/record';
import { sealEvents } from '../../../../src/features/office/audit/seal-service';
import { describeVerification } from '../../../../src/features/office/audit/verification-labels';
import { inspect, verifyAudit } from '../../../../src/features/office/audit/verify';
import { rotateKeys } from '../../../../src/features/register/national-numbers/rotation-service';
import { claimKeys } from '../../../../src/features/register/national-numbers/key-check-service';
import { changesOf } from '../../../../src/shared/change-count';
import { createSealer } from '../../../../src/shared/sealer';
import type { Actor } from '../../../../src/actor';
import { runs, slowTest } from '../../../support/runs';
import { appForEach, sharedApp, words } from '../../../support/test-app';
import { raw } from '../../../../src/shared/sql';

describe('the audit chain', () => {
  const subject = { type: 'household', id: 'h1' };
  const app = appForEach();
  let actor: Actor;
  beforeEach(async () => {
    actor = { ...app.users.staff, wardName: app.ward.name, mustChangePassword: false };
    await app.db.prisma.$transaction((tx) =>
      recordEvent(tx, { actor: null, wardId: app.otherWard.id, action: 'ward.open', subject, at: app.context.now() }),
    );
  });

  const record = (action: AuditAction, details: Record<string, unknown> = {}) =>
    app.db.prisma.$transaction((tx) => recordEvent(tx, { actor, action, subject, details, at: app.context.now() }));
  const events = () => app.db.prisma.auditEvent.findMany({ where: { chainId: app.ward.id }, orderBy: { seq: 'asc' } });
  const seals = () => app.db.prisma.auditSeal.findMany({ where: { chainId: app.ward.id }, orderBy: { place: 'asc' } });
  const sql = (text: string, values: unknown[] = []) => app.db.pool.query(text, values);
  const count = async () =>
    (await app.db.pool.query<{ count: number }>(`SELECT ${changesOf(raw('$1')).text} AS count`, [app.ward.id])).rows[0]!
      .count;
  const seal = () => sealEvents(app.context);
  const withClient = async <T>(work: (client: ClientBase) => Promise<T>): Promise<T> => {
    const client = await app.db.pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  };
  const verify = (expected: string[] = []) => withClient((client) => verifyAudit(client, app.context.sealer, expected));
  const chainOf = async (wardId: string) => (await verify()).chains.find(({ chainId }) => chainId === wardId)!;
  const broken = async () => (await chainOf(app.ward.id)).broken;
  /** Something that a person with full database rights can do, and the application cannot. */
  const tamper = (text: string, values: unknown[] = []) =>
    withClient(async (client) => {
      await client.query('SET session_replication_role = replica'); // no trigger and no foreign key
      await client.query(text, values);
      await client.query('RESET session_replication_role');
    });

  it('gives each event its place and a hash that follows from the one before, and verifies', async () => {
    for (const action of ['household.register', 'household.correct', 'household.pause'] as const)
      await record(action, { words: 'Gặp "bà Ánh"\r\n\\u0000 🏠', size: 1e21 });
    expect(await seals()).toEqual([]);
    await seal();
    const rows = await seals();
    expect(rows.map(({ place }) => Number(place))).toEqual([1, 2, 3]);
    expect(rows.map(({ seq }) => seq)).toEqual((await events()).map(({ seq }) => seq));
    expect(new Set(rows.map(({ hash }) => Buffer.from(hash).toString('hex'))).size).toBe(3);
    const verification = await verify();
    expect(verification.chains.find(({ chainId }) => chainId === app.ward.id)).toEqual({
      chainId: app.ward.id,
      wardName: 'Phường Ba Đình',
      events: 3,
      emptied: 0,
      head: Buffer.from(rows[2]!.hash).toString('hex'),
      broken: null,
    });
    // Two events outside of the wards say which chains began.
    expect(describeVerification(verification)).toMatchObject({
      isWhole: true,
      lines: expect.arrayContaining(['3 dây, 6 sự kiện, nguyên vẹn']) as string[],
    });
  });

  it('keeps each ward, and events of no ward, on separate chains', async () => {
    await record('household.register');
    await app.anonymous().post('/login', { username: 'khong-co-ai', password: 'sai' });
    await app.as('staff', 'other');
    await seal();
    expect(
      (await verify()).chains
        .map(({ chainId, events: count, broken: problem }) => [chainId, count, problem])
        .toSorted(),
    ).toEqual(
      [
        [NO_WARD, 3, null],
        [app.ward.id, 1, null],
        [app.otherWard.id, 2, null],
      ].toSorted(),
    );
  });

  it('lets no session change, remove or rewind anything, with any statement', async () => {
    await record('household.register');
    await seal();
    const before = [await events(), await seals()];
    for (const statement of [
      "UPDATE audit_event SET actor_name = 'Ai Khác'",
      'UPDATE audit_event SET at = at',
      "UPDATE audit_event SET salt = NULL, at = at + interval '1 second'",
      "UPDATE audit_event SET salt = '\\x00'",
      'DELETE FROM audit_event',
      'TRUNCATE audit_event, audit_seal',
      'TRUNCATE audit_chain',
      'DELETE FROM audit_chain',
      'DELETE FROM audit_seal',
      'UPDATE audit_seal SET place = 7',
      'DELETE FROM audit_key',
      'UPDATE audit_chain SET place = 0',
      'UPDATE audit_chain SET place = place + 1, changes = -1',
    ]) {
      await expect(sql(statement).then(() => statement)).rejects.toThrow('append-only');
    }
    expect([await events(), await seals()]).toEqual(before);
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
    await seal();
    expect((await events()).map(({ action }) => action)).toEqual(['household.register', 'household.pause']);
    expect(await broken()).toBeNull();
  });

  it('counts a change in the moment of its commit, sealed or not, once', async () => {
    expect(await count()).toBe(0);
    await record('household.register');
    expect(await count()).toBe(1);
    await seal();
    expect(await count()).toBe(1);
    await app.context.accessLog.opened(actor, 'household.open', { ...subject, id: randomUUID() });
    await record('household.pause');
    expect(await count()).toBe(2);
    await sql("UPDATE audit_horizon SET xid = '9999999999'"); // as after a copy from another server
    await record('household.pause');
    expect(await count()).toBe(3);
    await seal();
    expect([await count(), await broken()]).toEqual([3, null]);
  });

  it('does not make an act wait for another one that is not committed, and seals both in the order of their commits', async () => {
    await app.db.prisma.$transaction(async (slow) => {
      await recordEvent(slow, { actor, action: 'household.register', subject, at: app.context.now() });
      await record('household.correct');
      await seal();
      expect((await seals()).length).toBe(1);
      expect(await count()).toBe(1);
    });
    expect(await count()).toBe(2);
    await seal();
    const actions = new Map((await events()).map(({ seq, action }) => [seq, action]));
    expect((await seals()).map(({ seq }) => actions.get(seq))).toEqual(['household.correct', 'household.register']);
    expect(await broken()).toBeNull();
  });

  slowTest(
    'has no false alarm while two sealers run beside thirty-two writers, and lags behind by no event in the end',
    async () => {
      let isWriting = true;
      const sealing = [seal, seal].map(async (each) => {
        while (isWriting) await each();
      });
      await Promise.all(
        Array.from({ length: 32 }, async (_, writer) => {
          for (let index = 0; index < 8; index += 1) await record('household.correct', { writer, index });
        }),
      );
      expect(await count()).toBe(256);
      expect(await broken()).toBeNull();
      isWriting = false;
      await Promise.all(sealing);
      await seal();
      expect(await chainOf(app.ward.id)).toMatchObject({ events: 256, broken: null });
      const order = new Map((await seals()).map(({ seq, place }) => [seq, place]));
      const own = (await events()).filter(({ details }) => (details as { writer: number }).writer === 3);
      const places = own.map(({ seq }) => Number(order.get(seq)));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    },
  );

  it('begins a new key when the keys of the program change, and keeps what was sealed before', async () => {
    await record('household.register');
    await seal();
    const key = (byte: number) => Buffer.alloc(32, byte);
    const changed = createSealer({ sealingKey: key(8), lookupKey: key(8) }, { sealingKey: key(7), lookupKey: key(7) });
    await record('household.pause');
    await sealEvents({ ...app.context, sealer: changed });
    expect((await seals()).map(({ keyNumber }) => keyNumber)).toEqual([1, 2]);
    await rotateKeys({ ...app.context, sealer: changed });
    const alone = { ...app.context, sealer: createSealer({ sealingKey: key(8), lookupKey: key(8) }) };
    await record('household.lift-pause');
    await sealEvents(alone);
    const { chains } = await withClient((client) => verifyAudit(client, alone.sealer));
    expect(chains.filter((chain) => chain.broken)).toEqual([]);
    expect(await broken()).toEqual({ place: 1, problem: 'key' }); // by the old keys
    await expect(seal()).resolves.toBeUndefined(); // has nothing to do
    await record('household.pause');
    await expect(seal()).rejects.toThrow('no key');
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
      await seal();
    });
    const OWN = 'chain_id = $1 AND action =';

    it.each([
      ['actor_name', "'Ai Khác'"],
      ['actor_id', 'NULL'],
      ['at', "at + interval '1 microsecond'"],
      ['action', "'household.x'"],
      ['is_change', 'false'],
      ['subject_type', "'resident'"],
      ['subject_id', "'h2'"],
      ['details', '\'{"from": "a", "to": "c"}\''],
      ['salt', 'uuid_send(gen_random_uuid())'],
    ])('is found at the event whose %s was changed', async (column, value) => {
      await tamper(`UPDATE audit_event SET ${column} = ${value} WHERE ${OWN} 'household.correct'`, [app.ward.id]);
      expect(await broken()).toEqual({ place: 2, problem: 'changed' });
    });

    it.each([
      ['an event', ["DELETE FROM audit_event WHERE chain_id = $1 AND action = 'household.pause'"], 3, 'removed'],
      ['an event with its seal', ['DELETE FROM audit_seal WHERE chain_id = $1 AND place = 3'], 4, 'gap'],
      ['the beginning', ['DELETE FROM audit_seal WHERE chain_id = $1 AND place = 1'], 2, 'gap'],
      ['the tail', ['DELETE FROM audit_seal WHERE chain_id = $1 AND place >= 3'], 2, 'head'],
      ['the head', ['DELETE FROM audit_chain WHERE chain_id = $1'], 4, 'head'],
      ['everything but the head', ['DELETE FROM audit_seal WHERE chain_id = $1'], 0, 'head'],
      [
        'the tail, and sets the head back',
        [
          'DELETE FROM audit_seal WHERE chain_id = $1 AND place >= 3',
          'UPDATE audit_chain c SET place = 2, changes = 2, hash = (SELECT hash FROM audit_seal s WHERE s.chain_id = $1 AND place = 2) WHERE chain_id = $1',
        ],
        2,
        'head',
      ],
      [
        'a whole chain',
        ['audit_seal', 'audit_event', 'audit_chain'].map((table) => `DELETE FROM ${table} WHERE chain_id = $1`),
        0,
        'missing',
      ],
      ['the key', ['DELETE FROM audit_key WHERE $1::uuid IS NOT NULL'], 1, 'key'],
      ['its ward', ['DELETE FROM ward WHERE id = $1'], 4, 'no-ward'],
    ])('that removes %s is found', async (_, statements, place, problem) => {
      for (const statement of statements) await tamper(statement, [app.ward.id]);
      await tamper(
        'DELETE FROM audit_event e WHERE chain_id = $1 AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.chain_id = $1 AND s.seq = e.seq)',
        [app.ward.id],
      );
      expect(await broken()).toEqual({ place, problem });
    });

    it('that takes the words out of an event is found unless an event says so, and so is an emptied one that is filled again', async () => {
      await sql(`UPDATE audit_event SET salt = NULL WHERE ${OWN} 'household.correct'`, [app.ward.id]);
      expect(await broken()).toEqual({ place: 2, problem: 'emptied' });
      const [, corrected] = await events();
      await record('audit.empty', { seqs: [Number(corrected!.seq)] });
      await seal();
      expect(await broken()).toBeNull();
      expect(describeVerification(await verify()).lines).toContainEqual(
        expect.stringContaining('5 sự kiện, trong đó 1 đã bỏ nội dung'),
      );
      for (const [column, value] of [
        ['subject_id', "'h2'"],
        ['details', `'{"a": 1}'`],
        ['salt', "'\\x00'"],
        ['digest', "'\\x00'"],
      ]) {
        await tamper(`UPDATE audit_event SET ${column} = ${value} WHERE ${OWN} 'household.correct'`, [app.ward.id]);
        expect(await broken()).toEqual({ place: 2, problem: 'changed' });
        await tamper(
          `UPDATE audit_event SET subject_id = NULL, details = '{}', salt = NULL, digest = $2 WHERE ${OWN} 'household.correct'`,
          [app.ward.id, corrected!.digest],
        );
      }
      expect(await broken()).toBeNull();
    });

    it('that takes the record out of a reading of this year is found, whatever an event says of readings', async () => {
      const open = { type: 'resident', id: null };
      await app.context.accessLog.opened(actor, 'resident.open', open);
      for (const readingsBefore of ['2999-01-01T00:00:00Z', 'x']) await record('audit.empty', { readingsBefore });
      await seal();
      expect(await broken()).toBeNull();
      await sql(`UPDATE audit_event SET salt = NULL WHERE ${OWN} 'resident.open'`, [app.ward.id]);
      expect(await broken()).toEqual({ place: 5, problem: 'emptied' });
    });

    it('that cuts off the tail stays found when sealing goes on, and is logged', async () => {
      await tamper('DELETE FROM audit_seal WHERE chain_id = $1 AND place >= 3', [app.ward.id]);
      await tamper(
        'UPDATE audit_chain SET place = 2, changes = 2, hash = (SELECT hash FROM audit_seal s WHERE s.chain_id = $1 AND place = 2) WHERE chain_id = $1',
        [app.ward.id],
      );
      await tamper(`DELETE FROM audit_event WHERE ${OWN} 'household.pause'`, [app.ward.id]);
      await seal();
      await record('household.pause');
      await seal();
      expect(await broken()).toEqual({ place: 3, problem: 'changed' });
      expect(app.logLines().filter((line) => line.includes('was changed from outside'))).toHaveLength(1);
    });

    it('that removes a chain stays found when it begins again', async () => {
      for (const table of ['audit_seal', 'audit_event', 'audit_chain'])
        await tamper(`DELETE FROM ${table} WHERE chain_id = $1`, [app.ward.id]);
      await record('household.register');
      await seal();
      expect(await broken()).toEqual({ place: 1, problem: 'restarted' });
      await look();
      expect(await seen()).toContain('đã bị sửa từ ngoài ở khoảng số 0');
    });

    slowTest('that adds an event of an earlier day is found, and so is one that is never sealed', async () => {
      await sql(
        `INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) VALUES ($1, $2::timestamptz - interval '2 days', 'Ai Đó', 'household.correct', true, 'household')`,
        [app.ward.id, app.context.now()],
      );
      expect(await broken()).toEqual({ place: 4, problem: 'unsealed' });
      await seal();
      expect(await broken()).toEqual({ place: 5, problem: 'time' });
    });

    it('that puts back an older state of everything is found by a head noted elsewhere', async () => {
      const { head } = await chainOf(app.ward.id);
      const [second] = (await seals()).slice(1).map(({ hash }) => Buffer.from(hash).toString('hex'));
      expect((await verify([head, second!.slice(0, 16)])).unfound).toEqual([]);
      const older = await app.db.prisma.auditChain.findUniqueOrThrow({ where: { chainId: app.ward.id } });
      await record('household.pause');
      await seal();
      const { head: noted } = await chainOf(app.ward.id);
      await tamper('DELETE FROM audit_seal WHERE chain_id = $1 AND place = 5', [app.ward.id]);
      await tamper(
        'DELETE FROM audit_event e WHERE chain_id = $1 AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.chain_id = $1 AND s.seq = e.seq)',
        [app.ward.id],
      );
      await tamper('UPDATE audit_chain SET place = 4, changes = 4, hash = $2, mac = $3 WHERE chain_id = $1', [
        app.ward.id,
        older.hash,
        older.mac,
      ]);
      expect(await broken()).toBeNull();
      expect(describeVerification(await verify([noted]))).toMatchObject({
        isWhole: false,
        lines: expect.arrayContaining([expect.stringMatching(`^KHÔNG CÓ đầu dây ${noted}`)]) as string[],
      });
    });

    it.each([
      [
        'ALTER TABLE audit_event DISABLE TRIGGER audit_event_refuse_change',
        'trigger audit_event_refuse_change đã bị tắt',
      ],
      ['DROP TRIGGER audit_seal_refuse_change ON audit_seal', 'thiếu trigger audit_seal_refuse_change'],
      [
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        'hàm audit_refuse đã bị sửa hoặc xóa',
      ],
      ['CREATE RULE away AS ON DELETE TO audit_event DO INSTEAD NOTHING', 'có rule lạ away'],
      ['ALTER TABLE audit_event ALTER COLUMN salt DROP DEFAULT', 'muối của các sự kiện không còn ngẫu nhiên'],
      [
        'CREATE TRIGGER aaa BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse()',
        'có trigger lạ aaa',
      ],
    ])('by %s is found although no event was touched', async (statement, fault) => {
      expect((await verify()).unprotected).toEqual([]);
      await sql(statement);
      expect(describeVerification(await verify())).toMatchObject({
        isWhole: false,
        lines: expect.arrayContaining([`MẤT BẢO VỆ: ${fault}`]) as string[],
      });
    });

    it('is found every time, whatever an owner without the key edits, deletes, swaps or computes again', async () => {
      await app.as('staff', 'other');
      await Promise.all(Array.from({ length: 6 }, (_, index) => record('household.correct', { index })));
      await seal();
      const random = randomNumbers(20_261_128);
      const unnoticed: string[] = [];
      const tried = new Set<string>();
      await withClient(async (client) => {
        await client.query("SET session_replication_role = replica; SET work_mem = '4MB'");
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
          await client.query('BEGIN');
          const attack = await attackOnce(client, random, app.ward.id);
          if (!tried.has(attack)) {
            const { chains, unprotected, waiting } = await inspect(client, app.context.sealer);
            const isFound = chains.some((chain) => chain.broken) || unprotected.length > 0 || waiting.length > 0;
            if (!isFound) unnoticed.push(attack);
          }
          tried.add(attack);
          await client.query('ROLLBACK');
        }
        await client.query('RESET session_replication_role');
      });
      expect(unnoticed).toEqual([]);
      expect(await broken()).toBeNull();
    });

    const empty = async (...tables: string[]) => {
      for (const table of tables) await tamper(`DELETE FROM ${table}`);
      await tamper("UPDATE audit_horizon SET xid = '0'");
    };
    /** Every event again as the database itself chained events once: with hashes that need no key. */
    const unkey = async () => {
      await tamper("DELETE FROM audit_event WHERE action = 'audit.begin-chain'");
      await tamper(`DO $$
        DECLARE ward uuid; event record; head bytea; place int; changed int;
        BEGIN
          ALTER TABLE audit_event ALTER COLUMN seq SET GENERATED BY DEFAULT;
          FOR ward IN SELECT DISTINCT chain_id FROM audit_event LOOP
            head := ''; place := 0; changed := 0;
            FOR event IN SELECT * FROM audit_event WHERE chain_id = ward ORDER BY seq LOOP
              place := place + 1;
              changed := changed + event.is_change::int;
              head := sha256(head || convert_to(jsonb_build_array(ward, place, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                event.actor_id, 'Ai Khác', event.action, event.is_change, event.subject_type, event.subject_id, event.details)::text, 'UTF8'));
              UPDATE audit_event SET seq = place, actor_name = 'Ai Khác', legacy_hash = head, salt = NULL WHERE chain_id = ward AND seq = event.seq;
            END LOOP;
            INSERT INTO audit_chain (chain_id, place, changes, hash) VALUES (ward, place, changed, head);
          END LOOP;
          ALTER TABLE audit_event ALTER COLUMN seq SET GENERATED ALWAYS;
        END $$`);
    };
    const recount = () =>
      tamper(
        'WITH gone AS (DELETE FROM audit_count WHERE backend > 0) UPDATE audit_count SET written = (SELECT count(*) FROM audit_event) WHERE backend = 0',
      );
    const start = () => claimKeys(app.db.pool, app.context.sealer);
    const look = () => app.runJob('audit log status');
    const seen = async () => words(await (await app.as('admin')).get('/audit'));
    const isWhole = async () => describeVerification(await verify()).isWhole;

    it.each([
      ['with no key left', ['audit_seal', 'audit_chain', 'audit_key'], unkey],
      ['and removes that sealing began', ['audit_seal', 'audit_chain', 'audit_key', 'audit_begin'], unkey],
      ['and everything about the keys', ['audit_seal', 'audit_chain', 'audit_key', 'audit_begin', 'key_check'], unkey],
      ['under the key that is there', ['audit_seal', 'audit_chain'], unkey],
      [
        'as events of this moment',
        ['audit_seal', 'audit_chain'],
        () => tamper("DELETE FROM audit_event WHERE action = 'audit.begin-chain'"),
      ],
    ] as const)(
      'that writes the whole log again, %s, is found by the program and stays found',
      async (_, tables, rewrite) => {
        await look();
        expect([await isWhole(), (await seen()).includes('nguyên vẹn')]).toEqual([true, false]);
        await empty(...tables);
        await rewrite();
        await recount();
        await start();
        await seal();
        await look();
        await look();
        expect(await isWhole()).toBe(false);
        expect(await seen()).toContain('Nhật ký không còn nguyên vẹn.');
        await record('household.pause');
        await seal();
        expect(await isWhole()).toBe(false);
      },
    );

    it('that lets a chain begin without the event that says so holds the sealing up, and is found', async () => {
      for (const table of ['audit_seal', 'audit_event', 'audit_chain'])
        await tamper(`DELETE FROM ${table} WHERE chain_id = $1`, [app.ward.id]);
      await sql("CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
      await sql(
        `CREATE TRIGGER aaa BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.action = 'audit.begin-chain') EXECUTE FUNCTION swallow()`,
      );
      await record('household.register');
      await expect(seal()).rejects.toThrow('was not kept');
      await sql('DROP FUNCTION swallow CASCADE');
      await seal();
      expect(await broken()).toEqual({ place: 1, problem: 'restarted' });
    });

    slowTest(
      'that removes an event before it is sealed is found, the last one too, and so is one put in beside the program',
      async () => {
        await record('household.pause');
        await tamper('DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)');
        await seal();
        expect((await verify()).faults).toEqual([expect.stringMatching(/^thiếu 1 sự kiện/)]);
        await look();
        await look();
        expect(await seen()).toContain('Thiếu 1 sự kiện so với số đã ghi');
        await tamper(
          'INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) SELECT chain_id, at, actor_name, action, is_change, subject_type FROM audit_event LIMIT 2',
        );
        expect((await verify()).faults).toEqual([expect.stringMatching(/^thừa 1 sự kiện/)]);
      },
    );

    slowTest('that moves the horizon past events which are not sealed only delays them', async () => {
      await record('household.pause');
      await sql('UPDATE audit_horizon SET xid = pg_snapshot_xmax(pg_current_snapshot())');
      await seal();
      expect(await broken()).toMatchObject({ problem: 'unsealed' });
      await look();
      await seal();
      await look();
      expect([await isWhole(), (await seen()).includes('nguyên vẹn')]).toEqual([true, false]);
    });

    it('is not what a database of before events were sealed looks like: it begins its sealing once, from what it holds', async () => {
      const [own] = app.context.sealer.checks;
      const before = { cipher: own!.sealingCheck, now: own!.begunCheck };
      await empty('audit_seal', 'audit_chain', 'audit_key', 'audit_begin');
      await unkey();
      await recount();
      await sql('UPDATE key_check SET sealing_check = $1', [before.cipher]);
      await start();
      await seal();
      await look();
      const { chains, beginning } = await verify();
      expect([await isWhole(), beginning!.unkeyed]).toEqual([
        true,
        chains.reduce((sum, { events: each }) => sum + each, 0) - 2,
      ]);
      expect((await app.db.pool.query('SELECT sealing_check AS now FROM key_check')).rows).toEqual([
        { now: Buffer.from(before.now) },
      ]);
    });

    it('that holds sealing up is told after a minute, on the first page and to a monitor, and no lock of the database does', async () => {
      const holder = await app.db.pool.connect();
      const health = async () => (await app.anonymous().get('/healthz')).body as unknown;
      const today = async () => words(await (await app.as('admin')).get('/today'));
      try {
        await holder.query(
          "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest('{audit seal, job audit seal, job audit log status}'::text[]) AS name",
        );
        await record('household.pause');
        await app.runJob('audit seal');
        expect(await seals()).toHaveLength(5);

        await holder.query('LOCK TABLE audit_seal IN SHARE MODE');
        await record('household.lift-pause');
        await look();
        expect(await health()).toEqual({ status: 'ok' });
        app.setNow(new Date(app.context.now().getTime() + 61_000));
        await look();
        expect(await health()).toEqual({ status: 'ok', auditLog: 'waiting' });
        expect(await today()).toContain('nhật ký chờ niêm phong quá một phútBáo ngay người vận hành');
        expect(words(await (await app.as('staff')).get('/today'))).not.toContain('niêm phong quá');
      } finally {
        await holder.query('ROLLBACK');
        holder.release();
      }
      await seal();
      await look();
      expect([await health(), (await today()).includes('chờ niêm phong')]).toEqual([{ status: 'ok' }, false]);
    });

    it('shows in this ward’s chain only', async () => {
      await tamper("UPDATE audit_seal SET hash = '\\x00' WHERE place = 2 AND chain_id = $1", [app.ward.id]);
      expect((await verify()).chains.filter((chain) => chain.broken).map(({ chainId }) => chainId)).toEqual([
        app.ward.id,
      ]);
    });
  });
});

/** How many random attacks are tried. */
const ATTEMPTS = runs(400);

/** Numbers from 0 to below 1, the same for the same seed (Mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One change of a random kind to a random part of a chain. Returns what was done. */
async function attackOnce(client: ClientBase, random: () => number, chainId: string): Promise<string> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const { rows } = await client.query<{ place: number; seq: number; hash: Buffer }>(
    'SELECT place, seq, hash FROM audit_seal WHERE chain_id = $1 ORDER BY place',
    [chainId],
  );
  const one = pick(rows);
  const other = pick(rows.filter((row) => row !== one));
  const run = (text: string, ...values: unknown[]) => client.query(text, [chainId, ...values]);
  const forged = Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256)));
  const cut = async (from: number) => {
    await run(
      'DELETE FROM audit_event e USING audit_seal s WHERE s.chain_id = $1 AND e.chain_id = $1 AND s.seq = e.seq AND s.place >= $2',
      from,
    );
    await run('DELETE FROM audit_seal WHERE chain_id = $1 AND place >= $2', from);
  };
  const setHead = (place: number, hash: Buffer, mac: Buffer | null) =>
    run('UPDATE audit_chain SET place = $2, changes = $2, hash = $3, mac = $4 WHERE chain_id = $1', place, hash, mac);
  /** Every hash from a place on, as an attacker without the key would compute it. */
  const recompute = async (from: number) => {
    for (const row of rows.filter(({ place }) => place >= from))
      await run(
        "UPDATE audit_seal s SET hash = sha256(coalesce((SELECT p.hash FROM audit_seal p WHERE p.chain_id = $1 AND p.place = $2 - 1), '') || convert_to((SELECT e::text FROM audit_event e WHERE e.chain_id = $1 AND e.seq = s.seq), 'UTF8')) WHERE s.chain_id = $1 AND s.place = $2",
        row.place,
      );
    await run(
      'UPDATE audit_chain SET hash = (SELECT hash FROM audit_seal WHERE chain_id = $1 ORDER BY place DESC LIMIT 1) WHERE chain_id = $1',
    );
  };
  const edit = async () => {
    const [column, value] = pick([
      ['actor_name', "actor_name || 'x'"],
      ['actor_id', 'gen_random_uuid()'],
      ['at', "at + interval '1 minute'"],
      ['action', "'resident.correct'"],
      ['is_change', 'NOT is_change'],
      ['subject_type', "'visit'"],
      ['subject_id', 'NULL'],
      ['details', `details || '{"index": ${Math.floor(random() * 1e6) + 100}}'`],
      ['salt', 'NULL'],
      ['salt', "NULL, digest = sha256(salt), subject_id = NULL, details = '{}'"],
    ] as const);
    await run(`UPDATE audit_event SET ${column} = ${value} WHERE chain_id = $1 AND seq = $2`, one.seq);
    return `edits ${column} at ${one.place}`;
  };
  return pick([
    edit,
    async () => `${await edit()}, and computes again${await recompute(one.place).then(() => '')}`,
    async () => {
      await run('DELETE FROM audit_event WHERE chain_id = $1 AND seq = $2', one.seq);
      const isSealKept = random() < 0.5;
      if (!isSealKept) await run('DELETE FROM audit_seal WHERE chain_id = $1 AND place = $2', one.place);
      return `deletes ${one.place}${isSealKept ? ', not its seal' : ''}`;
    },
    async () => {
      await run('DELETE FROM audit_event WHERE chain_id = $1 AND seq = $2', one.seq);
      await run('DELETE FROM audit_seal WHERE chain_id = $1 AND place = $2', one.place);
      await run('UPDATE audit_seal SET place = -place WHERE chain_id = $1 AND place > $2', one.place);
      await run('UPDATE audit_seal SET place = -place - 1 WHERE chain_id = $1 AND place < 0');
      const isComputedAgain = random() < 0.5;
      if (isComputedAgain) await recompute(one.place);
      await run('UPDATE audit_chain SET place = place - 1, changes = changes - 1 WHERE chain_id = $1');
      return `deletes ${one.place} and closes the gap${isComputedAgain ? ', and computes again' : ''}`;
    },
    async () => {
      await run(
        'UPDATE audit_seal SET seq = CASE place WHEN $2 THEN -$5::bigint ELSE -$4::bigint END WHERE chain_id = $1 AND place IN ($2, $3)',
        one.place,
        other.place,
        one.seq,
        other.seq,
      );
      await run('UPDATE audit_seal SET seq = -seq WHERE chain_id = $1 AND seq < 0');
      return `swaps ${one.place} and ${other.place}`;
    },
    async () => {
      await run(
        `UPDATE audit_event a SET details = b.details, action = b.action, at = b.at + interval '1 second' FROM audit_event b
         WHERE a.chain_id = $1 AND b.chain_id = $1 AND a.seq = $2 AND b.seq = $3`,
        one.seq,
        other.seq,
      );
      return `copies ${other.place} over ${one.place}`;
    },
    async () => {
      await cut(one.place);
      const last = rows.find(({ place }) => place === one.place - 1);
      if (random() >= 0.7) return `cuts the tail from ${one.place}, and keeps the head`;
      const mac = pick([null, forged]);
      await setHead(one.place - 1, last?.hash ?? Buffer.alloc(0), mac);
      return `cuts the tail from ${one.place} and sets ${mac ? 'a forged' : 'an unsigned'} head`;
    },
    async () => {
      await run('UPDATE audit_seal SET hash = $3 WHERE chain_id = $1 AND place = $2', one.place, forged);
      return `sets a hash at ${one.place}`;
    },
    async () => {
      await run('UPDATE audit_seal SET key_number = key_number + 1 WHERE chain_id = $1 AND place = $2', one.place);
      return `names another key at ${one.place}`;
    },
    async () => {
      await run('DELETE FROM audit_chain WHERE chain_id = $1');
      return 'deletes the head';
    },
    async () => {
      await run(
        "INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type) VALUES ($1, now(), 'Ai Đó', 'household.correct', true, 'household')",
      );
      return 'adds an event';
    },
  ])();
}

test('an empty database has no chain to verify, and so none is whole', () => {
  expect(describeVerification({ chains: [], faults: [], beginning: null, unprotected: [], unfound: [] })).toEqual({
    isWhole: false,
    lines: ['Không có dây nào để kiểm: cơ sở dữ liệu chưa có phường và sự kiện nào.'],
  });
});

describe('the access log', () => {
  const app = sharedApp();
  let actor: Actor;
  beforeAll(async () => {
    actor = { ...app.users.staff, wardName: app.ward.name, mustChangePassword: false };
  });

  const readings = () =>
    app.db.prisma.auditEvent.findMany({ where: { chainId: app.ward.id, isChange: false }, orderBy: { seq: 'asc' } });
  const open = (log: AccessLog, id: string, by: Actor = actor) => log.opened(by, 'list.open', { type: 'list', id });

  it('has every one of many simultaneous readings, each committed before its page is shown, in its own ward’s chain', async () => {
    const other: Actor = { ...app.otherUsers.staff, wardName: app.otherWard.name, mustChangePassword: false };
    const log = app.context.accessLog;
    await Promise.all([
      open(log, 'theirs', other),
      ...Array.from({ length: 60 }, async (_, index) => {
        await open(log, `r${index}`);
        if (index % 20 === 0)
          expect(await app.db.prisma.auditEvent.count({ where: { subjectId: `r${index}` } })).toBe(1);
      }),
    ]);
    const rows = await readings();
    expect(rows.map((row) => row.subjectId).toSorted()).toEqual(
      Array.from({ length: 60 }, (_, index) => `r${index}`).toSorted(),
    );
    expect(rows[0]).toMatchObject({
      at: app.context.now(),
      actorId: actor.id,
      actorName: 'Trần Văn Phòng',
      action: 'list.open',
      isChange: false,
      subjectType: 'list',
      details: {},
    });
    expect(
      (await app.db.prisma.auditEvent.findMany({ where: { chainId: app.otherWard.id } })).map((row) => row.subjectId),
    ).toEqual(['theirs']);
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

  it('logs the opening of a record of the ward, not of a stranger’s', async () => {
    const { accessLog } = app.context;
    const [own, theirs] = await Promise.all(
      [app.ward, app.otherWard].map(({ id: wardId }) =>
        app.db.prisma.resident.create({ data: { wardId, fullName: 'Đỗ Thị Một' } }),
      ),
    );
    const before = (await readings()).length;
    for (const { id } of [own!, theirs!])
      await accessLog.opened(actor, 'resident.open', { type: 'resident', id }, { for: 'edit' });
    await accessLog.opened(actor, 'household.search', { type: 'ward', id: app.ward.id });

    const [opened, searched, ...rest] = (await readings()).slice(before);
    expect(rest).toEqual([]);
    expect(opened).toMatchObject({ action: 'resident.open', subjectId: own!.id, details: { for: 'edit' } });
    expect(searched).toMatchObject({ action: 'household.search', actorName: 'Trần Văn Phòng' });
  });
});
