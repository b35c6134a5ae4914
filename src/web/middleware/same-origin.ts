import type { Request, RequestHandler } from 'express';
import { ForgedFormError } from '../errors';
import { isOwnOrigin } from '../own-origin';

/** Refuses a form that the browser says comes from another site. A second check besides the form token. */
export const sameOrigin: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  const site = req.get('sec-fetch-site');
  if (site && site !== 'same-origin' && site !== 'none') throw ForgedFormError.foreign();
  const origin = req.get('origin');
  // A sandboxed frame sends "null"; a browser that hides its origin still sends the fetch site.
  const isForeign = origin === 'null' ? site !== 'same-origin' : origin !== undefined && !isOwnOrigin(req, origin);
  if (isForeign) throw ForgedFormError.foreign();
  next();
};

/** Whether the browser itself says that the form came from one of our pages. */
export function isFromOwnPage(req: Request): boolean {
  const origin = req.get('origin');
  return req.get('sec-fetch-site') === 'same-origin' || (origin !== undefined && isOwnOrigin(req, origin));
}
