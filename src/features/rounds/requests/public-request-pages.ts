import { v7 as newId } from 'uuid';
import { formatDateTime } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { optionsOf } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { qrCode } from '../../../shared/qr-code';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter } from '../../../web/pager';
import { boundedCount } from '../../casework/requests/bounded-count';
import { COUNT_LIMIT } from '../../casework/requests/queries';
import { declineForm, type PublicRequestListQuery, type PublicRequestView } from '../../casework/public-requests/forms';
import { askPath } from '../../casework/public-requests/pages';
import {
  PUBLIC_REQUEST_PAGE_SIZE,
  type PublicRequestList,
  type PublicRequestRow,
  type PublicWard,
} from '../../casework/public-requests/queries';
import { askedText, REFUSALS, timesText } from '../../casework/public-requests/request-choices';

/** What the office knows about a sender without asking. */
export const marksOf = ({
  isChecked,
  enteredBy,
  leaderOf,
  sameNetwork,
  samePhone,
}: Pick<PublicRequestRow, 'isChecked' | 'enteredBy' | 'leaderOf' | 'samePhone'> & { sameNetwork?: number | null }) => [
  ...(isChecked ? [] : [{ kind: 'try', text: 'chưa qua kiểm tra máy' }]),
  ...(enteredBy ? [{ kind: 'plain', text: `${enteredBy.name} ghi hộ` }] : []),
  ...(leaderOf ? [{ kind: 'ok', text: `số của tổ trưởng ${uncapitalise(shortGroupName(leaderOf))}` }] : []),
  ...(samePhone > 1 ? [{ kind: 'plain', text: `cùng số này: ${formatNumber(samePhone)} đề nghị` }] : []),
  ...(sameNetwork && sameNetwork > 1
    ? [{ kind: 'plain', text: `cùng nơi gửi: ${formatNumber(sameNetwork)} đề nghị chờ` }]
    : []),
];

/** What the office reads about a request that was handled: 'Đã từ chối: nhà ở phường khác'. '' while it waits. */
export function outcomeText({
  outcome,
  refusal,
  note,
}: Pick<PublicRequestRow, 'outcome' | 'refusal' | 'note'>): string {
  switch (outcome) {
    case null:
      return '';
    case 'matched':
      return 'Đã ghép với một cửa';
    case 'withdrawn':
      return 'Người gửi đã rút';
    case 'declined':
      return `Đã từ chối: ${uncapitalise(REFUSALS[refusal ?? 'other'])}${note && `, ${note}`}`;
  }
}

export const refusalOptions = (values: FormValues) => optionsOf({ '': 'Chọn', ...REFUSALS }, typed(values, 'refusal'));

// ------------------------------------------------------------ the list

const VIEW_LABELS: Record<PublicRequestView, string> = {
  waiting: 'Chờ ghép',
  crowded: 'Gửi dồn dập',
  handled: 'Đã xử lý',
};
const EMPTY: Record<PublicRequestView, [title: string, text: string]> = {
  waiting: ['Không có đề nghị nào chờ ghép', 'Bà con quét mã trên tờ giấy và gửi đề nghị thì đề nghị ấy hiện ở đây.'],
  crowded: [
    'Không có ai gửi dồn dập',
    'Khi một nơi gửi nhiều hơn 5 đề nghị, hoặc hơn 40 đề nghị chưa qua kiểm tra máy, các đề nghị ấy được tách ra đây.',
  ],
  handled: ['Chưa xử lý đề nghị nào', 'Đề nghị đã ghép, đã từ chối hoặc được người gửi rút hiện ở đây.'],
};

export function publicRequestListPage(
  { view, ...place }: PublicRequestListQuery,
  { rows, counts }: PublicRequestList,
  now: Date,
  failed?: Failed,
) {
  const list = { place, size: PUBLIC_REQUEST_PAGE_SIZE, total: counts[view], countedTo: COUNT_LIMIT, query: { view } };
  const { shown, ...pager } = pageAfter(rows, { ...list, path: '/public-requests' });
  const [title, text] = EMPTY[view];
  const form = formView(declineForm, {}, failed);
  const ticked = ([] as unknown[]).concat(form.values.ids ?? []);
  return viewOf('rounds/requests/public-requests', {
    form,
    tabs: (Object.keys(VIEW_LABELS) as PublicRequestView[]).map((each) => ({
      label: VIEW_LABELS[each],
      count: boundedCount(counts[each]),
      href: each === 'waiting' ? '/public-requests' : `/public-requests?view=${each}`,
      isCurrent: each === view,
    })),
    view,
    // The press that declines the whole crowd; null where none is shown.
    crowd:
      view === 'crowded' && counts.crowded > 0
        ? {
            id: newId(),
            shownAt: now.toISOString(),
            press: `Từ chối tất cả ${boundedCount(counts.crowded)} đề nghị gửi dồn dập`,
          }
        : null,
    // Requests that wait can be ticked and declined together.
    canDecline: view !== 'handled' && shown.length > 0,
    rows: shown.map((row) => ({
      id: row.id,
      href: `/public-requests/${row.id}`,
      address: row.addressText,
      who: `${row.senderName} · ${row.senderPhone ? formatPhoneNumber(row.senderPhone) : 'không có số'}`,
      asked: askedText(row.topics, row.what),
      times: timesText(row.times),
      received: formatDateTime(new Date(row.receivedAt)),
      marks: marksOf(row),
      outcome: outcomeText(row),
      isTicked: ticked.includes(row.id),
    })),
    refusals: refusalOptions(form.values),
    empty: { title, text },
    ...pager,
  });
}

// ------------------------------------------------------------ the leaflet

/** @param origin of the site, for the QR code. */
export function leafletPage(ward: PublicWard, origin: string, paper: 'A4' | 'A5') {
  const address = `${origin}${askPath(ward)}`;
  const isSmall = paper === 'A5';
  return viewOf('rounds/requests/leaflet', {
    wardName: ward.name,
    wardPhone: ward.phone === null ? '' : formatPhoneNumber(ward.phone),
    qr: qrCode(address),
    // What a person can type instead: without 'https://'.
    address: address.replace(/^https?:\/\//, ''),
    // The address opens on this computer only: nothing to print yet.
    isLocal: ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname),
    isSmall,
    otherPaper: isSmall
      ? { label: 'Cỡ lớn, giấy A4', href: '/public-requests/leaflet?paper=A4' }
      : { label: 'Cỡ nhỏ, giấy A5', href: '/public-requests/leaflet' },
  });
}
