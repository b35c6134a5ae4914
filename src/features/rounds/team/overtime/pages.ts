import {
  addMonths,
  formatDayMonth,
  type LocalDate,
  localDateOf,
  localTimeOf,
  monthName,
  weekdayName,
} from '../../../../shared/dates';
import { formatNumber } from '../../../../shared/numbers';
import { capitalise } from '../../../../shared/vietnamese-text';
import { cellBatches, listFileHref } from '../../../../web/list-source';
import { viewOf } from '../../../../web/page';
import { eveningsOf, type OfficerHours, type RoundHours } from './month-hours';
import type { DoorWork } from './queries';
import { EVENING_FROM, hoursOf, overtimeOf, sumOf, type WorkedTime } from './worked-time';
import type { Cell } from '../../../../shared/list-file';

interface Given {
  month: LocalDate;
  today: LocalDate;
  officers: readonly OfficerHours[];
  /** The officer whose rounds are listed one by one. */
  shownId: string | null;
  isOwn: boolean;
  /** The officer's own months to show, the newer first; empty on the team's page. */
  own: readonly OwnMonth[];
  canExport: boolean;
}

/** An officer's rounds and door work of one month. */
export interface OwnMonth {
  month: LocalDate;
  hours: OfficerHours | undefined;
  work: DoorWork;
}

/** A month's evenings, weekends and holidays: for the team, or for one officer round by round. */
export function overtimePage({ month, today, officers, shownId, isOwn, own, canExport }: Given) {
  const name = monthName(month);
  const shown = officers.find(({ officerId }) => officerId === shownId);
  const next = addMonths(month, 1);
  return viewOf('rounds/team/overtime/index', {
    title: isOwn ? `Giờ làm thêm của tôi, ${name}` : `Giờ làm thêm, ${name}`,
    context: 'Giờ đi các buổi ngoài giờ hành chính, để tính trả tiền hoặc nghỉ bù.',
    previous: monthLink(addMonths(month, -1)),
    next: next <= today ? monthLink(next) : null,
    officers: isOwn
      ? []
      : officers.map(({ officerId, officer, rounds, sum }) => ({
          officer,
          href: `/overtime?month=${month.slice(0, 7)}&officer=${officerId}#rounds`,
          rounds: formatNumber(rounds.length),
          isShown: officerId === shownId,
          ...hourCells(sum),
        })),
    sum:
      isOwn || officers.length === 0
        ? null
        : {
            rounds: formatNumber(new Set(officers.flatMap(({ rounds }) => rounds.map(({ roundId }) => roundId))).size),
            ...hourCells(sumOf(officers.map(({ sum }) => sum))),
          },
    detail: shown ? detailOf(shown, isOwn) : null,
    // Seen by its officer alone.
    own: own.map(({ month: of, hours, work }) => ({
      month: capitalise(monthName(of)),
      rounds: formatNumber(hours?.rounds.length ?? 0),
      doors: formatNumber(work.doors),
      people: formatNumber(work.people),
      evenings: formatNumber(eveningsOf(hours?.rounds ?? [])),
    })),
    isEmpty: officers.length === 0,
    howCounted: `Tính theo giờ đã lập của các buổi đã xong, không tính buổi hủy. Ngày làm việc, kể cả thứ Bảy làm bù, tính từ ${EVENING_FROM}; thứ Bảy, Chủ nhật và ngày nghỉ lễ tính cả buổi. Chỉ là số giờ: mức chi, hệ số do phường áp dụng. Hạn buổi một tuần, giờ một tháng do phường đặt trong Cài đặt. Bộ luật Lao động 2019 (Điều 107) cho nhiều nhất 40 giờ một tháng, 200 giờ một năm; có áp dụng cho cán bộ, công chức không thì sổ chưa đối chiếu.`,
    files:
      canExport && officers.length > 0
        ? [
            { label: 'Tải về, cộng theo người', href: fileHref(month, 'officers') },
            { label: 'Tải về, từng buổi', href: fileHref(month, 'rounds') },
          ]
        : [],
  });
}

function detailOf({ officer, rounds, sum }: OfficerHours, isOwn: boolean) {
  const cells = hourCells(sum);
  return {
    title: isOwn ? 'Từng buổi' : `Từng buổi của ${officer}`,
    rounds: rounds.map((round) => {
      const date = localDateOf(round.startsAt);
      return {
        href: `/rounds/${round.roundId}`,
        date: capitalise(`${weekdayName(date)} ${formatDayMonth(date)}`),
        time: `${localTimeOf(round.startsAt)}–${localTimeOf(round.endsAt)}`,
        code: round.code,
        area: round.area,
        kind: kindOf(round.time),
        hours: formatHours(overtimeOf(round.time)),
        note: [`${round.loggedDoors}/${round.doors} cửa`, round.note].filter(Boolean).join(' · '),
      };
    }),
    sum: `Cộng ${cells.total} giờ: tối ngày làm việc ${cells.evening}, cuối tuần ${cells.weekend}, ngày lễ ${cells.holiday}.`,
    officeHours:
      sum.officeHours === 0
        ? ''
        : `Ngoài ra ${formatHours(sum.officeHours)} giờ trong ngày làm việc, trước ${EVENING_FROM}, không tính.`,
  };
}

/** The kind that a round's hours count as; a day has one kind. */
function kindOf({ evening, weekend, holiday }: WorkedTime): string {
  if (holiday > 0) return 'Ngày lễ';
  if (weekend > 0) return 'Cuối tuần';
  return evening > 0 ? 'Tối ngày làm việc' : 'Trong giờ làm việc';
}

const fileHref = (month: LocalDate, content: string) =>
  listFileHref(`/overtime?month=${month.slice(0, 7)}&content=${content}`);

const hourCells = (time: WorkedTime) => ({
  evening: formatHours(time.evening),
  weekend: formatHours(time.weekend),
  holiday: formatHours(time.holiday),
  total: formatHours(overtimeOf(time)),
});

const formatHours = (minutes: number): string => formatNumber(hoursOf(minutes));

const monthLink = (month: LocalDate): { href: string; label: string } => ({
  href: `/overtime?month=${month.slice(0, 7)}`,
  label: capitalise(monthName(month)),
});

// ------------------------------------------------------------ the file

type Columns<Row> = Record<string, (row: Row) => string | number | Cell>;

const hours = (minutes: number): Cell => ({ kind: 'number', value: hoursOf(minutes), decimals: 2 });

const kindColumns = <Row>(timeOf: (row: Row) => WorkedTime): Columns<Row> => ({
  'Tối ngày làm việc (giờ)': (row) => hours(timeOf(row).evening),
  'Cuối tuần (giờ)': (row) => hours(timeOf(row).weekend),
  'Ngày lễ (giờ)': (row) => hours(timeOf(row).holiday),
  'Cộng (giờ)': (row) => hours(overtimeOf(timeOf(row))),
});

const OFFICER_COLUMNS: Columns<OfficerHours> = {
  'Họ và tên': ({ officer }) => officer,
  'Số buổi': ({ rounds }) => rounds.length,
  ...kindColumns(({ sum }) => sum),
};

const ROUND_COLUMNS: Columns<RoundHours> = {
  'Họ và tên': ({ officer }) => officer,
  Ngày: ({ startsAt }) => ({ kind: 'date', value: localDateOf(startsAt) }),
  Thứ: ({ startsAt }) => capitalise(weekdayName(localDateOf(startsAt))),
  Từ: ({ startsAt }) => localTimeOf(startsAt),
  Đến: ({ endsAt }) => localTimeOf(endsAt),
  'Mã buổi': ({ code }) => code,
  Khu: ({ area }) => area,
  ...kindColumns(({ time }) => time),
  'Cửa đã ghi': ({ loggedDoors }) => loggedDoors,
  'Ghi chú': ({ note }) => note,
};

/** The hours of a month, to be taken along: one row per officer, or one per officer and round. */
export function overtimeList(officers: readonly OfficerHours[], month: LocalDate, content: 'officers' | 'rounds') {
  const listOf = <Row>(rows: readonly Row[], columns: Columns<Row>) => ({
    columns: Object.keys(columns),
    open: () => Promise.resolve({ rowCount: rows.length, batches: cellBatches([rows], columns) }),
  });
  const isByRound = content === 'rounds';
  return {
    title: `Giờ làm thêm ${monthName(month)}${isByRound ? ', từng buổi' : ''}`,
    about: [
      'Theo giờ đã lập của các buổi đã đi, không tính buổi hủy; ngày nghỉ, ngày làm bù theo lịch nghỉ của phường',
      `Ngày làm việc tính từ ${EVENING_FROM}. Chỉ là số giờ, không có hệ số`,
    ],
    personal: [],
    fileName: `gio-lam-them-${month.slice(0, 7)}${isByRound ? '-tung-buoi' : ''}`,
    maxRows: 10_000,
    ...(isByRound
      ? listOf(
          officers.flatMap(({ rounds }) => rounds),
          ROUND_COLUMNS,
        )
      : listOf(officers, OFFICER_COLUMNS)),
  };
}
