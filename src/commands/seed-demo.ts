import { parseArgs } from 'node:util';
import { seedDatabase } from '../../prisma/seed/seed';
import { StartupError } from '../startup-error';
import { runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run seed:demo -- [--residents 65000]';

void runCommand({ mayCreate: true, migrates: true }, async (context) => {
  const { seeded, accounts } = await seedDatabase(context, { demo: true, residents: readResidents() });
  if (!seeded) throw new StartupError('Cơ sở dữ liệu đã có phường: phường mẫu chỉ lập được khi chưa có gì.');
  console.log('Đã lập phường mẫu. Tài khoản dùng thử:');
  for (const { username, password, displayName } of accounts)
    console.log(`  ${username.padEnd(12)} ${password}  ${displayName}`);
});

function readResidents(): number | undefined {
  let typed: string | undefined;
  try {
    typed = parseArgs({ options: { residents: { type: 'string' } } }).values.residents;
  } catch {
    throw new StartupError(USAGE);
  }
  if (typed === undefined) return undefined;
  const residents = Number(typed);
  if (!Number.isInteger(residents) || residents < 1 || residents > 200_000)
    throw new StartupError(`--residents từ 1 đến 200000.\n${USAGE}`);
  return residents;
}
