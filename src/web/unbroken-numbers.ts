/** WORD JOINER: no line begins after it. */
const JOINER = '\u2060';
const NO_BREAK_SPACE = '\u00a0';

/** A span of numbers, a round's code, a telephone number in groups. Classes of Unicode would take five times as long. */
const NUMBERS = /\d–(?=\d)|[A-Z\u00C0-\u1EF8]{2}-(?=[A-Z\d]{3}\b)|\b0\d{2,3}[ \u00a0]\d{3,4}[ \u00a0]\d{3,4}\b/g;

/**
 * The page with numbers that a line never breaks: '18:30–20:45', 'BĐ-7K2', '0912 345 678'. What a form holds stays as it
 * was typed.
 */
export const unbrokenNumbers = (html: string): string =>
  html.replace(NUMBERS, (number, place: number) => {
    if (!isText(html, place)) return number;
    return number.startsWith('0') && number.length > 2 ? number.replaceAll(' ', NO_BREAK_SPACE) : number + JOINER;
  });

/** Whether a place of a page is neither within a tag nor within an element that keeps its text as it is. */
function isText(html: string, place: number): boolean {
  const tag = html.lastIndexOf('<', place);
  return tag < 0 || (html.indexOf('>', tag) < place && !/^<(?:textarea|script)\b/.test(html.slice(tag, tag + 10)));
}
