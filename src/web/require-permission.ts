import type { RequestHandler } from 'express';
import type { Config } from '../config';
import { isPermitted } from '../permissions';
import { ForbiddenError } from '../shared/errors';
import { offerToSignIn } from './sign-in-again';
import { wantsJson } from './wants-json';
import type { Route } from './route';

/** Where a second step is set up. */
export const FACTOR_PATH = '/second-factor';

/** Lets a request through, offers to sign in (401 page or redirect), or refuses with 403. */
export const requirePermission =
  (config: Config, permission: Route['permission']): RequestHandler =>
  (req, res, next) => {
    if (permission === 'public') return next();
    if (!req.user) return offerToSignIn(config, req, res);
    if (req.user.mustChangePassword && req.path !== '/password' && req.path !== '/logout')
      return res.redirect(303, '/password');
    if (req.session.mustEnrol && !isOpenBeforeEnrolling(req.path))
      // A script waits with what it has to send, as for a user who has to sign in.
      return wantsJson(req) ? offerToSignIn(config, req, res) : res.redirect(303, FACTOR_PATH);
    if (permission !== 'signed-in' && !isPermitted(req.user.role, permission)) throw new ForbiddenError();
    next();
  };

const isOpenBeforeEnrolling = (path: string): boolean =>
  path.startsWith(FACTOR_PATH) || path === '/password' || path === '/logout';
