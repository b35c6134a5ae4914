import { addDays, formatDate, formatDateTime, instantOf, parseDateText, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { isId, typed, type FormValues } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, readPlace, type PagePlace } from '../../../web/pager';
import type { AuditLabels } from '../../../audit-vocabulary';
import { DATA_MAP } from '../data-map/data-map';
import { TRACE_PAGE_SIZE, type Traces } from './queries';

/** Days that are looked at if none are given. */
const DAYS = 30;

export interface TraceQuery extends PagePlace {
  account: string | null;
  from: LocalDate;
  /** The last day, included. */
  to: LocalDate;
}

/** The query string of the page; unreadable values are ignored, days the wrong way round are one day. */
export function traceQuery(query: FormValues, today: LocalDate): TraceQuery {
  const to = parseDateText(typed(query, 'to'), today) ?? today;
  const from = parseDateText(typed(query, 'from'), today) ?? addDays(to, 1 - DAYS);
  const account = isId(query.account) ? query.account : null;
  return { account, from: from > to ? to : from, to, ...readPlace(query) };
}

/** The instants of the days in Việt Nam. */
export const periodOf = ({ from, to }: TraceQuery) => ({
  from: instantOf(from, '00:00'),
  until: instantOf(addDays(to, 1), '00:00'),
});

export function tracePage(labels: AuditLabels, { accounts, count, people, lists, emptied }: Traces, query: TraceQuery) {
  const { account } = query;
  const days = { from: formatDate(query.from), to: formatDate(query.to) };
  const list = {
    place: query,
    size: TRACE_PAGE_SIZE,
    total: count,
    path: '/account-traces',
    query: { account, ...days },
  };
  const { shown, ...pager } = pageAfter(people, list);
  return viewOf('privacy/account-traces/index', {
    accounts: [
      { value: '', label: 'Chọn tài khoản', selected: account === null },
      ...accounts.map(({ id, name }) => ({ value: id, label: name, selected: id === account })),
    ],
    ...days,
    found:
      account === null
        ? null
        : {
            summary: [
              `${formatNumber(count)} người`,
              `${formatNumber(lists.reduce((sum, { times }) => sum + times, 0))} lần mở danh sách, tìm, tải và việc khác`,
              ...(emptied > 0 ? [`${formatNumber(emptied)} dòng nhật ký đã bỏ nội dung, không biết về ai`] : []),
            ].join('; '),
            fields: count > 0 ? shownFields() : [],
            lists: lists.map(({ action, title, times, rows, columns, lastAt }) => ({
              what: [
                [labels.actions[action] ?? action, title].filter(Boolean).join(': '),
                ...(rows === null ? [] : [`${formatNumber(rows)} dòng`]),
                ...(columns ? [`cột: ${columns.join(', ')}`] : []),
              ].join('; '),
              times: formatNumber(times),
              last: formatDateTime(new Date(lastAt)),
            })),
          },
    rows: shown.map((person) => ({
      name: person.fullName ?? 'Không còn trong sổ',
      href: person.fullName === null ? '' : `/residents/${person.id}`,
      address: person.addressLine ?? '',
      how: [
        ...(person.readings > 0 ? [`xem ${formatNumber(person.readings)} lần`] : []),
        ...(person.changes > 0 ? [`ghi, sửa ${formatNumber(person.changes)} lần`] : []),
        ...(person.numbers > 0 ? ['có xem cả số định danh'] : []),
      ].join(', '),
      last: formatDateTime(new Date(person.lastAt)),
    })),
    ...pager,
  });
}

/** The tables that the pages of a person and a household show. */
const SHOWN_TABLES = ['resident', 'household_membership', 'household', 'readiness', 'priority_fact', 'digital_helper'];

const isShown = (column: string) => !/(_cipher|_hash|_folded)$|^sort_name$/.test(column);

/** The fields of those pages, by class. */
function shownFields(): { label: string; value: string }[] {
  const tables = SHOWN_TABLES.map((name) => DATA_MAP[name]!);
  const listed = (of: 'words' | 'facts' | 'sensitive') =>
    [
      ...new Set(
        tables.flatMap((table) =>
          Object.entries(table[of]).flatMap(([column, label]) => (isShown(column) ? [label] : [])),
        ),
      ),
    ].join(', ');
  return [
    { label: 'Cơ bản, nêu tên hoặc viết tự do', value: listed('words') },
    { label: 'Cơ bản, đếm được', value: listed('facts') },
    { label: 'Nhạy cảm', value: listed('sensitive') },
  ];
}
