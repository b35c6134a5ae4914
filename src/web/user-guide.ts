import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked } from 'marked';
import { rootDir } from '../root-dir';
import type { Navigation } from './navigation';

/** The anchor of a heading, as GitHub makes it, so that a link inside the guide works in both places. */
const anchorOf = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(/\s/g, '-');

const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      if (depth === 1) return ''; // the page has its own
      return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
  },
});

/** A guide as HTML, with the headings of its chapters (depth 2) and of their parts. */
export function readGuide(markdown: string) {
  const html = marked.parse(markdown, { async: false });
  const headings = [...html.matchAll(/<h(\d) id="([^"]+)">(.*)<\/h/g)].map(([, depth, id, text]) => ({
    depth: Number(depth),
    id: id!,
    text: text!,
  }));
  return { html, headings };
}

let known: ReturnType<typeof readGuide> | undefined;

/** docs/user-guide.md, read once. */
export const userGuide = () => (known ??= readGuide(readFileSync(join(rootDir, 'docs/user-guide.md'), 'utf8')));

/** A chapter as HTML, without its heading. */
export function chapterOf({ html }: { html: string }, title: string): string {
  const [, ...chapters] = html.split('<h2 ');
  const chapter = chapters.find((part) => part.startsWith(`id="${anchorOf(title)}"`)) ?? '';
  return chapter.slice(chapter.indexOf('\n') + 1);
}

/** What the guide calls the pages that are not, or not only, the page of a menu entry. */
const OTHER_PAGES: readonly (readonly [path: RegExp, heading: string])[] = [
  [/^\/(round-doors\/[^/]+\/visit|visits|households\/[^/]+\/visits)(\/|$)/, 'Ghi lượt thăm'],
  [/^\/(portal-statuses|referrals)(\/|$)/, 'Việc cần theo dõi'],
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
