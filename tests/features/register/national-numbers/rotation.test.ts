import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { claimKeys } from '../../../../src/features/register/national-numbers/key-check-service';
import {
  requireStopped,
  rotateKeys,
  surveySeals,
} from '../../../../src/features/register/national-numbers/rotation-service';
import { StartupError } from '../../../../src/startup-error';
import { createSealer, SealError, TamperedError, type KeySet } from '../../../../src/shared/sealer';
import { placeIn } from '../../../../src/features/register/national-numbers/sealed-columns';
import { createResident, storedNumber } from '../../../support/factories';
import { agentForEach, appForEach, read, textsOf } from '../../../support/test-app';
import { createImportRun } from '../../../support/worlds/register';

const keySet = (byte: number): KeySet => ({ sealingKey: Buffer.alloc(32, byte), lookupKey: Buffer.alloc(32, byte) });
const OLD = createSealer(keySet(9));
/** The keys of the tests' application. */
const NEW = createSealer(keySet(7));
const BOTH = createSealer(keySet(7), keySet(9));
const NUMBER = (index: number) => `0031${String(index).padStart(8, '0')}`;

/** A number as it was sealed, with the new keys, before values were bound to their row. */
function unboundOf(number: string): Uint8Array<ArrayBuffer> {
  const prefix = Buffer.from(NEW.presentPrefix);
  prefix[0] = 2;
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keySet(7).sealingKey, nonce).setAAD(prefix);
  const body = Buffer.concat([cipher.update(number, 'utf8'), cipher.final()]);
  return Uint8Array.from(Buffer.concat([prefix, nonce, cipher.getAuthTag(), body]));
}

describe('changing the keys', () => {
  const app = appForEach();
  const staff = agentForEach(app, 'staff');

  const register = (index: number, sealer = OLD) =>
    createResident(app.db, app.ward, { fullName: `Người Số ${index}`, nationalNumber: NUMBER(index), sealer });
  const foundByNumber = async (index: number) => {
    const answer = await staff.post('/searches', { q: NUMBER(index) });
    const page = read(await staff.get(String(answer.headers.location)));
    return textsOf(page('.people strong'));
  };
  const stored = (id: string) => app.db.prisma.resident.findUniqueOrThrow({ where: { id } });
  const rotate = (options?: Parameters<typeof rotateKeys>[1], sealer = BOTH) =>
    rotateKeys({ ...app.context, sealer }, options);
  const due = async () => (await surveySeals(app.db, BOTH)).reduce((sum, standing) => sum + standing.due, 0);

  it('seals everything again; interrupted it has changed nothing, and is run again', async () => {
    const people = await Promise.all(Array.from({ length: 520 }, (_, index) => register(index))); // two batches
    const stop = new Error('killed');
    await expect(
      rotate({
        onProgress() {
          throw stop;
        },
      }),
    ).rejects.toBe(stop);
    expect(await due()).toBe(520);
    expect(storedNumber(OLD, await stored(people[0]!.id))).toBe(NUMBER(0));

    expect(await rotate()).toEqual({ kind: 'done', resealed: 520 });
    expect(await due()).toBe(0);
    for (const [index, { id }] of people.entries()) {
      const person = await stored(id);
      const { nationalNumberLast4, version, updatedAt } = person;
      expect([storedNumber(NEW, person), nationalNumberLast4]).toEqual([NUMBER(index), NUMBER(index).slice(-4)]);
      expect([version, updatedAt]).toEqual([1, people[index]!.updatedAt]);
    }
    expect(await foundByNumber(3)).toEqual(['Người Số 3']);
  });

  it('records one event in the ward’s chain when nothing is left, and nothing when it is run again', async () => {
    await register(1);
    expect(await rotate()).toMatchObject({ kind: 'done', resealed: 1 });
    expect(await rotate()).toMatchObject({ kind: 'done', resealed: 0 });
    const events = await app.db.prisma.auditEvent.findMany({
      where: { action: 'keys.rotate' },
      orderBy: { seq: 'asc' },
    });
    expect(events).toMatchObject([
      {
        chainId: app.ward.id,
        actorId: null,
        isChange: true,
        details: { count: 1, keySet: expect.stringMatching(/^[0-9a-f]{8}$/) },
      },
    ]);
  });

  it('knows every sealed column: changes of numbers, waiting lists, files, and what a merge keeps', async () => {
    const resident = await register(1);
    const ward = { wardId: app.ward.id };
    const [runId, changeId, mergeId] = [randomUUID(), randomUUID(), randomUUID()];
    const file = Buffer.from('họ tên;số định danh\n'.repeat(1000));
    const held = [
      { column: 'resident.national_number_cipher', key: [resident.id], content: NUMBER(1) },
      { column: 'national_number_change.before_cipher', key: [changeId], content: NUMBER(2) },
      { column: 'national_number_change.after_cipher', key: [changeId], content: NUMBER(1) },
      { column: 'import_row.national_number_cipher', key: [runId, 2], content: NUMBER(2) },
      { column: 'import_effect.national_number_cipher', key: [runId, 'resident', resident.id], content: NUMBER(2) },
      { column: 'import_file_part.cipher', key: [runId, 1], content: file.toString() },
      { column: 'register_merge.snapshot_cipher', key: [mergeId], content: '{}' },
      { column: 'register_merge_number.national_number_cipher', key: [mergeId, 'removed'], content: NUMBER(2) },
    ] as const;
    const placeOf = (name: (typeof held)[number]['column']) =>
      placeIn(name, app.ward.id, ...held.find(({ column }) => column === name)!.key);
    const sealed = (name: (typeof held)[number]['column']) =>
      OLD.sealBytes(Buffer.from(held.find(({ column }) => column === name)!.content), placeOf(name));
    const hash = OLD.hash(NUMBER(2));
    await createImportRun(app, { id: runId, status: 'previewed' });
    await app.db.prisma.nationalNumberChange.create({
      data: {
        ...ward,
        id: changeId,
        residentId: resident.id,
        beforeCipher: sealed('national_number_change.before_cipher'),
        beforeLast4: '0002',
        afterCipher: sealed('national_number_change.after_cipher'),
        afterLast4: '0001',
        changedBy: app.users.staff.id,
        changedAt: app.context.now(),
      },
    });
    await app.db.pool.query(
      `INSERT INTO import_row (import_run_id, row_number, ward_id, verdict, content, national_number_cipher, national_number_hash) VALUES ($1, 2, $2, 'new', '{}', $3, $4)`,
      [runId, app.ward.id, sealed('import_row.national_number_cipher'), hash],
    );
    await app.db.pool.query(
      `INSERT INTO import_effect (import_run_id, target, record_id, ward_id, before, national_number_cipher, national_number_hash, national_number_last4) VALUES ($1, 'resident', $2, $3, '{}', $4, $5, '0002')`,
      [runId, resident.id, app.ward.id, sealed('import_effect.national_number_cipher'), hash],
    );
    await app.db.pool.query(
      'INSERT INTO import_file_part (import_run_id, position, ward_id, cipher) VALUES ($1, 1, $2, $3)',
      [runId, app.ward.id, sealed('import_file_part.cipher')],
    );
    await app.db.pool.query(
      `INSERT INTO register_merge (id, ward_id, kind, pair_id, kept_id, removed_id, merged_by, merged_at, snapshot_cipher) VALUES ($1, $2, 'resident', $3, $4, $5, $6, now(), $7)`,
      [
        mergeId,
        app.ward.id,
        randomUUID(),
        resident.id,
        randomUUID(),
        app.users.staff.id,
        sealed('register_merge.snapshot_cipher'),
      ],
    );
    await app.db.pool.query(
      `INSERT INTO register_merge_number (merge_id, side, ward_id, national_number_cipher, national_number_hash, national_number_last4) VALUES ($1, 'removed', $2, $3, $4, '0002')`,
      [mergeId, app.ward.id, sealed('register_merge_number.national_number_cipher'), hash],
    );

    const rotation = await rotate();
    expect(rotation).toMatchObject({ kind: 'done', resealed: 8 });
    for (const { column: name, content } of held) {
      const [table, column] = name.split('.');
      const {
        rows: [row],
      } = await app.db.pool.query<{ sealed: Buffer }>(`SELECT ${column} AS sealed FROM ${table}`);
      expect([name, Buffer.from(NEW.openBytes(row!.sealed, placeOf(name))).toString()]).toEqual([name, content]);
    }
    for (const table of ['import_row', 'import_effect', 'register_merge_number']) {
      const {
        rows: [row],
      } = await app.db.pool.query<{ hash: Buffer }>(`SELECT national_number_hash AS hash FROM ${table}`);
      expect([table, row!.hash.equals(NEW.hash(NUMBER(2)))]).toEqual([table, true]);
    }
  });

  it('binds values from before values were bound to their row, once, even under the same keys', async () => {
    const resident = await register(1, NEW);
    const unbound = unboundOf(NUMBER(1));
    await app.db.prisma.resident.update({ where: { id: resident.id }, data: { nationalNumberCipher: unbound } });
    expect(storedNumber(NEW, await stored(resident.id))).toBe(NUMBER(1));
    expect(await rotate()).toMatchObject({ kind: 'done', resealed: 1 });
    expect([...(await stored(resident.id)).nationalNumberCipher!.subarray(0, 5)]).toEqual([...NEW.presentPrefix]);
    expect(storedNumber(NEW, await stored(resident.id))).toBe(NUMBER(1));
    expect(await rotate()).toMatchObject({ kind: 'done', resealed: 0 });
  });

  it('refuses, and changes nothing, if such a value was swapped with another one', async () => {
    const [first, second] = [await register(1, NEW), await register(2, NEW)];
    await app.db.prisma.resident.update({
      where: { id: first.id },
      data: { nationalNumberCipher: unboundOf(NUMBER(2)) },
    });
    await app.db.prisma.resident.update({
      where: { id: second.id },
      data: { nationalNumberCipher: unboundOf(NUMBER(1)) },
    });
    expect(() => storedNumber(app.context.sealer, { ...second, nationalNumberCipher: unboundOf(NUMBER(1)) })).toThrow(
      TamperedError,
    );
    expect(await rotate()).toMatchObject({ kind: 'lost' });
    expect((await stored(first.id)).nationalNumberCipher![0]).toBe(2);
  });

  it('refuses, and changes nothing at all, if the old key is wrong', async () => {
    const [first, second] = [await register(1), await register(2, createSealer(keySet(5)))];
    const before = [await stored(first.id), await stored(second.id)];
    expect(await rotate()).toMatchObject({
      kind: 'lost',
      statuses: expect.arrayContaining([{ column: 'resident.national_number_cipher', values: 2, due: 2, lost: 1 }]),
    });
    expect([await stored(first.id), await stored(second.id)]).toEqual(before);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'keys.rotate' } })).toBe(0);
    expect(() => storedNumber(app.context.sealer, before[1]!)).toThrow(SealError);
  });

  it('refuses while a program is connected, and a start waits until the keys are changed', async () => {
    const resident = await register(1);
    await expect(rotate({ requireAlone: () => requireStopped(app.db) })).rejects.toThrow(/^Gõ Cửa đang chạy/);
    expect(storedNumber(OLD, await stored(resident.id))).toBe(NUMBER(1));

    let starting!: Promise<unknown>;
    await rotate({
      onProgress() {
        starting = claimKeys(app.db.pool, OLD).catch((error: unknown) => error);
      },
    });
    expect(await starting).toBeInstanceOf(StartupError);
  });

  it('names the file of a number that an earlier version left under each key, and changes nothing', async () => {
    const [one] = [await register(1), await register(1, NEW), await register(2)];
    await expect(rotate()).rejects.toThrow(`/residents/${one.id}`);
    expect(storedNumber(OLD, await stored(one.id))).toBe(NUMBER(1));
    expect(await due()).toBe(2);
  });

  it('run twice at once seals everything once', async () => {
    await register(1);
    const resealed = (await Promise.all([rotate(), rotate()])).map((one) => one.kind === 'done' && one.resealed);
    expect(resealed.toSorted()).toEqual([0, 1]);
  });
});
