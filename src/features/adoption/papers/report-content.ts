import { formatDate, formatDayMonth } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { PORTAL_USE_HOW } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import {
  ASSUMED_TRIP_MINUTES,
  formatCount,
  fractionText,
  percentOf,
  savedMinutes,
  WARD_DOORS,
} from '../indicators/indicators';
import { OWN_HOWS } from '../figures/figure-sql';
import { targetInForce } from '../indicators/targets';
import type { Part } from '../figures/figure-labels';
import { sentencesOf, sentenceText, unmetGroups } from '../reports/sentences';
import { wardTargetStatus } from '../reports/target-pages';
import type { StuckCount } from '../../door/assisted-procedures/stuck-queries';
import type { Figures } from '../figures/figures';
import { lastingSentence } from '../figures/lasting';
import { headlineModel } from '../reports/headline-pages';
import { reluctanceModel } from '../reports/reluctance-pages';
import { stateText, type PaperState } from './paper-state';
import {
  activityTable,
  essentialTable,
  filesTable,
  groupsTable,
  howsTable,
  mainTable,
  type ReportTable,
} from './report-tables';

// What the monthly report says, apart from its form: sentences made of the figures, tables and charts. Every number comes
// from the figures, with the words of the chairman's page. What the register does not know stays a placeholder.

export interface ReportChart {
  kind: 'line' | 'bar';
  title: string;
  /** What the values count: 'người', '%'. */
  unit: string;
  categories: readonly string[];
  values: readonly number[];
}

export type ReportBlock =
  | { kind: 'part'; text: string }
  | { kind: 'paragraph'; text: string }
  /** Prepared for the office to edit, and what it has to fill in; the paper marks both. */
  | { kind: 'placeholder'; text: string }
  | { kind: 'table'; table: ReportTable }
  | { kind: 'chart'; chart: ReportChart };

export interface MonthlyReport {
  /** 'tháng 11 năm 2026'. */
  month: string;
  /** The subject below the name BÁO CÁO. */
  subject: string;
  state: string;
  /** The legal grounds that are known, each without its last punctuation mark. */
  grounds: readonly string[];
  opening: string;
  /** At most two pages with the head and the signature. */
  blocks: readonly ReportBlock[];
  /** What the text rests on: tables and charts. */
  annex: readonly ReportBlock[];
  essential: ReportTable;
}

const TEAM = 'Đội cơ động hỗ trợ dịch vụ công trực tuyến tại nhà';

const NO_BREAK = '\u00a0';

const wordsOf = (parts: readonly Part[]) => parts.map(({ text }) => text).join('');
const sentenceOf = (words: string) => capitalise(/[.!?”]$/.test(words) ? words : `${words}.`);
const paragraph = (...sentences: readonly string[]): ReportBlock => ({
  kind: 'paragraph',
  text: sentences.filter(Boolean).map(sentenceOf).join(' '),
});

/** Vietnamese months below 3 have a leading zero on official papers: 'tháng 02 năm 2026', 'tháng 11 năm 2026'. */
export function monthText(month: string): string {
  const number = Number(month.slice(5, 7));
  return `tháng ${number < 3 ? `0${number}` : number} năm ${month.slice(0, 4)}`;
}

/** @param stuck what got stuck in the month, the most first. */
export function monthlyReport(figures: Figures, state: PaperState, stuck: readonly StuckCount[]): MonthlyReport {
  const { scope, month, wardName } = figures;
  const said = sentencesOf({ ...figures, overdue: 0, openMonth: null });
  const days = `từ ngày ${formatDate(month.now.from)} đến hết ngày ${formatDate(scope.on)}`;
  return {
    month: monthText(scope.on),
    subject: `Kết quả hoạt động của ${TEAM} ${monthText(scope.on).replaceAll(' ', NO_BREAK)}`,
    state: stateText(state),
    grounds: [
      'Căn cứ Quyết định số 06/QĐ-TTg ngày 06 tháng 01 năm 2022 của Thủ tướng Chính phủ (Đề án 06)',
      ...(!isNationalTarget(figures)
        ? []
        : ['Căn cứ Quyết định số 1588/QĐ-TTg ngày 17 tháng 12 năm 2024 của Thủ tướng Chính phủ']),
    ],
    opening: `Ủy ban nhân dân ${uncapitalise(wardName)} báo cáo kết quả hoạt động của ${TEAM} ${monthText(scope.on)} (${days}) như sau:`,
    blocks: [
      ...(said.length > 0 ? [paragraph(...said.map(sentenceText))] : []),
      { kind: 'part', text: 'I. KẾT QUẢ' },
      ...activityBlocks(figures),
      ...useBlocks(figures),
      reachBlock(figures),
      { kind: 'part', text: 'II. TỒN TẠI, NGUYÊN NHÂN' },
      ...difficultyBlocks(figures, stuck),
      { kind: 'part', text: 'III. KIẾN NGHỊ, NHIỆM VỤ THÁNG TỚI' },
      ...proposalBlocks(figures, stuck),
    ],
    annex: annexBlocks(figures),
    essential: essentialTable(figures),
  };
}

/** Whether the ward compares itself with the target of the decision that the paper then names. */
function isNationalTarget({ targets, targetPercent, scope: { on } }: Figures): boolean {
  if (!targets) return targetPercent !== null;
  const target = targetInForce(targets, { indicator: 'knownUsers', groupId: null, on });
  return target?.legalBasis.includes('1588/QĐ-TTg') ?? false;
}

function activityBlocks(figures: Figures): ReportBlock[] {
  const { month, scope, files, time, topics, groupSessions } = figures;
  const { visits, households, residents, files: sent } = month.activity;
  const hours = formatNumber(Math.round(savedMinutes(time) / 6) / 10);
  return [
    visits + sent === 0
      ? paragraph('1. Hoạt động: trong tháng chưa ghi lượt thăm nào')
      : paragraph(
          `1. Hoạt động: từ ngày ${formatDayMonth(month.now.from)} đến ngày ${formatDate(scope.on)}, đội ghi ${formatNumber(visits)} lượt thăm, gặp ${formatNumber(households)} hộ khác nhau, hỗ trợ ${formatNumber(residents)} người khác nhau, nộp ${formatNumber(sent)} hồ sơ trên Cổng; đội cầm máy làm thay ${fractionText(files.doneFor, 'hồ sơ')} (${percentOf(files.doneFor)})`,
          topics.visits.value + groupSessions.sessions.value > 0
            ? `Nói nội dung tuyên truyền trong ${formatCount(topics.visits)}; ${formatCount(groupSessions.sessions)} tập trung, ${formatNumber(groupSessions.named + groupSessions.others)} lượt người dự`
            : '',
          files.sent.value > 0
            ? `Ước tính dân khỏi phải đi ${hours} giờ, theo số phút một chuyến đi, là giả định: của phường cho ${formatCount(time.counted)}, ${ASSUMED_TRIP_MINUTES} phút cho ${formatCount(time.uncounted)}`
            : '',
        ),
  ];
}

function useBlocks(figures: Figures): ReportBlock[] {
  const { adults, scope } = figures;
  const { statement, taught, figures: headlines } = headlineModel(figures);
  const [sample, , portal] = headlines;
  const line = ({ figure, lines, change }: NonNullable<typeof sample>) =>
    [`${figure} (${lines.join('; ')})`, change].filter(Boolean).join('; ');
  return [
    paragraph(
      `2. Người dân dùng Cổng: theo mẫu hỏi ngẫu nhiên, người lớn tự dùng Cổng ${line(sample!)}`,
      statement.sentence,
      `Đội biết ${fractionText(adults, `người từ ${scope.adultAge} tuổi`)} đã dùng trong 12 tháng (${percentOf(adults)}), ít nhất là chừng này`,
      `Cổng công bố hồ sơ nộp trực tuyến: ${line(portal!)}; con số này đếm hồ sơ, không đếm người`,
    ),
    paragraph(`3. Sau khi dạy: ${uncapitalise(wordsOf(taught))}`, lastingSentence(figures.lasting)),
  ];
}

function reachBlock(figures: Figures): ReportBlock {
  const { doors, doorsHelped, helped, priority } = figures;
  const words = wardTargetStatus(figures, 'knownUsers', figures.adults, 'người');
  return paragraph(
    `4. Từ ngày đầu của sổ: đội đã gặp ${fractionText(doors, WARD_DOORS)} (${percentOf(doors)}), giúp ở ${formatCount(doorsHelped)} và giúp ${formatCount(helped)} khác nhau; người ưu tiên đã giúp ${fractionText(priority, 'người')} (${percentOf(priority)})`,
    words && `Người lớn đã dùng Cổng so với ${words}`,
    'Số liệu chi tiết ở Phụ lục I, từng thủ tục thiết yếu ở Phụ lục II kèm theo',
  );
}

/** Tables and charts, each with what it counts. */
function annexBlocks(figures: Figures): ReportBlock[] {
  const { hows, adults, trend, groups, topics } = figures;
  const reluctance = reluctanceModel(figures);
  const unused = groups
    .map((row): Point => [shortGroupName(row.groupName ?? 'Chưa xếp tổ'), row.adults - row.users])
    .filter(([, people]) => people > 0)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, CHARTED_GROUPS);
  const tableOf = (table: ReportTable): ReportBlock => ({ kind: 'table', table });
  const blocks = [
    tableOf(mainTable(figures)),
    tableOf(activityTable(figures)),
    topics.byTopic.length > 0 &&
      paragraph(
        `Nội dung tuyên truyền: ${topics.byTopic.map(({ name, visits }) => `${uncapitalise(name)} ${formatNumber(visits)} lượt`).join('; ')}`,
      ),
    tableOf(filesTable(figures)),
    tableOf(howsTable(figures)),
    adults.numerator.value > 0 &&
      chart('bar', {
        title: 'Người lớn đội biết đã dùng Cổng, theo ai bấm máy',
        unit: 'người',
        points: OWN_HOWS.map((how) => [PORTAL_USE_HOW[how], hows[how].value]),
      }),
    trend.length > 1 &&
      chart('line', {
        title: 'Tỷ lệ người lớn đội biết đã dùng Cổng trong 12 tháng, theo tuần',
        unit: '%',
        points: trend.map(({ until, numerator, denominator }) => [
          formatDayMonth(until),
          Math.round((1000 * numerator.value) / Math.max(1, denominator.value)) / 10,
        ]),
      }),
    paragraph(
      `${reluctance.title}: ${wordsOf([...(reluctance.figure ? [reluctance.figure, { text: ' ', href: '' }] : []), ...reluctance.words])}`,
      wordsOf(reluctance.paused),
    ),
    tableOf(groupsTable(figures)),
    unused.length > 1 &&
      chart('bar', {
        title:
          groups.length > CHARTED_GROUPS
            ? `${CHARTED_GROUPS} tổ còn nhiều người lớn chưa dùng Cổng nhất`
            : 'Người lớn chưa dùng Cổng, theo tổ',
        unit: 'người',
        points: unused,
      }),
  ];
  return blocks.filter((block) => block !== false);
}

/** More bars than this are too thin to read on a page. */
const CHARTED_GROUPS = 15;
/** Causes and proposals that the office is offered; more would fill the paper. */
const OFFERED = 3;

function difficultyBlocks(
  { stuck, topBarrier, files, taught, adultsWithoutBirth }: Figures,
  causes: readonly StuckCount[],
): ReportBlock[] {
  const facts = [
    stuck.value > 0
      ? `${formatCount(stuck)} được dạy còn vướng${topBarrier ? `, hay gặp nhất là “${topBarrier.label}” (${formatCount(topBarrier.people)})` : ''}`
      : '',
    taught && taught.unasked.value > 0 ? `${formatCount(taught.unasked)} được dạy chưa hỏi lại được` : '',
    files.outcomes.unknown.value > 0 ? `${formatCount(files.outcomes.unknown)} nộp trong tháng chưa tra kết quả` : '',
    adultsWithoutBirth > 0 ? `${formatNumber(adultsWithoutBirth)} người chưa rõ năm sinh không được tính` : '',
  ].filter(Boolean);
  return [
    paragraph(facts.length > 0 ? facts.join('; ') : 'Số liệu chưa cho thấy điều gì vướng'),
    ...causes.slice(0, OFFERED).map((row): ReportBlock => ({
      kind: 'placeholder',
      text: `- ${row.serviceName}: ${uncapitalise(row.cause)} (${stuckText(row)}).`,
    })),
    // What got stuck is read again for each paper, also for a closed month.
    {
      kind: 'placeholder',
      text: `[Văn phòng sửa, điền: nguyên nhân${causes.length > 0 ? '; số ở các dòng trên theo sổ lúc in' : ''}]`,
    },
  ];
}

const stuckText = ({ files, unsent }: StuckCount): string =>
  [files > 0 && `${formatNumber(files)} hồ sơ`, unsent > 0 && `${formatNumber(unsent)} việc chưa nộp được`]
    .filter(Boolean)
    .join(', ');

/** What the figures of the month ask for, for the office to edit. */
function proposalBlocks({ groups, taught, files }: Figures, causes: readonly StuckCount[]): ReportBlock[] {
  const unmet = unmetGroups(groups);
  const [cause] = causes;
  const tasks = [
    unmet.length > 0
      ? `Xếp buổi đến các tổ chưa gặp cửa nào: ${unmet.map(({ groupName }) => shortGroupName(groupName!)).join(', ')}`
      : '',
    taught && taught.unasked.value > 0 ? `Gọi hỏi lại ${formatCount(taught.unasked)} đã dạy mà chưa hỏi được` : '',
    cause
      ? `Dặn trước giấy tờ và các bước của ${uncapitalise(cause.serviceName)}, hay vướng “${uncapitalise(cause.cause)}”`
      : '',
    files.outcomes.unknown.value > 0 ? `Tra trạng thái ${formatCount(files.outcomes.unknown)} chưa rõ kết quả` : '',
  ].filter(Boolean);
  return [
    ...tasks.slice(0, OFFERED).map((task): ReportBlock => ({ kind: 'placeholder', text: `- ${task}.` })),
    { kind: 'placeholder', text: '[Văn phòng sửa, điền: kiến nghị, nhiệm vụ tháng tới]' },
  ];
}

type Point = readonly [category: string, value: number];

const chart = (
  kind: ReportChart['kind'],
  { title, unit, points }: { title: string; unit: string; points: readonly Point[] },
): ReportBlock => ({
  kind: 'chart',
  chart: {
    kind,
    title,
    unit,
    categories: points.map(([category]) => category),
    values: points.map(([, value]) => value),
  },
});
