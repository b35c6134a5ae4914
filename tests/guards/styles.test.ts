import fs from 'node:fs';
import path from 'node:path';
import * as sass from 'sass';

const filesOf = (folder: string) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ejs|ts)$/.test(file) && !file.startsWith('generated'))
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));

const classesOf = (css: string) =>
  new Set([...css.replaceAll(/url\([^)]*\)|"[^"]*"/g, '').matchAll(/\.([a-z_][\w-]*)/gi)].map(([, name]) => name!));

const shipped = classesOf(
  sass.compile('src/client/styles/app.scss', {
    loadPaths: ['node_modules'],
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
  }).css,
);
const bootstrap = classesOf(fs.readFileSync('node_modules/bootstrap/dist/css/bootstrap.css', 'utf8'));

/** The words in the class attributes of the templates, and in the strings of what the client builds. */
const used = new Set([
  ...filesOf('views')
    .flatMap((view) => [...view.matchAll(/class="((?:<%.*?%>|[^"])*)"/g)])
    .flatMap(([, value]) => value!.match(/[\w-]+/g) ?? []),
  ...filesOf('src/client')
    .flatMap((script) => [...script.matchAll(/['"`]([\w .-]+)['"`]/g)])
    .flatMap(([, value]) => value!.split(/[ .]/)),
]);
const everyWord = new Set([...filesOf('views'), ...filesOf('src')].flatMap((file) => file.match(/[\w-]+/g) ?? []));

/** Words of scripts, and a class of a part of Bootstrap that pages do without. */
const NOT_WANTED = ['progress', 'visible', 'invalid-feedback'];

test('a class of Bootstrap that a page uses is among the styles that are sent', () => {
  const missing = [...used].filter((name) => bootstrap.has(name) && !shipped.has(name) && !NOT_WANTED.includes(name));
  expect(missing).toEqual([]);
});

test('no utility and no column is sent that no page uses', () => {
  const utility =
    /^(?:align|col(?!-form)|d|flex|fw|g|gap|gx|gy|h|justify|m|mb|me|ms|mt|mx|my|offset|p|pb|pe|ps|pt|px|py|text|w)-/;
  expect([...shipped].filter((name) => utility.test(name) && !everyWord.has(name))).toEqual([]);
});
