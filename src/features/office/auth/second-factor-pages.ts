import type { Actor } from '../../../actor';
import { formatDateTime } from '../../../shared/dates';
import { qrCode, type QrCode } from '../../../shared/qr-code';
import { errorSummary, typed, type Failed, type FieldErrors, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { keyOf } from './one-time-code';
import { NO_PASSKEYS_HERE } from './pages';
import { creationOptions, type Site } from './passkeys';
import { lastFactor, type FactorState } from './second-factor-service';

interface FactorModel {
  intro: string;
  /** The password was typed just now: what follows may be changed. */
  isOpen: boolean;
  passkeys: { id: string; name: string; use: string; label: string }[];
  /** Where keys may be made: at this address, if the password was typed. */
  newKey: { options: string; name: string } | null;
  /** Which address keys belong to, or why there are none at this one. */
  address: string;
  app: { words: string; startLabel: string; isSetUp: boolean };
  /** While an application is being set up, by whoever typed the password just now. */
  key: { qr: QrCode; uri: string; typed: string } | null;
  /** '' while there is no second step. */
  codes: string;
  /** Why nothing may be removed; '' if it may. */
  removal: string;
  mayRemove: boolean;
  errors: FieldErrors;
  summary: Summary[];
}
export const factorPage = definePage<FactorModel>('office/auth/second-factor');
export const recoveryCodesPage = definePage<{
  codes: readonly string[];
  username: string;
  others: string;
  nextHref: string;
}>('office/auth/recovery-codes');

/** What the person at the machine may do on the page. */
interface FactorVisit {
  mustEnrol: boolean;
  /** Null where there are no passkeys. */
  site: Site | null;
  /** For the next passkey; null until the password was typed. */
  challenge: string | null;
}

export async function factorModel(
  actor: Actor,
  state: FactorState,
  { mustEnrol, site, challenge }: FactorVisit,
  { values, errors }: Failed,
): Promise<FactorModel> {
  const count = state.passkeys.length + Number(state.hasApp);
  const key = challenge !== null && state.pendingSecret ? keyOf(state.pendingSecret, actor.username) : null;
  const blocked = lastFactor({ count, isRequired: state.isRequired });
  return {
    intro: introOf(mustEnrol, state.isRequired),
    isOpen: challenge !== null,
    passkeys: state.passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      id,
      name,
      use: `thêm ${formatDateTime(createdAt)}; ${lastUsedAt ? `dùng lần cuối ${formatDateTime(lastUsedAt)}` : 'chưa dùng lần nào'}`,
      label: `Gỡ khóa ${name}`,
    })),
    newKey:
      site === null || challenge === null
        ? null
        : {
            options: JSON.stringify(await creationOptions(site, challenge, actor, state.passkeys)),
            name: typed(values, 'name'),
          },
    address: site ? `Khóa chỉ dùng được ở địa chỉ ${site.origin}.` : `${NO_PASSKEYS_HERE} Hãy dùng ứng dụng lấy mã.`,
    app: state.hasApp
      ? { words: 'Đang bật.', startLabel: 'Đổi sang điện thoại khác', isSetUp: true }
      : { words: 'Chưa bật.', startLabel: 'Bật ứng dụng lấy mã', isSetUp: false },
    key: key && { qr: qrCode(key.uri), ...key },
    codes: count === 0 ? '' : `Còn ${state.recoveryCodesLeft} mã chưa dùng.`,
    removal: blocked ? blocked.blockers.join(' ') : '',
    mayRemove: !blocked,
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
