import { formatDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { quarterName } from '../sample/ward-share';
import type { Interval } from './intervals';
import type { MeasuredEffect, AnswerRates, Refusal } from './measured-effect';

// What the page says of the effect, and why it says nothing. Pure.

const whole = (share: number) => formatNumber(Math.round(100 * share));
const SIGNS: Record<number, string> = { [-1]: '−', 1: '+' };
const signed = (points: number) => `${SIGNS[Math.sign(points)] ?? ''}${formatNumber(Math.abs(points))}`;

/** Points, 'từ −3 đến +14'; rounded outward, so that nothing is said that the interval does not hold. */
export function intervalText({ low, high }: Interval): string {
  const [from, to] = outward({ low, high });
  return `từ ${signed(from)} đến ${signed(to)}`;
}

/** '+8'. */
export const pointsText = (difference: number): string => signed(Math.round(100 * difference));

const outward = ({ low, high }: Interval): [number, number] => [
  Math.max(-100, Math.floor(100 * low) || 0),
  Math.min(100, Math.ceil(100 * high) || 0),
];

/** Whether an interval leaves no doubt that there is a difference. */
const isSure = ({ low, high }: Interval): boolean => low > 0 || high < 0;

/** What the chairman may say in public; null if the figures do not show anything. */
export function effectSentence(interval: Interval): string | null {
  if (!isSure(interval)) return null;
  const [from, to] = outward(interval);
  const [less, more] = from < 0 ? [-to, -from] : [from, to];
  const people = less === 0 ? `nhiều nhất khoảng ${more}` : `khoảng ${less} đến ${more}`;
  return from < 0
    ? `Theo thứ tự bốc thăm, ở các tổ đội đã đến, trong 100 người lớn số người tự nộp hồ sơ trên mạng ít hơn ${people} người so với các tổ chưa đến.`
    : `Theo thứ tự bốc thăm, ở các tổ đội đã đến, cứ 100 người lớn có thêm ${people} người tự nộp hồ sơ trên mạng so với các tổ chưa đến.`;
}

/** What is to be said instead of a sentence. */
export function nothingShown(interval: Interval): string {
  const [from, to] = outward(interval);
  return `Số liệu chưa cho thấy đội đến thì nhiều người tự nộp hồ sơ hơn: trong 100 người lớn, chênh lệch có thể từ ít hơn ${-from} người đến nhiều hơn ${to} người. Như vậy không có nghĩa là không có tác dụng.`;
}

export interface Reason {
  title: string;
  text: string;
}

/** Why nothing is measured. */
export function refusalText(refusal: Refusal): Reason {
  switch (refusal.kind) {
    case 'no_draw':
      return {
        title: 'Chưa đo được: thứ tự đến các tổ không do bốc thăm',
        text: 'Khi đội tự chọn tổ nào đến trước, tổ đã đến và tổ chưa đến vốn đã khác nhau. Chênh lệch là do đội đến hay do khác từ trước thì không tách ra được.',
      };
    case 'too_early':
      return {
        title: `Chưa đo: đợi đến ${quarterName(refusal.from)}`,
        text: `Phường đã bốc thăm. Từ ngày ${formatDate(refusal.from)}, khi đến lượt các tổ cuối, trang này so một lần. Không xem trước: cứ xem nhiều lần thì sớm muộn cũng gặp một con số đẹp do may rủi. Mỗi quý nhớ bốc và gọi mẫu hỏi.`,
      };
    case 'no_sample':
      return {
        title: 'Chưa đo được: thiếu mẫu hỏi',
        text: 'Không quý nào vừa có tổ đã đến, vừa có tổ chưa đến, lại vừa có mẫu hỏi ở cả hai bên. Số trong sổ của đội không thay được, vì đội đến nhiều thì sổ biết nhiều.',
      };
    case 'too_few':
      return {
        title: 'Chưa đo được: quá ít',
        text: 'Quá ít tổ, hoặc một bên có dưới 30 người trả lời: may rủi đã đủ làm ra mọi chênh lệch.',
      };
    case 'order':
      return {
        title: 'Không đo được: đội không đi theo thứ tự đã bốc',
        text: `${refusal.strayed.length} trong ${refusal.groups} tổ được đến ngoài quý đã bốc: ${refusal.strayed.join(', ')}.`,
      };
    case 'at_visits':
      return {
        title: 'Không đo được: mẫu hỏi dính với lượt thăm',
        text: `${formatNumber(refusal.atVisit)} trong ${formatNumber(refusal.answered)} câu trả lời ghi đúng ngày đội gặp nhà đó. Người vừa được giúp trả lời khác người được gọi hỏi.`,
      };
    case 'rates':
      return {
        title: 'Không đo được: hai bên trả lời nhiều ít khác nhau',
        text: `${ratesText(refusal.rates)} Chênh quá 15 điểm thì hai bên không còn là những người giống nhau.`,
      };
  }
}

const ratesText = ({ reached, waiting }: AnswerRates): string =>
  `Người được bốc mẫu trả lời được: ${whole(reached)} % ở tổ đã đến, ${whole(waiting)} % ở tổ chưa đến.`;

/** What has to be said beside a result. */
export const resultNotes = ({ rates, strayed, atVisit, hasStart, answers }: MeasuredEffect): string[] => [
  `So ${formatNumber(answers.reached)} câu trả lời ở tổ đã đến với ${formatNumber(answers.waiting)} câu ở tổ chưa đến, cùng quý, cùng lượt ưu tiên.`,
  `${ratesText(rates)}${Math.abs(rates.reached - rates.waiting) > 0.05 ? ' Chênh hơn 5 điểm: xem con số với sự dè dặt.' : ''}`,
  ...(strayed.length > 0 ? [`Đến ngoài quý đã bốc: ${strayed.join(', ')}. Các tổ này vẫn tính theo lượt đã bốc.`] : []),
  ...(atVisit > 0 ? [`${formatNumber(atVisit)} câu trả lời ghi đúng ngày đội gặp nhà đó.`] : []),
  ...(hasStart ? [] : ['Không có mẫu hỏi trước khi bắt đầu, nên khoảng rộng hơn mức có thể.']),
];
