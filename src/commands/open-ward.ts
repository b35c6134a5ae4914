import { furtherWardForm } from '../features/office/wards/forms';
import { openFurtherWard } from '../features/office/wards/service';
import { StartupError } from '../startup-error';
import { parseForm } from '../web/form';
import { readArguments } from './arguments';
import { runCommand } from './run-command';

const USAGE = `Cách dùng: npm run ward:open -- --code 00007 --name "Phường …" --admin ten.dang.nhap
  [--admin-name "Họ tên"] [--province "Thành phố Hà Nội"] [--former-wards "Trúc Bạch, Quán Thánh"] [--phone 024…]`;

void runCommand({ mayCreate: true, migrates: true }, async (context) => {
  const { username, displayName, ...ward } = readAnswers();
  const outcome = await openFurtherWard(context, { ...ward, admin: { username, displayName } });
  if (outcome.kind === 'invalid') throw new StartupError(Object.values(outcome.errors).join('\n'));
  console.log(
    `Đã mở ${ward.name}. Tài khoản quản trị: ${username}, mật khẩu lần đầu (chỉ hiện một lần này): ${outcome.password}`,
  );
});

function readAnswers() {
  const { values } = readArguments(USAGE, {
    options: {
      code: { type: 'string' },
      name: { type: 'string' },
      admin: { type: 'string' },
      'admin-name': { type: 'string', default: 'Quản trị phường' },
      province: { type: 'string', default: 'Thành phố Hà Nội' },
      'former-wards': { type: 'string', default: '' },
      phone: { type: 'string', default: '' },
    },
  });
  const { admin: username, 'admin-name': displayName, 'former-wards': formerWards, ...ward } = values;
  const form = parseForm(furtherWardForm, { ...ward, username, displayName, formerWards });
  if (!form.ok) throw new StartupError(`${Object.values(form.errors).join('\n')}\n${USAGE}`);
  return form.value;
}
