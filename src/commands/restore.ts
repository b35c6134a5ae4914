import path from 'node:path';
import { keepNewSecrets } from '../config';
import { LEFT_OUT } from '../db/archive';
import { prepareAppRole } from '../db/app-role';
import { openDatabase } from '../db/database';
import { migrate } from '../db/migrate';
import { openEncrypted } from '../db/encrypted-archive';
import { restore } from '../db/restore';
import { recordRestore } from '../features/office/audit/restore-service';
import { sealEvents } from '../features/office/audit/seal-service';
import { eraseAgain } from '../features/privacy/erasure/service';
import { readTombstones } from '../features/privacy/erasure/tombstones';
import { claimKeys, requireOwnKeys } from '../features/register/national-numbers/key-check-service';
import { formatDateTime } from '../shared/dates';
import { formatNumber } from '../shared/numbers';
import { StartupError } from '../startup-error';
import { readFileArguments } from './file-argument';
import { printVerification } from './print-verification';
import { MIGRATIONS_DIR, runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run restore -- tệp.zip [--key tệp-khóa-riêng.key]';

void runCommand({ mayCreate: true, migrates: false }, async (context) => {
  const { config, ownerUrl, databaseName, sealer, now } = context;
  const { file, optionFile: keyFile } = readFileArguments(USAGE, 'key');
  if (file === undefined) throw new StartupError(USAGE);
  console.log(`Cơ sở dữ liệu: ${databaseName}`);
  const archive = await openEncrypted(path.resolve(file), keyFile && path.resolve(keyFile));
  const { madeAt, program, tables } = await restore(ownerUrl, archive, MIGRATIONS_DIR, (client) =>
    requireOwnKeys(client, sealer),
  );
  keepNewSecrets(config);
  console.log(
    `Đã khôi phục bản sao lưu lúc ${formatDateTime(new Date(madeAt))} (Gõ Cửa ${program}). Số dòng từng bảng, đã đếm lại và khớp:`,
  );
  for (const { name, rows } of tables) console.log(`  ${name.padEnd(32)} ${formatNumber(rows).padStart(12)}`);
  console.log(`Không khôi phục: ${LEFT_OUT.join(', ')}. Mọi người đăng nhập lại.`);
  const applied = await migrate(ownerUrl, MIGRATIONS_DIR);
  if (applied.length > 0) console.log(`Đã nâng cấp cơ sở dữ liệu: ${applied.join(', ')}.`);
  const tombstones = [config.backupDir, path.dirname(path.resolve(file))].flatMap(readTombstones);
  const owner = openDatabase(ownerUrl, () => undefined, 2);
  const again = await eraseAgain({ db: owner, now }, tombstones).finally(() => owner.close());
  if (tombstones.length > 0)
    console.log(`Đã xóa lại dữ liệu của ${formatNumber(again)} người đã được xóa sau khi sao lưu.`);
  await prepareAppRole(ownerUrl, config); // a program that runs meanwhile serves the new tables from here on
  await claimKeys(context.db.pool, sealer, applied); // an archive of an earlier version begins its sealing here
  await recordRestore(context, madeAt);
  await sealEvents(context);
  await printVerification(ownerUrl, sealer);
});
