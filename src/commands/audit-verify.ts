import type { Pool } from 'pg';
import { StartupError } from '../startup-error';
import { readArguments } from './arguments';
import { printVerification } from './print-verification';
import { runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run audit:verify -- [--expect "đầu dây trên tờ đã in"] …';

void runCommand({ mayCreate: false, migrates: false }, async ({ db, ownerUrl, databaseName, sealer }) => {
  const expected = readHeads();
  await requireSeals(db.pool);
  console.log(`Cơ sở dữ liệu: ${databaseName}`);
  await printVerification(ownerUrl, sealer, expected);
});

/** Before the first start of this version its tables are missing. */
async function requireSeals(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ exists: boolean }>("SELECT to_regclass('audit_seal') IS NOT NULL AS exists");
  if (!rows[0]!.exists)
    throw new StartupError(
      'Cơ sở dữ liệu chưa được nâng cấp cho bản Gõ Cửa này: hãy khởi động Gõ Cửa một lần rồi kiểm lại.',
    );
}

/** Heads as they are typed from paper: groups of digits, capitals or not. Half a line is too easy to fit. */
function readHeads(): string[] {
  const { values } = readArguments(USAGE, { options: { expect: { type: 'string', multiple: true, default: [] } } });
  const heads = values.expect.map((head) => head.replace(/\s/g, '').toLowerCase());
  if (heads.some((head) => !/^[0-9a-f]{16,64}$/.test(head)))
    throw new StartupError(`Đầu dây gồm 64 chữ số và chữ a–f (ít nhất 16 đầu tiên).\n${USAGE}`);
  return heads;
}
