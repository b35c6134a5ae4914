import { formatNumber } from '../../../shared/numbers';
import type { Figures } from '../figures/figures';
import { sentence, type Part } from '../figures/figure-labels';
import { shareOfAsked } from '../../../shared/share-interval';
import { intervalText } from '../sample/ward-share';
import type { Headline } from '../unusual-entries/rules';
import type { BehindFigures, Writer } from './writer-queries';

type Questions = Readonly<Record<Headline, number>>;

/** What stands beneath each headline: who wrote its rows, what calls confirmed of them, what is to be asked about. */
export function writersModel(
  { officialCounts: [count] }: Pick<Figures, 'officialCounts'>,
  { sample, known, corrections, draw }: BehindFigures,
  questions: Questions,
): Record<Headline, Part[]> {
  const typedOver = corrections > 0 ? `, đã sửa ${formatNumber(corrections)} lần` : '';
  const official = count ? `Ai ghi: ${count.recordedByName}${typedOver}` : '';
  return {
    sample: joined([sentence`${writersText(sample)}`, questionsOf(questions.sample)]),
    users: joined([sentence`${writersText(known)}`, confirmation(draw), questionsOf(questions.users)]),
    portal: joined([sentence`${official}`, questionsOf(questions.portal)]),
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

/** 'gọi xác nhận tháng 10: 6 trên 7 đúng (bốc 9, khoảng 41–98 %)'; nothing before the first answer. */
function confirmation(draw: BehindFigures['draw']): Part[] {
  if (!draw) return [];
  const { confirmed, different } = draw.states;
  const share = shareOfAsked(confirmed, confirmed + different);
  if (!share) return [];
  const drawn = Object.values(draw.states).reduce((sum, count) => sum + count, 0);
  const text = `${formatNumber(confirmed)} trên ${formatNumber(confirmed + different)} đúng (bốc ${formatNumber(drawn)}, ${intervalText(share)})${draw.waiting ? `; ${monthWords(draw.waiting)} đã bốc, chờ gọi` : ''}`;
  const href = `/confirmations?month=${draw.month.slice(0, 7)}`;
  return sentence`${{ text: `gọi xác nhận ${monthWords(draw.month)}`, href }}: ${text}`;
}

const monthWords = (month: string) => `tháng ${Number(month.slice(5, 7))}`;

const questionsOf = (count: number): Part[] =>
  count > 0 ? [{ text: `${formatNumber(count)} điều đáng hỏi lại`, href: '/unusual-entries' }] : [];

const joined = (pieces: readonly Part[][]): Part[] =>
  pieces.filter((piece) => piece.length > 0).flatMap((piece, index) => (index === 0 ? piece : sentence` · ${piece}`));
