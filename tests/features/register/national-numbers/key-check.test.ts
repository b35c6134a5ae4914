import { createCipheriv, randomBytes } from 'node:crypto';
import path from 'node:path';
import { backUp } from '../../../../src/db/backup';
import { restore } from '../../../../src/db/restore';
import { claimKeys, requireOwnKeys } from '../../../../src/features/register/national-numbers/key-check-service';
import { rotateKeys } from '../../../../src/features/register/national-numbers/rotation-service';
import { createSealer, type KeySet } from '../../../../src/shared/sealer';
import { StartupError } from '../../../../src/startup-error';
import { createResident } from '../../../support/factories';
import { buildProgram, command, freePort, runProgram } from '../../../support/program';
import { appForEach, THURSDAY_MORNING } from '../../../support/test-app';
import { createEmptyDatabase } from '../../../support/test-database';
import { testFolder } from '../../../support/test-folder';
import { slowTest, someOf } from '../../../support/runs';

const keySet = (sealing: number, lookup = sealing): KeySet => ({
  sealingKey: Buffer.alloc(32, sealing),
  lookupKey: Buffer.alloc(32, lookup),
});
/** The keys of the tests' application. */
const OWN = keySet(7);
const NEW = keySet(9);
const WRONG_SEALING = keySet(5, 7);
const WRONG_LOOKUP = keySet(7, 5);
const NUMBER = '001046012345';
const BOTH_REFUSED =
  /^SEALING_KEY và LOOKUP_KEY không phải khóa của cơ sở dữ liệu này: .*SEALING_KEY_OLD và LOOKUP_KEY_OLD rồi chạy npm run keys:rotate trước\.$/;

const app = appForEach();

const start = (keys: KeySet) => claimKeys(app.db.pool, createSealer(keys));
const register = (keys = OWN, nationalNumber = NUMBER) =>
  createResident(app.db, app.ward, { fullName: 'Nguyễn Thị Hoa', nationalNumber, sealer: createSealer(keys) });
const storedSets = async () => (await app.db.pool.query('SELECT * FROM key_check ORDER BY 1, 2')).rows as unknown[];
const setsOf = (keys: KeySet, { begun = false } = {}) =>
  createSealer(keys).checks.map(({ sealingCheck, begunCheck, lookupCheck }) => ({
    sealing_check: Buffer.from(begun ? begunCheck : sealingCheck),
    lookup_check: Buffer.from(lookupCheck),
  }));
const forgetChecks = () => app.db.pool.query('DELETE FROM key_check');
/** Refused with those words, in one line; what was stored stays. */
async function expectRefused(starting: () => Promise<unknown>, words: RegExp): Promise<void> {
  const before = await storedSets();
  const error = await starting().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartupError);
  expect((error as Error).message).toMatch(words);
  expect((error as Error).message).not.toContain('\n');
  expect(await storedSets()).toEqual(before);
}

describe('a start', () => {
  it('stores a check of its keys, once, and neither key', async () => {
    await start(OWN);
    await start(OWN);
    expect(await storedSets()).toEqual(setsOf(OWN));
    expect(JSON.stringify(await storedSets())).not.toContain(JSON.stringify([...OWN.sealingKey]).slice(1, -1));
  });

  it('is refused with another sealing key, another lookup key, or both', async () => {
    await start(OWN);
    await register();
    await expectRefused(() => start(WRONG_SEALING), /^SEALING_KEY không phải khóa của cơ sở dữ liệu này/);
    await expectRefused(() => start(WRONG_LOOKUP), /^LOOKUP_KEY không phải khóa của cơ sở dữ liệu này/);
    await expectRefused(() => start(NEW), BOTH_REFUSED);
    await start(OWN);
  });

  it('accepts other keys while nothing is sealed', async () => {
    await start(OWN);
    await start(NEW);
    // The wards of the test have no log; one that is begun now could hold anything.
    expect(await storedSets()).toEqual(setsOf(NEW, { begun: true }));
  });
});

describe('changed keys', () => {
  beforeEach(async () => {
    await start(OWN);
    await register();
  });
  const rotate = (keys: KeySet, old: KeySet) => rotateKeys({ ...app.context, sealer: createSealer(keys, old) });

  it('are the only ones of the database from then on', async () => {
    await expectRefused(() => start(NEW), BOTH_REFUSED);
    expect(await rotate(NEW, OWN)).toEqual({ kind: 'done', resealed: 1 });
    expect(await storedSets()).toEqual(setsOf(NEW));
    await start(NEW);
    await expectRefused(() => start(OWN), BOTH_REFUSED);
  });

  it('are refused beside a wrong old key, which is named', async () => {
    const before = await app.db.prisma.resident.findMany();
    await expectRefused(() => rotate(NEW, WRONG_LOOKUP), /^LOOKUP_KEY không phải khóa của cơ sở dữ liệu này/);
    await expectRefused(() => rotate(NEW, keySet(5)), BOTH_REFUSED);
    expect(await app.db.prisma.resident.findMany()).toEqual(before);
  });

  it('a change that an earlier version began is ended with both sets, and no program starts before', async () => {
    await register(NEW, '001046012346');
    const { sealingCheck, lookupCheck } = createSealer(NEW).checks[0]!;
    await app.db.pool.query('INSERT INTO key_check (sealing_check, lookup_check) VALUES ($1, $2)', [
      sealingCheck,
      lookupCheck,
    ]);
    await expectRefused(
      () => start(NEW),
      /^Đang đổi khóa dở, thiếu SEALING_KEY và LOOKUP_KEY của bộ khóa kia: .*keys:rotate/,
    );
    await expectRefused(() => start(OWN), /^Đang đổi khóa dở/);
    await expectRefused(() => rotate(NEW, keySet(9, 7)), /^Đang đổi khóa dở, thiếu SEALING_KEY của/);
    expect(await rotate(NEW, OWN)).toEqual({ kind: 'done', resealed: 1 });
    await start(NEW);
  });
});

describe('a database of an earlier version, with sealed values but nothing stored about its keys', () => {
  beforeEach(forgetChecks);

  it('is tested value by value: correct keys are stored, wrong ones refused by name', async () => {
    await register();
    await expectRefused(() => start(WRONG_SEALING), /^SEALING_KEY không phải/);
    await expectRefused(() => start(WRONG_LOOKUP), /^LOOKUP_KEY không phải/);
    expect(await storedSets()).toEqual([]);
    await start(OWN);
    expect(await storedSets()).toEqual(setsOf(OWN, { begun: true }));
  });

  it('recognises values from before keys had names', async () => {
    const resident = await register();
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', OWN.sealingKey, nonce);
    const body = Buffer.concat([cipher.update(NUMBER, 'utf8'), cipher.final()]);
    await app.db.prisma.resident.update({
      where: { id: resident.id },
      data: { nationalNumberCipher: Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), body]) },
    });
    await expectRefused(() => start(WRONG_SEALING), /^SEALING_KEY không phải/);
    await expectRefused(() => start(WRONG_LOOKUP), /^LOOKUP_KEY không phải/);
    await start(OWN);
  });

  it('is not refused for a damaged value, as long as others open', async () => {
    const [damaged] = [await register(), await register(OWN, '001046012346')];
    await app.db.prisma.resident.update({
      where: { id: damaged.id },
      data: { nationalNumberCipher: Buffer.from([3, 1, 2]) },
    });
    await start(OWN);
  });
});

describe('a backup', () => {
  const backUpTo = (file: string) =>
    backUp({ url: app.context.config.databaseUrl!, file, program: '0.1.0', now: THURSDAY_MORNING });

  it.each(someOf(['with its key information', 'of a database that never stored it']))(
    '%s is not restored under other keys, and the database stays empty',
    async (kind) => {
      await register();
      await (kind.startsWith('with') ? start(OWN) : forgetChecks());
      const file = path.join(testFolder(), 'go-cua.zip');
      await backUpTo(file);
      const database = await createEmptyDatabase();
      const restoreWith = (keys: KeySet, old: KeySet | null = null) =>
        restore(database.url, file, path.resolve('prisma/migrations'), (client) =>
          requireOwnKeys(client, createSealer(keys, old)),
        );
      await expect(restoreWith(WRONG_SEALING)).rejects.toThrow(
        /^SEALING_KEY không phải khóa .* Cơ sở dữ liệu vẫn như trước\.$/,
      );
      await expect(restoreWith(WRONG_LOOKUP)).rejects.toThrow(/^LOOKUP_KEY không phải/);
      // Still empty: the correct keys would not restore into anything else.
      await restoreWith(NEW, OWN);
      await database.drop();
    },
  );
});

describe('the program', () => {
  beforeAll(buildProgram);
  const environment = (keys: KeySet, old = keys) => ({
    SESSION_SECRET: 'a test secret that is long enough',
    DATABASE_URL: app.context.config.databaseUrl!,
    SEALING_KEY: keys.sealingKey.toString('base64'),
    LOOKUP_KEY: keys.lookupKey.toString('base64'),
    SEALING_KEY_OLD: old.sealingKey.toString('base64'),
    LOOKUP_KEY_OLD: old.lookupKey.toString('base64'),
  });

  slowTest('says it in one line and stops, and so does every command that needs the keys', async () => {
    await start(OWN);
    await register();
    const program = runProgram(testFolder(), { ...environment(WRONG_LOOKUP), PORT: await freePort() });
    expect(await program.exitCode()).toBe(1);
    expect(program.output().trim()).toMatch(/^LOOKUP_KEY không phải khóa của cơ sở dữ liệu này: [^\n]*$/);
    const wardOptions = ['--code', '00007', '--name', 'Phường Ngọc Hà', '--admin', 'quantri-nh'];
    for (const [name, ...args] of [['rotate-keys'], ['open-ward', ...wardOptions], ['seed-demo']] as [
      string,
      ...string[],
    ][]) {
      expect([name, await command(name, environment(WRONG_LOOKUP), ...args)]).toEqual([
        name,
        { code: 1, lines: [expect.stringMatching(/^LOOKUP_KEY không phải khóa/)] },
      ]);
    }
  });

  slowTest('accepts new keys when an operator says that the old ones are lost', async () => {
    await start(OWN);
    await register();
    const lost = await command('rotate-keys', environment(NEW), '--lost');
    expect(lost).toMatchObject({
      code: 0,
      lines: expect.arrayContaining([
        'resident.national_number_cipher: 1 giá trị, 1 cần mã hóa lại, 1 không mở được',
      ]) as string[],
    });
    await start(NEW);
    await expectRefused(() => start(OWN), BOTH_REFUSED);
  });

  it('restores an archive from before a change, and changes keys, with the old ones given and only when nothing runs', async () => {
    await start(OWN);
    await register();
    const file = path.join(testFolder(), 'go-cua.zip');
    await backUp({ url: app.context.config.databaseUrl!, file, program: '0.1.0', now: THURSDAY_MORNING });
    const running = await command('rotate-keys', environment(NEW, OWN));
    expect(running).toEqual({ code: 1, lines: [expect.stringMatching(/^Gõ Cửa đang chạy/)] });
    expect(await storedSets()).toEqual(setsOf(OWN));

    const database = await createEmptyDatabase();
    const beside = (keys: KeySet, old: KeySet) => ({
      ...environment(keys, old),
      DATABASE_URL: database.url,
      BACKUP_DIR: testFolder(),
    });
    const restored = await command('restore', beside(NEW, OWN), file);
    expect(restored).toMatchObject({
      code: 0,
      lines: expect.arrayContaining(['Đã mã hóa lại 1 giá trị dưới khóa hiện nay.']) as string[],
    });
    const last = keySet(3);
    expect(await command('rotate-keys', beside(last, OWN))).toMatchObject({
      code: 1,
      lines: [expect.stringMatching(/^SEALING_KEY và LOOKUP_KEY không phải/)],
    });
    for (const resealed of [/^Đã mã hóa lại [1-9]\d* giá trị\. Mọi/, /^Đã mã hóa lại 0 giá trị\. Mọi/])
      expect(await command('rotate-keys', beside(last, NEW))).toEqual({
        code: 0,
        lines: [expect.stringMatching(resealed)],
      });
    await database.drop();
  });

  it('backs up under any keys because it needs none', async () => {
    await start(OWN);
    await register();
    expect(await command('backup', environment(WRONG_LOOKUP), path.join(testFolder(), 'go-cua.zip'))).toMatchObject({
      code: 0,
    });
  });
});
