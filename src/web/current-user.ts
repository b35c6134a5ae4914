import type { Request } from 'express';
import type { Actor } from '../actor';

declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    // oxlint-disable-next-line typescript/no-empty-object-type
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
