import { replaceLostChainKey } from '../features/office/audit/keys';
import { takeKeys } from '../features/register/national-numbers/key-check-service';
import {
  requireStopped,
  rotateKeys,
  surveySeals,
  type ColumnStatus,
} from '../features/register/national-numbers/rotation-service';
import { formatNumber } from '../shared/numbers';
import { StartupError } from '../startup-error';
import { readArguments } from './arguments';
import { runCommand } from './run-command';

const USAGE = 'Cách dùng: npm run keys:rotate -- [--lost]';
const PROGRESS_EVERY = 5000;

void runCommand({ mayCreate: false, migrates: true, takesOldKeys: true }, async (context) => {
  const { db, sealer } = context;
  const { lost } = readArguments(USAGE, { options: { lost: { type: 'boolean', default: false } } }).values;
  if (lost) {
    await takeKeys(db.pool, sealer);
    await replaceLostChainKey(db.pool, sealer);
    tell(await surveySeals(db, sealer));
    return console.log(
      'Từ nay cơ sở dữ liệu này dùng khóa hiện có. Số định danh dưới khóa đã mất không mở được nữa: nhập lại từ thẻ.',
    );
  }

  let told = 0;
  const rotation = await rotateKeys(context, {
    requireAlone: () => requireStopped(db),
    onProgress(resealed) {
      if (resealed - told < PROGRESS_EVERY) return;
      told = resealed;
      console.log(`Đã mã hóa lại ${formatNumber(resealed)} giá trị…`);
    },
  });
  if (rotation.kind === 'lost') {
    tell(rotation.statuses);
    throw new StartupError(
      'Có giá trị không khóa nào hiện có mở được, nên chưa đổi gì. Đặt đúng khóa cũ vào SEALING_KEY_OLD và LOOKUP_KEY_OLD rồi chạy lại.',
    );
  }
  console.log(
    `Đã mã hóa lại ${formatNumber(rotation.resealed)} giá trị. Mọi giá trị nay dưới khóa mới và gắn với dòng của mình: bỏ SEALING_KEY_OLD và LOOKUP_KEY_OLD rồi khởi động lại.`,
  );
});

function tell(statuses: readonly ColumnStatus[]): void {
  for (const { column, values, due, lost } of statuses) {
    console.log(
      `${column}: ${formatNumber(values)} giá trị, ${formatNumber(due)} cần mã hóa lại${lost > 0 ? `, ${formatNumber(lost)} không mở được` : ''}`,
    );
  }
}
