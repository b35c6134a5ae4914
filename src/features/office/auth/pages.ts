import type { SignInOutcome } from '../../../context';
import { errorSummary, type FieldErrors } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { FIRST_PASSWORD_HOURS } from './passwords';

/** The first page after signing in. */
export const HOME = '/today';
/** Where a form that was interrupted waits until the account may do something. */
export const INTERRUPTED = '/login/interrupted-form';

/** @param ward null if there are several. */
export const homePage = (ward: { name: string; phone: string | null; code: string } | null) =>
  viewOf('public/home', {
    wardName: ward?.name ?? '',
    wardPhone: ward?.phone ?? null,
    wardPath: ward ? encodeURIComponent(ward.code) : '',
  });

export const passwordPage = (isFirst: boolean, errors: FieldErrors) =>
  viewOf('office/auth/password', { isFirst, errors, summary: errorSummary(errors) });

/** The second step of signing in, after the right password. */
export interface CodeQuestion {
  returnTo: string;
  interrupted: string;
  error: string;
}

/** After a change of the password or the second step. */
export const OTHERS_SIGNED_OUT = 'Các máy khác đang đăng nhập bằng tài khoản này đã bị đăng xuất.';

/** At an address for which browsers offer no passkeys (passkeys.ts, siteOf). */
export const NO_PASSKEYS_HERE =
  'Ở địa chỉ đang mở không dùng được khóa truy cập: trình duyệt đòi địa chỉ https:// có tên miền.';

/** @param options for the browser; null if the account has no passkey, or none can be used at this address. */
export const codePage = (
  question: CodeQuestion,
  { hasApp, hasPasskey, options }: { hasApp: boolean; hasPasskey: boolean; options: object | null },
) =>
  viewOf('office/auth/code', {
    ...question,
    passkeyOptions: options ? JSON.stringify(options) : '',
    passkeyMissing: hasPasskey && !options ? NO_PASSKEYS_HERE : '',
    codeLabel: hasApp ? 'Mã xác minh' : 'Mã dự phòng',
    codeHint: hasApp
      ? 'Mã sáu số mà ứng dụng trên điện thoại đang hiện; không có điện thoại ở đây thì một mã dự phòng.'
      : 'Một mã trong tờ đã chép khi bật xác minh hai bước; mỗi mã dùng một lần.',
  });

/** @param seconds until another try is allowed. @param otherwise what else may be done, after 'thử lại'. */
export const waitText = (seconds: number, otherwise = ''): string =>
  `Sai quá nhiều lần. Hãy chờ ${Math.ceil(seconds / 60)} phút rồi thử lại${otherwise}.`;

export function refusalOf(outcome: Exclude<SignInOutcome, { kind: 'done' | 'code' }>): string {
  if (outcome.kind === 'wrong') return 'Tên đăng nhập hoặc mật khẩu chưa đúng.';
  if (outcome.kind === 'expired')
    return `Mật khẩu lần đầu chỉ dùng được trong ${FIRST_PASSWORD_HOURS} giờ và đã hết hạn. Nhờ người quản trị cấp lại.`;
  return waitText(outcome.retryAfterSeconds, ', hoặc nhờ người quản trị cấp lại mật khẩu');
}
