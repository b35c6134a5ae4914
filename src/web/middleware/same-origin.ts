import type { Request, RequestHandler } from 'express';
import { ForgedFormError } from '../errors';
import { isOwnOrigin } from '../own-origin';

/** Refuses a form that a browser says comes from another site. A second lock beside the form's token. */
export const sameOrigin: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  const site = req.get('sec-fetch-site');
  if (site && site !== 'same-origin' && site !== 'none') throw ForgedFormError.foreign();
  const origin = req.get('origin');
  // "null" is what a sandboxed frame says; a browser that hides its own origin still tells the fetch site.
  const isForeign = origin === 'null' ? site !== 'same-origin' : origin !== undefined && !isOwnOrigin(req, origin);
  if (isForeign) throw ForgedFormError.foreign();
  next();
};

/** True when the browser itself says that the form stood on a page of ours. */
export function isFromOwnPage(req: Request): boolean {
  const origin = req.get('origin');
  return req.get('sec-fetch-site') === 'same-origin' || (origin !== undefined && isOwnOrigin(req, origin));
}
