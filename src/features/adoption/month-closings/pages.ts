import { formatDate, formatDateTime, type LocalDate, monthEndOf, monthName } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import { formView, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { workingCalendar } from '../../office/calendar/working-days';
import { listHref } from '../figures/figure-labels';
import { closableFrom } from './closing-rules';
import { differencesBetween } from './differences';
import { endedMonths, reopeningForm } from './forms';
import type { Closing, LaterEntry, listLaterEntries, readMonthFile } from './queries';

const LATER_KINDS = {
  visit: { what: 'Lượt thăm ghi muộn', path: '/visits' },
  corrected_visit: { what: 'Lượt thăm được sửa', path: '/visits' },
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
    months: endedMonths(today).map((value) => ({
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
