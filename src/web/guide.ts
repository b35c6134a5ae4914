import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked, type Token } from 'marked';
import { rootDir } from '../root-dir';
import type { Navigation } from './navigation';

interface GuideHeading {
  text: string;
  /** Its anchor, as GitHub makes it, so that a link inside the guide works in both places. */
  id: string;
  depth: number;
}

interface Guide {
  html: string;
  headings: readonly GuideHeading[];
  /** Each chapter (a heading of the second level) by its title, as HTML without that title. */
  chapters: ReadonlyMap<string, string>;
}

const anchorOf = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(/\s/g, '-');

let known: Guide | undefined;

/** docs/user-guide.md, read once. */
export const userGuide = (): Guide => (known ??= readGuide(readFileSync(join(rootDir, 'docs/user-guide.md'), 'utf8')));

export function readGuide(markdown: string): Guide {
  const headings: GuideHeading[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      table(token) {
        const row = (cells: typeof token.header, cell: 'th' | 'td') =>
          `<tr>${cells.map(({ tokens }) => `<${cell}>${this.parser.parseInline(tokens)}</${cell}>`).join('')}</tr>`;
        const body = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<div class="table-responsive"><table class="table"><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  const chapters = new Map<string, Token[]>();
  let chapter: Token[] = [];
  const tokens = marked.lexer(markdown);
  for (const token of tokens) {
    if (token.type !== 'heading') {
      chapter.push(token);
      continue;
    }
    const { text, depth } = token as { text: string; depth: number };
    if (depth === 1) continue; // the page has its own
    headings.push({ text, id: anchorOf(text), depth });
    if (depth === 2) chapters.set(text, (chapter = []));
    else chapter.push(token);
  }
  return {
    html: marked.parser(tokens.filter((token) => token.type !== 'heading' || token.depth !== 1)),
    headings,
    chapters: new Map([...chapters].map(([title, parts]) => [title, marked.parser(parts)])),
  };
}

/** What the guide calls the pages that are not, or not only, the page of a menu entry. */
const OTHER_PAGES: readonly (readonly [path: RegExp, heading: string])[] = [
  [/^\/(round-doors\/[^/]+\/visit|visits|households\/[^/]+\/visits)(\/|$)/, 'Ghi lượt thăm'],
  [/^\/(portal-statuses|referrals)\//, 'Việc cần theo dõi'],
  [/^\/search$/, 'Tìm'],
  [/^\/settings$/, 'Cài đặt'],
];

/**
 * Address of what the guide says about the page at `path`: a heading has the name of its entry in the menu, or else of
 * its section.
 */
export function helpHref({ items, pages }: Navigation, path: string): string {
  const { headings } = userGuide();
  const isSetting = pages.length > 0 && !items.some(({ isCurrent }) => isCurrent);
  const names = [
    ...OTHER_PAGES.flatMap(([pattern, heading]) => (pattern.test(path) ? [heading] : [])),
    ...[...pages, ...items].flatMap(({ label, isCurrent }) => (isCurrent ? [label] : [])),
    ...(isSetting ? ['Cài đặt'] : []),
  ];
  const found = names.map(anchorOf).find((anchor) => headings.some(({ id }) => id === anchor));
  return found ? `/help#${found}` : '/help';
}
