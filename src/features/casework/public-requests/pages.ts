import { formatDate, formatRoundTime, localDateOf } from '../../../shared/dates';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise } from '../../../shared/vietnamese-text';
import {
  errorSummary,
  typed,
  type Failed,
  type FieldErrors,
  type FormValues,
  type Option,
  type Summary,
} from '../../../web/form';
import { definePage } from '../../../web/page';
import type { SenderKey, TypedPublicRequest } from './forms';
import type { PublicWard, SentRequest } from './queries';
import { ANY_TIME, askedWords, REFUSALS_OUTSIDE, TIMES, timesWords, TOPICS } from './request-choices';
import type { Refused } from './sending-brakes';
import { canWithdraw, senderState, type SenderState } from './sender-state';

/** What every public page says of its ward. */
export interface Frame {
  wardName: string;
  wardPhone: { number: string; words: string } | null;
  askHref: string;
  stateHref: string;
  checkHref: string;
}

/** A ward's address on paper and in QR codes. */
export function askPath({ code }: Pick<PublicWard, 'code'>): string {
  return `/ask/${encodeURIComponent(code)}`;
}

export function frameOf(ward: PublicWard): Frame {
  const askHref = askPath(ward);
  return {
    wardName: ward.name,
    wardPhone: ward.phone === null ? null : { number: ward.phone, words: formatPhoneNumber(ward.phone) },
    askHref,
    stateHref: `${askHref}/state`,
    checkHref: `/check/${encodeURIComponent(ward.code)}`,
  };
}

// ------------------------------------------------------------ asking

type Choices = (Pick<Option, 'value' | 'label'> & { hint: string; checked: boolean })[];

interface AskModel extends Frame {
  action: string;
  /** The page of the ward that leads here, and the round it shows; '' for none. */
  back: { href: string; label: string };
  round: string;
  /** Typed by somebody of the ward for the sender: within the office's own frame. */
  isOwn: boolean;
  ticket: string;
  /** JSON for the proof of work; '' if none is asked. */
  challenge: string;
  values: Record<'senderName' | 'senderPhone' | 'addressText' | 'what', string>;
  topics: Choices;
  times: Choices;
  /** Why the form came back although every field is right; '' otherwise. */
  notice: string;
  errors: FieldErrors;
  summary: Summary[];
}
export const askPage = definePage<AskModel>('casework/public-requests/ask');

interface AskForm {
  ward: PublicWard;
  ticket: string;
  challenge: string;
  isOwn: boolean;
  /** The round at whose door it is typed; '' for none. */
  round?: string;
  /** The telephone number by which the door was looked for; '' for none. */
  caller?: string;
}

/** Where a request that the ward typed leads back to: its night, or the requests. */
export const backFrom = (round: string) =>
  round === '' ? { href: '/requests', label: 'Đề nghị hỗ trợ' } : { href: `/tonight?round=${round}`, label: 'Tối nay' };

export function askModel(
  { ward, ticket, challenge, isOwn, round = '', caller = '' }: AskForm,
  failed?: Failed & { notice?: string },
): AskModel {
  const values = failed?.values ?? { senderPhone: caller };
  const errors = failed?.errors ?? {};
  return {
    ...frameOf(ward),
    action: isOwn ? '/public-requests/new' : askPath(ward),
    back: backFrom(round),
    round,
    isOwn,
    ticket,
    challenge,
    values: {
      senderName: typed(values, 'senderName'),
      senderPhone: typed(values, 'senderPhone'),
      addressText: typed(values, 'addressText'),
      what: typed(values, 'what'),
    },
    topics: choicesOf(TOPICS, values, 'topics'),
    times: choicesOf({ ...TIMES, any: ANY_TIME }, values, 'times'),
    notice: failed?.notice ?? '',
    errors,
    summary: errorSummary(errors),
  };
}

function choicesOf(labels: Record<string, string>, values: FormValues, name: string): Choices {
  const ticked = ([] as unknown[]).concat(values[name] ?? []);
  return Object.entries(labels).map(([value, label]) => ({ value, label, hint: '', checked: ticked.includes(value) }));
}

export const TRAPPED = {
  filled: 'Máy đã tự điền một ô bẫy. Ô ấy đã được xóa, chữ của bà con còn nguyên. Bấm “Gửi lời mời” lần nữa.',
  'too-fast': 'Trang vừa mở xong. Chữ của bà con còn nguyên, xem lại rồi bấm “Gửi lời mời” lần nữa.',
  old: 'Trang này mở đã lâu. Chữ của bà con còn nguyên, bấm “Gửi lời mời” lần nữa.',
} as const;

/** Why a request was not taken just now, for its page. */
export function refusedWords({ by, seconds }: Refused, { phone }: PublicWard): string {
  const minutes = Math.ceil(seconds / 60);
  const wait = minutes > 90 ? `Thử lại sau ${Math.ceil(minutes / 60)} giờ` : `Thử lại sau ${minutes} phút`;
  const call = phone === null ? 'hoặc báo tổ trưởng tổ dân phố' : `hoặc gọi phường ${formatPhoneNumber(phone)}`;
  const why: Record<Refused['by'], string> = {
    address: 'Từ mạng này vừa có nhiều lời mời, nên lời này chưa gửi được.',
    phone: 'Số điện thoại này vừa gửi nhiều lời mời, nên lời này chưa gửi được.',
    unchecked: 'Lúc này có quá nhiều lời mời gửi đến, nên lời này chưa gửi được.',
  };
  return `${why[by]} Chữ của bà con còn nguyên ở dưới. ${wait}, ${call}.`;
}

// ------------------------------------------------------------ sent

interface SentModel extends Frame {
  /** 'K7M 2QD'. */
  code: string;
  senderPhone: string;
  facts: { label: string; value: string }[];
}
export const sentPage = definePage<SentModel>('casework/public-requests/sent');

export function sentModel(
  ward: PublicWard,
  code: string,
  given: TypedPublicRequest & { senderPhone: string },
): SentModel {
  return {
    ...frameOf(ward),
    code: codeWords(code),
    senderPhone: formatPhoneNumber(given.senderPhone),
    facts: [
      { label: 'Tên', value: given.senderName },
      { label: 'Điện thoại', value: formatPhoneNumber(given.senderPhone) },
      { label: 'Nhà', value: given.addressText },
      { label: 'Cần giúp', value: askedWords(given.topics, given.what) },
      { label: 'Lúc tiện', value: timesWords(given.times) },
    ],
  };
}

function codeWords(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

// ------------------------------------------------------------ the state

interface FindModel extends Frame {
  values: Record<'code' | 'senderPhone', string>;
  notice: string;
  errors: FieldErrors;
  summary: Summary[];
}
export const findPage = definePage<FindModel>('casework/public-requests/find');

export function findModel(ward: PublicWard, failed?: Failed & { notice?: string }): FindModel {
  const values = failed?.values ?? {};
  return {
    ...frameOf(ward),
    values: { code: typed(values, 'code'), senderPhone: typed(values, 'senderPhone') },
    notice: failed?.notice ?? '',
    errors: failed?.errors ?? {},
    summary: errorSummary(failed?.errors ?? {}),
  };
}

/** The same words for a wrong code, a wrong telephone, and a code of somebody else. */
export const UNKNOWN_CODE =
  'Mã và số điện thoại này không khớp lời mời nào. Xem lại từng chữ; số điện thoại là số đã ghi khi gửi.';

export function throttledWords(seconds: number): string {
  return `Đã thử quá nhiều lần. Đợi ${Math.ceil(seconds / 60)} phút rồi thử lại, hoặc gọi phường.`;
}

interface StateModel extends Frame {
  code: string;
  kind: SenderState['kind'];
  title: string;
  detail: string;
  sentOn: string;
  /** What the form to withdraw sends; null if there is nothing to withdraw. */
  withdrawal: { action: string; code: string; senderPhone: string } | null;
  notice: string;
}
export const statePage = definePage<StateModel>('casework/public-requests/state');

export function stateModel(ward: PublicWard, key: SenderKey, sent: SentRequest, notice = ''): StateModel {
  const state = senderState(sent);
  return {
    ...frameOf(ward),
    code: codeWords(key.code),
    kind: state.kind,
    ...stateWords(state),
    sentOn: formatDate(localDateOf(sent.receivedAt)),
    withdrawal: canWithdraw(state) ? { action: `${askPath(ward)}/withdrawal`, ...key } : null,
    notice,
  };
}

function stateWords(state: SenderState): { title: string; detail: string } {
  switch (state.kind) {
    case 'received':
      return { title: 'Đã nhận', detail: 'Phường đã nhận lời mời, sẽ gọi lại rồi xếp lịch.' };
    case 'planned':
      return {
        title: 'Đã xếp lịch',
        detail: `${capitalise(formatRoundTime(state.startsAt, state.endsAt))}. Đội đến trong khoảng giờ ấy.`,
      };
    case 'done':
      return { title: 'Đã làm xong', detail: 'Đội đã đến. Cần giúp thêm thì gửi lời mời mới.' };
    case 'declined':
      return {
        title: 'Phường không đến được lần này',
        detail: `${REFUSALS_OUTSIDE[state.refusal]} Còn cần giúp thì gọi phường.`,
      };
    case 'withdrawn':
      return { title: 'Đã rút', detail: 'Bà con đã rút lời mời này. Đổi ý thì gửi lời mời mới.' };
  }
}
