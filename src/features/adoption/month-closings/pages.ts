import { formatDate, formatDateTime, type LocalDate, monthEndOf, monthName } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import { type Failed, formView } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { workingCalendar } from '../../office/calendar/working-days';
import { listHref } from '../figures/figure-labels';
import { closableFrom } from './closing-rules';
import { endedMonths, reopeningForm } from './forms';
import type { Closing, LaterEntry, listLaterEntries, readMonthFile } from './queries';
import { INDICATORS } from '../indicators/indicators';
import type { Figures } from '../figures/figures';

const LATER_KINDS = {
  visit: { what: 'Lượt thăm ghi muộn', path: '/visits' },
  corrected_visit: { what: 'Lượt thăm được sửa', path: '/visits' },
  late_file: { what: 'Hồ sơ nộp sau lượt thăm', path: '/assisted-procedures' },
  file_status: { what: 'Trạng thái hồ sơ', path: '/assisted-procedures' },
  portal_answer: { what: 'Câu trả lời có dùng Cổng', path: '/residents' },
  check_back: { what: 'Hỏi lại sau khi dạy', path: '/residents' },
  group_session: { what: 'Buổi tập trung ghi muộn', path: '/group-sessions' },
  withdrawn_session: { what: 'Buổi tập trung ghi nhầm, đã rút', path: '/group-sessions' },
  // The counts stand together on one page.
  official_count: { what: 'Số Cổng công bố', path: '/official-counts' },
} as const;

interface Known {
  month: LocalDate;
  today: LocalDate;
  file: Awaited<ReturnType<typeof readMonthFile>>;
  later: Awaited<ReturnType<typeof listLaterEntries>>;
  mayClose: boolean;
  mayOpenFiles: boolean;
}

export function monthPage(known: Known, failed?: Failed) {
  const { month, today, file, later, mayClose, mayOpenFiles } = known;
  const on = monthEndOf(month);
  const [newest] = file.closings;
  const standing = newest && newest.reopenedAt === null ? newest : null;
  const from = closableFrom(month, workingCalendar(file.specialDays));
  const isEmpty = on < file.bookFrom;
  const canClose = !standing && !isEmpty && today >= from;
  const revision = (newest?.revision ?? 0) + 1;
  const name = monthName(month);
  return viewOf('adoption/month-closings/show', {
    title: `Chốt ${name}`,
    context: standing
      ? `Đã chốt, bản ${standing.revision}. Tổng quan, các danh sách và báo cáo của tháng giữ số lúc chốt, dù sổ ghi thêm gì.`
      : 'Chốt xong, số của tháng không đổi nữa; ai ghi muộn thì thấy ở đây, và mở lại cần ghi lý do.',
    months: [...new Set([month, ...endedMonths(today)])].map((value) => ({
      value: value.slice(0, 7),
      label: capitalise(monthName(value)),
      selected: value === month,
    })),
    overviewHref: `/reports?month=${month.slice(0, 7)}`,
    // What may still change the figures.
    waiting: standing || isEmpty ? [] : waitingOf(file.waiting, month, mayOpenFiles),
    closing: canClose && mayClose ? { month, revision, label: `Chốt ${name}, bản ${revision}` } : null,
    reason: standing ? '' : reasonOf({ isEmpty, canClose, mayClose, from, bookFrom: file.bookFrom }),
    reopeningAction: standing && mayClose ? `/month-closings/${standing.id}/reopening` : '',
    form: formView(reopeningForm, {}, failed),
    later: {
      rows: later.rows.map((row) => laterRow(row, mayOpenFiles)),
      more:
        later.total > later.rows.length ? `Và ${formatNumber(later.total - later.rows.length)} lần ghi cũ hơn.` : '',
    },
    revisions: file.closings.map((closing, index) => revisionOf(closing, file.closings[index + 1])),
  });
}

function reasonOf(known: {
  isEmpty: boolean;
  canClose: boolean;
  mayClose: boolean;
  from: LocalDate;
  bookFrom: LocalDate;
}): string {
  if (known.isEmpty)
    return `Sổ của phường bắt đầu từ ngày ${formatDate(known.bookFrom)}: tháng này chưa có số liệu, không có gì để chốt.`;
  if (!known.canClose) return `Chốt được từ ngày làm việc đầu tiên của tháng sau: ${formatDate(known.from)}.`;
  return known.mayClose ? '' : 'Văn phòng chưa chốt tháng này.';
}

function waitingOf(
  { doors, withoutCode, withoutStatus, newcomers }: Known['file']['waiting'],
  month: LocalDate,
  mayOpen: boolean,
) {
  const until = monthEndOf(month);
  const filesOf = (filter: Record<string, string>) => listHref('files', until, { ...filter, from: month });
  return [
    {
      count: doors,
      what: 'cửa của tháng đã qua buổi mà chưa ghi kết quả',
      href: mayOpen ? `/waiting?kind=door&month=${month.slice(0, 7)}` : '',
    },
    { count: withoutCode, what: 'hồ sơ đã nộp chưa ghi mã', href: filesOf({ code: 'missing' }) },
    { count: withoutStatus, what: 'hồ sơ đã nộp chưa tra trạng thái', href: filesOf({ outcome: 'unknown' }) },
    {
      count: newcomers,
      what: 'người mới gặp ở cửa chờ xác nhận, chưa tính là người lớn của phường',
      href: mayOpen ? '/newcomers' : '',
    },
  ].flatMap(({ count, ...rest }) => (count > 0 ? [{ count: formatNumber(count), ...rest }] : []));
}

function laterRow({ kind, id, on, at, byName, reason }: LaterEntry, mayOpen: boolean) {
  const { what, path } = LATER_KINDS[kind];
  const address = kind === 'official_count' ? path : `${path}/${id}`;
  return {
    what,
    href: mayOpen ? address : '',
    on: formatDate(on),
    at: formatDateTime(at),
    by: byName,
    reason: reason || 'không ghi lý do',
  };
}

function revisionOf(closing: Closing, before: Closing | undefined) {
  const differences = before ? differencesBetween(before.figures, closing.figures) : [];
  return {
    title: `Bản ${closing.revision}`,
    href: `/reports?closing=${closing.id}`,
    closed: `${formatDateTime(new Date(closing.closedAt))}, ${closing.closedByName} chốt`,
    reopened: closing.reopenedAt
      ? `${formatDateTime(new Date(closing.reopenedAt))}, ${closing.reopenedByName} mở lại: ${closing.reopenReason}`
      : '',
    differences,
    isSame: before !== undefined && differences.length === 0,
  };
}

// ------------------------------------------------------------ differences since the closing

/** A figure that two revisions of a month give differently. */
interface Difference {
  name: string;
  before: string;
  after: string;
  /** '+3', '−1'. */
  change: string;
}

type Compared = Omit<Figures, 'trendImage' | 'readAt'>;

/** The numbers by which two revisions are compared, with the names that the overview gives them; absent where one did not count them. */
const COMPARED: readonly (readonly [name: string, read: (figures: Compared) => number | undefined])[] = [
  [INDICATORS.knownUsers.name, ({ adults }) => adults.numerator.value],
  ['Người lớn đang ở phường', ({ adults }) => adults.denominator.value],
  ['Chỉ được đội làm thay', ({ doneForOnly }) => doneForOnly.value],
  ['Mới cài đặt, tra cứu', ({ stepsOnly }) => stepsOnly?.value],
  [INDICATORS.doorsReached.name, ({ doors }) => doors.numerator.value],
  ['Cửa đang có người ở', ({ doors }) => doors.denominator.value],
  [INDICATORS.doorsHelped.name, ({ doorsHelped }) => doorsHelped.value],
  [INDICATORS.peopleHelped.name, ({ helped }) => helped.value],
  [INDICATORS.level2.name, ({ vneid }) => vneid.level2.numerator.value],
  [INDICATORS.confirmed.name, ({ confirmed }) => confirmed.numerator.value],
  ['Người được dạy', ({ taught, confirmed }) => (taught?.all ?? confirmed.denominator).value],
  ['Được dạy, còn vướng', ({ stuck }) => stuck.value],
  [INDICATORS.priorityHelped.name, ({ priority }) => priority.numerator.value],
  ['Hộ từng chưa muốn', ({ invited }) => invited.denominator.value],
  [INDICATORS.invited.name, ({ invited }) => invited.numerator.value],
  [INDICATORS.paused.name, ({ paused }) => paused.all.value],
  ['Lượt thăm trong tháng', ({ month }) => month.activity.visits],
  ['Hộ đã gặp trong tháng', ({ month }) => month.activity.households],
  ['Người được hỗ trợ trong tháng', ({ month }) => month.activity.residents],
  [`${INDICATORS.files.name} trong tháng`, ({ files }) => files.sent.value],
  ['Hồ sơ trong tháng đã có kết quả', ({ files }) => files.outcomes.done.value],
  [`${INDICATORS.topics.name} trong tháng`, ({ topics }) => topics.visits.value],
  [`${INDICATORS.groupSessions.name} trong tháng`, ({ groupSessions }) => groupSessions.sessions.value],
  ['Lượt người dự buổi tập trung', ({ groupSessions: { named, others } }) => named + others],
  ['Hồ sơ của phường trong tháng, Cổng công bố', (figures) => publishedOf(figures)?.received ?? 0],
  ['Hồ sơ nộp trực tuyến trong tháng, Cổng công bố', (figures) => publishedOf(figures)?.online ?? 0],
];

/** What the portal published of the month itself; the newest may be of an earlier one. */
const publishedOf = ({ officialCounts, scope: { on } }: Compared) =>
  officialCounts.find(({ month }) => month.slice(0, 7) === on.slice(0, 7));

function differencesBetween(before: Compared, after: Compared): Difference[] {
  return COMPARED.flatMap(([name, read]) => {
    const [was, is] = [read(before), read(after)];
    if (was === is || was === undefined || is === undefined) return [];
    const change = `${is < was ? '−' : '+'}${formatNumber(Math.abs(is - was))}`;
    return [{ name, before: formatNumber(was), after: formatNumber(is), change }];
  });
}
