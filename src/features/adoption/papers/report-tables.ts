import { formatDayMonth } from '../../../shared/dates';
import { PORTAL_USE_HOW } from '../../../shared/labels';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { INDICATORS, type Indicator, type Count, type Share, type Unit } from '../indicators/indicators';
import { windowStart, type DaySpan } from '../figures/adoption';
import { FILE_OUTCOMES, OWN_HOWS } from '../figures/figure-sql';
import { FILE_OUTCOME_WORDS } from '../figure-lists/figure-lists';
import type { MonthRow } from '../figures/figure-queries';
import { causeText, groupTitle } from '../figures/figure-labels';
import type { Figures } from '../figures/figures';
import { groupTargetStatuses, hasGroupTarget, targetNote } from '../reports/target-pages';

// The tables of the monthly report, once for the paper and the workbook.

export interface TableColumn {
  label: string;
  /** In characters; the paper shares its width out in the same proportion. */
  width: number;
  kind: 'text' | 'number' | 'percent';
  /** Of a percent: the columns of its numerator and its denominator. */
  of?: readonly [numerator: number, denominator: number];
  /** Whether the column adds up: the same person or household never stands in two rows. */
  isSummed?: boolean;
}

export interface ReportTable {
  /** At most 31 characters, as the name of a sheet. */
  name: string;
  title: string;
  columns: readonly TableColumn[];
  /** One cell a column. Null where nothing is known or nothing is counted, and in the columns of percents. */
  rows: readonly (readonly (string | number | null)[])[];
  /** Whether a row of sums stands below the others. */
  hasTotal: boolean;
  /** What is counted, on what, in which window, from where. */
  notes: readonly string[];
}

const text = (label: string, width: number): TableColumn => ({ label, width, kind: 'text' });
const number = (label: string, width: number, isSummed = false): TableColumn => ({
  label,
  width,
  kind: 'number',
  isSummed,
});
const percent = (label: string, width: number, of: readonly [number, number]): TableColumn => ({
  label,
  width,
  kind: 'percent',
  of,
});

/** The sum of a summed column; null for another one, and while none of its cells is known. */
export function totalOf({ columns, rows }: ReportTable, index: number): number | null {
  if (!columns[index]!.isSummed) return null;
  const known = rows.map((row) => row[index]).filter((cell) => typeof cell === 'number');
  return known.length > 0 ? known.reduce((sum, cell) => sum + cell, 0) : null;
}

/** The row of sums: 'Cộng', then the sum of each summed column; null elsewhere. */
export const totalRow = (table: ReportTable): (string | number | null)[] =>
  table.columns.map((_, index) => (index === 0 ? 'Cộng' : totalOf(table, index)));

/** The fraction of a percent cell; null without a numerator or with nothing to divide by. */
export function ratioOf(row: readonly (string | number | null)[], { of }: TableColumn): number | null {
  const [part, whole] = [row[of![0]], row[of![1]]];
  return typeof part === 'number' && typeof whole === 'number' && whole > 0 ? part / whole : null;
}

/** A cell as the paper prints it. '–' is what is not counted; 'chưa có' a share of nothing. */
export function printedCell(row: readonly (string | number | null)[], columns: readonly TableColumn[], index: number) {
  const column = columns[index]!;
  const value = row[index];
  if (column.kind === 'percent') {
    const [part, whole] = [row[column.of![0]], row[column.of![1]]];
    return typeof part === 'number' && typeof whole === 'number' ? formatPercent(part, whole) : '–';
  }
  if (typeof value === 'number') return formatNumber(value);
  return value ?? (column.kind === 'number' ? '–' : '');
}

type CountRow = readonly [string, number, number | null, null, string];
const shareRow = (name: string, { numerator, denominator }: Share<Unit>, source: string): CountRow => [
  name,
  numerator.value,
  denominator.value,
  null,
  source,
];
const countRow = (name: string, { value }: Count<Unit>, source: string): CountRow => [name, value, null, null, source];

export function mainTable(figures: Figures): ReportTable {
  const { doors, doorsHelped, adults, vneid, helped, priority, invited, files } = figures;
  const { doorsReached, peopleHelped, knownUsers, level2, priorityHelped } = INDICATORS;
  const helpedDoors = { numerator: doorsHelped, denominator: doors.denominator };
  const shortSource = ({ denominator, window }: Pick<Indicator, 'denominator' | 'window'>) =>
    [denominator && `Trên: ${denominator}`, window].filter(Boolean).join('. ');
  return {
    name: 'Những con số chính',
    title: 'Những con số chính',
    columns: [
      text('Con số', 34),
      number('Kết quả', 10),
      number('Trên', 10),
      percent('Tỷ lệ', 10, [1, 2]),
      text('Mẫu số, khoảng thời gian', 46),
    ],
    rows: [
      shareRow(`${doorsReached.name} (hộ)`, doors, shortSource(doorsReached)),
      shareRow(`${INDICATORS.doorsHelped.name} (hộ)`, helpedDoors, shortSource(INDICATORS.doorsHelped)),
      countRow(`${peopleHelped.name} (người)`, helped, shortSource(peopleHelped)),
      shareRow(`${knownUsers.name}, đội biết (người)`, adults, shortSource(knownUsers)),
      shareRow(`${level2.name} (người)`, vneid.level2, shortSource(level2)),
      shareRow(`${priorityHelped.name} (người)`, priority, shortSource(priorityHelped)),
      shareRow(`${INDICATORS.invited.name} (hộ)`, invited, shortSource(INDICATORS.invited)),
      shareRow(`${INDICATORS.doneForShare.name} (hồ sơ)`, files.doneFor, shortSource(INDICATORS.doneForShare)),
    ],
    hasTotal: false,
    notes: [doorsReached.limits, knownUsers.limits],
  };
}

const spanText = ({ from, to }: DaySpan) => `${formatDayMonth(from)}–${formatDayMonth(to)}`;

/** The month, and two windows of equal length that may be compared. */
export function activityTable({ month: { activity, now, before } }: Figures): ReportTable {
  const row = (label: string, key: keyof MonthRow) => [label, activity[key], now.activity[key], before.activity[key]];
  return {
    name: 'Hoạt động trong tháng',
    title: 'Hoạt động của đội trong tháng',
    columns: [text('Việc', 40), number('Trong tháng', 14), number(spanText(now), 14), number(spanText(before), 14)],
    rows: [
      row('Lượt thăm (lượt)', 'visits'),
      row('Hộ đã gặp (hộ khác nhau)', 'households'),
      row('Người được hỗ trợ (người khác nhau)', 'residents'),
      row('Hồ sơ đã nộp có đội hỗ trợ (hồ sơ)', 'files'),
    ],
    hasTotal: false,
    notes: ['Hai cột sau là hai khoảng dài bằng nhau, để so với nhau. Nguồn: lượt thăm đội ghi.'],
  };
}

export const filesTable = ({ files }: Figures): ReportTable => ({
  name: 'Hồ sơ trong tháng',
  title: 'Hồ sơ đã nộp trong tháng có đội hỗ trợ, theo trạng thái tra gần nhất',
  columns: [text('Trạng thái trên Cổng', 40), number('Số hồ sơ', 14, true)],
  rows: FILE_OUTCOMES.map((outcome) => [FILE_OUTCOME_WORDS[outcome], files.outcomes[outcome].value]),
  hasTotal: true,
  notes: [
    `Chỉ là hồ sơ do đội hỗ trợ, không phải mọi hồ sơ của phường. ${INDICATORS.files.limits} Nguồn: lượt thăm; trạng thái do đội tra trên Cổng.`,
  ],
});

export const howsTable = ({ hows, doneForOnly }: Figures): ReportTable => ({
  name: 'Ai bấm máy',
  title: 'Người lớn đội biết đã dùng Cổng, theo ai bấm máy',
  columns: [text('Ai bấm máy', 40), number('Số người', 14, true)],
  rows: OWN_HOWS.map((how) => [PORTAL_USE_HOW[how], hows[how].value]),
  hasTotal: true,
  notes: [
    `Mỗi người tính một lần, theo lần tốt nhất trong 12 tháng. Ngoài bảng: ${formatNumber(doneForOnly.value)} người chỉ được đội làm thay, không tính là đã dùng.`,
  ],
});

export function groupsTable(figures: Figures): ReportTable {
  const { groups, scope } = figures;
  const statuses = new Map(groupTargetStatuses(figures).map(({ row, tag }) => [row, tag.text]));
  const hasTarget = hasGroupTarget(figures);
  return {
    name: 'Theo tổ dân phố',
    title: 'Theo tổ dân phố',
    columns: [
      text('Tổ', 18),
      number('Cửa đang có người ở', 12, true),
      number('Cửa đã gặp', 12, true),
      percent('Tỷ lệ cửa đã gặp', 12, [2, 1]),
      number(`Người từ ${scope.adultAge} tuổi`, 12, true),
      number('Đã dùng Cổng', 12, true),
      percent('Tỷ lệ đã dùng Cổng', 12, [5, 4]),
      number('Chưa dùng', 12, true),
      ...(hasTarget ? [text('So với mục tiêu', 16)] : []),
    ],
    rows: groups.map((row) => [
      groupTitle(row),
      row.doors,
      row.doorsReached,
      null,
      row.adults,
      row.users,
      null,
      row.adults - row.users,
      ...(hasTarget ? [statuses.get(row)!] : []),
    ]),
    hasTotal: true,
    notes: [
      ...(hasTarget ? [targetNote(figures)] : []),
      `Cửa đã gặp: từ ngày đầu của sổ. Đã dùng Cổng: 12 tháng, theo những gì đội biết; người đội chưa gặp có thể đã dùng mà sổ không biết. ${causeText(figures)}`,
    ],
  };
}

/** The columns that a monthly form of Đề án 06 asks for, as far as the ward's records have them. */
export function essentialTable({ services, serviceCounts, scope, month }: Figures): ReportTable {
  const counts = new Map(serviceCounts.map((row) => [row.serviceId, row]));
  const sources = [...new Set(serviceCounts.map(({ source }) => source))];
  return {
    name: 'Đề án 06',
    title: `${INDICATORS.essential25.name}, từng thủ tục`,
    columns: [
      text('Thủ tục', 48),
      text('Mã', 11),
      number('Người đã dùng Cổng', 10),
      number('Hồ sơ đội hỗ trợ nộp', 10, true),
      number('Đã có kết quả', 10, true),
      number('Tổng số hồ sơ của phường', 11, true),
      number('Trực tuyến', 11, true),
      percent('Tỷ lệ', 10, [6, 5]),
      text('Tồn tại', 16),
      text('Giải pháp', 16),
    ],
    rows: services
      .filter(({ isEssential }) => isEssential)
      .map(({ serviceId, name, code, users, files, filesDone }) => {
        const count = counts.get(serviceId);
        return [
          name,
          code ?? 'chưa rõ',
          users,
          files,
          filesDone,
          count?.received ?? null,
          count?.online ?? null,
          null,
          '',
          '',
        ];
      }),
    hasTotal: true,
    notes: [
      `Ba cột đầu: 12 tháng từ ${formatDayMonth(windowStart(scope.on))}/${windowStart(scope.on).slice(0, 4)}, theo sổ của đội; một người dùng hai thủ tục thì tính ở cả hai dòng, nên cột người không cộng. ${INDICATORS.essential25.limits}`,
      sources.length > 0
        ? `Tổng số hồ sơ, trực tuyến: tháng ${Number(month.now.from.slice(5, 7))}, văn phòng chép từ ${sources.join('; ')}.`
        : 'Tổng số hồ sơ, trực tuyến của phường: văn phòng chưa nhập cho tháng này, để điền.',
    ],
  };
}

/** Every table of the report, in the order of the paper. */
export const reportTables = (figures: Figures): ReportTable[] =>
  [mainTable, activityTable, filesTable, howsTable, groupsTable, essentialTable].map((table) => table(figures));
