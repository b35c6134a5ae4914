import type { Actor } from '../../../actor';
import { qrCode, type QrCode } from '../../../shared/qr-code';
import { errorSummary, type FieldErrors, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { keyOf } from './one-time-code';
import type { FactorState } from './second-factor-service';

interface FactorModel {
  isOn: boolean;
  intro: string;
  /** While it is being set up. */
  key: { qr: QrCode; uri: string; typed: string } | null;
  codesLeft: string;
  removal: string;
  errors: FieldErrors;
  summary: Summary[];
}
export const factorPage = definePage<FactorModel>('office/auth/second-factor');
export const recoveryCodesPage = definePage<{ codes: readonly string[]; username: string }>(
  'office/auth/recovery-codes',
);

export function factorModel(
  { username }: Actor,
  { isConfirmed, secret, recoveryCodesLeft, isRequired }: FactorState,
  { mustEnrol, errors }: { mustEnrol: boolean; errors: FieldErrors },
): FactorModel {
  const key = secret && keyOf(secret, username);
  return {
    isOn: isConfirmed,
    intro: introOf(mustEnrol, isRequired),
    key: key && { qr: qrCode(key.uri), ...key },
    codesLeft: `Còn ${recoveryCodesLeft} mã dự phòng chưa dùng.`,
    removal: isRequired
      ? 'Đổi điện thoại hay hết mã dự phòng thì tắt, rồi bật lại ngay ở máy mới: vai trò của bạn phải có xác minh hai bước.'
      : 'Đổi điện thoại hay hết mã dự phòng thì tắt rồi bật lại.',
    errors,
    summary: errorSummary(errors),
  };
}

function introOf(mustEnrol: boolean, isRequired: boolean): string {
  if (mustEnrol) return 'Quản trị và cán bộ văn phòng phải bật xác minh hai bước rồi mới làm việc tiếp.';
  return isRequired
    ? 'Bắt buộc với quản trị và cán bộ văn phòng, từ lần đăng nhập sau.'
    : 'Không bắt buộc với tài khoản này, nhưng nên bật.';
}
