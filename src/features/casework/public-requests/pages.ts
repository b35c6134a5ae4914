import { formatDate, formatRoundTime, localDateOf } from '../../../shared/dates';
import { cardsOf } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise } from '../../../shared/vietnamese-text';
import { errorSummary, formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { neighbourRequestForm, publicRequestForm, stateForm, type SenderKey, type TypedPublicRequest } from './forms';
import type { PublicWard, SentRequest } from './queries';
import { ANY_TIME, askedText, REFUSALS_OUTSIDE, TIMES, timesText, TOPICS } from './request-choices';
import type { Refused } from './sending-rate-limits';
import { canWithdraw, senderState, type SenderState } from './sender-state';

/** A ward's address on paper and in QR codes. */
export const askPath = ({ code }: Pick<PublicWard, 'code'>): string => `/ask/${encodeURIComponent(code)}`;

/** Where residents say how a visit was, on paper and behind the QR code of a slip. */
export const voicePath = ({ code }: Pick<PublicWard, 'code'>): string => `/voice/${encodeURIComponent(code)}`;

export function frameOf(ward: PublicWard) {
  const askHref = askPath(ward);
  return {
    wardName: ward.name,
    wardPhone: ward.phone === null ? null : { number: ward.phone, words: formatPhoneNumber(ward.phone) },
    askHref,
    stateHref: `${askHref}/state`,
    checkHref: `/check/${encodeURIComponent(ward.code)}`,
    voiceHref: voicePath(ward),
  };
}
export type Frame = ReturnType<typeof frameOf>;

// ------------------------------------------------------------ asking

interface AskForm {
  ward: PublicWard;
  ticket: string;
  /** JSON for the proof of work; '' if none is asked. */
  challenge: string;
  /** Typed by an officer for the sender: within the office's own frame. */
  isOwn: boolean;
  /** The round at whose door it is typed; '' for none. */
  round?: string;
  /** The telephone number by which the door was looked for; '' for none. */
  caller?: string;
}

/** Where a request that the ward typed leads back to: its night, or the requests. */
export const backFrom = (round: string) =>
  round === '' ? { href: '/requests', label: 'Đề nghị hỗ trợ' } : { href: `/tonight?round=${round}`, label: 'Tối nay' };

export function askPage(
  { ward, ticket, challenge, isOwn, round = '', caller = '' }: AskForm,
  failed?: Failed & { notice?: string },
) {
  const form = formView(isOwn ? neighbourRequestForm : publicRequestForm, { senderPhone: caller }, failed);
  return viewOf('casework/public-requests/ask', {
    form,
    ...frameOf(ward),
    action: isOwn ? '/public-requests/new' : askPath(ward),
    // The page of the ward that leads here, and the round it shows; '' for none.
    back: backFrom(round),
    round,
    isOwn,
    ticket,
    challenge,
    topics: cardsOf(TOPICS, form.values.topics),
    times: cardsOf({ ...TIMES, any: ANY_TIME }, form.values.times),
    // Why the form came back although every field is right; '' otherwise.
    notice: failed?.notice ?? '',
    summary: errorSummary(form.errors),
  });
}

export const TRAPPED = {
  filled: 'Máy đã tự điền một ô bẫy. Ô ấy đã được xóa, chữ của bà con còn nguyên. Bấm nút gửi lần nữa.',
  'too-fast': 'Trang vừa mở xong. Chữ của bà con còn nguyên, xem lại rồi bấm nút gửi lần nữa.',
  old: 'Trang này mở đã lâu. Chữ của bà con còn nguyên, bấm nút gửi lần nữa.',
} as const;

/** Why a request was not taken just now, for its page. */
export function refusedText({ by, seconds }: Refused, { phone }: PublicWard): string {
  const minutes = Math.ceil(seconds / 60);
  const wait = minutes > 90 ? `Thử lại sau ${Math.ceil(minutes / 60)} giờ` : `Thử lại sau ${minutes} phút`;
  const call = phone === null ? 'hoặc báo tổ trưởng tổ dân phố' : `hoặc gọi phường ${formatPhoneNumber(phone)}`;
  const why: Record<Refused['by'], string> = {
    address: 'Từ mạng này vừa gửi nhiều lần, nên lần này chưa gửi được.',
    phone: 'Số điện thoại này vừa gửi nhiều lần, nên lần này chưa gửi được.',
    unchecked: 'Lúc này có quá nhiều người gửi đến, nên lần này chưa gửi được.',
  };
  return `${why[by]} Chữ của bà con còn nguyên ở dưới. ${wait}, ${call}.`;
}

// ------------------------------------------------------------ sent

export const sentPage = (ward: PublicWard, code: string, given: TypedPublicRequest & { senderPhone: string }) =>
  viewOf('casework/public-requests/sent', {
    ...frameOf(ward),
    title: 'Phường đã nhận đề nghị',
    code: codeText(code),
    senderPhone: formatPhoneNumber(given.senderPhone),
    facts: [
      { label: 'Tên', value: given.senderName },
      { label: 'Điện thoại', value: formatPhoneNumber(given.senderPhone) },
      { label: 'Nhà', value: given.addressText },
      { label: 'Cần giúp', value: askedText(given.topics, given.what) },
      { label: 'Lúc tiện', value: timesText(given.times) },
    ],
  });

/** 'K7M 2QD'. */
const codeText = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

// ------------------------------------------------------------ the state

export function findPage(ward: PublicWard, failed?: Failed & { notice?: string }) {
  const form = formView(stateForm, {}, failed);
  return viewOf('casework/public-requests/find', {
    ...frameOf(ward),
    form,
    notice: failed?.notice ?? '',
    summary: errorSummary(form.errors),
  });
}

/** The same words for a wrong code, a wrong telephone, and another sender's code. */
export const UNKNOWN_CODE =
  'Mã và số điện thoại này không khớp đề nghị nào. Xem lại từng chữ; số điện thoại là số đã ghi khi gửi.';

export const throttledText = (seconds: number): string =>
  `Đã thử quá nhiều lần. Đợi ${Math.ceil(seconds / 60)} phút rồi thử lại, hoặc gọi phường.`;

export function statePage(ward: PublicWard, key: SenderKey, sent: SentRequest, notice = '') {
  const state = senderState(sent);
  return viewOf('casework/public-requests/state', {
    ...frameOf(ward),
    code: codeText(key.code),
    ...stateText(state),
    sentOn: formatDate(localDateOf(sent.receivedAt)),
    // What the form to withdraw sends; null if there is nothing to withdraw.
    withdrawal: canWithdraw(state) ? { action: `${askPath(ward)}/withdrawal`, ...key } : null,
    notice,
  });
}

function stateText(state: SenderState): { title: string; detail: string } {
  switch (state.kind) {
    case 'received':
      return { title: 'Đã nhận', detail: 'Phường đã nhận đề nghị, sẽ gọi lại rồi xếp lịch.' };
    case 'planned':
      return {
        title: 'Đã xếp lịch',
        detail: `${capitalise(formatRoundTime(state.startsAt, state.endsAt))}. Đội đến trong khoảng giờ ấy.`,
      };
    case 'done':
      return { title: 'Đã làm xong', detail: 'Đội đã đến. Cần giúp thêm thì gửi đề nghị mới.' };
    case 'declined':
      return {
        title: 'Phường không đến được lần này',
        detail: `${REFUSALS_OUTSIDE[state.refusal]} Còn cần giúp thì gọi phường.`,
      };
    case 'withdrawn':
      return { title: 'Đã rút', detail: 'Bà con đã rút đề nghị này. Đổi ý thì gửi đề nghị mới.' };
  }
}
