import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import type { Config } from '../../config';
import { ForgedFormError } from '../errors';
import { isSignatureOf, ownCookie, signatureOf } from '../own-cookie';
import { offerToSendAgain } from '../sign-in-again';
import { wantsJson } from '../wants-json';
import { isFromOwnPage } from './same-origin';

interface FormTokens {
  /** The token for the forms of this response. */
  tokenFor(req: Request): string;
  /**
   * Checks the token of a POST; runs after the body is parsed, also after an upload. A form with the token of an
   * earlier session is not executed either, but if the browser says that it is ours, its values are shown so that the
   * user can send it again.
   */
  protection: RequestHandler;
}

/**
 * Form tokens against cross-site requests. A signed-in user's token is in the session. A visitor's is in a signed
 * cookie, so that merely viewing the sign-in page leaves nothing in the database.
 */
export function createFormTokens(config: Config): FormTokens {
  const cookie = ownCookie(config, 'go-cua-form');
  const isSignedIn = (req: Request) => 'passport' in req.session;

  const { csrfSynchronisedProtection, generateToken } = csrfSync({
    getTokenFromRequest: (req) => {
      const body = req.body as Record<string, unknown> | undefined;
      return typeof body?._csrf === 'string' ? body._csrf : undefined;
    },
    getTokenFromState: (req) => (isSignedIn(req) ? req.session.csrfToken : visitorToken(req)),
    storeTokenInState: (req, token) => {
      if (isSignedIn(req)) {
        req.session.csrfToken = token;
        return;
      }
      // A page may have several forms: the later ones find the token here.
      req.res!.locals.visitorToken = token;
      cookie.write(req.res!, `${token}.${signatureOf(config, 'form token', token!)}`);
    },
    size: 32,
    errorConfig: { statusCode: 403, message: 'forged form', code: 'EBADCSRFTOKEN' },
  });

  function visitorToken(req: Request): string | null {
    const made = req.res?.locals.visitorToken as string | undefined;
    if (made) return made;
    const [token, signature] = cookie.read(req)?.split('.') ?? [];
    return token && signature && isSignatureOf(config, 'form token', token, signature) ? token : null;
  }

  return {
    tokenFor: (req) => generateToken(req),
    protection: (req, res, next) =>
      csrfSynchronisedProtection(req, res, (error?: unknown) => {
        if (!error) return next();
        const hasOldToken = Boolean((req.body as Record<string, unknown> | undefined)?._csrf);
        const isShown = hasOldToken && !wantsJson(req) && isFromOwnPage(req) && offerToSendAgain(config, req, res);
        if (!isShown) next(ForgedFormError.stale());
      }),
  };
}
