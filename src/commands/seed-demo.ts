import { seedDatabase } from '../../prisma/seed/seed';
import { StartupError } from '../startup-error';
import { readArguments } from './arguments';
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
  const { values } = readArguments(USAGE, { options: { residents: { type: 'string' } } });
  if (values.residents === undefined) return undefined;
  const residents = Number(values.residents);
  if (!Number.isInteger(residents) || residents < 1 || residents > 200_000)
    throw new StartupError(`--residents từ 1 đến 200000.\n${USAGE}`);
  return residents;
}
