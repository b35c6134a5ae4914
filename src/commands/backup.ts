import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LEFT_OUT } from '../db/archive';
import { backUp } from '../db/backup';
import { rootDir } from '../root-dir';
import { localDateOf, localTimeOf } from '../shared/dates';
import { formatNumber } from '../shared/numbers';
import { readFileArgument } from './file-argument';
import { runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run backup -- [tệp.zip]';

void runCommand({ mayCreate: false, migrates: false }, async ({ config, ownerUrl, databaseName, now }) => {
  const file = path.resolve(readFileArgument(USAGE) ?? path.join(config.backupDir, nameFor(now())));
  console.log(`Cơ sở dữ liệu: ${databaseName}`);
  const { version: program } = JSON.parse(readFileSync(path.join(rootDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  const { tables } = await backUp({ url: ownerUrl, file, program, now: now() });
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(
    `Đã sao lưu ${tables.length} bảng, ${formatNumber(rows)} dòng vào ${file} (${formatNumber(Math.ceil(statSync(file).size / 1000))} kB).`,
  );
  console.log(`Không sao lưu: ${LEFT_OUT.join(', ')}.`);
  console.log('Tệp chứa dữ liệu cá nhân: mã hóa rồi cất ngoài máy này, khóa (SEALING_KEY, LOOKUP_KEY) cất nơi khác.');
});

/** In local time: "go-cua-2026-11-26-0930.zip". */
function nameFor(now: Date): string {
  return `go-cua-${localDateOf(now)}-${localTimeOf(now).replace(':', '')}.zip`;
}
