import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ejs from 'ejs';
import type { Request, Response } from 'express';
import type { UserRole } from '../generated/prisma/enums';
import { rootDir } from '../root-dir';
import { allowDevice, nonceOf } from './middleware/security-headers';
import { cardsOf, optionsOf } from '../shared/labels';
import { maskNationalNumber } from '../shared/national-number';
import { READINESS, type ReadinessField } from '../shared/readiness-fields';
import { fieldLabel, HOUSEHOLD_PLAIN, RESIDENT_PLAIN, type PlainEntries } from '../shared/register-fields';
import { isPermitted } from '../permissions';
import { helpHref } from './user-guide';
import { navigationFor, type MenuCounts } from './navigation';
import { takeFlash, takeSaved } from './flash';
import { errorSummary, fieldOf, shapeOf, typed, type FormView } from './form';
import { hrefWith } from './pager';
import { readReopened } from './reopened-form';
import { unbrokenNumbers } from './unbroken-numbers';

export const ROLE_LABELS = {
  admin: 'Quản trị',
  staff: 'Cán bộ văn phòng',
  officer: 'Thành viên đội',
  chairman: 'Chủ tịch',
} as const;

const viewsDir = join(rootDir, 'views');

/** What a reader is shown: a template and its model. A page is a function that makes one. */
export interface View<Model, Template extends string = string> {
  readonly template: Template;
  readonly model: Model;
}

export const viewOf = <const Template extends string, Model>(
  template: Template,
  model: Model,
): View<Model, Template> => ({ template, model });

interface PageOptions {
  status?: number;
  /** 'print' leaves the navigation out; 'public' is read by residents on their own phones. */
  layout?: 'default' | 'print' | 'public';
  /** Of a public page: the ward that it is about. */
  wardName?: string;
  /** Of a printed page: its paper, or 'screen' for one that is read on a phone. A4 unless given. */
  paper?: 'A4' | 'A5' | 'screen';
  /** A failed form: the title begins with "Lỗi: " and the status is 422. */
  hasErrors?: boolean;
  /** For a page about work in progress: a browser without scripts reloads after this many seconds. */
  refreshSeconds?: number;
}

type LayoutOptions = PageOptions & { title: string; scripts?: readonly string[]; toPlan?: ListedDoors };

/** The doors of a list, or the people whose doors they are: ids of the rows of the page. */
export interface ListedDoors {
  doors?: readonly string[];
  people?: readonly string[];
}

/**
 * Renders a page in its layout and sends it, with the `title` of its model unless one is given, and with `scripts` of its
 * model, which run before the program's own. Below a list whose model has `toPlan`, its doors can be taken into a
 * round. Only a page with a `cardReader` may use the camera. Templates see the page's
 * `model`, and one object, `page`, with `page.csrfToken` for their forms.
 */
export function renderPage<Shown extends View<unknown>>(
  res: Response,
  { template, model }: Shown,
  ...[options]: Shown extends View<{ title: string }>
    ? [options?: PageOptions & { title?: string }]
    : [options: PageOptions & { title: string }]
): void {
  const body = renderTemplate(template, withFormToken(res.req, { model }));
  const { cardReader, title, scripts, toPlan } = model as LayoutOptions & { cardReader?: string };
  if (cardReader) allowDevice(res, 'camera');
  res.send(inLayout(res, body, { title, scripts, toPlan, ...options }));
}

/** Renders several printed pages as one, each from a sheet of its own. */
export function renderPapers(res: Response, papers: readonly View<unknown>[], title: string): void {
  const bodies = papers.map(({ template, model }) => renderTemplate(template, withFormToken(res.req, { model })));
  const body = bodies.map((each) => `<section class="paper">${each}</section>`).join('\n');
  res.send(inLayout(res, body, { title, layout: 'print' }));
}

/** Sets the status and type of an answer, and returns the whole page. */
function inLayout(res: Response, body: string, options: LayoutOptions): string {
  const { req } = res;
  const reopened = req.user ? readReopened(req.body) : null;
  const isShown = req.session !== undefined && req.method !== 'HEAD'; // a HEAD leaves what waits for the next page
  const hasErrors = (options.hasErrors ?? false) && !reopened;
  res.status(options.status ?? (hasErrors ? 422 : 200)).type('html');
  const page = renderTemplate(
    `layouts/${options.layout ?? 'default'}`,
    withFormToken(req, {
      ...frameOf(res, body),
      title: hasErrors ? `Lỗi: ${options.title}` : options.title,
      hasErrors,
      scripts: options.scripts ?? [],
      paper: options.paper === 'screen' ? '' : (options.paper ?? 'A4'),
      wardName: options.wardName ?? '',
      refreshSeconds: options.refreshSeconds ?? null,
      flash: isShown ? takeFlash(req) : [],
      reopened,
      cameBack: req.method === 'POST',
      saved: isShown ? takeSaved(req).join(' ') : '',
      listFileHref: (res.locals.listFileHref as string | undefined) ?? '',
      planHref: planHref(req, options.toPlan ?? {}),
    }),
  );
  return unbrokenNumbers(page);
}

/**
 * A page in its layout as text, for an officer who takes it along: without tokens, and marked as a copy of that moment.
 * @param path where the page stands, for the navigation.
 */
export function renderCopy(
  res: Response,
  { template, model }: View<unknown>,
  { title, path, at }: { title: string; path: string; at: Date },
): string {
  const body = renderTemplate(template, { model, csrfToken: '' });
  const page = renderTemplate('layouts/default', {
    ...frameOf(res, body, path),
    title,
    scripts: (model as { scripts?: readonly string[] }).scripts ?? [],
    csrfToken: '',
    hasErrors: false,
    refreshSeconds: null,
    flash: [],
    reopened: null,
    cameBack: false,
    saved: '',
    search: null,
    listFileHref: '',
    planHref: '',
    copiedAt: at.toISOString(),
  });
  return unbrokenNumbers(page);
}

const planHref = ({ user }: Request, { doors = [], people = [] }: ListedDoors): string =>
  user && isPermitted(user.role, 'rounds.plan') && doors.length + people.length > 0
    ? hrefWith('/rounds/new', { mode: 'list', doors: [...new Set(doors)], people })
    : '';

/** What the layout shows around every page of this reader. */
function frameOf(res: Response, body: string, path = res.req.path): Record<string, unknown> {
  const user = res.req.user ?? null;
  // A user who has to do something else first is not shown the way to other pages.
  const isHeldUp = user?.mustChangePassword || (res.req.session?.mustEnrol ?? false);
  const nav =
    user && !isHeldUp
      ? navigationFor(user.role, path, res.locals.menuCounts as MenuCounts | undefined)
      : { items: [], pages: [] };
  return {
    body,
    nonce: nonceOf(res),
    assets: assets(),
    user: user && { displayName: user.displayName, roleLabel: ROLE_LABELS[user.role], wardName: user.wardName },
    nav,
    helpHref: nav.items.length > 0 ? helpHref(nav, path) : '',
    search: user && !isHeldUp ? searchOf(user.role, res) : null,
    person: user?.id ?? '',
    copiedAt: '',
  };
}

/** The search box of the header; it shows what its own page was asked for. */
function searchOf(role: UserRole, res: Response) {
  const isOfRegister = isPermitted(role, 'households.read');
  const label = isOfRegister ? 'Tìm người, cửa, mã, trang' : 'Tìm trang, mã buổi';
  return { q: (res.locals.searchedFor as string | undefined) ?? '', label, isOfRegister };
}

/** Sends a page's template alone, for a script that inserts it into an open page. */
export function renderPart(res: Response, { template, model }: View<unknown>): void {
  res.type('html').send(unbrokenNumbers(renderTemplate(template, withFormToken(res.req, { model }))));
}

/**
 * Adds `csrfToken`, created when a template prints it, so that a visitor who only reads gets no session. Including
 * a template copies the data, which would read a getter, so the token is an object that becomes text when printed.
 */
const withFormToken = (req: Request, data: Record<string, unknown>): Record<string, unknown> => ({
  ...data,
  csrfToken: { toString: () => (req.session && req.csrfToken ? req.csrfToken() : '') },
});

const isObject = (given: unknown): given is object => typeof given === 'object';

/** A control of a form as its reader sees it: its label, and as words what it shows. */
interface DrawnField {
  name: string;
  label: string;
  shown: string;
}

/** What the template of a control is given, as far as it is read here. */
interface Control {
  name: string;
  label?: string;
  legend?: string;
  value?: string;
  checked?: boolean;
  options?: readonly Choice[];
  groups?: readonly { options: readonly Choice[] }[];
  /** What was typed into a list without choosing from it. */
  text?: { name: string; value: string };
}

interface Choice {
  label: string;
  selected?: boolean;
  checked?: boolean;
}

const CONTROLS = ['field', 'date-field', 'time-field', 'select', 'textarea', 'checkbox', 'choice-cards'];

/** Is told each template that a page includes, with what it is given. */
type Notice = (template: string, given: object) => void;

/** The controls that a page draws for its form, in their order; fields that it carries unseen are left out. */
export function drawnFields({ template, model }: View<{ form: FormView }>): DrawnField[] {
  const names = Object.keys(shapeOf(model.form.schema));
  const drawn: DrawnField[] = [];
  const notice: Notice = (part, given) => {
    const [, component = ''] = part.split('components/');
    const { name = '', legend = '', label = legend, text } = given as Partial<Control>;
    if (!CONTROLS.includes(component) || !names.includes(name.split('[')[0]!)) return;
    drawn.push({ name, label, shown: shownIn(component, given as Control) });
    if (text) drawn.push({ name: text.name, label, shown: text.value });
  };
  renderTemplate(template, { model, csrfToken: '', notice, form: fieldsOf(model.form, notice) });
  return drawn;
}

function shownIn(component: string, { name, value = '', checked, options, groups = [] }: Control): string {
  if (component === 'checkbox') return checked ? 'có' : '';
  if (name === 'nationalNumber') return value && maskNationalNumber(value.replace(/\D/g, '').slice(-4));
  if (!options) return value;
  return [...options, ...groups.flatMap((group) => group.options)]
    .filter((option) => option.selected ?? option.checked)
    .map(({ label }) => label)
    .join(', ');
}

const PLAIN: PlainEntries = { ...HOUSEHOLD_PLAIN, ...RESIDENT_PLAIN };

/**
 * For templates: draws the parts of a form, each control by the name of its field; the label is the catalogue's unless
 * given.
 */
function fieldsOf(form: FormView, notice?: Notice) {
  const control =
    (component: string) =>
    (name: string, ...given: readonly (string | object)[]): string => {
      const label = typeof given[0] === 'string' ? given[0] : fieldLabel(name);
      const field = { ...fieldOf(form, name), label, legend: label, ...given.find(isObject) };
      notice?.(`components/${component}`, field);
      return renderTemplate(`components/${component}`, field);
    };
  /** A field by what its catalogue says: a plain one of shared/register-fields, or one of shared/readiness-fields. */
  const plain = (name: string): string => {
    const entry = PLAIN[name];
    if (!entry) return answer(name as ReadinessField);
    if (entry.kind === 'date') return control('date-field')(name);
    if (entry.kind === 'text') return control(entry.max > 500 ? 'textarea' : 'field')(name);
    const options = optionsOf({ '': 'Chưa rõ', ...entry.answers }, typed(form.values, name));
    return control('select')(name, { options, required: false });
  };
  const answer = (name: ReadinessField): string => {
    const { label, answers, isSeveral } = READINESS[name];
    const given = form.values[name];
    return isSeveral
      ? control('choice-cards')(name, label, {
          type: 'checkbox',
          options: cardsOf(answers, given),
          hint: 'Chọn mọi ý đúng. Không chọn ý nào: chưa hỏi.',
        })
      : control('select')(name, label, { options: optionsOf(answers, String(given)), required: false });
  };
  return {
    field: control('field'),
    date: control('date-field'),
    time: control('time-field'),
    select: control('select'),
    area: control('textarea'),
    plain,
    /** The fields of this form that `plain` can draw, besides those that the template draws itself. */
    others: (...drawn: string[]) =>
      Object.keys(shapeOf(form.schema))
        .filter((name) => (name in PLAIN || name in READINESS) && !drawn.includes(name))
        .map(plain)
        .join(''),
    checkbox: control('checkbox'),
    cards: control('choice-cards'),
    hidden: (...names: string[]) =>
      names.map((name) => renderTemplate('components/hidden-field', fieldOf(form, name))).join(''),
    /** Nothing if the form has no errors. */
    summary: () => {
      const errors = errorSummary(form.errors);
      return errors.length > 0 ? renderTemplate('components/error-summary', { errors }) : '';
    },
  };
}

const compiled = new Map<string, ejs.TemplateFunction>();
const isCaching = process.env.NODE_ENV !== 'development';

/**
 * Renders one template.
 * @param name its path below views/, without '.ejs'.
 * @param data what the template sees as `page`; a template that it includes sees the parameters it is given as well. The
 * form of its model (`model.form`) is drawn with `form`.
 */
export function renderTemplate(name: string, data: Record<string, unknown>): string {
  const include = (path: string, own: Record<string, unknown> = {}) => {
    const part = includedName(name, path);
    (data.notice as Notice | undefined)?.(part, own);
    return renderTemplate(part, { ...data, ...own });
  };
  const { form } = (data.model ?? {}) as { form?: FormView };
  return templateOf(name)({ ...(form && { form: fieldsOf(form) }), ...data, include, fieldsOf });
}

/** An included path that begins with '/' is below views/; any other is relative to the template that includes it. */
const includedName = (name: string, path: string): string =>
  path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(name), path);

function templateOf(name: string): ejs.TemplateFunction {
  let template = compiled.get(name);
  if (!template) {
    const filename = join(viewsDir, `${name}.ejs`);
    // Indentation is for readers of the template; of the visit form it was a twentieth. So is a line of its own for a
    // condition or an included template. The last line break stays: it parts an included tag from the word after it.
    const text = readFileSync(filename, 'utf8').replace(/\n\s+/g, '\n');
    template = ejs.compile(text.replace(/^(<%(?![=#_-]|$)[^%]*|<%- include\([^%]*)(?<![-_])%>$/gm, '$1-%>'), {
      filename,
      strict: true,
      localsName: 'page',
      // Our include replaces that of EJS, which looks up the file and copies the data three times for each part.
      destructuredLocals: ['include', 'fieldsOf', 'form', 'model'],
      compileDebug: !isCaching || process.env.NODE_ENV === 'test',
    });
    if (isCaching) compiled.set(name, template);
  }
  return template;
}

let assetManifest: Record<string, string> | null = null;

/** Logical name ('app.css') → hashed address, as written by the asset build. */
export function assets(): Record<string, string> {
  if (!assetManifest || !isCaching)
    assetManifest = JSON.parse(readFileSync(join(rootDir, 'public', 'manifest.json'), 'utf8')) as Record<
      string,
      string
    >;
  return assetManifest;
}

/** The address of the script that reads the codes of cards, for the model of a page whose form takes a person's facts. */
export const cardReader = (): string => assets()['card-reader.js']!;

export const publicDir = join(rootDir, 'public');
