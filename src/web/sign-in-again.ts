import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../actor';
import type { Config } from '../config';
import { knownDevices } from './known-device';
import { isSignatureOf, signatureOf } from './own-cookie';
import { renderPage, viewOf } from './page';
import { wantsJson } from './wants-json';

/** A form that arrived after the session had ended, kept in the sign-in page so that its input is not lost. */
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
  /** The interrupted form, signed for the account it came from and carried through sign-in by a hidden field. */
  interrupted: string;
}

export const signInPage = (given: Partial<SignInModel>) =>
  viewOf('office/auth/sign-in', { username: '', errors: [], error: null, returnTo: '/', interrupted: '', ...given });
export const resumePage = (form: InterruptedForm, heading = 'Bạn đã đăng nhập lại') =>
  viewOf('office/auth/resume', { ...form, heading });

/** Maximum bytes that the sign-in form can carry in its urlencoded body, below the limit of any form. */
const MAX_CARRIED_BYTES = 400_000;
const OWN_PATH = /^\/(?![/\\])[^\s\\]*$/;

/** GET: redirect to sign-in and back. POST: show sign-in (401) with the typed input kept. A script gets the status. */
export function offerToSignIn(config: Config, req: Request, res: Response): void {
  if (wantsJson(req)) {
    res.status(401).json({ kind: 'sign-in' });
    return;
  }
  if (req.method === 'GET' || req.method === 'HEAD')
    return res.redirect(303, `/login?returnTo=${encodeURIComponent(req.originalUrl)}`);
  const interrupted = carriedForm(config, req);
  renderPage(
    res,
    signInPage({
      error: interrupted
        ? 'Phiên làm việc đã hết. Những gì bạn vừa gõ được giữ lại: đăng nhập xong, bấm “Gửi lại”.'
        : 'Phiên làm việc đã hết, chưa có gì được lưu. Đăng nhập ở một thẻ khác của trình duyệt, rồi quay lại trang trước và gửi lại.',
      interrupted,
    }),
    { title: 'Đăng nhập lại', status: 401 },
  );
}

type FormBody = Record<string, unknown> | undefined;

const interruptedSchema = z.object({
  action: z.string().regex(OWN_PATH).max(500),
  fields: z
    .array(z.tuple([z.string().max(200), z.string()]))
    .min(1)
    .max(3000),
});

/**
 * The posted form so that it can be sent again; null if it cannot (a file) or must not be (a password is not put on a
 * page).
 */
function formOf(req: Request): InterruptedForm | null {
  const form: InterruptedForm = { action: req.originalUrl, fields: flatten(req.body) };
  const isSecret = form.fields.some(([name]) => /password/i.test(name));
  return !req.file && !isSecret && interruptedSchema.safeParse(form).success ? form : null;
}

/** Whose form it is: of the account whose session ended, or, if that is forgotten, of one that this browser knows. */
interface CarriedForm extends InterruptedForm {
  /** Names this form, so that it is offered once. */
  id: string;
  accountId: string | null;
  device: string | null;
}

const CARRIED = 'interrupted form';

/** The form that was sent as signed JSON for a page that comes first; '' if there is none, it has no user or is too large. */
export function carriedForm(config: Config, req: Request): string {
  const form = formOf(req);
  const owner = { accountId: req.user?.id ?? req.endedAccountId ?? null, device: knownDevices(config).nameOf(req) };
  if (!form || (owner.accountId ?? owner.device) === null) return '';
  const json = JSON.stringify({ ...form, ...owner, id: randomUUID() } satisfies CarriedForm);
  const carried = `${signatureOf(config, CARRIED, json)}.${json}`;
  return new URLSearchParams({ carried }).toString().length <= MAX_CARRIED_BYTES ? carried : '';
}

/**
 * Handles a form of our own page whose token is from an earlier session, because its user signed in again in another
 * tab: shows it with a new token, to be sent by hand. False if there is nothing to show.
 */
export function offerToSendAgain(config: Config, req: Request, res: Response): boolean {
  if (!req.user) return false;
  const form = readInterrupted(config, req, req.user, (req.body as FormBody)?.interrupted) ?? formOf(req);
  if (!form) return false;
  renderPage(res, resumePage(form), { title: 'Gửi lại biểu mẫu', status: 403 });
  return true;
}

/** Reads what the sign-in page carried; null if there is nothing, or nothing that this page signed for the account. */
export function readInterrupted(
  config: Config,
  req: Request,
  account: Pick<Actor, 'id' | 'username'>,
  text: unknown,
): (InterruptedForm & Pick<CarriedForm, 'id'>) | null {
  if (typeof text !== 'string') return null;
  const [signature] = text.split('.', 1);
  const json = text.slice(signature!.length + 1);
  if (!isSignatureOf(config, CARRIED, json, signature!)) return null;
  const { id, accountId, device, action, fields } = JSON.parse(json) as CarriedForm;
  const isOwn = accountId ? accountId === account.id : knownDevices(config).find(req, account.username) === device;
  return isOwn ? { id, action, fields } : null;
}

/** A path of this site to go to after signing in; anything else becomes '/'. */
export const safeReturnPath = (value: unknown): string =>
  typeof value === 'string' && OWN_PATH.test(value) && !/^\/(?:login|logout)\b/.test(value) ? value : '/';

/** { a: { b: 'x' }, c: ['y'] } → [['a[b]', 'x'], ['c[]', 'y']], without the token. */
export function flatten(body: unknown, prefix = ''): [string, string][] {
  if (typeof body === 'string') return [[prefix, body]];
  if (!(body instanceof Object)) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    if (prefix === '' && name === '_csrf') return [];
    const path = prefix === '' ? name : `${prefix}[${Array.isArray(body) && typeof value === 'string' ? '' : name}]`;
    return flatten(value, path);
  });
}
