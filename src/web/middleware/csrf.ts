import { csrfSync } from 'csrf-sync';
import { ForgedFormError } from '../errors';

const { csrfSynchronisedProtection, generateToken } = csrfSync({
  getTokenFromRequest: (req) => {
    const body = req.body as Record<string, unknown> | undefined;
    return typeof body?._csrf === 'string' ? body._csrf : undefined;
  },
  size: 32,
  errorConfig: { statusCode: 403, message: 'forged form', code: 'EBADCSRFTOKEN' },
});

export { generateToken };

/** Checks the token of a POST; runs after the body is parsed, also after an upload. */
export const csrfProtection: typeof csrfSynchronisedProtection = (req, res, next) =>
  csrfSynchronisedProtection(req, res, (error?: unknown) => next(error ? new ForgedFormError() : undefined));
