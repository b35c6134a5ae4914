import fs from 'node:fs';
import path from 'node:path';

const templates = fs
  .readdirSync('views', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ejs'))
  .map((file) => path.join('views', file));

/** What may be printed unescaped: another template, a control of a form, the page body that the layout wraps, the guide. */
const TRUSTED =
  /^((include|page\.once|(\w+|fieldsOf\([\w.]+\))\.(field|date|time|select|area|checkbox|cards|plain|others|hidden|summary))\(.*\)|page\.body|model\.guideHtml)$/s;

function tagsOf(file: string, opening: string): string[] {
  const source = fs.readFileSync(file, 'utf8');
  return source
    .split(opening)
    .slice(1)
    .map((rest) => rest.split(/[-_]?%>/)[0]!.trim());
}

test('templates are found', () => {
  expect(templates.length).toBeGreaterThan(0);
});

test.each(templates)('%s escapes everything it prints: <%%- is only for other templates and the body', (file) => {
  expect(tagsOf(file, '<%-').filter((expression) => !TRUSTED.test(expression))).toEqual([]);
});

test.each(templates)(
  '%s holds no inline script, style or handler, which the content security policy would block',
  (file) => {
    const source = fs.readFileSync(file, 'utf8').replaceAll(/<%[\s\S]*?%>/g, '');
    expect(source.match(/<style\b|\sstyle=|\son[a-z]+=|javascript:/gi) ?? []).toEqual([]);
  },
);

test.each(templates)('%s only prints: it has no filter, map, date or role', (file) => {
  const code = (fs.readFileSync(file, 'utf8').match(/<%[\s\S]*?%>/g) ?? []).join('\n');
  expect(code.match(/\.(filter|map|reduce|sort)\(|new Date|(?<!\.errors)\.role\b/g) ?? []).toEqual([]);
});

test.each(templates)('%s has no date or time field of the browser, which speaks the browser’s language', (file) => {
  const source = fs.readFileSync(file, 'utf8');
  expect(source.match(/\btype\s*[:=]\s*["']?(date|datetime-local|time|month|week)\b/g) ?? []).toEqual([]);
});
