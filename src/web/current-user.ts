import type { Request } from 'express';
import type { Actor } from '../actor';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface User extends Actor {}
    interface Request {
      /** The person of the session as it was read; undefined when the request came without one. */
      sessionActor?: Actor | null;
    }
  }
}

/** The signed-in person of a route that needs one. */
export function currentUser(req: Request): Actor {
  if (!req.user) throw new Error('route without a signed-in user');
  return req.user;
}
