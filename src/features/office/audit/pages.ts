import { isId, type Option } from '../../../web/form';
import { formatDate, formatDateTime, isRealDate, localDateOf } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { qrCode } from '../../../shared/qr-code';
import { capitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import { hrefWith, pageAfter } from '../../../web/pager';
import type { AuditQuery } from './forms';
import { AUDIT_PAGE_SIZE, NIGHT_FROM, NIGHT_TO, type AuditRow, type SealedHead } from './queries';
import type { LogAlarm } from './log-status';
import type { AuditLabels } from '../../../audit-vocabulary';

interface AuditPage {
  path: string;
  title: string;
  rows: AuditRow[];
  /** Whose events can be asked for. */
  people: { id: string; displayName: string; username: string }[];
  /** What is wrong with the log. */
  alarm: LogAlarm | null;
}

const KINDS: [string, string][] = [
  ['changes', 'Ghi, sửa'],
  ['readings', 'Xem, in, tải'],
  ['night', `Xem từ ${NIGHT_FROM} đến ${NIGHT_TO}`],
];

/** One page of the events that match a filter, in words. */
export function auditPage(labels: AuditLabels, { path, title, rows, people, alarm }: AuditPage, query: AuditQuery) {
  const isWhole = path === '/audit';
  const current = {
    person: query.person,
    group: query.group,
    kind: query.kind,
    subjectType: query.subjectType,
    subjectId: query.subjectId,
    from: query.from,
    to: query.to,
  };
  // Not counted: the log of a ward has millions of events.
  const list = { place: query, size: AUDIT_PAGE_SIZE, total: null, path, query: current };
  const keyed = rows.map((row) => ({ ...row, id: String(row.seq) }));
  const { shown, ...pager } = pageAfter(keyed, list);
  return viewOf('office/audit/index', {
    path,
    title,
    isWhole,
    people: optionsOf(
      people.map((person) => [person.id, isWhole ? `${person.displayName} (${person.username})` : person.displayName]),
      query.person,
    ),
    groups: optionsOf(Object.entries(labels.groups), query.group),
    kinds: optionsOf(KINDS, query.kind),
    subjectTypes: optionsOf(
      Object.entries(labels.subjects).map(([type, { label }]) => [type, label]),
      query.subjectType,
    ),
    from: query.from ? formatDate(query.from) : '',
    to: query.to ? formatDate(query.to) : '',
    // Preserved by the filter form while one record is looked at.
    subjectId: query.subjectId ?? '',
    isFiltered:
      Object.entries(current).some(([name, value]) => value !== null && (isWhole || name !== 'group')) ||
      query.after !== null,
    events: shown.map((row) => eventModel(labels, row, path)),
    ...pager,
    alarm: alarm ? alarmText(alarm) : '',
  });
}

export const alarmText = ({ what, faults, which }: LogAlarm): string =>
  `${[what, ...faults, which].map(capitalise).join('. ')}.`;

function eventModel(labels: AuditLabels, row: AuditRow, path: string) {
  const subject = labels.subjects[row.subjectType];
  return {
    seq: String(row.seq),
    time: formatDateTime(row.at),
    actor: row.actorName,
    sentence: labels.actions[row.action] ?? row.action,
    subject: subject?.label ?? row.subjectType,
    subjectHref: row.subjectId && subject?.href ? subject.href(row.subjectId) : '',
    filterHref: row.subjectId ? hrefWith(path, { subjectType: row.subjectType, subjectId: row.subjectId }) : '',
    details: row.isEmptied
      ? 'Nội dung đã bỏ: có người đã xóa dữ liệu, hoặc hết hạn giữ'
      : describeDetails(labels, row.details),
  };
}

const optionsOf = (pairs: [string, string][], selected: string | null): Option[] => [
  { value: '', label: 'Tất cả', selected: selected === null },
  ...pairs.map(([value, label]) => ({ value, label, selected: value === selected })),
];

/** The sheet with the head of the ward's chain, to be kept away from the server. */
export function headPage(head: SealedHead | null, now: Date) {
  const [year, month] = localDateOf(now).split('-');
  return viewOf('office/audit/head', {
    title: `Tờ niêm phong nhật ký tháng ${Number(month)}/${year}`,
    printedAt: formatDateTime(now),
    head: head && {
      ward: `${head.wardName} (mã ${head.wardCode})`,
      events: formatNumber(head.place),
      lastAt: head.at ? formatDateTime(head.at) : 'trước bản Gõ Cửa này',
      // The 64 digits by fours, on four lines.
      lines: head.hash.match(/.{16}/g)!.map((line) => line.match(/.{4}/g)!.join(' ')),
      qr: qrCode(head.hash),
      command: `npm run audit:verify -- --expect "${head.hash.slice(0, 16)}"`,
    },
  });
}

// ------------------------------------------------------------ details of an event

const SECRET = /password|hash|cipher|token|secret|nationalNumber(?!Last4)/i;
const EMPTY = '(trống)';

/**
 * The details of an event in one line: { username: 'vi', changes: [{ field, before, after }] } → 'tên đăng nhập: vi ·
 * họ tên: Vy → Vi'. Ids of other records are left out, because they tell a reader nothing; a secret is never shown.
 */
export const describeDetails = (labels: AuditLabels, details: Readonly<Record<string, unknown>>): string =>
  Object.entries(details)
    .flatMap(([name, value]) => {
      if (name === 'changes' && Array.isArray(value)) return value.flatMap((change) => describeChange(labels, change));
      const text = textOf(labels, name, value);
      return text === '' ? [] : [`${labels.fields[name] ?? name}: ${text}`];
    })
    .join(' · ');

function describeChange(labels: AuditLabels, change: unknown): string[] {
  const { field, before, after } = change as { field?: unknown; before?: unknown; after?: unknown };
  if (typeof field !== 'string' || SECRET.test(field)) return [];
  if (isId(before) && isId(after)) return [`${labels.fields[field] ?? field}: đổi sang khác`];
  return [
    `${labels.fields[field] ?? field}: ${textOf(labels, field, before) || EMPTY} → ${textOf(labels, field, after) || EMPTY}`,
  ];
}

function textOf(labels: AuditLabels, name: string, value: unknown): string {
  if (value === null || value === undefined || SECRET.test(name)) return '';
  if (typeof value === 'boolean') return value ? 'có' : 'không';
  if (Array.isArray(value))
    return value.length > 0 && value.every(isId)
      ? String(value.length)
      : value
          .map((item) => textOf(labels, name, item))
          .filter((text) => text !== '')
          .join(', ');
  if (typeof value === 'object')
    return describeDetails(labels, value as Record<string, unknown>)
      .replaceAll(' · ', ', ')
      .replaceAll(': ', ' ');
  const text = String(value);
  if (isId(text)) return '';
  if (isRealDate(text)) return formatDate(text);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return formatDateTime(new Date(text));
  return labels.values[name]?.[text] ?? text;
}
