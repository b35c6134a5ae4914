import { v7 as newId } from 'uuid';
import { isPermitted, type Permission } from '../../../permissions';
import type { UserRole } from '../../../generated/prisma/enums';
import { formatDate, formatDateTime, localDateOf, localTimeOf, monthName } from '../../../shared/dates';
import { CHECK_BACK_OUTCOMES, DOOR_OUTCOMES, HELP_LEVELS, PORTAL_ANSWERS } from '../../../shared/labels';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { hrefWith, pageAfter, type PagePlace } from '../../../web/pager';
import { inquiryForm } from './forms';
import { ENTRY_NAMES, RULE_NAMES, THRESHOLDS } from './labels';
import { PAGE_SIZE, type Entry, type Finding, type FindingKey, type Inquiry } from './queries';
import { FALSE_ALARMS, HONEST_WARDS, MONTHS, MOST_OF_A_WARD, RULES, type EntryKind } from './rules';

const PATH = '/unusual-entries';
const TITLE = 'Đáng hỏi lại';

/** What the page shows: what nobody asked about yet, what was asked, or one finding with its entries. */
export type Shown =
  | { state: 'open'; findings: Finding[]; place: PagePlace }
  | { state: 'asked'; inquiries: Inquiry[]; place: PagePlace }
  | { state: 'finding'; finding: Finding; entries: Entry[]; inquiries: Inquiry[]; place: PagePlace };

export function unusualEntriesPage(shown: Shown, reader: { id: string; role: UserRole }, failed?: Failed) {
  const { state, place } = shown;
  const finding = shown.state === 'finding' ? shown.finding : null;
  const ofDay = finding?.kind === 'count' ? monthName : formatDate;
  const list = { place, size: PAGE_SIZE, path: PATH };
  const findings = pageAfter(shown.state === 'open' ? shown.findings : [], list);
  const key = finding && queryOf(finding);
  const entries = pageAfter(shown.state === 'finding' ? shown.entries : [], { ...list, total: null, query: key ?? {} });
  const asked = { ...list, total: null, query: { state: 'asked' } };
  const inquiries = pageAfter(shown.state === 'open' ? [] : shown.inquiries, asked);
  const pager = { open: findings, finding: entries, asked: inquiries }[state];
  return viewOf('adoption/unusual-entries/index', {
    title: finding ? capitalise(whatText(finding)) : TITLE,
    context: finding
      ? `${finding.writerName} · ${whenText(finding)}. Hỏi vì: ${THRESHOLDS[finding.rule]}.`
      : 'Điều người trông việc nên hỏi người ghi. Chưa phải là sai.',
    isFinding: finding !== null,
    tabs: [
      { label: 'Chưa hỏi', href: PATH, isCurrent: state === 'open' },
      { label: 'Đã hỏi', href: `${PATH}?state=asked`, isCurrent: state === 'asked' },
    ],
    rows: findings.shown.map((row) => ({
      on: dayText(row),
      who: row.writerName,
      what: capitalise(whatText(row)),
      when: whenText(row),
      why: `${RULE_NAMES[row.rule]}: ${THRESHOLDS[row.rule]}`,
      href: hrefWith(PATH, queryOf(row)),
    })),
    entries: entries.shown.map((entry) => ({
      at: `${formatDate(localDateOf(entry.at))} ${clock(entry.at)}`,
      day: entry.day === null ? '' : ofDay(entry.day),
      value: valueText(finding!.kind, entry),
      href: hrefOf(entry, reader.role),
    })),
    inquiries: inquiries.shown.map((inquiry) => ({
      what: `${RULE_NAMES[inquiry.rule]}, ${formatNumber(inquiry.entries)} ${ENTRY_NAMES[inquiry.kind]}, ${dayText(inquiry)}`,
      href: hrefWith(PATH, queryOf(inquiry)),
      who: inquiry.writerName,
      answer: inquiry.answer,
      asked: `${inquiry.askedByName}, ${formatDateTime(inquiry.askedAt)}`,
    })),
    isAsked: state === 'asked',
    pager,
    isOwn: finding?.writerId === reader.id,
    form: formView(
      inquiryForm,
      finding ? { id: newId(), ...queryOf(finding), lastAt: finding.lastAt.toISOString(), answer: '' } : {},
      failed,
    ),
    rules: [
      ...RULES.map(
        (rule) =>
          `${RULE_NAMES[rule]}: ${THRESHOLDS[rule]}. Báo nhầm ${FALSE_ALARMS[rule] ?? 0} lần ở ${HONEST_WARDS} phường.`,
      ),
      `Báo nhầm đo ở ${HONEST_WARDS} phường giả lập ghi ngay thẳng, mỗi phường 2–6 cán bộ trong một tháng, nhiều nhất ${MOST_OF_A_WARD} lần một phường; phường mẫu không lần nào.`,
      `Xét những gì ghi trong ${MONTHS} tháng, kể cả tháng này. Đã hỏi rồi thì chỉ hiện lại khi có lượt ghi mới.`,
    ],
  });
}

const queryOf = ({ rule, kind, writerId, on }: FindingKey) => ({ rule, kind, writerId, on });

const COMPARED = ['alone', 'no_code', 'no_status'];
const isOfMonth = ({ rule }: FindingKey) => rule === 'invited' || COMPARED.includes(rule);

const dayText = (key: FindingKey): string =>
  isOfMonth(key) ? monthName(key.on) : `${key.rule === 'night' ? 'đêm ' : ''}${formatDate(key.on)}`;

/** '05:00:02': to the second, because speed is what some rules are about. */
const clock = (at: Date): string => `${localTimeOf(at)}:${String(at.getUTCSeconds()).padStart(2, '0')}`;

function whenText(finding: Finding): string {
  const [first, last] = [clock(finding.firstAt), clock(finding.lastAt)];
  if (isOfMonth(finding)) {
    const [from, to] = [finding.firstAt, finding.lastAt].map((at) => formatDate(localDateOf(at)));
    return from === to ? `ghi ${from}` : `ghi từ ${from} đến ${to}`;
  }
  return `${dayText(finding)}, ${first === last ? first : `${first} đến ${last}`}`;
}

function whatText({ rule, kind, entries, outOf, othersShare }: Finding): string {
  const what = `${formatNumber(entries)} ${ENTRY_NAMES[kind]}`;
  const share =
    outOf === null ? '' : `${formatNumber(entries)}/${formatNumber(outOf)} (${formatPercent(entries, outOf)})`;
  const others = `; những người khác ${formatPercent(othersShare ?? 0, 1)}`;
  switch (rule) {
    case 'fast':
      return `${what} ghi dồn`;
    case 'night':
      return `${what} ghi ban đêm`;
    case 'late':
      return `${what} ghi muộn`;
    case 'order':
      return `${what} nhảy cóc thứ tự gọi`;
    case 'alone':
      return `${share} việc ghi “tự bấm”${others}`;
    case 'no_code':
      return `${share} hồ sơ nộp không có mã${others}`;
    case 'no_status':
      return `${share} mã chưa thấy trên Cổng${others}`;
    case 'raised':
      return `${what}, nâng lên ở lượt của người khác`;
    case 'raised_own':
      return `${what}, nâng lên ở lượt của mình`;
    case 'invited':
      return `${what} cán bộ tự ghi cho nhà đã từ chối`;
    case 'retyped':
      return 'Số Cổng công bố bị ghi đè';
  }
}

const LABELS: Readonly<Record<string, string>> = {
  ...DOOR_OUTCOMES,
  ...HELP_LEVELS,
  ...PORTAL_ANSWERS,
};

/** A value of the log may hold several, apart by spaces. */
function valueText(kind: EntryKind, { value, before }: Entry): string {
  const labels = kind === 'check_back' ? { ...LABELS, ...CHECK_BACK_OUTCOMES } : LABELS;
  const said = (text: string) =>
    text
      .split(' ')
      .map((word) => labels[word] ?? word)
      .join('; ');
  return before === null ? said(value) : `${said(before)} → ${said(value)}`;
}

const PAGES: Readonly<Record<Entry['subject'], { path: string; permission: Permission }>> = {
  'sample-member': { path: '/sample-members', permission: 'samples.manage' },
  resident: { path: '/residents', permission: 'residents.read' },
  visit: { path: '/visits', permission: 'visits.read' },
  'assisted-procedure': { path: '/assisted-procedures', permission: 'files.read' },
  request: { path: '/requests', permission: 'requests.read' },
  'official-count': { path: '/official-counts', permission: 'official-counts.read' },
};

/** '' for a reader who may not open personal files. */
function hrefOf({ subject, subjectId }: Entry, role: UserRole): string {
  const { path, permission } = PAGES[subject];
  if (!isPermitted(role, permission)) return '';
  return subject === 'official-count' ? path : `${path}/${subjectId}`;
}
