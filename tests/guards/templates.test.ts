import fs from 'node:fs';
import path from 'node:path';

const templates = fs
  .readdirSync('views', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ejs'))
  .map((file) => path.join('views', file));

/** What may be printed as it is: another template, or the page body that the layout wraps. */
const TRUSTED = /^(include\(.*\)|page\.body)$/s;

function tagsOf(file: string, opening: string): string[] {
  const source = fs.readFileSync(file, 'utf8');
  return source
    .split(opening)
    .slice(1)
    .map((rest) => rest.split(/[-_]?%>/)[0]!.trim());
}

test('there are templates to look at', () => {
  expect(templates.length).toBeGreaterThan(0);
});

test.each(templates)('%s escapes all it prints: <%%- is for include and the body only', (file) => {
  expect(tagsOf(file, '<%-').filter((expression) => !TRUSTED.test(expression))).toEqual([]);
});

test.each(templates)('%s holds no inline script, style or handler, which the content policy would block', (file) => {
  const source = fs.readFileSync(file, 'utf8').replaceAll(/<%[\s\S]*?%>/g, '');
  expect(source.match(/<style\b|\sstyle=|\son[a-z]+=|javascript:/gi) ?? []).toEqual([]);
});

test.each(templates)('%s only prints: no filter, map, date or role inside', (file) => {
  const code = (fs.readFileSync(file, 'utf8').match(/<%[\s\S]*?%>/g) ?? []).join('\n');
  expect(code.match(/\.(filter|map|reduce|sort)\(|new Date|(?<!\.errors)\.role\b/g) ?? []).toEqual([]);
});
