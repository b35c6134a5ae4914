import { foldVietnamese } from './vietnamese-text';

/**
 * Whether a label contains every word of `text`, in any order, accents and case. @param folded the label as
 * foldVietnamese returns it.
 */
export function holdsWords(folded: string, text: string): boolean {
  return foldVietnamese(text)
    .split(' ')
    .every((word) => folded.includes(word));
}

/** The message about a service that was typed but not chosen: '3 dịch vụ khớp “xác nhận”: chọn một.' */
export function serviceMatchText(text: string, count: number): string {
  if (count === 0) return `Không có dịch vụ nào khớp “${text}”: gõ lại, hoặc chọn trong danh sách.`;
  return `${count} dịch vụ khớp “${text}”: chọn ${count === 1 ? 'dịch vụ ấy' : 'một'}.`;
}

/** The same message, counted among all services that can be chosen. @param labels the words that find each of them. */
export const unchosenServiceText = (text: string, labels: readonly string[]): string =>
  serviceMatchText(text, labels.filter((label) => holdsWords(foldVietnamese(label), text)).length);
