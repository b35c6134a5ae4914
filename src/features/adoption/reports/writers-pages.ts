import { monthName } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import type { Figures } from '../figures/figures';
import { plain, type Part } from '../figures/figure-labels';
import { confirmedText } from '../sample/confirmation-pages';
import type { findOpenQuestions } from '../unusual-entries/queries';
import type { Headline } from '../unusual-entries/rules';
import type { BehindFigures, Writer } from './writer-queries';

type Questions = Awaited<ReturnType<typeof findOpenQuestions>>;

/** The line under each headline: who wrote the rows behind it, what calls confirmed of them, what is to be asked about. */
export function writersModel(
  { officialCounts: [count] }: Pick<Figures, 'officialCounts'>,
  { sample, known, corrections, draw }: BehindFigures,
  questions: Questions,
): Record<Headline, Part[]> {
  const typedOver = corrections > 0 ? `, đã sửa ${formatNumber(corrections)} lần` : '';
  return {
    sample: joined([wordsOf(writersText(sample)), questionsOf(questions.sample)]),
    users: joined([wordsOf(writersText(known)), confirmation(draw), questionsOf(questions.users)]),
    portal: joined([
      wordsOf(count ? `Ai ghi: ${count.recordedByName}${typedOver}` : ''),
      questionsOf(questions.portal),
    ]),
  };
}

/** 'Ai ghi: 4 người, nhiều nhất Nguyễn Thị Hoa 43 %'; '' of no rows. */
export function writersText(writers: readonly Writer[]): string {
  const [most, ...others] = writers.toSorted((one, other) => other.rows - one.rows || (one.name < other.name ? -1 : 1));
  if (!most) return '';
  if (others.length === 0) return `Ai ghi: ${most.name}`;
  const rows = writers.reduce((sum, writer) => sum + writer.rows, 0);
  return `Ai ghi: ${formatNumber(writers.length)} người, nhiều nhất ${most.name} ${formatNumber(Math.round((100 * most.rows) / rows))} %`;
}

/** 'gọi xác nhận tháng 10/2026: đúng 11 trên 12 người trả lời (…), 1 không đúng'. */
function confirmation(draw: BehindFigures['draw']): Part[] {
  const words = draw && confirmedText(draw);
  if (!words) return [];
  const { different } = draw.states;
  const href = '/confirmations';
  return [
    { text: `gọi xác nhận ${monthName(draw.month)}: đúng ${words}`, href },
    ...(different > 0 ? [plain(`, ${formatNumber(different)} không đúng`)] : []),
  ];
}

const questionsOf = (count: number): Part[] =>
  count > 0 ? [{ text: `${formatNumber(count)} điều đáng hỏi lại`, href: '/unusual-entries' }] : [];

const wordsOf = (text: string): Part[] => (text === '' ? [] : [plain(text)]);

const joined = (pieces: readonly Part[][]): Part[] =>
  pieces
    .filter((piece) => piece.length > 0)
    .flatMap((piece, index) => (index === 0 ? piece : [plain(' · '), ...piece]));
