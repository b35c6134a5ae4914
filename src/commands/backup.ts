import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LEFT_OUT } from '../db/archive';
import { backUp } from '../db/backup';
import { readPublicKeys } from '../db/encrypted-archive';
import { rootDir } from '../root-dir';
import { localDateOf, localTimeOf } from '../shared/dates';
import { formatNumber } from '../shared/numbers';
import { readFileArguments } from './arguments';
import { runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run backup -- [tệp.zip] [--for tệp-khóa-công-khai.pub]';

void runCommand({ mayCreate: false, migrates: false }, async ({ config, ownerUrl, databaseName, now, sealer }) => {
  const { file: named, optionFile: keyFile } = readFileArguments(USAGE, 'for');
  const publicKeys = keyFile === undefined ? [] : await readPublicKeys(path.resolve(keyFile));
  const isEncrypted = publicKeys.length > 0;
  const file = path.resolve(named ?? path.join(config.backupDir, `${nameFor(now())}${isEncrypted ? '.age' : ''}`));
  console.log(`Cơ sở dữ liệu: ${databaseName}`);
  const { version: program } = JSON.parse(readFileSync(path.join(rootDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  // Keys that were made for this command alone sign nothing that could be verified.
  const sign = config.newSecrets ? undefined : (text: string) => sealer.sign('archive', text);
  const { tables } = await backUp({ url: ownerUrl, file, program, now: now(), publicKeys, sign });
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(
    `Đã sao lưu ${tables.length} bảng, ${formatNumber(rows)} dòng vào ${file} (${formatNumber(Math.ceil(statSync(file).size / 1000))} kB).`,
  );
  console.log(`Không sao lưu: ${LEFT_OUT.join(', ')}.`);
  console.log(
    isEncrypted
      ? 'Tệp đã mã hóa, chỉ khóa riêng mở được: cất ngoài máy này; khóa riêng và SEALING_KEY, LOOKUP_KEY cất nơi khác.'
      : 'Tệp chứa dữ liệu cá nhân: mã hóa (--for) rồi cất ngoài máy này, khóa (SEALING_KEY, LOOKUP_KEY) cất nơi khác.',
  );
});

/** In local time: "go-cua-2026-11-26-0930.zip". */
const nameFor = (now: Date): string => `go-cua-${localDateOf(now)}-${localTimeOf(now).replace(':', '')}.zip`;
