import type { Request, Response } from 'express';
import { z } from 'zod';
import { definePage, renderPage } from './page';

/** A form that arrived after the session had ended, kept in the sign-in page so that its words are not lost. */
export interface InterruptedForm {
  action: string;
  fields: [name: string, value: string][];
}

export interface SignInModel {
  username: string;
  errors: { fieldId: string; message: string }[];
  error: string | null;
  /** Where to go after signing in: a path of this site. */
  returnTo: string;
  /** The interrupted form as JSON, carried through sign-in by a hidden field. */
  interrupted: string;
}

export const signInPage = definePage<SignInModel>('auth/sign-in');

const MAX_CARRIED = 200_000;

/** GET: redirect to sign-in and back. POST: show sign-in (401) holding what was typed. */
export function offerToSignIn(req: Request, res: Response): void {
  if (req.method === 'GET') return res.redirect(303, `/login?returnTo=${encodeURIComponent(req.originalUrl)}`);
  const form: InterruptedForm = { action: req.originalUrl, fields: flatten(req.body) };
  const interrupted = JSON.stringify(form);
  renderPage(req, res, signInPage, {
    username: '',
    errors: [],
    error: 'Phiên làm việc đã hết. Những gì bạn vừa gõ được giữ lại: đăng nhập xong, bấm "Gửi lại".',
    returnTo: '/',
    interrupted: interrupted.length <= MAX_CARRIED ? interrupted : '',
  }, { title: 'Đăng nhập lại', status: 401 });
}

const interruptedSchema = z.object({
  action: z.string().regex(/^\/(?![/\\])/).max(500),
  fields: z.array(z.tuple([z.string().max(200), z.string().max(20_000)])).max(3000),
});

/** Reads what the sign-in page carried; null when there is nothing or it was tampered with. */
export function readInterrupted(text: unknown): InterruptedForm | null {
  if (typeof text !== 'string' || text === '' || text.length > MAX_CARRIED) return null;
  try {
    return interruptedSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A path of this site to go to after signing in; anything else becomes '/'. */
export function safeReturnPath(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(value) && !value.startsWith('/login') ? value : '/';
}

/** { a: { b: 'x' }, c: ['y'] } → [['a[b]', 'x'], ['c[]', 'y']], without the token. */
function flatten(body: unknown, prefix = ''): [string, string][] {
  if (typeof body === 'string') return [[prefix, body]];
  if (!(body instanceof Object)) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    if (prefix === '' && name === '_csrf') return [];
    const path = prefix === '' ? name : `${prefix}[${Array.isArray(body) && typeof value === 'string' ? '' : name}]`;
    return flatten(value, path);
  });
}
