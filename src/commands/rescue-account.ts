import { accountName } from '../features/office/auth/sign-in';
import { rescueAccount } from '../features/office/users/service';
import { StartupError } from '../startup-error';
import { runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run account:rescue -- ten.dang.nhap';

void runCommand({ mayCreate: false, migrates: true }, async (context) => {
  const [typed, ...rest] = process.argv.slice(2);
  if (!typed || rest.length > 0) throw new StartupError(USAGE);
  const username = accountName(typed);
  const password = await rescueAccount(context, username);
  if (password === null) throw new StartupError(`Không có tài khoản ${username}.`);
  console.log(`Tài khoản ${username}: mật khẩu lần đầu (chỉ hiện một lần này, dùng được 72 giờ): ${password}`);
});
