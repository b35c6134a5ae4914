import { replaceLostChainKey } from '../features/office/audit/keys';
import { settleKeys } from '../features/register/national-numbers/key-check-service';
import { rotateKeys, surveySeals, type ColumnStatus } from '../features/register/national-numbers/rotation-service';
import { formatNumber } from '../shared/numbers';
import { StartupError } from '../startup-error';
import { readArguments } from './arguments';
import { runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run keys:rotate -- [--report | --lost]';
const PROGRESS_EVERY = 5000;

void runCommand(
  { mayCreate: false, migrates: true, takesAnyKeys: process.argv.includes('--lost') },
  async (context) => {
    const { report, lost } = readArguments(USAGE, {
      options: { report: { type: 'boolean', default: false }, lost: { type: 'boolean', default: false } },
    }).values;
    if (lost) {
      await settleKeys(context.db.pool, context.sealer);
      await replaceLostChainKey(context.db.pool, context.sealer);
      tell(await surveySeals(context));
      return console.log(
        'Từ nay cơ sở dữ liệu này dùng khóa hiện có. Số định danh dưới khóa đã mất không mở được nữa: nhập lại từ thẻ.',
      );
    }
    if (report) return tell(await surveySeals(context));

    let told = 0;
    const rotation = await rotateKeys(context, (resealed) => {
      if (resealed - told < PROGRESS_EVERY) return;
      told = resealed;
      console.log(`Đã mã hóa lại ${formatNumber(resealed)} giá trị…`);
    });
    if (rotation.kind === 'running')
      throw new StartupError('Đang có một lần đổi khóa khác chạy. Đợi nó xong rồi chạy lại.');
    tell(rotation.statuses);
    if (rotation.kind === 'lost')
      throw new StartupError(
        'Có giá trị không khóa nào hiện có mở được, nên chưa đổi gì. Đặt đúng khóa cũ vào SEALING_KEY_OLD và LOOKUP_KEY_OLD rồi chạy lại.',
      );
    const left = rotation.statuses.reduce((sum, { due }) => sum + due, 0);
    for (const id of rotation.clashes)
      console.log(`Hai hồ sơ cùng một số định danh, sửa một trong hai: /residents/${id}`);
    if (left > 0) {
      throw new StartupError(
        `Đã mã hóa lại ${formatNumber(rotation.resealed)} giá trị, còn ${formatNumber(left)} chưa mã hóa lại. ` +
          'Chưa bỏ khóa cũ: khởi động lại ứng dụng với cả hai khóa, rồi chạy lại lệnh này.',
      );
    }
    console.log(
      `Đã mã hóa lại ${formatNumber(rotation.resealed)} giá trị. Mọi giá trị nay dưới khóa mới và gắn với dòng của mình: có thể bỏ SEALING_KEY_OLD và LOOKUP_KEY_OLD rồi khởi động lại.`,
    );
  },
);

function tell(statuses: readonly ColumnStatus[]): void {
  for (const { column, values, due, lost } of statuses) {
    console.log(
      `${column}: ${formatNumber(values)} giá trị, ${formatNumber(due)} cần mã hóa lại${lost > 0 ? `, ${formatNumber(lost)} không mở được` : ''}`,
    );
  }
}
