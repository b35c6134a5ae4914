import { formatDate, formatDayMonth } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { PORTAL_USE_HOW } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { formatCount, fractionText, percentOf, WARD_DOORS } from '../indicators/indicators';
import { OWN_HOWS } from '../figures/figure-sql';
import { targetInForce } from '../indicators/targets';
import type { Part } from '../figures/figure-labels';
import { targetNote } from '../reports/target-pages';
import type { Figures } from '../figures/figures';
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
  | { kind: 'section'; text: string }
  | { kind: 'paragraph'; text: string }
  /** For the office to fill in; the paper marks it. */
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
  blocks: readonly ReportBlock[];
  annex: ReportTable;
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

export function monthlyReport(figures: Figures, state: PaperState): MonthlyReport {
  const { scope, month, wardName } = figures;
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
      { kind: 'part', text: 'I. KẾT QUẢ TRONG THÁNG' },
      ...activityBlocks(figures),
      { kind: 'part', text: 'II. NGƯỜI DÂN SỬ DỤNG CỔNG DỊCH VỤ CÔNG QUỐC GIA' },
      ...useBlocks(figures),
      { kind: 'part', text: 'III. KẾT QUẢ TÍNH ĐẾN NAY' },
      ...reachBlocks(figures),
      { kind: 'part', text: 'IV. TỒN TẠI, NGUYÊN NHÂN, KIẾN NGHỊ' },
      ...difficultyBlocks(figures),
    ],
    annex: essentialTable(figures),
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
  const hours = formatNumber(Math.round(time.minutes / 6) / 10);
  return [
    { kind: 'section', text: '1. Hoạt động của đội' },
    visits === 0
      ? paragraph('Trong tháng chưa ghi lượt thăm nào')
      : paragraph(
          `Từ ngày ${formatDayMonth(month.now.from)} đến ngày ${formatDate(scope.on)}, đội ghi ${formatNumber(visits)} lượt thăm, gặp ${formatNumber(households)} hộ khác nhau, hỗ trợ ${formatNumber(residents)} người khác nhau, nộp ${formatNumber(sent)} hồ sơ trên Cổng (nguồn: lượt thăm đội ghi)`,
        ),
    { kind: 'table', table: activityTable(figures) },
    topics.visits.value + groupSessions.sessions.value === 0
      ? paragraph('Trong tháng chưa ghi lượt nói nội dung tuyên truyền hay buổi tập trung nào')
      : paragraph(
          `Đội nói nội dung tuyên truyền trong ${formatCount(topics.visits)}${topics.byTopic.length > 0 ? `: ${topics.byTopic.map(({ name, visits: count }) => `${uncapitalise(name)} ${formatNumber(count)} lượt`).join('; ')}` : ''}`,
          `Đếm riêng: ${formatCount(groupSessions.sessions)} tập trung, ${formatNumber(groupSessions.named)} lượt người có tên, ${formatNumber(groupSessions.others)} lượt người khác`,
        ),
    { kind: 'section', text: '2. Hồ sơ có đội hỗ trợ' },
    files.sent.value === 0
      ? paragraph('Trong tháng chưa nộp hồ sơ nào có đội hỗ trợ')
      : paragraph(
          `Đội hỗ trợ nộp ${formatCount(files.sent)}; trong đó đội cầm máy làm thay ${fractionText(files.doneFor, 'hồ sơ đã nộp')} (${percentOf(files.doneFor)})`,
          time.counted.value > 0
            ? `Ước tính dân khỏi phải đi ${hours} giờ: ${formatCount(time.counted)} nhân số phút một chuyến đi do phường đặt, là giả định, không phải đo; ${formatCount(time.uncounted)} chưa tính`
            : '',
        ),
    { kind: 'table', table: filesTable(figures) },
  ];
}

function useBlocks(figures: Figures): ReportBlock[] {
  const { adults, scope, trend, hows } = figures;
  const { statement, taught, figures: headlines } = headlineModel(figures);
  const [sample, known, portal] = headlines;
  const line = ({ figure, lines, change }: NonNullable<typeof sample>) =>
    [`${figure} (${lines.join('; ')})`, change].filter(Boolean).join('; ');
  const users = adults.numerator.value;
  return [
    { kind: 'section', text: '1. Cả phường, theo mẫu hỏi ngẫu nhiên' },
    paragraph(`Người lớn trong phường tự dùng Cổng: ${line(sample!)}`, statement.sentence, statement.more),
    paragraph(statement.unsayable.replace('Số liệu chưa cho biết', 'Số liệu chưa cho thấy')),
    { kind: 'section', text: '2. Người lớn đội biết đã dùng Cổng trong 12 tháng' },
    paragraph(
      `Đến ngày ${formatDate(scope.on)}, đội biết ${fractionText(adults, `người từ ${scope.adultAge} tuổi`)} đã dùng Cổng (${percentOf(adults)}); ít nhất là chừng này, vì người đội chưa gặp có thể đã dùng mà sổ không biết`,
      known!.change,
    ),
    { kind: 'table', table: howsTable(figures) },
    ...(users === 0
      ? []
      : [
          chart('bar', {
            title: 'Người lớn đội biết đã dùng Cổng, theo ai bấm máy',
            unit: 'người',
            points: OWN_HOWS.map((how) => [PORTAL_USE_HOW[how], hows[how].value]),
          }),
        ]),
    ...(trend.length < 2
      ? []
      : [
          chart('line', {
            title: 'Tỷ lệ người lớn đội biết đã dùng Cổng trong 12 tháng, theo tuần',
            unit: '%',
            points: trend.map(({ until, numerator, denominator }) => [
              formatDayMonth(until),
              Math.round((1000 * numerator.value) / Math.max(1, denominator.value)) / 10,
            ]),
          }),
        ]),
    { kind: 'section', text: '3. Được dạy rồi tự làm lại được' },
    paragraph(wordsOf(taught)),
    { kind: 'section', text: '4. Số Cổng công bố' },
    paragraph(
      `Hồ sơ nộp trực tuyến trên tổng số hồ sơ của phường: ${line(portal!)}`,
      'Con số này đếm hồ sơ, không đếm người, nên không so với hai con số trên',
    ),
  ];
}

/** More bars than this are too thin to read on a page. */
const CHARTED_GROUPS = 15;

function reachBlocks(figures: Figures): ReportBlock[] {
  const { doors, doorsHelped, helped, groups, targetPercent, priority } = figures;
  const reluctance = reluctanceModel(figures);
  const unused = groups
    .map((row): Point => [shortGroupName(row.groupName ?? 'Chưa xếp tổ'), row.adults - row.users])
    .filter(([, people]) => people > 0)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, CHARTED_GROUPS);
  return [
    { kind: 'section', text: '1. Những con số chính' },
    paragraph(
      `Từ ngày đầu của sổ, đội đã gặp ${fractionText(doors, WARD_DOORS)} (${percentOf(doors)}), đã giúp ở ${formatCount(doorsHelped)} và giúp ${formatCount(helped)} khác nhau; người ưu tiên đã giúp ${fractionText(priority, 'người ưu tiên đang ở phường')} (${percentOf(priority)})`,
    ),
    { kind: 'table', table: mainTable(figures) },
    paragraph(
      `${reluctance.title}: ${wordsOf([...(reluctance.figure ? [reluctance.figure, { text: ' ', href: '' }] : []), ...reluctance.words])}`,
      wordsOf(reluctance.paused),
    ),
    { kind: 'section', text: '2. Theo tổ dân phố' },
    ...(targetPercent === null
      ? []
      : [paragraph(targetNote(figures), 'Bảng cho biết mỗi tổ còn bao nhiêu người đội chưa biết là đã dùng')]),
    { kind: 'table', table: groupsTable(figures) },
    ...(unused.length < 2
      ? []
      : [
          chart('bar', {
            title:
              groups.length > CHARTED_GROUPS
                ? `${CHARTED_GROUPS} tổ còn nhiều người lớn chưa dùng Cổng nhất`
                : 'Người lớn chưa dùng Cổng, theo tổ',
            unit: 'người',
            points: unused,
          }),
        ]),
    { kind: 'section', text: '3. Dịch vụ công thiết yếu của Đề án 06' },
    paragraph('Kết quả từng thủ tục ở Phụ lục kèm theo'),
  ];
}

function difficultyBlocks({ stuck, topBarrier, files, taught, confirmed, adultsWithoutBirth }: Figures): ReportBlock[] {
  const unknown = files.outcomes.unknown;
  const learners = taught?.all ?? confirmed.denominator;
  const unknowable = learners.value - confirmed.numerator.value - stuck.value;
  const facts = [
    stuck.value > 0
      ? `${formatCount(stuck)} được dạy còn vướng${topBarrier ? `, hay gặp nhất là “${topBarrier.label}” (${formatCount(topBarrier.people)})` : ''}`
      : '',
    unknowable > 0
      ? `số liệu chưa cho thấy ${formatNumber(unknowable)} người được dạy có tự làm lại được hay không`
      : '',
    unknown.value > 0 ? `${formatCount(unknown)} nộp trong tháng chưa tra kết quả` : '',
    adultsWithoutBirth > 0
      ? `${formatNumber(adultsWithoutBirth)} người chưa rõ năm sinh không nằm trong mẫu số người lớn`
      : '',
  ].filter(Boolean);
  return [
    { kind: 'section', text: '1. Số liệu cho thấy' },
    ...(facts.length > 0
      ? facts.map((fact) => paragraph(`- ${capitalise(fact)}`))
      : [paragraph('Số liệu chưa cho thấy điều gì vướng')]),
    { kind: 'section', text: '2. Nguyên nhân' },
    { kind: 'placeholder', text: '[Văn phòng điền: nguyên nhân]' },
    { kind: 'section', text: '3. Kiến nghị, nhiệm vụ tháng tới' },
    { kind: 'placeholder', text: '[Văn phòng điền: kiến nghị, nhiệm vụ tháng tới]' },
  ];
}

type Point = readonly [category: string, value: number];

function chart(
  kind: ReportChart['kind'],
  { title, unit, points }: { title: string; unit: string; points: readonly Point[] },
): ReportBlock {
  return {
    kind: 'chart',
    chart: {
      kind,
      title,
      unit,
      categories: points.map(([category]) => category),
      values: points.map(([, value]) => value),
    },
  };
}
