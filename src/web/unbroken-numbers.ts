/** WORD JOINER: no line begins after it. */
const JOINER = '\u2060';
const NO_BREAK_SPACE = '\u00a0';

/** A tag, or an element that keeps its text as it is; a span of numbers, a round's code, the gaps of a telephone number. */
const PARTS =
  /<(textarea|script)\b[^]*?<\/\1>|<[^>]*>|\d–(?=\d)|\p{Lu}{2}-(?=[\p{Lu}\d]{3}\b)|(?<=\b0\d{2,3}) (?=\d{3,4} \d{3,4}\b)|(?<=\b0\d{2,3}[ \u00a0]\d{3,4}) (?=\d{3,4}\b)/gu;

/**
 * The page with numbers that a line never breaks: '18:30–20:45', 'BĐ-7K2', '0912 345 678'. What a form holds stays as it
 * was typed.
 */
export function unbrokenNumbers(html: string): string {
  return html.replace(PARTS, (part) => {
    if (part.startsWith('<')) return part;
    return part === ' ' ? NO_BREAK_SPACE : part + JOINER;
  });
}
