import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs from 'ejs';
import type { Request, Response } from 'express';
import { isPermitted } from '../permissions';
import { NAVIGATION } from './navigation';
import { takeFlash } from './flash';

export const ROLE_LABELS = { admin: 'Quản trị', staff: 'Cán bộ văn phòng', officer: 'Thành viên đội', chairman: 'Chủ tịch' } as const;

const root = findRoot();
const viewsDir = join(root, 'views');

/** A page: a template and the type of what it shows. */
export interface Page<Model> {
  readonly template: string;
  readonly model?: Model;
}

/** Declares a page of views/<template>.ejs that shows a Model. */
export function definePage<Model>(template: string): Page<Model> {
  return { template };
}

export interface PageOptions {
  title: string;
  status?: number;
  /** 'print' leaves the navigation out. */
  layout?: 'default' | 'print';
  /** A failed form: the title begins with "Lỗi: " and the status is 422. */
  hasErrors?: boolean;
}

/**
 * Renders a page in its layout and sends it. Templates see one object, `page`: the model under `page.model`,
 * and `page.csrfToken` for their forms.
 */
export function renderPage<Model>(req: Request, res: Response, page: Page<Model>, model: Model, options: PageOptions): void {
  const user = req.user ?? null;
  const hasErrors = options.hasErrors ?? false;
  const csrfToken = req.session && req.csrfToken ? req.csrfToken() : '';
  const body = renderTemplate(page.template, { model, csrfToken });
  const html = renderTemplate(`layouts/${options.layout ?? 'default'}`, {
    title: hasErrors ? `Lỗi: ${options.title}` : options.title,
    body,
    hasErrors,
    csrfToken,
    assets: assets(),
    user: user && { displayName: user.displayName, roleLabel: ROLE_LABELS[user.role], wardName: user.wardName },
    nav: user && !user.mustChangePassword
      ? NAVIGATION.filter((item) => isPermitted(user.role, item.permission) && (!item.roles || item.roles.includes(user.role)))
        .map((item) => ({ label: item.label, href: item.href, isCurrent: req.path === item.href || req.path.startsWith(`${item.href}/`) }))
      : [],
    flash: req.session ? takeFlash(req) : [],
  });
  res.status(options.status ?? (hasErrors ? 422 : 200)).type('html').send(html);
}

const compiled = new Map<string, ejs.TemplateFunction>();
const isCaching = process.env.NODE_ENV !== 'development';

function renderTemplate(name: string, data: Record<string, unknown>): string {
  let template = compiled.get(name);
  if (!template) {
    const file = join(viewsDir, `${name}.ejs`);
    template = ejs.compile(readFileSync(file, 'utf8'), {
      filename: file,
      root: viewsDir,
      strict: true,
      localsName: 'page',
      cache: isCaching,
      compileDebug: !isCaching || process.env.NODE_ENV === 'test',
    });
    if (isCaching) compiled.set(name, template);
  }
  return template(data);
}

let assetManifest: Record<string, string> | null = null;

/** Logical name ('app.css') → hashed address, as the asset build wrote it. */
function assets(): Record<string, string> {
  if (!assetManifest || !isCaching) assetManifest = JSON.parse(readFileSync(join(root, 'public', 'manifest.json'), 'utf8')) as Record<string, string>;
  return assetManifest;
}

/** The checkout's folder, from src/ and from dist/src/ alike. */
function findRoot(): string {
  const here = __dirname;
  return here.includes(`${join('dist', 'src')}`) ? join(here, '..', '..', '..') : join(here, '..', '..');
}

export const publicDir = join(root, 'public');
