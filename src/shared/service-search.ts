import { foldVietnamese } from './vietnamese-text';

/** Whether a label has words that begin with those of `text`, in any order, accents and case. @param folded by foldVietnamese. */
export const holdsWords = (folded: string, text: string): boolean =>
  foldVietnamese(text)
    .split(' ')
    .every((word) => holdsWord(folded, word));

/** Whether a folded text stands in a folded label, not inside of a word: 'hong' does not in 'thong tin', '%' does in '50%'. */
export function holdsWord(folded: string, text: string): boolean {
  let at = folded.indexOf(text);
  while (at > 0 && /[a-z0-9]{2}/.test(folded.slice(at - 1, at + 1))) at = folded.indexOf(text, at + 1);
  return at >= 0;
}

/** The message about a service that was typed but not chosen: '3 dịch vụ khớp “xác nhận”: chọn một.' */
export function serviceMatchText(text: string, count: number): string {
  if (count === 0) return `Không có dịch vụ nào khớp “${text}”: gõ lại, hoặc chọn trong danh sách.`;
  return `${count} dịch vụ khớp “${text}”: chọn ${count === 1 ? 'dịch vụ ấy' : 'một'}.`;
}

/** The same message, counted among all services that can be chosen. @param labels the words that find each of them. */
export const unchosenServiceText = (text: string, labels: readonly string[]): string =>
  serviceMatchText(text, labels.filter((label) => holdsWords(foldVietnamese(label), text)).length);
