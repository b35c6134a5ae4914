import path from 'node:path';
import { keepNewSecrets } from '../config';
import { LEFT_OUT, requireUnaltered } from '../db/archive';
import { prepareAppRole } from '../db/app-role';
import { openDatabase } from '../db/database';
import { migrate, upgradeLine } from '../db/migrate';
import { openEncrypted } from '../db/encrypted-archive';
import { restore } from '../db/restore';
import { recordRestore } from '../features/office/audit/restore-service';
import { sealEvents } from '../features/office/audit/seal-service';
import { followTombstones } from '../features/privacy/erasure/service';
import { readTombstones, wordsOfRefused } from '../features/privacy/erasure/tombstones';
import { claimKeys, requireOwnKeys } from '../features/register/national-numbers/key-check-service';
import { requireStopped, rotateKeys } from '../features/register/national-numbers/rotation-service';
import { formatDateTime } from '../shared/dates';
import { formatNumber } from '../shared/numbers';
import { StartupError } from '../startup-error';
import { readFileArguments } from './arguments';
import { printVerification } from './print-verification';
import { MIGRATIONS_DIR, namedCommand, runCommand, type CommandContext } from './run-command';

const USAGE = 'Cách dùng: npm run restore -- tệp.zip [--key tệp-khóa-riêng.key]';

void runCommand({ mayCreate: true, migrates: false, takesOldKeys: true }, async (context) => {
  const { config, ownerUrl, databaseName, sealer, now } = context;
  const { file, optionFile: keyFile } = readFileArguments(USAGE, 'key');
  if (file === undefined) throw new StartupError(USAGE);
  console.log(`Cơ sở dữ liệu: ${databaseName}`);
  if (config.oldKeys) await requireStopped(context.db);
  const archive = await openEncrypted(path.resolve(file), keyFile && path.resolve(keyFile));
  let isSigned = false;
  const manifest = await restore(ownerUrl, archive, MIGRATIONS_DIR, async (client, stated) => {
    await requireOwnKeys(client, sealer);
    isSigned = requireUnaltered(stated, sealer);
  });
  const { madeAt, program, tables } = manifest;
  keepNewSecrets(config);
  console.log(
    `Đã khôi phục bản sao lưu lúc ${formatDateTime(new Date(madeAt))} (Gõ Cửa ${program}). Số dòng từng bảng, đã đếm lại và khớp:`,
  );
  for (const { name, rows } of tables) console.log(`  ${name.padEnd(32)} ${formatNumber(rows).padStart(12)}`);
  console.log(`Không khôi phục: ${LEFT_OUT.join(', ')}. Mọi người đăng nhập lại.`);
  const applied = await migrate(ownerUrl, MIGRATIONS_DIR);
  if (applied.length > 0) console.log(upgradeLine(applied));
  const folders = new Set([config.backupDir, path.dirname(path.resolve(file))]);
  const tombstones = [...folders].flatMap(readTombstones);
  const owner = openDatabase(namedCommand(ownerUrl), () => undefined, 2);
  const of = { database: manifest.database ?? null, isRestored: true };
  const followed = await followTombstones({ db: owner, now, sealer }, tombstones, of).finally(() => owner.close());
  if (tombstones.length > 0)
    console.log(`Đã xóa lại dữ liệu của ${formatNumber(followed.erased)} người đã được xóa sau khi sao lưu.`);
  for (const line of wordsOfRefused(followed)) console.warn(line);
  await prepareAppRole(ownerUrl, config); // a program that runs meanwhile serves the new tables from here on
  if (config.oldKeys) await sealAgain(context);
  else await claimKeys(context.db.pool, sealer);
  await recordRestore(context, madeAt);
  await sealEvents(context);
  console.log('Nhật ký:');
  await printVerification(ownerUrl, sealer);
  console.log(
    isSigned
      ? 'Chữ ký của bản sao lưu khớp: mọi bảng như lúc lập.'
      : `Bản sao lưu ${manifest.signature ? 'ký bằng SEALING_KEY khác' : 'không có chữ ký'}: không biết có ai sửa nó sau khi lập hay không. Dòng trên chỉ nói về nhật ký.`,
  );
});

/** An archive from before a change of keys: the program opens only what the present keys sealed. */
async function sealAgain(context: CommandContext): Promise<void> {
  const rotation = await rotateKeys(context, { requireAlone: () => requireStopped(context.db) });
  if (rotation.kind === 'lost')
    throw new StartupError(
      'Đã khôi phục, nhưng có giá trị không khóa nào hiện có mở được: chạy npm run keys:rotate để xem.',
    );
  console.log(`Đã mã hóa lại ${formatNumber(rotation.resealed)} giá trị dưới khóa hiện nay.`);
}
