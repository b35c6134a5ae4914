import type { Actor } from '../../../actor';
import { formatDateTime } from '../../../shared/dates';
import { qrCode } from '../../../shared/qr-code';
import { errorSummary, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { keyOf } from './one-time-code';
import { NO_PASSKEYS_HERE, OTHERS_SIGNED_OUT } from './pages';
import { creationOptions, type Site } from './passkeys';
import { lastFactor, type FactorState } from './second-factor-service';

/** @param nextHref where the owner goes on once the codes are written down. */
export const recoveryCodesPage = (codes: readonly string[], username: string, nextHref: string) =>
  viewOf('office/auth/recovery-codes', { codes, username, others: OTHERS_SIGNED_OUT, nextHref });

/** What the person at the machine may do on the page. */
interface FactorVisit {
  mustEnrol: boolean;
  /** Null where there are no passkeys. */
  site: Site | null;
  /** For the next passkey; null until the password was typed. */
  challenge: string | null;
}

export async function factorPage(
  actor: Actor,
  state: FactorState,
  { mustEnrol, site, challenge }: FactorVisit,
  { values, errors }: Failed,
) {
  const count = state.passkeys.length + Number(state.hasApp);
  const key = challenge !== null && state.pendingSecret ? keyOf(state.pendingSecret, actor.username) : null;
  const blocked = lastFactor({ count, isRequired: state.isRequired });
  return viewOf('office/auth/second-factor', {
    intro: introOf(mustEnrol, state.isRequired),
    // The password was typed just now: what follows may be changed.
    isOpen: challenge !== null,
    passkeys: state.passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      id,
      name,
      use: `thêm ${formatDateTime(createdAt)}; ${lastUsedAt ? `dùng lần cuối ${formatDateTime(lastUsedAt)}` : 'chưa dùng lần nào'}`,
      label: `Gỡ khóa ${name}`,
    })),
    // Where keys may be made: at this address, if the password was typed.
    newKey:
      site === null || challenge === null
        ? null
        : {
            options: JSON.stringify(await creationOptions(site, challenge, actor, state.passkeys)),
            name: typed(values, 'name'),
          },
    address: site ? `Khóa chỉ dùng được ở địa chỉ ${site.origin}.` : NO_PASSKEYS_HERE,
    app: state.hasApp
      ? { words: 'Đang bật.', startLabel: 'Đổi sang điện thoại khác', isSetUp: true }
      : { words: 'Chưa bật.', startLabel: 'Bật ứng dụng lấy mã', isSetUp: false },
    key: key && { qr: qrCode(key.uri), ...key },
    codes: count === 0 ? '' : `Còn ${state.recoveryCodesLeft} mã chưa dùng.`,
    // Why nothing may be removed.
    removal: blocked ? blocked.blockers.join(' ') : '',
    mayRemove: !blocked,
    errors,
    summary: errorSummary(errors),
  });
}

function introOf(mustEnrol: boolean, isRequired: boolean): string {
  if (mustEnrol) return 'Sau mật khẩu còn một bước nữa. Bật một trong hai cách rồi mới vào được sổ.';
  return isRequired
    ? 'Sau mật khẩu còn một bước nữa, bắt buộc với quản trị và cán bộ văn phòng.'
    : 'Sau mật khẩu còn một bước nữa: không bắt buộc với tài khoản này, nhưng nên bật.';
}
