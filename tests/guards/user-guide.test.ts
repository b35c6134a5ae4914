import fs from 'node:fs';
import path from 'node:path';
import { UserRole } from '../../src/generated/prisma/enums';
import { helpHref, userGuide } from '../../src/web/user-guide';
import { navigationFor, pagesFor } from '../../src/web/navigation';

const guide = fs.readFileSync('docs/user-guide.md', 'utf8');

/** Everything that the program may show, without its HTML, in one line. */
const shown = ['views', 'src']
  .flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ejs|ts)$/.test(file) && !file.startsWith('generated'))
      .map((file) => fs.readFileSync(path.join(folder, file), 'utf8')),
  )
  .join('\n')
  .replaceAll(/<\/?[a-z][^<>\n]*>/g, '')
  .replaceAll(/\s+/g, ' ')
  .toLowerCase();

const isShown = (label: string) =>
  new RegExp(`(?<!\\p{L})${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\p{L})`, 'u').test(shown);

const labels = [...guide.matchAll(/\*\*([^*]+)\*\*|(?<![\p{L}_])_([^_]+)_(?![\p{L}_])|“([^”]+)”/gu)].map((found) =>
  found.slice(1).join('').replaceAll(/\s+/g, ' ').toLowerCase(),
);

test.each([...new Set(labels)])('the guide names “%s”, which the program shows', (label) => {
  expect(
    label
      .split('…')
      .map((part) => part.trim())
      .filter((part) => part !== '' && !isShown(part)),
  ).toEqual([]);
});

test('its links lead to headings, each of which has an anchor of its own', () => {
  const anchors = userGuide().headings.map(({ id }) => id);
  expect(new Set(anchors).size).toBe(anchors.length);
  const links = [...guide.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.filter((anchor) => !anchors.includes(anchor!))).toEqual([]);
});

test.each(Object.values(UserRole))('every page of the menus of %s has its paragraph', (role) => {
  const pages = pagesFor(role).map(({ href }) => href);
  expect(pages).toContain('/today');
  expect(pages.filter((href) => helpHref(navigationFor(role, href), href) === '/help')).toEqual([]);
});

test('it is short enough to be read', () => {
  expect(guide.split('\n').length).toBeLessThanOrEqual(350);
});

test.each(['lời mời', 'việc còn chờ', 'việc theo dõi'])('“%s” was given up: one name for each thing', (name) => {
  expect(isShown(name)).toBe(false);
});
