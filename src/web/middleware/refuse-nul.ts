import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { HttpError } from '../../shared/errors';

// U+0000 is not part of any text, no keyboard types it, and PostgreSQL refuses it: input that contains it is broken or
// an attack.
const ENCODED_NUL = '%00';

function refuse(): never {
  throw new HttpError(400, 'Yêu cầu không đọc được.');
}

export const refuseNul: RequestHandler = (req, _res, next) => {
  if (req.originalUrl.includes(ENCODED_NUL)) refuse();
  next();
};

declare module 'node:http' {
  interface IncomingMessage {
    /** The form holds control characters, which no stored text keeps. */
    holdsControls?: boolean;
  }
}

/** The control characters that shared/vietnamese-text drops, as a form encodes them. */
const ENCODED_CONTROL = /%(?:0[1-8EF]|1[0-9A-F]|7F|C2%[89][0-9A-F]|EF%BF%B[EF])/i;

/**
 * Refuses an urlencoded body with a NUL in it, before it is parsed, and notes other control characters: a search of the
 * bytes, because a form may have thousands of fields.
 */
export function readControls(req: IncomingMessage, _res: ServerResponse, body: Buffer): void {
  if (body.includes(ENCODED_NUL) || body.includes(0)) refuse();
  req.holdsControls = ENCODED_CONTROL.test(body.toString('latin1'));
}

/** Refuses a text field of an upload with a NUL in its name or value; the file itself may contain anything. */
export const refuseNulFields: RequestHandler = (req, _res, next) => {
  if (
    Object.entries((req.body ?? {}) as Record<string, unknown>)
      .flat(2)
      .some((part) => String(part).includes('\0'))
  )
    refuse();
  next();
};
