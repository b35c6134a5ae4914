// Compiles every template of views/ against the model of its page, as tsc compiles the code: a misspelt property fails
// with the template's name and line. A page is a function that returns `viewOf('<template>', …)`. A template that is
// included declares what it takes in its first comment, `takes: { … }`, with paths of types from src/, or is compiled where
// it is included.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ejs from 'ejs';
import { problemsOf, root } from './oxlint.mjs';

const checkedFolder = 'node_modules/.cache/go-cua/views';
const checkedFile = `${checkedFolder}/views.ts`;
const OPTIONS = {
  extends: '../../../../tsconfig.json',
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, noImplicitReturns: false },
  include: ['views.ts'],
  exclude: [],
};
const templates = readdirSync(path.join(root, 'views'), { recursive: true })
  .filter((file) => file.endsWith('.ejs'))
  .map((file) => file.slice(0, -'.ejs'.length).split(path.sep).join('/'))
  .sort();
const textOf = (name) => readFileSync(path.join(root, 'views', `${name}.ejs`), 'utf8');
/** Template → the type that its first comment declares. */
const taken = new Map(
  templates.flatMap((name) => {
    const [, type] = /^<%#[\s\S]*?\btakes: (\{[\s\S]*?\})\s*-%>/.exec(textOf(name)) ?? [];
    return type ? [[name, type]] : [];
  }),
);
const used = new Set();
const problems = [];
const INCLUDING = /^\s*; __append\(\s*include\('([^']+)'(?:,\s*([\s\S]*))?\)\s*\)$/;

const PRELUDE = `
type Printed = string | number | bigint | null | undefined;
type Control<Name extends string, Component extends keyof Takes, Needed extends keyof Takes[Component] = never> = (
  name: Name | \`\${string}[\${string}\`,
  ...given: [Needed] extends [never]
    ? [label: string, options?: Partial<Takes[Component]>] | [options?: Partial<Takes[Component]>]
    : [label: string, options: Partial<Takes[Component]> & Pick<Takes[Component], Needed>] | [options: Partial<Takes[Component]> & Pick<Takes[Component], Needed>]
) => string;
type PlainName = keyof typeof import('./shared/register-fields').RESIDENT_PLAIN | keyof typeof import('./shared/register-fields').HOUSEHOLD_PLAIN | import('./shared/readiness-fields').ReadinessField;
interface Fields<Name extends string> {
  field: Control<Name, '/components/field'>;
  date: Control<Name, '/components/date-field'>;
  time: Control<Name, '/components/time-field'>;
  select: Control<Name, '/components/select', 'options'>;
  area: Control<Name, '/components/textarea'>;
  checkbox: Control<Name, '/components/checkbox'>;
  cards: Control<Name, '/components/choice-cards', 'options' | 'type'>;
  plain: (name: Name & PlainName) => string;
  others: (...drawn: (Name & PlainName)[]) => string;
  hidden: (...names: Name[]) => string;
  summary: () => string;
}
declare function fieldsOf<Name extends string>(form: import('./web/form').FormView<Name>): Fields<Name>;
declare function formOf<P>(page: P): P extends { model: { form: import('./web/form').FormView<infer Name extends string> } } ? Fields<Name> : P extends { form: infer Given } ? Given : never;
declare function modelOf<P>(page: P): P extends { model: infer Model } ? Model : never;
interface Base { csrfToken: string }
type ModelOf<P, Template> = P extends (...given: never) => infer Shown ? Extract<Awaited<Shown>, { template: Template }> extends { model: infer Model } ? Model : never : never;
declare function __append(text: string | undefined): void;
declare function escapeFn(value: Printed): string;
declare let __line: number;
type Takes = {
${[...taken].map(([name, type]) => `  ${JSON.stringify(`/${name}`)}: ${type};`).join('\n')}
};
declare function include<Name extends keyof Takes>(name: Name, given: Takes[Name]): string;
declare function include(name: '/components/csrf'): string;
`;

const lines = PRELUDE.split('\n');
/** Line of the checked file → 'views/….ejs:12'. */
const places = new Map();

const declared = declaredPages();
for (const template of new Set(declared.map((page) => page.template))) {
  const pages = declared.filter((page) => page.template === template);
  used.add(template);
  const models = pages.map(({ page, file }) => {
    const from = `./${path.relative(path.join(root, 'src'), file).split(path.sep).join('/').replace(/\.ts$/, '')}`;
    return `ModelOf<typeof import('${from}').${page}, '${template}'>`;
  });
  if (templates.includes(template)) addFunction(template, `Base & { model: ${models.join(' | ')} }`);
  else problems.push(`${pages[0].file}: there is no views/${template}.ejs`);
}
for (const [name, type] of taken) addFunction(name, `Base & ${type}`);
for (const name of templates)
  if (!used.has(name) && !taken.has(name)) problems.push(`views/${name}.ejs: no page and no template shows it`);

if (process.argv[1] === import.meta.filename) check([]);

/** Checks types and lint of these files and folders, and all templates: prints what is wrong, a line each. */
export function check(files) {
  mkdirSync(checkedFolder, { recursive: true });
  writeFileSync(`${checkedFolder}/tsconfig.json`, JSON.stringify(OPTIONS));
  writeFileSync(checkedFile, lines.join('\n').replaceAll("import('./", "import('../../../../src/"));
  const found = [...problems, ...problemsOf([...files, checkedFile]).map(written)];
  for (const problem of found) console.error(problem);
  if (found.length > 0) process.exitCode = 1;
}

function written({ file, line, column, message }) {
  return file === checkedFile
    ? `${places.get(line) ?? 'scripts/check-views.mjs'}: ${message}`
    : `${file}:${line}:${column}: ${message}`;
}

/** Every `viewOf('template', …)` of src, with the function that returns it. */
function declaredPages() {
  return readdirSync(path.join(root, 'src'), { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
    .flatMap((name) => {
      const file = path.join(root, 'src', name);
      const source = readFileSync(file, 'utf8');
      return [...source.matchAll(/\bviewOf\(\s*'([^']+)'/g)].map(({ 1: template, index }) => {
        const [exported, page] = source
          .slice(0, index)
          .match(/^(?:export )?(?:async )?(?:function|const) \w+/gm)
          .at(-1)
          .split(/ (?=\w+$)/);
        if (!exported.startsWith('export'))
          problems.push(`${path.relative(root, file)}: ${page} is not exported, so it cannot be checked`);
        return { file, page, template };
      });
    });
}

function addFunction(template, type) {
  add(`function view_${lines.length}(page: ${type}) { const form = formOf(page), model = modelOf(page);`, template);
  addBody(template);
  add('}', template);
}

/** The statements of a template, as EJS compiles them, with those of the templates it includes in their places. */
function addBody(template) {
  const compiled = new ejs.Template(textOf(template), { strict: true, localsName: 'page', compileDebug: true });
  compiled.generateSource();
  let at = 1;
  for (const statement of compiled.source.trimEnd().split(/\n(?= {4}; )/)) {
    const [, number] = /^\s*; __line = (\d+)$/.exec(statement) ?? [];
    if (number) at = Number(number);
    else addStatement(statement, template, at);
  }
}

function addStatement(statement, template, at) {
  const [, named, given] = INCLUDING.exec(statement) ?? [];
  const name = named && namedBy(template, named);
  if (name) used.add(name);
  if (!name || taken.has(name)) return add(statement, template, at);
  // Its parameters are what `page` holds here and what it is given.
  add('__append(((page) => { const form = formOf(page), model = modelOf(page);', template, at);
  addBody(name);
  add(`; return ''; })({ ...page, ...(${given ?? '{}'}) }));`, template, at);
}

function namedBy(template, named) {
  return named.startsWith('/') ? named.slice(1) : path.posix.join(path.posix.dirname(template), named);
}

function add(statement, template, at = 1) {
  for (const line of statement.split('\n')) {
    lines.push(line);
    places.set(lines.length, `views/${template}.ejs:${at}`);
  }
}
