import type { Request } from 'express';
import type { Actor } from '../actor';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface User extends Actor {}
    interface Request {
      /** The user of the session as it was read; undefined if the request came without a session. */
      sessionActor?: Actor | null;
      /** Whose session had just ended when the request came. */
      endedAccountId?: string;
    }
  }
}

export function currentUser(req: Request): Actor {
  if (!req.user) throw new Error('route without a signed-in user');
  return req.user;
}
