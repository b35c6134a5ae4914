import type { Request } from 'express';

/** Whether a script sent this request and reads the answer itself: it then gets JSON where a person gets a page. */
export function wantsJson(req: Request): boolean {
  return req.get('accept') === 'application/json';
}
