import { randomUUID } from 'node:crypto';
import { rotateKeys, surveySeals } from '../../../src/features/national-numbers/rotation-service';
import { createSealer, SealError, type KeySet, type SealedNumber } from '../../../src/shared/sealer';
import { createResident } from '../../support/factories';
import { read, testApp, type TestAgent, type TestApp } from '../../support/test-app';

const keySet = (byte: number): KeySet => ({ sealingKey: Buffer.alloc(32, byte), lookupKey: Buffer.alloc(32, byte) });
const base64 = (byte: number) => Buffer.alloc(32, byte).toString('base64');
/** The application runs with the new keys (7) and the old ones (9). */
const OLD = createSealer(keySet(9));
const NEW = createSealer(keySet(7));
const NUMBER = (index: number) => `0031${String(index).padStart(8, '0')}`;

describe('changing the keys', () => {
  let app: TestApp;
  let staff: TestAgent;
  beforeEach(async () => {
    app = await testApp({ SEALING_KEY_OLD: base64(9), LOOKUP_KEY_OLD: base64(9) });
    staff = await app.as('staff');
  });
  afterEach(() => app.close());

  const register = (index: number, sealed: SealedNumber = OLD.seal(NUMBER(index))) => createResident(app.db, app.ward, { fullName: `Người Số ${index}`, sealed });
  const foundByNumber = async (index: number) => {
    const answer = await staff.post('/households/searches', { q: NUMBER(index) });
    const page = read(await staff.get(String(answer.headers.location)));
    return page('.people strong').map((_, name) => page(name).text()).get();
  };
  const stored = (id: string) => app.db.prisma.resident.findUniqueOrThrow({ where: { id } });
  const due = async () => (await surveySeals(app.context)).reduce((sum, standing) => sum + standing.due, 0);

  it('seals everything anew; every number is found by its whole digits before, in the midst of it, and after', async () => {
    // More than one batch, so that there is a midst.
    const people = await Promise.all(Array.from({ length: 520 }, (_, index) => register(index)));
    expect(await foundByNumber(3)).toEqual(['Người Số 3']);

    const stop = new Error('killed');
    await expect(rotateKeys(app.context, () => { throw stop; })).rejects.toBe(stop);
    expect(await due()).toBe(20);
    const underOld = (await app.db.prisma.resident.findMany({ where: { fullName: { startsWith: 'Người Số' } } }))
      .find(({ nationalNumberCipher }) => { try { NEW.open(nationalNumberCipher!); return false; } catch { return true; } })!;
    for (const index of [3, Number(underOld.fullName.split(' ').at(-1))]) expect(await foundByNumber(index)).toEqual([`Người Số ${index}`]);

    const rest = await rotateKeys(app.context);
    expect(rest).toMatchObject({ ok: true, resealed: 20, clashes: [] });
    expect(await due()).toBe(0);
    for (const [index, { id }] of people.entries()) {
      const { nationalNumberCipher, nationalNumberHash, nationalNumberLast4, version, updatedAt } = await stored(id);
      expect([NEW.open(nationalNumberCipher!), Buffer.from(nationalNumberHash!).equals(NEW.hash(NUMBER(index))), nationalNumberLast4]).toEqual([NUMBER(index), true, NUMBER(index).slice(-4)]);
      expect([version, updatedAt]).toEqual([1, people[index]!.updatedAt]);
    }
    expect(await foundByNumber(3)).toEqual(['Người Số 3']);
  });

  it('writes one event in the ward’s chain when nothing is left, and nothing when it is run again', async () => {
    await register(1);
    expect(await rotateKeys(app.context)).toMatchObject({ ok: true, resealed: 1 });
    expect(await rotateKeys(app.context)).toMatchObject({ ok: true, resealed: 0 });
    const events = await app.db.prisma.auditEvent.findMany({ where: { action: 'keys.rotate' } });
    expect(events).toMatchObject([{ chainId: app.ward.id, actorId: null, isChange: true, details: { count: 1, keySet: expect.stringMatching(/^[0-9a-f]{8}$/) } }]);
  });

  it('knows every sealed column: changes of numbers, lists that wait, files, and what a merge keeps', async () => {
    const resident = await register(1);
    const { cipher, hash } = OLD.seal(NUMBER(2));
    const ward = { wardId: app.ward.id };
    const run = await app.db.prisma.importRun.create({ data: { ...ward, fileName: 'a.xlsx', fileSha256: Buffer.alloc(32), status: 'previewed', createdBy: app.users.staff.id, createdAt: app.context.now() } });
    await app.db.prisma.nationalNumberChange.create({ data: { ...ward, residentId: resident.id, beforeCipher: cipher, beforeLast4: '0002', afterCipher: OLD.seal(NUMBER(1)).cipher, afterLast4: '0001', changedBy: app.users.staff.id, changedAt: app.context.now() } });
    await app.db.pool.query(
      `INSERT INTO import_row (import_run_id, row_number, ward_id, verdict, content, national_number_cipher, national_number_hash) VALUES ($1, 2, $2, 'new', '{}', $3, $4)`, [run.id, app.ward.id, cipher, hash]);
    await app.db.pool.query(
      `INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before, national_number_cipher, national_number_hash, national_number_last4) VALUES ($1, 'resident', $2, $3, '{}', $4, $5, '0002')`,
      [run.id, resident.id, app.ward.id, cipher, hash]);
    const file = Buffer.from('họ tên;số định danh\n'.repeat(1000));
    await app.db.pool.query('INSERT INTO import_file_part (import_run_id, position, ward_id, cipher) VALUES ($1, 1, $2, $3)', [run.id, app.ward.id, OLD.sealBytes(file)]);
    const mergeId = randomUUID();
    await app.db.pool.query(
      `INSERT INTO register_merge (id, ward_id, kind, pair_id, kept_id, removed_id, merged_by, merged_at, snapshot_cipher) VALUES ($1, $2, 'resident', $3, $4, $5, $6, now(), $7)`,
      [mergeId, app.ward.id, randomUUID(), resident.id, randomUUID(), app.users.staff.id, OLD.sealBytes(Buffer.from('{}'))]);
    await app.db.pool.query(
      `INSERT INTO register_merge_number (merge_id, side, ward_id, national_number_cipher, national_number_hash, national_number_last4) VALUES ($1, 'removed', $2, $3, $4, '0002')`, [mergeId, app.ward.id, cipher, hash]);

    const rotation = await rotateKeys(app.context);
    expect(rotation).toMatchObject({ ok: true, resealed: 8 });
    for (const [table, column, content] of [
      ['resident', 'national_number_cipher', NUMBER(1)], ['national_number_change', 'before_cipher', NUMBER(2)], ['national_number_change', 'after_cipher', NUMBER(1)],
      ['import_row', 'national_number_cipher', NUMBER(2)], ['import_effect', 'national_number_cipher', NUMBER(2)], ['import_file_part', 'cipher', file.toString()],
      ['register_merge', 'snapshot_cipher', '{}'], ['register_merge_number', 'national_number_cipher', NUMBER(2)],
    ] as const) {
      const { rows: [row] } = await app.db.pool.query<{ sealed: Buffer }>(`SELECT ${column} AS sealed FROM ${table}`);
      expect([`${table}.${column}`, Buffer.from(NEW.openBytes(row!.sealed)).toString()]).toEqual([`${table}.${column}`, content]);
    }
    for (const table of ['import_row', 'import_effect', 'register_merge_number']) {
      const { rows: [row] } = await app.db.pool.query<{ hash: Buffer }>(`SELECT national_number_hash AS hash FROM ${table}`);
      expect([table, row!.hash.equals(NEW.hash(NUMBER(2)))]).toEqual([table, true]);
    }
  });

  it('refuses, and changes nothing at all, when the old key is the wrong one', async () => {
    const [first, second] = [await register(1), await register(2, createSealer(keySet(5)).seal(NUMBER(2)))];
    const before = [await stored(first.id), await stored(second.id)];
    expect(await rotateKeys(app.context)).toMatchObject({ ok: false, reason: 'lost', standings: expect.arrayContaining([{ column: 'resident.national_number_cipher', values: 2, due: 2, lost: 1 }]) });
    expect([await stored(first.id), await stored(second.id)]).toEqual(before);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'keys.rotate' } })).toBe(0);
    expect(() => app.context.sealer.open(before[1]!.nationalNumberCipher!)).toThrow(SealError);
  });

  it('leaves what somebody is changing at that moment to the next pass, and never waits for it', async () => {
    const resident = await register(1);
    const other = await app.db.pool.connect();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM resident WHERE id = $1 FOR UPDATE', [resident.id]);
    const rotation = await rotateKeys(app.context);
    expect(rotation).toMatchObject({ ok: true, resealed: 0 });
    expect(rotation.ok && rotation.standings[0]).toMatchObject({ due: 1 });
    await other.query('ROLLBACK');
    other.release();
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'keys.rotate' } })).toBe(0);
    expect(await rotateKeys(app.context)).toMatchObject({ ok: true, resealed: 1 });
  });

  it('tells two files with one number, one under each key, and goes on with the others', async () => {
    const [one, twin] = [await register(1), await register(1, NEW.seal(NUMBER(1)))];
    await Promise.all([2, 3, 4].map((index) => register(index)));
    const rotation = await rotateKeys(app.context);
    expect(rotation).toMatchObject({ ok: true, resealed: 3, clashes: [one.id] });
    expect(rotation.ok && rotation.standings[0]).toMatchObject({ values: 5, due: 1 });
    expect(app.context.sealer.open((await stored(twin.id)).nationalNumberCipher!)).toBe(NUMBER(1));
  });

  it('runs once at a time', async () => {
    await register(1);
    const [one, other] = await Promise.all([rotateKeys(app.context), rotateKeys(app.context)]);
    expect([one.ok, other.ok].toSorted()).toEqual([false, true]);
  });

  it('meets no number that is in use: a person of the old key is told when the same number is typed again', async () => {
    const holder = await register(1);
    const newcomer = await createResident(app.db, app.ward, { fullName: 'Người Mới' });
    const form = Object.fromEntries(read(await staff.get(`/residents/${newcomer.id}/edit`))(`form[action="/residents/${newcomer.id}/edit"]`).serializeArray().map(({ name, value }) => [name, value]));
    const refused = await staff.post(`/residents/${newcomer.id}/edit`, { ...form, nationalNumber: NUMBER(1) });
    expect(refused.status).toBe(422);
    expect(read(refused)(`a[href="/residents/${holder.id}"]`)).toHaveLength(1);
  });
});
