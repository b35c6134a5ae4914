import { csrfSync } from 'csrf-sync';
import { ForgedFormError } from '../errors';
import { offerToSendAgain } from '../sign-in-again';
import { isFromOwnPage } from './same-origin';

const { csrfSynchronisedProtection, generateToken } = csrfSync({
  getTokenFromRequest: (req) => {
    const body = req.body as Record<string, unknown> | undefined;
    return typeof body?._csrf === 'string' ? body._csrf : undefined;
  },
  size: 32,
  errorConfig: { statusCode: 403, message: 'forged form', code: 'EBADCSRFTOKEN' },
});

export { generateToken };

/**
 * Checks the token of a POST; runs after the body is parsed, also after an upload. A token of an earlier session, on a
 * form that the browser says is ours, does not do the work either, but its words are shown to be sent again.
 */
export const csrfProtection: typeof csrfSynchronisedProtection = (req, res, next) =>
  csrfSynchronisedProtection(req, res, (error?: unknown) => {
    if (!error) return next();
    const hasOldToken = Boolean((req.body as Record<string, unknown> | undefined)?._csrf);
    if (!(hasOldToken && isFromOwnPage(req) && offerToSendAgain(req, res))) next(ForgedFormError.stale());
  });
