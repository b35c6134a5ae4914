import { formatDate, formatDateTime, type LocalDate, monthEndOf, monthName } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { type Failed, formView } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { workingCalendar } from '../../office/calendar/working-days';
import { PORTAL_USE_HOW, PORTAL_USE_SOURCES } from '../../../shared/labels';
import { FILE_OUTCOME_WORDS } from '../figure-lists/figure-lists';
import { groupTitle, listHref } from '../figures/figure-labels';
import { triedOf, WAVE_NAMES, wholeRows } from '../figures/lasting';
import { FILE_OUTCOMES, OWN_HOWS, SOURCES } from '../figures/figure-sql';
import { TARGETED } from '../indicators/targets';
import { quarterName, total } from '../sample/ward-share';
import { closableFrom } from './closing-rules';
import { endedMonths, reopeningForm } from './forms';
import type { Closing, LaterEntry, listLaterEntries, readMonthFile } from './queries';
import { INDICATORS, savedMinutes } from '../indicators/indicators';
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
  mayConfirm: boolean;
  mayOpenFiles: boolean;
}

export function monthPage(known: Known, failed?: Failed) {
  const { month, today, file, later, mayClose, mayConfirm, mayOpenFiles } = known;
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
    revisions: file.closings.map((closing, index) => ({
      ...revisionOf(closing, file.closings[index + 1]),
      confirmation: mayConfirm ? confirmationOf(closing) : null,
    })),
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
    closed: `${formatDateTime(new Date(closing.closedAt))}, ${closing.closedByName} chốt; ${confirmedText(closing.confirmedAt, closing.confirmedByName)}`,
    reopened: closing.reopenedAt
      ? `${formatDateTime(new Date(closing.reopenedAt))}, ${closing.reopenedByName} mở lại: ${closing.reopenReason}; ${confirmedText(closing.reopeningConfirmedAt, closing.reopeningConfirmedByName)}`
      : '',
    differences,
    isSame: before !== undefined && differences.length === 0,
    causes: causesText(closing),
  };
}

const confirmedText = (at: string | null, by: string | null) =>
  at === null ? 'chủ tịch chưa xác nhận' : `${by} xác nhận ${formatDateTime(new Date(at))}`;

/** What the chairman has to confirm of a closing; null if nothing waits. */
function confirmationOf({ id, reopenedAt, confirmedAt, reopeningConfirmedAt }: Closing) {
  if (reopenedAt === null ? confirmedAt : reopeningConfirmedAt) return null;
  return {
    action: `/month-closings/${id}/confirmation`,
    ...(reopenedAt === null
      ? { act: 'closing', label: 'Xác nhận đã chốt' }
      : { act: 'reopening', label: 'Xác nhận đã mở lại' }),
  };
}

// ------------------------------------------------------------ differences since the closing

type Compared = Omit<Figures, 'trendImage' | 'readAt'>;

/** The numbers by which two revisions are compared, with the names that the overview gives them. */
function* numbersOf(figures: Compared): Generator<[name: string, value: number | null | undefined]> {
  const { adults, doors, vneid, taught, priority, invited, month, files, time, groupSessions } = figures;
  const published = figures.officialCounts.find((count) => count.month.slice(0, 7) === figures.scope.on.slice(0, 7));
  yield [INDICATORS.knownUsers.name, adults.numerator.value];
  yield ['Người lớn đang ở phường', adults.denominator.value];
  for (const how of OWN_HOWS) yield [`Người đã dùng, ${uncapitalise(PORTAL_USE_HOW[how])}`, figures.hows[how].value];
  for (const source of SOURCES)
    yield [`Người đã dùng, biết qua: ${uncapitalise(PORTAL_USE_SOURCES[source])}`, figures.sources[source].value];
  yield ['Chỉ được đội làm thay', figures.doneForOnly.value];
  yield ['Mới cài đặt, tra cứu', figures.stepsOnly?.value];
  yield [INDICATORS.doorsReached.name, doors.numerator.value];
  yield ['Cửa đang có người ở', doors.denominator.value];
  yield [INDICATORS.doorsHelped.name, figures.doorsHelped.value];
  yield [INDICATORS.peopleHelped.name, figures.helped.value];
  yield [INDICATORS.level2.name, vneid.level2.numerator.value];
  yield ['VNeID chưa rõ mức', vneid.unknown.value];
  yield ['VNeID bị khóa, quên mật khẩu', vneid.locked.value];
  yield ['Người được dạy', taught?.all.value];
  yield ['Được dạy, chưa hỏi lại được', taught?.unasked.value];
  yield [INDICATORS.stuck.name, figures.stuck.value];
  for (const { wave, cell } of wholeRows(figures.lasting)) {
    yield [`${INDICATORS.lasting.name} sau ${WAVE_NAMES[wave]}`, cell.alone];
    yield [`Việc đã dạy, hỏi và đã làm lại sau ${WAVE_NAMES[wave]}`, triedOf(cell)];
  }
  yield [INDICATORS.priorityHelped.name, priority.numerator.value];
  yield ['Người ưu tiên đang ở phường', priority.denominator.value];
  yield ['Hộ từng chưa muốn', invited.denominator.value];
  yield [INDICATORS.invited.name, invited.numerator.value];
  yield [`${INDICATORS.invited.name}, số ngày giữa`, figures.medianDays];
  yield [INDICATORS.paused.name, figures.paused.all.value];
  yield ['Lượt thăm trong tháng', month.activity.visits];
  yield ['Hộ đã gặp trong tháng', month.activity.households];
  yield ['Người được hỗ trợ trong tháng', month.activity.residents];
  yield [INDICATORS.doorsInYear.name, month.activity.metInYear];
  yield ['Đề nghị đội đã đến trong tháng', month.activity.settled];
  yield [`${INDICATORS.requestWait.name}, ngày`, month.activity.medianWait];
  yield ['Phút của đội trong tháng', figures.teamMinutes];
  yield [`${INDICATORS.files.name} trong tháng`, files.sent.value];
  for (const outcome of FILE_OUTCOMES)
    yield [`Hồ sơ trong tháng, ${uncapitalise(FILE_OUTCOME_WORDS[outcome])}`, files.outcomes[outcome].value];
  yield ['Hồ sơ trong tháng, đội làm thay', files.doneFor.numerator.value];
  yield [`${INDICATORS.timeSaved.name}, phút`, savedMinutes(time)];
  yield [`${INDICATORS.topics.name} trong tháng`, figures.topics.visits.value];
  for (const { name, visits } of figures.topics.byTopic) yield [`Lượt nói về ${name}`, visits];
  yield [`${INDICATORS.groupSessions.name} trong tháng`, groupSessions.sessions.value];
  yield ['Lượt người dự buổi tập trung', groupSessions.named + groupSessions.others];
  yield ['Người chưa rõ năm sinh', figures.adultsWithoutBirth];
  yield ['Hồ sơ của phường trong tháng, Cổng công bố', published?.received ?? 0];
  yield ['Hồ sơ nộp trực tuyến trong tháng, Cổng công bố', published?.online ?? 0];
  for (const { quarter, strata } of figures.samples) {
    yield [`Mẫu ${quarterName(quarter)}, đã trả lời`, total(strata, 'answered')];
    yield [`Mẫu ${quarterName(quarter)}, tự bấm máy`, total(strata, 'alone')];
  }
  for (const group of figures.groups) {
    const name = groupTitle(group);
    yield [`${name}: người đã dùng`, group.users];
    yield [`${name}: người lớn`, group.adults];
    yield [`${name}: cửa đã gặp`, group.doorsReached];
    yield [`${name}: cửa`, group.doors];
  }
  for (const service of figures.services) {
    yield [`${service.name}: người đã dùng`, service.users];
    yield [`${service.name}: đội làm thay`, service.doneFor];
    yield [`${service.name}: hồ sơ 12 tháng`, service.files];
    yield [`${service.name}: hồ sơ đã có kết quả`, service.filesDone];
  }
  for (const { indicator, groupId, period, value } of figures.targets ?? []) {
    const group = figures.groups.find((row) => row.groupId === groupId);
    yield [`Mục tiêu ${[TARGETED[indicator], group && groupTitle(group), period].filter(Boolean).join(', ')}`, value];
  }
}

/**
 * The figures that two revisions of a month give differently: one without a row is 0, one that was not counted is left
 * out. `change` is '+3' or '−1'.
 */
function differencesBetween(before: Compared, after: Compared) {
  const [was, is] = [new Map(numbersOf(before)), new Map(numbersOf(after))];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((name) => {
    const [old, now] = [was.has(name) ? was.get(name) : 0, is.has(name) ? is.get(name) : 0];
    if (old === now || typeof old !== 'number' || typeof now !== 'number') return [];
    const change = `${now < old ? '−' : '+'}${formatNumber(Math.abs(now - old))}`;
    return [{ name, before: formatNumber(old), after: formatNumber(now), change }];
  });
}

/** Why the book holds other people than at the revision before, apart from what was written late. */
const CAUSES = { merged: 'gộp hay tách hồ sơ', erased: 'xóa dữ liệu', left: 'chuyển đi, mất, nhà để trống' } as const;

function causesText({ causes }: Closing): string {
  const acts = (Object.keys(CAUSES) as (keyof typeof CAUSES)[]).flatMap((kind) =>
    causes[kind] ? [`${CAUSES[kind]} ${formatNumber(causes[kind])} lần`] : [],
  );
  return acts.length > 0 ? `Giữa hai lần chốt, sổ có: ${acts.join('; ')}.` : '';
}
