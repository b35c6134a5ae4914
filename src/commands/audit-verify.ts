import { parseArgs } from 'node:util';
import { StartupError } from '../startup-error';
import { printVerification } from './print-verification';
import { runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run audit:verify -- [--expect "đầu dây trên tờ đã in"] …';

void runCommand({ mayCreate: false, migrates: false }, async ({ ownerUrl, databaseName, sealer }) => {
  const expected = readHeads();
  console.log(`Cơ sở dữ liệu: ${databaseName}`);
  await printVerification(ownerUrl, sealer, expected);
});

/** Heads as they are typed from paper: groups of digits, capitals or not. Half a line is too easy to fit. */
function readHeads(): string[] {
  let typed;
  try {
    typed = parseArgs({ options: { expect: { type: 'string', multiple: true, default: [] } } }).values.expect;
  } catch (error) {
    throw new StartupError(`${(error as Error).message}\n${USAGE}`);
  }
  const heads = typed.map((head) => head.replace(/\s/g, '').toLowerCase());
  if (heads.some((head) => !/^[0-9a-f]{16,64}$/.test(head)))
    throw new StartupError(`Đầu dây gồm 64 chữ số và chữ a–f (ít nhất 16 đầu tiên).\n${USAGE}`);
  return heads;
}
