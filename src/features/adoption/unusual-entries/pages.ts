import { v7 as newId } from 'uuid';
import type { Actor } from '../../../actor';
import { isPermitted } from '../../../permissions';
import { formatDate, formatDateTime, localDateOf, localTimeOf, monthName } from '../../../shared/dates';
import {
  CHECK_BACK_HELPERS,
  CHECK_BACK_OUTCOMES,
  CONFIRMATION_OUTCOMES,
  DOOR_OUTCOMES,
  HELP_LEVELS,
  PAID_CLAIMS,
  keysOf,
  PORTAL_ANSWERS,
} from '../../../shared/labels';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { hrefWith, pageAfter, type PagePlace } from '../../../web/pager';
import { inquiryForm } from './forms';
import { ENTRIES_A_PAGE, type Entry, type Finding, type FindingKey, type Inquiry } from './queries';
import {
  ENTRY_KINDS,
  FALSE_ALARMS,
  HONEST_WARDS,
  LIMITS,
  MOST_OF_A_WARD,
  RULES,
  type EntryKind,
  type RuleKey,
} from './rules';

const PATH = '/unusual-entries';

/** Findings, or one with a page of its entries. */
export interface Shown {
  isAsked: boolean;
  findings: Finding[];
  opened: { finding: Finding; entries: Entry[] } | null;
  place: PagePlace;
}

export function unusualEntriesPage({ isAsked, findings, opened, place }: Shown, reader: Actor, failed?: Failed) {
  const list = { place, size: ENTRIES_A_PAGE, path: PATH };
  const { shown: rows, ...pager } = pageAfter(findings, { ...list, query: { state: isAsked ? 'asked' : null } });
  return viewOf('adoption/unusual-entries/index', {
    title: opened ? whatText(opened.finding) : 'Đáng hỏi lại',
    context: opened ? contextText(opened.finding) : 'Điều người trông việc nên hỏi người ghi. Chưa phải là sai.',
    tabs: [
      { label: 'Chưa hỏi', href: PATH, isCurrent: !isAsked },
      { label: 'Đã hỏi', href: `${PATH}?state=asked`, isCurrent: isAsked },
    ],
    isAsked,
    rows: rows.map((finding) => ({
      on: dayText(finding),
      who: finding.writerName,
      what: whatText(finding),
      when: whenText(finding),
      why: isAsked ? finding.inquiries.map(inquiryText).join(' · ') : ruleText(finding.rule),
      href: hrefWith(PATH, keyOf(finding)),
    })),
    pager,
    opened: opened && openedModel(opened, { reader, place }),
    form: formView(inquiryForm, opened ? formOf(opened.finding) : {}, failed),
    rules: [
      ...keysOf(RULES).map(
        (rule) => `${ruleText(rule)}. Báo nhầm ${FALSE_ALARMS[rule] ?? 0} lần ở ${HONEST_WARDS} phường.`,
      ),
      `Báo nhầm đo ở ${HONEST_WARDS} phường giả lập ghi ngay thẳng, mỗi phường 2–6 cán bộ trong một tháng, nhiều nhất ${MOST_OF_A_WARD} lần một phường; phường mẫu không lần nào.`,
      `Xét những gì ghi trong ${LIMITS.months} tháng, kể cả tháng này. Đã hỏi rồi thì chỉ hiện lại khi có lượt ghi mới; phần của một tháng thì khi thêm từ 5 việc.`,
    ],
  });
}

function openedModel(
  { finding, entries }: { finding: Finding; entries: Entry[] },
  { reader, place }: { reader: Actor; place: PagePlace },
) {
  const { path, permission } = ENTRY_KINDS[finding.kind];
  const ofDay = finding.kind === 'count' ? monthName : formatDate;
  const mayOpen = isPermitted(reader.role, permission);
  const pathOf = (id: string) => (path.endsWith('/') ? path + id : path.replace(':id', id));
  const list = { place, size: ENTRIES_A_PAGE, path: PATH, query: keyOf(finding), total: null };
  const { shown, ...pager } = pageAfter(entries, list);
  return {
    entries: shown.map(({ at, day, subjectId, ...entry }) => ({
      at: `${formatDate(localDateOf(at))} ${clock(at)}`,
      day: day && ofDay(day),
      value: valueText(finding.kind, entry),
      href: mayOpen ? pathOf(subjectId) : '',
    })),
    pager,
    inquiries: finding.inquiries.map(inquiryText),
    isOwn: finding.writerId === reader.id,
  };
}

const ruleText = (rule: RuleKey) => `${capitalise(RULES[rule].what)}: ${RULES[rule].threshold}`;

const keyOf = ({ rule, kind, writerId, on }: FindingKey) => ({ rule, kind, writerId, on });
const formOf = (finding: Finding) => ({
  ...keyOf(finding),
  id: newId(),
  lastAt: finding.lastAt.toISOString(),
  answer: '',
});

const contextText = (finding: Finding) =>
  `${finding.writerName} · ${whenText(finding)}. Hỏi vì: ${RULES[finding.rule].threshold}.`;

const inquiryText = ({ answer, by, at }: Inquiry) => `${answer} (${by} hỏi ${formatDateTime(new Date(at))})`;

function dayText({ rule, on }: FindingKey): string {
  if (RULES[rule].isMonthly) return monthName(on);
  return rule === 'night' ? `đêm ${formatDate(on)}` : formatDate(on);
}

/** '05:00:02': to the second, because speed is what some rules are about. */
const clock = (at: Date): string => `${localTimeOf(at)}:${String(at.getUTCSeconds()).padStart(2, '0')}`;

function whenText(finding: Finding): string {
  const textOf = RULES[finding.rule].isMonthly ? (at: Date) => formatDate(localDateOf(at)) : clock;
  const [first, last] = [textOf(finding.firstAt), textOf(finding.lastAt)];
  return `${dayText(finding)}, ghi ${first === last ? first : `${first} đến ${last}`}`;
}

function whatText({ rule, kind, entries, outOf, othersShare }: Finding): string {
  const count = outOf === null ? formatNumber(entries) : `${formatNumber(entries)}/${formatNumber(outOf)}`;
  const what = `${count} ${ENTRY_KINDS[kind].name} ${RULES[rule].what}`;
  if (outOf === null) return what;
  return `${what} (${formatPercent(entries, outOf)}; những người khác ${formatPercent(othersShare ?? 0, 1)})`;
}

const LABELS: Readonly<Record<string, string>> = {
  ...CHECK_BACK_HELPERS,
  ...CONFIRMATION_OUTCOMES,
  ...DOOR_OUTCOMES,
  ...HELP_LEVELS,
  ...PAID_CLAIMS,
  ...PORTAL_ANSWERS,
};

/** A value of the log may hold several, apart by spaces. */
function valueText(kind: EntryKind, { value, before }: Pick<Entry, 'value' | 'before'>): string {
  const labels = kind === 'check_back' || kind === 'paid' ? { ...LABELS, ...CHECK_BACK_OUTCOMES } : LABELS;
  if (kind === 'helper') return value;
  const paid = kind === 'paid' ? 'phải trả tiền; ' : '';
  const said = (text: string) =>
    text
      .split(' ')
      .map((word) => labels[word] ?? word)
      .join('; ');
  return before === null ? paid + said(value) : `${said(before)} → ${said(value)}`;
}
